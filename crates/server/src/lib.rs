//! The HTTP surface: pages, the sign-in API, sessions.
//!
//! Owns routes, cookies, sealed flows, error answers and templates. Reads one registry snapshot per request; stores
//! through the `vestibule_store` traits; names no protocol, no database and no configuration format.
//!
//! Start with [`router`] for the map of paths, then `sign_in` for the narrated main job.
#![forbid(unsafe_code)]

mod admin;
mod answer;
mod app;
mod brand;
mod client;
mod cookies;
mod edge;
mod failure;
mod forward_auth;
mod health;
mod limits;
mod openapi;
mod origin_check;
mod pages;
mod password;
mod paths;
mod providers;
mod router;
mod session;
mod setup;
mod sign_in;
mod sweep;
mod unlink;

pub use app::{App, Limits, Parts, Settings};
pub use brand::{Branding, Logo};
pub use openapi::openapi;
pub use password::{PasswordError, hash_password};
pub use router::{paths, router};
pub use setup::SetupLink;
pub use sign_in::return_to::ReturnTo;
pub use sweep::sweep;
