//! Sites of which each file is put as soon as it is made.

use std::fs;
use std::path::Path;

use super::super::place::Surroundings;
use super::super::{Finished, Options, Publication, PublishError, Published};
use super::{first, lock, names, publish, read, second, site, temporary};

fn begin(output: &Path) -> Publication {
    Publication::begin_among(output, Options::default(), &Surroundings::default()).expect("it may be published")
}

fn put(publication: &Publication, files: &std::collections::BTreeMap<String, Vec<u8>>) {
    std::thread::scope(|scope| {
        for (route, bytes) in files {
            scope.spawn(|| publication.put(route, bytes));
        }
    });
}

fn published(finished: Result<Finished, PublishError>) -> Published {
    match finished.expect("it is published") {
        Finished::Published(published) => published,
        Finished::Overtaken(_) => panic!("nobody else builds"),
    }
}

fn overtaken(finished: Result<Finished, PublishError>) -> Publication {
    match finished.expect("it may be published") {
        Finished::Published(published) => panic!("{published:?}"),
        Finished::Overtaken(again) => *again,
    }
}

#[test]
fn files_may_come_from_many_threads_in_any_order() {
    let (root, output) = temporary();
    for site in [first(), second()] {
        let publication = begin(&output);
        put(&publication, &site);
        published(publication.finish());
        assert_eq!(read(&output), site);
        assert_eq!(names(root.path()), ["public"]);
    }
}

#[test]
fn what_is_not_finished_leaves_the_old_site_and_nothing_else() {
    let (root, output) = temporary();
    let unfinished = begin(&output);
    put(&unfinished, &first());
    drop(unfinished);
    assert_eq!(names(root.path()), Vec::<String>::new());
    publish(&output, &first()).expect("published");
    let unfinished = begin(&output);
    put(&unfinished, &second());
    drop(unfinished);
    assert_eq!((names(root.path()), read(&output)), (vec!["public".to_owned()], first()));
}

#[test]
fn a_build_that_another_one_overtakes_begins_anew() {
    let (root, output) = temporary();
    publish(&output, &first()).expect("published");
    // The first file is as it was and leaves no trace; the next differs, but by then there is another site.
    let late = begin(&output);
    late.put("a/b/c.html", b"c");
    publish(&output, &second()).expect("published");
    late.put("index.html", b"one");
    let again = overtaken(late.finish());
    assert_eq!(read(&output), second(), "nothing is done by halves");
    put(&again, &first());
    published(again.finish());
    assert_eq!((names(root.path()), read(&output)), (vec!["public".to_owned()], first()));
}

#[test]
fn a_build_that_nobody_has_seen_beside_the_first_one_is_not_lost() {
    let (_root, output) = temporary();
    let late = begin(&output);
    publish(&output, &first()).expect("published");
    put(&late, &second());
    assert_eq!(published(late.finish()).written, 2, "it is compared to what stands by now");
    assert_eq!(read(&output), second());
}

#[test]
fn what_stands_is_kept_without_being_looked_at() {
    let (root, output) = temporary();
    publish(&output, &first()).expect("published");
    let unchanged = begin(&output);
    for route in first().keys() {
        unchanged.keep(route);
    }
    assert!(published(unchanged.finish()).unchanged);

    let fewer = begin(&output);
    fewer.keep("index.html");
    fewer.put("a/b/c.html", b"d");
    assert_eq!(published(fewer.finish()).written, 1);
    assert_eq!(names(&output), [".roadmapgen", "a", "index.html"]);
    assert_eq!(fs::read(output.join("a/b/c.html")).expect("it stands"), b"d");

    let gone = begin(&output);
    gone.keep("a/old.html");
    let again = overtaken(gone.finish());
    put(&again, &second());
    published(again.finish());
    assert_eq!((names(root.path()), read(&output)), (vec!["public".to_owned()], second()));
}

#[test]
fn what_was_replaced_while_it_was_compared_is_not_the_same() {
    let (_root, output) = temporary();
    let of = |a: &str, b: &str| site(&[("a", a), ("b", b)]);
    publish(&output, &of("1", "1")).expect("published");
    // Half of it is as in the one site, half as in the other.
    let late = begin(&output);
    late.put("a", b"1");
    publish(&output, &of("2", "2")).expect("published");
    late.put("b", b"2");
    let again = overtaken(late.finish());
    put(&again, &of("1", "2"));
    published(again.finish());
    assert_eq!(read(&output), of("1", "2"));

    let late = begin(&output);
    late.keep("a");
    publish(&output, &of("3", "3")).expect("published");
    late.keep("b");
    overtaken(late.finish());
    assert_eq!(read(&output), of("3", "3"));
}

#[test]
fn a_file_that_changes_after_it_was_compared_is_not_published() {
    let (root, output) = temporary();
    publish(&output, &first()).expect("published");
    let late = begin(&output);
    late.put("a/b/c.html", b"c");
    late.put("index.html", b"two");
    fs::write(output.join("a/b/c.html"), "changed").expect("written");
    let error = late.finish().expect_err("it is not what was put");
    assert!(error.to_string().ends_with("a/b/c.html: it was changed while it was being written"), "{error}");
    assert_eq!(names(root.path()), ["public"]);
    assert_eq!(fs::read(output.join("index.html")).expect("the old one"), b"one");
}

#[test]
fn what_dead_builds_left_within_the_output_is_swept_and_what_lives_is_not() {
    let (_root, output) = temporary();
    publish(&output, &first()).expect("published");
    let stage = |name: &str| {
        let folder = output.join(name);
        fs::create_dir_all(folder.join("site")).expect("made");
        fs::write(folder.join("site/secret"), "").expect("written");
        folder
    };
    stage(".roadmapgen-stage-1-1");
    drop(begin(&output));
    assert_eq!(names(&output), [".nojekyll", ".roadmapgen", "a", "index.html"], "even if nothing is published");
    let alive = lock::mark_alive(&stage(".roadmapgen-stage-1-2"));
    drop(begin(&output));
    assert!(names(&output).contains(&".roadmapgen-stage-1-2".to_owned()));
    drop(alive);
    assert!(!published(begin(&output).finish()).unchanged, "a site of nothing");
    assert_eq!(names(&output), [".roadmapgen"]);
}

#[test]
fn a_refusal_waits_for_nobody() {
    let (root, output) = temporary();
    publish(&output, &first()).expect("published");
    let refused = begin(&output);
    refused.put("nul", b"");
    let _held = lock::take(&root.path().join(".public.roadmapgen-lock"), || {}).expect("taken");
    assert!(matches!(refused.finish(), Err(PublishError::Refused { .. })));
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_page_holds_nobody_up() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let (root, output) = temporary();
    publish(&output, &first()).expect("published");
    let late = begin(&output);
    fs::remove_file(output.join("index.html")).expect("it is there");
    mknodat(CWD, output.join("index.html"), FileType::Fifo, Mode::from_raw_mode(0o644), 0).expect("made");
    put(&late, &first());
    // The folder has changed since it was looked at.
    put_anew(late);
    assert_eq!((names(root.path()), read(&output)), (vec!["public".to_owned()], first()));
}

/// Ends a build that may have been overtaken.
fn put_anew(late: Publication) {
    match late.finish() {
        Ok(Finished::Overtaken(again)) => {
            put(&again, &first());
            published(again.finish());
        }
        other => drop(published(other)),
    }
}

#[cfg(unix)]
#[test]
fn where_a_link_has_taken_the_outputs_place_nothing_that_it_leads_to_is_removed() {
    let (root, output) = temporary();
    publish(&output, &site(&[("index.html", "one")])).expect("published");
    let elsewhere = root.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("made");
    fs::write(elsewhere.join("index.html"), "mine").expect("written");
    let late = begin(&output);
    late.put("index.html", b"two");
    fs::rename(&output, root.path().join("moved")).expect("moved");
    std::os::unix::fs::symlink("elsewhere", &output).expect("linked");
    let done = published(late.finish());
    assert_eq!(done.warnings.len(), 1, "{:?}", done.warnings);
    assert_eq!(fs::read(elsewhere.join("index.html")).expect("it is mine"), b"mine");
    assert_eq!(read(&output), site(&[("index.html", "two")]));
}

#[test]
fn builds_into_new_folders_do_not_take_these_from_one_another() {
    let (root, _) = temporary();
    let output = root.path().join("a/b/public");
    for _ in 0..30 {
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let fails = begin(&output);
                    fails.put("index.html", b"");
                    drop(fails);
                });
            }
            let done = publish(&output, &first());
            assert!(done.is_ok(), "{done:?}");
        });
        assert_eq!(read(&output), first());
        fs::remove_dir_all(root.path().join("a")).expect("removed");
    }
}
