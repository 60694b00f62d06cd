//! The HTTP surface: pages, the sign-in API, sessions.
//!
//! Owns routes, cookies, sealed flows, error answers and templates. Reads one registry snapshot per request; stores
//! through the `vestibule_store` traits; names no protocol, no database and no configuration format.
//!
//! Start with [`router()`] for the map of paths, then `sign_in` for the narrated main job.
#![forbid(unsafe_code)]

mod administered;
mod api;
mod forward_auth;
mod http;
mod middleware;
mod pages;
mod report_nodes;
mod router;
mod session;
mod sign_in;
mod state;
mod sweep;
mod withdraw;

pub use http::{
    node_identity::NodeIdentity,
    return_to::ReturnTo,
    settings::{Branding, Limits, Logo, SESSION_FRESH, Settings},
    state::AppDeps,
};
pub use report_nodes::report_nodes;
pub use router::{metrics_router, openapi, paths, router};
pub use sign_in::{
    password_checks::{HashError, hash_password},
    password_queue::HeldPasswords,
    setup::SetupLink,
};
pub use state::AppState;
pub use sweep::sweep;
pub use withdraw::withdraw;
