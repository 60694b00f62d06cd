//! Vestibule as a library: from settings and keys to a router that serves.
//!
//! This is the only crate that depends on all the others. [`parts`] has what the program of the same name is assembled from.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod app_builder;
mod application;
#[cfg_attr(not(feature = "native-plugins"), path = "refuse_plugins.rs")]
mod attach_plugins;
mod auth;
mod builder;
mod config_source;
mod connections;
#[cfg(feature = "demo-idp")]
pub mod demo;
mod error;
mod extract;
mod installation;
mod keys;
mod layer;
mod merged_settings;
#[cfg(feature = "metrics")]
mod metric_list;
mod missing;
mod node;
pub mod parts;
#[cfg_attr(not(feature = "native-plugins"), path = "without_plugins.rs")]
mod plugins;
mod provider;
mod serve;
mod sign_in;
mod signed_catalogue;

pub use auth::{Auth, Reloaded};
pub use builder::Builder;
pub use error::{StartError, Unavailable};
pub use extract::{Administrator, Groups, Rejection, User};
pub use layer::{AuthLayer, AuthService};
pub use provider::Provider;
pub use serve::serve;
pub use sign_in::{Admit, Refuse, SignIn};
#[doc(no_inline)]
pub use vestibule_core::ids::UserId;
