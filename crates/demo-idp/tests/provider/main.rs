//! The provider as a relying party and a browser meet it: over HTTP on loopback, with a fixed clock.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken expectation ends a test")]

mod authorize;
mod code_flow;
mod faults;
mod keys;
mod logout;
mod observing;
mod pages;
mod pushed;
mod single_sign_on;
mod support;
mod token_endpoint;
mod userinfo;
