//! The configuration: `config.toml`, `config.d/*.toml` and the environment become one typed [`Config`].
//!
//! Owns the layers and their order, the JSON Schemas of what operators write, the reading of secrets by variable or file,
//! and every sentence about a mistake in a configuration, with its place. figment lives here and nowhere else. Refuses to
//! own what the values do: it opens no database, makes no network requests, writes nothing and knows no definition. Whether a
//! provider's credentials fit is for the registry.
//!
//! Start with [`load()`]. A configuration goes through four steps, each in its module: `layers` merges and remembers where
//! each value was written, `validate` compares with the [`schema()`], `bind` applies the rules that a schema cannot say,
//! and [`config`] is what comes out.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod app;
mod bind;
mod binder;
mod branding;
mod callback_path;
pub mod config;
mod environment;
mod error;
mod file;
mod foreign_format;
mod forward_auth;
mod key_path;
mod layers;
mod listen;
mod load;
mod period;
mod plugins;
mod provider;
mod read;
mod reload;
mod schema;
mod schema_path;
mod shape;
mod storage;
mod synonyms;
mod toml_file;
mod unknown_key;
mod validate;
mod variable_name;
mod webhook;

pub use config::{Branding, Config, Installation, SecretKeySource, Sources, Storage};
pub use error::{ConfigError, ConfigErrors};
pub use listen::{InvalidListen, Listen};
pub use load::{load, load_installation, load_listen, load_without_files};
pub use period::{InvalidPeriod, Period};
pub use reload::check_reload;
pub use schema::schema;
