//! A database file of a test's own, and somebody who signs in.
#![expect(clippy::unwrap_used, clippy::panic, reason = "only tests are built from this")]
#![expect(dead_code, reason = "each program of tests uses a part")]

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::Duration;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use vestibule_core::{
    access::{Checked, Providers, Rules},
    clock::FixedClock,
    email::EmailAddress,
    identity::{Identity, Profile},
    ids::{Issuer, ProviderId, Ref, Subject},
    random::CountingRandom,
    seal::Keyring,
    secret::Secret,
    settings::{Linking, ProfileSync},
};
use vestibule_store::{
    AuditEvent, CompleteSignIn, Confirmed, ConnectSettings, EventKind, LocalAdministrator, NewSession, OpenError,
    ProviderInput, RefusalRows, SignInOutcome, SignedIn, Store, StoreOptions, open,
};

pub(crate) const ISSUER: &str = "https://id.example.com";

/// A file that does not exist yet, in a folder that does not exist either.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    /// Deletes the folder in the end.
    _folder: Option<tempfile::TempDir>,
}

impl File {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { path: folder.path().join("data/vestibule.db"), _folder: Some(folder) }
    }

    /// A file in the folder of another one.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path, _folder: None }
    }

    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>, OpenError> {
        self.open_with(&[key(1)]).await
    }

    pub(crate) async fn open_with(&self, keys: &[Secret]) -> Result<Arc<dyn Store>, OpenError> {
        open_url(&format!("sqlite:{}", self.path.display()), Path::new("/nowhere"), keys).await
    }

    /// A connection of another program.
    pub(crate) async fn connect(&self) -> SqliteConnection {
        SqliteConnection::connect_with(&sqlite(&self.path)).await.unwrap()
    }

    pub(crate) async fn execute(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut self.connect().await).await.unwrap();
    }

    pub(crate) async fn text(&self, sql: &'static str) -> String {
        let mut connection = self.connect().await;
        sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
    }

    /// The file and its side files.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let read = |side| std::fs::read(format!("{}{side}", self.path.display())).unwrap_or_default();
        ["", "-wal", "-shm"].map(read).concat()
    }
}

pub(crate) fn sqlite(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path)
}

/// The same key for the same number.
pub(crate) fn key(number: u8) -> Secret {
    let random = CountingRandom::default();
    (0..number).map(|_| Keyring::generate(&random)).last().unwrap()
}

pub(crate) async fn open_url(url: &str, base: &Path, keys: &[Secret]) -> Result<Arc<dyn Store>, OpenError> {
    open(options(url, base, keys)).await
}

pub(crate) fn options(url: &str, base: &Path, keys: &[Secret]) -> StoreOptions {
    let keys = keys.iter().map(Secret::expose).collect::<Vec<_>>().join(",");
    StoreOptions {
        url: url.to_owned(),
        base: base.to_owned(),
        connect: ConnectSettings::default(),
        keys: Arc::new(Keyring::parse(&Secret::new(keys)).unwrap()),
        clock: Arc::new(FixedClock::at(1_700_000_000_123)),
        random: Arc::new(vestibule_core::random::OsRandom),
    }
}

/// A sign-in that owns its parts. `number` makes the session's token hash.
pub(crate) struct Attempt {
    provider: ProviderId,
    identity: Identity,
    session: NewSession,
    reference: Ref,
    checked: Checked,
    providers: Providers,
}

impl Attempt {
    pub(crate) fn new(subject: &str, number: u8) -> Self {
        let identity = Identity {
            issuer: Issuer(ISSUER.into()),
            subject: Subject::parse(subject).unwrap(),
            profile: Profile {
                email: Some(EmailAddress::parse(&format!("{subject}@example.com")).unwrap()),
                email_verified: true,
                ..Profile::default()
            },
            claims: serde_json::Map::new(),
            id_token: Some(Secret::new(format!("canary.id_token.{subject}"))),
            not_taken: Vec::new(),
            id_token_alg: None,
            upstream_session: None,
            refresh_token: None,
        };
        let session = NewSession {
            token_hash: [number; 32],
            idle: Duration::hours(1),
            absolute: Duration::hours(2),
            recheck: Duration::minutes(15),
            user_agent: None,
            address: None,
            authentication: vestibule_core::authentication::Authentication::default(),
            replaces: None,
            application_id: None,
        };
        let (checked, providers) = (Checked::default(), Providers::default());
        Self { provider: "pocketid".parse().unwrap(), identity, session, reference: reference(), checked, providers }
    }

    /// Another token, of more than there are small numbers.
    pub(crate) fn with_number(mut self, number: u32) -> Self {
        self.session.token_hash[..4].copy_from_slice(&number.to_be_bytes());
        self
    }

    pub(crate) fn session(&self) -> &NewSession {
        &self.session
    }

    pub(crate) fn borrow(&self) -> CompleteSignIn<'_> {
        CompleteSignIn {
            confirmed: Confirmed {
                provider: &self.provider,
                identity: &self.identity,
                linking: Linking::VerifiedEmail,
                profile_sync: ProfileSync::FillEmpty,
                grants_admin: false,
                checked: &self.checked,
                rules: Rules { providers: &self.providers, grant_max_age: Duration::days(30) },
                refusals: RefusalRows::ALL,
            },
            auto_register: true,
            session: Some(&self.session),
            reference: &self.reference,
        }
    }
}

pub(crate) fn administrator(email: &str) -> LocalAdministrator {
    LocalAdministrator {
        email: EmailAddress::parse(email).unwrap(),
        password_hash: Secret::new("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"),
        reference: reference(),
    }
}

pub(crate) async fn sign_in(store: &dyn Store, subject: &str, number: u8) -> SignedIn {
    match store.complete_sign_in(&Attempt::new(subject, number).borrow()).await.unwrap() {
        SignInOutcome::SignedIn(signed_in) => *signed_in,
        SignInOutcome::Refused(code) => panic!("refused with {code}"),
    }
}

pub(crate) fn event() -> AuditEvent {
    AuditEvent::new(EventKind::SignOut, reference())
}

fn reference() -> Ref {
    Ref::generate(&vestibule_core::random::OsRandom)
}

/// A provider with a secret.
pub(crate) fn provider(id: &str) -> ProviderInput {
    ProviderInput {
        id: id.parse().unwrap(),
        definition: "pocketid".parse().unwrap(),
        settings: serde_json::from_str("{}").unwrap(),
        public: serde_json::Map::new(),
        secrets: [("client_secret".to_owned(), Secret::new("\"canary\""))].into(),
        kept: Default::default(),
        issuer: None,
        checked: Checked::default(),
        force: false,
    }
}
