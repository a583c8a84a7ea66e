//! Two builds at once into one output.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::house::{Ended, House, Stands, command, read};
use super::killed::Random;
use super::strace;

#[test]
#[ignore = "takes minutes: sh tests/faults.sh"]
fn two_hundred_pairs_of_builds_at_once_end_in_one_whole_site_each() {
    let house = House::new(0);
    house.stand();
    let pages: Vec<Vec<u8>> = [&house.one, &house.two].map(|site| site["index.html"].clone()).into();
    let is_over = AtomicBool::new(false);
    let (mut waited, mut saw) = (0, BTreeMap::new());
    let mut random = Random(1);
    thread::scope(|scope| {
        // Whoever reads meanwhile finds a whole page, always.
        let reader = scope.spawn(|| {
            let mut reads = 0_u64;
            while !is_over.load(Ordering::Relaxed) {
                let page = page(&house).expect("the site is there at every moment");
                assert!(pages.contains(&page), "a page of neither site");
                reads += 1;
            }
            reads
        });
        for pair in 0..200 {
            let delay = random.draw();
            let first = begin(&house, if pair % 2 == 0 { "one" } else { "two" });
            // Begun within a few milliseconds of one another, so that each part of one meets each of the other.
            thread::sleep(Duration::from_secs_f64(delay * 0.01));
            let second = begin(&house, if pair % 2 == 0 { "two" } else { "one" });
            for child in [first, second] {
                let ended = Ended::from(child.wait_with_output().expect("it ends"));
                assert_eq!(ended.code, Some(0), "pair {pair}: {ended:?}");
                waited += usize::from(ended.out.starts_with("Nothing changed"));
            }
            let stands = house.stands().unwrap_or_else(|what| panic!("pair {pair}: {what}"));
            *saw.entry(stands).or_insert(0) += 1;
            assert_eq!(house.beside(), Vec::<String>::new(), "pair {pair}");
        }
        is_over.store(true, Ordering::Relaxed);
        let reads = reader.join().expect("the reader was content");
        println!("200 pairs: {saw:?}; a page was read {reads} times meanwhile; {waited} had nothing to do");
        assert!(reads > 1_000, "{reads}");
    });
    assert!(saw.len() == 2 && !saw.contains_key(&Stands::None), "one of the two always won: {saw:?}");
}

#[test]
#[ignore = "takes half a minute and needs strace: sh tests/faults.sh"]
fn a_build_that_looks_while_another_replaces_the_site_looks_again() {
    let house = House::new(0);
    let mut delayed = 0;
    for number in 1.. {
        house.stand();
        thread::scope(|scope| {
            // Halted for a while at one of the folders that it lists, and the other is done meanwhile.
            let slow =
                scope.spawn(|| strace::build(&house, "getdents64", &format!("delay_enter=300000:when={number}")));
            thread::sleep(Duration::from_millis(150));
            let quick = house.build("two", &house.output());
            assert_eq!(quick.code, Some(0), "{number}: {quick:?}");
            let slow = slow.join().expect("it ends");
            delayed += usize::from(slow.is_some());
            if let Some(slow) = &slow {
                assert_eq!(slow.ended.code, Some(0), "{number}, {}: {:?}", slow.call, slow.ended);
            }
        });
        assert_eq!(house.beside(), Vec::<String>::new(), "{number}");
        if delayed < number {
            break;
        }
    }
    assert!(delayed > 20, "{delayed}");
}

#[test]
#[ignore = "takes seconds and needs strace: sh tests/faults.sh"]
fn a_site_that_is_known_to_stand_is_not_mixed_with_one_that_replaces_it() {
    // All files of the first are there in the other, too, so that only their bytes tell them apart. No address says what is in
    // these.
    let house = House::new(0);
    let sites = ["first", "other"].map(|name| {
        copy(&house.path("one"), &house.path(name));
        fs::create_dir(house.path(name).join("static")).expect("made");
        fs::write(house.path(name).join("static/note.txt"), name).expect("a file");
        if name == "other" {
            fs::write(house.path(name).join("static/more.txt"), "more").expect("a file");
        }
        assert_eq!(house.build(name, &house.output()).code, Some(0));
        read(&house.output())
    });
    for call in ["getcwd", "getdents64"] {
        let mut delayed = 0;
        for number in 1.. {
            assert_eq!(house.build("first", &house.output()).code, Some(0), "what came of it is recorded");
            let slow = thread::scope(|scope| {
                let fault = format!("delay_enter=300000:when={number}");
                let command = house.arguments("first", &house.output());
                let house = &house;
                let slow = scope.spawn(move || strace::strike(house, call, &fault, &command));
                thread::sleep(Duration::from_millis(150));
                let quick = house.build("other", &house.output());
                assert_eq!(quick.code, Some(0), "{call} {number}: {quick:?}");
                slow.join().expect("it ends")
            });
            assert!(sites.contains(&read(&house.output())), "{call} {number}: a mix stands");
            assert_eq!(house.beside(), Vec::<String>::new(), "{call} {number}");
            if slow.is_none() {
                break;
            }
            delayed += 1;
        }
        assert!(delayed > 0, "{call}");
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("a folder can be read");
        let path = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            fs::create_dir(path).expect("made");
        } else {
            fs::copy(entry.path(), path).expect("copied");
        }
    }
}

fn begin(house: &House, name: &str) -> Child {
    let mut command = command(&house.arguments(name, &house.output()));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
}

/// The home page. Whoever has found the old folder at the moment of the exchange may find it empty, and asks again.
fn page(house: &House) -> io::Result<Vec<u8>> {
    let read = || fs::read(house.output().join("index.html"));
    read().or_else(|_| read()).or_else(|_| read())
}
