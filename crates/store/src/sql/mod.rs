//! Every aggregate in SQL, once for both databases.
//!
//! Owns the statements and what is atomic. Rules about people are pure functions elsewhere: [`vestibule_core::linking`],
//! [`crate::profile`], [`crate::username`]. `crate::sqlite` and `crate::postgres` open the databases.
//!
//! To SQLite every statement is a hop to the connection's thread, some 80 µs, to PostgreSQL one over the network: far
//! more than the statement itself. So an intent is one statement where one can be atomic, and otherwise: begin and read the
//! facts, write everything as one [`Batch`] and commit. SQLite has one writing connection, so writers queue in the program
//! and never meet `SQLITE_BUSY` among themselves; for PostgreSQL see `postgres::locks`.
//!
//! Start with [`statement`], then [`sign_ins`].
//!
//! [`Batch`]: batch::Batch

pub(crate) mod admin_access;
mod admin_grants;
mod administrators;
mod app_grants;
mod app_grants_at_once;
mod app_sessions;
mod app_uses;
pub(crate) mod apps;
mod audit;
pub(crate) mod availability;
mod batch;
mod candidates;
mod completeness;
mod confirmation;
pub(crate) mod connection;
pub(crate) mod decrypted_secrets;
mod device_requests;
pub(crate) mod errors;
#[cfg(feature = "testing")]
pub(crate) mod former_database;
mod grants;
mod import;
mod linking;
mod links;
pub(crate) mod locks;
pub(crate) mod migrations;
pub(crate) mod node_rows;
mod nodes;
pub(crate) mod parameter;
mod passkeys;
mod passwords;
mod personal_tokens;
pub(crate) mod provider_secrets;
pub(crate) mod providers;
mod rechecks;
pub(crate) mod reencrypt;
mod reset;
mod rows;
pub(crate) mod schema;
mod sealed_documents;
mod second_factors;
pub(crate) mod session_end;
mod session_start;
mod sessions;
mod sign_ins;
mod signing_keys;
mod statement;
mod store;
mod sweep;
#[cfg(feature = "testing")]
mod test_access;
mod test_sign_ins;
mod tokens;
pub(crate) mod upgrade;
mod upstream_sign_out;
mod users;
mod value;
mod webhook_queues;
mod webhooks;
pub(crate) mod withdrawal;

pub(crate) use store::SqlStore;
#[cfg(feature = "testing")]
pub(crate) use test_access::SqlTestAccess;
pub(crate) use webhook_queues::WebhookQueues;
