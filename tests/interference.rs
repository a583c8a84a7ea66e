//! Non-interference, as a property of random roadmaps: what an audience may not see has no influence on a single byte
//! of what it gets (PRODUCT.md, section 7).
//!
//! Each case is a small roadmap made from a number. For each of its audiences three sites are built and compared:
//! of the whole; of the same roadmap with everything deleted that this audience may not see ([`interference::delete`]
//! says what that is, and is written from the contract, not from the program); and of the same roadmap with all of
//! that changed ([`interference::disturb`]). They must be equal byte for byte, and so must be what they are made from.
//!
//! ```text
//! cargo test --test interference                                             what CI runs
//! INTERFERENCE_CASES=100000 cargo test --release --test interference         a quarter of an hour on two cores
//! INTERFERENCE_SEED=4711 INTERFERENCE_CASES=1 cargo test --test interference  one case again
//! ```
//!
//! A failing case is made as small as it goes and printed as the fixture text of its files, with the audience and the
//! first difference. `tests/broken-doors.sh` breaks the door on purpose, in one way after the other, and expects this
//! test to notice.

mod interference {
    pub mod delete;
    pub mod disturb;
    pub mod field;
    pub mod grow;
    pub mod judge;
    pub mod plan;
    pub mod prose;
    pub mod random;
    pub mod shrink;
    pub mod sight;
    pub mod tally;
    pub mod when;
}

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use interference::judge::{MENTIONED, MENTIONED_AFTERWARDS, Verdict, judge};
use interference::tally::Tally;
use interference::{delete, grow, plan, shrink};
use rayon::prelude::*;
use roadmapgen::theme::Theme;

/// How many roadmaps a plain `cargo test` looks at.
const CASES: u64 = 1000;

/// From so many cases on, each of [`MUST_BE_MET`] comes by.
const ENOUGH: u64 = 1000;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number")))
}

fn judged(plan: &plan::Plan, theme: &Theme, tally: &mut Tally) -> Verdict {
    catch_unwind(AssertUnwindSafe(|| judge(plan, theme, tally))).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|&said| said.to_owned())).unwrap_or_default();
        Verdict::Leak(format!("a panic: {said}\n{}", plan::fixture(&plan.sources())))
    })
}

#[test]
fn what_an_audience_may_not_see_changes_no_byte_of_its_view() {
    let theme = Theme::new(&BTreeMap::new(), None).expect("the default theme can be read");
    let (first, cases) = (number("INTERFERENCE_SEED", 0), number("INTERFERENCE_CASES", CASES));
    // In portions, so that a fault is told soon, and always the fault of the smallest seed.
    let mut tally = Tally::default();
    for start in (first..first + cases).step_by(250) {
        let seeds = start..(start + 250).min(first + cases);
        let results: Vec<(Tally, Option<(u64, Verdict)>)> = seeds
            .into_par_iter()
            .map(|seed| {
                let mut tally = Tally::default();
                match judged(&grow::plan(seed), &theme, &mut tally) {
                    Verdict::Tight => (tally, None),
                    verdict => (tally, Some((seed, verdict))),
                }
            })
            .collect();
        for (counted, fault) in results {
            tally = tally.and(counted);
            if let Some((seed, verdict)) = fault {
                fail(seed, verdict, &theme);
            }
        }
    }
    for (what, count) in &tally.0 {
        println!("{count:>8}  {what}");
    }
    for what in [MENTIONED, MENTIONED_AFTERWARDS] {
        assert!(!tally.0.contains_key(what), "{what}: `roadmapgen::read` and this test disagree on who sees what");
    }
    if cases >= ENOUGH {
        let missing: Vec<&&str> = MUST_BE_MET.iter().filter(|what| !tally.0.contains_key(**what)).collect();
        assert!(missing.is_empty(), "nothing was shown of these, since they never came by: {missing:#?}");
    }
}

fn fail(seed: u64, verdict: Verdict, theme: &Theme) -> ! {
    let again = format!("INTERFERENCE_SEED={seed} INTERFERENCE_CASES=1 cargo test --test interference");
    match verdict {
        Verdict::Leak(_) if std::env::var_os("INTERFERENCE_NO_SHRINK").is_none() => {
            let leaks = |plan: &plan::Plan| matches!(judged(plan, theme, &mut Tally::default()), Verdict::Leak(_));
            let small = shrink::shrink(grow::plan(seed), leaks);
            let Verdict::Leak(why) = judged(&small, theme, &mut Tally::default()) else {
                unreachable!("only what leaks is kept")
            };
            panic!("seed {seed} leaks ({again}). Made as small as it goes, {why}")
        }
        Verdict::Leak(why) => panic!("seed {seed} leaks ({again}): {why}"),
        Verdict::Unreadable(why) => panic!("seed {seed}: this test is wrong about what can be read ({again}): {why}"),
        Verdict::Tight => unreachable!("no fault"),
    }
}

#[test]
fn every_field_that_can_be_hidden_is_known_to_this_test() {
    assert_eq!(delete::unknown_fields(), Vec::<&str>::new(), "the generator and the deletion have to know them");
}

#[test]
fn a_seed_gives_the_same_roadmap_again() {
    for seed in 0..20 {
        let text = |seed| plan::fixture(&grow::plan(seed).sources());
        assert_eq!(text(seed), text(seed));
        assert_ne!(text(seed), text(seed + 1));
    }
}

/// What must have been hidden from somebody, or told in another way, at least once.
const MUST_BE_MET: &[&str] = &[
    "a reference by an old id",
    "coarser: half",
    "coarser: horizon",
    "coarser: month",
    "coarser: quarter",
    "coarser: readings",
    "coarser: year",
    "dropped reference: depends_on",
    "dropped reference: intent",
    "dropped reference: relates_to",
    "dropped reference: replaces",
    "dropped reference: vision",
    "hidden field: aliases",
    "hidden field: assumptions",
    "hidden field: blocked",
    "hidden field: commitment",
    "hidden field: confidence",
    "hidden field: depends_on",
    "hidden field: done",
    "hidden field: effort",
    "hidden field: extra",
    "hidden field: health",
    "hidden field: important",
    "hidden field: investment",
    "hidden field: key_results",
    "hidden field: lenses",
    "hidden field: links",
    "hidden field: order",
    "hidden field: owner",
    "hidden field: priority",
    "hidden field: progress",
    "hidden field: relates_to",
    "hidden field: replaces",
    "hidden field: roles",
    "hidden field: slice",
    "hidden field: start",
    "hidden field: status",
    "hidden field: success",
    "hidden field: tags",
    "hidden field: target",
    "hidden field: teams",
    "hidden field: type",
    "hidden field: urgent",
    "hidden field: why",
    "hidden: a draft",
    "hidden: a file of a seen bundle",
    "hidden: a milestone",
    "hidden: a page",
    "hidden: a passage",
    "hidden: a reading that is to come",
    "hidden: a vision",
    "hidden: an intent",
    "hidden: an update",
    "hidden: the name of a date",
    "hidden: words for others",
    "narrowed: a circle of parents",
    "narrowed: a milestone by its intents",
    "narrowed: an intent by its parent",
    "narrowed: an intent by its visions",
    "narrowed: an intent by the visions that it does not name",
    "narrowed: an update by what it is about",
    "reworded: horizon",
    "reworded: start",
    "reworded: status",
    "reworded: summary",
    "reworded: target",
    "reworded: title",
    "said instead: horizon",
    "said instead: open though done",
    "said instead: over",
    "seen: a circle of parents",
    "seen: a file of a bundle",
    "seen: a milestone",
    "seen: a page",
    "seen: a passage",
    "seen: a vision",
    "seen: an intent",
    "seen: an update",
    "unused in a view: dates",
    "unused in a view: lenses",
    "unused in a view: statuses",
    "views of changed roadmaps",
];
