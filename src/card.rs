//! The picture that stands for a page where its address is passed on: in a chat, a mail, a feed.
//!
//! [`Card`] says in words what stands on it, copied from a view by whoever asks for the picture; nothing here knows
//! views. The fonts are in the program, so that a card is the same on every computer. A text that they cannot write is
//! left out: a row of empty boxes would tell less than nothing.
//!
//! - `face` holds the fonts: which characters they have, and how wide those are.
//! - `line` makes any text one that can be written, and breaks it into lines.
//! - `mark` is the drawing of each state, as in the stylesheet of the theme.
//! - `drawing` puts all of it in its place, as SVG.
//! - `picture` makes that the bytes of a PNG.
//!
//! All of it is behind the feature `cards`, since the crates that draw take longer to compile than the rest together.

#[cfg(feature = "cards")]
mod drawing;
#[cfg(feature = "cards")]
mod face;
#[cfg(feature = "cards")]
mod line;
#[cfg(feature = "cards")]
mod mark;
#[cfg(feature = "cards")]
mod picture;

/// Width and height of a card in pixels: what chats and networks ask for (`og:image`, ratio 1.91 to 1).
pub const SIZE: (u32, u32) = (1200, 630);

/// Whether this program can draw: it was built with the feature `cards`. If not, nothing may refer to a card.
pub const DRAWN: bool = cfg!(feature = "cards");

/// What stands on a card. Every text may be anything at all, of any length.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// What the site is called.
    pub site: String,
    /// For whom it is, as it stands after the site's title: `for leadership`.
    pub audience: Option<String>,
    /// The kind of item, above its title: `Intent`; empty for the card of a whole view.
    pub kind: String,
    /// The vision's sentence, or the title of the item: what is read first.
    pub title: String,
    /// How it stands, in one line: `12 under way, 2 at risk; next: Aarhus goes live, 27 November 2026`; may be empty.
    pub standing: String,
    /// The day that the card shows: `As of 16 November 2026`.
    pub as_of: String,
    /// The accent colour of light pages as `#rrggbb`; the default theme's where it is none or anything else.
    pub accent: Option<String>,
    /// How many items are in each state: the state as `data-s` names it (`done`, `active`, `risk`, `off`, `planned`,
    /// `idea`, `open`, `dropped`), the number, and what the site calls it (`at risk`). A number of none is not drawn.
    pub states: Vec<(&'static str, usize, String)>,
    /// How much is reached, in percent; more than 100 is drawn as 100.
    pub progress: Option<u8>,
    /// Whether the site is read from right to left: all of the card is then the other way round.
    pub right_to_left: bool,
}

/// The card as a PNG of [`SIZE`]: the same bytes for the same card, and no words in it but those that are drawn. Without
/// the feature `cards` there are no bytes: see [`DRAWN`].
pub fn png(card: &Card) -> Vec<u8> {
    #[cfg(feature = "cards")]
    return picture::png(&drawing::svg(card));
    #[cfg(not(feature = "cards"))]
    {
        let _ = card;
        Vec::new()
    }
}

#[cfg(all(test, feature = "cards"))]
mod tests;
