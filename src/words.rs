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
