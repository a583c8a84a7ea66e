//! Where the output really is, and where it must never be.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::PublishError;
use super::attempt::attempt;

/// The folders that hold a roadmap's content (PRODUCT.md section 3). A site in one of them
/// would be read back as content by the next build.
const CONTENT: &[&str] = &["vision", "intents", "milestones", "updates", "pages", "static", "templates", "themes"];

/// The folders that a site must never replace, links resolved.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    pub current: Option<PathBuf>,
    pub home: Option<PathBuf>,
}

impl Surroundings {
    pub(super) fn of_this_process() -> Self {
        Surroundings {
            current: std::env::current_dir().and_then(fs::canonicalize).ok(),
            home: std::env::home_dir().and_then(|home| fs::canonicalize(home).ok()),
        }
    }
}

/// An output folder, which may not exist yet.
#[derive(Debug)]
pub(super) struct Place {
    /// As the user wrote it: what messages say.
    pub shown: PathBuf,
    /// The folder itself, links resolved.
    pub folder: PathBuf,
    /// The folder it is in.
    pub parent: PathBuf,
    name: OsString,
}

impl Place {
    /// Resolves `output`, and refuses what no `--force` may replace.
    pub(super) fn find(output: &Path, around: &Surroundings) -> Result<Self, PublishError> {
        let shown = output.to_path_buf();
        let refused = |why: String| PublishError::Refused { why, help: Some("choose another --output-dir") };
        let absolute = match &around.current {
            _ if output.as_os_str().is_empty() => {
                return Err(refused("the output folder has no name".into()));
            }
            Some(current) => current.join(output),
            None => output.to_path_buf(),
        };
        let parts: Vec<Component> = absolute.components().collect();
        let (existing, rest) = deepest_existing(&parts, output)?;
        if !rest.iter().all(|part| matches!(part, Component::Normal(_))) {
            return Err(refused(format!("`{}` leads through a folder that does not exist", output.display())));
        }
        let real = match fs::canonicalize(&existing) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(refused(format!("`{}` is a link that leads nowhere", output.display())));
            }
            other => attempt("look at", || shown.clone(), || other)?,
        };
        let is_folder = attempt("look at", || shown.clone(), || fs::metadata(&real))?.is_dir();
        if !is_folder && rest.is_empty() {
            return Err(refused(format!("`{}` is a file, not a folder", output.display())));
        }
        if !is_folder {
            return Err(PublishError::Failed {
                tried: "create",
                path: shown,
                source: io::ErrorKind::NotADirectory.into(),
            });
        }
        let folder = rest.iter().fold(real, |folder, part| folder.join(part));
        if let Some(what) = never_an_output(&folder, around) {
            return Err(refused(format!("`{}` is {what}: roadmapgen never replaces that", output.display())));
        }
        let parent = folder.parent().expect("the root was refused").to_path_buf();
        let name = folder.file_name().expect("a resolved path ends with a name").to_os_string();
        Ok(Place { shown, folder, parent, name })
    }

    /// The name that begins with `.NAME.roadmapgen-`: every trace of a build beside the
    /// output has it.
    pub(super) fn trace(&self, ending: &str) -> OsString {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".roadmapgen-");
        name.push(ending);
        name
    }

    /// The shown path of one route.
    pub(super) fn show(&self, route: &str) -> PathBuf {
        self.shown.join(route)
    }
}

/// The longest leading part of a path that exists, and what is left of it.
fn deepest_existing<'a, 'b>(
    parts: &'b [Component<'a>],
    output: &Path,
) -> Result<(PathBuf, &'b [Component<'a>]), PublishError> {
    for length in (1..=parts.len()).rev() {
        let path: PathBuf = parts[..length].iter().collect();
        match fs::symlink_metadata(&path) {
            Ok(_) => return Ok((path, &parts[length..])),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => attempt("look at", || output.to_path_buf(), || Err(error))?,
        }
    }
    attempt("look at", || output.to_path_buf(), || Err(io::ErrorKind::NotFound.into()))
}

/// What a folder is, if it is one that must never be replaced.
fn never_an_output(folder: &Path, around: &Surroundings) -> Option<&'static str> {
    let holds = |inner: &Option<PathBuf>| inner.as_ref().is_some_and(|inner| inner.starts_with(folder));
    if folder.parent().is_none() {
        return Some("the root of the file system");
    }
    if holds(&around.current) {
        return Some("the current folder or above it");
    }
    if holds(&around.home) {
        return Some("the home folder or above it");
    }
    if folder.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
        return Some("inside a `.git` folder");
    }
    is_content(folder).then_some("a folder of the roadmap's content, or inside one")
}

/// Whether a folder, given by its full path, is one of a roadmap's content or stands inside one.
pub fn is_content(folder: &Path) -> bool {
    folder.ancestors().any(|inner| {
        let named = inner.file_name().is_some_and(|name| CONTENT.iter().any(|content| name == *content));
        named && inner.parent().is_some_and(|roadmap| roadmap.join("roadmap.toml").is_file())
    })
}
