//! The program is killed, and the old site or the new one stands, never a mix.

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::house::{House, Stands, command};
use super::strace;

/// Calls that change what is on a disk, or say that something on it is to be changed, and the one that ends the program.
/// A kill at any other call finds the disk as the next of these does.
const WRITING: &[&str] = &[
    "open",
    "openat",
    "openat2",
    "creat",
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "pwritev2",
    "copy_file_range",
    "sendfile",
    "splice",
    "ftruncate",
    "truncate",
    "fallocate",
    "mkdir",
    "mkdirat",
    "rmdir",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "unlink",
    "unlinkat",
    "mknod",
    "mknodat",
    "chmod",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "chown",
    "fchown",
    "fchownat",
    "lchown",
    "utimensat",
    "setxattr",
    "fsetxattr",
    "ioctl",
    "flock",
    "fcntl",
    "fsync",
    "fdatasync",
    "sync",
    "syncfs",
    "sync_file_range",
    "msync",
    "close",
    "exit_group",
];

#[test]
#[ignore = "takes minutes and needs strace: sh tests/faults.sh"]
fn at_every_write_the_old_site_stands_or_the_new() {
    let house = House::new(0);
    house.stand();
    let (kills, saw) = kill_at_every_write(&house, || house.stand());
    println!(
        "killed at {kills} calls: the old site {} times, the new one {} times",
        saw[&Stands::One],
        saw[&Stands::Two]
    );
    assert!(kills > 200 && saw[&Stands::One] > 100 && saw[&Stands::Two] > 10, "{kills} kills, {saw:?}");
    assert!(!saw.contains_key(&Stands::None), "there was no site at all {saw:?}");
}

#[test]
#[ignore = "takes minutes and needs strace: sh tests/faults.sh"]
fn at_every_write_of_a_first_build_no_site_stands_or_the_whole() {
    let house = House::new(0);
    let reset = || {
        fs::remove_dir_all(house.path("out")).expect("it can be removed");
        fs::create_dir(house.path("out")).expect("made");
    };
    let (kills, saw) = kill_at_every_write(&house, reset);
    println!("killed at {kills} calls: no site {} times, the whole {} times", saw[&Stands::None], saw[&Stands::Two]);
    assert!(kills > 200 && saw[&Stands::None] > 100 && saw[&Stands::Two] > 2, "{kills} kills, {saw:?}");
}

/// How often it was killed, and how often each site stood then.
fn kill_at_every_write(house: &House, reset: impl Fn()) -> (usize, BTreeMap<Stands, usize>) {
    let calls = strace::calls(house, &house.arguments("two", &house.output()));
    let (mut kills, mut saw, mut wrong) = (0, BTreeMap::new(), Vec::new());
    for call in WRITING.iter().filter(|call| calls.contains_key(**call)) {
        for number in 1.. {
            reset();
            let Some(struck) = strace::build(house, call, &format!("signal=KILL:when={number}")) else { break };
            kills += 1;
            let outcome = house.stands().and_then(|stands| {
                *saw.entry(stands).or_default() += 1;
                house.next_build_is_whole()
            });
            if let Err(what) = outcome {
                wrong.push(format!("{call} {number}, {}: {what}", struck.call));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {kills}:\n{}", wrong.len(), wrong.join("\n"));
    (kills, saw)
}

#[test]
#[ignore = "takes minutes: sh tests/faults.sh"]
fn at_two_hundred_random_moments_the_old_site_stands_or_the_new() {
    // More than 64 files: publishing then runs on all cores.
    let house = House::new(60);
    let seed = std::env::var("FAULTS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut random = Random(seed);
    house.stand();
    let begun = Instant::now();
    assert_eq!(house.build("two", &house.output()).code, Some(0));
    let whole = begun.elapsed();
    let (mut kills, mut tries, mut saw, mut left) = (0, 0, BTreeMap::new(), 0);
    while kills < 200 {
        tries += 1;
        assert!(tries < 2_000, "only {kills} of {tries} builds could be killed");
        house.stand();
        let mut child = command(&house.arguments("two", &house.output()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        // Every other one while it publishes, which is a small part of the whole time.
        let begun = Instant::now();
        while tries % 2 == 0 && house.beside().is_empty() && begun.elapsed() < whole * 4 {}
        thread::sleep(whole.mul_f64(random.draw() * if tries % 2 == 0 { 0.2 } else { 1.1 }));
        let _ = child.kill();
        let ended = child.wait().expect("it ends");
        if ended.code().is_some() {
            continue;
        }
        kills += 1;
        left += usize::from(!house.beside().is_empty());
        let stands = house.stands().unwrap_or_else(|what| panic!("seed {seed}, try {tries}: {what}"));
        *saw.entry(stands).or_insert(0) += 1;
        house.next_build_is_whole().unwrap_or_else(|what| panic!("seed {seed}, try {tries}: {what}"));
    }
    println!("killed {kills} times of {tries} (seed {seed}): {saw:?}, {left} with something left beside the output");
    assert!(!saw.contains_key(&Stands::None) && saw[&Stands::One] > 20, "{saw:?}");
    assert!(left > 20, "only {left} kills were while it published");
}

/// Numbers from 0 to 1 that look random, the same from the same seed.
pub struct Random(pub u64);

impl Random {
    pub fn draw(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / f64::from(1_u32 << 24)
    }
}

#[test]
#[ignore = "takes half a minute: sh tests/faults.sh"]
fn a_build_that_is_killed_while_another_waits_holds_nobody_up() {
    let house = House::new(60);
    let mut waited = 0;
    for _ in 0..20 {
        house.stand();
        let mut first =
            command(&house.arguments("two", &house.output())).stdout(Stdio::null()).spawn().expect("it starts");
        while house.beside().is_empty() && first.try_wait().expect("asked").is_none() {}
        let second = command(&house.arguments("two", &house.output()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let _ = first.kill();
        let killed = first.wait().expect("it ends").code().is_none();
        waited += usize::from(killed);
        let mut second = second;
        let begun = Instant::now();
        while second.try_wait().expect("asked").is_none() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it waits for a build that is dead");
            thread::sleep(Duration::from_millis(2));
        }
        assert_eq!(second.wait().expect("it ends").code(), Some(0));
        assert_eq!(house.stands(), Ok(Stands::Two));
        assert_eq!(house.beside(), Vec::<String>::new());
    }
    assert!(waited > 5, "only {waited} builds were killed");
}
