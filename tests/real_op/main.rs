//! Signing in with a provider that somebody else wrote and the OpenID Foundation certified: npm `oidc-provider`, in a
//! process of its own (`op.mjs`), which can also be made to lie. Real time, real HTTP, one provider per test.
//!
//! What the demonstration provider has in common with us by mistake, this one has not.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

mod back_channel;
mod clients;
mod conformance;
mod fapi2;
mod fixture;
mod keys;
mod lies;
mod logout;
mod op;
mod refusals;
mod registering;
mod registration;
mod sign_in;
