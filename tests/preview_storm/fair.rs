//! The calm after a storm: what a fresh build gives, and whether that is what is served.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::civil::date;
use roadmapgen::build::{Order, build, published, view_at};
use roadmapgen::id::Id;
use roadmapgen::model::Roadmap;
use roadmapgen::preview::Site;
use roadmapgen::preview::place::{base_path, places};
use roadmapgen::problem::Problem;
use roadmapgen::rule::Severity;
use roadmapgen::seal::Passphrase;
use roadmapgen::source::Sources;
use roadmapgen::theme::Theme;
use roadmapgen::view::Reader;
use roadmapgen::words::Access;
use roadmapgen::{disk, page, web_address};

use crate::ask;
use crate::plan::GOOD;
use crate::weather::Weather;

/// What a fresh build gives, and the views that it encrypts or leaves out, open.
pub struct Fair {
    /// The path below which the site stands.
    base: String,
    /// What it was built of.
    sources: Sources,
    /// The bytes by their paths below that.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Makes the folder free of errors, and keeps as much of what the storm left as can be kept.
pub fn mend(weather: &Weather) {
    let root = &weather.root;
    for _ in 0..40 {
        let Err(problems) = built(&read(root)) else { return };
        for problem in problems {
            let file = problem.place.map_or_else(|| "roadmap.toml".to_owned(), |place| place.file.to_string());
            let path = root.join(&file);
            // What stands in the way may be a folder, a link, or a file where a folder is to be.
            let _ = fs::remove_dir_all(&path);
            let _ = fs::remove_file(&path);
            if file == "roadmap.toml" {
                fs::write(&path, GOOD[0].1).expect("the settings can be written");
            }
        }
    }
    fs::remove_dir_all(root).expect("the roadmap can be removed");
    weather.check_out().expect("the roadmap can be written");
}

fn read(root: &Path) -> Sources {
    disk::read(root).expect("the roadmap is there")
}

/// A roadmap, its theme and what is built of them.
type Whole = (Roadmap, Theme, BTreeMap<String, Vec<u8>>);

/// What is built; or every error.
fn built(sources: &Sources) -> Result<Whole, Vec<Problem>> {
    let (roadmap, mut problems) = roadmapgen::read(sources, false);
    problems.retain(|problem| problem.severity == Severity::Error);
    if roadmap.settings.site.is_none() {
        problems.push(Problem::error(&roadmapgen::rule::BAD_FILE, "there are no settings"));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let theme = Theme::new(&sources.texts, None)?;
    let passphrase = Passphrase::parse("turbo weather lizard camp open violin").expect("it is strong enough");
    let sealed = published(&roadmap).into_iter().filter_map(Reader::audience).filter(|audience| audience.is_sealed());
    let passphrases: BTreeMap<Id, Vec<Passphrase>> =
        sealed.map(|audience| (audience.id.clone(), vec![passphrase.clone()])).collect();
    let mut files = opened(&roadmap, &theme)?;
    let order = Order { only: None, as_of: date(2026, 11, 16), base_url: None, passphrases, denies_leaks: false };
    let (whole, built) = page::collected(|take| build(&roadmap, &theme, &order, take));
    let whole = whole?;
    let is_sealed = |path: &str| whole.views.iter().any(|view| view.passphrases > 0 && path.starts_with(&view.at));
    files.extend(built.into_iter().filter(|(path, _)| !is_sealed(path)));
    Ok((roadmap, theme, files))
}

/// The sites of the views that a build encrypts or leaves out, at their places.
fn opened(roadmap: &Roadmap, theme: &Theme) -> Result<BTreeMap<String, Vec<u8>>, Vec<Problem>> {
    let mut files = BTreeMap::new();
    for place in places(roadmap, None) {
        let Some(audience) = place.audience.and_then(|id| roadmap.audiences.get(&id)) else { continue };
        if audience.access != Access::Public {
            let view = view_at(roadmap, Reader::of(audience), date(2026, 11, 16), None, &place.at);
            let site = page::site(&view, theme)?;
            files.extend(site.into_iter().map(|(path, bytes)| (format!("{}{path}", place.at), bytes)));
        }
    }
    Ok(files)
}

impl Fair {
    /// What a build gives of a folder without an error.
    pub fn of(root: &Path) -> Self {
        let sources = read(root);
        let (roadmap, _, files) = built(&sources).unwrap_or_else(|problems| panic!("it is not mended: {problems:#?}"));
        let site = roadmap.settings.site.as_ref().map(|site| &site.value);
        let url = site.and_then(|site| site.base_url.as_ref());
        let url = url.and_then(|url| web_address::site(&url.value.0));
        Self { base: base_path(url.as_deref()), sources, files }
    }

    /// Where what is served is not this, in words: too little, too much, or something else.
    pub fn differs(&self, site: &Site, seen: &BTreeSet<String>) -> Vec<String> {
        let mut differs = Vec::new();
        for (path, bytes) in &self.files {
            let path = format!("{}{path}", self.base);
            let short = path.strip_suffix("index.html").map(str::to_owned);
            for path in std::iter::once(path).chain(short) {
                let answer = ask(site, &path, true);
                if answer.status != 200 {
                    differs.push(format!("{} for {path}", answer.status));
                } else if *answer.body != **bytes {
                    differs.push(format!("{path} is another: {}", first_difference(&answer.body, bytes)));
                }
            }
        }
        for path in seen.iter().filter(|path| !self.has(path)) {
            let answer = ask(site, path, true);
            // Whoever had a page open below a former base URL is led to where it stands now.
            let moved = answer.location.as_deref().and_then(|location| location.split('?').next());
            let is_moved = answer.status == 302 && moved.is_some_and(|path| self.has(path));
            if answer.status != 404 && !is_moved {
                differs.push(format!("{} for {path}, which no build has", answer.status));
            }
        }
        differs
    }

    /// Who is to blame: whoever watches, where what was read last is not what is there, or whoever reads and shows it.
    pub fn blame(&self, site: &Site) -> String {
        let edition = site.edition();
        let of = |sources: &Sources| -> Vec<(String, Vec<u8>)> {
            let texts = sources.texts.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec()));
            texts.chain(sources.files.iter().map(|(path, bytes)| (path.to_string(), bytes.to_vec()))).collect()
        };
        let (last, now) = (of(&edition.sources), of(&self.sources));
        let unseen: Vec<&str> = now
            .iter()
            .filter(|one| !last.contains(one))
            .chain(last.iter().filter(|one| !now.contains(one)))
            .map(|(path, _)| path.as_str())
            .collect();
        let told: String = edition.told.iter().map(|told| told.text.as_str()).collect();
        format!("edition {}, shows: {:?}, not seen: {unseen:?}, told:\n{told}", edition.number, edition.shows)
    }

    /// Whether anything is to stand at an address.
    fn has(&self, address: &str) -> bool {
        let Some(path) = address.strip_prefix(&self.base) else { return address == "/" };
        self.files.contains_key(path) || self.files.contains_key(&format!("{path}index.html"))
    }
}

/// Where two files part, with a little of both.
fn first_difference(served: &[u8], built: &[u8]) -> String {
    let at = served.iter().zip(built).take_while(|(one, two)| one == two).count();
    let piece = |bytes: &[u8]| {
        let from = at.saturating_sub(40);
        String::from_utf8_lossy(&bytes[from.min(bytes.len())..(at + 60).min(bytes.len())]).into_owned()
    };
    format!("at {at}, served {:?}, built {:?}", piece(served), piece(built))
}
