//! What a person is told while they wait.

use std::io::{IsTerminal, Write as _};

/// A line on a terminal that says what takes so long, gone when it is over.
pub struct Waiting(bool);

/// How many pages are made before a person has finished reading the line.
const SOON_DONE: usize = 2_000;

impl Waiting {
    /// Says what is done, where that takes a while.
    pub fn begin(doing: &str, items: usize, views: usize) -> Self {
        let shown = items * views > SOON_DONE && std::io::stderr().is_terminal();
        if shown {
            let views = if views > 1 { format!(" in {views} views") } else { String::new() };
            let _ = write!(std::io::stderr(), "{doing} {items} items{views} …");
        }
        Self(shown)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if self.0 {
            let _ = write!(std::io::stderr(), "{TAKE_BACK}");
        }
    }
}

/// Takes the line back on which the cursor stands.
const TAKE_BACK: &str = "\r\x1b[K";

/// Says something of its own, in the place of a line that says what takes so long.
pub fn interrupt(line: &str) {
    let back = if std::io::stderr().is_terminal() { TAKE_BACK } else { "" };
    let _ = writeln!(std::io::stderr(), "{back}{line}");
}
