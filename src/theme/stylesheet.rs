//! The published stylesheet: the theme's, with the site's colour and the two lines that stand on each printed sheet.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::title::whole;
use crate::date::Date;
use crate::view::View;

/// The theme's stylesheet as it stands in the source tree.
const THEME: &str = include_str!("../../themes/default/theme.css");

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

/// The stylesheet of a view's site.
pub fn stylesheet(view: &View) -> Published {
    let mut text = THEME.to_owned();
    if let Some((light, dark)) = &view.site.accent
        && is_colour(light)
        && is_colour(dark)
    {
        write!(text, "\n:root {{ --accent: light-dark({light}, {dark}); }}\n")
            .expect("writing to a string does not fail");
    }
    let as_of = format!("As of {}", Date::day(view.as_of).words());
    write!(
        text,
        "\n@page {{ @top-left {{ content: {}; }} @top-right {{ content: {}; }} }}\n",
        css_string(&whole(view)),
        css_string(&as_of)
    )
    .expect("writing to a string does not fail");
    Published { address: format!("assets/theme.{}.css", fingerprint(&text)), text }
}

/// The icon of every site.
pub fn icon() -> Published {
    Published { address: format!("assets/mark.{}.svg", fingerprint(ICON)), text: ICON.to_owned() }
}

/// The first eight hexadecimal digits of the SHA-256: enough that two versions of one file never share a name.
fn fingerprint(text: &str) -> String {
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
