//! Configuration files and variables, loaded as the program loads them.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare itself has failed")]

mod environment;
mod installation;
mod layers;
mod mistakes;
mod reload;
mod secrets;
mod shipped;
mod support;
