//! The local administrator's sign-in: the password, and what bounds guessing it.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod administrator;
mod guessing;
