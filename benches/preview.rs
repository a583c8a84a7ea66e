//! How long a save takes to reach the page, with the program itself, over a socket, as a browser has it:
//! `cargo bench --bench preview`, or of some sizes only, `cargo bench --bench preview -- 100 1000 --saves 10`.
//!
//! It fails where a page shows something old after a save, or where a page that is there is not given; how long things
//! take is told, and fails nothing.

#[path = "preview/client.rs"]
mod client;
#[path = "preview/crowd.rs"]
mod crowd;
#[path = "../tests/interference/random.rs"]
#[expect(dead_code, reason = "the tests of interference draw in more ways")]
mod random;
#[path = "preview/roadmap.rs"]
mod roadmap;
#[path = "preview/save.rs"]
mod save;
#[path = "preview/server.rs"]
mod server;
#[path = "preview/tally.rs"]
mod tally;
#[path = "preview/times.rs"]
mod times;

use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use client::{Client, Reloads};
use crowd::Crowd;
use random::Random;
use roadmap::Roadmap;
use save::{KINDS, Kind, Save, Sign};
use server::Server;
use tally::{Row, Tally};
use times::milliseconds;

/// The sizes that are measured unless others are asked for, in milestones.
const SIZES: [usize; 3] = [100, 1000, 10_000];

/// How many saves of each kind.
const SAVES: usize = 30;

/// How long a change may take to be shown before it counts as lost.
const LOST: Duration = Duration::from_secs(20);

fn main() -> io::Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let saves = words.iter().position(|word| word == "--saves").and_then(|at| words.get(at + 1)?.parse().ok());
    let mut sizes: Vec<usize> = Vec::new();
    let mut before = "";
    for word in &words {
        if before != "--saves" {
            sizes.extend(word.parse::<usize>().ok().filter(|&size| size > 1));
        }
        before = word;
    }
    // Cargo says `--bench` where times are asked for; as a test it is enough that it works.
    let is_bench = words.iter().any(|word| word == "--bench");
    if sizes.is_empty() {
        sizes = if is_bench { SIZES.to_vec() } else { vec![100] };
    }
    let saves = saves.unwrap_or(if is_bench { SAVES } else { 2 });
    let mut tallies = Vec::new();
    for size in sizes {
        tallies.push(measure(size, saves)?);
        eprintln!("{size} milestones: done");
    }
    print!("{}", tally::table(&tallies, saves));
    let is_good = tallies.iter().all(Tally::is_good);
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// In memory where the system has a place for that, so that no disk is measured.
fn folder() -> io::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
}

/// Everything about one size.
fn measure(size: usize, saves: usize) -> io::Result<Tally> {
    let temporary = folder()?;
    let folder = temporary.path().join("roadmap");
    let mut roadmap = Roadmap::write(&folder, size)?;
    let server = Server::start(&folder, &temporary.path().join("log"))?;
    let mut tally = Tally::new(size, &server);
    let mut random = Random::of(7, size as u64);
    let mut client = Client::new(server.address);
    let reloads = Reloads::open(server.address)?;
    let mut serial = 0;
    for kind in KINDS {
        let mut row = Row::default();
        for _ in 0..saves {
            serial += 1;
            rest(&mut random);
            let save = Save::make(&mut roadmap, kind, serial, &mut random);
            let polled = until_shown(&mut client, &roadmap, &save)?;
            row.polled.add(polled);
            if kind.is_title() {
                look_around(&mut client, &roadmap, &save, &mut tally)?;
            }
            // Another one as an open page has it: told, and then asked for.
            serial += 1;
            rest(&mut random);
            let save = Save::make(&mut roadmap, kind, serial, &mut random);
            until_told(&mut client, &reloads, &roadmap, &save, &mut row, &mut tally)?;
            if kind.is_title() {
                look_around(&mut client, &roadmap, &save, &mut tally)?;
            }
        }
        tally.rows.push((kind, row));
    }
    let crowd = Crowd::start(server.address, &roadmap);
    for _ in 0..saves {
        serial += 1;
        rest(&mut random);
        let save = Save::make(&mut roadmap, Kind::Title, serial, &mut random);
        tally.crowded.add(until_shown(&mut client, &roadmap, &save)?);
        look_around(&mut client, &roadmap, &save, &mut tally)?;
    }
    tally.crowd = crowd.end();
    tally.memory_after = server.memory();
    Ok(tally)
}

/// A while that is different each time, so that saves meet whatever else goes on.
fn rest(random: &mut Random) {
    thread::sleep(Duration::from_millis(random.between(60, 300) as u64));
}

/// Whether a page shows a change; `before` is how it was.
fn is_shown(page: &str, before: &str, sign: &Sign) -> bool {
    match sign {
        Sign::Holds(text) => page.contains(text),
        Sign::Differs => page != before,
    }
}

/// Where the change is looked for. The preview's own bar changes with each save, so a page that is only known by its
/// being another is asked for without it.
fn address(roadmap: &Roadmap, save: &Save) -> String {
    let plain = if save.sign == Sign::Differs { "?preview=off" } else { "" };
    roadmap.page(save.number) + plain
}

/// The time from the write to the first page that shows it, asked for without a pause.
fn until_shown(client: &mut Client, roadmap: &Roadmap, save: &Save) -> io::Result<Duration> {
    let address = address(roadmap, save);
    let before = client.get(&address)?.body;
    assert!(!is_shown(&before, &before, &save.sign), "{:?} stood on {address} before it was written", save.sign);
    let begin = Instant::now();
    save.write(roadmap)?;
    loop {
        let page = client.get(&address)?;
        let took = begin.elapsed();
        if is_shown(&page.body, &before, &save.sign) {
            return Ok(took);
        }
        assert!(took < LOST, "{:?} is not on {address} after {took:?}", save.sign);
    }
}

/// The times from the write to the reload, and from there to the page, which is to show it at once.
fn until_told(
    client: &mut Client,
    reloads: &Reloads,
    roadmap: &Roadmap,
    save: &Save,
    row: &mut Row,
    tally: &mut Tally,
) -> io::Result<()> {
    let address = address(roadmap, save);
    let before = client.get(&address)?.body;
    reloads.forget();
    let begin = Instant::now();
    save.write(roadmap)?;
    // A file that is emptied and then written may be told twice.
    let mut told = reloads.next().expect("a reload comes after a save");
    row.told.add(told - begin);
    loop {
        let asked = Instant::now();
        let page = client.get(&address)?;
        if is_shown(&page.body, &before, &save.sign) {
            row.page.add(asked.elapsed());
            row.whole.add(begin.elapsed());
            return Ok(());
        }
        tally.early_reloads += 1;
        told = reloads.next().unwrap_or(told);
        assert!(begin.elapsed() < LOST, "{:?} is not on {address}", save.sign);
    }
}

/// Asks for every page that names a milestone: each is to say its new title, and none the old one of it.
fn look_around(client: &mut Client, roadmap: &Roadmap, save: &Save, tally: &mut Tally) -> io::Result<()> {
    let title = &roadmap.milestones[save.number].title;
    let mut pages = vec![roadmap.page(save.number), roadmap.intent_page(save.number)];
    pages.extend(roadmap.dependents(save.number));
    let begin = Instant::now();
    let whole = client.get("/timeline/all/")?;
    tally.timeline.add(begin.elapsed());
    // A plan that fits on one page has no other for the whole of it.
    let timeline = if whole.status == 200 { whole } else { client.get("/timeline/")? };
    tally.looked += 1;
    tally.old += usize::from(timeline.status != 200 || !timeline.body.contains(title));
    for address in pages {
        let page = client.get(&address)?;
        tally.looked += 1;
        let is_old = page.status != 200 || !page.body.contains(title);
        if is_old {
            eprintln!("{address} says nothing of {title:?}, once {:?}", save.before);
        }
        tally.old += usize::from(is_old);
    }
    Ok(())
}
