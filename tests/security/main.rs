//! What an attacker tries: cases of tests/cases.toml that need the whole program, in a process that keeps its log at the
//! finest level.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod authorize;
mod codes;
mod forgery;
mod headers;
mod load;
mod logs;
mod people;
mod properties;
mod refusals;
mod takeover;
