//! How `roadmap.json` is laid out: the outer keys and each item on a line of its own, items without white space.

use std::io::{Result, Write};

use serde_json::ser::Formatter;

/// Breaks lines in the roadmap and in its lists, and not below.
#[derive(Debug, Default)]
pub(super) struct Lines {
    depth: usize,
    /// Whether something stands in the list or map that ends next, by depth.
    filled: [bool; Self::DEEPEST + 1],
}

impl Lines {
    /// The roadmap is 1, its lists are 2.
    const DEEPEST: usize = 2;

    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> Result<()> {
        self.depth += 1;
        if self.depth <= Self::DEEPEST {
            self.filled[self.depth] = false;
        }
        writer.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> Result<()> {
        let broken = self.depth <= Self::DEEPEST && self.filled[self.depth];
        self.depth -= 1;
        if broken {
            self.break_line(writer)?;
        }
        writer.write_all(bracket)
    }

    fn next<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        if self.depth > Self::DEEPEST {
            return Ok(());
        }
        self.filled[self.depth] = true;
        self.break_line(writer)
    }

    fn break_line<W: ?Sized + Write>(&self, writer: &mut W) -> Result<()> {
        write!(writer, "\n{}", "  ".repeat(self.depth))
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.next(writer, first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        writer.write_all(if self.depth > Self::DEEPEST { b":" } else { b": " })
    }
}
