//! Native plugins, as the host has them: verified, loaded, called for one step at a time, and disabled when they
//! break their contract.
//!
//! ```text
//! path + sha256 ─▶ read once, hash ─▶ whole? ─▶ private copy ─▶ dlopen ─▶ table checked ─▶ describe ─▶ definitions
//! begin, resume ─▶ pool of the plugin, deadline ─▶ bytes ─▶ measured, parsed ─▶ one step ─▶ fetch, redirect, identity
//! ```
//! Owns the border to native code (libloading lives here and nowhere else) and what a plugin may do: which hosts, how
//! many steps, how long, how much. Refuses to own HTTP (it has the provider's own, with its network rules), users and
//! sessions. A plugin can vouch for identities of its own provider only.
//!
//! A plugin *is* the server: what runs in one process cannot be contained. The checks here are against accidents, and
//! against files that are not the ones that were pinned. Start with [`PluginHost`].

mod answer;
mod bind;
mod contract;
mod describe;
mod driver;
mod fetch;
mod file;
mod host;
mod hosts;
mod image;
mod library;
mod plugin;
mod redactor;
mod workers;

pub use answer::{Broken, parse};
pub use bind::{PROTOCOL, PluginFactory};
pub use describe::Described;
pub use host::{Inspection, Pin, PinOutcome, PluginHost};
pub use plugin::{Limits, LoadError};
/// The JSON Schemas of the messages.
pub use vestibule_plugin::schema;
