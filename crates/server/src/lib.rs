//! The HTTP surface: pages, the sign-in API, sessions.
//!
//! Owns routes, cookies, sealed flows, error answers and templates. Reads one registry snapshot per request; stores
//! through the `vestibule_store` traits; names no protocol, no database and no configuration format.
//!
//! Start with [`router()`] for the map of paths, then `sign_in` for the narrated main job.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(feature = "pages"),
    expect(dead_code, unused_imports, reason = "what only pages use is next to what the API uses")
)]

mod administered;
#[cfg_attr(not(feature = "admin-api"), path = "without_api.rs")]
mod api;
#[cfg_attr(not(feature = "apps"), path = "without_apps.rs")]
mod apps;
mod embedded;
#[cfg_attr(not(feature = "apps"), path = "without_forward_auth.rs")]
mod forward_auth;
mod http;
mod middleware;
mod notify_apps;
#[cfg_attr(not(feature = "pages"), path = "without_pages.rs")]
mod pages;
mod report_nodes;
mod router;
mod session;
mod sign_in;
mod state;
mod sweep;
mod watch_expiry;
mod watch_providers;
mod webhooks;
mod withdraw;

#[cfg(feature = "apps")]
pub use apps::{SigningKeyError, SigningKeyTurn, rotate_signing_keys};
pub use embedded::{Embedded, Refusal, SignedIn};
pub use http::{
    admission::{Admission, NotAdmitted, SigningIn},
    assets::logo_path,
    node_identity::NodeIdentity,
    return_to::ReturnTo,
    settings::{Branding, FIRST_CONTACT, Limits, Logo, SESSION_FRESH, Settings},
    state::{AppDeps, RenderMetrics},
};
pub use notify_apps::notify_apps;
pub use report_nodes::report_nodes;
pub use router::{metrics_router, openapi, paths, router};
pub use sign_in::{
    password_checks::{HashError, hash_password},
    password_queue::HeldPasswords,
    setup::SetupLink,
};
pub use state::AppState;
pub use sweep::sweep;
pub use watch_providers::watch_providers;
pub use webhooks::{Receiver, deliver, wanted};
pub use withdraw::withdraw;

/// Whether other applications can sign people in here.
pub const WITH_APPS: bool = cfg!(feature = "apps");
