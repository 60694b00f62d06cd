//! The first start over HTTP: from the link in the log to the first administrator, and whatever is refused on the way.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

mod first;
mod fixture;
mod refused;
mod waiting;
