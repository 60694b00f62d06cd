//! The admin API over HTTP.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod api;
mod apps;
mod changing;
mod checking;
mod checking_client;
mod client_upstream;
mod creating;
mod credentials;
mod definitions;
mod fuzz;
mod guard;
mod lock_out;
mod openapi;
mod order;
mod reading;
mod together;
mod users;
