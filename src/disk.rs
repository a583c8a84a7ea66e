//! Reads a roadmap's folder. Everything that goes on from here is in memory.
//!
//! ```text
//! folder ─▶ listing ─▶ role ─▶ content ─▶ Sources
//!            which      what     stamp
//! ```
//!
//! - [`listing`] says which files of the folder are a roadmap's, and what stands in their way.
//! - [`role`] says what becomes of each of them, by its path and its neighbours.
//! - [`content`] reads one of them, within its bounds; its [`stamp`] tells later whether it must be read again.
//! - [`folder`] remembers what was seen, so that a folder can be looked at again and again.

mod content;
mod folder;
mod listing;
mod role;
mod stamp;

pub use content::LARGEST_FILE;
pub use folder::{Folder, Look};
pub use listing::{FOLDERS, concerns};
pub use stamp::Identity;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::parse::ROADMAP;
use crate::source::Sources;

/// The folder that holds `roadmap.toml`: the given one, else this one or the nearest above.
///
/// # Errors
/// Where the given folder does not exist, or none holds a `roadmap.toml`.
pub fn find(given: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(folder) = given {
        return match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => Ok(folder.to_owned()),
            Ok(_) => Err(format!("cannot read {}: it is no folder", folder.display())),
            Err(error) => Err(format!("cannot read {}: {error}", folder.display())),
        };
    }
    let here = std::env::current_dir().map_err(|error| format!("cannot tell the current folder: {error}"))?;
    let above = here.ancestors().find(|folder| folder.join(ROADMAP).is_file());
    // Relative where it can be, so that messages are short and say no more of the machine than they must.
    match above {
        Some(folder) if folder == here => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder.to_owned()),
        None => {
            Err("no `roadmap.toml` in this folder or above it; `roadmapgen init` writes one to start from".to_owned())
        }
    }
}

/// Reads everything of the roadmap in a folder. What cannot be read is told among the problems.
///
/// # Errors
/// Where the folder itself cannot be listed.
pub fn read(root: &Path) -> io::Result<Sources> {
    Ok(Folder::open(root)?.into_sources())
}
