//! What can be said of an item's fields and of the settings without looking at other items.

use crate::date::{Date, FiscalYear, Precision};
use crate::model::{Draft, Own, Roadmap};
use crate::parse::item::{IntentFields, MilestoneFields, UpdateFields, Wording};
use crate::parse::limits::{LIMITS, Level};
use crate::parse::settings::{OwnIntentStatus, OwnMilestoneStatus, Settings, Site};
use crate::parse::value::{Due, Text};
use crate::place::{At, Place};
use crate::problem::Problem;
use crate::rule;
use crate::suggest;
use crate::words::{IntentStatus, Kind, MilestoneStatus, Word};

/// The longest title, in characters: twice what fits on one line of a wide page.
pub const LONGEST_TITLE: usize = 250;

/// The status that an intent counts as, and what it is called.
pub fn intent_status(
    written: Option<&At<Text>>,
    settings: &Settings,
    problems: &mut Vec<Problem>,
) -> (IntentStatus, String) {
    let own = settings.statuses.iter().flat_map(|statuses| &statuses.value.intent);
    let own = own.filter_map(|(name, own)| Some((name, own.as_ref()?))).map(|(name, own)| {
        let OwnIntentStatus { title, means } = &own.value;
        (name.as_str(), title.as_ref(), means.as_ref().map(|means| means.value))
    });
    settled(written, IntentStatus::Active, &own.collect::<Vec<_>>(), problems)
}

/// The status that a milestone counts as, and what it is called. One with a day on which it was done is done.
pub fn milestone_status(
    written: Option<&At<Text>>,
    has_done: bool,
    settings: &Settings,
    problems: &mut Vec<Problem>,
) -> (MilestoneStatus, String) {
    let own = settings.statuses.iter().flat_map(|statuses| &statuses.value.milestone);
    let own = own.filter_map(|(name, own)| Some((name, own.as_ref()?))).map(|(name, own)| {
        let OwnMilestoneStatus { title, means } = &own.value;
        (name.as_str(), title.as_ref(), means.as_ref().map(|means| means.value))
    });
    let default = if has_done { MilestoneStatus::Done } else { MilestoneStatus::Planned };
    let (status, title) = settled(written, default, &own.collect::<Vec<_>>(), problems);
    if let Some(At { value: Text(text), place }) = written
        && has_done
        && !matches!(status, MilestoneStatus::Done | MilestoneStatus::Dropped)
    {
        let message = format!("`{text}` does not go with `done`, which says when it was done");
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).help("write `status = \"done\"`"));
    }
    (status, title)
}

/// A status of the site's own: its name, its title, and what it stands for.
type OwnStatus<'a, W> = (&'a str, Option<&'a At<Text>>, Option<W>);

/// What a status that was written counts as, and what it is called: a built-in one, or one of the site's own with
/// its title and what it stands for.
fn settled<W: Word>(
    written: Option<&At<Text>>,
    default: W,
    own: &[OwnStatus<'_, W>],
    problems: &mut Vec<Problem>,
) -> (W, String) {
    let Some(At { value: Text(text), place }) = written else { return (default, default.title().to_owned()) };
    if let Some((name, title, means)) = own.iter().find(|(name, ..)| name == text) {
        return (means.unwrap_or(default), title.map_or(*name, |title| &title.value.0).to_owned());
    }
    let status = W::from_text(text).unwrap_or_else(|| {
        let words: Vec<&str> = W::ALL.iter().map(|word| word.as_str()).chain(own.iter().map(|own| own.0)).collect();
        let help = suggest::did_you_mean(text, words.iter().copied())
            .unwrap_or_else(|| format!("the words are {}", suggest::listed(&words)));
        let message = format!("`{text}` is no {}", W::WHAT);
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).help(help));
        default
    });
    (status, status.title().to_owned())
}

fn check_levels(settings: &Settings, problems: &mut Vec<Problem>) {
    for (check, level) in &settings.checks {
        let Some(At { value: level, place }) = level else { continue };
        let mut refuse = |message: String, help: Option<String>| {
            problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).maybe_help(help));
        };
        if let Some((_, bounds, _)) = LIMITS.iter().find(|(limit, ..)| limit == check) {
            match level {
                Level::Limit(limit) if bounds.contains(limit) => {}
                _ => refuse(format!("`{check}` is a whole number from {} to {}", bounds.start(), bounds.end()), None),
            }
            continue;
        }
        let Some(rule) = rule::find(check) else {
            let known = rule::RULES.iter().filter(|rule| rule.configurable).map(|rule| rule.name);
            let help = suggest::did_you_mean(check, known.chain(LIMITS.iter().map(|(limit, ..)| *limit)));
            refuse(format!("no check and no limit is called `{check}`"), help);
            continue;
        };
        if !rule.configurable {
            refuse(format!("`{check}` cannot be lowered, since without it the site would be wrong"), None);
            continue;
        }
        let of_files = rule.severity == rule::Severity::Error;
        if !matches!((level.word(), of_files), (Some("error" | "warn"), _) | (Some("off"), false)) {
            let help =
                if of_files { "it may be lowered to `warn`" } else { "the levels are `error`, `warn` and `off`" };
            let written = match level {
                Level::Word(Text(word)) => word.clone(),
                Level::Limit(number) => number.to_string(),
            };
            refuse(format!("`{written}` is no level of a check"), Some(help.to_owned()));
        }
    }
}

/// So many pages of one's own may ask for a place in the navigation, those of all views together: each page has all of it,
/// and nobody reads more.
const MOST_IN_NAVIGATION: usize = 64;

/// That the navigation is short enough to stand on every page.
pub fn check_navigation(roadmap: &Roadmap, problems: &mut Vec<Problem>) {
    let nav = |item: &crate::model::Item| match &item.draft.own {
        Own::Page(own) => own.nav.clone().filter(|nav| nav.value),
        _ => None,
    };
    if let Some(nav) = roadmap.items.values().filter_map(nav).nth(MOST_IN_NAVIGATION) {
        let message = format!("more than {MOST_IN_NAVIGATION} pages ask for a place in the navigation");
        let help = "lead to them from one page that stands there";
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(nav.place).help(help));
    }
}

fn check_mix(settings: &Settings, problems: &mut Vec<Problem>) {
    let Some(At { value: mix, place }) = &settings.investment else { return };
    let all = [&mix.core, &mix.adjacent, &mix.transformational];
    let sum: u32 = all.iter().filter_map(|share| share.as_ref()).map(|share| u32::from(share.value.0)).sum();
    if sum != 100 {
        let message =
            format!("`core`, `adjacent` and `transformational` are 100 percent together, and these are {sum}");
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()));
    }
}

/// The settings, as far as each can be judged alone.
pub fn check_settings(settings: &Settings, problems: &mut Vec<Problem>) {
    check_levels(settings, problems);
    check_mix(settings, problems);
    for (name, lens) in &settings.lenses {
        let Some(At { value: lens, place }) = lens else { continue };
        let message = if BUILT_IN_LENSES.contains(&name.as_str()) {
            format!("the lens `{name}` is built in")
        } else if lens.values.0.is_empty() {
            format!("the lens `{name}` has no `values`")
        } else {
            continue;
        };
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()));
    }
    if let Some(At { value: site, .. }) = &settings.site {
        check_site(site, problems);
    }
    own_statuses(settings, problems);
    for (name, date) in &settings.dates {
        let Some(At { place, .. }) = date else { continue };
        if name == "tbd" || Date::parse(name, FiscalYear::default()).is_ok() {
            let message = format!("`{name}` is a date already, so no other can be named so");
            problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).help("give it another name"));
        }
    }
}

/// Whether the picture beside the site's title is there, and is one.
pub fn check_logo(roadmap: &Roadmap, problems: &mut Vec<Problem>) {
    const PICTURES: [&str; 6] = [".svg", ".png", ".webp", ".avif", ".jpg", ".jpeg"];
    let logo = roadmap.settings.site.as_ref().and_then(|site| site.value.logo.as_ref());
    let Some(At { value: Text(path), place }) = logo else { return };
    let pictures = roadmap.copied.keys().filter(|path| PICTURES.iter().any(|ending| path.ends_with(ending)));
    let known: Vec<String> = pictures.map(|path| format!("static/{path}")).collect();
    if known.contains(path) {
        return;
    }
    let help = suggest::did_you_mean(path, known.iter().map(String::as_str))
        .unwrap_or_else(|| "put a picture into `static/`: `logo = \"static/mark.svg\"`".to_owned());
    problems.push(Problem::of(&rule::BAD_VALUE, format!("there is no picture `{path}`")).at(place.clone()).help(help));
}

/// What the site is called and where it stands.
fn check_site(site: &Site, problems: &mut Vec<Problem>) {
    if let Some(At { value: Text(url), place }) = &site.base_url
        && crate::web_address::site(url).is_none()
    {
        let message = format!("`{url}` is no address for a site");
        let help = "write it as `https://example.org/roadmap/`";
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).help(help));
    }
    if let Some(At { value: Text(tag), place }) = &site.language
        && (tag.is_empty() || tag.len() > 35 || !tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    {
        let message = format!("`{tag}` is no language tag");
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).help("write it as `en` or `pt-BR`"));
    }
    if let Some(At { value: month, place }) = &site.fiscal_year_start
        && !(1..=12).contains(month)
    {
        let message = format!("`{month}` is no month");
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).help("April is `4`"));
    }
}

/// A status of one's own says what it stands for, and is not called like a built-in one.
fn own_statuses(settings: &Settings, problems: &mut Vec<Problem>) {
    let Some(At { value: statuses, .. }) = &settings.statuses else { return };
    let milestone = statuses.milestone.iter().filter_map(|(name, own)| {
        let own = own.as_ref()?;
        Some((name, own.place.clone(), own.value.means.is_some(), MilestoneStatus::from_text(name).is_some()))
    });
    let intent = statuses.intent.iter().filter_map(|(name, own)| {
        let own = own.as_ref()?;
        Some((name, own.place.clone(), own.value.means.is_some(), IntentStatus::from_text(name).is_some()))
    });
    for (name, place, has_meaning, built_in) in milestone.chain(intent) {
        if !has_meaning {
            let message = format!("the status `{name}` does not say what it stands for");
            let help = "write `means = \"active\"`, or another of the built-in ones";
            problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).help(help));
        }
        if built_in {
            let message = format!("the status `{name}` is built in and keeps its meaning");
            problems.push(Problem::of(&rule::BAD_VALUE, message).at(place).help("give yours another name"));
        }
    }
}

fn check_title(title: &str, place: &Place, problems: &mut Vec<Problem>) {
    let length = title.chars().count();
    if title.trim().is_empty() {
        problems.push(Problem::of(&rule::MISSING_TITLE, "this title is empty").at(place.clone()));
    } else if length > LONGEST_TITLE {
        let message = format!("this title has {length} characters, and {LONGEST_TITLE} are the most");
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).help("say the rest in `summary`"));
    } else if title.contains('\n') {
        problems.push(Problem::of(&rule::BAD_VALUE, "a title is one line").at(place.clone()));
    }
}

/// One item, as far as it can be judged alone.
pub fn check_item(draft: &Draft, settings: &Settings, problems: &mut Vec<Problem>) {
    if let Some(At { value: Text(title), place }) = &draft.common.title {
        check_title(title, place, problems);
    }
    check_wording(draft, problems);
    check_waivers(draft, problems);
    check_lenses(draft, settings, problems);
    match &draft.own {
        Own::Vision(_) | Own::Page(_) => {}
        Own::Intent(own) => check_intent(own, problems),
        Own::Milestone(own) => check_milestone(own, problems),
        Own::Update(own) => check_update(own, draft, problems),
    }
}

/// The words for single audiences, as far as each can be judged alone.
fn check_wording(draft: &Draft, problems: &mut Vec<Problem>) {
    for At { value: wording, .. } in draft.common.r#for.values().flatten() {
        if let Some(At { value: Text(title), place }) = &wording.title {
            check_title(title, place, problems);
        }
        match &draft.own {
            Own::Intent(_) => refuse_wording(draft.kind, wording, &["start", "target"], problems),
            Own::Milestone(own) => {
                let either = |worded: &Option<At<Due>>, own: &Option<At<Due>>| worded.clone().or_else(|| own.clone());
                if wording.start.is_some() || wording.target.is_some() {
                    let (start, target) = (either(&wording.start, &own.start), either(&wording.target, &own.target));
                    check_order(start.as_ref(), "due", target.as_ref(), problems);
                }
            }
            Own::Vision(_) | Own::Update(_) | Own::Page(_) => {
                refuse_wording(draft.kind, wording, &["start", "target", "horizon", "status"], problems);
            }
        }
    }
}

/// An item has no other words for what its kind does not have.
fn refuse_wording(kind: Kind, wording: &Wording, keys: &[&str], problems: &mut Vec<Problem>) {
    for (key, place) in [
        ("status", wording.status.as_ref().map(|at| &at.place)),
        ("start", wording.start.as_ref().map(|at| &at.place)),
        ("target", wording.target.as_ref().map(|at| &at.place)),
        ("horizon", wording.horizon.as_ref().map(|at| &at.place)),
    ] {
        let Some(place) = place.filter(|_| keys.contains(&key)) else { continue };
        let message = format!("{} has no `{key}` that other words could stand for", kind.one());
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()));
    }
}

/// The lenses that are built in, which follow from other fields.
const BUILT_IN_LENSES: &[&str] = &["horizon", "investment", "priority", "status", "team", "urgency"];

/// An item stands only in lenses and groups that the roadmap defines.
fn check_lenses(draft: &Draft, settings: &Settings, problems: &mut Vec<Problem>) {
    for (name, value) in &draft.common.lenses {
        let Some(At { value: Text(value), place }) = value else { continue };
        let known = settings.lenses.iter().find(|(known, _)| *known == name).and_then(|(_, lens)| lens.as_ref());
        let (message, help) = match known {
            None if BUILT_IN_LENSES.contains(&name.as_str()) => {
                (format!("the lens `{name}` is built in and follows from the item’s other fields"), None)
            }
            None => {
                let help = suggest::did_you_mean(name, settings.lenses.keys().map(String::as_str));
                let help = help
                    .or_else(|| Some(format!("define it in `roadmap.toml`: `[lenses.{name}]`, `values = [\"…\"]`")));
                (format!("no lens is called `{name}`"), help)
            }
            Some(lens) => {
                let values: Vec<&str> = lens.value.values.0.iter().map(|at| at.value.0.as_str()).collect();
                if values.contains(&value.as_str()) {
                    continue;
                }
                let help = suggest::did_you_mean(value, values.iter().copied());
                let help = help.unwrap_or_else(|| format!("its groups are {}", suggest::listed(&values)));
                (format!("the lens `{name}` has no group `{value}`"), Some(help))
            }
        };
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).maybe_help(help));
    }
}

fn check_waivers(draft: &Draft, problems: &mut Vec<Problem>) {
    for At { value: waiver, place } in &draft.common.waive {
        let Some(At { value: Text(check), place: check_place }) = &waiver.check else {
            problems.push(Problem::of(&rule::BAD_VALUE, "this waiver names no `check`").at(place.clone()));
            continue;
        };
        match rule::find(check) {
            Some(rule) if rule.is_waivable() => {}
            Some(_) => {
                let message = format!("`{check}` is nothing of which a single item can be excused");
                problems.push(Problem::of(&rule::BAD_VALUE, message).at(check_place.clone()));
            }
            None => {
                let known = rule::RULES.iter().filter(|rule| rule.is_waivable()).map(|rule| rule.name);
                let message = format!("no check is called `{check}`");
                let problem = Problem::of(&rule::BAD_VALUE, message).at(check_place.clone());
                problems.push(problem.maybe_help(suggest::did_you_mean(check, known)));
            }
        }
        if waiver.reason.as_ref().is_none_or(|reason| reason.value.0.trim().is_empty()) {
            let problem = Problem::of(&rule::BAD_VALUE, format!("this waiver of `{check}` gives no `reason`"));
            problems.push(problem.at(place.clone()));
        }
        if waiver.until.as_ref().is_none_or(|until| until.value.0.is_none()) {
            let problem = Problem::of(&rule::BAD_VALUE, format!("this waiver of `{check}` has no end"));
            problems.push(problem.at(place.clone()).help("write `until = \"2027-Q1\"`, or whenever it ends"));
        }
    }
}

fn check_intent(own: &IntentFields, problems: &mut Vec<Problem>) {
    for At { value: result, place } in &own.key_results {
        let missing: Vec<&str> = [
            ("`name`", result.name.as_ref().is_none_or(|name| name.value.0.trim().is_empty())),
            ("`baseline`", result.baseline.is_none()),
            ("`target`", result.target.is_none()),
        ]
        .into_iter()
        .filter_map(|(key, missing)| missing.then_some(key))
        .collect();
        if !missing.is_empty() {
            let problem = Problem::of(&rule::BAD_VALUE, format!("this key result has no {}", missing.join(", no ")));
            problems.push(problem.at(place.clone()));
        }
        if let (Some(baseline), Some(target)) = (&result.baseline, &result.target) {
            // Both were written by hand, so equal means written alike.
            if (baseline.value - target.value).abs() < f64::EPSILON {
                let message = "baseline and target are the same, so there is nothing to reach";
                problems.push(Problem::of(&rule::BAD_VALUE, message).at(target.place.clone()));
            }
        }
        for reading in &result.readings {
            if reading.value.day.as_ref().is_none_or(|date| date.precision() != Precision::Day) {
                let problem = Problem::of(&rule::BAD_DATE, "a reading has the day on which it was read");
                problems.push(problem.at(reading.place.clone()).help("`[2026-09-30, 18]`"));
            }
        }
    }
    for At { value: assumption, place } in &own.assumptions {
        if assumption.text.as_ref().is_none_or(|text| text.value.0.trim().is_empty()) {
            problems.push(Problem::of(&rule::BAD_VALUE, "this assumption has no `text`").at(place.clone()));
        }
    }
}

fn check_milestone(own: &MilestoneFields, problems: &mut Vec<Problem>) {
    check_order(own.start.as_ref(), "due", own.target.as_ref(), problems);
    check_order(own.start.as_ref(), "done", own.done.as_ref(), problems);
    if let Some(effort) = own.effort.as_ref().filter(|effort| effort.value < 0.0) {
        let message = format!("`{}` is no effort: it cannot be below 0", effort.value);
        problems.push(Problem::of(&rule::BAD_VALUE, message).at(effort.place.clone()));
    }
}

/// Nothing is due or done before it starts.
fn check_order(start: Option<&At<Due>>, what: &str, end: Option<&At<Due>>, problems: &mut Vec<Problem>) {
    let date = |due: Option<&At<Due>>| due.and_then(|due| due.value.0.clone());
    let (Some(start), Some(ends), Some(end)) = (date(start), date(end), end) else { return };
    if ends_before(&ends, &start) {
        let message = format!("{what} {}, before its start, {}", ends.words(), start.words());
        problems.push(Problem::of(&rule::DATES_REVERSED, message).at(end.place.clone()));
    }
}

/// Whether one date is wholly past when the other begins: a quarter and a month in it are in no order.
fn ends_before(end: &Date, start: &Date) -> bool {
    end.last() < start.first()
}

fn check_update(own: &UpdateFields, draft: &Draft, problems: &mut Vec<Problem>) {
    let day = own.date.as_ref().and_then(|date| date.value.0.as_ref());
    if day.is_none_or(|date| date.precision() != Precision::Day) {
        let place = own.date.as_ref().map_or_else(|| draft.whole.clone(), |date| date.place.clone());
        let what = if day.is_some() { "an update has a day, and this is none" } else { "this update has no date" };
        let problem = Problem::of(&rule::BAD_DATE, what).at(place);
        problems.push(problem.help("write `date = 2026-03-15`, the day on which it was written"));
    }
}

#[cfg(test)]
mod tests {
    use crate::source::Sources;

    #[test]
    fn so_many_pages_stand_in_the_navigation_and_no_more() {
        let told = |count: usize| {
            let page = |at| format!("-- pages/p{at:02}.md --\n+++\ntitle = \"P\"\nnav = {}\n+++\n", at > 0);
            let plan = (0..=count).map(page).collect::<Vec<_>>().concat();
            let plan = format!("-- roadmap.toml --\n[site]\ntitle = \"R\"\n{plan}");
            let (_, problems) = crate::read(&Sources::from_fixture(&plan), false);
            problems.into_iter().map(|problem| (problem.message, problem.place)).collect::<Vec<_>>()
        };
        assert_eq!(told(super::MOST_IN_NAVIGATION), []);
        let told = told(super::MOST_IN_NAVIGATION + 1);
        let [(message, Some(place))] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(
            (message.as_str(), &*place.file),
            ("more than 64 pages ask for a place in the navigation", "pages/p65.md")
        );
    }
}
