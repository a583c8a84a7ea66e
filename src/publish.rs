//! Publishing a site as one step.
//!
//! The whole site is written into a stage beside the output folder, settled on the disk,
//! checked against its list, and then exchanged with the output in one call: a build that
//! fails, is killed or runs out of disk leaves the last good site as it was. Two builds at
//! once wait for each other. What roadmapgen did not write is never removed unasked.
//!
//! - `route`: which routes may become files;
//! - `place`: where the output really is, and where it must never be;
//! - `owner`: whether what is there is ours;
//! - `lock`: one build at a time;
//! - `compare`: what of the old site can stay;
//! - `stage`: writing the new site;
//! - `swap`: exchanging the two, removing the old, sweeping what dead builds left;
//! - `inside`: the weaker way, for folders that cannot be exchanged;
//! - `attempt`: the funnel of all steps that can fail.

mod attempt;
mod compare;
mod inside;
mod lock;
mod owner;
mod place;
mod route;
mod stage;
mod swap;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use place::is_content;

use attempt::attempt;
use compare::Standing;
use owner::{Found, MARKER};
use place::{Place, Surroundings};
use stage::Stage;

/// How to publish.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Replace an output folder that holds files which roadmapgen did not write. The folder
    /// of a repository, of a roadmap, the home folder and the like are refused all the same.
    pub force: bool,
}

/// What publishing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// How many files were written. The others stood there already, byte for byte.
    pub written: usize,
    /// Nothing was written at all, since the site was there already.
    pub unchanged: bool,
    /// Another build into the same folder had to be waited for.
    pub waited: bool,
    /// What the user should know although the site is published.
    pub warnings: Vec<String>,
}

/// Why a site was not published. The old one then stands as it was.
#[derive(Debug)]
pub enum PublishError {
    /// It could be done, but must not be.
    Refused {
        /// What is wrong, in the user's words.
        why: String,
        /// What to do instead.
        help: Option<&'static str>,
    },
    /// The system failed.
    Failed {
        /// What was tried: a verb, as in "cannot replace".
        tried: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
}

impl fmt::Display for PublishError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::Refused { why, .. } => out.write_str(why),
            PublishError::Failed { tried, path, source } => {
                write!(out, "cannot {tried} {}: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The cause is part of the message already.
        None
    }
}

/// Makes `output` hold exactly these files: slash-separated relative routes to their bytes.
///
/// Files have mode 0644 and folders 0755, whatever the umask. A link to a folder is followed.
/// Where the folder cannot be exchanged (a mount point; nothing may be made beside it), the
/// files are replaced one by one, and a warning says that the promise is weaker.
///
/// # Errors
/// [`PublishError::Refused`] if a route is no safe file name everywhere, or if the folder
/// holds what roadmapgen did not write; [`PublishError::Failed`] if the system fails. Either
/// way the old site stands and nothing is left behind.
pub fn publish(output: &Path, files: &BTreeMap<String, Vec<u8>>, options: Options) -> Result<Published, PublishError> {
    publish_among(output, files, options, &Surroundings::of_this_process())
}

fn publish_among(
    output: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    options: Options,
    around: &Surroundings,
) -> Result<Published, PublishError> {
    route::judge(files.keys())?;
    let place = Place::find(output, around)?;
    // Before anything is written: what is refused, or done already, leaves no trace at all.
    let before = swap::identity(&place.folder);
    let traces = swap::has_traces(&place);
    let mut seen = None;
    if !traces {
        match Old::of(&place, files, options) {
            Ok(old) if old.is_the_same => return Ok(Published::unchanged(false)),
            Ok(old) => seen = Some(old),
            // A build that began meanwhile has replaced it while we looked: it is looked at again when that one is done.
            Err(_) if before != swap::identity(&place.folder) => {}
            Err(error) => return Err(error),
        }
    }
    let mut parents = MadeParents::make(&place)?;
    let mut published = Published { written: 0, unchanged: false, waited: false, warnings: Vec::new() };
    let (lock, beside) = take_lock(&place, &mut published.warnings)?;
    published.waited = lock.as_ref().is_some_and(|lock| lock.waited);
    swap::recover(&place)?;
    swap::sweep(&place);
    let old = match seen {
        Some(old) if before == swap::identity(&place.folder) && before.is_some() => old,
        _ => Old::of(&place, files, options)?,
    };
    if old.is_the_same {
        return Ok(Published::unchanged(published.waited));
    }
    let marker = owner::marker(files.keys());
    if beside && !swap::is_mount_point(&place) {
        match publish_beside(&place, &old, files, &marker) {
            Ok((written, warnings)) => {
                published.written = written;
                published.warnings.extend(warnings);
                parents.keep();
                return Ok(published);
            }
            Err(PublishError::Failed { source, .. }) if old.found.is_some() && swap::cannot_be_moved(&source) => {}
            Err(error) => return Err(error),
        }
    }
    let found = old.found.unwrap_or_default();
    published.written = inside::publish(&place, &found, files, &old.standings, &marker)?;
    for stage in &found.stages {
        let _ = fs::remove_dir_all(stage);
    }
    published.warnings.push(format!(
        "`{}` cannot be exchanged as a whole, so its files were replaced one by one: \
         a build that is interrupted can leave a mix of two sites",
        place.shown.display()
    ));
    parents.keep();
    Ok(published)
}

/// The usual way: a stage beside the output, exchanged with it. Returns how many files were
/// written, and warnings.
fn publish_beside(
    place: &Place,
    old: &Old,
    files: &BTreeMap<String, Vec<u8>>,
    marker: &[u8],
) -> Result<(usize, Vec<String>), PublishError> {
    let stage = Stage::make(&place.parent, place, |number| place.trace(&format!("{}{number}", swap::STAGE)))?;
    let mut all: Vec<(&str, &[u8], Standing)> = files
        .iter()
        .zip(&old.standings)
        .map(|((route, bytes), standing)| (route.as_str(), bytes.as_slice(), *standing))
        .collect();
    all.push((MARKER, marker, Standing::New));
    let written = stage::fill(&stage.path, place, &all, old.found.as_ref().map(|_| place.folder.as_path()))? - 1;
    let warnings = swap::swap(place, stage, old.found.as_ref())?;
    Ok((written, warnings))
}

impl Published {
    fn unchanged(waited: bool) -> Self {
        Published { written: 0, unchanged: true, waited, warnings: Vec::new() }
    }
}

/// The old site, judged and compared.
struct Old {
    found: Option<Found>,
    /// In the order of the new files.
    standings: Vec<Standing>,
    is_the_same: bool,
}

impl Old {
    fn of(place: &Place, files: &BTreeMap<String, Vec<u8>>, options: Options) -> Result<Self, PublishError> {
        let Some(found) = owner::look(place)? else {
            return Ok(Old { found: None, standings: vec![Standing::New; files.len()], is_the_same: false });
        };
        owner::judge(&found, place, options.force)?;
        let standings = compare::compare(&place.folder, &found, files);
        let is_the_same = found.files.len() == files.len()
            && found.odd.is_empty()
            && found.stages.is_empty()
            && found.marker.as_ref().is_some_and(|text| text.as_bytes() == owner::marker(files.keys()))
            && standings.iter().all(|standing| *standing != Standing::New);
        Ok(Old { found: Some(found), standings, is_the_same })
    }
}

/// The folders above the output that were missing; removed again unless the site was published.
struct MadeParents(Vec<PathBuf>);

impl MadeParents {
    fn make(place: &Place) -> Result<Self, PublishError> {
        let mut made = MadeParents(Vec::new());
        for folder in &place.missing {
            let is_new = attempt(
                "create",
                || place.shown.clone(),
                || match fs::create_dir(folder) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
                    other => other.map(|()| true),
                },
            )?;
            if is_new {
                made.0.push(folder.clone());
            }
        }
        Ok(made)
    }

    fn keep(&mut self) {
        self.0.clear();
    }
}

impl Drop for MadeParents {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Takes the output's lock, and says whether a stage can be made beside the output.
fn take_lock(place: &Place, warnings: &mut Vec<String>) -> Result<(Option<lock::Lock>, bool), PublishError> {
    let path = place.parent.join(place.trace("lock"));
    let taken = attempt("lock", || place.shown.clone(), || lock::take(&path));
    let Err(PublishError::Failed { source, .. }) = &taken else {
        return taken.map(|lock| (Some(lock), true));
    };
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem if place.folder.is_dir() => {
            let lock = attempt("lock", || place.shown.clone(), || lock::take_folder(&place.folder))?;
            Ok((Some(lock), false))
        }
        io::ErrorKind::Unsupported => {
            let _ = fs::remove_file(&path);
            warnings.push(format!(
                "`{}` is on a file system without locks: do not build into it twice at once",
                place.shown.display()
            ));
            Ok((None, true))
        }
        _ => taken.map(|lock| (Some(lock), true)),
    }
}
