//! What the black-box tests share: a house with its demonstration provider on free ports, and a browser.
//!
//! [`World`] is the program assembled as it runs, with a clock that the test owns; it is spoken to over HTTP only.
//! [`Site`] is where such a house stands, for any other upstream. [`Browser`] keeps cookies and follows nothing by itself,
//! so that every hop can be looked at. [`Program`] is the real binary, for what only a process can show.
//! [`StandingRule`] is what holds around every refusal, the [`Log`] included.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod browser;
mod form;
pub mod fuzz;
pub mod installation;
mod log;
pub mod native;
mod program;
mod site;
mod standing_rule;
mod world;

pub use browser::{Answer, Browser};
pub use form::Form;
pub use log::{Log, Since};
pub use program::{Ended, Program, run, run_unheard, run_with_input, unread, vestibule};
pub use site::{Providers, Site, Standing, settings};
pub use standing_rule::StandingRule;
pub use world::{Setup, World, json_object, provider, provider_with};
