//! The program. Everything that it does is in the library.

use std::process::ExitCode;

/// Reading a roadmap makes and drops hundreds of thousands of small texts on all cores, which takes the system's own
/// allocators nearly twice as long.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    roadmapgen::cli::run()
}
