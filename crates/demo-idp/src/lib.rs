//! The demonstration identity provider: a small, real OpenID provider on loopback.
//!
//! It serves `vestibule demo`, which works without a network, and it is the upstream of the tests and of
//! the benchmark. Its endpoints, claims, quirks and errors are those of Pocket ID 2.14: authorization code with PKCE
//! (S256 and plain), pushed authorization requests, refresh tokens, userinfo, RP-initiated logout, and on demand clients that register
//! themselves. It asks for no
//! password, keeps everything in memory, and refuses to listen on anything but loopback.
//!
//! It refuses to be an identity provider for anything else. Introspection, the device flow and `client_credentials`,
//! which Pocket ID also has, are neither served nor announced.
//!
//! Start with [`DemoIdp::start`]; a test goes on with [`DemoIdp::faults`] and [`DemoIdp::requests`]. The path of a
//! request through this crate is in `server`, the narrated flow in `authorize`.
#![forbid(unsafe_code)]

mod answer;
mod answer_fault;
mod authorization_request;
mod authorize;
mod call;
mod claims;
mod client_auth;
mod endpoint;
mod endpoint_fault;
mod expiring;
pub mod faults;
mod gate;
mod grants;
mod idp;
mod jwt;
mod key_ring;
mod listener;
mod logout;
mod logout_token;
mod metadata;
mod model;
mod oauth_error;
mod observe;
mod options;
mod pages;
mod par;
mod picture;
mod registration;
mod server;
mod session;
mod token;
mod token_fault;
mod userinfo;

pub use endpoint::Endpoint;
pub use key_ring::Rotation;
pub use model::{Client, Clients, Directory, People, Person, demonstration_people};
pub use observe::{Credentials, Recorded, Requests};
pub use options::{AccessTokens, FetchDocument, Options, Recording, Registration, StartError};
pub use server::DemoIdp;
pub use vestibule_core::definition::SigningAlgorithm;
pub use vestibule_jose::KeyError;
