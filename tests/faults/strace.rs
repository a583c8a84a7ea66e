//! Runs the program with a fault at one of its calls to the system.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::house::{Ended, House, run};

/// All pages are made by one thread: `strace` numbers the calls of each for themselves.
const ONE_THREAD: &str = "RAYON_NUM_THREADS=1";

/// A run of the program, and the call at which the fault struck.
pub struct Struck {
    pub ended: Ended,
    /// The call as `strace` wrote it, paths of open files included.
    pub call: String,
    /// Whether the call of this number of another thread was struck as well.
    pub twice: bool,
}

impl Struck {
    /// Whether the call was about a file of the house: neither the loading of the program nor what it says on its outputs.
    pub fn is_of(&self, house: &House) -> bool {
        self.call.contains(&*house.root().to_string_lossy())
    }
}

/// Builds `two` with this at the calls of one kind. The number of a call counts those of its thread. None where no call
/// was struck, since there are fewer.
pub fn build(house: &House, call: &str, fault: &str) -> Option<Struck> {
    strike(house, call, fault, &house.arguments("two", &house.output()))
}

/// The same for any command.
pub fn strike(house: &House, call: &str, fault: &str, command: &[OsString]) -> Option<Struck> {
    let log = house.path("log");
    let kills = fault.starts_with("signal=KILL");
    // With the faster way of stopping at calls no signal arrives.
    let how = if kills { "-qq" } else { "--seccomp-bpf" };
    let options = ["strace", "-f", "-qq", how, "-y", "-s", "16", "-E", ONE_THREAD].map(Into::into);
    let inject = ["-e".into(), format!("trace={call}").into(), "-e".into(), format!("inject={call}:{fault}").into()];
    let mut words: Vec<OsString> = options.into_iter().chain(["-o".into(), log.clone().into()]).chain(inject).collect();
    words.extend_from_slice(command);
    let ended = run(&words);
    let log = fs::read(&log).unwrap_or_else(|error| panic!("{words:?}: {error}: {}", ended.err));
    let log = String::from_utf8_lossy(&log);
    let call = if kills && ended.signal == Some(9) {
        // It dies before it can be said what came of the call.
        log.lines().rev().find(|line| !line.contains("+++")).unwrap_or_default().to_owned()
    } else {
        log.lines().find(|line| line.contains("(INJECTED)") || line.contains("(DELAYED)"))?.to_owned()
    };
    let twice = log.lines().filter(|line| line.contains("(INJECTED)")).count() > 1;
    Some(Struck { ended, call, twice })
}

/// How often the program makes each of its calls when it builds `two`.
pub fn calls(house: &House, command: &[OsString]) -> BTreeMap<String, usize> {
    let log = house.path("log");
    let options = ["strace", "-f", "-qq", "-E", ONE_THREAD, "-o"].map(OsString::from);
    let words: Vec<OsString> = options.into_iter().chain([log.clone().into()]).chain(command.iter().cloned()).collect();
    let ended = run(&words);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    counted(&log)
}

fn counted(log: &Path) -> BTreeMap<String, usize> {
    let log = fs::read(log).expect("strace keeps a log");
    let mut calls = BTreeMap::new();
    for line in String::from_utf8_lossy(&log).lines() {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        if let Some((name, _)) = rest.split_once('(')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            *calls.entry(name.to_owned()).or_default() += 1;
        }
    }
    calls
}
