//! The local administrator's sign-in: the password, what bounds guessing it, and second factors.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod administrator;
mod guessing;
mod second_factor;
