//! The pages of a view's site: which there are, and what is on each.
//!
//! A page is a pure function from the view to bytes. A build evaluates all of them, in parallel; a preview
//! evaluates the one that is asked for. What a page shows is a struct, and the struct is the documented
//! contract of the theme: templates place things, they work nothing out.

pub mod alignment;
pub mod board;
pub mod card;
pub mod contract;
pub mod facet;
pub mod fact;
pub mod free;
pub mod front;
pub mod gantt;
pub mod here;
pub mod home;
pub mod intent;
pub mod label;
pub mod late;
pub mod lens;
pub mod list;
pub mod measure;
pub mod milestone;
pub mod news;
pub mod route;
pub mod search;
pub mod section;
pub mod shell;
pub mod sight;
pub mod slug;
pub mod standing;
pub mod step;
pub mod strung;
pub mod styles;
pub mod timeline;
pub mod vision;
pub mod year;

mod mold;
mod prose;
mod site;
mod told;
mod vague;
mod words;

pub use front::front;
pub use route::{Route, route, routes};
pub use site::{LOADED, Take, clashes, collected, file, frame, make, render, site};

#[cfg(test)]
mod tests;
