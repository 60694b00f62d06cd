//! Vestibule as the OpenID provider of applications, over HTTP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod apache;
mod back_channel;
mod bad_input;
mod clients;
mod conformance;
mod consent;
mod device;
mod endings;
mod fixture;
mod go_rp;
mod options;
mod races;
mod real_rp;
mod refusals;
mod relying_party;
mod sign_out;
mod test_sign_in;
