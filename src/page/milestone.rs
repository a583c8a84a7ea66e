//! A milestone's page.

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::{Day, distance};
use crate::markdown::html::Html;
use crate::page::fact::{Fact, Row, rows};
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::news::{self, News};
use crate::page::prose;
use crate::page::route::Route;
use crate::page::shell::{Frame, Head, Shell};
use crate::page::sight::{self, Crumb};
use crate::page::step::{Link, Mark, Step, When, is_measured};
use crate::page::styles::Styles;
use crate::page::words;
use crate::view::{Milestone, State, Update, View};
use crate::words::{MilestoneStatus, Word};

/// What `milestone.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MilestonePage {
    /// Head, masthead, navigation and foot.
    pub shell: Shell,
    /// The line of sight down to this page; the page itself comes last, without a link. Empty where nothing is above.
    pub crumbs: Vec<Crumb>,
    /// The milestone as lists show it.
    pub step: Step,
    /// As HTML.
    pub summary: Option<Html>,
    /// Status, dates, progress, owner, priority: those that are known.
    pub facts: Vec<Fact>,
    /// What it waits for.
    pub needs: Vec<Step>,
    /// What waits for it.
    pub unblocks: Vec<Step>,
    /// Why it stands still, as HTML.
    pub blocked: Option<Html>,
    /// Why it is at risk or off track.
    pub trouble: Option<Trouble>,
    /// The body, as HTML.
    pub body: Option<Html>,
    /// The latest updates about it.
    pub news: Vec<News>,
    /// The others, folded.
    pub older: Vec<News>,
    /// Everything else that was said of it.
    pub rows: Vec<Row>,
}

/// Why a milestone is at risk or off track, as the update says that set it so.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Trouble {
    /// `At risk because`.
    pub title: String,
    /// What the update says, as HTML: its body, or its summary where that is all.
    pub text: Html,
    /// Whether that is one line, which needs a paragraph around it.
    pub line: bool,
    /// The update.
    pub update: Link,
    /// The day on which it was written.
    pub when: When,
}

/// The page of one milestone.
pub fn page(frame: &Frame<'_>, milestone: &Milestone) -> MilestonePage {
    let (view, item) = (frame.view, &milestone.item);
    let route = Route::Milestone(item.id.clone());
    let here = frame.here(&route);
    let mut styles = Styles::new();
    let crumbs = crumbs(view, &here, milestone);
    let steps = |ids: &[crate::id::Id]| {
        ids.iter().filter_map(|id| view.milestone(id)).map(|step| Step::of(view, &here, step)).collect()
    };
    let (news, older) = news::parted(News::of_all(view, &here, &item.updates));
    let facts = facts(view, &here, milestone, &crumbs, &mut styles);
    let head =
        Head { title: Some(item.title.clone()), description: prose::plain(view, &here, item), ..Head::default() };
    MilestonePage {
        crumbs: sight::shown(crumbs),
        step: Step::of(view, &here, milestone),
        summary: prose::summary(view, &here, item),
        facts,
        needs: steps(&milestone.depends_on),
        unblocks: steps(&milestone.unblocks),
        blocked: milestone.blocked.as_deref().map(|why| prose::inline(view, &here, item, why)),
        trouble: trouble(view, &here, milestone),
        body: prose::body(view, &here, item),
        news,
        older,
        rows: rows(view, &here, item),
        shell: frame.shell(&route, head, &styles),
    }
}

fn crumbs(view: &View, here: &Here, milestone: &Milestone) -> Vec<Crumb> {
    let mut crumbs = milestone
        .intents
        .iter()
        .find_map(|id| view.intent(id))
        .map_or_else(Vec::new, |intent| sight::crumbs(view, here, intent, None));
    crumbs.push(Crumb { title: sight::this(view, milestone.item.kind), href: None });
    crumbs
}

fn facts(view: &View, here: &Here, milestone: &Milestone, crumbs: &[Crumb], styles: &mut Styles) -> Vec<Fact> {
    let serves = sight::others(here, view, &milestone.intents, crumbs);
    let effort = milestone.effort.map(|effort| Fact {
        text: Some(words::Figures::of([effort], Some(&view.site.effort_unit)).show(effort)),
        ..Fact::named("Effort")
    });
    let confidence = milestone
        .confidence
        .map(|confidence| Fact { text: Some(words::percent(confidence)), ..Fact::named("Confidence") });
    let horizon =
        milestone.horizon.map(|horizon| Fact { text: Some(horizon.title().to_owned()), ..Fact::named("Horizon") });
    // How far is said by what it is, once it is done.
    let progress = milestone.progress.filter(|_| milestone.is_open() && is_measured(milestone));
    [
        status(milestone),
        finished(milestone),
        due(view, milestone),
        started(view.as_of, milestone),
        progress.map(|progress| Fact::progress(view, styles, progress)),
        Fact::owner(&milestone.item).or_else(|| owner_of_intent(view, milestone)),
        horizon,
        Fact::priority(milestone.priority, milestone.urgent, milestone.important, milestone.investment),
        confidence,
        effort,
        (!serves.is_empty()).then(|| Fact { links: serves, ..Fact::named("Also serves") }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `Active, at risk` and since when.
fn status(milestone: &Milestone) -> Option<Fact> {
    let health = milestone.health.filter(|_| milestone.is_open());
    Fact::standing(milestone.status.map(|_| Mark::of_status(milestone)), health, milestone.health_since, None)
}

/// Who owns the first of its intents that somebody owns, for a step in which nobody is named.
fn owner_of_intent(view: &View, milestone: &Milestone) -> Option<Fact> {
    let intent = milestone
        .intents
        .iter()
        .filter_map(|id| view.intent(id))
        .find(|intent| words::owner(&intent.item).is_some())?;
    let noun = Noun::of(view, intent.item.kind).one;
    Some(Fact {
        text: words::owner(&intent.item),
        note: Some(format!("of the {noun} it serves")),
        ..Fact::named("Owner")
    })
}

fn finished(milestone: &Milestone) -> Option<Fact> {
    let done = milestone.done.as_ref()?;
    let note = milestone.target.as_ref().map(|target| {
        if target.is_before(done) {
            format!("was due {}", target.words())
        } else {
            format!("by its date, {}", target.words())
        }
    });
    Some(Fact { when: Some(When::long(done)), note, ..Fact::named("Done") })
}

fn due(view: &View, milestone: &Milestone) -> Option<Fact> {
    if !view.tells_due() {
        let firm = milestone.commitment.filter(|_| milestone.is_open());
        return firm.map(|commitment| Fact { text: Some(commitment.title().to_owned()), ..Fact::named("Commitment") });
    }
    let name = match milestone.status {
        Some(MilestoneStatus::Done) if milestone.done.is_some() => return None,
        Some(MilestoneStatus::Done | MilestoneStatus::Dropped) => "Was due",
        _ => "Due",
    };
    let commitment = milestone.commitment.map(|commitment| commitment.title().to_lowercase());
    let Some(target) = &milestone.target else {
        let open = name == "Due";
        return open.then(|| Fact { text: Some("No date yet".to_owned()), note: commitment, ..Fact::named("Due") });
    };
    let note = if name == "Due" { words::due(view.as_of, milestone) } else { commitment };
    Some(Fact { when: Some(When::long(target)), note, late: milestone.late, ..Fact::named(name) })
}

fn started(as_of: Day, milestone: &Milestone) -> Option<Fact> {
    let start = milestone.start.as_ref()?;
    let name = if milestone.status == Some(MilestoneStatus::Planned) && start.is_past(as_of) {
        "Was to start"
    } else if start.first() <= as_of {
        "Started"
    } else {
        "Starts"
    };
    Some(Fact {
        when: Some(When::long(start)),
        note: milestone.is_open().then(|| distance(as_of, start)),
        ..Fact::named(name)
    })
}

/// Why it is at risk or off track: what the latest update says that set its health.
fn trouble(view: &View, here: &Here, milestone: &Milestone) -> Option<Trouble> {
    let word = match milestone.state {
        State::Risk => "At risk",
        State::Off => "Off track",
        _ => return None,
    };
    let sets =
        |update: &&Update| update.health == milestone.health && update.health.is_some() && news::is_told(view, update);
    let update = milestone.item.updates.iter().filter_map(|id| view.update(id)).find(sets)?;
    let body = prose::quoted(view, here, &update.item, "trouble-");
    let line = body.is_none();
    Some(Trouble {
        title: format!("{word} because"),
        text: body.or_else(|| prose::summary(view, here, &update.item))?,
        line,
        update: Link::to(here, &update.item),
        when: When::long(&update.date),
    })
}
