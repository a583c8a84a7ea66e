//! Puts the preview's own block into a page, which else stays as a build makes it.

use std::ops::Range;

use super::bar::Bar;
use super::policy;
use crate::markdown::html::Html;

/// Elements that hold text and no tags, whatever stands in them.
const RAW: [&str; 9] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// What a page is changed at.
#[derive(Default)]
struct Spots {
    /// The values of its policies, with the quotation marks that they have.
    policies: Vec<Range<usize>>,
    /// Where its head begins, or what stands for one: behind the tag.
    head: usize,
    /// Where its body ends.
    end: Option<usize>,
}

/// The page with the block before the end of its body, and with policies that let the block work.
///
/// With a `base`, which is an address on this site, the page's own addresses are relative to that.
pub fn weave(page: &str, bar: &str, base: Option<&str>) -> String {
    let Spots { policies, head, end } = spots(page);
    let mut changes: Vec<(Range<usize>, String)> = policies
        .into_iter()
        .map(|place| {
            let policy = policy::relaxed(&decoded(unquoted(&page[place.clone()])), base.is_some());
            (place, format!("\"{}\"", Html::text(&policy)))
        })
        .collect();
    let end = end.unwrap_or(page.len());
    changes.extend(base.map(|base| (head..head, format!("<base href=\"{}\">", Html::text(base)))));
    changes.push((end..end, bar.to_owned()));
    changes.sort_by_key(|(place, _)| place.start);
    let mut woven = String::with_capacity(page.len() + bar.len() + 256);
    let mut at = 0;
    for (place, text) in changes {
        woven.push_str(&page[at..place.start]);
        woven.push_str(&text);
        at = place.end;
    }
    woven.push_str(&page[at..]);
    woven
}

/// A whole page that says that there is no good state yet, and why.
pub fn holding(bar: &Bar) -> String {
    weave(&bar.holding(), &bar.beside_problems(), None)
}

/// Reads a page as far as it must be known where tags are and where they only seem to be.
fn spots(page: &str) -> Spots {
    let mut spots = Spots::default();
    let mut has_head = false;
    let mut at = 0;
    while let Some(next) = page[at..].find('<') {
        at += next;
        let inside = &page[at + 1..];
        if inside.starts_with("!--") {
            // `<!-->` and `<!--->` are whole comments.
            at = after(page, at + 2, "-->");
        } else if inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (name, attributes, end) = tag(page, at + 1);
            at = end;
            if !has_head && (name == "head" || name == "html") {
                spots.head = at;
                has_head = name == "head";
            }
            if name == "meta" {
                spots.policies.extend(policy_of(page, &attributes));
            } else if RAW.contains(&name.as_str()) {
                at = text_end(page, at, &name);
            }
        } else if let Some(closed) = inside.strip_prefix('/') {
            let ends_name = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
            if closed.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("body")) && ends_name(&closed[4..]) {
                spots.end = Some(at);
            }
            at = after(page, at, ">");
        } else if inside.get(..8).is_some_and(|name| name.eq_ignore_ascii_case("!doctype")) {
            at = after(page, at, ">");
            // Before it, everything would be drawn as by a browser of long ago.
            spots.head = if spots.head == 0 { at } else { spots.head };
        } else {
            at += 1;
        }
    }
    spots
}

/// After the first `mark` that follows a place, else the end.
fn after(page: &str, at: usize, mark: &str) -> usize {
    page[at..].find(mark).map_or(page.len(), |found| at + found + mark.len())
}

/// Where the text of an element ends that holds no tags.
fn text_end(page: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(next) = page[at..].find("</") {
        at += next;
        if page[at + 2..].get(..name.len()).is_some_and(|close| close.eq_ignore_ascii_case(name)) {
            return at;
        }
        at += 2;
    }
    page.len()
}

/// The tag whose name begins at a place: the name in lower case, the names and values of its attributes, and its end.
fn tag(page: &str, at: usize) -> (String, Vec<(String, Range<usize>)>, usize) {
    let bytes = page.as_bytes();
    let until = |from: usize, ends: fn(u8) -> bool| {
        bytes[from..].iter().position(|&byte| ends(byte)).map_or(page.len(), |count| from + count)
    };
    let is_gap = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
    let mut end = until(at, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
    let name = page[at..end].to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        while end < bytes.len() && is_gap(bytes[end]) {
            end += 1;
        }
        if end >= bytes.len() || bytes[end] == b'>' {
            return (name, attributes, (end + 1).min(page.len()));
        }
        // An `=` at the beginning belongs to the name.
        let named = end;
        end = until(end + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='));
        let attribute = page[named..end].to_ascii_lowercase();
        let equals = until(end, |byte| !byte.is_ascii_whitespace());
        if bytes.get(equals) != Some(&b'=') {
            continue;
        }
        let value = until(equals + 1, |byte| !byte.is_ascii_whitespace());
        end = match bytes.get(value) {
            Some(b'"') => (until(value + 1, |byte| byte == b'"') + 1).min(page.len()),
            Some(b'\'') => (until(value + 1, |byte| byte == b'\'') + 1).min(page.len()),
            _ => until(value, |byte| byte.is_ascii_whitespace() || byte == b'>'),
        };
        attributes.push((attribute, value..end));
    }
}

/// The place of the policy that a `<meta>` states.
fn policy_of(page: &str, attributes: &[(String, Range<usize>)]) -> Option<Range<usize>> {
    let value = |name| attributes.iter().find(|(known, _)| known == name).map(|(_, place)| place.clone());
    let equivalent = decoded(unquoted(&page[value("http-equiv")?]));
    if equivalent.eq_ignore_ascii_case("content-security-policy") { value("content") } else { None }
}

/// A value without the quotation marks that stand around it.
fn unquoted(value: &str) -> &str {
    let quoted = |mark: char| Some(value.strip_prefix(mark)?).map(|rest| rest.strip_suffix(mark).unwrap_or(rest));
    quoted('"').or_else(|| quoted('\'')).unwrap_or(value)
}

/// An attribute's value with the entities decoded that a policy may hold: those of quotation marks and separators.
fn decoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').unwrap_or(0);
        let one = match rest.get(1..end) {
            Some("apos") => Some('\''),
            Some("quot") => Some('"'),
            Some("amp") => Some('&'),
            Some("semi") => Some(';'),
            Some("colon") => Some(':'),
            Some("sol") => Some('/'),
            Some("ast") => Some('*'),
            Some(name) => numbered(name),
            None => None,
        };
        text.push(one.unwrap_or('&'));
        rest = &rest[one.map_or(1, |_| end + 1)..];
    }
    text + rest
}

/// The character of `#39` or `#x27`.
fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    char::from_u32(number.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What our block is in these tests.
    const BAR: &str = "[BAR]";

    #[test]
    fn the_block_stands_before_the_end_of_the_body() {
        for (page, woven) in [
            ("<body>x</body></html>\n", "<body>x[BAR]</body></html>\n"),
            ("<BODY>x</BODY >", "<BODY>x[BAR]</BODY >"),
            ("<p>x", "<p>x[BAR]"),
            ("", "[BAR]"),
            ("x</body>y</body>z", "x</body>y[BAR]</body>z"),
            // Only seemingly ends of bodies.
            ("<body>x</body><!-- </body> -->", "<body>x[BAR]</body><!-- </body> -->"),
            ("<body>x</body><script>'</body>'</script>", "<body>x[BAR]</body><script>'</body>'</script>"),
            ("<body><p title='</body>'>x", "<body><p title='</body>'>x[BAR]"),
            ("<body></bodyguard>", "<body></bodyguard>[BAR]"),
            ("<title></body></title><body>é</body>", "<title></body></title><body>é[BAR]</body>"),
        ] {
            assert_eq!(weave(page, BAR, None), woven, "{page}");
        }
    }

    #[test]
    fn a_base_stands_first_in_the_head() {
        for (page, woven) in [
            (
                "<!DOCTYPE html>\n<html>\n<head lang=x>\n<title>",
                "<!DOCTYPE html>\n<html>\n<head lang=x>[BASE]\n<title>",
            ),
            ("<!-- <head> --><header>x</header>", "[BASE]<!-- <head> --><header>x</header>"),
            ("<!doctype html><p>x", "<!doctype html>[BASE]<p>x"),
            ("<!doctype html><HTML lang=a><p>x", "<!doctype html><HTML lang=a>[BASE]<p>x"),
            ("<head></head><head></head>", "<head>[BASE]</head><head></head>"),
        ] {
            let page = weave(page, "", Some("/a\"b/"));
            assert_eq!(page.replace("<base href=\"/a&quot;b/\">", "[BASE]"), woven);
        }
        let page = r#"<head><meta http-equiv="Content-Security-Policy" content="base-uri 'none'">"#;
        assert!(weave(page, BAR, Some("/")).contains("\"base-uri 'self'\""));
        assert!(weave(page, BAR, None).contains("\"base-uri 'none'\""));
    }

    #[test]
    fn a_policy_is_relaxed_however_it_is_written() {
        let relaxed = "form-action 'self'";
        for page in [
            r#"<meta http-equiv="Content-Security-Policy" content="form-action 'none'">"#,
            r#"<META CONTENT="form-action &#x27;none&#39;" data-x HTTP-EQUIV=content-security-policy />"#,
            r"<meta http-equiv='content-security-policy' content='form-action &apos;none&apos;'>",
            "<meta\nhttp-equiv = \"Content-Security-Policy\"\ncontent = \"form-action 'none'\"\n>",
        ] {
            let woven = weave(page, BAR, None);
            assert!(woven.contains(&format!("\"{relaxed}\"")), "{woven}");
            assert!(woven.ends_with(BAR));
        }
        let two =
            weave(&"<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">".repeat(2), BAR, None);
        assert_eq!(two.matches("script-src 'self'").count(), 2);
    }

    #[test]
    fn what_only_seems_to_be_a_policy_is_left_as_it_is() {
        let meta = r#"<meta http-equiv="Content-Security-Policy" content="script-src 'none'">"#;
        for page in [
            format!("<!-- {meta} -->"),
            format!("<script>const x = '{meta}'</script>"),
            format!("<textarea>{meta}</textarea>"),
            meta.replace('<', "&lt;"),
            meta.replace("Content-Security-Policy", "refresh"),
            meta.replace("content=", "data-content="),
        ] {
            assert_eq!(weave(&page, BAR, None), format!("{page}{BAR}"));
        }
    }

    #[test]
    fn a_page_in_ruins_only_gains_the_block() {
        let ruins =
            ["<", "</", "<a", "<a b", "<a b=", "<a b='", "<!--", "<!-->", "<script>", "<meta http-equiv=", "</é"];
        for page in ruins {
            assert_eq!(weave(page, BAR, None), format!("{page}{BAR}"));
        }
    }
}
