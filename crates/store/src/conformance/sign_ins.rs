//! People who are let in, and as whom.

use chrono::Duration;
use vestibule_core::{
    access::{AdminRight, LinkGrant, Local},
    application_id::ApplicationId,
    authentication::Authentication,
    clock::Timestamp,
    ids::Issuer,
    linking::Decision,
    settings::{Linking, ProfileSync},
};

use super::{
    fixture::{ABSOLUTE, Attempt, Fixture, IDLE, ISSUER, RECHECK, identity, origins},
    named,
};
use crate::{AccountOutcome, Actor, EventKind, FactorProof, Link, Outcome, Session, SignedIn, User};

named![
    a_new_user_is_stored_completely,
    a_link_signs_in_whatever_else_changed,
    a_verified_address_links,
    a_trusted_provider_links_and_verifies,
    an_unverified_address_is_stored_as_unverified,
    an_address_is_optional,
    one_subject_of_two_providers_is_two_people,
    a_new_issuer_under_an_old_provider_id_is_an_unknown_identity,
    one_subject_by_two_providers_of_one_issuer_is_linked,
    the_replaced_session_ends,
    usernames_are_unique,
    no_text_of_a_provider_is_too_odd,
    what_an_application_calls_a_user_is_kept,
    what_is_foreseen_happens_and_nothing_before,
];

async fn what_an_application_calls_a_user_is_kept(fixture: Fixture) {
    let named = |id: &str| Some(ApplicationId::parse(id).unwrap());
    let mut first = fixture.attempt("jane");
    first.session.application_id = named("42");
    let jane = fixture.admit(&first).await.user;
    assert_eq!((&jane.application_id, fixture.user(jane.id).await), (&named("42"), jane.clone()));
    let detail = fixture.event_of(&first.reference).await.event.detail;
    assert_eq!(detail.as_deref(), Some("created; application id 42"));
    // Nothing said, and the same said again: it stays, and nothing is new.
    for said in [None, named("42")] {
        let mut again = fixture.attempt("jane");
        again.session.application_id = said;
        let reading = fixture.store.user_changes().begin_reading();
        assert_eq!(fixture.admit(&again).await.user.application_id, named("42"));
        assert_eq!(fixture.event_of(&again.reference).await.event.detail, None);
        assert!(fixture.store.user_changes().is_current(reading, jane.id));
    }
    let mut other = fixture.attempt("jane");
    other.session.application_id = named("43");
    let reading = fixture.store.user_changes().begin_reading();
    fixture.admit(&other).await;
    assert!(!fixture.store.user_changes().is_current(reading, jane.id), "other sessions learn it");
    assert_eq!(fixture.user(jane.id).await.application_id, named("43"));
    let (session, rules) = (fixture.store.find_session(&first.session.token_hash).await.unwrap(), fixture.rules());
    assert_eq!(session.unwrap().user.application_id, named("43"));

    // Without a provider as well.
    let root = fixture.store.create_administrator(&fixture.administrator("root@example.com"), rules).await.unwrap();
    let (mut session, reference) = (fixture.session(), fixture.reference());
    session.application_id = named("1");
    let checked = fixture.checked(root.id, FactorProof::None).await;
    let signed_in = fixture.store.complete_password_sign_in(&checked, &session, &reference).await.unwrap();
    assert_eq!(signed_in.signed_in().unwrap().user, fixture.user(root.id).await);
    assert_eq!(fixture.user(root.id).await.application_id, named("1"));
    let detail = fixture.event_of(&reference).await.event.detail;
    assert_eq!(detail.as_deref(), Some("password; application id 1"));
}

async fn what_is_foreseen_happens_and_nothing_before(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    let before = fixture.rows().await;
    let foreseen = fixture.store.preview_sign_in(&attempt.borrow()).await.unwrap();
    assert_eq!((foreseen.decision, foreseen.user), (Decision::Create, None));
    assert_eq!(fixture.rows().await, before, "nothing is written");
    let user = fixture.admit(&attempt).await.user;
    let foreseen = fixture.store.preview_sign_in(&attempt.borrow()).await.unwrap();
    assert_eq!((foreseen.decision, foreseen.user), (Decision::SignIn(user.id), Some(user)));
}

async fn a_new_user_is_stored_completely(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    let signed_in = fixture.admit(&attempt).await;
    assert_eq!(signed_in.account, AccountOutcome::Created);
    let (now, profile) = (fixture.now(), identity("jane").profile);
    let user = User {
        id: signed_in.user.id,
        local: Local::default(),
        grants: vec![LinkGrant {
            link: signed_in.session.link.unwrap(),
            provider: attempt.provider.clone(),
            issuer: Issuer(ISSUER.into()),
            email: profile.email.clone(),
            email_verified: true,
            email_ceded: false,
            groups: profile.groups.unwrap(),
            admin: AdminRight::None,
            checked: attempt.checked.clone(),
            confirmed_at: Some(now),
        }],
        has_password: false,
        username: "jane".into(),
        name: profile.name,
        first_name: profile.first_name,
        last_name: profile.last_name,
        avatar_url: profile.avatar_url,
        origins: origins("pocketid"),
        application_id: None,
        disabled: false,
        created_at: now,
        last_sign_in_at: Some(now),
    };
    let session = new_session(&signed_in, &attempt, now);
    assert_eq!((&signed_in.user, &signed_in.session), (&user, &session));
    assert_eq!(fixture.user(user.id).await, user);
    let found = fixture.store.find_session(&attempt.session.token_hash).await.unwrap().unwrap();
    assert_eq!((found.session, found.user), (session, user.clone()));
    let link = Link {
        id: fixture.only_link(user.id).await,
        user: user.id,
        provider: attempt.provider.clone(),
        issuer: Issuer(ISSUER.into()),
        subject: attempt.identity.subject.clone(),
        email: Some("jane@example.com".into()),
        created_at: now,
        last_used_at: Some(now),
    };
    assert_eq!(fixture.store.list_links(user.id).await.unwrap(), [link]);
    let event = fixture.event_of(&attempt.reference).await;
    assert_eq!((event.at, event.event.kind, event.event.outcome), (now, EventKind::SignIn, Outcome::Ok));
    assert_eq!((event.event.user, event.event.actor), (Some(user.id), Actor::User(user.id)));
    assert_eq!((event.event.detail.as_deref(), event.event.address.as_deref()), (Some("created"), Some("192.0.2.7")));
}

/// The session that `attempt` starts at `now`.
fn new_session(signed_in: &SignedIn, attempt: &Attempt, now: Timestamp) -> Session {
    Session {
        id: signed_in.session.id,
        user: signed_in.user.id,
        provider: Some(attempt.provider.clone()),
        link: Some(signed_in.user.grants[0].link),
        signed_in_at: now,
        last_seen_at: now,
        idle_expires_at: now + IDLE,
        expires_at: now + ABSOLUTE,
        recheck_at: Some(now + RECHECK),
        user_agent: Some("Browser/1.0".into()),
        address: Some("192.0.2.7".into()),
        authentication: Authentication::by_upstream(&attempt.provider, &attempt.identity.claims, now),
    }
}

async fn a_link_signs_in_whatever_else_changed(fixture: Fixture) {
    let first = fixture.admit(&fixture.attempt("jane")).await;
    fixture.clock.advance(Duration::milliseconds(90_001));
    let mut again = fixture.attempt("jane").with_email(Some("new@example.com"), false).with_linking(Linking::Never);
    again.auto_register = false;
    let second = fixture.admit(&again).await;
    assert_eq!((second.account, second.user.id), (AccountOutcome::Existing, first.user.id));
    assert_ne!(second.session.id, first.session.id);
    assert_eq!(second.user.last_sign_in_at, Some(fixture.now()));
    assert_eq!(fixture.user(first.user.id).await, second.user);
    let links = fixture.store.list_links(first.user.id).await.unwrap();
    assert_eq!((links.len(), links[0].last_used_at), (1, Some(fixture.now())));
    assert_eq!((links[0].created_at, links[0].email.as_deref()), (first.user.created_at, Some("new@example.com")));
    assert_eq!(fixture.event_of(&again.reference).await.event.detail, None);
}

async fn a_verified_address_links(fixture: Fixture) {
    let first = fixture.admit(&fixture.attempt("jane")).await;
    let other = fixture.attempt_by("work", "https://work.example", "7").with_email(Some("JANE@example.com"), true);
    let second = fixture.admit(&other).await;
    assert_eq!((second.account, second.user.id), (AccountOutcome::Linked, first.user.id));
    assert_eq!(fixture.store.list_links(first.user.id).await.unwrap().len(), 2);
    assert_eq!(fixture.event_of(&other.reference).await.event.detail.as_deref(), Some("linked by address"));
}

async fn a_trusted_provider_links_and_verifies(mut fixture: Fixture) {
    for id in ["pocketid", "work"] {
        fixture.set_provider(id, |settings| settings.linking = Linking::TrustedEmail);
    }
    let trusted = fixture.attempt("jane").with_email(Some("jane@example.com"), false);
    let first = fixture.admit(&trusted.with_linking(Linking::TrustedEmail)).await;
    assert!(fixture.access(first.user.id).await.verified_email().is_some());
    let other = fixture.attempt_by("work", "https://work.example", "7").with_email(Some("jane@example.com"), false);
    let second = fixture.admit(&other.with_linking(Linking::TrustedEmail)).await;
    assert_eq!((second.account, second.user.id), (AccountOutcome::Linked, first.user.id));
}

async fn an_unverified_address_is_stored_as_unverified(fixture: Fixture) {
    let first = fixture.admit(&fixture.attempt("jane").with_email(Some("jane@example.com"), false)).await;
    let email = fixture.access(first.user.id).await.email.unwrap();
    assert_eq!((email.address.as_str(), email.verified), ("jane@example.com", false));
}

async fn an_address_is_optional(fixture: Fixture) {
    let first = fixture.admit(&fixture.attempt("one").with_email(None, true)).await;
    let second = fixture.admit(&fixture.attempt("two").with_email(None, true)).await;
    assert_ne!(first.user.id, second.user.id);
    assert_eq!(fixture.access(first.user.id).await.email, None);
    assert_eq!(fixture.user(first.user.id).await, first.user);
}

/// AC-06.
async fn one_subject_of_two_providers_is_two_people(fixture: Fixture) {
    let here = fixture.admit(&fixture.attempt("7")).await;
    let there = fixture.attempt_by("work", "https://work.example", "7").with_email(Some("other@example.com"), true);
    assert_ne!(fixture.admit(&there).await.user.id, here.user.id);
}

/// AC-05: identities are bound to the issuer, not to the id.
async fn a_new_issuer_under_an_old_provider_id_is_an_unknown_identity(fixture: Fixture) {
    let before = fixture.admit(&fixture.attempt("7")).await;
    let after = fixture.attempt_by("pocketid", "https://evil.example", "7").with_email(Some("evil@example.com"), true);
    assert_ne!(fixture.admit(&after).await.user.id, before.user.id);
}

async fn one_subject_by_two_providers_of_one_issuer_is_linked(fixture: Fixture) {
    let before = fixture.admit(&fixture.attempt("jane")).await;
    let after = fixture.admit(&fixture.attempt_by("second", ISSUER, "jane")).await;
    assert_eq!((after.account, after.user.id), (AccountOutcome::Linked, before.user.id));
}

async fn the_replaced_session_ends(fixture: Fixture) {
    let old = fixture.attempt("jane");
    fixture.admit(&old).await;
    let untouched = fixture.attempt("jane");
    fixture.admit(&untouched).await;
    let mut new = fixture.attempt("jane");
    new.session.replaces = Some(old.session.token_hash);
    fixture.admit(&new).await;
    let live = async |attempt: &super::fixture::Attempt| {
        fixture.store.find_session(&attempt.session.token_hash).await.unwrap().is_some()
    };
    assert_eq!([live(&old).await, live(&untouched).await, live(&new).await], [false, true, true]);
}

/// AC-10.
async fn usernames_are_unique(fixture: Fixture) {
    let mut names = std::collections::HashSet::new();
    for number in 0..30 {
        let mut attempt = fixture.attempt(&format!("subject{number}"));
        attempt.identity.profile.username = Some("Jane Doe".into());
        attempt.profile_sync = ProfileSync::EverySignIn;
        let user = fixture.admit(&attempt).await.user;
        match number {
            0 => assert_eq!(user.username, "jane-doe"),
            1 => assert_eq!(user.username, "jane-doe-2"),
            _ => assert!(user.username.starts_with("jane-doe-"), "{}", user.username),
        }
        // Names stay, whatever the upstream says later.
        attempt.identity.profile.username = Some("other".into());
        attempt.session = fixture.session();
        assert_eq!(fixture.admit(&attempt).await.user.username, user.username);
        names.insert(user.username);
    }
    assert_eq!(names.len(), 30);
    let mut reserved = fixture.attempt("mallory");
    reserved.identity.profile.username = Some("Admin".into());
    assert_eq!(fixture.admit(&reserved).await.user.username, "mallory");
}

/// What the claims let through today is no promise to the store.
async fn no_text_of_a_provider_is_too_odd(fixture: Fixture) {
    let odd = "a\0b\u{FFFF}\u{1F600}'\"\\";
    let mut attempt = fixture.attempt("odd").with_email(None, false);
    let profile = &mut attempt.identity.profile;
    for field in [&mut profile.name, &mut profile.first_name, &mut profile.last_name, &mut profile.avatar_url] {
        *field = Some(odd.into());
    }
    (profile.username, profile.groups) = (Some(odd.into()), Some(vec![odd.into(), "\0".into()]));
    attempt.session.user_agent = Some(odd.into());
    attempt.identity.upstream_session = Some(odd.into());
    attempt.profile_sync = ProfileSync::EverySignIn;
    let first = fixture.admit(&attempt).await.user;
    assert_eq!((&*first.grants[0].groups[0], first.grants[0].groups.len()), (odd, 2));
    attempt.session.token_hash[0] ^= 1;
    let again = fixture.admit(&attempt).await.user;
    assert_eq!((again.id, again.username), (first.id, first.username));
    let mut event = fixture.new_event();
    event.detail = Some(odd.into());
    fixture.store.record(&event).await.unwrap();
    assert!(fixture.event_of(&event.reference).await.event.detail.is_some_and(|detail| detail.starts_with('a')));
}
