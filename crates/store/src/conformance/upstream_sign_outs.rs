//! Upstreams that say that a person has signed out there.

use vestibule_core::{
    definition::SigningAlgorithm,
    ids::{Issuer, Subject},
};

use super::{
    fixture::{Attempt, Fixture, IDLE, ISSUER, provider},
    named,
};
use crate::{AuditEvent, EventKind, UpstreamSignOut, UpstreamSignOutOutcome};

named![
    the_upstreams_session_ends_here,
    a_subject_ends_everywhere,
    sessions_without_a_name_end_with_their_subject,
    a_contradiction_changes_nothing,
    a_token_is_accepted_once,
    concurrent_copies_are_accepted_once,
    other_providers_and_issuers_are_untouched,
    a_token_of_another_algorithm_ends_nothing,
    a_later_sign_in_shows_the_algorithm_of_today,
];

/// What a token says: subject and session.
type Said<'a> = (Option<&'a str>, Option<&'a str>);

async fn say(fixture: &Fixture, token: &[u8; 32], said: Said<'_>, event: &AuditEvent) -> UpstreamSignOutOutcome {
    say_signed(fixture, token, said, event, &[]).await
}

/// The same with a token of an upstream that still signs with these algorithms, too.
async fn say_signed(
    fixture: &Fixture,
    token: &[u8; 32],
    said: Said<'_>,
    event: &AuditEvent,
    other_algorithms: &[SigningAlgorithm],
) -> UpstreamSignOutOutcome {
    let (provider, issuer) = (provider("pocketid"), Issuer(ISSUER.into()));
    let subject = said.0.map(|subject| Subject::parse(subject).unwrap());
    let word = UpstreamSignOut {
        provider: &provider,
        issuer: &issuer,
        subject: subject.as_ref(),
        upstream_session: said.1,
        algorithm: SigningAlgorithm::PS256,
        other_algorithms,
        token,
        usable_until: fixture.now() + IDLE,
    };
    fixture.store.end_upstream_sessions(&word, event).await.unwrap()
}

async fn ended(fixture: &Fixture, said: Said<'_>) -> usize {
    match say(fixture, &fixture.hash(), said, &fixture.new_event()).await {
        UpstreamSignOutOutcome::Ended(sessions) => sessions.len(),
        other => panic!("{other:?}"),
    }
}

async fn live(fixture: &Fixture, attempt: &Attempt) -> bool {
    fixture.store.find_session(&attempt.session.token_hash).await.unwrap().is_some()
}

/// A sign-in of that person in one of the upstream's sessions.
async fn admit(fixture: &Fixture, subject: &str, upstream_session: Option<&str>) -> Attempt {
    let mut attempt = fixture.attempt(subject);
    attempt.identity.upstream_session = upstream_session.map(str::to_owned);
    fixture.admit(&attempt).await;
    attempt
}

async fn the_upstreams_session_ends_here(fixture: Fixture) {
    let (desk, phone) = (admit(&fixture, "jane", Some("desk")).await, admit(&fixture, "jane", Some("phone")).await);
    let event = fixture.event(EventKind::SignOut);
    let UpstreamSignOutOutcome::Ended(sessions) =
        say(&fixture, &fixture.hash(), (Some("jane"), Some("desk")), &event).await
    else {
        panic!("nothing has ended")
    };
    assert_eq!(sessions.len(), 1);
    assert!(!live(&fixture, &desk).await && live(&fixture, &phone).await);
    let written = fixture.event_of(&event.reference).await.event;
    assert_eq!((written.kind, written.provider), (EventKind::SignOut, Some(provider("pocketid"))));
    assert!(written.user.is_some());
    let before = fixture.rows().await;
    assert_eq!(ended(&fixture, (Some("jane"), Some("desk"))).await, 0, "it had ended before");
    assert_eq!(ended(&fixture, (None, Some("never there"))).await, 0);
    assert_eq!(fixture.rows().await, before, "and nothing is written about it");
    assert_eq!(ended(&fixture, (None, Some("phone"))).await, 1);
}

async fn a_subject_ends_everywhere(fixture: Fixture) {
    for session in ["desk", "phone", "phone"] {
        admit(&fixture, "jane", Some(session)).await;
    }
    let joe = admit(&fixture, "joe", Some("desk")).await;
    let before = fixture.rows().await;
    assert_eq!(ended(&fixture, (Some("jane"), None)).await, 3);
    let after = fixture.rows().await;
    assert_eq!((after.sessions, after.events), (before.sessions - 3, before.events + 1), "one event for one person");
    assert!(live(&fixture, &joe).await);
}

/// An upstream that puts no `sid` into ID tokens may still send one in a logout token.
async fn sessions_without_a_name_end_with_their_subject(fixture: Fixture) {
    let (named, nameless) = (admit(&fixture, "jane", Some("desk")).await, admit(&fixture, "jane", None).await);
    assert_eq!(ended(&fixture, (Some("jane"), Some("phone"))).await, 1);
    assert!(live(&fixture, &named).await && !live(&fixture, &nameless).await);
    assert_eq!(ended(&fixture, (None, Some("phone"))).await, 0);
}

async fn a_contradiction_changes_nothing(fixture: Fixture) {
    let (jane, joe) = (admit(&fixture, "jane", Some("desk")).await, admit(&fixture, "joe", Some("phone")).await);
    let (before, token) = (fixture.rows().await, fixture.hash());
    let outcome = say(&fixture, &token, (Some("jane"), Some("phone")), &fixture.new_event()).await;
    assert_eq!(outcome, UpstreamSignOutOutcome::SubjectMismatch);
    assert_eq!(fixture.rows().await, before);
    assert!(live(&fixture, &jane).await && live(&fixture, &joe).await);
    let again = say(&fixture, &token, (Some("joe"), Some("phone")), &fixture.new_event()).await;
    assert!(
        matches!(again, UpstreamSignOutOutcome::Ended(sessions) if sessions.len() == 1),
        "the token was not used up"
    );
}

async fn a_token_is_accepted_once(fixture: Fixture) {
    let token = fixture.hash();
    admit(&fixture, "jane", Some("desk")).await;
    let first = say(&fixture, &token, (Some("jane"), None), &fixture.new_event()).await;
    assert!(matches!(first, UpstreamSignOutOutcome::Ended(sessions) if sessions.len() == 1));
    let later = admit(&fixture, "jane", Some("desk")).await;
    assert_eq!(
        say(&fixture, &token, (Some("jane"), None), &fixture.new_event()).await,
        UpstreamSignOutOutcome::Replayed
    );
    assert!(live(&fixture, &later).await);
    fixture.clock.advance(IDLE);
    fixture.store.sweep(chrono::Duration::days(400)).await.unwrap();
    let forgotten = say(&fixture, &token, (Some("jane"), None), &fixture.new_event()).await;
    assert_eq!(forgotten, UpstreamSignOutOutcome::Ended(Vec::new()));
}

async fn concurrent_copies_are_accepted_once(fixture: Fixture) {
    let token = fixture.hash();
    admit(&fixture, "jane", Some("desk")).await;
    let mut copies = Vec::new();
    for _ in 0..16 {
        let (fixture, event) = (fixture.clone(), fixture.new_event());
        copies.push(tokio::spawn(async move { say(&fixture, &token, (Some("jane"), None), &event).await }));
    }
    let mut counted = 0;
    for copy in copies {
        counted += usize::from(copy.await.unwrap() != UpstreamSignOutOutcome::Replayed);
    }
    assert_eq!(counted, 1);
}

async fn other_providers_and_issuers_are_untouched(fixture: Fixture) {
    let work = fixture.attempt_by("work", ISSUER, "jane");
    let moved = fixture.attempt_by("pocketid", "https://old.example.com", "jane-of-old");
    fixture.admit(&work).await;
    let mut moved = moved;
    moved.identity.upstream_session.clone_from(&work.identity.upstream_session);
    fixture.admit(&moved).await;
    let session = work.identity.upstream_session.as_deref();
    for said in [(Some("jane"), None), (None, session), (Some("jane-of-old"), None), (Some("jane"), session)] {
        assert_eq!(ended(&fixture, said).await, 0, "{said:?}");
    }
    assert!(live(&fixture, &work).await && live(&fixture, &moved).await);
}

/// UP-06: the sessions here have ID tokens that are signed with RS256.
async fn a_token_of_another_algorithm_ends_nothing(fixture: Fixture) {
    use SigningAlgorithm as A;
    let desk = admit(&fixture, "jane", Some("desk")).await;
    let mut before = fixture.attempt("jane");
    (before.identity.upstream_session, before.identity.id_token_alg) = (Some("before".into()), None);
    fixture.admit(&before).await;
    let token = fixture.hash();
    for said in [(Some("jane"), None), (None, Some("desk")), (Some("jane"), Some("desk"))] {
        let event = fixture.new_event();
        let refused = say_signed(&fixture, &token, said, &event, &[A::ES256, A::RS256]).await;
        assert_eq!(refused, UpstreamSignOutOutcome::AlgorithmMismatch);
        assert!(live(&fixture, &desk).await);
    }
    let event = fixture.new_event();
    let unknown = say_signed(&fixture, &fixture.hash(), (None, Some("before")), &event, &[A::RS256]).await;
    assert!(matches!(unknown, UpstreamSignOutOutcome::Ended(ended) if ended.len() == 1));
    let same = say_signed(&fixture, &token, (None, Some("desk")), &event, &[A::ES256]).await;
    assert!(matches!(same, UpstreamSignOutOutcome::Ended(ended) if ended.len() == 1), "a refusal uses nothing up");
}

/// UP-06: Keycloak lists every algorithm that it knows. A session with an ID token that is signed with the token's
/// algorithm (PS256 here) shows that the upstream has changed; one from before the named session does not.
async fn a_later_sign_in_shows_the_algorithm_of_today(fixture: Fixture) {
    use SigningAlgorithm as A;
    let others = [A::ES256, A::RS256];
    let admit = async |name: &str, algorithm: A| {
        let mut attempt = fixture.attempt("jane");
        attempt.identity.upstream_session = Some(name.into());
        attempt.identity.id_token_alg = Some(algorithm);
        fixture.admit(&attempt).await;
        fixture.clock.advance(chrono::Duration::seconds(1));
        attempt
    };
    let end = async |name: &'static str| {
        say_signed(&fixture, &fixture.hash(), (None, Some(name)), &fixture.new_event(), &others).await
    };
    let first = admit("first", A::PS256).await;
    let old = admit("old", A::RS256).await;
    assert_eq!(end("old").await, UpstreamSignOutOutcome::AlgorithmMismatch, "the upstream went away from PS256");
    let other = admit("other", A::ES256).await;
    assert_eq!(end("old").await, UpstreamSignOutOutcome::AlgorithmMismatch, "a third algorithm shows nothing");
    let new = admit("new", A::PS256).await;
    assert!(matches!(end("old").await, UpstreamSignOutOutcome::Ended(ended) if ended.len() == 1));
    assert!(live(&fixture, &first).await && !live(&fixture, &old).await);
    assert!(live(&fixture, &other).await && live(&fixture, &new).await);
}
