//! A page's content security policy, relaxed by what the preview's own block needs and by nothing else.
//!
//! The words are those of Content Security Policy, Level 3.

/// The name under which the preview's script makes documents out of texts, where a policy asks for one.
const TRUSTED: &str = "roadmapgen-preview";

/// One directive: its name in lower case, and its words.
struct Directive {
    name: String,
    words: Vec<String>,
}

/// The policy under which a page can be previewed: our script runs, asks for this site's pages and its event stream,
/// styles in the page may change, and the form of the bar leads back here; where the page gets a base, it may have that.
/// All else is as it was.
///
/// A directive that falls back to `default-src` is written out, since that stays as it is. `'strict-dynamic'` is left
/// out where it would make the browser overlook `'self'`.
pub fn relaxed(policy: &str, has_base: bool) -> String {
    let mut directives = parsed(policy);
    for name in ["style-src", "style-src-elem"] {
        change(&mut directives, name, |words| {
            // Beside a hash or a nonce, `'unsafe-inline'` is overlooked.
            words.retain(|word| !pins(word));
            add(words, "'unsafe-inline'");
        });
    }
    for name in ["script-src", "script-src-elem"] {
        change(&mut directives, name, |words| {
            words.retain(|word| !word.eq_ignore_ascii_case("'strict-dynamic'"));
            add(words, "'self'");
        });
    }
    for name in ["connect-src", "form-action"] {
        change(&mut directives, name, |words| add(words, "'self'"));
    }
    if has_base {
        change(&mut directives, "base-uri", |words| add(words, "'self'"));
    }
    change(&mut directives, "trusted-types", |words| add(words, TRUSTED));
    let text =
        |directive: Directive| std::iter::once(directive.name).chain(directive.words).collect::<Vec<_>>().join(" ");
    directives.into_iter().map(text).collect::<Vec<_>>().join("; ")
}

/// The directives of a policy. Of two with one name the first holds.
fn parsed(policy: &str) -> Vec<Directive> {
    let mut directives: Vec<Directive> = Vec::new();
    for text in policy.split(';') {
        let mut words = text.split_ascii_whitespace().map(str::to_owned);
        let Some(name) = words.next().map(|name| name.to_ascii_lowercase()) else { continue };
        if directives.iter().all(|directive| directive.name != name) {
            directives.push(Directive { name, words: words.collect() });
        }
    }
    directives
}

/// Changes a directive. One that is not there and falls back to `default-src` begins as a copy of that; one that does
/// not, or where there is no `default-src` either, forbids nothing.
fn change(directives: &mut Vec<Directive>, name: &str, how: impl FnOnce(&mut Vec<String>)) {
    let falls_back = matches!(name, "style-src" | "script-src" | "connect-src");
    if falls_back
        && directives.iter().all(|directive| directive.name != name)
        && let Some(default) = directives.iter().find(|directive| directive.name == "default-src")
    {
        let words = default.words.clone();
        directives.push(Directive { name: name.to_owned(), words });
    }
    if let Some(directive) = directives.iter_mut().find(|directive| directive.name == name) {
        how(&mut directive.words);
    }
}

/// Adds a word that is not there yet, in place of `'none'`.
fn add(words: &mut Vec<String>, word: &str) {
    words.retain(|word| !word.eq_ignore_ascii_case("'none'"));
    if !words.iter().any(|known| known.eq_ignore_ascii_case(word)) {
        words.push(word.to_owned());
    }
}

/// Whether a word pins single texts: a hash or a nonce.
fn pins(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["'sha256-", "'sha384-", "'sha512-", "'nonce-"].iter().any(|start| word.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_preview_needs_is_added_and_nothing_else() {
        let ours =
            "default-src 'none'; style-src 'self' 'sha256-AbC='; img-src 'self'; base-uri 'none'; form-action 'none'";
        for (policy, relaxes_to) in [
            (
                ours,
                "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; base-uri 'none'; \
                 form-action 'self'; script-src 'self'; connect-src 'self'",
            ),
            (
                "default-src 'self' cdn.example",
                "default-src 'self' cdn.example; style-src 'self' cdn.example 'unsafe-inline'; \
                 script-src 'self' cdn.example; connect-src 'self' cdn.example",
            ),
            ("script-src 'sha256-AbC=' 'nonce-x'", "script-src 'sha256-AbC=' 'nonce-x' 'self'"),
            ("script-src 'nonce-x' 'strict-dynamic' 'report-sample'", "script-src 'nonce-x' 'report-sample' 'self'"),
            ("script-src 'none'; script-src-elem 'none'", "script-src 'self'; script-src-elem 'self'"),
            ("STYLE-SRC 'Nonce-x' 'NONE'; style-src *", "style-src 'unsafe-inline'"),
            (
                "style-src-elem 'sha512-x'; style-src-attr 'none'",
                "style-src-elem 'unsafe-inline'; style-src-attr 'none'",
            ),
            ("trusted-types one 'none'; img-src data:", "trusted-types one roadmapgen-preview; img-src data:"),
            ("connect-src\t'none'\n;;  upgrade-insecure-requests ;", "connect-src 'self'; upgrade-insecure-requests"),
            ("", ""),
        ] {
            assert_eq!(relaxed(policy, false), relaxes_to, "{policy}");
            assert_eq!(relaxed(relaxes_to, false), relaxes_to, "twice is once");
        }
    }

    #[test]
    fn a_page_that_gets_a_base_may_have_it() {
        for (policy, relaxes_to) in [
            ("base-uri 'none'", "base-uri 'self'"),
            ("base-uri x.example", "base-uri x.example 'self'"),
            // It does not fall back to what holds for all else.
            ("img-src data:", "img-src data:"),
        ] {
            assert_eq!(relaxed(policy, true), relaxes_to, "{policy}");
        }
    }
}
