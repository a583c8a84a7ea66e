//! A new site on its way into its place, and all that is held for it meanwhile.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::attempt::attempt;
use super::compare::Standing;
use super::owner::Found;
use super::place::Place;
use super::stage::Staged;
use super::{Fault, Options, PublishError, Published, inside, lock, look, swap};

/// A new site under way, and what is held for it. Fields are dropped in this order: the lock goes last but for the folders that
/// it stands in.
#[derive(Debug)]
pub(super) struct NewSite {
    /// The old site, as it stands while all other builds are shut out.
    pub old: Option<Found>,
    pub staged: Staged,
    /// Whether it lies within the output, which cannot be exchanged.
    is_inside: bool,
    lock: Option<lock::Lock>,
    parents: MadeParents,
    warnings: Vec<String>,
}

impl NewSite {
    /// Shuts out other builds and makes the folder to write into.
    ///
    /// # Errors
    /// Another build has replaced the old site since it was `seen`; or what the system says.
    pub(super) fn make(place: &Place, options: Options, seen: Option<&(Found, swap::Identity)>) -> Result<Self, Fault> {
        let parents = MadeParents::make(place)?;
        let mut warnings = Vec::new();
        let (lock, beside) = take_lock(place, &mut warnings)?;
        swap::recover(place)?;
        swap::sweep(place);
        inside::sweep(place);
        let old = match seen {
            Some((found, before)) if Some(*before) == swap::identity(&place.folder) => Some(found.clone()),
            Some(_) => return Err(Fault::Overtaken),
            None => look(place, options)?,
        };
        let is_inside = !beside || swap::is_mount_point(place);
        let staged = if is_inside { inside::stage(place)? } else { Staged::beside(place)? };
        Ok(Self { old, staged, is_inside, lock, parents, warnings })
    }

    /// Whether another build had to be waited for.
    pub(super) fn waited(&self) -> bool {
        self.lock.as_ref().is_some_and(|lock| lock.waited)
    }

    /// Completes the new site with what stays of the old one, and puts it into the output's place.
    pub(super) fn publish(
        mut self,
        place: &Place,
        files: &[(String, Standing)],
        marker: &[u8],
    ) -> Result<Published, PublishError> {
        let waited = self.waited();
        let mut warnings = std::mem::take(&mut self.warnings);
        if !self.is_inside {
            let written =
                self.staged.complete(place, files, marker, self.old.as_ref().map(|_| place.folder.as_path()))?;
            match swap::swap(place, &mut self.staged.stage, self.old.as_ref()) {
                Ok(more) => {
                    warnings.extend(more);
                    self.parents.keep();
                    return Ok(Published { written, unchanged: false, waited, warnings });
                }
                Err(PublishError::Failed { source, .. }) if self.old.is_some() && swap::cannot_be_moved(&source) => {
                    let within = inside::stage(place)?;
                    let differ = files.iter().filter(|(_, standing)| *standing == Standing::New);
                    for (route, _) in differ {
                        within.copy(route, &self.staged.root, place)?;
                    }
                    self.staged = within;
                }
                Err(error) => return Err(error),
            }
        }
        let found = self.old.unwrap_or_default();
        let written = inside::publish(place, &found, files, self.staged, marker)?;
        for stage in &found.stages {
            let _ = fs::remove_dir_all(stage);
        }
        warnings.push(format!(
            "`{}` cannot be exchanged as a whole, so its files were replaced one by one: \
             a build that is interrupted can leave a mix of two sites",
            place.shown.display()
        ));
        self.parents.keep();
        Ok(Published { written, unchanged: false, waited, warnings })
    }
}

/// The folders above the output that were missing; removed again unless the site was published.
#[derive(Debug)]
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
