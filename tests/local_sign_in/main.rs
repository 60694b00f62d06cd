//! The local administrator's sign-in: the password, what bounds guessing it, second factors, and passkeys.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod administrator;
mod change;
mod guessing;
mod passkey;
mod passkey_pages;
mod second_factor;
