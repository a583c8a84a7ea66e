//! A theme's own files as they are published: the stylesheet, with the site's colour and the two lines that stand on each
//! printed sheet, the script, and the icon.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Theme;
use crate::date::Date;
use crate::view::View;
use crate::view::title::whole;

/// The site's mark: the ring of the line of sight.
const ICON: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.5" fill="none" stroke="#00808f" stroke-width="2"/><circle cx="8" cy="8" r="2.4" fill="#00808f"/></svg>"##;

/// A published file: its address, which names its content, and the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// As in `assets/theme.0123abcd.css`.
    pub address: String,
    /// What is in it.
    pub text: String,
}

impl Published {
    /// A file named by what is in it: two versions never share an address, so each may be kept for ever.
    pub fn of(name: &str, ending: &str, text: String) -> Self {
        Self { address: format!("assets/{name}.{}.{ending}", fingerprint(&text)), text }
    }
}

impl Theme {
    /// The stylesheet of a view's site.
    pub fn stylesheet(&self, view: &View) -> Published {
        let mut text = self.stylesheet.to_string();
        if let Some((light, dark)) = &view.site.accent
            && is_colour(light)
            && is_colour(dark)
        {
            writeln!(text, ":root {{ --accent: light-dark({light}, {dark}); }}")
                .expect("writing to a string does not fail");
        }
        let as_of = format!("As of {}", Date::day(view.as_of).words());
        writeln!(
            text,
            "@page {{ @top-left {{ content: {}; }} @top-right {{ content: {}; }} }}",
            css_string(&whole(view)),
            css_string(&as_of)
        )
        .expect("writing to a string does not fail");
        Published::of("theme", "css", text)
    }

    /// What the pages of every site of this theme run.
    pub fn script(&self) -> Published {
        Published::of("site", "js", self.script.to_string())
    }

    /// The icon of every site.
    pub fn icon(&self) -> Published {
        Published::of("mark", "svg", ICON.to_owned())
    }
}

/// A stylesheet without its comments, indentation and the spaces beside its marks, which are for those who write it.
pub(super) fn compact(css: &str) -> String {
    let mut text = String::with_capacity(css.len());
    let mut rest = css;
    let mut quote = None;
    while let Some(letter) = rest.chars().next() {
        let piece = match (quote, letter) {
            (None, '/') if rest.starts_with("/*") => {
                // It parts what stands beside it, as a space does.
                rest = rest.split_once("*/").map_or("", |(_, after)| after);
                if !(text.is_empty() || text.ends_with([' ', '{', '}', ';', ':', ',', '\n'])) {
                    text.push(' ');
                }
                continue;
            }
            (None, '\n') => {
                rest = rest.trim_start();
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                continue;
            }
            // A space beside a mark parts nothing. One before a colon may: `a :hover` is another thing than `a:hover`.
            (None, ' ') if text.is_empty() || text.ends_with(['{', '}', ';', ':', ',', '\n']) => {
                rest = &rest[1..];
                continue;
            }
            (None, '{' | '}') => {
                text.truncate(text.trim_end_matches(' ').len());
                1
            }
            (_, '\\') => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            (_, letter) => letter.len_utf8(),
        };
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            // A string ends with its line, also one that nobody closed.
            (Some(open), letter) if open == letter || letter == '\n' => quote = None,
            _ => {}
        }
        text.push_str(&rest[..piece]);
        rest = &rest[piece..];
    }
    text
}

/// A script without its lines of comment and its indentation, which are for those who write it. A text that goes over
/// lines would lose its own, so a theme's script has none with such lines.
pub(super) fn lean(script: &str) -> String {
    let lines = script.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.fold(String::with_capacity(script.len()), |text, line| text + line + "\n")
}

/// The first eight hexadecimal digits of the SHA-256: enough that two versions of one file never share a name.
pub fn fingerprint(text: &str) -> String {
    Sha256::digest(text).iter().take(4).fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("writing to a string does not fail");
        digits
    })
}

/// A text as a CSS string: all that could end it is written by its number.
fn css_string(text: &str) -> String {
    let mut string = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' | '<' | '>' => {
                write!(string, "\\{:x} ", u32::from(letter)).expect("writing to a string does not fail");
            }
            _ if letter.is_control() => string.push(' '),
            _ => string.push(letter),
        }
    }
    string.push('"');
    string
}

/// Whether a text can stand where a colour does without ending the declaration.
fn is_colour(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || " #.,%()/+-".contains(letter))
        && balanced(text)
}

/// Whether brackets close what they open.
fn balanced(text: &str) -> bool {
    let depth = text.chars().try_fold(0_i32, |depth, letter| match letter {
        '(' => Some(depth + 1),
        ')' if depth == 0 => None,
        ')' => Some(depth - 1),
        _ => Some(depth),
    });
    depth == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_leave_its_string() {
        assert_eq!(css_string("a\"b\\c\n</style>"), r#""a\22 b\5c c \3c /style\3e ""#);
    }

    #[test]
    fn comments_and_indentation_are_for_the_writer() {
        for (css, published) in [
            ("/* a */ a { b: c; }\n\n  /* d\n e */\n  f { g: h }\n", "a{b:c;}\nf{g:h}\n"),
            ("a { content: \"/* {no : */\"; }", "a{content:\"/* {no : */\";}"),
            ("a :hover, b { c: d(e, f) }", "a :hover,b{c:d(e,f)}"),
            ("a { content: '\\'/* no */'; }", "a{content:'\\'/* no */';}"),
            ("a { b: \"open\n /* c */ d }", "a{b:\"open\nd}"),
            ("a { b: 0/* c */1px; d:/* e */f }", "a{b:0 1px;d:f}"),
            ("a {} /* never closed", "a{}"),
            ("", ""),
        ] {
            assert_eq!(compact(css), published, "{css}");
        }
    }

    #[test]
    fn a_script_is_published_without_what_is_for_its_writer() {
        assert_eq!(lean("// a\n(() => {\n  // b\n  c('// d'); // e\n\n})();\n"), "(() => {\nc('// d'); // e\n})();\n");
    }

    #[test]
    fn a_colour_cannot_end_its_declaration() {
        for colour in ["#00626f", "oklch(0.6 0.1 200 / 50%)", "teal", "rgb(0, 98, 111)"] {
            assert!(is_colour(colour), "{colour}");
        }
        for text in ["", "red; }", "red)", "(", "url(\"x\")", "a{", "red\\"] {
            assert!(!is_colour(text), "{text}");
        }
    }
}

#[cfg(test)]
mod contrast;
