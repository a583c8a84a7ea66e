//! The passphrases of sealed views, which stand in the environment and nowhere else: a file is committed sooner or
//! later, and a flag stands in the list of processes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal as _;

use super::Failure;
use crate::id::Id;
use crate::link;
use crate::model::{Audience, Roadmap};
use crate::seal::{self, Passphrase};

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
    let (id, variables) = (&audience.id, link::passphrase_variables(&audience.id));
    let first = &variables[0];
    let is_numbered = |name: &String| {
        let number = name.strip_prefix(&**first).and_then(|rest| rest.strip_prefix('_'));
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if let Some(stray) = set().find(|name| is_numbered(name) && !variables.contains(name)) {
        let message = format!("`{stray}` would open nothing: the passphrases of `{id}` are `{first}`");
        return Err(Failure(format!(
            "{message}, `{}` and so on to `{}`",
            variables[1],
            variables[variables.len() - 1]
        )));
    }
    let mut all: Vec<Numbered> = Vec::new();
    for (number, variable) in (1..).zip(&variables) {
        // A secret that a CI system does not know reaches us as an empty text.
        let text = match std::env::var(variable) {
            Ok(text) if !text.trim().is_empty() => text,
            Err(std::env::VarError::NotUnicode(_)) => return Err(Failure(format!("`{variable}` is not UTF-8"))),
            _ => continue,
        };
        let passphrase = match Passphrase::parse(&text) {
            Ok(passphrase) => passphrase,
            Err(refusal) => return Err(Failure(format!("`{variable}`: {refusal}\n  = help: {}", offered()?))),
        };
        if let Some(same) = all.iter().find(|other| other.passphrase == passphrase) {
            let message = format!("`{variable}` is the same as passphrase {} of `{id}`", same.number);
            let help = "replacing one would not end the other: leave one of them out";
            return Err(Failure(format!("{message}\n  = help: {help}")));
        }
        all.push(Numbered { number, passphrase });
    }
    if all.is_empty() {
        return Err(Failure(format!(
            "the view of `{id}` is sealed, and `{first}` is not set\n  = help: {}\n  = help: set it and build again: \
             `read -rs {first} && export {first}`, or as a secret of your CI",
            offered()?
        )));
    }
    Ok(all)
}

/// The names of all variables that look like a passphrase.
fn set() -> impl Iterator<Item = String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    names.filter(|name| name.starts_with("ROADMAPGEN_PASSPHRASE_"))
}

/// The passphrases of these audiences, as a build takes them.
///
/// # Errors
/// As [`all`], and which variable may have been meant, since it belongs to no sealed view of the roadmap.
pub fn of<'a>(
    audiences: impl Iterator<Item = &'a Audience>,
    roadmap: &Roadmap,
) -> Result<BTreeMap<Id, Vec<Passphrase>>, Failure> {
    let of = |audience: &Audience| {
        let passphrases = all(audience)?.into_iter().map(|numbered| numbered.passphrase).collect();
        Ok((audience.id.clone(), passphrases))
    };
    let meant = |Failure(message)| {
        let strays =
            strays(roadmap).into_iter().map(|stray| format!("\n  = help: `{stray}` belongs to no sealed view"));
        Failure(message + &strays.collect::<String>())
    };
    audiences.map(of).collect::<Result<_, _>>().map_err(meant)
}

/// Variables that look like a passphrase and belong to no sealed view: a misspelled one would open nothing.
pub fn strays(roadmap: &Roadmap) -> Vec<String> {
    let sealed = roadmap.audiences.values().filter(|audience| audience.is_sealed());
    let known: BTreeSet<String> = sealed.flat_map(|audience| link::passphrase_variables(&audience.id)).collect();
    let mut strays: Vec<String> = set().filter(|name| !known.contains(name)).collect();
    strays.sort();
    strays
}

/// A good one to take instead, where it is told to a person alone: what goes into a file or a pipe ends as a log of CI, and
/// others read that.
fn offered() -> Result<String, Failure> {
    offer(std::io::stderr().is_terminal())
}

/// What to take instead, told on a terminal or not.
fn offer(is_on_terminal: bool) -> Result<String, Failure> {
    if !is_on_terminal {
        return Ok("six words drawn by chance are good: on a terminal, this command makes some for you".to_owned());
    }
    let mut random = [0; seal::CHANCE];
    getrandom::fill(&mut random).map_err(|error| format!("the system gives no random numbers: {error}"))?;
    Ok(format!("a good passphrase, made for you just now: `{}`", seal::offer(random)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_made_on_a_terminal_alone() {
        let offered = |is_on_terminal| offer(is_on_terminal).map_err(|Failure(message)| message).expect("an offer");
        let one = offered(true);
        let words = one.split('`').nth(1).expect("a passphrase in backticks");
        assert!(Passphrase::parse(words).is_ok(), "{one}");
        assert_ne!(one, offered(true));
        assert_eq!(offered(false), offered(false));
        assert!(!offered(false).contains('`'), "{}", offered(false));
    }

    #[test]
    fn a_view_has_as_many_passphrases_as_its_file_has_slots() {
        assert_eq!(link::PASSPHRASES, seal::SLOTS);
    }
}
