//! Linking, as a game: whatever others do, in whatever order, nobody ends up as somebody else.

use std::{collections::HashMap, sync::Arc};

use chrono::Duration;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::Map;
use vestibule_core::{
    access::{Checked, Provider, Providers, Rules},
    clock::FixedClock,
    email::EmailAddress,
    identity::{Identity, Profile},
    ids::{Issuer, ProviderId, Ref, Subject, UserId},
    provider::Owner,
    random::CountingRandom,
    seal::Keyring,
    settings::{Linking, ProfileSync},
};
use vestibule_store::{
    CompleteLink, CompleteSignIn, Confirmed, NewSession, RefusalRows, SignInOutcome, SqliteBackend, Store,
    conformance::{Backend as _, StoreDeps},
};

/// Somebody comes back from an upstream.
#[derive(Debug, Clone)]
struct Arrives {
    provider: &'static str,
    subject: &'static str,
    email: Option<&'static str>,
    verified: bool,
    linking: Linking,
    auto_register: bool,
    username: &'static str,
    /// Or wants to add the identity to the account of who came before, in that one's session.
    links_to_last: bool,
}

const ALICE: Arrives = Arrives {
    provider: "home",
    subject: "alice",
    email: Some("alice@example.com"),
    verified: true,
    linking: Linking::VerifiedEmail,
    auto_register: true,
    username: "alice",
    links_to_last: false,
};

/// Everybody but Alice: any subject but hers at her provider, any subject at others. No upstream but hers says that her
/// address is verified: where one does, its word is what the operator has chosen to believe, and not a trick.
fn somebody_else() -> impl Strategy<Value = Arrives> {
    let emails = [
        None,
        Some("alice@example.com"),
        Some("ALICE@Example.COM"),
        Some("bob@example.com"),
        Some("carol@example.com"),
    ];
    let linking = [Linking::VerifiedEmail, Linking::VerifiedEmail, Linking::Ask, Linking::Never];
    (
        select(&["home", "work", "club"][..]),
        select(&["alice", "bob", "carol", "Alice", "alice "][..]),
        select(emails.to_vec()),
        any::<bool>(),
        select(linking.to_vec()),
        prop::bool::weighted(0.8),
        select(&["alice", "Alice", "admin", "bob", ""][..]),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(provider, subject, email, verified, linking, auto_register, username, links_to_last)| Arrives {
            provider,
            subject,
            email,
            verified,
            linking,
            auto_register,
            username,
            links_to_last,
        })
        .prop_filter("not Alice themselves", |arrives| (arrives.provider, arrives.subject) != ("home", "alice"))
        .prop_map(|mut arrives| {
            let hers = arrives.email.is_some_and(|email| email.eq_ignore_ascii_case("alice@example.com"));
            arrives.verified &= !hers || arrives.provider == "home";
            arrives
        })
}

struct SignInSimulation {
    store: Arc<dyn Store>,
    clock: Arc<FixedClock>,
    random: CountingRandom,
    /// All three are enabled.
    providers: Providers,
    sessions: u64,
    last: Option<UserId>,
}

impl SignInSimulation {
    async fn new() -> Self {
        let (clock, random) = (Arc::new(FixedClock::at(1_793_707_200_000)), CountingRandom::default());
        let keys = Arc::new(Keyring::parse(&Keyring::generate(&random)).unwrap());
        let deps = StoreDeps { keys, clock: clock.clone(), random: Arc::new(CountingRandom::default()) };
        let store = SqliteBackend { folder: None }.fresh("takeover", deps).await.unwrap().store;
        let provider = Provider {
            enabled: true,
            owner: Owner::Config,
            issuer: None,
            settings: Arc::default(),
            checked: Checked::default(),
        };
        let providers = ["home", "work", "club"].map(|id| (id.parse().unwrap(), provider.clone()));
        Self { store, clock, random, providers: Providers(providers.into()), sessions: 0, last: None }
    }

    /// Lets somebody in, or not. Returns as whom.
    async fn meets(&mut self, arrives: &Arrives) -> Option<UserId> {
        self.clock.advance(Duration::seconds(1));
        let identity = identity_of(arrives);
        let provider: ProviderId = arrives.provider.parse().unwrap();
        let reference = Ref::generate(&self.random);
        let checked = Checked::default();
        let confirmed = Confirmed {
            provider: &provider,
            identity: &identity,
            linking: arrives.linking,
            profile_sync: ProfileSync::EverySignIn,
            grants_admin: false,
            checked: &checked,
            rules: Rules { providers: &self.providers, grant_max_age: Duration::days(30) },
            refusals: RefusalRows::ALL,
        };
        if let (true, Some(user)) = (arrives.links_to_last, self.last) {
            let link = CompleteLink { user, confirmed, reference: &reference, address: None };
            self.store.complete_link(&link).await.unwrap();
            return None;
        }
        self.sessions += 1;
        let mut token_hash = [0; 32];
        token_hash[..8].copy_from_slice(&self.sessions.to_be_bytes());
        let session = NewSession {
            authentication: vestibule_core::authentication::Authentication::default(),
            token_hash,
            idle: Duration::hours(12),
            absolute: Duration::days(30),
            recheck: Duration::minutes(15),
            user_agent: None,
            address: None,
            replaces: None,
            application_id: None,
        };
        let sign_in = CompleteSignIn {
            confirmed,
            auto_register: arrives.auto_register,
            session: Some(&session),
            reference: &reference,
        };
        match self.store.complete_sign_in(&sign_in).await.unwrap() {
            SignInOutcome::SignedIn(signed_in) => Some(signed_in.user.id),
            SignInOutcome::Refused(_) => None,
        }
    }
}

fn identity_of(arrives: &Arrives) -> Identity {
    let profile = Profile {
        email: arrives.email.map(|email| EmailAddress::parse(email).unwrap()),
        email_verified: arrives.verified,
        username: Some(arrives.username.to_owned()).filter(|name| !name.is_empty()),
        name: Some(format!("{} of {}", arrives.subject, arrives.provider)),
        ..Profile::default()
    };
    Identity {
        issuer: Issuer(format!("https://{}.example", arrives.provider)),
        subject: Subject::parse(arrives.subject).unwrap(),
        profile,
        claims: Map::new(),
        id_token: None,
        not_taken: Vec::new(),
        id_token_alg: None,
        upstream_session: None,
        refresh_token: None,
    }
}

/// Runs a future to its end. The store's own tasks need a runtime.
fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// AC-01, AC-04, AC-07, AC-10, AC-15: Alice is here, and others come. She stays who she is, and nobody becomes her.
    #[test]
    fn ac_01_no_sequence_of_others_takes_an_account(others in vec(somebody_else(), 1..20)) {
        run(async {
            let mut simulation = SignInSimulation::new().await;
            let alice = simulation.meets(&ALICE).await.unwrap();
            simulation.last = None;
            let (user, links) = (simulation.store.find_user(alice).await.unwrap(), simulation.store.list_links(alice).await.unwrap());
            for other in &others {
                let found = simulation.meets(other).await;
                prop_assert_ne!(found, Some(alice), "{:?}", other);
                simulation.last = found.or(simulation.last);
            }
            prop_assert_eq!(simulation.store.find_user(alice).await.unwrap(), user);
            prop_assert_eq!(simulation.store.list_links(alice).await.unwrap(), links);
            prop_assert_eq!(simulation.meets(&ALICE).await, Some(alice));
            Ok(())
        })?;
    }

    /// AC-11: others come first and prepare whatever they like. Alice is asked to sign in another way, or gets an account
    /// in which nobody else is.
    #[test]
    fn ac_11_nothing_that_others_prepare_becomes_hers(others in vec(somebody_else(), 1..12), after in vec(somebody_else(), 0..6)) {
        run(async {
            let mut simulation = SignInSimulation::new().await;
            let mut theirs = Vec::new();
            for other in &others {
                let found = simulation.meets(other).await;
                simulation.last = found.or(simulation.last);
                theirs.extend(found);
            }
            // Somebody at her own provider who had her address verified had it before her: then it was theirs.
            let alice = simulation.meets(&ALICE).await;
            if let Some(alice) = alice {
                prop_assert!(!theirs.contains(&alice), "she got into an account of somebody else");
                simulation.last = None;
                for other in &after {
                    prop_assert_ne!(simulation.meets(other).await, Some(alice), "{:?}", other);
                }
                prop_assert_eq!(simulation.meets(&ALICE).await, Some(alice));
            }
            Ok(())
        })?;
    }

    /// AC-05, AC-06: an identity, once it has an account, has it for good: whoever comes, whatever their address says now.
    #[test]
    fn ac_06_an_identity_keeps_its_account(others in vec(somebody_else(), 1..24)) {
        run(async {
            let mut simulation = SignInSimulation::new().await;
            let mut owners: HashMap<(&str, &str), UserId> = HashMap::new();
            for other in &others {
                if let Some(found) = simulation.meets(other).await {
                    let known = *owners.entry((other.provider, other.subject)).or_insert(found);
                    prop_assert_eq!(known, found, "{:?}", other);
                }
            }
            Ok(())
        })?;
    }
}
