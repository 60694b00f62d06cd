//! Persistence: one small trait per aggregate, and the databases behind them.
//!
//! Owns SQL, transactions, migrations and the sealing of stored secrets. Knows no protocol and no page. A method is a whole
//! intent and atomic inside ([`SignIns::complete_sign_in`] reads the facts, decides and writes in one transaction), so no
//! transaction type crosses a trait. `Ok(None)` means absent.
//!
//! Start with [`Store`]; [`open()`] makes one from a URL; `conformance`, behind the feature `testing`, is what every backend
//! must pass.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(feature = "postgres"),
    expect(dead_code, reason = "what only PostgreSQL uses is next to what both databases use")
)]

mod administrators;
mod app_grants;
mod app_record;
mod app_sessions;
mod apps;
mod audit;
mod availability;
mod changes;
#[cfg(feature = "testing")]
pub mod conformance;
mod deadline;
mod device_requests;
mod error;
mod links;
pub mod maintenance;
mod nodes;
mod open;
mod passkeys;
mod passwords;
mod personal_tokens;
#[cfg_attr(not(feature = "postgres"), path = "without_postgres.rs")]
mod postgres;
mod profile;
mod provider_record;
mod providers;
mod rechecks;
mod second_factors;
mod sessions;
mod sign_ins;
mod signing_keys;
mod sql;
mod sqlite;
mod test_sign_ins;
mod timing;
mod tokens;
mod user_changes;
mod username;
mod users;
mod value_origin;
mod webhooks;

pub use administrators::{Administrators, Drops, LocalAdministrator, Reset, ResetOutcome, ResetUser};
pub use app_grants::{
    AppGrants, AppToken, AppTokenKind, CodeOutcome, CodeRedemption, NewAppToken, NewAppTokens, RefreshOutcome,
};
pub use app_sessions::{AppSessions, EndedAppSession};
pub use apps::{AppInput, AppUse, AppUsesOf, MOST_APP_SECRETS, NewAppSecret, StoredApp, StoredAppSecret, StoredApps};
pub use audit::{Actor, Audit, AuditEntry, AuditEvent, AuditFilter, EventKind, Outcome, RefusalRows, SignInCount};
pub use availability::Availability;
pub use changes::ChangeOutcome;
pub use deadline::{DATABASE_TIME_LIMIT, with_database_time};
pub use device_requests::{DeviceAddition, DevicePoll, DeviceRequest, DeviceRequests, NewDeviceRequest};
pub use error::{OpenError, StoreError};
pub use links::{CompleteLink, Link, LinkOutcome, Links, UnlinkOutcome};
pub use nodes::{NODE_GONE, Node, Nodes};
pub use open::{ConnectSettings, StoreOptions, open};
pub use passkeys::{
    CheckedPasskey, MOST_PASSKEYS, NewPasskey, Passkey, PasskeyAddition, PasskeySignIn, Passkeys, StoredPasskey,
    UsedChallenge,
};
pub use passwords::{CheckedPassword, PasswordChange, PasswordCredential, PasswordSignIn, Passwords};
pub use personal_tokens::{
    MOST_PERSONAL_TOKENS, NewPersonalToken, PersonalToken, PersonalTokenAddition, PersonalTokenWithUser, PersonalTokens,
};
#[cfg(feature = "testing")]
pub use postgres::PostgresBackend;
pub use providers::{ProviderDeletion, ProviderInput, ProviderUses, Providers, StoredProvider};
pub use rechecks::{Recheck, Rechecks, Renewal, UNANSWERED_LIMIT};
pub use second_factors::{FactorProof, Factors, NewTotp, SecondFactors, TotpFactor};
pub use sessions::{
    EndedSession, NewSession, Session, SessionFilter, SessionWithUser, Sessions, UpstreamSignOut,
    UpstreamSignOutOutcome,
};
pub use sign_ins::{
    AccountOutcome, CompleteSignIn, Confirmed, RefusedIdentity, SignInOutcome, SignInPreview, SignIns, SignedIn,
    Withdrawal,
};
pub use signing_keys::{SigningKeys, StoredSigningKey};
#[cfg(feature = "testing")]
pub use sqlite::SqliteBackend;
pub use test_sign_ins::TestSignIns;
pub use tokens::{ApiToken, NewApiToken, Tokens};
pub use user_changes::{Reading, UserChanges};
pub use users::{ChangedUser, ImportedUser, User, UserChange, UserFilter, UserOrder, Users};
pub use value_origin::{ProfileField, ValueOrigin, ValueOrigins};
pub use webhooks::{Delivery, WEBHOOK_QUEUE, WebhookEvents, WebhookState, Webhooks};

use vestibule_core::sealed_documents::SealedDocuments;

/// Whether databases on a PostgreSQL server can be opened.
pub const WITH_POSTGRES: bool = cfg!(feature = "postgres");

/// Everything that is stored.
pub trait Store:
    Users
    + Links
    + Administrators
    + Passwords
    + Sessions
    + Rechecks
    + SignIns
    + Tokens
    + Audit
    + Providers
    + Availability
    + SecondFactors
    + TestSignIns
    + Nodes
    + Passkeys
    + SealedDocuments
    + SigningKeys
    + AppGrants
    + Webhooks
    + StoredApps
    + AppSessions
    + DeviceRequests
    + PersonalTokens
{
}

impl<T> Store for T where
    T: Users
        + Links
        + Administrators
        + Passwords
        + Sessions
        + Rechecks
        + SignIns
        + Tokens
        + Audit
        + Providers
        + Availability
        + SecondFactors
        + TestSignIns
        + Nodes
        + Passkeys
        + SealedDocuments
        + SigningKeys
        + AppGrants
        + Webhooks
        + StoredApps
        + AppSessions
        + DeviceRequests
        + PersonalTokens
{
}
