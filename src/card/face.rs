//! The fonts of a card: which characters they have, how wide those are, and how the drawing finds them.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::{Database, ID, Source};
use resvg::usvg::{FontResolver, Options};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

/// A way of writing. Latin, Greek and Cyrillic are in its own font, Hebrew is in one that goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// What the plan says: a serif.
    Voice,
    /// What stands round it: a sans.
    Plain,
    /// The same, heavier.
    Strong,
}

/// The files, in the order in which [`Face::fonts`] counts them; `fonts/README.md` says whence they are.
const FILES: [&[u8]; 5] = [
    include_bytes!("fonts/EBGaramond-Medium.ttf"),
    include_bytes!("fonts/Inter-Regular.ttf"),
    include_bytes!("fonts/Inter-SemiBold.ttf"),
    include_bytes!("fonts/FrankRuhlLibre-Hebrew.ttf"),
    include_bytes!("fonts/Heebo-Hebrew.ttf"),
];

/// What is asked of a font, found in its file once.
struct Font {
    characters: Charmap<'static>,
    /// For a size of 1.
    metrics: GlyphMetrics<'static>,
}

static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let read = |file: &&'static [u8]| {
        let font = FontRef::new(file).expect("our own fonts can be read");
        Font { characters: font.charmap(), metrics: font.glyph_metrics(Size::new(1.0), LocationRef::default()) }
    };
    FILES.iter().map(read).collect()
});

static DATABASE: LazyLock<(Arc<Database>, Vec<ID>)> = LazyLock::new(|| {
    let mut database = Database::new();
    let ids = FILES.iter().map(|file| database.load_font_source(Source::Binary(Arc::new(file)))[0]).collect();
    (Arc::new(database), ids)
});

impl Face {
    /// The family that the drawing asks for.
    pub const fn family(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Plain => "plain",
            Self::Strong => "strong",
        }
    }

    /// Where a character is looked for, first to last.
    const fn fonts(self) -> &'static [usize] {
        match self {
            Self::Voice => &[0, 3, 1],
            Self::Plain => &[1, 4],
            Self::Strong => &[2, 4],
        }
    }

    /// Whether the face can write a character.
    pub fn has(self, c: char) -> bool {
        self.fonts().iter().any(|&font| FONTS[font].characters.map(c).is_some())
    }

    /// How far a text goes, in pixels at a size of the font in pixels. Pairs are counted as if they did not stand closer
    /// together than their letters alone do, so it is a little more than what is drawn.
    pub fn width(self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c)).sum::<f32>() * size
    }

    /// The advance of a character, in parts of the font's size.
    fn advance(self, c: char) -> f32 {
        let glyph = |&font: &usize| Some((font, FONTS[font].characters.map(c)?));
        self.fonts()
            .iter()
            .find_map(glyph)
            .and_then(|(font, glyph)| FONTS[font].metrics.advance_width(glyph))
            .unwrap_or_default()
    }
}

/// What the drawing is read with: these fonts alone, and never those of the system.
pub fn options() -> Options<'static> {
    let (database, ids) = &*DATABASE;
    let faces = [Face::Voice, Face::Plain, Face::Strong];
    let select_font = move |font: &resvg::usvg::Font, _: &mut Arc<Database>| {
        let asked = font.families().first()?.to_string();
        let face = faces.into_iter().find(|face| asked.trim_matches('"') == face.family())?;
        Some(ids[face.fonts()[0]])
    };
    let select_fallback = move |c: char, used: &[ID], _: &mut Arc<Database>| {
        let face = faces.into_iter().find(|face| used.first() == Some(&ids[face.fonts()[0]]))?;
        let able = |font: &&usize| !used.contains(&ids[**font]) && FONTS[**font].characters.map(c).is_some();
        face.fonts().iter().find(able).map(|&font| ids[font])
    };
    Options {
        font_resolver: FontResolver { select_font: Box::new(select_font), select_fallback: Box::new(select_fallback) },
        fontdb: Arc::clone(database),
        ..Options::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faces_write_latin_greek_cyrillic_and_hebrew() {
        for face in [Face::Voice, Face::Plain, Face::Strong] {
            for c in "Agßéőžşłđơự ΑλώἈᾧ ЖіђӘ אבש 0123 .,;:!?…–—’“„«» €£₪ %&+−×→".chars()
            {
                assert!(face.has(c), "{face:?} has no {c:?}");
            }
            assert!("漢あ한عक🚀".chars().all(|c| !face.has(c)), "{face:?}");
        }
    }

    #[test]
    fn a_text_is_as_wide_as_its_letters() {
        let one = Face::Plain.width("m", 10.0);
        assert!(one > 5.0 && one < 12.0, "{one}");
        assert!((Face::Plain.width("mmm", 20.0) - one * 6.0).abs() < 0.01);
        assert!(Face::Voice.width("ש", 10.0) > 3.0);
    }
}
