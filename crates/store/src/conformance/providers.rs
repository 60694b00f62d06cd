//! Providers that administrators own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use serde_json::{Map, json};
use vestibule_core::{
    access::{Checked, Providers},
    code::ErrorCode,
    definition::{ClientAuthentication, Par, SigningAlgorithm},
    group_rule::{GroupPattern, GroupRule, UnmatchedGroups},
    ids::{Issuer, ProviderId},
    registration::RegistrationMethod,
    secret::Secret,
    settings::{Linking, OneOrMany, ProfileSync, ProviderSettings},
};

use super::{
    fixture::{Fixture, provider, rules},
    named,
};
use crate::{
    ChangeOutcome, EventKind, ProviderDeletion, ProviderInput, ProviderUses, StoreError, StoredProvider, UserFilter,
};

named![
    a_provider_is_stored_completely,
    an_id_is_taken_once,
    an_update_needs_the_revision_that_was_read,
    of_two_updates_at_once_one_wins,
    an_order_is_all_or_nothing,
    any_text_can_be_stored_and_ordered,
    the_last_provider_with_an_administrator_stays,
    a_provider_of_the_configuration_is_the_one_that_counts,
    a_provider_does_not_leave_its_last_administrator,
    a_provider_in_use_is_deleted_by_force_only,
];

pub(super) fn input(id: &str) -> ProviderInput {
    let settings = ProviderSettings {
        definition: None,
        enabled: true,
        display_name: Some(format!("it's \"{id}\"")),
        icon: Some("key".into()),
        sort_order: Some(7),
        auto_register: false,
        linking: Linking::Ask,
        profile_sync: ProfileSync::EverySignIn,
        options: vec!["teams".into()],
        group_rules: vec![GroupRule { pattern: GroupPattern::from("^/(.+)$".to_owned()), name: "$1".into() }],
        unmatched_groups: UnmatchedGroups::Drop,
        credentials_expire: BTreeMap::from([("client_secret".into(), "2027-05-31".into())]),
        scopes: vec!["offline_access".into()],
        allowed_email_domains: vec!["example.com".into()],
        allowed_groups: vec!["staff".into()],
        admin_email_domains: vec!["root.example.com".into()],
        admin_groups: vec!["admins".into()],
        require_email: true,
        allow_dotless_email_domains: true,
        required_claims: BTreeMap::from([("hd".into(), OneOrMany::Many(vec!["a".into(), "b".into()]))]),
        required_acr: vec!["mfa".into()],
        max_age: Some(60),
        callback_path: Some("/old/callback".into()),
        authorize_params: BTreeMap::from([("prompt".into(), "login".into())]),
        par: Some(Par::Required),
        registration: Some(RegistrationMethod::Dynamic),
        client_authentication: Some(ClientAuthentication::ClientSecretPost),
        id_token_signed_response_alg: Some(SigningAlgorithm::EdDSA),
    };
    let mut public = Map::new();
    public.insert("issuer_url".into(), json!("https://id.example.com"));
    public.insert("strict".into(), json!(true));
    let secrets =
        ["client_secret", "private_key"].map(|name| (name.to_owned(), Secret::new(format!("\"{id} {name}\""))));
    ProviderInput {
        id: provider(id),
        definition: "pocketid".parse().unwrap(),
        settings,
        public,
        secrets: secrets.into(),
        kept: BTreeSet::new(),
        issuer: None,
        checked: Checked::default(),
        force: false,
    }
}

/// The same with rules by which everybody at `example.com` gets in, and may be an administrator.
fn open_input(id: &str) -> ProviderInput {
    let admin_email_domains = vec!["example.com".to_owned()];
    let settings = ProviderSettings { enabled: true, admin_email_domains, ..ProviderSettings::default() };
    ProviderInput { settings, ..input(id) }
}

pub(super) async fn create(fixture: &Fixture, id: &str) -> StoredProvider {
    fixture.store.create_provider(&input(id), &fixture.event(EventKind::ProviderCreated)).await.unwrap()
}

pub(super) async fn find(fixture: &Fixture, id: &ProviderId) -> StoredProvider {
    fixture.store.find_provider(id).await.unwrap().expect("a provider")
}

pub(super) fn assert_same(row: &StoredProvider, wanted: &ProviderInput) {
    let settings = ProviderSettings { definition: Some(wanted.definition.clone()), ..wanted.settings.clone() };
    assert_eq!((&row.id, &row.definition, &row.public), (&wanted.id, &wanted.definition, &wanted.public));
    assert_eq!(row.settings.as_ref().unwrap(), &settings);
    let opened: BTreeMap<_, _> =
        row.secrets.iter().map(|(name, found)| (name.clone(), found.clone().unwrap())).collect();
    assert_eq!(opened, wanted.secrets);
}

async fn a_provider_is_stored_completely(fixture: Fixture) {
    let begun = &fixture.event(EventKind::ProviderCreated);
    let row = fixture.store.create_provider(&input("work"), begun).await.unwrap();
    assert_same(&row, &input("work"));
    assert_eq!((row.revision, row.created_at, row.updated_at), (1, fixture.now(), fixture.now()));
    assert_eq!(fixture.event_of(&begun.reference).await.event.provider, Some(provider("work")));
    assert_same(&find(&fixture, &row.id).await, &input("work"));
    create(&fixture, "home").await;
    let ids: Vec<_> = fixture.store.list_providers().await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(ids, [provider("home"), provider("work")]);
    assert!(fixture.store.find_provider(&provider("unknown")).await.unwrap().is_none());
}

async fn an_id_is_taken_once(fixture: Fixture) {
    create(&fixture, "work").await;
    let before = fixture.rows().await;
    let again = fixture.store.create_provider(&input("work"), &fixture.event(EventKind::ProviderCreated)).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))));
    assert_eq!(fixture.rows().await, before, "a refusal writes nothing");
    assert_eq!(find(&fixture, &provider("work")).await.revision, 1);
}

async fn an_update_needs_the_revision_that_was_read(fixture: Fixture) {
    create(&fixture, "work").await;
    fixture.clock.advance(Duration::milliseconds(5));
    let mut changed = input("work");
    changed.settings.linking = Linking::Never;
    changed.public.remove("strict");
    changed.secrets.remove("private_key");
    let update = async |expected| {
        let begun = &fixture.event(EventKind::ProviderChanged);
        fixture.store.update_provider(&changed, expected, rules(&Providers::default()), begun).await.unwrap()
    };
    assert!(matches!(update(2).await, ChangeOutcome::Refused(ErrorCode::RevisionMismatch)));
    assert_same(&find(&fixture, &provider("work")).await, &input("work"));
    let ChangeOutcome::Done(row) = update(1).await else { panic!("refused") };
    assert_same(&row, &changed);
    assert_eq!((row.revision, row.updated_at - row.created_at), (2, Duration::milliseconds(5)));
    let absent = ProviderInput { id: provider("unknown"), ..changed.clone() };
    let outcome =
        fixture.store.update_provider(&absent, 1, rules(&Providers::default()), &fixture.new_event()).await.unwrap();
    assert!(matches!(outcome, ChangeOutcome::NotFound));
}

async fn of_two_updates_at_once_one_wins(fixture: Fixture) {
    create(&fixture, "work").await;
    let attempts: Vec<_> = (0..8)
        .map(|_| {
            let fixture = fixture.clone();
            tokio::spawn(async move {
                let begun = &fixture.event(EventKind::ProviderChanged);
                let outcome =
                    fixture.store.update_provider(&input("work"), 1, rules(&Providers::default()), begun).await;
                matches!(outcome.unwrap(), ChangeOutcome::Done(_))
            })
        })
        .collect();
    let mut won = 0;
    for attempt in attempts {
        won += usize::from(attempt.await.unwrap());
    }
    assert_eq!((won, find(&fixture, &provider("work")).await.revision), (1, 2));
}

async fn an_order_is_all_or_nothing(fixture: Fixture) {
    for id in ["a", "b", "c"] {
        create(&fixture, id).await;
    }
    let orders = async || {
        let rows = fixture.store.list_providers().await.unwrap();
        rows.into_iter().map(|row| (row.settings.unwrap().sort_order.unwrap(), row.revision)).collect::<Vec<_>>()
    };
    for bad in [&["c", "unknown", "a"][..], &["a", "b", "a"]] {
        let ids: Vec<_> = bad.iter().map(|id| provider(id)).collect();
        let outcome = fixture.store.reorder_providers(&ids, &fixture.new_event()).await.unwrap();
        assert!(matches!(outcome, ChangeOutcome::NotFound), "{bad:?}");
        assert_eq!(orders().await, [(7, 1), (7, 1), (7, 1)], "{bad:?}");
    }
    let ids = ["c", "a", "b"].map(provider);
    let begun = &fixture.event(EventKind::ProvidersReordered);
    assert!(matches!(fixture.store.reorder_providers(&ids, begun).await.unwrap(), ChangeOutcome::Done(())));
    assert_eq!(orders().await, [(20, 2), (30, 2), (10, 2)]);
    assert_eq!(fixture.event_of(&begun.reference).await.event.kind, EventKind::ProvidersReordered);
}

/// PostgreSQL has no NUL in a text, nor in JSON that it takes apart.
async fn any_text_can_be_stored_and_ordered(fixture: Fixture) {
    let odd = "a\0b \u{FFFF} \u{1F600} '\"\\";
    let mut wanted = input("odd");
    wanted.settings.admin_groups = vec![odd.into()];
    wanted.settings.required_claims = BTreeMap::from([(odd.into(), OneOrMany::One(odd.into()))]);
    wanted.public.insert(odd.into(), json!({ odd: [odd] }));
    let row = fixture.store.create_provider(&wanted, &fixture.event(EventKind::ProviderCreated)).await.unwrap();
    assert_same(&row, &wanted);
    let ordered = fixture.store.reorder_providers(&[provider("odd")], &fixture.new_event()).await.unwrap();
    assert!(matches!(ordered, ChangeOutcome::Done(())));
    wanted.settings.sort_order = Some(10);
    assert_same(&find(&fixture, &row.id).await, &wanted);
    wanted.settings.enabled = false;
    let event = &fixture.event(EventKind::ProviderChanged);
    let changed = fixture.store.update_provider(&wanted, 2, rules(&Providers::default()), event).await.unwrap();
    assert!(matches!(changed, ChangeOutcome::Done(_)), "{changed:?}");
    assert_same(&find(&fixture, &row.id).await, &wanted);
}

/// AD-08.
async fn the_last_provider_with_an_administrator_stays(fixture: Fixture) {
    fixture.store.create_provider(&open_input("pocketid"), &fixture.new_event()).await.unwrap();
    let admin = fixture.admit(&fixture.attempt("jane").granting(true)).await.user;
    let mut disabled = open_input("pocketid");
    disabled.settings.enabled = false;
    let id = provider("pocketid");
    let deletion = ProviderDeletion { id: &id, revision: None, force: true };
    let (before, begun, none) = (fixture.rows().await, fixture.new_event(), Providers::default());
    let refused = fixture.store.update_provider(&disabled, 1, rules(&none), &begun).await.unwrap();
    assert!(matches!(refused, ChangeOutcome::Refused(ErrorCode::LastWayIn)), "{refused:?}");
    let refused = fixture.store.delete_provider(deletion, rules(&none), &begun).await.unwrap();
    assert!(matches!(refused, ChangeOutcome::Refused(ErrorCode::LastWayIn)), "{refused:?}");
    assert_eq!(fixture.rows().await, before, "a refusal writes nothing");
    fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap();
    let gone = fixture.store.delete_provider(deletion, rules(&none), &begun).await.unwrap();
    assert!(matches!(gone, ChangeOutcome::Done(())), "a password is a sign-in method");
    assert_eq!(fixture.store.list_links(admin.id).await.unwrap().len(), 1, "links stay");
    assert_eq!(fixture.rows().await.sessions, 0, "ID-01: sessions do not");
    assert_eq!(fixture.user(admin.id).await.grants[0].confirmed_at, None, "ID-01: nor does what it granted");
}

/// A provider of the configuration with the same id is the one that people sign in with.
async fn a_provider_of_the_configuration_is_the_one_that_counts(mut fixture: Fixture) {
    fixture.store.create_provider(&open_input("pocketid"), &fixture.new_event()).await.unwrap();
    fixture.admit(&fixture.attempt("jane").granting(true)).await;
    fixture.set_provider("pocketid", |settings| settings.enabled = false);
    let mut disabled = open_input("pocketid");
    disabled.settings.enabled = false;
    let done = fixture.store.update_provider(&disabled, 1, fixture.rules(), &fixture.new_event()).await.unwrap();
    assert!(matches!(done, ChangeOutcome::Done(_)), "nobody could before: {done:?}");
}

/// AD-08, ID-09: a link of an issuer that a provider no longer accepts is no sign-in method, and gives nothing.
async fn a_provider_does_not_leave_its_last_administrator(fixture: Fixture) {
    fixture.store.create_provider(&open_input("work"), &fixture.new_event()).await.unwrap();
    fixture.admit(&fixture.attempt_by("work", "https://id.example.com/", "jane").granting(true)).await;
    let (begun, before, none) = (fixture.new_event(), fixture.rows().await, Providers::default());
    let (same, other) = (Issuer("https://id.example.com".into()), Issuer("https://new.example.com".into()));
    let moved = ProviderInput { issuer: Some(other), ..open_input("work") };
    let update = async |input: &ProviderInput, revision| {
        fixture.store.update_provider(input, revision, rules(&none), &begun).await.unwrap()
    };
    let refused = update(&moved, 1).await;
    assert!(matches!(refused, ChangeOutcome::Refused(ErrorCode::LastWayIn)), "{refused:?}");
    assert_eq!(fixture.rows().await, before, "a refusal writes nothing");
    let spelled = ProviderInput { issuer: Some(same), ..open_input("work") };
    assert!(matches!(update(&spelled, 1).await, ChangeOutcome::Done(_)), "a slash makes no other issuer");
    assert_eq!(fixture.rows().await.sessions, 1, "and ends nothing");
    let forced = ProviderInput { force: true, ..moved };
    assert!(matches!(update(&forced, 2).await, ChangeOutcome::Done(_)));
    assert_eq!(fixture.rows().await.sessions, 0, "the session by the old issuer has ended");
    assert!(matches!(update(&spelled, 3).await, ChangeOutcome::Done(_)));
    let jane = fixture.store.list_users(&UserFilter { limit: 9, ..UserFilter::default() }).await.unwrap().remove(0);
    assert!(!fixture.is_admin(jane.id).await, "with the old issuer no old right comes back");
}

async fn a_provider_in_use_is_deleted_by_force_only(fixture: Fixture) {
    create(&fixture, "pocketid").await;
    fixture.admit(&fixture.attempt("jane")).await;
    let id = provider("pocketid");
    let count = async |id| fixture.store.count_provider_uses(&provider(id)).await.unwrap();
    assert_eq!(count("pocketid").await, ProviderUses { people: 1, sessions: 1 });
    assert_eq!(count("other").await, ProviderUses::default());
    let delete = async |revision, force| {
        let deletion = ProviderDeletion { id: &id, revision, force };
        fixture.store.delete_provider(deletion, rules(&Providers::default()), &fixture.new_event()).await.unwrap()
    };
    assert!(matches!(delete(None, false).await, ChangeOutcome::Refused(ErrorCode::InUse)));
    assert!(matches!(delete(Some(9), true).await, ChangeOutcome::Refused(ErrorCode::RevisionMismatch)));
    assert!(matches!(delete(Some(1), true).await, ChangeOutcome::Done(())));
    assert!(matches!(delete(None, true).await, ChangeOutcome::NotFound));
}
