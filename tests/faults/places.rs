//! Odd outputs: too small, read-only, elsewhere, mounted, linked.
//!
//! What is mounted here vanishes with the process: `tests/faults.sh` gives it mounts of its own.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::house::{Ended, House, Stands, must, names, put, read, run};
use super::strace;

const WEAKER: &str = "cannot be exchanged as a whole, so its files were replaced one by one: \
    a build that is interrupted can leave a mix of two sites";

fn mount(options: &str, what: &str, at: &Path) {
    fs::create_dir_all(at).expect("made");
    must(&["mount", "-t", "tmpfs", "-o", options, what, &at.to_string_lossy()]);
}

fn unmount(at: &Path) {
    must(&["umount", &at.to_string_lossy()]);
}

fn is_quiet(ended: &Ended) {
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.err.contains("warning: "), "{ended:?}");
}

/// One line that begins so and holds that.
#[track_caller]
fn is_told(ended: &Ended, begins: &str, holds: &str) {
    assert_eq!(ended.code, Some(2), "{ended:?}");
    let [line] = ended.err.lines().collect::<Vec<_>>()[..] else { panic!("not one line: {ended:?}") };
    assert!(line.starts_with(begins) && line.contains(holds), "{line}");
}

#[test]
#[ignore = "needs leave to mount: sh tests/faults.sh"]
fn on_a_disk_of_any_size_the_old_site_stands_or_the_new() {
    let house = House::new(0);
    let out = house.path("out");
    let mut tally = BTreeMap::<&str, usize>::new();
    let sizes = (0..80).map(|step| format!("size={}k", 192 + 16 * step));
    let counts = (0..30).map(|step| format!("size=16m,nr_inodes={}", house.one.len() * 2 + 2 + 3 * step));
    for options in sizes.chain(counts) {
        mount(&options, "small", &out);
        let fits = fits(&house);
        if fits {
            let ended = house.build("two", &house.output());
            let stands = house.stands().unwrap_or_else(|what| panic!("{options}: {what}"));
            assert_eq!(house.beside(), Vec::<String>::new(), "{options}: {ended:?}");
            match stands {
                Stands::Two => {
                    is_quiet(&ended);
                    *tally.entry("the new site").or_default() += 1;
                }
                Stands::One => {
                    is_told(&ended, "error: cannot ", "No space left on device (os error 28)");
                    *tally.entry("full: the old site").or_default() += 1;
                }
                Stands::None => panic!("{options}: {ended:?}"),
            }
            must(&["mount", "-o", "remount,size=16m,nr_inodes=10000", &out.to_string_lossy()]);
            house.next_build_is_whole().unwrap_or_else(|what| panic!("{options}: {what}"));
        } else {
            *tally.entry("too small for the old site").or_default() += 1;
        }
        unmount(&out);
    }
    println!("disks of {} sizes: {tally:?}", tally.values().sum::<usize>());
    assert!(tally["full: the old site"] > 10 && tally["the new site"] > 10, "{tally:?}");
}

/// Puts the old site there, if there is room.
fn fits(house: &House) -> bool {
    house.one.iter().all(|(path, bytes)| {
        let path = house.output().join(path);
        let made = fs::create_dir_all(path.parent().expect("a parent"));
        made.and_then(|()| fs::write(&path, bytes)).is_ok()
    })
}

#[test]
#[ignore = "needs leave to mount: sh tests/faults.sh"]
fn a_read_only_file_system_is_told_in_one_line() {
    let house = House::new(0);
    let out = house.path("out");
    mount("size=16m", "disk", &out);
    put(&house.one, &house.output());
    must(&["mount", "-o", "remount,ro", &out.to_string_lossy()]);
    let ended = house.build("two", &house.output());
    is_told(&ended, "error: cannot ", "Read-only file system (os error 30)");
    assert_eq!(house.stands(), Ok(Stands::One));
    let ended = house.build("two", &house.path("out/another"));
    is_told(&ended, "error: cannot ", "Read-only file system (os error 30)");
    assert_eq!(names(&out), ["public"]);
    // What stands there already needs no writing.
    is_quiet(&house.build("one", &house.output()));
    unmount(&out);
}

#[test]
#[ignore = "needs root or a namespace of one's own: sh tests/faults.sh"]
fn an_output_that_may_not_be_written_is_told_in_one_line() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new(0);
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    // Root may write everywhere, unless that right is taken from it.
    let build = |name: &str| {
        let mut words = vec!["setpriv".into(), "--bounding-set".into(), "-dac_override,-dac_read_search".into()];
        words.extend(house.arguments(name, &house.output()));
        run(&words)
    };
    house.stand();
    mode(&house.path("out"), 0o555);
    mode(&house.output(), 0o555);
    is_told(&build("two"), "error: cannot ", "Permission denied (os error 13)");
    assert_eq!(house.stands(), Ok(Stands::One));
    // The output alone may be written: the weaker way, which is told.
    for folder in walkdir::WalkDir::new(house.output()).into_iter().filter_map(Result::ok) {
        if folder.file_type().is_dir() {
            mode(folder.path(), 0o755);
        }
    }
    let ended = build("two");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.err.contains(WEAKER), "{ended:?}");
    assert_eq!(house.stands(), Ok(Stands::Two));
    assert_eq!(house.beside(), Vec::<String>::new());
    mode(&house.path("out"), 0o755);
}

#[test]
#[ignore = "needs leave to mount: sh tests/faults.sh"]
fn an_output_on_another_file_system_is_exchanged_as_any() {
    let house = House::new(0);
    let out = house.path("out");
    mount("size=16m", "disk", &out);
    put(&house.one, &house.output());
    is_quiet(&house.build("two", &house.output()));
    assert_eq!(house.stands(), Ok(Stands::Two));
    assert_eq!(names(&out), ["public"]);
    unmount(&out);
}

#[test]
#[ignore = "needs leave to mount: sh tests/faults.sh"]
fn an_output_that_is_a_mount_point_is_changed_file_by_file_and_says_so() {
    let house = House::new(0);
    // Of another file system, and of the same one, which only the exchange itself can tell.
    for same in [false, true] {
        house.stand();
        if same {
            let output = house.output().to_string_lossy().into_owned();
            must(&["mount", "--bind", &output, &output]);
        } else {
            mount("size=16m", "disk", &house.output());
            put(&house.one, &house.output());
        }
        let ended = house.build("two", &house.output());
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.err.contains(WEAKER), "{ended:?}");
        assert_eq!(house.stands(), Ok(Stands::Two));
        assert_eq!(house.beside(), Vec::<String>::new());
        let ended = house.build("two", &house.output());
        is_quiet(&ended);
        assert!(ended.out.starts_with("Nothing changed"), "{ended:?}");
        unmount(&house.output());
    }
}

#[test]
#[ignore = "needs leave to mount, and strace: sh tests/faults.sh"]
fn a_mount_point_that_was_left_mixed_is_whole_after_the_next_build() {
    let house = House::new(0);
    let (mut mixed, mut kills) = (0, 0);
    for call in ["openat", "write", "mkdir", "rename", "unlink", "rmdir", "unlinkat", "fsync", "exit_group"] {
        for number in 1.. {
            fs::remove_dir_all(house.path("out")).expect("it can be removed");
            mount("size=16m", "disk", &house.output());
            put(&house.one, &house.output());
            let struck = strace::build(&house, call, &format!("signal=KILL:when={number}"));
            if let Some(struck) = &struck {
                kills += 1;
                // The stage inside the output counts as a mix, too.
                mixed += usize::from(house.stands().is_err());
                let ended = house.build("two", &house.output());
                assert_eq!(ended.code, Some(0), "{}: {ended:?}", struck.call);
                assert_eq!(house.stands(), Ok(Stands::Two), "{}", struck.call);
                assert_eq!(house.beside(), Vec::<String>::new(), "{}", struck.call);
            }
            unmount(&house.output());
            if struck.is_none() {
                break;
            }
        }
    }
    println!("a mount point: killed at {kills} calls, a mix stood {mixed} times, and was whole after the next build");
    assert!(kills > 100 && mixed > 10, "{kills} kills, {mixed} mixes");
}

#[test]
#[ignore = "needs leave to mount: sh tests/faults.sh"]
fn an_output_that_is_a_link_stays_one() {
    let house = House::new(0);
    let there = house.path("elsewhere/site");
    let link = |target: &Path| {
        fs::remove_dir_all(house.path("out")).expect("it can be removed");
        fs::create_dir(house.path("out")).expect("made");
        symlink(target, house.output()).expect("linked");
    };
    // On this file system, and on another.
    for mounted in [false, true] {
        if mounted {
            mount("size=16m", "disk", &house.path("elsewhere"));
        }
        put(&house.one, &there);
        link(&there);
        is_quiet(&house.build("two", &house.output()));
        assert!(house.output().is_symlink());
        assert_eq!(read(&there), house.two);
        assert_eq!(
            (names(&house.path("out")), names(&house.path("elsewhere"))),
            (vec!["public".to_owned()], vec!["site".to_owned()])
        );
        if mounted {
            unmount(&house.path("elsewhere"));
        } else {
            fs::remove_dir_all(house.path("elsewhere")).expect("it can be removed");
        }
    }
    // To nothing, to itself, to a file.
    link(&house.path("nowhere"));
    let ended = house.build("two", &house.output());
    assert_eq!(
        (ended.code, ended.err.lines().next()),
        (Some(2), Some(&*format!("error: `{}` is a link that leads nowhere", house.output().display())))
    );
    assert!(!house.path("nowhere").exists());
    link(Path::new("public"));
    let ended = house.build("two", &house.output());
    assert!(ended.code == Some(2) && ended.err.contains("Too many levels of symbolic links"), "{ended:?}");
    link(&house.path("one/roadmap.toml"));
    let ended = house.build("two", &house.output());
    assert!(ended.code == Some(2) && ended.err.contains("is a file, not a folder"), "{ended:?}");
    assert!(fs::read_to_string(house.path("one/roadmap.toml")).expect("it is there").contains("Roadmap one"));
}
