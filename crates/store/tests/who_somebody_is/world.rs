//! A store with people, and the rules of the server in front of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::Duration;
use vestibule_core::access::Providers;
use vestibule_core::{
    clock::{Clock as _, FixedClock},
    code::ErrorCode,
    email::EmailAddress,
    ids::{Ref, UserId},
    policy,
    random::CountingRandom,
    seal::Keyring,
    secret::Secret,
};
use vestibule_store::{
    AccountOutcome, AuditEvent, CompleteLink, CompleteSignIn, EventKind, LinkOutcome, LocalAdministrator, NewSession,
    RefusalRows, RefusedIdentity, SignInOutcome, Store,
    conformance::{Backend, StoreDeps, TestStore},
};

use crate::{
    model::{Model, Person, SessionModel},
    steps::{ADDRESSES, Claims, LinkingRule, PROVIDERS, ProviderRules, Step},
    upstreams::{Arrival, STORED, all, provider, settings, stored},
};

pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) random: Arc<CountingRandom>,
    pub(crate) model: Model,
    /// The local administrator, whom no step is about.
    pub(crate) root: UserId,
    /// Who held which verified address after the last step.
    pub(crate) held: BTreeMap<String, UserId>,
    /// Who was an administrator after the last step.
    pub(crate) admins: BTreeSet<UserId>,
    pub(crate) number: usize,
}

impl World {
    pub(crate) async fn fresh(backend: &dyn Backend, name: &str) -> Self {
        let (clock, random) = (Arc::new(FixedClock::at(1_700_000_000_123)), Arc::new(CountingRandom::default()));
        let keys = Arc::new(Keyring::parse(&Keyring::generate(random.as_ref())).unwrap());
        let parts = StoreDeps { keys, clock: clock.clone(), random: random.clone() };
        let TestStore { store, .. } = backend.fresh(name, parts).await.unwrap();
        let providers = PROVIDERS.map(|id| (id, ProviderRules::beginning(id))).into();
        let model = Model::new(clock.now(), providers);
        let (held, admins) = (BTreeMap::new(), BTreeSet::new());
        let root = UserId(uuid::Uuid::nil());
        let mut world = Self { store, clock, random, model, root, held, admins, number: 0 };
        world.store.create_provider(&stored(ProviderRules::beginning(STORED)), &world.event()).await.unwrap();
        // As the server does when it starts.
        world.store.withdraw_grants(all(&world.providers())).await.unwrap();
        world.create_administrator(ADDRESSES[4]).await;
        world.root = *world.model.people.keys().next().unwrap();
        world.compare().await;
        world
    }

    /// Does it, and looks at everybody.
    pub(crate) async fn take(&mut self, step: &Step, number: usize) {
        self.number = number;
        match step {
            Step::SignIn { by, subject, says } => self.sign_in(by, subject, says).await,
            Step::Link { user, by, subject, says } => {
                let people: Vec<UserId> = self.model.people.keys().copied().collect();
                self.link(*user.get(&people), (by, subject, says)).await;
            }
            Step::Unlink { user, link, by_administrator } => {
                let people: Vec<UserId> = self.model.people.keys().copied().collect();
                let user = *user.get(&people);
                let keys = self.model.keys_of(user);
                if !keys.is_empty() {
                    self.unlink(user, *link.get(&keys), *by_administrator).await;
                }
            }
            Step::Change { provider, change } => self.change(provider, change).await,
            Step::Act { user, act } => {
                let others: Vec<UserId> = self.model.people.keys().copied().filter(|id| *id != self.root).collect();
                if !others.is_empty() {
                    self.act(*user.get(&others), act).await;
                }
            }
            Step::CreateAdministrator(address) => self.create_administrator(address).await,
            Step::Reset(address) => self.reset(address).await,
            Step::Days(days) => {
                self.clock.advance(Duration::days(*days));
                self.model.now = self.clock.now();
            }
        }
        self.compare().await;
    }

    async fn sign_in(&mut self, by: &'static str, subject: &'static str, says: &Claims) {
        let Some(arrival) = self.arrive(by, subject, says).await else { return };
        let (key, rules) = (arrival.key, self.providers());
        let token_hash = self.token();
        let session = NewSession {
            token_hash,
            idle: Duration::days(9_000),
            absolute: Duration::days(9_000),
            recheck: Duration::minutes(15),
            user_agent: None,
            address: None,
            authentication: vestibule_core::authentication::Authentication::default(),
            replaces: None,
            application_id: None,
        };
        let reference = self.reference();
        let sign_in = CompleteSignIn {
            confirmed: arrival.confirmed(all(&rules)),
            auto_register: true,
            session: Some(&session),
            reference: &reference,
        };
        let outcome = self.store.complete_sign_in(&sign_in).await.unwrap();
        let (vouched, holder) = self.holder_of(by, says);
        let owner = self.model.identities.get(&key).map(|identity| identity.owner);
        let user = match (outcome, owner) {
            (SignInOutcome::Refused(code), Some(owner)) => {
                assert!(self.model.people[&owner].disabled, "{owner} is refused with {code}");
                return assert_eq!(code, ErrorCode::AccountDisabled);
            }
            (SignInOutcome::Refused(code), None) => {
                let holder = holder.unwrap_or_else(|| panic!("{code}, although nobody has the address"));
                return match code {
                    ErrorCode::AccountDisabled => assert!(self.model.people[&holder].disabled && vouched),
                    other => assert_eq!(other, ErrorCode::AccountExists),
                };
            }
            (SignInOutcome::SignedIn(signed_in), owner) => {
                let user = signed_in.user.id;
                match (signed_in.account, owner) {
                    (AccountOutcome::Existing, Some(owner)) => assert_eq!(user, owner),
                    (AccountOutcome::Linked, None) => {
                        assert_eq!(Some(user), holder, "linked by an address to whoever has it verified");
                        assert!(vouched && self.model.providers[by].linking != LinkingRule::Never);
                        assert!(!self.admins.contains(&user), "linked by an address to an administrator");
                        assert!(!self.model.people[&user].password, "linked by an address past a password");
                    }
                    (AccountOutcome::Created, None) => {
                        assert!(self.model.ids.insert(user), "an id is given twice");
                        self.model.people.insert(user, Person::default());
                    }
                    (account, owner) => panic!("{account:?} for an identity of {owner:?}"),
                }
                assert!(!self.model.people[&user].disabled, "a disabled user is signed in");
                user
            }
        };
        self.model.record(key, user, says);
        self.model.sessions.push(SessionModel { token: token_hash, user, by: key, ended: false });
        self.expect_address(user, (vouched, holder), says).await;
    }

    async fn link(&mut self, user: UserId, (by, subject, says): (&'static str, &'static str, &Claims)) {
        let Some(arrival) = self.arrive(by, subject, says).await else { return };
        let (key, rules, reference) = (arrival.key, self.providers(), self.reference());
        let confirmed = arrival.confirmed(all(&rules));
        let link = CompleteLink { user, confirmed, reference: &reference, address: None };
        let outcome = self.store.complete_link(&link).await.unwrap();
        let owner = self.model.identities.get(&key).map(|identity| identity.owner);
        match outcome {
            LinkOutcome::Linked(_) => assert_eq!(owner, None),
            LinkOutcome::AlreadyLinked(_) => assert_eq!(owner, Some(user)),
            LinkOutcome::Refused(ErrorCode::IdentityInUse) => {
                return assert!(owner.is_some_and(|owner| owner != user));
            }
            LinkOutcome::Refused(code) => {
                assert!(self.model.people[&user].disabled, "{code}");
                return;
            }
        }
        assert!(!self.model.people[&user].disabled);
        let holder = self.holder_of(by, says);
        self.model.record(key, user, says);
        self.expect_address(user, holder, says).await;
    }

    /// What the server does first: the rules of the provider. `None`: nobody comes in.
    async fn arrive(&mut self, by: &'static str, subject: &'static str, says: &Claims) -> Option<Arrival> {
        let rules = self.model.providers.get(by).copied().filter(|rules| rules.enabled)?;
        let (arrival, settings) = (Arrival::new((by, rules.issuer, subject), says, rules), settings(rules));
        let admitted = policy::admit(&arrival.identity, &settings);
        assert_eq!(admitted.is_ok(), rules.admits(says), "{admitted:?}");
        if admitted.is_ok() {
            return Some(arrival);
        }
        let event = self.event();
        let (provider, identity, refusals) = (&arrival.provider, &arrival.identity, RefusalRows::ALL);
        let refused = RefusedIdentity { provider, identity, event: &event, refusals };
        let known = self.store.refuse_identity(&refused).await.unwrap();
        assert_eq!(known.is_some(), self.model.identities.contains_key(&arrival.key));
        if let Some(identity) = self.model.identities.get_mut(&arrival.key) {
            identity.said = None;
        }
        self.model.end_sessions(|session| session.by == arrival.key);
        None
    }

    /// Whether the provider vouches for the address, and who has it.
    fn holder_of(&self, by: &str, says: &Claims) -> (bool, Option<UserId>) {
        let holder = says.email.and_then(|email| self.held.get(&email.to_lowercase())).copied();
        (says.email.is_some() && self.model.providers[by].vouches(says.verified), holder)
    }

    /// Who arrives with a verified address that nobody else has, has it.
    async fn expect_address(&self, user: UserId, (vouched, holder): (bool, Option<UserId>), says: &Claims) {
        if let Some(email) = says.email.filter(|_| vouched && holder.is_none_or(|holder| holder == user)) {
            let access = self.access(user).await;
            assert!(access.holds(&EmailAddress::parse(email).unwrap()), "{email} is not taken over");
        }
    }

    /// What all providers are now, for the store.
    pub(crate) fn providers(&self) -> Providers {
        Providers(self.model.providers.iter().map(|(id, rules)| (id.parse().unwrap(), provider(id, *rules))).collect())
    }

    fn token(&self) -> [u8; 32] {
        use vestibule_core::random::Random as _;
        let mut token = [0; 32];
        self.random.fill(&mut token);
        token
    }

    pub(crate) fn reference(&self) -> Ref {
        Ref::generate(self.random.as_ref())
    }

    pub(crate) fn event(&self) -> AuditEvent {
        AuditEvent::new(EventKind::UserChanged, self.reference())
    }

    pub(crate) fn administrator(&self, address: &str) -> LocalAdministrator {
        LocalAdministrator {
            email: EmailAddress::parse(address).unwrap(),
            password_hash: Secret::new("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"),
            reference: self.reference(),
        }
    }
}
