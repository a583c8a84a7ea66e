//! `roadmapgen` turns a folder of vision, intent and milestone files into a linked website.
//!
//! The way a milestone takes:
//!
//! ```text
//! folder ─▶ Sources ─▶ Drafts ─▶ Roadmap ─▶ View ─▶ Site ─▶ published folder
//!      disk       parse      link       view    page    publish
//! ```
//!
//! - [`disk`] reads the folder into [`source::Sources`]: sorted texts and files. Nothing is read afterwards.
//! - [`parse`] turns each text into drafts and problems: never only the first problem, and every fact keeps its place.
//! - [`link`] makes ids into relations: one [`model::Roadmap`], whole and unfiltered.
//! - [`check`] tells what a view would show and must not, and with [`align`] whether the plan hangs together.
//! - [`view`] copies out what one audience may know, field by field, into types of its own. It is the only door.
//! - [`page`] lists the addresses of a view's site and says what stands at each: a page is a pure function from
//!   the view to bytes, so a build evaluates all of them and a preview the one that is asked for.
//! - [`timeline`] is arithmetic from dates to lanes, [`markdown`] makes text into safe HTML, [`theme`] holds the
//!   templates, and [`output`] is everything that is no page.
//! - [`build`] puts the sites of all views together, searches each with [`gate`] for what its readers must not know,
//!   and encrypts the sealed ones with [`seal`].
//! - [`publish`] puts a site into its folder as one step.
//! - [`watch`] hears of changes in the folder, and [`preview`] serves what [`read_again`] makes of it.
//!
//! Below the outermost layer ([`disk`], [`watch`], [`publish`], [`preview`], [`cli`]) nothing reads a file, a clock, an environment
//! variable or a socket; nothing that makes a page or a file beside it can name the unfiltered roadmap.

pub mod align;
pub mod build;
pub mod card;
pub mod check;
pub mod cli;
pub mod date;
pub mod disk;
pub mod file_name;
pub mod gate;
pub mod id;
pub mod init;
pub mod link;
pub mod markdown;
pub mod model;
pub mod output;
pub mod page;
pub mod parse;
pub mod place;
pub mod preview;
pub mod problem;
pub mod publish;
pub mod report;
pub mod rule;
pub mod seal;
pub mod source;
pub mod suggest;
pub mod table;
pub mod theme;
pub mod timeline;
pub mod view;
pub mod watch;
pub mod web_address;
pub mod words;

use model::Roadmap;
use problem::Problem;
use source::Sources;

/// What was read before, for [`read_again`].
#[derive(Debug, Default)]
pub struct Memory {
    parse: parse::Memory,
    link: link::Memory,
}

/// Reads and links a whole folder: the roadmap, and everything that is wrong with it, sorted by place.
pub fn read(sources: &Sources, with_drafts: bool) -> (Roadmap, Vec<Problem>) {
    read_again(&mut Memory::default(), sources, with_drafts)
}

/// The same, sooner: what has not changed since it was last read with this memory is not looked at again. What comes
/// of it is what [`read`] gives.
pub fn read_again(memory: &mut Memory, sources: &Sources, with_drafts: bool) -> (Roadmap, Vec<Problem>) {
    let mut problems = sources.problems.clone();
    let drafts = parse::parse(sources, &mut memory.parse, &mut problems);
    let roadmap = link::link(drafts, sources, with_drafts, &mut memory.link, &mut problems);
    check::check(&roadmap, &mut problems);
    parse::drop_consequences(sources, &mut problems);
    check::drop_consequences(&roadmap, sources, &mut problems);
    problem::sort(&mut problems);
    (roadmap, problems)
}
