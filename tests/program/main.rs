//! The real binary: what only a process can show.
//!
//! Exit codes, messages and logs, signals, and sudden death. What the server answers over HTTP is tested in `sign_in`.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod admin;
mod administered;
mod app_sign_ins;
mod backup;
mod canary;
mod check;
mod closed_stdout;
mod credentials;
mod demo;
mod descriptors;
mod documentation;
mod emergency;
mod fatal;
mod faults;
mod help;
mod imports;
mod interrupted;
mod key;
mod kill;
mod listening;
mod load;
mod metrics;
mod mistakes;
mod nodes;
mod one_installation;
mod origins;
mod palmr;
mod password;
mod postgres;
mod provider;
mod providers;
mod providers_page;
mod refusal_lines;
mod rolling;
mod setup;
mod signals;
mod start;
mod stop;
mod storage;
mod stored;
mod traces;
mod upgrade;

pub(crate) use vestibule_tests::installation;
