//! After any storm of changes, the preview serves what a fresh build gives.
//!
//! Longer and others: `STORM_SEEDS=1..40 STORM_SECONDS=60 STORM_OPERATIONS=6000 cargo test --test preview_storm`. Of three
//! seeds, the last is watched without the system's help.

#[path = "preview_storm/fair.rs"]
mod fair;
#[path = "preview_storm/plan.rs"]
mod plan;
#[path = "interference/random.rs"]
#[expect(dead_code, reason = "the tests of interference draw in more ways")]
mod random;
#[path = "preview_storm/weather.rs"]
mod weather;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use fair::Fair;
use jiff::civil::date;
use random::Random;
use roadmapgen::disk::Folder;
use roadmapgen::page::routes;
use roadmapgen::preview::{Answer, Events, Request, Shows, Site, Wanted, Wishes};
use roadmapgen::watch::{Watcher, watch};
use weather::Weather;

/// How long after the last change what is served may be another than what a build gives. People have it in a few
/// hundredths of a second; a machine that is busy with other tests may take longer.
const DEADLINE: Duration = Duration::from_secs(60);

/// How many ask for pages in each storm.
const READERS: u64 = 2;

/// The seeds, how long each of their storms lasts, and how many operations it has.
struct Storms {
    seeds: Range<u64>,
    seconds: u64,
    operations: usize,
}

impl Storms {
    fn asked_for() -> Self {
        let asked = |name: &str| std::env::var(name).ok();
        let number = |name: &str| asked(name).and_then(|text| text.parse().ok());
        let seeds = asked("STORM_SEEDS").map_or(1..4, |text| {
            let (first, end) = text.split_once("..").expect("STORM_SEEDS=FIRST..END, without the end");
            first.parse().expect("a first seed")..end.parse().expect("an end")
        });
        let operations = number("STORM_OPERATIONS").and_then(|number| usize::try_from(number).ok());
        Self { seeds, seconds: number("STORM_SECONDS").unwrap_or(20), operations: operations.unwrap_or(2000) }
    }
}

#[test]
fn after_a_storm_what_is_served_is_what_a_build_gives() {
    let storms = Storms::asked_for();
    let seeds: Vec<u64> = storms.seeds.clone().collect();
    // No more at once: each is to have some of the machine.
    for some in seeds.chunks(3) {
        thread::scope(|scope| {
            let storms = &storms;
            let runs: Vec<_> = some.iter().map(|&seed| (seed, scope.spawn(move || storm(seed, storms)))).collect();
            for (seed, run) in runs {
                assert!(run.join().is_ok(), "seed {seed}: see above; STORM_SEEDS={seed}..{} runs it alone", seed + 1);
            }
        });
    }
}

/// One storm, and the calm after it.
fn storm(seed: u64, storms: &Storms) {
    let temporary = tempfile::tempdir().expect("a folder");
    let mut weather = Weather::begin(temporary.path(), seed).expect("the roadmap is written");
    let folder = Folder::open(&weather.root).expect("the roadmap is there");
    let wishes = Wishes { only: None, with_drafts: false, as_of: Box::new(|| date(2026, 11, 16)) };
    let site = Arc::new(Site::new(wishes, folder.sources().clone(), Arc::new(Events::new(1))));
    let told: String = site.edition().told.iter().map(|told| told.text.as_str()).collect();
    assert!(told.is_empty(), "what is there at first is wrong:\n{told}");
    let how = if seed.is_multiple_of(3) { Watcher::Poll } else { Watcher::Native };
    // How many editions there were, and how many of them without an error.
    let (watched, editions) = (site.clone(), Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]));
    let counted = editions.clone();
    let watching = watch(
        folder,
        how,
        |_| (),
        move |change| {
            let is_latest = watched.take(change.sources).shows == Shows::Latest;
            counted[0].fetch_add(1, Ordering::Relaxed);
            counted[1].fetch_add(usize::from(is_latest), Ordering::Relaxed);
        },
    )
    .expect("it can be watched");

    let (is_over, noticed) = (AtomicBool::new(false), Mutex::new(BTreeSet::new()));
    thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS)
            .map(|reader| {
                let (site, is_over, noticed) = (&site, &is_over, &noticed);
                scope.spawn(move || read(site, is_over, noticed, &mut Random::of(seed, 1 + reader)))
            })
            .collect();
        let over = Over(&is_over);
        rage(&mut weather, storms);
        fair::mend(&weather);
        let fair = Fair::of(&weather.root);
        let all = noticed.lock().expect("no reader panics with it").clone();
        settles(&site, &fair, &all, seed);
        drop(over);
        let answers: usize = readers.into_iter().map(|reader| reader.join().expect("see above")).sum();
        let (done, [editions, good]) = (weather.done, [0, 1].map(|at: usize| editions[at].load(Ordering::Relaxed)));
        let files = fair.files.len();
        eprintln!("seed {seed}: {done} operations, {editions} editions, {good} good, {answers} answers, {files} files");
        assert!(done * 3 > storms.operations, "hardly anything could be done: {done}");
        assert!(editions > 2, "hardly anything was noticed: {editions}");
        assert!(answers > 0, "nobody read");
    });
    drop(watching);
}

/// Tells the readers to end, also where something else fails: they would be waited for.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// All operations, spread over the time in gusts.
fn rage(weather: &mut Weather, storms: &Storms) {
    let begin = Instant::now();
    let each = Duration::from_secs(storms.seconds) / u32::try_from(storms.operations.max(1)).expect("not that many");
    let mut done = 0;
    while done < storms.operations {
        let gust = weather.gust().min(storms.operations - done);
        for _ in 0..gust {
            weather.blow();
        }
        done += gust;
        let due = each * u32::try_from(done).expect("not that many");
        thread::sleep(due.saturating_sub(begin.elapsed()));
    }
}

/// What is at an address, without the preview's bar or with it.
fn ask(site: &Site, path: &str, is_plain: bool) -> Answer {
    site.answer(&Request { path, query: is_plain.then_some("preview=off"), is_head: false })
}

/// Asks for pages until it is over, and how many it got. Each is whole, or said to be elsewhere or nowhere.
fn read(site: &Site, is_over: &AtomicBool, seen: &Mutex<BTreeSet<String>>, random: &mut Random) -> usize {
    let mut answers = 0;
    let mut known: Vec<String> = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        if answers % 40 == 0 {
            let all = &mut seen.lock().expect("nobody panics with it");
            all.extend(addresses(site));
            known = all.iter().cloned().collect();
        }
        let path = random.pick::<String>(&known);
        let answer = ask(site, path, random.chance(50));
        assert!(matches!(answer.status, 200 | 302 | 404), "{} for {path}", answer.status);
        if answer.content_type.starts_with("text/html") && !answer.body.ends_with(b"a file\n") {
            let page = String::from_utf8_lossy(&answer.body);
            assert!(page.contains("</html>"), "{} for {path}, which is not whole: {page:?}", answer.status);
        }
        answers += 1;
        // Others want some of the machine too.
        thread::sleep(Duration::from_millis(2));
    }
    answers
}

/// The addresses of everything that is served now.
fn addresses(site: &Site) -> Vec<String> {
    let edition = site.edition();
    let good = edition.good.as_ref().expect("what was good once is kept");
    let mut all = vec!["/".to_owned(), good.base.clone(), format!("{}.nojekyll", good.base)];
    let beside = ["theme.css", "sitemap.xml", "search.json", "index.json", "404.html", "feed.xml", "static/note.txt"];
    for place in &good.places {
        let wanted = Wanted { audience: place.audience.clone(), as_of: date(2026, 11, 16) };
        let Some(shown) = good.view(&wanted) else { continue };
        let pages = routes(&shown.view).into_iter().map(|route| route.path());
        let paths = pages.chain(beside.map(str::to_owned));
        all.extend(paths.map(|path| format!("{}{}{path}", good.base, place.at)));
    }
    let folders: Vec<String> =
        all.iter().filter_map(|path| Some(path.strip_suffix("index.html")?.to_owned())).collect();
    all.extend(folders);
    all
}

/// Waits until what is served is what a build gives, and sees that it stays so.
fn settles(site: &Site, fair: &Fair, noticed: &BTreeSet<String>, seed: u64) {
    let until = Instant::now() + DEADLINE;
    loop {
        let differs = fair.differs(site, noticed);
        if differs.is_empty() {
            break;
        }
        assert!(
            Instant::now() < until,
            "seed {seed}: served is not what was built:\n{}\n{}",
            fair.blame(site),
            differs.join("\n")
        );
        thread::sleep(Duration::from_millis(100));
    }
    thread::sleep(Duration::from_millis(700));
    let differs = fair.differs(site, noticed);
    assert!(differs.is_empty(), "seed {seed}: it did not stay what was built:\n{}", differs.join("\n"));
}
