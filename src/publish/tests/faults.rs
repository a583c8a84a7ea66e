//! What goes wrong on a disk: steps that fail, builds that die, builds at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::attempt::fault;
use super::super::compare::Standing;
use super::super::place::{Place, Surroundings};
use super::super::{Options, compare, inside, lock, owner, publish_among, stage, swap};
use super::{first, names, publish, read, second, site, temporary};

#[test]
fn a_site_that_stepped_aside_for_a_dead_build_comes_back() {
    let (root, output) = temporary();
    publish(&output, &first()).expect("published");
    fs::rename(&output, root.path().join(".public.roadmapgen-aside-1-1")).expect("moved");
    assert!(publish(&output, &first()).expect("published").unchanged, "the old one is back");
    assert_eq!(names(root.path()), ["public"]);
}

#[test]
fn without_an_exchange_the_old_site_steps_aside() {
    let (root, output) = temporary();
    publish(&output, &first()).expect("published");
    let place = Place::find(&output, &Surroundings::default()).expect("found");
    let staged = root.path().join(".public.roadmapgen-stage-1-1");
    fs::create_dir(&staged).expect("made");
    fs::write(staged.join("new"), "").expect("written");
    let aside = swap::step_aside(&place, &staged).expect("exchanged");
    assert_eq!((names(&output), read(&aside)), (vec!["new".to_string()], first()));
    assert_eq!(aside.file_name().expect("a name"), ".public.roadmapgen-aside-1-1");
    swap::step_aside(&place, &staged).expect_err("there is no stage any more");
    assert_eq!(names(&output), ["new"], "and it is put back");
}

#[test]
fn what_is_added_while_the_site_is_replaced_is_kept() {
    let (root, output) = temporary();
    publish(&output, &first()).expect("published");
    let place = Place::find(&output, &Surroundings::default()).expect("found");
    let found = owner::look(&place).expect("read").expect("it is there");
    fs::write(output.join("a/late.txt"), "mine").expect("written");
    let mut new =
        stage::Stage::make(root.path(), &place, |number| place.trace(&format!("stage-{number}"))).expect("made");
    let warnings = swap::swap(&place, &mut new, Some(&found)).expect("exchanged");
    assert_eq!(warnings.len(), 1);
    let kept = names(root.path()).remove(0);
    assert!(kept.starts_with(".public.roadmapgen-kept-"), "{kept}");
    assert_eq!(read(&root.path().join(kept)), site(&[("a/late.txt", "mine")]));
}

#[test]
fn builds_at_once_end_in_one_whole_site() {
    let (root, output) = temporary();
    let of = |letter: char| -> BTreeMap<String, Vec<u8>> {
        (0..20)
            .map(|n| (format!("{letter}/{n}.html"), vec![letter as u8]))
            .chain([("index.html".into(), vec![letter as u8])])
            .collect()
    };
    for _ in 0..15 {
        std::thread::scope(|scope| {
            for letter in ['a', 'b', 'c'] {
                let output = &output;
                scope.spawn(move || publish(output, &of(letter)).expect("published"));
            }
        });
        let end = read(&output);
        assert!(['a', 'b', 'c'].into_iter().any(|letter| end == of(letter)), "a mix: {:?}", end.keys());
        assert_eq!(names(root.path()), ["public"]);
    }
}

#[test]
fn the_lock_is_waited_for_and_that_is_said() {
    static TIMES: AtomicUsize = AtomicUsize::new(0);
    let options = Options { waits: || _ = TIMES.fetch_add(1, Ordering::SeqCst), ..Options::default() };
    let (root, output) = temporary();
    publish_among(&output, &BTreeMap::new(), options, &Surroundings::default()).expect("published");
    assert_eq!(TIMES.load(Ordering::SeqCst), 0);
    let held = lock::take(&root.path().join(".public.roadmapgen-lock"), || panic!("nobody has it")).expect("taken");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| publish_among(&output, &first(), options, &Surroundings::default()));
        while TIMES.load(Ordering::SeqCst) == 0 {
            std::thread::yield_now();
        }
        assert!(!output.join("index.html").exists());
        drop(held);
        waiting.join().expect("no panic").expect("published");
    });
    assert_eq!(TIMES.load(Ordering::SeqCst), 1);
    assert_eq!(names(root.path()), ["public"]);
}

#[test]
fn whichever_step_fails_one_whole_site_stands_and_nothing_is_left() {
    const EIO: i32 = 5;
    const ENOSPC: i32 = 28;
    const EACCES: i32 = 13;
    const EMFILE: i32 = 24;
    for code in [EIO, ENOSPC, EACCES, EMFILE] {
        let mut failures = 0;
        for step in 0.. {
            let (root, output) = temporary();
            publish(&output, &first()).expect("published");
            fault::after(step, code);
            let outcome = publish(&output, &second());
            if fault::was_waiting() {
                assert!(failures > 10 && outcome.is_ok());
                break;
            }
            if let Err(error) = &outcome {
                failures += 1;
                assert!(error.to_string().starts_with("cannot "), "{error}");
                assert!(!error.to_string().contains('\n'));
                assert_eq!(read(&output), first(), "step {step}: {error}");
            } else if outcome.as_ref().is_ok_and(|done| done.written < 2) {
                panic!("step {step} went unnoticed");
            } else {
                assert_eq!(read(&output), second(), "step {step}");
            }
            assert_eq!(names(root.path()), ["public"], "step {step}: {outcome:?}");
            publish(&output, &second()).expect("the next build succeeds");
            assert_eq!(read(&output), second());
        }
    }
}

#[test]
fn whichever_step_of_a_first_build_fails_nothing_is_left() {
    for step in 0.. {
        let (root, _) = temporary();
        fault::after(step, 28);
        let outcome = publish(&root.path().join("new/public"), &first());
        if fault::was_waiting() {
            break;
        }
        match outcome {
            Ok(_) => assert_eq!(names(&root.path().join("new")), ["public"]),
            Err(error) => assert_eq!(names(root.path()), Vec::<String>::new(), "step {step}: {error}"),
        }
    }
}

#[test]
fn a_folder_that_cannot_be_exchanged_is_changed_file_by_file() {
    let files = |old: &Path, new: &BTreeMap<String, Vec<u8>>| {
        let place = Place::find(old, &Surroundings::default())?;
        let found = owner::look(&place)?.unwrap_or_default();
        owner::judge(&found, &place, false)?;
        let staged = inside::stage(&place)?;
        let mut files = Vec::new();
        for (route, bytes) in new {
            let standing = compare::compare(&place.folder, &found, route, bytes);
            if standing == Standing::New {
                staged.write(route, bytes, &place)?;
            }
            files.push((route.clone(), standing));
        }
        inside::publish(&place, &found, &files, staged, &owner::marker(new.keys())).inspect(|_| {
            for stage in found.stages {
                fs::remove_dir_all(stage).expect("removed");
            }
        })
    };
    let odd = site(&[("a", "a file"), ("index.html/x/y", "a folder")]);
    let (_root, output) = temporary();
    fs::create_dir(&output).expect("made");
    for (new, written) in [(first(), 4), (second(), 2), (odd, 2), (first(), 4)] {
        assert_eq!(files(&output, &new).expect("published"), written);
        assert_eq!(read(&output), new);
        assert!(publish(&output, &new).expect("published").unchanged, "it is ours, and whole");
    }
    for step in 0.. {
        let (_root, output) = temporary();
        publish(&output, &first()).expect("published");
        fault::after(step, 28);
        let outcome = files(&output, &second());
        if fault::was_waiting() {
            break;
        }
        // Mixed, perhaps; but the next build knows it for its own.
        files(&output, &second()).unwrap_or_else(|error| panic!("step {step}: {outcome:?}, then {error}"));
        assert_eq!(read(&output), second());
    }
}
