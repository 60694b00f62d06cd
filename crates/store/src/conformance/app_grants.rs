//! What people allowed apps: codes count once, refresh tokens too, and everything ends with the session.

use chrono::Duration;
use vestibule_core::{definition::SigningAlgorithm, ids::AppId, secret::Secret};

use super::{fixture::Fixture, named};
use crate::{
    AppTokenKind, AuditEvent, CodeOutcome, CodeRedemption, EventKind, NewAppToken, NewAppTokens, RefreshOutcome,
    SignedIn, StoredSigningKey,
};

named![
    a_code_counts_once_and_a_second_use_ends_the_grant,
    a_code_is_of_a_session_that_lives_and_of_its_person,
    a_replay_notifies_no_other_app,
    a_refresh_token_counts_once_but_for_a_lost_answer,
    only_a_refresh_token_is_rotated,
    a_rotation_extends_its_own_grant_and_shortens_none,
    tokens_end_with_their_session_and_user,
    an_expired_session_is_kept_for_an_offline_grant,
    an_app_revokes_its_own_tokens,
    consent_is_of_one_person_and_one_app,
    two_nodes_make_one_signing_key,
];

const HOUR: Duration = Duration::hours(1);
const MONTH: Duration = Duration::days(30);

fn app() -> AppId {
    "wiki".parse().unwrap()
}

fn tokens(fixture: &Fixture, offline: bool) -> NewAppTokens {
    let token = |lifetime| NewAppToken { hash: fixture.hash(), expires_at: fixture.now() + lifetime };
    let refresh = offline.then(|| token(MONTH));
    NewAppTokens { access: token(HOUR), refresh, scopes: "openid email".into() }
}

fn replayed(fixture: &Fixture) -> AuditEvent {
    fixture.event(EventKind::AppTokenRefused)
}

async fn redeem(fixture: &Fixture, code: &[u8; 32], by: &SignedIn, tokens: &NewAppTokens) -> CodeOutcome {
    let event = replayed(fixture);
    let redemption = CodeRedemption {
        code,
        code_expires_at: fixture.now() + Duration::seconds(60),
        app: &app(),
        user: by.user.id,
        session: by.session.id,
        tokens,
        notified_as: None,
        replayed: &event,
    };
    fixture.store.redeem_code(&redemption).await.unwrap()
}

/// Signs somebody in to an app that knows them by that subject, if it wants to be notified.
pub(super) async fn redeem_as(fixture: &Fixture, by: &SignedIn, app: &AppId, notified_as: Option<&str>) {
    let (tokens, event) = (tokens(fixture, false), replayed(fixture));
    let redemption = CodeRedemption {
        code: &fixture.hash(),
        code_expires_at: fixture.now() + Duration::seconds(60),
        app,
        user: by.user.id,
        session: by.session.id,
        tokens: &tokens,
        notified_as,
        replayed: &event,
    };
    assert_eq!(fixture.store.redeem_code(&redemption).await.unwrap(), CodeOutcome::Redeemed);
}

async fn granted(fixture: &Fixture, by: &SignedIn, offline: bool) -> NewAppTokens {
    let tokens = tokens(fixture, offline);
    assert_eq!(redeem(fixture, &fixture.hash(), by, &tokens).await, CodeOutcome::Redeemed);
    tokens
}

async fn is_good(fixture: &Fixture, token: NewAppToken) -> bool {
    fixture.store.find_app_token(&token.hash).await.unwrap().is_some()
}

/// OP-13.
async fn a_code_counts_once_and_a_second_use_ends_the_grant(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    let code = fixture.hash();
    let uses = (0..8).map(|_| {
        let (tokens, event) = (tokens(&fixture, true), replayed(&fixture));
        let (store, app, now) = (fixture.store.clone(), app(), fixture.now());
        let (user, session) = (jane.user.id, jane.session.id);
        tokio::spawn(async move {
            let redemption = CodeRedemption {
                code: &code,
                code_expires_at: now + Duration::seconds(60),
                app: &app,
                user,
                session,
                tokens: &tokens,
                notified_as: None,
                replayed: &event,
            };
            (store.redeem_code(&redemption).await.unwrap(), tokens)
        })
    });
    let mut outcomes = Vec::new();
    for one in uses.collect::<Vec<_>>() {
        outcomes.push(one.await.unwrap());
    }
    let redeemed: Vec<_> = outcomes.iter().filter(|(outcome, _)| *outcome == CodeOutcome::Redeemed).collect();
    assert_eq!(redeemed.len(), 1, "one of many");
    assert!(!is_good(&fixture, redeemed[0].1.access).await, "what the first one gave has ended");

    let first = tokens(&fixture, true);
    let code = fixture.hash();
    assert_eq!(redeem(&fixture, &code, &jane, &first).await, CodeOutcome::Redeemed);
    let found = fixture.store.find_app_token(&first.access.hash).await.unwrap().unwrap();
    assert_eq!((found.kind, found.app, found.scopes.as_str()), (AppTokenKind::Access, app(), "openid email"));
    assert_eq!((found.session.user.id, found.session.session.id), (jane.user.id, jane.session.id));
    let unused = tokens(&fixture, true);
    assert_eq!(redeem(&fixture, &code, &jane, &unused).await, CodeOutcome::Replayed);
    for token in [first.access, first.refresh.unwrap(), unused.access] {
        assert!(!is_good(&fixture, token).await);
    }
    fixture.store.revoke_sessions(jane.user.id, None, &fixture.new_event()).await.unwrap();
    assert_eq!(redeem(&fixture, &fixture.hash(), &jane, &unused).await, CodeOutcome::SessionEnded);
}

/// OP-13, OP-15: while another session of the same person lives, too.
async fn a_code_is_of_a_session_that_lives_and_of_its_person(fixture: Fixture) {
    let ended = fixture.admit(&fixture.attempt("jane")).await;
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    let bob = fixture.admit(&fixture.attempt("bob")).await;
    assert!(fixture.store.revoke_session(ended.session.id, None, &fixture.new_event()).await.unwrap());
    let of_another = SignedIn { session: jane.session.clone(), ..bob.clone() };
    let before = fixture.rows().await;
    for (case, by) in [("an ended session", &ended), ("the session of somebody else", &of_another)] {
        let outcome = redeem(&fixture, &fixture.hash(), by, &tokens(&fixture, true)).await;
        assert_eq!(outcome, CodeOutcome::SessionEnded, "{case}");
        assert_eq!(fixture.rows().await, before, "{case}: nothing was created");
    }
    granted(&fixture, &jane, true).await;
    let before = fixture.rows().await;
    fixture.clock.advance(Duration::days(2));
    let outcome = redeem(&fixture, &fixture.hash(), &bob, &tokens(&fixture, true)).await;
    assert_eq!(outcome, CodeOutcome::SessionEnded, "a session that nobody has used");
    assert_eq!(fixture.rows().await, before, "nothing was created");
}

/// OP-30: a code that comes again signs nobody in, so no app is notified of the end of the session for it.
async fn a_replay_notifies_no_other_app(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    let (code, event, app) = (fixture.hash(), replayed(&fixture), app());
    let (first, second) = (tokens(&fixture, true), tokens(&fixture, true));
    let redemption = |tokens, notified_as| CodeRedemption {
        code: &code,
        code_expires_at: fixture.now() + Duration::seconds(60),
        app: &app,
        user: jane.user.id,
        session: jane.session.id,
        tokens,
        notified_as,
        replayed: &event,
    };
    let before = fixture.rows().await.of_apps;
    assert_eq!(fixture.store.redeem_code(&redemption(&first, None)).await.unwrap(), CodeOutcome::Redeemed);
    let outcome = fixture.store.redeem_code(&redemption(&second, Some("jane"))).await.unwrap();
    assert_eq!(outcome, CodeOutcome::Replayed);
    assert_eq!(fixture.rows().await.of_apps, before, "no grant, no token, and no app to notify");
}

async fn rotate(fixture: &Fixture, token: NewAppToken) -> (RefreshOutcome, NewAppTokens) {
    let new = tokens(fixture, true);
    let outcome = fixture.store.rotate_refresh_token(&token.hash, &new, &replayed(fixture)).await.unwrap();
    (outcome, new)
}

/// OP-11.
async fn a_refresh_token_counts_once_but_for_a_lost_answer(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    let first = granted(&fixture, &jane, true).await.refresh.unwrap();
    let (outcome, lost) = rotate(&fixture, first).await;
    assert_eq!(outcome, RefreshOutcome::Rotated);
    fixture.clock.advance(Duration::seconds(10));
    let (outcome, second) = rotate(&fixture, first).await;
    assert_eq!(outcome, RefreshOutcome::Rotated, "its answer was lost");
    assert!(!is_good(&fixture, lost.access).await && !is_good(&fixture, lost.refresh.unwrap()).await);
    let (outcome, third) = rotate(&fixture, second.refresh.unwrap()).await;
    assert_eq!(outcome, RefreshOutcome::Rotated);
    assert!(is_good(&fixture, third.access).await);
    let (outcome, _) = rotate(&fixture, first).await;
    assert_eq!(outcome, RefreshOutcome::Replayed, "a third time");
    assert!(!is_good(&fixture, third.access).await && !is_good(&fixture, third.refresh.unwrap()).await);
    assert_eq!(rotate(&fixture, first).await.0, RefreshOutcome::Unknown);

    let other = granted(&fixture, &jane, true).await.refresh.unwrap();
    fixture.clock.advance(MONTH);
    assert_eq!(rotate(&fixture, other).await.0, RefreshOutcome::Unknown, "it has expired");
}

/// OP-11: an access token is none, and neither is one that nobody has.
async fn only_a_refresh_token_is_rotated(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    let given = granted(&fixture, &jane, true).await;
    let before = fixture.rows().await;
    let unknown = NewAppToken { hash: fixture.hash(), ..given.access };
    for (case, token) in [("an access token", given.access), ("an unknown token", unknown)] {
        assert_eq!(rotate(&fixture, token).await.0, RefreshOutcome::Unknown, "{case}");
        assert_eq!(fixture.rows().await, before, "{case}: nothing was created");
    }
    let other = granted(&fixture, &jane, true).await;
    let (outcome, new) = rotate(&fixture, given.refresh.unwrap()).await;
    assert_eq!(outcome, RefreshOutcome::Rotated);
    assert!(is_good(&fixture, new.access).await && is_good(&fixture, new.refresh.unwrap()).await);
    let (outcome, _) = rotate(&fixture, other.refresh.unwrap()).await;
    assert_eq!(outcome, RefreshOutcome::Rotated, "the use of one token is not that of another");
    let found = fixture.store.find_app_token(&given.refresh.unwrap().hash).await.unwrap().unwrap();
    assert!(found.refresh_use.used_at.is_some() && !found.refresh_use.successor_used, "{:?}", found.refresh_use);
}

/// What was given out before may last longer than what comes out of a rotation, and other grants are not touched.
async fn a_rotation_extends_its_own_grant_and_shortens_none(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    let given = |access: Duration, refresh: Duration| {
        let token = |lifetime| NewAppToken { hash: fixture.hash(), expires_at: fixture.now() + lifetime };
        NewAppTokens { access: token(access), refresh: Some(token(refresh)), scopes: "openid".into() }
    };
    let (own, other) = (given(HOUR * 5, HOUR * 6), given(HOUR * 5, HOUR * 5));
    for tokens in [&own, &other] {
        assert_eq!(redeem(&fixture, &fixture.hash(), &jane, tokens).await, CodeOutcome::Redeemed);
    }
    let (event, shorter) = (replayed(&fixture), given(HOUR, HOUR));
    let rotate = async |token: NewAppToken, tokens: &NewAppTokens| {
        let outcome = fixture.store.rotate_refresh_token(&token.hash, tokens, &event).await.unwrap();
        assert_eq!(outcome, RefreshOutcome::Rotated);
    };
    rotate(own.refresh.unwrap(), &shorter).await;
    fixture.clock.advance(HOUR * 2);
    fixture.store.sweep(Duration::days(400)).await.unwrap();
    assert!(is_good(&fixture, own.access).await, "what was given out before lasts as long as it would have");

    let (first, longer) = (given(HOUR, HOUR), given(HOUR, MONTH));
    assert_eq!(redeem(&fixture, &fixture.hash(), &jane, &first).await, CodeOutcome::Redeemed);
    rotate(first.refresh.unwrap(), &longer).await;
    fixture.clock.advance(HOUR * 8);
    fixture.store.sweep(Duration::days(400)).await.unwrap();
    assert!(is_good(&fixture, longer.refresh.unwrap()).await, "its own grant lasts longer now");
    // A grant with its refresh token, and nothing of the other two.
    assert_eq!(fixture.rows().await.of_apps, 2);
}

/// OP-15.
async fn tokens_end_with_their_session_and_user(fixture: Fixture) {
    for offline in [false, true] {
        let jane = fixture.admit(&fixture.attempt("jane")).await;
        let token = granted(&fixture, &jane, offline).await.access;
        assert!(is_good(&fixture, token).await);
        assert!(fixture.store.revoke_session(jane.session.id, None, &fixture.new_event()).await.unwrap());
        assert!(!is_good(&fixture, token).await, "offline: {offline}");
    }
    let attempt = fixture.attempt("jane");
    let jane = fixture.admit(&attempt).await;
    let token = granted(&fixture, &jane, true).await.access;
    fixture.store.end_session(&attempt.session.token_hash, &fixture.new_event()).await.unwrap().unwrap();
    assert!(!is_good(&fixture, token).await, "signed out");
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    let token = granted(&fixture, &jane, true).await.access;
    fixture.store.delete_user(jane.user.id, fixture.rules(), &fixture.new_event()).await.unwrap();
    assert!(!is_good(&fixture, token).await, "deleted");
}

async fn an_expired_session_is_kept_for_an_offline_grant(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    let bob = fixture.admit(&fixture.attempt("bob")).await;
    let (offline, online) = (granted(&fixture, &jane, true).await, granted(&fixture, &bob, false).await);
    fixture.clock.advance(Duration::days(2));
    fixture.store.sweep(Duration::days(400)).await.unwrap();
    let found = fixture.store.find_app_token(&offline.refresh.unwrap().hash).await.unwrap().unwrap();
    assert!(found.offline && found.session.session.ends_at() <= fixture.now());
    assert!(!is_good(&fixture, online.access).await);
    assert!(fixture.store.find_session_by_id(jane.session.id).await.unwrap().is_none(), "it signs nobody in");
    fixture.clock.advance(MONTH);
    fixture.store.sweep(Duration::days(400)).await.unwrap();
    assert!(fixture.store.find_app_token(&offline.refresh.unwrap().hash).await.unwrap().is_none());
}

async fn an_app_revokes_its_own_tokens(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    let tokens = granted(&fixture, &jane, true).await;
    let (access, refresh) = (tokens.access, tokens.refresh.unwrap());
    let other: AppId = "other".parse().unwrap();
    assert!(!fixture.store.revoke_app_token(&access.hash, &other).await.unwrap());
    assert!(is_good(&fixture, access).await, "OP-14: not another app's to end");
    assert!(fixture.store.revoke_app_token(&access.hash, &app()).await.unwrap());
    assert!(!is_good(&fixture, access).await && is_good(&fixture, refresh).await);
    assert!(fixture.store.revoke_app_token(&refresh.hash, &app()).await.unwrap());
    assert!(!is_good(&fixture, refresh).await);
    assert!(!fixture.store.revoke_app_token(&refresh.hash, &app()).await.unwrap());
}

/// OP-08.
async fn consent_is_of_one_person_and_one_app(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user.id;
    let bob = fixture.admit(&fixture.attempt("bob")).await.user.id;
    let other: AppId = "other".parse().unwrap();
    fixture.store.keep_consent(jane, &app(), "openid").await.unwrap();
    fixture.store.keep_consent(jane, &app(), "openid email").await.unwrap();
    for (user, app, scopes) in [(jane, app(), Some("openid email")), (jane, other, None), (bob, app(), None)] {
        assert_eq!(fixture.store.find_consent(user, &app).await.unwrap().as_deref(), scopes);
    }
}

/// OP-12.
async fn two_nodes_make_one_signing_key(fixture: Fixture) {
    let key = |kid: &str, generation, signs_from| StoredSigningKey {
        kid: kid.into(),
        algorithm: SigningAlgorithm::ES256,
        generation,
        key: Secret::new(format!("key {kid}")),
        signs_from,
    };
    let (now, later) = (fixture.now(), fixture.now() + HOUR);
    let second = key("second", 1, later);
    assert!(fixture.store.add_signing_key(&second).await.unwrap());
    assert!(fixture.store.add_signing_key(&key("first", 0, now)).await.unwrap());
    assert!(!fixture.store.add_signing_key(&key("also first", 0, now)).await.unwrap());
    let found = fixture.store.list_signing_keys().await.unwrap();
    assert_eq!(found, [key("first", 0, now), second]);
    fixture.store.delete_signing_key("first").await.unwrap();
    assert_eq!(fixture.store.list_signing_keys().await.unwrap().len(), 1);
}
