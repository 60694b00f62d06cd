//! The provider check: tries a provider without a person, whether or not it is published.
//!
//! It does what a sign-in does up to the browser (bind, then resolve) and two steps more: it sends the upstream a made-up
//! code, which the upstream answers differently for a client that it knows, and asks the authorization endpoint like a
//! browser without cookies. Where the upstream refuses, it tries what another setting would do, so that it can name the
//! setting. Stores nothing.

mod attempt;
mod authorization;
mod client;
mod observed_http;
mod report;
mod run;

pub use report::{CheckReport, CheckStep, CheckedStep, Outcome};
