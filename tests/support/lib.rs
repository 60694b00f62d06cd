//! What the black-box tests share: a server with its demonstration provider on free ports, and a browser.
//!
//! [`ServerFixture`] is the program assembled as it runs, with a clock that the test owns; it is spoken to over HTTP only.
//! [`TestEnvironment`] is what such a server runs on, for any other upstream. [`Browser`] keeps cookies and follows nothing by itself,
//! so that every hop can be looked at. [`Program`] is the real binary, for what only a process can show.
//! [`Invariant`] is what holds around every refusal, the [`Log`] included.
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod authenticator;
mod browser;
mod environment;
mod fixture;
mod form;
pub mod fuzz;
pub mod installation;
mod invariant;
mod log;
pub mod native;
mod program;
pub mod proxies;
pub mod refusals;

use std::time::Duration;

pub use authenticator::{Authenticator, USER_PRESENT, USER_VERIFIED};
pub use browser::{Answer, Browser};
pub use environment::{Providers, RunningServer, TestEnvironment, settings};
pub use fixture::{ServerFixture, Setup, json_object, provider, provider_with};
pub use form::Form;
pub use invariant::Invariant;
pub use log::{Log, Since};
pub use program::{
    Ended, Program, preceded, run, run_verbatim, run_with_closed_stdout, run_with_input, unread, vestibule,
};

/// Between two looks at something that sends no event: without it, a test takes the processor from what it waits for.
pub async fn pause() {
    let mut looks = tokio::time::interval(Duration::from_millis(5));
    looks.tick().await;
    looks.tick().await;
}
