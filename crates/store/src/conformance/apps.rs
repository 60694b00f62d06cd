//! Apps that administrators own, and what people let apps have.

use chrono::Duration;
use serde_json::{Map, json};
use vestibule_apps::{AppAllow, AppSettings, Consent};
use vestibule_core::{code::ErrorCode, forward_auth::Allow, ids::AppId, provider::Owner};

use super::{fixture::Fixture, named};
use crate::{
    AppInput, AppUsesOf, ChangeOutcome, CodeRedemption, EventKind, NewAppSecret, NewAppToken, NewAppTokens, StoreError,
    StoredApp,
};

named![
    an_app_is_stored_completely,
    an_app_id_is_taken_once,
    a_change_of_an_app_needs_the_revision_that_was_read,
    two_secrets_are_valid_at_once_and_no_more,
    the_use_of_a_secret_never_goes_back,
    what_a_person_let_an_app_have_is_listed_and_ended,
];

fn id(text: &str) -> AppId {
    text.parse().unwrap()
}

fn input(text: &str) -> AppInput {
    let settings = AppSettings {
        definition: None,
        enabled: false,
        display_name: Some("it's \"wiki\"".into()),
        icon: Some("key".into()),
        client_id: Some("wiki-client".into()),
        allow: AppAllow {
            people: Allow::Listed {
                groups: vec!["staff".into()],
                emails: vec![vestibule_core::email::EmailAddress::parse_dotless("a@b.example").unwrap()],
            },
            providers: vec!["pocketid".parse().unwrap()],
        },
        consent: Consent::First,
        max_age: Some(Duration::seconds(60)),
        access_token_lifetime: Duration::seconds(61),
        refresh_token_lifetime: Duration::seconds(62),
        extra_redirect_uris: vec!["https://wiki.example.com/other".into()],
        lenient_authentication: true,
        ..AppSettings::default()
    };
    let supplied = Map::from_iter([("redirect_uris".to_owned(), json!(["https://wiki.example.com/cb"]))]);
    AppInput { id: id(text), definition: "openid".parse().unwrap(), settings, supplied }
}

async fn create(fixture: &Fixture, text: &str, secret: Option<u8>) -> StoredApp {
    let secret = secret.map(|byte| NewAppSecret { hash: [byte; 32], ends_at: None });
    fixture.store.create_app(&input(text), secret.as_ref(), &fixture.event(EventKind::AppCreated)).await.unwrap()
}

async fn find(fixture: &Fixture, text: &str) -> StoredApp {
    fixture.store.find_app(&id(text)).await.unwrap().expect("an app")
}

fn assert_same(row: &StoredApp, wanted: &AppInput) {
    let settings = AppSettings { definition: Some(wanted.definition.clone()), ..wanted.settings.clone() };
    assert_eq!((&row.id, &row.definition, &row.supplied), (&wanted.id, &wanted.definition, &wanted.supplied));
    assert_eq!(row.settings.as_ref().unwrap(), &settings);
}

async fn an_app_is_stored_completely(fixture: Fixture) {
    let row = create(&fixture, "wiki", Some(1)).await;
    assert_same(&row, &input("wiki"));
    assert_eq!((row.revision, row.created_at, row.updated_at), (1, fixture.now(), fixture.now()));
    let secret = &row.secrets[0];
    assert_eq!((secret.hash, secret.created_at), ([1; 32], fixture.now()));
    assert_eq!((secret.last_used_at, secret.ends_at, row.secrets.len()), (None, None, 1));
    assert_same(&find(&fixture, "wiki").await, &input("wiki"));
    let record = find(&fixture, "wiki").await.record();
    assert_eq!((record.owner, record.secret_hashes[0].hash), (Owner::Admin, [1; 32]));
    create(&fixture, "notes", None).await;
    let ids: Vec<_> = fixture.store.list_apps().await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(ids, [id("notes"), id("wiki")]);
    assert!(fixture.store.find_app(&id("unknown")).await.unwrap().is_none());
}

async fn an_app_id_is_taken_once(fixture: Fixture) {
    create(&fixture, "wiki", Some(1)).await;
    let before = fixture.rows().await;
    let again = fixture.store.create_app(&input("wiki"), None, &fixture.event(EventKind::AppCreated)).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))));
    assert_eq!(fixture.rows().await, before, "a refusal writes nothing");
    assert_eq!(find(&fixture, "wiki").await.secrets.len(), 1);
}

async fn a_change_of_an_app_needs_the_revision_that_was_read(fixture: Fixture) {
    create(&fixture, "wiki", Some(1)).await;
    fixture.clock.advance(Duration::milliseconds(5));
    let mut changed = input("wiki");
    changed.settings.consent = Consent::Never;
    changed.supplied = Map::new();
    let update = async |expected| {
        fixture.store.update_app(&changed, expected, &fixture.event(EventKind::AppChanged)).await.unwrap()
    };
    assert!(matches!(update(2).await, ChangeOutcome::Refused(ErrorCode::RevisionMismatch)));
    assert_same(&find(&fixture, "wiki").await, &input("wiki"));
    let ChangeOutcome::Done(row) = update(1).await else { panic!("refused") };
    assert_same(&row, &changed);
    assert_eq!((row.revision, row.updated_at - row.created_at), (2, Duration::milliseconds(5)));
    assert_eq!(row.secrets.len(), 1, "its secrets stay");
    let absent = AppInput { id: id("unknown"), ..changed.clone() };
    let outcome = fixture.store.update_app(&absent, 1, &fixture.new_event()).await.unwrap();
    assert!(matches!(outcome, ChangeOutcome::NotFound));
    let delete = async |revision| fixture.store.delete_app(&id("wiki"), revision, &fixture.new_event()).await.unwrap();
    assert!(matches!(delete(Some(1)).await, ChangeOutcome::Refused(ErrorCode::RevisionMismatch)));
    assert!(matches!(delete(Some(2)).await, ChangeOutcome::Done(())));
    assert!(matches!(delete(None).await, ChangeOutcome::NotFound));
}

/// AP-05.
async fn two_secrets_are_valid_at_once_and_no_more(fixture: Fixture) {
    let first = create(&fixture, "wiki", Some(1)).await.secrets[0].id;
    fixture.clock.advance(Duration::seconds(1));
    let add = async |byte| {
        let secret = NewAppSecret { hash: [byte; 32], ends_at: None };
        fixture.store.add_app_secret(&id("wiki"), &secret, &fixture.event(EventKind::AppChanged)).await.unwrap()
    };
    let ChangeOutcome::Done(row) = add(2).await else { panic!("refused") };
    assert_eq!((row.secrets.len(), row.revision), (2, 2), "the first one is still there");
    assert!(matches!(add(3).await, ChangeOutcome::Refused(ErrorCode::TooManyAppSecrets)));
    let end = async |at| {
        let event = fixture.event(EventKind::AppChanged);
        fixture.store.end_app_secret(&id("wiki"), first, at, &event).await.unwrap()
    };
    let soon = fixture.now() + Duration::hours(1);
    let ChangeOutcome::Done(row) = end(Some(soon)).await else { panic!("refused") };
    assert_eq!(row.secrets[0].ends_at, Some(soon));
    assert!(matches!(add(3).await, ChangeOutcome::Refused(_)), "it is good for another hour");
    fixture.clock.advance(Duration::hours(1));
    assert!(matches!(add(3).await, ChangeOutcome::Done(_)));
    let ChangeOutcome::Done(row) = end(None).await else { panic!("refused") };
    assert_eq!(row.secrets.iter().map(|secret| secret.hash[0]).collect::<Vec<_>>(), [2, 3]);
    assert!(matches!(end(None).await, ChangeOutcome::NotFound));
    let other = NewAppSecret { hash: [9; 32], ends_at: None };
    let outcome = fixture.store.add_app_secret(&id("unknown"), &other, &fixture.new_event()).await.unwrap();
    assert!(matches!(outcome, ChangeOutcome::NotFound));
}

async fn the_use_of_a_secret_never_goes_back(fixture: Fixture) {
    let secret = create(&fixture, "wiki", Some(1)).await.secrets[0].id;
    let later = fixture.now() + Duration::minutes(2);
    for (at, known) in [(later, later), (fixture.now(), later)] {
        fixture.store.note_app_secret_use(secret, at).await.unwrap();
        let row = find(&fixture, "wiki").await;
        assert_eq!((row.secrets[0].last_used_at, row.revision), (Some(known), 1));
    }
}

/// AP-07.
async fn what_a_person_let_an_app_have_is_listed_and_ended(fixture: Fixture) {
    let signed_in = fixture.admit(&fixture.attempt("jane")).await;
    let (user, session) = (signed_in.user.id, signed_in.session.id);
    let grant = async |app: &str, byte: u8| {
        let expires_at = fixture.now() + Duration::hours(1);
        let tokens = NewAppTokens {
            access: NewAppToken { hash: [byte; 32], expires_at },
            refresh: None,
            scopes: "openid email".into(),
        };
        let redemption = CodeRedemption {
            code: &[byte; 32],
            code_expires_at: expires_at,
            app: &id(app),
            user,
            session,
            tokens: &tokens,
            notified_as: None,
            replayed: &fixture.new_event(),
        };
        fixture.store.redeem_code(&redemption).await.unwrap();
    };
    let begun = fixture.now();
    grant("wiki", 101).await;
    fixture.clock.advance(Duration::minutes(1));
    grant("wiki", 102).await;
    grant("notes", 103).await;
    fixture.store.keep_consent(user, &id("wiki"), "openid email").await.unwrap();
    fixture.store.keep_consent(user, &id("asked"), "openid").await.unwrap();
    let own = fixture.store.list_app_uses(AppUsesOf::User(user)).await.unwrap();
    let shown: Vec<_> = own.iter().map(|used| (used.app.as_str(), used.last_used_at.is_some())).collect();
    assert_eq!(shown, [("asked", false), ("notes", true), ("wiki", true)]);
    let wiki = &own[2];
    assert_eq!((wiki.scopes.as_str(), wiki.since, wiki.last_used_at), ("openid email", begun, Some(fixture.now())));
    let of_wiki = fixture.store.list_app_uses(AppUsesOf::App(&id("wiki"))).await.unwrap();
    assert_eq!(
        (of_wiki.len(), of_wiki[0].user, of_wiki[0].username.as_str()),
        (1, user, signed_in.user.username.as_str())
    );
    let event = &fixture.event(EventKind::AppRevoked);
    assert!(fixture.store.revoke_app_use(user, &id("wiki"), event).await.unwrap());
    assert_eq!(fixture.event_of(&event.reference).await.event.user, Some(user));
    assert!(fixture.store.find_app_token(&[101; 32]).await.unwrap().is_none(), "its tokens end at once");
    assert!(fixture.store.find_app_token(&[103; 32]).await.unwrap().is_some(), "and those of others do not");
    assert_eq!(fixture.store.find_consent(user, &id("wiki")).await.unwrap(), None);
    assert!(!fixture.store.revoke_app_use(user, &id("wiki"), event).await.unwrap(), "there is nothing any more");
    fixture.clock.advance(Duration::hours(2));
    let own = fixture.store.list_app_uses(AppUsesOf::User(user)).await.unwrap();
    assert_eq!(own.iter().map(|used| used.app.as_str()).collect::<Vec<_>>(), ["asked"], "what expired is over");
}
