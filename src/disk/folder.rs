//! What was last seen of a roadmap's folder, so that it can be looked at again cheaply.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::problem::Problem;
use crate::source::{Sources, bundle};

use super::content::{self, Content, Failure, Reading};
use super::listing::{self, FOLDERS, Listing, Root, concerns, slashed};
use super::role::Role;
use super::stamp::{Identity, Stamp};

/// How many files a thread looks at in a row: fewer would cost more to hand out than to look at.
const IN_A_ROW: usize = 32;

/// How often a folder is looked at before it is known, as long as files go meanwhile.
const LOOKS: usize = 3;

/// A roadmap's folder as it was last seen.
///
/// Whichever way it came to be known, by [`Folder::open`], [`Folder::look`] or [`Folder::touch`], its sources are the
/// same; and a text that did not change is the same `Arc` as before.
#[derive(Debug)]
pub struct Folder {
    /// As it was given: messages tell it.
    shown: PathBuf,
    /// The same from the root of the file system, so that the folder may be removed and made again.
    root: PathBuf,
    sources: Sources,
    /// Every plain file that is listed, also those that become nothing.
    known: BTreeMap<Arc<str>, Known>,
    /// What was wrong with the listing; what is wrong with single files is in `known`.
    listed: Vec<Problem>,
    /// Whether a folder in it could not be listed.
    is_cut: bool,
}

/// What is known of a file.
#[derive(Debug)]
struct Known {
    role: Role,
    /// None where it must be read again.
    stamp: Option<Stamp>,
    problem: Option<Problem>,
    /// Whether the system refused to read it.
    is_refused: bool,
}

/// What differs from what was seen before.
#[derive(Debug, Default)]
pub struct Look {
    /// The files that changed, came or went, sorted.
    pub paths: Vec<Arc<str>>,
    /// Whether other problems are told than before, of these files or of anything else in the folder.
    pub problems: bool,
    /// Whether something went while it was looked at: only another look tells what became of its neighbours.
    pub is_torn: bool,
}

impl Look {
    /// Whether everything is as it was.
    pub fn is_same(&self) -> bool {
        self.paths.is_empty() && !self.problems
    }
}

impl Folder {
    /// Reads everything of the roadmap in a folder. What cannot be read is told among the problems.
    ///
    /// # Errors
    /// Where the folder itself cannot be listed.
    pub fn open(root: &Path) -> io::Result<Self> {
        let mut folder = Self {
            shown: root.to_owned(),
            root: std::path::absolute(root).unwrap_or_else(|_| root.to_owned()),
            sources: Sources::default(),
            known: BTreeMap::new(),
            listed: Vec::new(),
            is_cut: false,
        };
        for _ in 0..LOOKS {
            if !folder.look(&|| false)?.is_some_and(|look| look.is_torn) {
                break;
            }
        }
        Ok(folder)
    }

    /// What was last seen.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What was last seen, alone.
    pub fn into_sources(self) -> Sources {
        self.sources
    }

    /// Where the folder is, from the root of the file system.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the folder is, as it was given: for messages.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    /// Whether something was there that the system refused to read: it may be read later, and nobody tells when.
    pub fn has_unread(&self) -> bool {
        self.is_cut || self.known.values().any(|known| known.is_refused)
    }

    /// Lists the folder anew and reads the files that may have changed. None where this was interrupted; then, and where
    /// it fails, nothing of what was seen before is changed.
    ///
    /// # Errors
    /// Where the folder itself cannot be listed, or another took its place meanwhile.
    pub fn look(&mut self, is_interrupted: &(dyn Fn() -> bool + Sync)) -> io::Result<Option<Look>> {
        let place = Identity::of(&self.root)?;
        let root = Root { path: &self.root, shown: &self.shown };
        let Some(listing) = listing::list(&root, is_interrupted)? else { return Ok(None) };
        let Listing { paths, problems, is_cut, mut is_torn } = listing;
        let roles = roles(paths);
        let readings: Option<Vec<_>> = roles
            .into_par_iter()
            .with_min_len(IN_A_ROW)
            .map(|(path, role)| {
                let reading = (!is_interrupted()).then(|| self.reread(&path, role))?;
                Some((path, role, reading))
            })
            .collect();
        let Some(mut readings) = readings else { return Ok(None) };
        // Of a folder that was moved away while it was read nothing would be left.
        if Identity::of(&self.root)? != place {
            return Err(io::Error::other("another folder took its place while it was read"));
        }
        // What went after it was listed is as if it had gone before.
        readings.retain(|(_, _, reading)| {
            let is_gone = reading.as_ref().is_some_and(|reading| reading.failure == Some(Failure::Gone));
            is_torn |= is_gone;
            !is_gone
        });
        let paths = self.replace(readings);
        (self.listed, self.is_cut) = (problems, is_cut);
        let problems = self.tell();
        Ok(Some(Look { paths, problems, is_torn }))
    }

    /// Reads only these files again, by their paths within the folder, and says which of them changed.
    /// None where only a look at the whole folder can tell, such as for a file that came or went; nothing is changed then.
    ///
    /// What is neither known nor there is of no interest, such as an editor's temporary file that is gone already.
    pub fn touch(&mut self, paths: &BTreeSet<PathBuf>) -> Option<Vec<Arc<str>>> {
        let mut readings = Vec::new();
        for path in paths.iter().filter(|path| concerns(path)) {
            let name = slashed(path)?;
            let full = self.root.join(path);
            let Some((name, known)) = self.known.get_key_value(name.as_str()) else {
                if fs::symlink_metadata(&full).is_ok() || self.held(&name) {
                    return None;
                }
                continue;
            };
            content::stamp(&full)?;
            // Whatever its stamp: somebody said that it was written.
            if let Some(reading) = read(name, &full, known.role) {
                if reading.failure == Some(Failure::Gone) {
                    return None;
                }
                readings.push((name.clone(), reading));
            }
        }
        let (mut changed, mut problems) = (Vec::new(), false);
        for (name, reading) in readings {
            let Some(known) = self.known.get_mut(&name) else { continue };
            problems |= !is_same_problem(known.problem.as_ref(), reading.problem.as_ref());
            if known.take(&name, reading, &mut self.sources) {
                changed.push(name);
            }
        }
        if problems {
            self.tell();
        }
        Some(changed)
    }

    /// Whether something that is gone now was a folder with files, or a reason for a problem.
    fn held(&self, path: &str) -> bool {
        let below = format!("{path}/");
        let mut from = self.known.range::<str, _>((Bound::Included(&*below), Bound::Unbounded));
        let holds = from.next().is_some_and(|(path, _)| path.starts_with(&below));
        holds
            || self.listed.iter().filter_map(|problem| problem.place.as_ref()).any(|place| {
                // What has no name in UTF-8 is told of the folder that all is in.
                &*place.file == path || place.file.starts_with(&below) || FOLDERS.contains(&&*place.file)
            })
    }

    /// Reads a file that was listed; none where it is still what it was.
    fn reread(&self, path: &str, role: Role) -> Option<Reading> {
        let known = self.known.get(path).filter(|known| known.role == role);
        let full = || self.root.join(path);
        match known {
            Some(Known { stamp: Some(stamp), .. }) if content::stamp(&full()) == Some(*stamp) => None,
            // Its name says everything.
            Some(_) if !role.is_read() => None,
            _ => Some(read(path, &full(), role).unwrap_or_else(|| Reading {
                content: None,
                problem: role.problem(path),
                stamp: None,
                failure: None,
            })),
        }
    }

    /// Puts what was listed and read now in the place of what was known, and says which files changed, sorted.
    fn replace(&mut self, readings: Vec<(String, Role, Option<Reading>)>) -> Vec<Arc<str>> {
        let mut changed = Vec::new();
        let mut before = std::mem::take(&mut self.known).into_iter().peekable();
        let mut known = Vec::with_capacity(readings.len());
        for (path, role, reading) in readings {
            while let Some((gone, last)) = before.next_if(|(before, _)| **before < *path) {
                changed.extend(last.drop_from(&gone, &mut self.sources).then_some(gone));
            }
            let (name, mut one) = before
                .next_if(|(before, _)| **before == *path)
                .unwrap_or_else(|| (path.into(), Known { role, stamp: None, problem: None, is_refused: false }));
            one.role = role;
            if let Some(reading) = reading
                && one.take(&name, reading, &mut self.sources)
            {
                changed.push(name.clone());
            }
            known.push((name, one));
        }
        for (gone, last) in before {
            changed.extend(last.drop_from(&gone, &mut self.sources).then_some(gone));
        }
        self.known = known.into_iter().collect();
        changed
    }

    /// Puts all problems together in one order, and says whether they are others than before.
    fn tell(&mut self) -> bool {
        let of_files = self.known.values().filter_map(|known| known.problem.as_ref());
        let problems: Vec<Problem> = self.listed.iter().chain(of_files).cloned().collect();
        let is_same = problems.len() == self.sources.problems.len()
            && problems.iter().zip(&self.sources.problems).all(|(a, b)| is_same_problem(Some(a), Some(b)));
        self.sources.problems = problems;
        !is_same
    }
}

impl Known {
    /// Takes over what was read, and says whether it is something else than before.
    fn take(&mut self, path: &Arc<str>, reading: Reading, sources: &mut Sources) -> bool {
        self.stamp = reading.stamp;
        self.is_refused = reading.failure == Some(Failure::Refused);
        let is_problem_same = is_same_problem(self.problem.as_ref(), reading.problem.as_ref());
        self.problem = reading.problem;
        let is_content_same = match reading.content {
            Some(Content::Text(text)) => put(&mut sources.texts, path, text),
            Some(Content::Bytes(bytes)) => put(&mut sources.files, path, bytes),
            None => !remove(path, sources),
        };
        !(is_content_same && is_problem_same)
    }

    /// Forgets a file that is gone, and says whether anybody will miss it.
    fn drop_from(&self, path: &str, sources: &mut Sources) -> bool {
        remove(path, sources) || self.problem.is_some()
    }
}

/// Puts a content into its place, and says whether it stood there already: then the older one stays.
fn put<T: PartialEq + ?Sized>(map: &mut BTreeMap<Arc<str>, Arc<T>>, path: &Arc<str>, content: Arc<T>) -> bool {
    match map.get_mut(path) {
        Some(before) if **before == *content => true,
        Some(before) => {
            *before = content;
            false
        }
        None => {
            map.insert(path.clone(), content);
            false
        }
    }
}

fn remove(path: &str, sources: &mut Sources) -> bool {
    sources.texts.remove(path).is_some() | sources.files.remove(path).is_some()
}

/// What becomes of each file.
fn roles(paths: Vec<String>) -> Vec<(String, Role)> {
    let bundles: BTreeSet<&str> = paths.iter().filter_map(|path| bundle(path)).collect();
    let roles: Vec<Role> = paths.iter().map(|path| Role::of(path, &bundles)).collect();
    drop(bundles);
    paths.into_iter().zip(roles).collect()
}

/// Reads a file that is to be read.
fn read(path: &str, full: &Path, role: Role) -> Option<Reading> {
    role.is_read().then(|| content::read(path, full, role == Role::Text))
}

fn is_same_problem(a: Option<&Problem>, b: Option<&Problem>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            a.rule.name == b.rule.name
                && a.severity == b.severity
                && a.message == b.message
                && a.place == b.place
                && a.help == b.help
                && a.is_firm == b.is_firm
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
