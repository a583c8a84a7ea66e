//! What came of the last build into an output, so that the same site need not be made again.
//!
//! A record says that of these inputs, known by their SHA-256, came a site of these bytes, known by a shorter hash. That is
//! true for ever, whatever stands in the output by now: so the output is read and hashed each time, and where it agrees
//! publishing is told that these files stay. It has begun by then, and notices by the folder if they were replaced since. In any
//! doubt, and where a record cannot be read or written, the site is made.
//!
//! Records stand in the user's cache folder and never in the output, which may tell its reader nothing of what it was made of.
//! None is kept of a site with a sealed view, since a hash of its passphrases would be in it.
//!
//! No lock is taken. What two builds into one output write down is true of both, whichever is published last, and each record
//! is put into its place as one step. A site that is replaced while it is read here does not agree, or is the one that was
//! wanted.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use etcetera::BaseStrategy as _;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use twox_hash::XxHash3_128;
use walkdir::WalkDir;

use crate::build::{Built, BuiltView, Order};
use crate::model::Roadmap;
use crate::publish::is_content;
use crate::source::Sources;

/// The folder of records within that for what programs may make again.
const FOLDER: &str = "roadmapgen";

/// How the names of records end.
const ENDING: &str = "json";

/// The file by which publishing knows its output: no part of the site.
const MARKER: &str = ".roadmapgen";

/// The largest record that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// So long a record is kept that nobody writes anew.
const LONGEST_KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// The records of this user.
pub struct Records {
    folder: PathBuf,
}

/// What a site is made of: a hash of all of it.
pub struct Inputs(String);

/// A record.
#[derive(Serialize, Deserialize)]
struct Record {
    /// The output's full path.
    output: String,
    /// What the site was made of.
    inputs: String,
    /// The hash of its paths and bytes.
    site: String,
    /// How many files it has, and bytes in these.
    size: (usize, usize),
    views: Vec<RecordedView>,
}

#[derive(Serialize, Deserialize)]
struct RecordedView {
    audience: Option<String>,
    at: String,
    pages: usize,
}

/// A hash of the program and of all that was read, to which a build's options are yet to be added.
pub struct Material(Sha256);

impl Material {
    /// Of what was read; none where the program cannot be told from others.
    pub fn of(sources: &Sources) -> Option<Self> {
        let mut material = Self(Sha256::new());
        material.add(env!("CARGO_PKG_VERSION").as_bytes());
        material.add(program()?.as_bytes());
        material.add(&sources.texts.len().to_le_bytes());
        for (path, text) in &sources.texts {
            material.add(path.as_bytes());
            material.add(text.as_bytes());
        }
        material.add(&sources.files.len().to_le_bytes());
        for (path, bytes) in &sources.files {
            material.add(path.as_bytes());
            material.add(bytes);
        }
        Some(material)
    }

    /// Each part with its length, so that no two lists give the same bytes.
    fn add(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// With the options of a build; none where no record may be kept. What `--deny` says is none of them, since a site is
    /// recorded only if there was nothing to deny.
    pub fn with(mut self, order: &Order<'_>, with_drafts: bool) -> Option<Inputs> {
        let Order { only, as_of, base_url, passphrases, denies_leaks: _ } = order;
        if !passphrases.is_empty() {
            return None;
        }
        let only = only.map(|audience| audience.id.as_str());
        self.add(format!("{only:?} {as_of} {base_url:?} {with_drafts}").as_bytes());
        Some(Inputs(BASE64_STANDARD.encode(self.0.finalize())))
    }
}

/// What tells this program from every other, its own next build included: two of one version differ while one works on it.
fn program() -> Option<&'static str> {
    static PROGRAM: OnceLock<Option<String>> = OnceLock::new();
    PROGRAM.get_or_init(|| hash_of_file(&std::env::current_exe().ok()?).ok()).as_deref()
}

/// So many bytes of a file are in memory at once.
const PART: u64 = 256 * 1024;

/// The hash of the hashes of a file's parts, which need not be in memory together.
fn hash_of_file(path: &Path) -> io::Result<String> {
    let (file, mut hashes, mut part) = (fs::File::open(path)?, Vec::new(), Vec::new());
    while (&file).take(PART).read_to_end(&mut part)? > 0 {
        hashes.extend(XxHash3_128::oneshot(&part).to_le_bytes());
        part.clear();
    }
    Ok(digits(&hashes))
}

impl Records {
    /// Where this user's stand; none where the user has no folder for such things.
    pub fn of_this_user() -> Option<Self> {
        Some(Self { folder: etcetera::choose_base_strategy().ok()?.cache_dir().join(FOLDER) })
    }

    /// The site that stands in an output, if it is the one that would come of these inputs: what was built, and its files.
    pub fn recall(&self, inputs: &Inputs, output: &Path, roadmap: &Roadmap) -> Option<(Built, Vec<String>)> {
        let output = fs::canonicalize(output).ok()?;
        let record = self.is_own().then(|| read(&self.file(output.to_str()?)))??;
        if record.inputs != inputs.0 || Path::new(&record.output) != output {
            return None;
        }
        let view = |view: &RecordedView| {
            let audience = match &view.audience {
                Some(id) => Some(roadmap.audiences.get_key_value(id.as_str())?.0.clone()),
                None => None,
            };
            Some(BuiltView { audience, at: view.at.clone(), pages: view.pages, passphrases: 0 })
        };
        let views = record.views.iter().map(view).collect::<Option<_>>()?;
        let sum = standing(&output, record.size)?;
        let (files, bytes) = record.size;
        let built = Built { files, bytes, views, leaks: Vec::new() };
        (sum.digits() == record.site).then(|| (built, sum.paths()))
    }

    /// Writes down what was published into an output, and forgets what is old. Where that cannot be done, the next build
    /// makes the site again.
    pub fn keep(&self, inputs: &Inputs, output: &Path, built: &Built, sum: &Sum) {
        let _ = self.try_to_keep(inputs, output, built, sum);
    }

    fn try_to_keep(&self, inputs: &Inputs, output: &Path, built: &Built, sum: &Sum) -> Option<()> {
        let output = fs::canonicalize(output).ok()?;
        // Publishing would find a file that it did not write, and the next build would read one as content.
        let stands_in = self.folder.ancestors().find_map(|folder| fs::canonicalize(folder).ok())?;
        if stands_in.starts_with(&output) || is_content(&stands_in) {
            return None;
        }
        let view = |view: &BuiltView| RecordedView {
            audience: view.audience.as_ref().map(ToString::to_string),
            at: view.at.clone(),
            pages: view.pages,
        };
        let record = Record {
            output: output.to_str()?.to_owned(),
            inputs: inputs.0.clone(),
            site: sum.digits(),
            size: (built.files, built.bytes),
            views: built.views.iter().map(view).collect(),
        };
        let text = serde_json::to_string(&record).ok()?;
        self.make_folder().ok()?;
        if !self.is_own() {
            return None;
        }
        self.forget();
        self.write(&record.output, &format!("{}\n{text}\n", digits(text.as_bytes()))).ok()
    }

    /// Makes the folder of records, its user's alone.
    fn make_folder(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(&self.folder)
    }

    /// Whether nobody else can put anything into the folder: a link there would lead to what is not ours.
    fn is_own(&self) -> bool {
        let Ok(about) = fs::symlink_metadata(&self.folder) else { return false };
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let is_ours = about.uid() == rustix::process::geteuid().as_raw() && about.mode() & 0o022 == 0;
            about.is_dir() && is_ours
        }
        #[cfg(not(unix))]
        about.is_dir()
    }

    /// Writes a record as one step, readable by its user alone: it names folders and audiences.
    fn write(&self, output: &str, text: &str) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(self.file(output))?;
        Ok(())
    }

    /// Removes the records that have not been written for long. Whether their outputs still stand is not asked: that of a
    /// network that is away might never answer.
    fn forget(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok) {
            let is_old = |about: fs::Metadata| {
                about.is_file() && about.modified().is_ok_and(|at| at.elapsed().is_ok_and(|age| age > LONGEST_KEPT))
            };
            if is_record(&entry.path()) && entry.metadata().is_ok_and(is_old) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// The file of the record of an output.
    fn file(&self, output: &str) -> PathBuf {
        self.folder.join(format!("{}.{ENDING}", digits(output.as_bytes())))
    }
}

/// Whether a file is called as a record is: a stranger's in the same folder is not.
fn is_record(path: &Path) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    path.extension().is_some_and(|ending| ending == ENDING) && stem.len() == 32 && stem.bytes().all(is_digit)
}

/// A record; none where it is not whole.
fn read(path: &Path) -> Option<Record> {
    // What is no file may never end, and a large one is none of ours.
    let is_ours = |about: fs::Metadata| about.is_file() && about.len() <= LARGEST;
    let text = fs::symlink_metadata(path).is_ok_and(is_ours).then(|| fs::read_to_string(path).ok())??;
    let (hash, record) = text.strip_suffix('\n')?.split_once('\n')?;
    (hash == digits(record.as_bytes())).then(|| serde_json::from_str(record).ok())?
}

/// The sum of the files that stand in a folder, where there are so many of so many bytes together: others are no site that
/// was recorded, and may be too large to be read.
fn standing(folder: &Path, (count, bytes): (usize, usize)) -> Option<Sum> {
    let (mut paths, mut length) = (Vec::new(), 0);
    for entry in WalkDir::new(folder).min_depth(1) {
        let entry = entry.ok()?;
        if entry.file_type().is_dir() {
            continue;
        }
        let route = entry.path().strip_prefix(folder).ok()?.to_str()?;
        let route = if cfg!(windows) { route.replace('\\', "/") } else { route.to_owned() };
        if route == MARKER {
            continue;
        }
        length += entry.metadata().ok().filter(fs::Metadata::is_file)?.len();
        if paths.len() == count || length > bytes as u64 {
            return None;
        }
        paths.push((route, entry.into_path()));
    }
    if (paths.len(), length) != (count, bytes as u64) {
        return None;
    }
    let sum = Sum::default();
    paths.into_par_iter().try_for_each(|(route, path)| {
        sum.add(&route, &fs::read(path).ok()?);
        Some(())
    })?;
    Some(sum)
}

/// The hash of a site's paths and bytes, of which the files may come in any order. It guards against accidents alone: whoever
/// may write the output may write the site.
#[derive(Default)]
pub struct Sum(Mutex<BTreeMap<String, u128>>);

impl Sum {
    /// Adds a file.
    pub fn add(&self, path: &str, bytes: &[u8]) {
        let hash = XxHash3_128::oneshot(bytes);
        self.each().insert(path.to_owned(), hash);
    }

    fn each(&self) -> MutexGuard<'_, BTreeMap<String, u128>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn paths(&self) -> Vec<String> {
        self.each().keys().cloned().collect()
    }

    fn digits(&self) -> String {
        let mut all = Vec::new();
        for (path, hash) in self.each().iter() {
            all.extend(path.as_bytes());
            // No path holds a NUL, so no two sites give the same list.
            all.push(0);
            all.extend(hash.to_le_bytes());
        }
        digits(&all)
    }
}

fn digits(bytes: &[u8]) -> String {
    format!("{:032x}", XxHash3_128::oneshot(bytes))
}

#[cfg(test)]
mod tests;
