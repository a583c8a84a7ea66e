//! The passphrases of sealed views, which stand in the environment and nowhere else: a file is committed sooner or
//! later, and a flag stands in the list of processes.

use std::collections::BTreeMap;

use super::Failure;
use crate::id::Id;
use crate::link;
use crate::model::{Audience, Roadmap};
use crate::seal::{self, Passphrase};
use crate::words::Access;

/// A passphrase and its number among those of its view, from 1.
pub struct Numbered {
    /// The number.
    pub number: usize,
    /// The passphrase.
    pub passphrase: Passphrase,
}

/// The passphrases of a sealed view, in the order of their numbers: at least one.
///
/// # Errors
/// There is none, one is too weak, or one has too high a number.
pub fn all(audience: &Audience) -> Result<Vec<Numbered>, Failure> {
    let first = link::variable(&audience.id);
    let mut all = Vec::new();
    // One more is looked at than there are slots, so that nobody believes in a passphrase that opens nothing.
    for number in 1..=seal::SLOTS + 1 {
        let variable = if number == 1 { first.clone() } else { format!("{first}_{number}") };
        // A secret that a CI system does not know reaches us as an empty text.
        let text = match std::env::var(&variable) {
            Ok(text) if !text.trim().is_empty() => text,
            Err(std::env::VarError::NotUnicode(_)) => return Err(Failure(format!("`{variable}` is not UTF-8"))),
            _ => continue,
        };
        if number > seal::SLOTS {
            return Err(Failure(format!(
                "`{variable}` is one passphrase too many: a view has {} at most",
                seal::SLOTS
            )));
        }
        match Passphrase::parse(&text) {
            Ok(passphrase) => {
                let same = all.iter().find(|other: &&Numbered| other.passphrase == passphrase);
                if let Some(Numbered { number: other, .. }) = same {
                    let id = &audience.id;
                    let message = format!("`{variable}` is the same as passphrase {other} of `{id}`");
                    let help = "replacing one would not end the other: leave one of them out";
                    return Err(Failure(format!("{message}\n  = help: {help}")));
                }
                all.push(Numbered { number, passphrase });
            }
            Err(refusal) => {
                return Err(Failure(format!("`{variable}`: {refusal}\n  = help: {}", offered()?)));
            }
        }
    }
    if all.is_empty() {
        let id = &audience.id;
        return Err(Failure(format!(
            "the view of `{id}` is sealed, and `{first}` is not set\n  = help: {}\n  = help: set it and build again: \
             `read -rs {first} && export {first}`, or as a secret of your CI",
            offered()?
        )));
    }
    Ok(all)
}

/// The passphrases of these audiences, as a build takes them.
///
/// # Errors
/// As [`all`].
pub fn of<'a>(audiences: impl Iterator<Item = &'a Audience>) -> Result<BTreeMap<Id, Vec<Passphrase>>, Failure> {
    audiences
        .map(|audience| {
            let passphrases = all(audience)?.into_iter().map(|numbered| numbered.passphrase).collect();
            Ok((audience.id.clone(), passphrases))
        })
        .collect()
}

/// Variables that look like a passphrase and belong to no sealed view: a misspelled one would open nothing.
pub fn strays(roadmap: &Roadmap) -> Vec<String> {
    let sealed = roadmap.audiences.values().filter(|audience| audience.access == Access::Sealed);
    let own: Vec<String> = sealed.map(|audience| link::variable(&audience.id)).collect();
    let belongs = |name: &str| {
        let numbered = |own: &String| name.strip_prefix(&**own).and_then(|rest| rest.strip_prefix('_'));
        let number = |own: &String| numbered(own).and_then(|number| number.parse::<usize>().ok());
        own.iter().any(|own| own == name || number(own).is_some_and(|number| number > 1))
    };
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut strays: Vec<String> =
        names.filter(|name| name.starts_with("ROADMAPGEN_PASSPHRASE_") && !belongs(name)).collect();
    strays.sort();
    strays
}

/// A good one to take instead.
fn offered() -> Result<String, Failure> {
    let mut random = [0; seal::CHANCE];
    getrandom::fill(&mut random).map_err(|error| format!("the system gives no random numbers: {error}"))?;
    Ok(format!("a good passphrase, made for you just now: `{}`", seal::offer(random)))
}
