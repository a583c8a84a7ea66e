//! The page that asks for the passphrase, in one piece: its style and its script are in it, and its policy allows
//! these two and nothing else.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The page without what is put into it.
const FRAME: &str = include_str!("../../themes/default/sealed/page.html");
/// How it looks while it is closed.
const CLOSED: &str = include_str!("../../themes/default/sealed/sealed.css");
/// How the strip with the way out looks, below an opened page.
const OPENED: &str = include_str!("../../themes/default/sealed/strip.css");
/// What opens it.
const SCRIPT: &str = include_str!("../../themes/default/sealed/open.js");
/// What the pages of the default theme run, since a script out of the archive is none that the policy knows.
const SITE: &str = include_str!("../../themes/default/site.js");

/// The page: the same for every site and every audience, so that it says nothing of either.
pub fn page() -> String {
    let policy = format!(
        "default-src 'none'; script-src '{}' '{}'; style-src '{}' '{}'; img-src blob: data:; font-src blob:; \
         media-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(SITE),
        hash(CLOSED),
        hash(OPENED),
    );
    FRAME
        .replacen("{policy}", &policy, 1)
        .replacen("{closed}", CLOSED, 1)
        .replacen("{opened}", OPENED, 1)
        .replacen("{script}", SCRIPT, 1)
        .replacen("{site}", SITE, 1)
}

/// The source expression for a text that stands in the page, without quotes.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::seal::{FEWEST_ROUNDS, MOST_ROUNDS, SLOTS};

    /// The custom properties that a stylesheet declares, first declarations only.
    fn tokens(css: &str) -> BTreeMap<&str, &str> {
        let mut tokens = BTreeMap::new();
        for declaration in css.split([';', '{', '}', '\n']) {
            if let Some((name, value)) = declaration.trim().split_once(':')
                && name.starts_with("--")
            {
                tokens.entry(name.trim()).or_insert(value.trim());
            }
        }
        tokens
    }

    #[test]
    fn its_colours_and_type_are_the_theme_s() {
        let theme = tokens(include_str!("../../themes/default/theme.css"));
        let own = tokens(CLOSED);
        assert!(own.len() > 10);
        for (name, value) in own {
            assert_eq!(theme.get(name), Some(&value), "`{name}` of the theme");
        }
    }

    #[test]
    fn nothing_in_it_ends_its_element_and_nothing_is_left_to_fill_in() {
        let page = page();
        for (text, end) in
            [(SCRIPT, "</script"), (SCRIPT, "<!--"), (SITE, "</script"), (SITE, "<!--"), (CLOSED, "</"), (OPENED, "</")]
        {
            assert!(!text.contains(end), "`{end}`");
        }
        for hole in ["{policy}", "{closed}", "{opened}", "{script}", "{site}"] {
            assert!(!page.contains(hole), "`{hole}`");
        }
        assert_eq!(page.matches("</script>").count(), 2);
        assert!(!page.contains("unsafe-inline"));
    }

    #[test]
    fn its_script_knows_the_numbers_of_this_version() {
        for line in [
            format!("const SLOTS = {SLOTS};"),
            format!("const FEWEST_ROUNDS = {FEWEST_ROUNDS};"),
            format!("const MOST_ROUNDS = {MOST_ROUNDS};"),
            "const MAGIC = 'rmgseal1';".to_owned(),
        ] {
            assert!(SCRIPT.contains(&line), "{line}");
        }
    }
}
