//! A running server whose files change: the real binary, its own watcher, people who sign in meanwhile.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod drop_in;
mod flows;
mod hostile;
mod reload_fixture;
mod secrets;
mod settings;
mod watching;
mod writing;
