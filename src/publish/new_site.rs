//! A new site on its way into its place, and all that is held for it meanwhile.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::attempt::attempt;
use super::compare::Standing;
use super::owner::Found;
use super::place::Place;
use super::stage::Staged;
use super::{Fault, Options, PublishError, Published, inside, lock, look, swap};

/// What a build holds from the first file that differs: all other builds are shut out. The lock goes last but for the folders
/// that it stands in.
#[derive(Debug)]
pub(super) struct Hold {
    /// The old site, as it stands meanwhile.
    pub old: Option<Found>,
    /// Whether the new one must be made within the output, which cannot be exchanged.
    is_inside: bool,
    _lock: Option<lock::Lock>,
    parents: MadeParents,
    warnings: Vec<String>,
}

impl Hold {
    /// Shuts out other builds, and clears away what dead ones left.
    ///
    /// # Errors
    /// Another build has replaced the old site since it was `seen`; or what the system says.
    pub(super) fn take(place: &Place, options: Options, seen: Option<&(Found, swap::Identity)>) -> Result<Self, Fault> {
        let mut warnings = Vec::new();
        let (parents, lock, beside) = take_lock(place, options, &mut warnings)?;
        swap::recover(place)?;
        swap::sweep(place);
        inside::sweep(place);
        let old = match seen {
            Some((found, before)) if Some(*before) == swap::identity(&place.folder) => Some(found.clone()),
            Some(_) => return Err(Fault::Overtaken),
            None => look(place, options)?,
        };
        let is_inside = !beside || swap::is_mount_point(place);
        Ok(Self { old, is_inside, _lock: lock, parents, warnings })
    }

    /// Makes the folder to write into.
    pub(super) fn stage(&self, place: &Place) -> Result<Staged, PublishError> {
        if self.is_inside { inside::stage(place) } else { Staged::beside(place) }
    }
}

/// A new site, whole but for what stays of the old one. Its stage is dropped before what is held for it.
#[derive(Debug)]
pub(super) struct NewSite {
    pub staged: Staged,
    pub hold: Hold,
}

impl NewSite {
    /// Completes it, and puts it into the output's place.
    pub(super) fn publish(
        mut self,
        place: &Place,
        files: &[(String, Standing)],
        marker: &[u8],
    ) -> Result<Published, PublishError> {
        let mut warnings = std::mem::take(&mut self.hold.warnings);
        let old = self.hold.old.take();
        if !self.hold.is_inside {
            let written = self.staged.complete(place, files, marker, old.as_ref().map(|_| place.folder.as_path()))?;
            match swap::swap(place, &mut self.staged.stage, old.as_ref()) {
                Ok(more) => {
                    warnings.extend(more);
                    self.hold.parents.keep();
                    return Ok(Published { written, unchanged: false, warnings });
                }
                Err(PublishError::Failed { source, .. }) if old.is_some() && swap::cannot_be_moved(&source) => {
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
        let found = old.unwrap_or_default();
        let written = inside::publish(place, &found, files, self.staged, marker)?;
        for stage in &found.stages {
            let _ = fs::remove_dir_all(stage);
        }
        warnings.push(format!(
            "`{}` cannot be exchanged as a whole, so its files were replaced one by one: \
             a build that is interrupted can leave a mix of two sites",
            place.shown.display()
        ));
        self.hold.parents.keep();
        Ok(Published { written, unchanged: false, warnings })
    }
}

/// The folders above the output that were missing; removed again unless the site was published.
#[derive(Debug)]
struct MadeParents(Vec<PathBuf>);

impl MadeParents {
    fn make(place: &Place) -> Result<Self, PublishError> {
        let mut made = MadeParents(Vec::new());
        let is_missing =
            |folder: &&Path| fs::symlink_metadata(folder).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        let missing: Vec<&Path> = place.parent.ancestors().take_while(is_missing).collect();
        for folder in missing.into_iter().rev() {
            let is_new = attempt(
                "create",
                || place.shown.clone(),
                || match fs::create_dir(folder) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
                    other => other.map(|()| true),
                },
            )?;
            if is_new {
                made.0.push(folder.to_path_buf());
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

/// How often the folders above the output are made, while other builds take them away.
const MOST_TURNS: usize = 20;

/// Takes the output's lock and makes the folders that it stands in. Says whether a stage can be made beside the output.
fn take_lock(place: &Place, options: Options, warnings: &mut Vec<String>) -> Result<Locked, PublishError> {
    let mut turns = 1..MOST_TURNS;
    loop {
        match try_to_lock(place, options, warnings) {
            // Another build made the folders too, has failed, and took them away.
            Err(PublishError::Failed { source, .. })
                if source.kind() == io::ErrorKind::NotFound && turns.next().is_some() => {}
            outcome => return outcome,
        }
    }
}

type Locked = (MadeParents, Option<lock::Lock>, bool);

fn try_to_lock(place: &Place, options: Options, warnings: &mut Vec<String>) -> Result<Locked, PublishError> {
    let path = place.parent.join(place.trace("lock"));
    let parents = MadeParents::make(place)?;
    let taken = attempt("lock", || place.shown.clone(), || lock::take(&path, options.waits));
    let Err(PublishError::Failed { source, .. }) = &taken else {
        return taken.map(|lock| (parents, Some(lock), true));
    };
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem if place.folder.is_dir() => {
            let lock = attempt("lock", || place.shown.clone(), || lock::take_folder(&place.folder, options.waits))?;
            Ok((parents, Some(lock), false))
        }
        io::ErrorKind::Unsupported => {
            let _ = fs::remove_file(&path);
            warnings.push(format!(
                "`{}` is on a file system without locks: do not build into it twice at once",
                place.shown.display()
            ));
            Ok((parents, None, true))
        }
        _ => taken.map(|lock| (parents, Some(lock), true)),
    }
}
