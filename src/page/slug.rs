//! Parts of addresses made from what people call things.

use std::collections::{BTreeMap, BTreeSet};

/// A part of an address for each of these names, in their order: of letters, digits and hyphens, each once. Two names
/// that come to the same are told apart by a number, `-2`.
pub fn slugs<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    // From which number on one is free, so that a thousand names that come to the same are not tried a million times.
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    let mut unique = |name: &str| {
        let slug = slug(name);
        let number = next.entry(slug.clone()).or_insert(1);
        loop {
            let free = if *number == 1 { slug.clone() } else { format!("{slug}-{number}") };
            *number += 1;
            if taken.insert(free.clone()) {
                return free;
            }
        }
    };
    names.into_iter().map(&mut unique).collect()
}

/// Letters, digits and hyphens; never what a system takes for a device, and never longer than a file's name may be.
fn slug(name: &str) -> String {
    let slug: String = slug::slugify(name).chars().take(LONGEST).collect();
    match slug.trim_end_matches('-') {
        "" => "other".to_owned(),
        slug if crate::file_name::is_device(slug) => format!("{slug}-"),
        slug => slug.to_owned(),
    }
}

/// The longest part of an address, in bytes of ASCII: a file's name has 255, and people read addresses.
const LONGEST: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_a_part_of_its_own() {
        let names = ["SDK", "Rüstzeug & Co.", "sdk", "sdk-2", "★", "日本"];
        assert_eq!(slugs(names), ["sdk", "rustzeug-co", "sdk-2", "sdk-2-2", "other", "ri-ben"]);
    }
}
