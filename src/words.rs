//! The closed lists of words that items may use.

use schemars::JsonSchema;
use serde::Serialize;

/// A word out of a closed list.
pub trait Word: Sized + Copy + 'static {
    /// What the list is called in messages.
    const WHAT: &'static str;
    /// All words, in their order.
    const ALL: &'static [Self];
    /// As it is written in a file.
    fn as_str(self) -> &'static str;
    /// As it is shown to people.
    fn title(self) -> &'static str;
    /// The word that a text spells.
    fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.as_str() == text)
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident ($what:literal) { $($(#[$vdoc:meta])* $variant:ident = $text:literal, $title:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant),*
        }
        impl Word for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
            fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),* }
            }
        }
    )*};
}

words! {
    /// The kinds of items.
    Kind ("kind") {
        /// Where we go and why.
        Vision = "vision", "Vision";
        /// What must happen.
        Intent = "intent", "Intent";
        /// A step that makes it happen.
        Milestone = "milestone", "Milestone";
        /// A dated check-in, decision, retrospective, celebration or piece of strategy.
        Update = "update", "Update";
        /// A free page.
        Page = "page", "Page";
    }

    /// How an intent stands.
    IntentStatus ("status of an intent") {
        /// Thought of, not agreed.
        Proposed = "proposed", "Proposed";
        /// Agreed and worked on.
        Active = "active", "Active";
        /// Agreed, not worked on now.
        Paused = "paused", "Paused";
        /// It has happened.
        Achieved = "achieved", "Achieved";
        /// Given up.
        Dropped = "dropped", "Dropped";
    }

    /// How a milestone stands.
    MilestoneStatus ("status of a milestone") {
        /// Thought of, not agreed.
        Idea = "idea", "Idea";
        /// Agreed, not begun.
        Planned = "planned", "Planned";
        /// Under way.
        Active = "active", "Active";
        /// Reached.
        Done = "done", "Done";
        /// Given up.
        Dropped = "dropped", "Dropped";
    }

    /// Whether a milestone under way will keep its promise.
    Health ("health") {
        /// It will.
        OnTrack = "on-track", "On track";
        /// Perhaps not.
        AtRisk = "at-risk", "At risk";
        /// Not as things are.
        OffTrack = "off-track", "Off track";
    }

    /// How near something is: a Now thing or a Later thing.
    Horizon ("horizon") {
        /// Under way, or due by the end of this quarter.
        Now = "now", "Now";
        /// Due by the end of the two quarters after.
        Next = "next", "Next";
        /// After that, or not dated.
        Later = "later", "Later";
    }

    /// How firmly a milestone is promised.
    Commitment ("commitment") {
        /// Promised.
        Committed = "committed", "Committed";
        /// Aimed at.
        Target = "target", "Target";
        /// Being looked into.
        Exploring = "exploring", "Exploring";
    }

    /// MoSCoW priority (Clegg and Barker, 1994).
    Priority ("priority") {
        /// Without it the rest is worth nothing.
        Must = "must", "Must";
        /// Painful to leave out.
        Should = "should", "Should";
        /// Welcome.
        Could = "could", "Could";
        /// Not this time.
        Wont = "wont", "Won’t";
    }

    /// What kind of bet the work is: the 70/20/10 of core, adjacent and transformational.
    Investment ("investment") {
        /// What we are known for.
        Core = "core", "Core";
        /// Next to it.
        Adjacent = "adjacent", "Adjacent";
        /// What we may become.
        Transformational = "transformational", "Transformational";
    }

    /// How an assumption stands.
    AssumptionStatus ("status of an assumption") {
        /// Nobody has looked.
        Untested = "untested", "Untested";
        /// Looked at, and so.
        Holds = "holds", "Holds";
        /// Looked at, and not so.
        Broken = "broken", "Broken";
    }

    /// What an update is.
    UpdateType ("type of an update") {
        /// How things go.
        Update = "update", "Update";
        /// What was decided, and why.
        Decision = "decision", "Decision";
        /// What was learnt.
        Retrospective = "retrospective", "Retrospective";
        /// What went well.
        Celebration = "celebration", "Celebration";
        /// Where we go, as apart from how it goes.
        Strategy = "strategy", "Strategy";
    }

    /// How a view is published.
    Access ("access") {
        /// In the clear.
        Public = "public", "Public";
        /// Encrypted: whoever has a passphrase or a link opens it in the browser.
        Sealed = "sealed", "Sealed";
        /// Only where it is built alone, for a host that checks who reads.
        Private = "private", "Private";
    }

    /// How exactly an audience is told dates.
    DatePrecision ("precision of dates") {
        /// As they were written.
        Day = "day", "Day";
        /// No finer than a month.
        Month = "month", "Month";
        /// No finer than a quarter.
        Quarter = "quarter", "Quarter";
        /// No finer than half a year.
        Half = "half", "Half-year";
        /// No finer than a year.
        Year = "year", "Year";
        /// Not at all: only Now, Next and Later.
        Horizon = "horizon", "Horizon";
    }

    /// The pages of a view besides its home and those of its items.
    Section ("page that a view can leave out") {
        /// The timeline.
        Timeline = "timeline", "Timeline";
        /// Now, next, later, done.
        Board = "board", "Board";
        /// Everything in one table.
        List = "list", "List";
        /// All updates.
        Updates = "updates", "Updates";
        /// How the plan hangs together.
        Alignment = "alignment", "Alignment";
        /// The search.
        Search = "search", "Search";
    }

    /// The fields that an audience with an allow-list sees only if they stand in it. What is not here is either
    /// always shown with its item (title, summary, body and horizon, what it hangs on, the day of an update), or never.
    Field ("field that can be shown") {
        /// Old ids, which lead to the new one.
        Aliases = "aliases", "Old ids";
        /// What an intent rests on.
        Assumptions = "assumptions", "Assumptions";
        /// Why a milestone stands still.
        Blocked = "blocked", "Blocked";
        /// How firmly a milestone is promised.
        Commitment = "commitment", "Commitment";
        /// How sure its date is.
        Confidence = "confidence", "Confidence";
        /// What must come first, and what waits for it.
        DependsOn = "depends_on", "Depends on";
        /// When it was done.
        Done = "done", "Done";
        /// How much work it is.
        Effort = "effort", "Effort";
        /// Data of one's own.
        Extra = "extra", "Extra";
        /// Whether it will keep its promise, also as updates say.
        Health = "health", "Health";
        /// Eisenhower.
        Important = "important", "Important";
        /// 70/20/10.
        Investment = "investment", "Investment";
        /// What is measured.
        KeyResults = "key_results", "Key results";
        /// Where it stands in the roadmap's own lenses.
        Lenses = "lenses", "Lenses";
        /// Links out.
        Links = "links", "Links";
        /// Sorting by hand.
        Order = "order", "Order";
        /// Who owns it.
        Owner = "owner", "Owner";
        /// MoSCoW.
        Priority = "priority", "Priority";
        /// How far it is.
        Progress = "progress", "Progress";
        /// Related items.
        RelatesTo = "relates_to", "Related to";
        /// What it replaces.
        Replaces = "replaces", "Replaces";
        /// Other roles and who fills them.
        Roles = "roles", "Roles";
        /// The thin end-to-end slice.
        Slice = "slice", "Thin slice";
        /// When it begins.
        Start = "start", "Start";
        /// How it stands.
        Status = "status", "Status";
        /// How we shall know that a vision came true.
        Success = "success", "Success";
        /// Words to find it by.
        Tags = "tags", "Tags";
        /// When it is due.
        Target = "target", "Target";
        /// Teams.
        Teams = "teams", "Teams";
        /// What an update is.
        Type = "type", "Type";
        /// Eisenhower.
        Urgent = "urgent", "Urgent";
        /// Why we go there.
        Why = "why", "Why";
    }

    /// What raw HTML in Markdown becomes.
    RawHtml ("way with raw HTML") {
        /// Harmless elements stay, the rest goes.
        Sanitize = "sanitize", "Sanitize";
        /// It is shown as text.
        Escape = "escape", "Escape";
    }

    /// What a picture on another host becomes.
    RemoteImages ("way with remote images") {
        /// A link with the alternative text, since no page may tell a third party who reads it.
        Link = "link", "Link";
        /// A picture loaded from there.
        Load = "load", "Load";
    }

    /// Which pages have a picture for link previews.
    Cards ("choice of cards") {
        /// One for all pages of a view.
        View = "view", "One of the view";
        /// One of the view, and one of each vision, intent and milestone.
        Items = "items", "One of each item";
    }

    /// What becomes in a calendar of what is due in a span of days.
    FuzzyInCalendar ("way with fuzzy dates") {
        /// An event on all of its days.
        Span = "span", "A span";
        /// Nothing.
        Skip = "skip", "Left out";
    }
}

impl Field {
    /// The fields that an item of this kind can have.
    pub fn of(kind: Kind) -> Vec<Self> {
        use Field as F;
        let own: &[F] = match kind {
            Kind::Vision => &[F::Success, F::Why],
            Kind::Intent => &[
                F::Assumptions,
                F::DependsOn,
                F::Health,
                F::Important,
                F::Investment,
                F::KeyResults,
                F::Priority,
                F::Progress,
                F::Status,
                F::Urgent,
            ],
            Kind::Milestone => &[
                F::Blocked,
                F::Commitment,
                F::Confidence,
                F::DependsOn,
                F::Done,
                F::Effort,
                F::Health,
                F::Important,
                F::Investment,
                F::Priority,
                F::Progress,
                F::Slice,
                F::Start,
                F::Status,
                F::Target,
                F::Urgent,
            ],
            Kind::Update => &[F::Health, F::Type],
            Kind::Page => &[],
        };
        let common = [
            F::Aliases,
            F::Extra,
            F::Lenses,
            F::Links,
            F::Order,
            F::Owner,
            F::RelatesTo,
            F::Replaces,
            F::Roles,
            F::Tags,
            F::Teams,
        ];
        let mut fields: Vec<F> = common.into_iter().chain(own.iter().copied()).collect();
        fields.sort();
        fields
    }
}

impl DatePrecision {
    /// The finest precision of dates that is shown; none where no dates are.
    pub const fn finest(self) -> Option<crate::date::Precision> {
        use crate::date::Precision;
        match self {
            Self::Day => Some(Precision::Day),
            Self::Month => Some(Precision::Month),
            Self::Quarter => Some(Precision::Quarter),
            Self::Half => Some(Precision::Half),
            Self::Year => Some(Precision::Year),
            Self::Horizon => None,
        }
    }
}

impl Kind {
    /// The folder whose files are of this kind.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Vision => "vision",
            Self::Intent => "intents",
            Self::Milestone => "milestones",
            Self::Update => "updates",
            Self::Page => "pages",
        }
    }

    /// The kind whose files stand in this folder.
    pub fn of_folder(folder: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.folder() == folder)
    }

    /// Several of it: `milestones`.
    pub const fn many(self) -> &'static str {
        match self {
            Self::Vision => "visions",
            Self::Intent => "intents",
            Self::Milestone => "milestones",
            Self::Update => "updates",
            Self::Page => "pages",
        }
    }

    /// With its article: `a milestone`, `an intent`.
    pub const fn one(self) -> &'static str {
        match self {
            Self::Vision => "a vision",
            Self::Intent => "an intent",
            Self::Milestone => "a milestone",
            Self::Update => "an update",
            Self::Page => "a page",
        }
    }

    /// The address of an item's page within its view.
    pub fn address(self, id: &crate::id::Id) -> String {
        match self {
            Self::Vision => format!("vision/{id}/"),
            Self::Intent => format!("intents/{id}/"),
            Self::Milestone => format!("milestones/{id}/"),
            Self::Update => format!("updates/{id}/"),
            Self::Page => format!("{id}/"),
        }
    }
}
