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
//! - `new_site`: what is held while a site is written, and its last step;
//! - `swap`: exchanging the two, removing the old, sweeping what dead builds left;
//! - `under_way`: what to clear away when the program is told to end;
//! - `inside`: the weaker way, for folders that cannot be exchanged;
//! - `attempt`: the funnel of all steps that can fail.

mod attempt;
mod compare;
mod inside;
mod lock;
mod new_site;
mod owner;
mod place;
mod route;
mod stage;
mod swap;
#[cfg(test)]
mod tests;
mod under_way;

#[cfg(test)]
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

pub use place::is_content;
pub use under_way::clear_away;

use compare::Standing;
use new_site::{Hold, NewSite};
use owner::Found;
use place::{Place, Surroundings};
use stage::Staged;

/// How to publish.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Replace an output folder that holds files which roadmapgen did not write. The folder
    /// of a repository, of a roadmap, the home folder and the like are refused all the same.
    pub force: bool,
    /// Says that another build into the same folder is waited for, which may take as long as that one takes.
    pub waits: fn(),
}

impl Default for Options {
    fn default() -> Self {
        Self { force: false, waits: || {} }
    }
}

/// What publishing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// How many files were written. The others stood there already, byte for byte.
    pub written: usize,
    /// Nothing was written at all, since the site was there already.
    pub unchanged: bool,
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
/// # Errors
/// As [`Publication`].
#[cfg(test)]
fn publish_among(
    output: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    options: Options,
    around: &Surroundings,
) -> Result<Published, PublishError> {
    let mut publication = Publication::begin_among(output, options, around)?;
    loop {
        for (route, bytes) in files {
            publication.put(route, bytes);
        }
        match publication.finish()? {
            Finished::Published(published) => return Ok(published),
            Finished::Overtaken(again) => publication = *again,
        }
    }
}

/// A site on its way into a folder, which will hold exactly the files that are put here.
///
/// Each file is compared to the old site as soon as it is put, and written if it differs, so that the site is never in
/// memory as a whole. Until the first that differs nothing at all is written, unless there is no old site or another build
/// has left something; from then on no other build into the same folder can begin. So a process must not put two sites into
/// one folder from the same threads: the one would wait for the other.
///
/// Files have mode 0644 and folders 0755, whatever the umask. A link to a folder is followed.
/// Where the folder cannot be exchanged (a mount point; nothing may be made beside it), the
/// files are replaced one by one, and a warning says that the promise is weaker.
///
/// It is refused if a route is no safe file name everywhere, or if the folder holds what roadmapgen did not write. Then, if
/// the system fails, and if a publication is dropped, the old site stands and nothing is left behind.
#[derive(Debug)]
pub struct Publication {
    place: Place,
    options: Options,
    /// The old site as it was when this began, and what told it from another then; none where there was none.
    old: Option<(Found, swap::Identity)>,
    /// What was made to write into, from the first file on that differs; dropped before what is held for it.
    staged: OnceLock<Option<Staged>>,
    /// What is held for it.
    hold: OnceLock<Option<Hold>>,
    noted: Mutex<Noted>,
}

/// What was put.
#[derive(Debug, Default)]
struct Noted {
    files: Vec<(String, Standing)>,
    /// What went wrong first, after which nothing is written any more.
    fault: Option<Fault>,
}

#[derive(Debug)]
enum Fault {
    Error(PublishError),
    /// Another build has replaced the old site since files were compared to it.
    Overtaken,
}

impl From<PublishError> for Fault {
    fn from(error: PublishError) -> Self {
        Fault::Error(error)
    }
}

/// How a publication ended.
#[derive(Debug)]
pub enum Finished {
    /// The site is published.
    Published(Published),
    /// Another build published another site meanwhile. This publication is begun anew, with all others shut out: all files
    /// are to be put once more.
    Overtaken(Box<Publication>),
}

impl Publication {
    /// Looks at the output and writes nothing, unless another build left something there.
    ///
    /// # Errors
    /// The output must not be replaced, or cannot be looked at.
    pub fn begin(output: &Path, options: Options) -> Result<Self, PublishError> {
        Self::begin_among(output, options, &Surroundings::of_this_process())
    }

    fn begin_among(output: &Path, options: Options, around: &Surroundings) -> Result<Self, PublishError> {
        let place = Place::find(output, around)?;
        // Before anything is written: what is refused, or done already, leaves no trace at all.
        let before = swap::identity(&place.folder);
        if swap::has_traces(&place) {
            return Self::shutting_out_others(place, options);
        }
        match look(&place, options) {
            Ok(None) => Ok(Self::new(place, options, None)),
            Ok(Some(old)) => match before {
                Some(before) if old.stages.is_empty() => Ok(Self::new(place, options, Some((old, before)))),
                // What another build left within it is to be cleared away; and where the system does not tell one folder from
                // another that took its place, none may.
                _ => Self::shutting_out_others(place, options),
            },
            // A build that began meanwhile has replaced it while we looked: it is looked at again when that one is done.
            Err(_) if before != swap::identity(&place.folder) => Self::shutting_out_others(place, options),
            Err(error) => Err(error),
        }
    }

    fn new(place: Place, options: Options, old: Option<(Found, swap::Identity)>) -> Self {
        Self { place, options, old, staged: OnceLock::new(), hold: OnceLock::new(), noted: Mutex::default() }
    }

    /// Waits for other builds, and lets none begin until this one has ended.
    fn shutting_out_others(place: Place, options: Options) -> Result<Self, PublishError> {
        let publication = Self::new(place, options, None);
        publication.hold();
        let fault = publication.noted().fault.take();
        match fault {
            Some(Fault::Error(error)) => Err(error),
            // What was not compared cannot be overtaken.
            Some(Fault::Overtaken) | None => Ok(publication),
        }
    }

    /// Puts a file. What goes wrong is told at the end.
    pub fn put(&self, route: &str, bytes: &[u8]) {
        let standing = if self.noted().fault.is_some() { Ok(Standing::New) } else { self.write_if_new(route, bytes) };
        self.note(route, standing);
    }

    /// Puts the file that stands at this route already, of which the caller knows that it is the one, since it was looked at
    /// after this began.
    pub fn keep(&self, route: &str) {
        let standing = match self.found().filter(|found| found.files.get(route) == Some(&true)) {
            Some(_) => compare::of_same_bytes(&self.place.folder.join(route)).map_err(|_| Fault::Overtaken),
            None => Err(Fault::Overtaken),
        };
        self.note(route, standing);
    }

    fn note(&self, route: &str, standing: Result<Standing, Fault>) {
        let mut noted = self.noted();
        match standing {
            Ok(standing) => noted.files.push((route.to_owned(), standing)),
            Err(fault) => {
                noted.files.push((route.to_owned(), Standing::New));
                noted.fault.get_or_insert(fault);
            }
        }
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compares a file, and writes it if it differs.
    fn write_if_new(&self, route: &str, bytes: &[u8]) -> Result<Standing, Fault> {
        route::judge_one(route)?;
        // Without an old site everything is new, and another build may just be making the first.
        if self.old.is_none() {
            self.hold();
        }
        let standing =
            self.found().map_or(Standing::New, |old| compare::compare(&self.place.folder, old, route, bytes));
        if standing == Standing::New
            && let Some(staged) = self.staged()
        {
            staged.write(route, bytes, &self.place)?;
        }
        Ok(standing)
    }

    /// The old site: what all files are compared to.
    fn found(&self) -> Option<&Found> {
        let seen = self.old.as_ref().map(|(found, _)| found);
        seen.or_else(|| self.hold.get()?.as_ref()?.old.as_ref())
    }

    /// Shuts out other builds; none where that could not be done, which is told at the end.
    fn hold(&self) -> Option<&Hold> {
        self.hold.get_or_init(|| self.noting(Hold::take(&self.place, self.options, self.old.as_ref()))).as_ref()
    }

    /// What to write into; none where it could not be made, which is told at the end.
    fn staged(&self) -> Option<&Staged> {
        let hold = self.hold()?;
        self.staged.get_or_init(|| self.noting(hold.stage(&self.place).map_err(Fault::Error))).as_ref()
    }

    /// Notes what went wrong, if it is the first.
    fn noting<T>(&self, outcome: Result<T, Fault>) -> Option<T> {
        outcome.map_err(|fault| _ = self.noted().fault.get_or_insert(fault)).ok()
    }

    /// Publishes what was put, as one step.
    ///
    /// # Errors
    /// What went wrong first, with any of the files or with the whole.
    pub fn finish(self) -> Result<Finished, PublishError> {
        let mut files = std::mem::take(&mut self.noted().files);
        files.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        route::judge(files.iter().map(|(route, _)| route))?;
        let marker = owner::marker(files.iter().map(|(route, _)| route));
        if self.noted().fault.is_none() {
            if !self.is_the_same(&files, &marker) {
                self.staged();
            } else if self.was_replaced() {
                self.noted().fault = Some(Fault::Overtaken);
            }
        }
        let fault = self.noted().fault.take();
        match fault {
            Some(Fault::Error(error)) => return Err(error),
            Some(Fault::Overtaken) => {
                let Self { place, options, staged, hold, .. } = self;
                drop(staged);
                drop(hold);
                return Self::shutting_out_others(place, options).map(|again| Finished::Overtaken(again.into()));
            }
            None => {}
        }
        let Self { place, staged, hold, .. } = self;
        Ok(Finished::Published(match (staged.into_inner().flatten(), hold.into_inner().flatten()) {
            (Some(staged), Some(hold)) => NewSite { staged, hold }.publish(&place, &files, &marker)?,
            _ => Published::unchanged(),
        }))
    }

    /// Whether another build has replaced the old site since this one looked at it, while nobody was shut out.
    fn was_replaced(&self) -> bool {
        let before = self.old.as_ref().map(|(_, before)| *before);
        self.hold.get().is_none() && before.is_some_and(|before| swap::identity(&self.place.folder) != Some(before))
    }

    /// Whether the old site is the new one, as a whole.
    fn is_the_same(&self, files: &[(String, Standing)], marker: &[u8]) -> bool {
        self.found().is_some_and(|found| {
            found.files.len() == files.len()
                && found.odd.is_empty()
                && found.stages.is_empty()
                && found.marker.as_ref().is_some_and(|text| text.as_bytes() == marker)
                && files.iter().all(|(_, standing)| *standing != Standing::New)
        })
    }
}

/// The old site, judged; none where there is none.
fn look(place: &Place, options: Options) -> Result<Option<Found>, PublishError> {
    let found = owner::look(place)?;
    found.iter().try_for_each(|found| owner::judge(found, place, options.force))?;
    Ok(found)
}

impl Published {
    fn unchanged() -> Self {
        Published { written: 0, unchanged: true, warnings: Vec::new() }
    }
}
