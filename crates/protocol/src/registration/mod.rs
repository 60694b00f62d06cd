//! A client that registers itself (RFC 7591, RFC 7592, OAuth Client ID Metadata Document).
//!
//! ```text
//! metadata ─▶ Offer ─choose─▶ a URL of ours is the client id ─▶ nothing is sent, the upstream fetches the document
//!                         └─▶ dynamic ─▶ stored? used : claimed for this node, registered once, stored
//! ```
//! A client is registered on the way to a ready provider, in the background, never for a request of a person who signs in.
//! What an upstream refuses is stored like what it grants, and not asked for again before something changes or an
//! administrator says so: a provider that is tried again every minute must not leave a client behind each time.
//!
//! Start with [`SelfRegistration`], then `choice` and `dynamic`.

mod answer;
mod by_hand;
mod change;
mod choice;
mod client_keys;
mod dynamic;
mod errors;
mod form;
mod offer;
mod plan;
mod registered;
mod request;
mod stored;
#[cfg(test)]
mod tests;

pub use client_keys::ClientKeys;
pub(crate) use errors::unreadable;
pub(crate) use form::RegistrationForm;
pub(crate) use plan::{SelfRegistration, client_document, client_documents};
pub(crate) use registered::Registered;
