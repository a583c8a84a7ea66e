//! `roadmapgen serve` as its author and strangers meet it: the real program, with all its threads.

// Signals end it, a shell limits its descriptors, and what it holds is read from the system.
#![cfg(unix)]

#[path = "serve/built.rs"]
mod built;
#[path = "serve/change.rs"]
mod change;
#[path = "preview_server/client.rs"]
#[expect(dead_code, reason = "the streams of events are tried elsewhere")]
mod client;
#[path = "serve/paths.rs"]
mod paths;
#[path = "serve/program.rs"]
mod program;
#[path = "preview_server/refused.rs"]
mod refused;
#[path = "serve/same.rs"]
mod same;
#[path = "serve/start.rs"]
mod start;
#[path = "serve/strangers.rs"]
mod strangers;
