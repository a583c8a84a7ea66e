//! How the plan hangs together, worked out from what a view sees: where it is loose, what it is measured by, where the work
//! goes, what it rests on, and the HEART scorecard. Every figure opens into the items behind it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::align;
use crate::id::Id;
use crate::page::fact::Bar;
use crate::page::here::Here;
use crate::page::home::{self, VisionEntry};
use crate::page::intent::{Assumed, assumed};
use crate::page::label::Noun;
use crate::page::measure::{Measure, measure};
use crate::page::route::Route;
use crate::page::shell::{Frame, Head, Shell};
use crate::page::sight::{self, Branch};
use crate::page::step::Link;
use crate::page::styles::Styles;
use crate::page::words::{self, capital};
use crate::view::{View, percent};
use crate::words::{AssumptionStatus, Field, Kind, Word as _};

/// So many items behind a figure are named; beyond, they are counted.
const MOST_LINKS: usize = 200;

/// What `alignment.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AlignmentPage {
    /// Head, masthead, navigation and foot.
    pub shell: Shell,
    /// The visions, each with its line of sight.
    pub sights: Vec<Sight>,
    /// The HEART scorecard, as far as the view tells what it rests on.
    pub scores: Vec<Score>,
    /// What hangs loose at either end; empty where nothing does.
    pub loose: Vec<Behind>,
    /// The key results of what is open, by intent.
    pub measured: Vec<Measured>,
    /// How the open work is shared out; empty where nobody says.
    pub mix: Vec<Share>,
    /// How that is counted: `by effort`, `by number of steps`.
    pub mix_by: String,
    /// What the plan rests on, the broken first.
    pub assumptions: Vec<Rested>,
}

/// A vision and all that is to carry it out.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Sight {
    /// The vision, and how it stands.
    pub vision: VisionEntry,
    /// The intents below it, each before its parts, with their steps.
    pub branches: Vec<Branch>,
}

/// A figure of the scorecard.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Score {
    /// `Hope`.
    pub name: &'static str,
    /// `6 of 8`.
    pub figure: String,
    /// What is counted: `open intents serve a vision that says how we shall know`.
    pub about: String,
    /// How many of a hundred that is.
    pub bar: Bar,
    /// `42 % of the way on average`, of key results.
    pub note: Option<String>,
    /// Those of which it is not so; none where it is of all.
    pub unmet: Option<Behind>,
    /// Those of which it is so.
    pub met: Option<Behind>,
}

/// Items behind a figure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Behind {
    /// How many, and what of them: `Where it does not: two`.
    pub title: String,
    /// The items, or the first of them.
    pub links: Vec<Link>,
    /// How many more there are; 0 where all are named.
    pub more: usize,
}

/// An intent and what it is measured by.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Measured {
    /// The intent.
    pub intent: Link,
    /// Its key results.
    pub measures: Vec<Measure>,
}

/// A kind of investment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Share {
    /// `Core`.
    pub title: &'static str,
    /// How much of it that is.
    pub bar: Bar,
    /// What was meant: `70 % was meant`. None where nobody said.
    pub meant: Option<String>,
    /// Its milestones; none where there are none.
    pub items: Option<Behind>,
}

/// An assumption and what rests on it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rested {
    /// The assumption.
    pub assumed: Assumed,
    /// The intent that rests on it.
    pub intent: Link,
}

/// Whether there is anything to tell.
pub fn is_there(view: &View) -> bool {
    !(view.visions.is_empty() && view.intents.is_empty())
}

/// The page.
pub fn page(frame: &Frame<'_>) -> AlignmentPage {
    let (view, route) = (frame.view, Route::Alignment);
    let here = frame.here(&route);
    let mut styles = Styles::new();
    let shares = align::shares(view);
    let mix = shares.kinds.iter().map(|(kind, (share, items))| Share {
        title: kind.title(),
        bar: Bar::of(&mut styles, percent(share / 100.0)),
        meant: view.site.limits.investment.get(kind).map(|meant| format!("{} was meant", words::percent(*meant))),
        items: behind(view, &here, items, |count| Noun::of(view, Kind::Milestone).counted(count)),
    });
    let mix = mix.collect();
    AlignmentPage {
        sights: sights(view, &here, &mut styles),
        scores: align::scores(view).into_iter().map(|each| score(view, &here, &mut styles, each)).collect(),
        loose: loose(view, &here),
        measured: measured(view, &here, &mut styles),
        mix,
        mix_by: if shares.by_effort {
            format!("by effort in {}", view.site.effort_unit)
        } else {
            format!("by number of {}", Noun::of(view, Kind::Milestone).many)
        },
        assumptions: assumptions(view, &here),
        shell: frame.shell(
            &route,
            Head {
                title: Some("Alignment".to_owned()),
                description: Some("How the plan hangs together, from where it goes to what is done.".to_owned()),
                ..Head::default()
            },
            &styles,
        ),
    }
}

fn sights(view: &View, here: &Here, styles: &mut Styles) -> Vec<Sight> {
    let trees = sight::of_all(view, here, styles);
    let sights = view
        .visions
        .iter()
        .zip(trees)
        .map(|(vision, branches)| Sight { vision: home::entry(view, here, styles, vision), branches });
    sights.collect()
}

/// These items, with a title that says how many they are; none where there are none.
fn behind(view: &View, here: &Here, ids: &[Id], title: impl Fn(usize) -> String) -> Option<Behind> {
    if ids.is_empty() {
        return None;
    }
    let links = Link::to_all(here, view, ids.iter().take(MOST_LINKS));
    Some(Behind { title: capital(&title(ids.len())), more: ids.len() - links.len(), links })
}

fn score(view: &View, here: &Here, styles: &mut Styles, score: align::Score) -> Score {
    let align::Score { name, kind, about, met, unmet, progress } = score;
    let all = met.len() + unmet.len();
    let noun = kind.map_or_else(String::new, |kind| Noun::of(view, kind).many);
    Score {
        name,
        figure: format!("{} of {all}", met.len()),
        about: about.replace("{}", &noun).replace("{vision}", &Noun::of(view, Kind::Vision).one),
        bar: Bar::of(styles, percent(met.len() as f64 / all as f64)),
        note: progress.map(|progress| format!("{} of the way on average", words::percent(progress))),
        unmet: behind(view, here, &unmet, |count| format!("where it does not: {}", words::number(count))),
        met: behind(view, here, &met, |count| format!("where it holds: {}", words::number(count))),
    }
}

/// What is without the other end here. Whether there is one that these readers do not see, nobody is told.
fn loose(view: &View, here: &Here) -> Vec<Behind> {
    let loose = align::loose(view);
    let noun = |kind| Noun::of(view, kind);
    let (vision, intent, milestone) = (noun(Kind::Vision), noun(Kind::Intent), noun(Kind::Milestone));
    let lists = [
        (loose.visions, &vision, &intent),
        (loose.idle_intents, &intent, &milestone),
        (loose.aimless_intents, &intent, &vision),
        (loose.milestones, &milestone, &intent),
    ];
    let told = lists.iter().filter_map(|(ids, noun, other)| {
        behind(view, here, ids, |count| format!("{} without any {}", noun.counted(count), other.one))
    });
    told.collect()
}

fn measured(view: &View, here: &Here, styles: &mut Styles) -> Vec<Measured> {
    let open = view.intents.iter().filter(|intent| intent.is_open() && !intent.key_results.is_empty());
    let measured = open.map(|intent| Measured {
        intent: Link::to(here, &intent.item),
        measures: intent.key_results.iter().map(|result| measure(styles, result, view.as_of)).collect(),
    });
    measured.collect()
}

fn assumptions(view: &View, here: &Here) -> Vec<Rested> {
    if !view.shows(Field::Assumptions) {
        return Vec::new();
    }
    let open = view.intents.iter().filter(|intent| intent.is_open());
    let all = open.flat_map(|intent| intent.assumptions.iter().map(move |assumption| (intent, assumption)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(_, assumption)| match assumption.status {
        AssumptionStatus::Broken => 0,
        AssumptionStatus::Untested => 1,
        AssumptionStatus::Holds => 2,
    });
    let rested = all.into_iter().map(|(intent, assumption)| Rested {
        assumed: assumed(view, here, intent, assumption),
        intent: Link::to(here, &intent.item),
    });
    rested.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::theme::Theme;

    const PLAN: &str = r#"
-- roadmap.toml --
[site]
title = "Plan"
[defaults]
audiences = ["team"]
[investment]
core = 50
adjacent = 30
transformational = 20
[audiences.team]
sees = ["guests", "owners"]
[audiences.guests]
fields = ["status"]
[audiences.owners]
fields = ["status", "owner"]
[audiences.press]
sees = ["guests"]
views = ["board"]
-- vision/calm.md --
+++
title = "Calm"
audiences = ["guests", "owners"]
horizon = 2030
success = [{ text = "Nobody waits" }]
+++
-- intents/agree.md --
+++
title = "Arrivals are agreed"
audiences = ["guests", "owners"]
owner = "Ada"
investment = "core"
[[key_results]]
name = "Calls"
baseline = 0
target = 10
readings = [[2026-11-01, 4]]
[[assumptions]]
text = "Ports *answer*"
[[assumptions]]
text = "Ships ask"
status = "broken"
+++
-- intents/build.md --
+++
title = "Build a portal"
[[key_results]]
name = "Clicks"
baseline = 0
target = 10
+++
-- updates/told.md --
+++
title = "Told"
date = 2026-11-10
about = ["agree"]
+++
-- milestones/kept.md --
+++
title = "Kept"
intent = "agree"
status = "done"
target = "2026-10"
done = 2026-10-31
+++
-- milestones/broken.md --
+++
title = "Not kept"
intent = "agree"
status = "done"
target = 2026-10-30
done = 2026-10-31
+++
-- milestones/undated.md --
+++
title = "Undated"
intent = "agree"
status = "done"
target = 2026-10-31
+++
-- milestones/late.md --
+++
title = "Late"
intent = "agree"
target = 2026-11-01
investment = "core"
+++
-- milestones/next.md --
+++
title = "Next"
intent = "agree"
status = "active"
+++
-- milestones/far.md --
+++
title = "Far"
intent = "agree"
investment = "transformational"
target = 2029
+++
-- milestones/lost.md --
+++
title = "Lost"
target = 2029
+++
"#;

    fn view(audience: &str) -> View {
        let (roadmap, problems) = crate::read(&Sources::from_fixture(PLAN), false);
        assert!(problems.is_empty(), "{problems:?}");
        let reader = crate::view::Reader::of(&roadmap.audiences[audience]);
        crate::view::project(&roadmap, reader, "2026-11-16".parse().expect("a day"))
    }

    fn page(view: &View) -> AlignmentPage {
        super::page(&crate::page::site::frame(view, &Theme::plain()))
    }

    fn titles(behind: Option<&Behind>) -> Vec<&str> {
        behind.iter().flat_map(|behind| &behind.links).map(|link| link.title.as_str()).collect()
    }

    #[test]
    fn every_figure_opens_into_its_items() {
        let view = view("team");
        let page = page(&view);
        let scores: Vec<_> = page
            .scores
            .iter()
            .map(|score| (score.name, score.figure.as_str(), titles(score.met.as_ref()), titles(score.unmet.as_ref())))
            .collect();
        assert_eq!(
            scores,
            [
                ("Hope", "2 of 2", vec!["Arrivals are agreed", "Build a portal"], vec![]),
                ("Empowerment", "1 of 2", vec!["Arrivals are agreed"], vec!["Build a portal"]),
                ("Accountability", "1 of 2", vec!["Late"], vec!["Next"]),
                ("Results", "1 of 2", vec!["Arrivals are agreed"], vec!["Build a portal"]),
                ("Trust", "2 of 4", vec!["Kept", "Undated"], vec!["Not kept", "Late"]),
                ("Trust", "1 of 3", vec!["Arrivals are agreed"], vec!["Build a portal", "Next"]),
            ]
        );
        let sight = &page.sights[0];
        let steps = |branch: &Branch| branch.steps.iter().map(|step| step.title.clone()).collect::<Vec<_>>();
        assert_eq!((sight.vision.link.title.as_str(), sight.branches.len()), ("Calm", 2));
        assert!(steps(&sight.branches[0]).contains(&"Kept".to_owned()) && steps(&sight.branches[1]).is_empty());
        assert_eq!(page.scores[3].note.as_deref(), Some("20\u{a0}% of the way on average"));
        assert_eq!(page.scores[0].about, "open intents serve a vision that says how we shall know");
        let loose: Vec<_> = page.loose.iter().map(|each| (each.title.as_str(), titles(Some(each)))).collect();
        assert_eq!(
            loose,
            [
                ("One intent without any milestone", vec!["Build a portal"]),
                ("One milestone without any intent", vec!["Lost"])
            ]
        );
    }

    #[test]
    fn the_mix_stands_beside_what_was_meant() {
        let page = page(&view("team"));
        let mix: Vec<_> = page
            .mix
            .iter()
            .map(|each| (each.title, each.bar.text.as_str(), each.meant.as_deref(), titles(each.items.as_ref())))
            .collect();
        assert_eq!(
            mix,
            [
                ("Core", "67\u{a0}%", Some("50\u{a0}% was meant"), vec!["Late", "Next"]),
                ("Adjacent", "0\u{a0}%", Some("30\u{a0}% was meant"), vec![]),
                ("Transformational", "33\u{a0}%", Some("20\u{a0}% was meant"), vec!["Far"]),
            ]
        );
        assert_eq!(page.mix_by, "by number of milestones");
        let rested: Vec<_> =
            page.assumptions.iter().map(|each| (each.assumed.mark.word.as_str(), each.assumed.text.as_str())).collect();
        assert_eq!(rested, [("Broken", "Ships ask"), ("Untested", "Ports <em>answer</em>")]);
        assert_eq!(page.measured.len(), 2);
    }

    #[test]
    fn what_a_view_does_not_tell_is_no_figure() {
        let view = view("guests");
        let page = page(&view);
        // Their only intent is active, but what is written of it is not for them: that it is stale would be false.
        assert!(page.scores.is_empty(), "{:?}", page.scores);
        assert!(page.mix.is_empty() && page.assumptions.is_empty() && page.measured.is_empty());
        // An owner may be a team, of which these are not told.
        assert!(self::page(&self::view("owners")).scores.is_empty());
        let press = self::view("press");
        assert!(crate::page::routes(&view).contains(&Route::Alignment));
        assert!(!crate::page::routes(&press).contains(&Route::Alignment));
    }
}
