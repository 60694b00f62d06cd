//! HTTP basics that every layer above uses: errors as answers, cookies, limits, client addresses, static files.
//!
//! Names no session and no sign-in. Start with [`api_error`].

pub(crate) mod accent;
pub(crate) mod accept;
pub(crate) mod admission;
pub(crate) mod answer;
pub(crate) mod api_error;
pub(crate) mod assets;
pub(crate) mod client;
pub(crate) mod cookies;
pub(crate) mod expiring;
pub(crate) mod languages;
pub(crate) mod lifecycle;
pub(crate) mod limits;
pub(crate) mod mount;
pub(crate) mod node_identity;
pub(crate) mod nodes;
pub(crate) mod notice;
pub(crate) mod openapi;
pub(crate) mod origin_check;
pub(crate) mod own_request;
pub(crate) mod page_load;
pub(crate) mod pending_cookies;
pub(crate) mod pictures;
pub(crate) mod problem;
pub(crate) mod refusals;
pub(crate) mod return_to;
pub(crate) mod routes;
pub(crate) mod sealed_cookie;
pub(crate) mod security_headers;
pub(crate) mod serve_asset;
pub(crate) mod settings;
pub(crate) mod state;
pub(crate) mod untrusted_proxy;
pub(crate) mod write_refusals;
