//! Where everything stands on a card, as SVG.
//!
//! The card is the line of sight of the vision's page: a ring at the title, a trunk down from it, and a branch that is the
//! bar of progress; below the branch, how things stand. What is not there leaves its room to the title.

use std::fmt::Write;

use super::face::Face;
use super::line::{Block, Room, cut, fit, is_right_to_left, writable};
use super::mark::{self, ACCENT, EDGE, INK, PAPER, QUIET, RULE};
use super::{Card, SIZE};

/// The picture's sides in pixels.
const WIDTH: f32 = 1200.0;
const HEIGHT: f32 = 630.0;
/// What stays free at each side.
const MARGIN: f32 = 72.0;
/// Where titles and texts begin.
const TEXT: f32 = 158.0;
/// Where the trunk runs.
const TRUNK: f32 = 95.0;
/// The line that the masthead's letters stand on.
const MAST: f32 = 98.0;
/// The size of letters in the masthead and of the states; a chat shows a card at less than half its size.
const SMALL: f32 = 26.0;
/// The sizes that a title may have, from that of a name to that of the longest sentence.
const TITLE: [f32; 10] = [124.0, 108.0, 94.0, 84.0, 76.0, 69.0, 63.0, 57.0, 52.0, 48.0];
/// From the start of texts to the right margin.
const MEASURE: f32 = WIDTH - MARGIN - TEXT;

/// The whole drawing.
pub fn svg(card: &Card) -> String {
    let said = writable(&card.title, Face::Voice);
    let title = said.clone().or_else(|| {
        let whole = format!("{} {}", card.site, card.audience.as_deref().unwrap_or_default());
        writable(&whole, Face::Voice).or_else(|| writable(&card.site, Face::Voice))
    });
    let mirrored = card.right_to_left || title.as_deref().is_some_and(is_right_to_left);
    let accent = card.accent.as_deref().filter(|accent| is_colour(accent)).unwrap_or(ACCENT);
    let mut sheet = Sheet { svg: String::new(), mirrored, accent };

    // Where the site's name stands in place of a title, it need not stand twice.
    sheet.masthead(card, said.is_some() || title.is_none());
    let branch = sheet.foot(card);
    sheet.sight(card, title.as_deref(), said.is_some(), branch);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}"><rect width="100%" height="100%" fill="{PAPER}"/>{}</svg>"#,
        SIZE.0, SIZE.1, sheet.svg
    )
}

/// `#rrggbb`, and nothing that could mean more in a drawing.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Text within markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// How a text is written.
#[derive(Clone, Copy)]
struct Style<'a> {
    face: Face,
    size: f32,
    colour: &'a str,
}

impl<'a> Style<'a> {
    const fn new(face: Face, size: f32, colour: &'a str) -> Self {
        Self { face, size, colour }
    }
}

/// Which end of a text stands where it is put.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Start,
    Far,
}

struct Sheet<'a> {
    svg: String,
    mirrored: bool,
    accent: &'a str,
}

impl Sheet<'_> {
    fn draw(&mut self, svg: std::fmt::Arguments<'_>) {
        self.svg.write_fmt(svg).expect("a string takes what is written");
    }

    /// A place counted from where lines begin, as one counted from the left.
    fn at(&self, x: f32) -> f32 {
        if self.mirrored { WIDTH - x } else { x }
    }

    /// One line of text on the line `y`. A text of the other direction keeps its own order of words.
    fn text(&mut self, (x, y): (f32, f32), end: End, style: Style<'_>, text: &str) {
        let anchor = if (end == End::Start) == self.mirrored { "end" } else { "start" };
        // Directional embedding, since a drawing's lines are read from the left.
        let (before, after) = if is_right_to_left(text) { ("\u{202b}", "\u{202c}") } else { ("", "") };
        let (x, Style { face, size, colour }) = (self.at(x), style);
        self.draw(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" font-family="{}" font-size="{size}" fill="{colour}">{before}{}{after}</text>"#,
            face.family(),
            escaped(text)
        ));
    }

    /// Whose roadmap it is and for whom, and the day it shows.
    fn masthead(&mut self, card: &Card, with_site: bool) {
        let mut room = WIDTH - 2.0 * MARGIN;
        if let Some(as_of) = writable(&card.as_of, Face::Plain) {
            let as_of = cut(&as_of, Face::Plain, SMALL, room / 2.0);
            self.text((WIDTH - MARGIN, MAST), End::Far, Style::new(Face::Plain, SMALL, QUIET), &as_of);
            room -= Face::Plain.width(&as_of, SMALL) + 48.0;
        }
        if !with_site {
            return;
        }
        let mut x = MARGIN;
        if let Some(site) = writable(&card.site, Face::Strong) {
            let site = cut(&site, Face::Strong, SMALL, room);
            self.text((x, MAST), End::Start, Style::new(Face::Strong, SMALL, INK), &site);
            let taken = Face::Strong.width(&site, SMALL) + 9.0;
            (x, room) = (x + taken, room - taken);
        }
        let audience = card.audience.as_deref().and_then(|audience| writable(audience, Face::Plain));
        if let Some(audience) = audience.filter(|_| room > 120.0) {
            let audience = cut(&audience, Face::Plain, SMALL, room);
            self.text((x, MAST), End::Start, Style::new(Face::Plain, SMALL, QUIET), &audience);
        }
    }

    /// How things stand, from the bottom upwards; gives the height at which the branch above it runs.
    fn foot(&mut self, card: &Card) -> f32 {
        let mut bottom = HEIGHT - MARGIN;
        let rows = rows(&card.states);
        for row in rows.iter().rev() {
            let mut x = TEXT;
            for share in row {
                self.share(share, x, bottom);
                x += share.width + GAP;
            }
            bottom -= 42.0;
        }
        if let Some(standing) = writable(&card.standing, Face::Plain) {
            bottom -= if rows.is_empty() { 0.0 } else { 14.0 };
            let room = Room { width: MEASURE, height: 100.0, lines: 2, leading: 1.36 };
            // One line a little smaller is calmer than two.
            let sizes = [31.0, 30.0, 29.0, 28.0, 27.0, 26.0];
            let one = sizes.into_iter().find(|&size| Face::Plain.width(&standing, size) <= MEASURE);
            let Block { lines, size } = fit(&standing, Face::Plain, &[one.unwrap_or(28.0)], room);
            for line in lines.iter().rev() {
                self.text((TEXT, bottom), End::Start, Style::new(Face::Plain, size, INK), line);
                bottom -= (size * room.leading).round();
            }
        }
        if bottom < HEIGHT - MARGIN { bottom - 24.0 } else { bottom }
    }

    /// The number of items in a state, on the line `y`.
    fn share(&mut self, share: &Share, x: f32, y: f32) {
        let left = if self.mirrored { self.at(x) - MARK } else { x };
        self.svg.push_str(&mark::svg(share.state, left, y - MARK + 2.0, MARK));
        let colour = if mark::speaks(share.state) { mark::colour(share.state) } else { QUIET };
        self.text((x + MARK + 11.0, y), End::Start, Style::new(share.face, SMALL, colour), &share.text);
    }

    /// Ring, title, trunk and branch.
    fn sight(&mut self, card: &Card, title: Option<&str>, is_own: bool, branch: f32) {
        let mut top = MAST + 62.0;
        let kind = writable(&card.kind, Face::Plain).filter(|_| is_own);
        // Where nothing can be said, the mark stands for it.
        let mut ring = Ring { y: f32::midpoint(MAST, branch), radius: 21.0 };
        if let Some(kind) = &kind {
            top += 42.0;
            let kind = cut(kind, Face::Plain, SMALL, MEASURE);
            self.text((TEXT, top - 16.0), End::Start, Style::new(Face::Plain, SMALL, QUIET), &kind);
        }
        if let Some(title) = title {
            let room = Room { width: MEASURE, height: branch - 44.0 - top, lines: 4, leading: 1.12 };
            let Block { lines, size } = fit(title, Face::Voice, &TITLE, room);
            // What the title leaves free stands for a third above it.
            let free = (room.height - lines.len() as f32 * size * room.leading).max(0.0);
            let first = top + free * 0.3 * f32::from(u8::from(kind.is_none())) + size * 0.86;
            for (number, line) in lines.iter().enumerate() {
                let y = first + number as f32 * size * room.leading;
                self.text((TEXT, y.round()), End::Start, Style::new(Face::Voice, size, INK), line);
            }
            ring.y = (first - size * 0.31).round();
        }
        self.line_of_sight(card.progress, &ring, branch);
    }

    fn line_of_sight(&mut self, progress: Option<u8>, ring: &Ring, branch: f32) {
        let (trunk, accent, radius) = (self.at(TRUNK), self.accent, ring.radius);
        let (turn, node, end) = (self.at(TRUNK + 30.0), self.at(TEXT), self.at(WIDTH - MARGIN));
        let mut far = end;
        let reached = progress.map(|percent| percent.min(100));
        if let Some(percent) = reached {
            let figure = format!("{percent}\u{a0}%");
            self.text((WIDTH - MARGIN, branch + 13.0), End::Far, Style::new(Face::Voice, 46.0, accent), &figure);
            far = self.at(WIDTH - MARGIN - Face::Voice.width(&figure, 46.0) - 22.0);
        }
        let colour = if reached.is_some() { EDGE } else { RULE };
        self.draw(format_args!(r#"<path d="M{node:.1} {branch:.1}H{far:.1}" stroke="{colour}" stroke-width="2"/>"#));
        if let Some(percent) = reached.filter(|&percent| percent > 0) {
            let until = node + (far - node) * f32::from(percent) / 100.0;
            self.draw(format_args!(
                r#"<path d="M{node:.1} {branch:.1}H{until:.1}" stroke="{accent}" stroke-width="9"/>"#
            ));
        }
        self.draw(format_args!(
            r#"<g fill="none" stroke="{accent}" stroke-width="4"><path d="M{trunk:.1} {:.1}V{:.1}Q{trunk:.1} {branch:.1} {turn:.1} {branch:.1}H{node:.1}"/><circle cx="{node:.1}" cy="{branch:.1}" r="9" fill="{PAPER}"/></g>"#,
            ring.y + radius,
            branch - 30.0,
        ));
        self.draw(format_args!(
            r#"<circle cx="{trunk:.1}" cy="{:.1}" r="{radius:.1}" fill="none" stroke="{accent}" stroke-width="5.5"/><circle cx="{trunk:.1}" cy="{:.1}" r="{:.1}" fill="{accent}"/>"#,
            ring.y,
            ring.y,
            radius * 0.38,
        ));
    }
}

struct Ring {
    y: f32,
    radius: f32,
}

/// The side of a state's mark, in pixels.
const MARK: f32 = 22.0;
/// Between two states, in pixels.
const GAP: f32 = 42.0;

/// Between a number and its word: a little more than a space, which a 1 leaves too narrow.
const BETWEEN: &str = "\u{2004}";

/// A state with its number and word.
struct Share {
    state: &'static str,
    text: String,
    face: Face,
    width: f32,
}

/// As many rows of states as there is room for.
const ROWS: usize = 2;

/// The states that have items, in as many rows as they take; without their words if they would take too many.
fn rows(states: &[(&'static str, usize, String)]) -> Vec<Vec<Share>> {
    let share = |with_word: bool| {
        move |(state, count, word): &(&'static str, usize, String)| {
            let face = if mark::speaks(state) { Face::Strong } else { Face::Plain };
            let word = writable(word, face).filter(|_| with_word);
            let text = word.map_or_else(|| count.to_string(), |word| format!("{count}{BETWEEN}{word}"));
            let text = cut(&text, face, SMALL, MEASURE / 2.0);
            Share { state, width: MARK + 11.0 + face.width(&text, SMALL), text, face }
        }
    };
    let there = || states.iter().filter(|(_, count, _)| *count > 0);
    let mut rows = in_rows(there().map(share(true)));
    if rows.len() > ROWS {
        rows = in_rows(there().map(share(false)));
        rows.truncate(ROWS);
    }
    rows
}

/// As many to a row as fit beside one another.
fn in_rows(shares: impl Iterator<Item = Share>) -> Vec<Vec<Share>> {
    let (mut rows, mut x): (Vec<Vec<Share>>, f32) = (Vec::new(), 0.0);
    for share in shares {
        let width = share.width;
        match rows.last_mut() {
            Some(row) if x + width <= MEASURE => row.push(share),
            _ => {
                x = 0.0;
                rows.push(vec![share]);
            }
        }
        x += width + GAP;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_adds_markup() {
        let card = Card {
            title: "</text><script>alert(1)</script>&lt;".to_owned(),
            accent: Some("red\"/><image href=\"x".to_owned()),
            ..Card::default()
        };
        let svg = svg(&card);
        assert!(!svg.contains("<script") && !svg.contains("<image") && svg.contains(ACCENT), "{svg}");
        assert!(svg.contains("&lt;/text&gt;") && svg.contains("&amp;lt;"), "{svg}");
    }

    #[test]
    fn a_card_read_from_the_right_is_the_other_way_round() {
        let card = Card { title: "עברית".to_owned(), as_of: "2026".to_owned(), ..Card::default() };
        let svg = svg(&card);
        assert!(svg.contains(r#"<text x="1042.0""#) && svg.contains(r#"<text x="72.0""#), "{svg}");
    }
}
