//! What is remembered: one small trait per aggregate, and the database behind them.
//!
//! Owns SQL, transactions, migrations and the sealing of secrets at rest. Knows no protocol and no page. A method is a
//! whole intent and atomic inside ([`SignIns::complete_sign_in`] reads the facts, decides and writes in one
//! transaction), so no transaction type crosses a trait. `Ok(None)` means absent.
//!
//! Start with [`Store`]; [`open`] makes one from a URL; `conformance` is what every backend must pass.
#![forbid(unsafe_code)]

mod audit;
pub mod conformance;
mod error;
pub mod maintenance;
mod open;
mod postgres;
mod profile;
mod provider_record;
mod providers;
mod roster;
mod sessions;
mod sign_ins;
mod sql;
mod sqlite;
mod tokens;
mod username;
mod users;
mod value_origin;

pub use audit::{Actor, Audit, AuditEntry, AuditEvent, AuditFilter, EventKind, Outcome, SignInCount};
pub use error::{OpenError, StoreError};
pub use open::{StoreOptions, open};
pub use postgres::PostgresBackend;
pub use providers::{ChangeOutcome, ConfiguredProviders, ProviderDeletion, ProviderInput, Providers, StoredProvider};
pub use roster::{Roster, SessionFilter, UserChange, UserFilter};
pub use sessions::{
    EndedSession, NewSession, Session, SessionWithUser, Sessions, UpstreamSignOut, UpstreamSignOutOutcome,
};
pub use sign_ins::{
    AccountOutcome, CompleteLink, CompleteSignIn, LinkOutcome, SignInOutcome, SignInPreview, SignIns, SignedIn,
};
pub use sqlite::SqliteBackend;
pub use tokens::{ApiToken, NewApiToken, Tokens};
pub use users::{Link, LocalAdministrator, PasswordCredential, UnlinkOutcome, User, Users};
pub use value_origin::{ProfileField, ValueOrigin, ValueOrigins};

/// Everything that is remembered.
pub trait Store: Users + Sessions + SignIns + Tokens + Audit + Providers + Roster {}

impl<T: Users + Sessions + SignIns + Tokens + Audit + Providers + Roster> Store for T {}
