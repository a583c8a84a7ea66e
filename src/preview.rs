//! The live preview: the site as it is written, over HTTP, to its author alone.
//!
//! ```text
//! socket ─▶ door ─▶ conversation ─▶ head ─▶ request ─▶ the answerer ─▶ reply
//!            slots                  guard: hosts, target     events
//! ```
//!
//! - [`door`] owns the listening socket. It accepts, counts and gives each connection a thread; [`slots`] knows all of
//!   them and cuts the one that has stood still longest when room is needed.
//! - [`conversation`] is the life of one connection: a [`head`] is read within its limits, the [`guard`] decides
//!   whether it is answered at all (whose name is asked for: [`hosts`]; which page: [`target`]), and a [`reply`] is written.
//! - [`answer`] is what the rest of the program sees of it: a function from a request to bytes. Nothing here knows a
//!   file, so no path can lead to one.
//! - [`events`] tells open pages that there is a new edition.
//! - [`port`] finds a free port and [`media_type`] says what a file is.
//!
//! What strangers send ends in [`refusal`]; the limits and their reasons stand in [`limits`].
//!
//! The answers:
//!
//! ```text
//! sources ─▶ edition ─▶ shown ─▶ visit ─▶ weave ─▶ answer
//!     site                place   asked    bar, policy
//! ```
//!
//! - [`site`] holds the latest [`edition`] of what was read, and makes the next one.
//! - [`search`] looks, while nobody saves, for what only the pages themselves tell.
//! - [`place`] says where each view stands; [`shown`] is one view with the pages that have been asked for.
//! - [`visit`] is one request, as [`asked`] reads it, to one edition.
//! - [`weave`] puts the [`bar`] into a page and relaxes its [`policy`], so that the bar's script may run.
//! - [`sheets`] keeps stylesheets, whose names pages of earlier editions still hold.

mod answer;
mod asked;
mod bar;
mod conversation;
mod door;
mod edition;
mod events;
mod guard;
mod head;
mod hosts;
mod limits;
pub mod media_type;
pub mod place;
mod policy;
mod port;
mod refusal;
mod reply;
mod search;
mod sheets;
mod shown;
mod site;
mod slots;
mod target;
mod visit;
mod weave;

pub use answer::{Answer, Answerer, Request, encoded};
pub use door::{Server, serve, serve_within};
pub use edition::{Edition, Good, Shows, Wanted};
pub use events::Events;
pub use hosts::Names;
pub use limits::Limits;
pub use port::bind;
pub use search::searcher;
pub use site::{Site, Wishes, beyond};
