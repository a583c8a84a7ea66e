//! Parts of addresses made from what people call things.

use std::collections::BTreeSet;

/// A part of an address for each of these names, in their order: of letters, digits and hyphens, each once. Two names
/// that come to the same are told apart by a number, `-2`.
pub fn slugs<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let slug = |name: &str| {
        let slug = slug::slugify(name);
        if slug.is_empty() { "other".to_owned() } else { slug }
    };
    let mut unique = |slug: String| {
        let numbered = (2..).map(|number| format!("{slug}-{number}"));
        let free = std::iter::once(slug.clone()).chain(numbered).find(|slug| !taken.contains(slug));
        let free = free.expect("numbers do not end");
        taken.insert(free.clone());
        free
    };
    names.into_iter().map(|name| unique(slug(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_a_part_of_its_own() {
        let names = ["SDK", "Rüstzeug & Co.", "sdk", "sdk-2", "★", "日本"];
        assert_eq!(slugs(names), ["sdk", "rustzeug-co", "sdk-2", "sdk-2-2", "other", "ri-ben"]);
    }
}
