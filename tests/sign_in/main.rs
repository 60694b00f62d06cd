//! The main job over HTTP: a person signs in.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod back_channel;
mod cookies;
mod errors;
mod flows;
mod grants;
mod lifecycle;
mod limits;
mod linking;
mod logout;
mod nodes;
mod odd_cookies;
mod page_loads;
mod person;
mod recheck;
mod refusal_rows;
mod rejected;
mod sessions;
mod webhooks;
