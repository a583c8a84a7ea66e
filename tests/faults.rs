//! Publishing with the real program while calls to the system fail, builds die, and two build at once.
//!
//! `src/publish/tests` lets each step of publishing fail in memory of one process. Here the whole program runs, and what
//! strikes it is the system: `strace` kills it, or answers in the system's place, at each call of each kind in turn.
//! That takes minutes, and needs `strace` and leave to mount, so that `cargo test` leaves it out: `sh tests/faults.sh`.

#![cfg(target_os = "linux")]

#[path = "faults/failing.rs"]
mod failing;
#[path = "faults/house.rs"]
mod house;
#[path = "faults/killed.rs"]
mod killed;
#[path = "faults/places.rs"]
mod places;
#[path = "faults/strace.rs"]
mod strace;
#[path = "faults/together.rs"]
mod together;
