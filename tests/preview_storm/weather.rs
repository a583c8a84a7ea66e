//! What happens to the folder, one operation at a time.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::plan::{GOOD, PLACES, mild, path, text};
use crate::random::Random;

/// A folder with a roadmap, and a place beside it that nobody watches.
pub struct Weather {
    pub root: PathBuf,
    beside: PathBuf,
    random: Random,
    /// Whether only such things are done as leave no error behind, and for how many operations more the weather holds.
    mood: (bool, usize),
    /// Operations that found what they needed, of all.
    pub done: usize,
}

impl Weather {
    /// Writes the roadmap without an error below `folder`.
    pub fn begin(folder: &Path, seed: u64) -> io::Result<Self> {
        let (root, beside) = (folder.join("roadmap"), folder.join("beside"));
        fs::create_dir_all(&root)?;
        fs::create_dir_all(&beside)?;
        let weather = Self { root, beside, random: Random::of(seed, 0), mood: (false, 0), done: 0 };
        weather.check_out()?;
        Ok(weather)
    }

    /// How many operations come without a pause.
    pub fn gust(&mut self) -> usize {
        *self.random.pick(&[1, 1, 1, 2, 3, 5, 10, 40])
    }

    /// Does something. That it cannot be done, because something else went before, is part of it.
    ///
    /// The weather is mild and wild by turns: were it wild alone, there would never be anything new to be shown.
    pub fn blow(&mut self) {
        let (is_mild, left) = self.mood;
        self.mood.1 = left.saturating_sub(1);
        let result = if left == 0 {
            self.mood = (!is_mild, self.random.between(20, 120));
            if is_mild { Ok(()) } else { self.clear() }
        } else if is_mild {
            self.mild()
        } else {
            self.operation()
        };
        self.done += usize::from(result.is_ok());
    }

    /// Something that leaves no error behind.
    fn mild(&mut self) -> io::Result<()> {
        let (path, text) = mild(&mut self.random);
        let path = self.root.join(path);
        match self.random.below(100) {
            0..40 => fs::write(path, text),
            40..60 => {
                let other = path.with_extension("tmp");
                fs::write(&other, text)?;
                fs::rename(other, path)
            }
            60..68 => self.bundle(),
            68..74 => self.exchange("milestones/team-a", "milestones/team-b"),
            74..80 => self.move_away_and_back(),
            80..92 => {
                let name = format!("milestones/new-{}.md", self.random.below(9));
                fs::remove_file(self.root.join(name))
            }
            92..94 => self.root_away_and_back(),
            94..98 => self.check_out(),
            _ => self.clear(),
        }
    }

    /// Nothing but what was there at the beginning.
    fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.root)? {
            let path = entry?.path();
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }?;
        }
        self.check_out()
    }

    fn operation(&mut self) -> io::Result<()> {
        let path = self.root.join(path(&mut self.random));
        match self.random.below(100) {
            0..25 => self.write(&path),
            25..40 => self.write_and_rename(&path),
            40..45 => self.write_in_pieces(&path),
            45..50 => Self::write_behind_the_clock(&path),
            50..58 => self.rename(&path),
            58..66 => fs::remove_file(path),
            66..70 => fs::create_dir_all(self.place()),
            70..76 => {
                let [one, two] = [(); 2].map(|()| *self.random.pick::<&str>(PLACES));
                self.exchange(one, two)
            }
            76..81 => self.move_away_and_back(),
            81..84 => self.move_out(),
            84..88 => self.move_in(),
            88..91 => fs::remove_dir_all(self.place()),
            91..93 => fs::remove_dir_all(self.place()).and_then(|()| self.check_out()),
            93..95 => self.check_out(),
            95..97 => link(&path),
            97..98 => self.root_away_and_back(),
            _ => self.bundle(),
        }
    }

    fn place(&mut self) -> PathBuf {
        self.root.join(self.random.pick(PLACES))
    }

    /// A text for a path, and the folder that it goes into.
    fn text(&mut self, full: &Path) -> io::Result<String> {
        if let Some(folder) = full.parent().filter(|_| self.random.chance(90)) {
            fs::create_dir_all(folder)?;
        }
        let inside = full.strip_prefix(&self.root).expect("it was joined to it").to_string_lossy().into_owned();
        Ok(text(&inside, &mut self.random))
    }

    fn write(&mut self, path: &Path) -> io::Result<()> {
        let text = self.text(path)?;
        fs::write(path, text)
    }

    /// As many editors do, beside the file or elsewhere.
    fn write_and_rename(&mut self, path: &Path) -> io::Result<()> {
        let text = self.text(path)?;
        let other = match self.random.below(3) {
            0 => path.with_extension("tmp"),
            1 => path.with_file_name(".hidden"),
            _ => self.beside.join("file"),
        };
        fs::write(&other, text)?;
        fs::rename(other, path)
    }

    fn write_in_pieces(&mut self, path: &Path) -> io::Result<()> {
        let text = self.text(path)?;
        let (one, two) = text.as_bytes().split_at(text.len() / 2);
        let mut file = File::create(path)?;
        file.write_all(one)?;
        self.pause(20);
        file.write_all(two)
    }

    /// Another text of the same length and with the same time of writing, as copying tools leave it.
    fn write_behind_the_clock(path: &Path) -> io::Result<()> {
        let modified = fs::metadata(path)?.modified()?;
        let text = fs::read_to_string(path)?;
        let mut file = File::create(path)?;
        file.write_all(text.replace("One", "Own").replace("Item 1", "Item 2").as_bytes())?;
        file.set_modified(modified)
    }

    fn rename(&mut self, path: &Path) -> io::Result<()> {
        let to = self.root.join(crate::plan::path(&mut self.random));
        fs::rename(path, to)
    }

    /// Two folders take one another's places.
    fn exchange(&self, one: &str, two: &str) -> io::Result<()> {
        let (one, two, between) = (self.root.join(one), self.root.join(two), self.beside.join("between"));
        fs::rename(&one, &between)?;
        let swapped = fs::rename(&two, &one);
        fs::rename(between, if swapped.is_ok() { &two } else { &one })
    }

    fn move_away_and_back(&mut self) -> io::Result<()> {
        let (place, between) = (self.place(), self.beside.join("between"));
        fs::rename(&place, &between)?;
        self.pause(60);
        fs::rename(between, place)
    }

    /// A folder goes, and waits beside the roadmap until it comes back elsewhere.
    fn move_out(&mut self) -> io::Result<()> {
        let name = format!("kept-{}", self.random.below(4));
        let place = self.place();
        fs::rename(place, self.beside.join(name))
    }

    fn move_in(&mut self) -> io::Result<()> {
        let name = format!("kept-{}", self.random.below(4));
        let place = self.place();
        fs::rename(self.beside.join(name), place)
    }

    /// The whole roadmap goes and comes back.
    fn root_away_and_back(&mut self) -> io::Result<()> {
        let away = self.beside.join("away");
        fs::rename(&self.root, &away)?;
        self.pause(300);
        fs::rename(away, &self.root)
    }

    /// A folder with an item and its pictures at once.
    fn bundle(&mut self) -> io::Result<()> {
        let made = self.beside.join("bundle");
        fs::create_dir_all(&made)?;
        let title = self.random.below(1000);
        fs::write(made.join("index.md"), format!("+++\ntitle = \"Bundle {title}\"\n+++\n![](a.png) ![](b.webp)\n"))?;
        fs::write(made.join("a.png"), format!("picture {title}"))?;
        fs::write(made.join("b.webp"), "picture")?;
        let to = self.root.join("milestones/bundle");
        let _ = fs::remove_dir_all(&to);
        fs::rename(made, to)
    }

    /// Everything as it was at the beginning, at once, as a version control system does it.
    pub fn check_out(&self) -> io::Result<()> {
        for (path, text) in GOOD {
            let full = self.root.join(path);
            fs::create_dir_all(full.parent().expect("a file stands in a folder"))?;
            fs::write(full, text)?;
        }
        Ok(())
    }

    fn pause(&mut self, most: usize) {
        thread::sleep(Duration::from_millis(self.random.below(most) as u64));
    }
}

#[cfg(unix)]
fn link(path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink("/dev/null", path)
}

#[cfg(not(unix))]
fn link(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}
