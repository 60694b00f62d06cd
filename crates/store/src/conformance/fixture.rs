//! People, attempts and a store to try them on.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use chrono::Duration;
use serde_json::Map;
use vestibule_core::{
    access::{Access, Checked, Provider, Providers, Rules},
    authentication::Authentication,
    clock::{FixedClock, Timestamp, from_millis},
    code::ErrorCode,
    definition::SigningAlgorithm,
    email::EmailAddress,
    identity::{Identity, Profile},
    ids::{Issuer, LinkId, ProviderId, Ref, Subject, UserId},
    provider::Owner,
    random::CountingRandom,
    seal::Keyring,
    secret::Secret,
    settings::{Linking, ProfileSync, ProviderSettings},
};

use super::{Backend, RowCounts, StoreDeps, TestAccess, TestStore};
use crate::{
    Actor, AuditEntry, AuditEvent, AuditFilter, CheckedPassword, CompleteLink, CompleteSignIn, Confirmed, Drops,
    EventKind, FactorProof, LinkOutcome, LocalAdministrator, NewSession, Outcome, ProfileField, RefusalRows, Reset,
    ResetOutcome, ResetUser, SignInOutcome, SignedIn, Store, User, ValueOrigin, ValueOrigins,
};

/// When every case begins, in milliseconds. Not a whole second, so that a lost fraction is noticed.
pub(super) const START: i64 = 1_700_000_000_123;
pub(super) const IDLE: Duration = Duration::hours(12);
pub(super) const ABSOLUTE: Duration = Duration::days(30);
pub(super) const RECHECK: Duration = Duration::minutes(15);
pub(super) const ISSUER: &str = "https://id.example.com";

/// A fresh store and what it was made of.
#[derive(Clone)]
pub(super) struct Fixture {
    pub store: Arc<dyn Store>,
    pub test_access: Arc<dyn TestAccess>,
    pub clock: Arc<FixedClock>,
    /// What the providers are: enabled, and with an address of `example.com` one is an administrator where a case says so.
    pub providers: Arc<Providers>,
    random: Arc<CountingRandom>,
    hashes: Arc<AtomicU8>,
}

/// A sign-in that owns its parts, so that a case can change one of them.
#[derive(Clone)]
pub(super) struct Attempt {
    pub provider: ProviderId,
    pub identity: Identity,
    pub linking: Linking,
    pub auto_register: bool,
    pub profile_sync: ProfileSync,
    pub grants_admin: bool,
    pub checked: Checked,
    pub providers: Arc<Providers>,
    pub session: NewSession,
    pub reference: Ref,
}

impl Fixture {
    pub(super) async fn fresh(backend: &dyn Backend, name: &str) -> Self {
        let (clock, random) = (Arc::new(FixedClock::at(START)), Arc::new(CountingRandom::default()));
        let keys = Arc::new(Keyring::parse(&Keyring::generate(random.as_ref())).unwrap());
        let parts = StoreDeps { keys, clock: clock.clone(), random: random.clone() };
        let TestStore { store, test_access } = backend.fresh(name, parts).await.unwrap();
        let providers = Arc::new(providers(&["pocketid", "work", "second", "other", "old"]));
        Self { store, test_access, clock, providers, random, hashes: Arc::default() }
    }

    pub(super) fn rules(&self) -> Rules<'_> {
        rules(&self.providers)
    }

    /// Changes what a provider is.
    pub(super) fn set_provider(&mut self, id: &str, change: impl FnOnce(&mut ProviderSettings)) {
        let provider = Arc::make_mut(&mut self.providers).0.get_mut(&provider(id)).unwrap();
        change(Arc::make_mut(&mut provider.settings));
        provider.enabled = provider.settings.enabled;
        provider.checked = Checked::new(&provider.settings, None);
    }

    /// What a user may do now.
    pub(super) async fn access(&self, id: UserId) -> Access {
        self.user(id).await.access(self.rules(), self.now())
    }

    pub(super) async fn is_admin(&self, id: UserId) -> bool {
        self.access(id).await.is_admin()
    }

    pub(super) fn now(&self) -> Timestamp {
        use vestibule_core::clock::Clock as _;
        self.clock.now()
    }

    pub(super) fn reference(&self) -> Ref {
        Ref::generate(self.random.as_ref())
    }

    /// A hash that was not handed out before.
    pub(super) fn hash(&self) -> [u8; 32] {
        [self.hashes.fetch_add(1, Ordering::SeqCst) + 1; 32]
    }

    pub(super) fn session(&self) -> NewSession {
        NewSession {
            token_hash: self.hash(),
            idle: IDLE,
            absolute: ABSOLUTE,
            recheck: RECHECK,
            user_agent: Some("Browser/1.0".into()),
            address: Some("192.0.2.7".into()),
            authentication: Authentication::local(&["pwd"]),
            replaces: None,
            application_id: None,
        }
    }

    /// `subject` of Pocket ID, with the verified address `subject@example.com`, under the default rules.
    pub(super) fn attempt(&self, subject: &str) -> Attempt {
        Attempt {
            provider: provider("pocketid"),
            identity: identity(subject),
            linking: Linking::VerifiedEmail,
            auto_register: true,
            profile_sync: ProfileSync::FillEmpty,
            grants_admin: false,
            checked: Checked::default(),
            providers: self.providers.clone(),
            session: self.session(),
            reference: self.reference(),
        }
    }

    /// The same person by another provider, with a new session.
    pub(super) fn attempt_by(&self, provider_id: &str, issuer: &str, subject: &str) -> Attempt {
        let mut attempt = self.attempt(subject);
        attempt.provider = provider(provider_id);
        attempt.identity.issuer = Issuer(issuer.into());
        attempt
    }

    pub(super) async fn complete(&self, attempt: &Attempt) -> SignInOutcome {
        self.store.complete_sign_in(&attempt.borrow()).await.unwrap()
    }

    /// A sign-in that must succeed.
    pub(super) async fn admit(&self, attempt: &Attempt) -> SignedIn {
        match self.complete(attempt).await {
            SignInOutcome::SignedIn(signed_in) => *signed_in,
            SignInOutcome::Refused(code) => panic!("refused with {code}"),
        }
    }

    /// A sign-in that must be refused, and must leave one event and nothing else.
    pub(super) async fn refuse(&self, attempt: &Attempt, code: ErrorCode, about: Option<UserId>) {
        let before = self.rows().await;
        match self.complete(attempt).await {
            SignInOutcome::Refused(found) => assert_eq!(found, code),
            SignInOutcome::SignedIn(signed_in) => panic!("let in as {}", signed_in.user.username),
        }
        self.assert_only_event(before).await;
        let event = self.event_of(&attempt.reference).await.event;
        assert_eq!((event.kind, event.outcome, event.code), (EventKind::SignIn, Outcome::Failed, Some(code)));
        assert_eq!((event.user, event.actor), (about, Actor::Anonymous));
        assert_eq!((event.provider.as_ref(), event.address.as_deref()), (Some(&attempt.provider), Some("192.0.2.7")));
        assert!(self.store.find_session(&attempt.session.token_hash).await.unwrap().is_none());
    }

    pub(super) async fn rows(&self) -> RowCounts {
        self.test_access.count_rows().await.unwrap()
    }

    /// One event was written since `before`, and nothing else.
    pub(super) async fn assert_only_event(&self, before: RowCounts) {
        assert_eq!(self.rows().await, RowCounts { events: before.events + 1, ..before });
    }

    /// The one event with that reference.
    pub(super) async fn event_of(&self, reference: &Ref) -> AuditEntry {
        let filter = AuditFilter { reference: Some(reference.clone()), limit: 200, ..AuditFilter::default() };
        let mut events = self.store.list_audit(&filter).await.unwrap();
        assert_eq!(events.len(), 1, "events with one reference");
        events.remove(0)
    }

    pub(super) async fn user(&self, id: UserId) -> User {
        self.store.find_user(id).await.unwrap().expect("a user")
    }

    pub(super) async fn only_link(&self, user: UserId) -> LinkId {
        let links = self.store.list_links(user).await.unwrap();
        assert_eq!(links.len(), 1, "links");
        links[0].id
    }

    pub(super) fn administrator(&self, email: &str) -> LocalAdministrator {
        LocalAdministrator {
            email: address(email),
            password_hash: Secret::new("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"),
            reference: self.reference(),
        }
    }

    /// A reset that drops nothing and must succeed.
    pub(super) async fn reset(&self, administrator: &LocalAdministrator) -> ResetUser {
        let administrator = administrator.clone();
        match self.try_reset(&Reset { administrator, user: None, drops: Drops::default() }).await {
            ResetOutcome::Done(done) => *done,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn try_reset(&self, reset: &Reset) -> ResetOutcome {
        self.store.reset_administrator(reset, self.rules()).await.unwrap()
    }

    /// The password of a user as it is when it has just been checked.
    pub(super) async fn checked(&self, user: UserId, proof: FactorProof) -> CheckedPassword {
        let found = self.store.find_password_of(user).await.unwrap();
        CheckedPassword { user, digest: found.map_or([0; 32], |found| found.digest()), proof }
    }

    pub(super) async fn link(&self, user: UserId, attempt: &Attempt) -> LinkOutcome {
        let link = CompleteLink {
            user,
            confirmed: attempt.confirmed(),
            reference: &attempt.reference,
            address: attempt.session.address.as_deref(),
        };
        self.store.complete_link(&link).await.unwrap()
    }

    pub(super) fn new_event(&self) -> AuditEvent {
        self.event(EventKind::SignOut)
    }

    pub(super) fn event(&self, kind: EventKind) -> AuditEvent {
        AuditEvent::new(kind, self.reference()).address("192.0.2.8".to_owned()).detail("at the account page".to_owned())
    }
}

impl Attempt {
    pub(super) fn borrow(&self) -> CompleteSignIn<'_> {
        CompleteSignIn {
            confirmed: self.confirmed(),
            auto_register: self.auto_register,
            session: Some(&self.session),
            reference: &self.reference,
        }
    }

    fn confirmed(&self) -> Confirmed<'_> {
        Confirmed {
            provider: &self.provider,
            identity: &self.identity,
            linking: self.linking,
            profile_sync: self.profile_sync,
            grants_admin: self.grants_admin,
            checked: &self.checked,
            rules: rules(&self.providers),
            refusals: RefusalRows::ALL,
        }
    }

    /// What the upstream says of a person who goes on being signed in.
    pub(super) fn renewing(&self) -> CompleteSignIn<'_> {
        CompleteSignIn { session: None, auto_register: false, ..self.borrow() }
    }

    /// The same with another address.
    pub(super) fn with_email(mut self, email: Option<&str>, verified: bool) -> Self {
        self.identity.profile.email = email.map(address);
        self.identity.profile.email_verified = verified;
        self
    }

    /// The same with another rule.
    pub(super) fn with_linking(mut self, linking: Linking) -> Self {
        self.linking = linking;
        self
    }

    /// The same with or without administrator rights.
    pub(super) fn granting(mut self, grants_admin: bool) -> Self {
        self.grants_admin = grants_admin;
        self
    }
}

/// Enabled providers that make everybody at `example.com` an administrator, as far as they are asked.
pub(super) fn providers(ids: &[&str]) -> Providers {
    let admin_email_domains = vec!["example.com".to_owned()];
    let settings = ProviderSettings { enabled: true, admin_email_domains, ..ProviderSettings::default() };
    let provider = Provider {
        enabled: true,
        owner: Owner::Config,
        issuer: None,
        settings: Arc::new(settings),
        checked: Checked::default(),
    };
    Providers(ids.iter().map(|id| (id.parse().unwrap(), provider.clone())).collect())
}

pub(super) fn rules(providers: &Providers) -> Rules<'_> {
    Rules { providers, grant_max_age: Duration::days(30) }
}

pub(super) fn provider(id: &str) -> ProviderId {
    id.parse().unwrap()
}

pub(super) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// Those of a profile of which one provider has sent everything.
pub(super) fn origins(of: &str) -> ValueOrigins {
    use ProfileField::{AvatarUrl, FirstName, LastName, Name};
    let all = [Name, FirstName, LastName, AvatarUrl];
    all.map(|field| (field, ValueOrigin::Provider(provider(of)))).into()
}

pub(super) fn at(millis: i64) -> Timestamp {
    from_millis(millis)
}

pub(super) fn identity(subject: &str) -> Identity {
    Identity {
        issuer: Issuer(ISSUER.into()),
        subject: Subject::parse(subject).unwrap(),
        profile: Profile {
            email: Some(address(&format!("{subject}@example.com"))),
            email_verified: true,
            username: Some(subject.to_owned()),
            name: Some(format!("{subject} of Example")),
            first_name: Some(format!("first {subject}")),
            last_name: Some(format!("last {subject}")),
            avatar_url: Some(format!("https://id.example.com/{subject}.png")),
            groups: Some(vec!["staff".into(), "\"quoted\" group".into()]),
        },
        claims: Map::new(),
        id_token: Some(Secret::new(format!("header.{subject}.signature"))),
        not_taken: Vec::new(),
        id_token_alg: Some(SigningAlgorithm::RS256),
        upstream_session: Some(format!("upstream session of {subject}")),
        refresh_token: Some(Secret::new(format!("refresh token of {subject}"))),
    }
}
