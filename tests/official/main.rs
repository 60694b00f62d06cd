//! Every official definition signs a person in at an upstream that answers as the vendor documents it, traps included.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

mod authentik;
mod discord;
mod front;
mod github;
mod google;
mod vendor;
