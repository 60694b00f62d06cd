//! PR-02: a database of an earlier version comes up right, whatever people left in it.

#![expect(clippy::unwrap_used, reason = "only tests are built from this")]

use std::{collections::BTreeMap, sync::Arc};

use chrono::Duration;
use serde_json::{Map, json};
use vestibule_core::{
    access::{Access, Checked, Provider, Providers, Rules},
    clock::{Clock as _, FixedClock},
    code::ErrorCode,
    email::EmailAddress,
    identity::{Identity, Profile},
    ids::{Issuer, Ref, Subject, UserId},
    policy,
    provider::Owner,
    random::CountingRandom,
    seal::Keyring,
    settings::{Linking, ProfileSync, ProviderSettings},
};
use vestibule_store::{
    AccountOutcome, AuditEvent, CompleteSignIn, Confirmed, ConnectSettings, EventKind, NewSession, RefusalRows,
    SessionFilter, SignInOutcome, SignedIn, Store, StoreOptions,
    conformance::{PostgresServer, create_former},
};

/// Every version that databases may have: the first, the one before origins were kept, and the last before grants were.
const VERSIONS: [i64; 3] = [1, 3, 9];

/// A moment after the last thing that anybody did there.
const NOW: i64 = 1_700_000_100_000;

struct Upgraded {
    store: Arc<dyn Store>,
    clock: Arc<FixedClock>,
    random: Arc<CountingRandom>,
    providers: Providers,
}

/// `corp` and `pub`, of which `corp` says who is a boss; the third one is gone.
fn providers(mapping: Option<&str>) -> Providers {
    let provider = |id: &str, admins: bool| {
        let admin_groups = if admins { vec!["bosses".to_owned()] } else { Vec::new() };
        let settings = ProviderSettings { enabled: true, admin_groups, ..ProviderSettings::default() };
        let checked = Checked { mapping: mapping.map(str::to_owned), ..Checked::new(&settings, None) };
        let issuer = Some(Issuer(format!("https://{id}.example")));
        Provider { enabled: true, owner: Owner::Config, issuer, settings: Arc::new(settings), checked }
    };
    let all = [("corp", provider("corp", true)), ("pub", provider("pub", false))];
    Providers(all.into_iter().map(|(id, provider)| (id.parse().unwrap(), provider)).collect::<BTreeMap<_, _>>())
}

fn user(number: u128) -> UserId {
    UserId(uuid::Uuid::from_u128(number))
}

impl Upgraded {
    async fn open(url: &str, version: i64) -> Self {
        let (clock, random) = (Arc::new(FixedClock::at(NOW)), Arc::new(CountingRandom::default()));
        let keys = Arc::new(Keyring::parse(&Keyring::generate(random.as_ref())).unwrap());
        create_former(url, version, &keys, random.as_ref()).await.unwrap();
        let options = StoreOptions {
            url: url.into(),
            base: "/".into(),
            connect: ConnectSettings::default(),
            keys,
            clock: clock.clone(),
            random: random.clone(),
        };
        let store = vestibule_store::open(options).await.unwrap();
        Self { store, clock, random, providers: providers(Some("as it is read now")) }
    }

    fn rules(&self) -> Rules<'_> {
        Rules { providers: &self.providers, grant_max_age: Duration::days(30) }
    }

    async fn access(&self, number: u128) -> Access {
        let found = self.store.find_user(user(number)).await.unwrap().unwrap();
        found.access(self.rules(), self.clock.now())
    }

    /// Somebody comes back from a provider, as the server completes it.
    async fn sign_in(
        &self,
        by: &str,
        subject: &str,
        email: Option<&str>,
        groups: &[&str],
    ) -> Result<SignedIn, ErrorCode> {
        let provider = by.parse().unwrap();
        let Provider { settings, checked, issuer, .. } = self.providers.0.get(&provider).unwrap();
        let identity = Identity {
            issuer: issuer.clone().unwrap(),
            subject: Subject::parse(subject).unwrap(),
            profile: Profile {
                email: email.map(|email| EmailAddress::parse(email).unwrap()),
                email_verified: email.is_some(),
                groups: Some(groups.iter().map(|&group| group.to_owned()).collect()),
                ..Profile::default()
            },
            claims: Map::from_iter([("sub".to_owned(), json!(subject))]),
            id_token: None,
            not_taken: Vec::new(),
            id_token_alg: None,
            upstream_session: None,
            refresh_token: None,
        };
        let mut token_hash = [0; 32];
        vestibule_core::random::Random::fill(self.random.as_ref(), &mut token_hash);
        let session = NewSession {
            token_hash,
            idle: Duration::hours(1),
            absolute: Duration::hours(2),
            recheck: Duration::minutes(15),
            user_agent: None,
            address: None,
            replaces: None,
            application_id: None,
            authentication: vestibule_core::authentication::Authentication::default(),
        };
        let sign_in = CompleteSignIn {
            confirmed: Confirmed {
                provider: &provider,
                identity: &identity,
                linking: Linking::VerifiedEmail,
                profile_sync: ProfileSync::FillEmpty,
                grants_admin: policy::is_admin(&identity, settings),
                checked,
                rules: self.rules(),
                refusals: RefusalRows::ALL,
            },
            auto_register: true,
            session: Some(&session),
            reference: &Ref::generate(self.random.as_ref()),
        };
        match self.store.complete_sign_in(&sign_in).await.unwrap() {
            SignInOutcome::SignedIn(signed_in) => Ok(*signed_in),
            SignInOutcome::Refused(code) => Err(code),
        }
    }

    async fn sessions(&self, number: u128) -> usize {
        let filter = SessionFilter { user: Some(user(number)), limit: 200, ..SessionFilter::default() };
        self.store.list_all_sessions(&filter).await.unwrap().len()
    }
}

/// As the server finds it: nobody knows by which mapping anything was said.
async fn everybody_comes_up_right(url: &str, version: i64) {
    let mut upgraded = Upgraded::open(url, version).await;
    // Even where claims are read as before, nobody has more than their provider vouched for.
    upgraded.providers = providers(None);
    for (number, verified) in [(2, None), (3, None), (6, None), (7, None), (10, None), (9, Some("jane@corp.example"))] {
        let found = upgraded.access(number).await;
        assert_eq!(found.verified_email().map(EmailAddress::folded), verified, "{number} from version {version}");
    }
    upgraded.providers = providers(Some("as it is read now"));

    for number in 2..=12 {
        let access = upgraded.access(number).await;
        assert!(access.groups.is_empty(), "{number} from version {version}");
        assert_eq!(access.is_admin(), number == 8, "{number} from version {version}");
        assert_eq!(access.verified_email().is_some(), number == 8, "{number} from version {version}");
    }
    let root = upgraded.access(1).await;
    assert!(root.is_admin());
    assert_eq!(root.verified_email().unwrap().as_str(), "root@here.example");
    assert_eq!((upgraded.sessions(4).await, upgraded.sessions(5).await), (0, 0), "they sign in again");
    assert_eq!(upgraded.sessions(1).await, 150, "sessions by a password go on");

    let mut withdrawn = upgraded.store.withdraw_grants(upgraded.rules()).await.unwrap();
    withdrawn.sort_by(|one, other| one.provider.cmp(&other.provider));
    let counts: Vec<_> = withdrawn.iter().map(|done| (done.provider.as_str(), done.links)).collect();
    assert_eq!(counts, [("corp", 5), ("old", 1), ("pub", 7)]);
    assert!(upgraded.store.withdraw_grants(upgraded.rules()).await.unwrap().is_empty(), "once");

    everybody_signs_in(&upgraded).await;
    let event = AuditEvent::new(EventKind::SignOut, Ref::generate(upgraded.random.as_ref()));
    let kept = upgraded.store.list_sessions(user(1)).await.unwrap()[0].id;
    assert_eq!(upgraded.store.revoke_sessions(user(1), Some(kept), &event).await.unwrap(), 149, "all others");
}

async fn everybody_signs_in(upgraded: &Upgraded) {
    // The owner of an address that somebody else had is in, and has it.
    let victim = upgraded.sign_in("corp", "s3", Some("ceo@victim.example"), &["staff"]).await.unwrap();
    assert_eq!((victim.user.id, victim.account), (user(3), AccountOutcome::Existing));
    let access = upgraded.access(3).await;
    assert_eq!(access.verified_email().unwrap().as_str(), "ceo@victim.example");
    assert_eq!(access.group_names().collect::<Vec<_>>(), ["staff"]);
    assert!(upgraded.access(2).await.email.is_none(), "the other person has lost it");
    // Rights by a provider count when it says so again, and by nobody else's word.
    upgraded.sign_in("pub", "s4", Some("boss@corp.example"), &["bosses"]).await.unwrap();
    assert!(!upgraded.access(4).await.is_admin());
    upgraded.sign_in("corp", "s4", Some("boss@corp.example"), &["bosses"]).await.unwrap();
    assert!(upgraded.access(4).await.is_admin());
    upgraded.sign_in("pub", "s7", None, &["bosses"]).await.unwrap();
    assert!(!upgraded.access(7).await.is_admin());
    // Two spellings of one address are one address, and it is the verified one's.
    upgraded.sign_in("corp", "s9", Some("jane@corp.example"), &[]).await.unwrap();
    upgraded.sign_in("pub", "s10", Some("JANE@corp.example"), &[]).await.unwrap();
    assert!(upgraded.access(9).await.holds(&EmailAddress::parse("Jane@Corp.example").unwrap()));
    assert!(upgraded.access(10).await.email.is_none());
    // A former address is free for whoever has it now.
    let owner = upgraded.sign_in("corp", "new", Some("before@corp.example"), &[]).await.unwrap();
    assert_eq!(owner.account, AccountOutcome::Created);
    // Nobody is linked by an address past a password, and a disabled user stays out.
    let code = upgraded.sign_in("corp", "other", Some("ann@victim.example"), &[]).await.unwrap_err();
    assert_eq!(code, ErrorCode::AccountExists);
    let code = upgraded.sign_in("pub", "s12", Some("out@pub.example"), &[]).await.unwrap_err();
    assert_eq!(code, ErrorCode::AccountDisabled);
    assert_eq!(upgraded.store.count_password_administrators().await.unwrap(), 2);
}

/// PR-02.
#[tokio::test]
async fn sqlite_databases_of_earlier_versions() {
    let folder = tempfile::tempdir().unwrap();
    for version in VERSIONS {
        let url = format!("sqlite:{}", folder.path().join(format!("{version}.db")).display());
        everybody_comes_up_right(&url, version).await;
    }
}

/// PR-02.
#[tokio::test]
async fn postgresql_databases_of_earlier_versions() {
    for version in VERSIONS {
        everybody_comes_up_right(&PostgresServer::shared().fresh_url(), version).await;
    }
}
