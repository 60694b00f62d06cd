//! The shared types of Vestibule: ids, definitions, settings, identities, and the pure rules about them.
//!
//! Owns every type that two crates share and every decision that needs no I/O: which claims make a profile
//! ([`claims`]), who may sign in ([`policy`]), what they may do here ([`access`]), which local user an identity belongs to ([`linking`]), whose address it is ([`address_owner`]), what a secret
//! may do ([`secret`], [`seal`]). Refuses to own a runtime, a socket, a database or a file: time, randomness and
//! outgoing HTTP are traits ([`clock`], [`random`], [`http`]) that others implement.
//!
//! Start with [`definition`] (what a provider is), then [`driver`] (what a protocol does with it).
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod access;
pub mod address_owner;
pub mod application_id;
pub mod authentication;
pub mod branding;
pub mod cause;
pub mod claims;
pub mod clock;
pub mod code;
pub mod credentials;
pub mod definition;
pub mod driver;
pub mod email;
pub mod event;
pub mod expiry;
pub mod fault;
pub mod forward_auth;
mod group_names;
pub mod group_rule;
pub mod http;
pub mod icons;
pub mod identity;
pub mod ids;
pub mod invisible;
pub mod json;
pub mod json_pointer;
pub mod json_schema;
pub mod lines;
pub mod linking;
pub mod made_keys;
pub mod media_type;
pub mod natural_order;
pub mod node;
pub mod oauth;
mod one_or_many;
pub mod origin;
pub mod password;
pub mod placeholder;
pub mod policy;
pub mod postgres_url;
pub mod protocol;
pub mod provider;
pub mod public_keys;
pub mod public_url;
pub mod random;
pub mod recovery_code;
pub mod redact;
pub mod registration;
pub mod routes;
pub mod schema_error;
pub mod seal;
pub mod sealed_documents;
pub mod secret;
pub mod settings;
mod settings_check;
mod settings_parse;
pub mod suggestion;
pub mod template;
pub mod totp;
pub mod username;
pub mod violation;
pub mod webhook;
