//! The whole house, assembled: from settings and keys to a router that serves.
//!
//! An application that wants the entrance hall inside its own process makes a [`Blueprint`] and calls [`build`]; the
//! program of the same name does just that. This is the only crate that knows all the others.
#![forbid(unsafe_code)]

mod blueprint;
mod configured;
mod connections;
mod house;
mod keys;
mod owners;
mod plugins;

pub use blueprint::{Blueprint, OutgoingError, Storage, blueprint, definitions, factories, ground, outgoing};
pub use configured::ConfigSource;
pub use connections::{ConnectionLimits, serve};
pub use house::{BuildError, House, build};
pub use keys::{KeyFileError, load_keys, replace_keys};
pub use plugins::{PluginDefinitions, ReadPins, pins};
