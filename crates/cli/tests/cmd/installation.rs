//! An installation with people: one whom two providers know, one whose address nobody has verified, and an API token.

use std::{fs, path::Path, sync::Arc};

use chrono::Duration;
use vestibule::parts::{load_keys, official_catalogue};
use vestibule_core::{
    access::{Checked, Rules},
    clock::{SystemClock, from_millis},
    credentials::Credentials,
    email::EmailAddress,
    identity::{Identity, Profile},
    ids::{Issuer, ProviderId, Ref, Subject, UserId},
    random::{OsRandom, Random as _},
    settings::{Linking, ProfileSync, ProviderSettings},
};
use vestibule_store::{
    CompleteLink, CompleteSignIn, Confirmed, ConnectSettings, LinkOutcome, NewApiToken, NewSession, RefusalRows,
    SignInOutcome, Store, StoreOptions,
};

/// Creates it in a folder that is not there yet. Its providers are those of `administrators.in/config.toml`.
pub(crate) async fn create(folder: &Path) {
    fs::create_dir(folder).unwrap();
    let store = vestibule_store::open(StoreOptions {
        url: "sqlite:vestibule.db".to_owned(),
        base: folder.to_owned(),
        connect: ConnectSettings::default(),
        keys: Arc::new(load_keys(None, &folder.join("secret.key"), true, &OsRandom).unwrap()),
        clock: Arc::new(SystemClock),
        random: Arc::new(OsRandom),
    })
    .await
    .unwrap();
    sign_in(&*store, "pub", &identity("https://pub.example", "s-1", ("ceo@victim.example", false))).await;
    let amara = sign_in(&*store, "corp", &identity("https://corp.example", "a-1", ("amara@example.com", true))).await;
    link(&*store, amara, "corp", &identity("https://old.example", "a-1", ("amara@example.com", true))).await;
    let token = NewApiToken {
        name: "monitoring".to_owned(),
        hash: [7; 32],
        expires_at: Some(from_millis(4_102_444_800_000)),
        reference: reference(),
    };
    store.create_token(&token).await.unwrap();
    store.close().await;
}

fn reference() -> Ref {
    Ref::generate(&OsRandom)
}

fn identity(issuer: &str, subject: &str, (email, email_verified): (&str, bool)) -> Identity {
    let profile = Profile { email: Some(EmailAddress::parse(email).unwrap()), email_verified, ..Profile::default() };
    Identity {
        issuer: Issuer(issuer.to_owned()),
        subject: Subject::parse(subject).unwrap(),
        profile,
        not_taken: Vec::new(),
        claims: serde_json::Map::new(),
        id_token: None,
        id_token_alg: None,
        upstream_session: None,
        refresh_token: None,
    }
}

fn checked() -> Checked {
    let catalogue = official_catalogue();
    let entry = catalogue.find(&"oidc".parse().unwrap()).unwrap();
    Checked::new(&ProviderSettings::default(), Some((&entry.definition, &Credentials::default())))
}

fn confirmed<'a>(provider: &'a ProviderId, identity: &'a Identity, checked: &'a Checked) -> Confirmed<'a> {
    Confirmed {
        provider,
        identity,
        linking: Linking::VerifiedEmail,
        profile_sync: ProfileSync::FillEmpty,
        grants_admin: false,
        checked,
        rules: Rules::LOCAL,
        refusals: RefusalRows::ALL,
    }
}

async fn sign_in(store: &dyn Store, provider: &str, identity: &Identity) -> UserId {
    let (provider, checked, mut token_hash) = (provider.parse().unwrap(), checked(), [0; 32]);
    OsRandom.fill(&mut token_hash);
    let session = NewSession {
        token_hash,
        idle: Duration::hours(12),
        absolute: Duration::days(30),
        recheck: Duration::minutes(15),
        user_agent: None,
        address: None,
        replaces: None,
        application_id: None,
        authentication: vestibule_core::authentication::Authentication::default(),
    };
    let confirmed = confirmed(&provider, identity, &checked);
    let sign_in = CompleteSignIn { confirmed, auto_register: true, session: Some(&session), reference: &reference() };
    match store.complete_sign_in(&sign_in).await.unwrap() {
        SignInOutcome::SignedIn(signed_in) => signed_in.user.id,
        SignInOutcome::Refused(code) => panic!("refused with {code}"),
    }
}

async fn link(store: &dyn Store, user: UserId, provider: &str, identity: &Identity) {
    let (provider, checked) = (provider.parse().unwrap(), checked());
    let confirmed = confirmed(&provider, identity, &checked);
    let link = CompleteLink { user, confirmed, reference: &reference(), address: None };
    assert!(matches!(store.complete_link(&link).await.unwrap(), LinkOutcome::Linked(_)));
}
