//! The provider check: tries a provider without a person, whether or not it is published.
//!
//! It does what a sign-in does up to the browser (bind, then resolve) and one step more: it sends the upstream a made-up
//! code, which the upstream answers differently for a client that it knows. Publishes nothing and stores nothing.

mod observed_http;
mod report;
mod run;

pub use report::{CheckReport, CheckStep, CheckedStep, Outcome};
