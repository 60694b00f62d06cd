//! Upstreams that say that a person has signed out there.

use vestibule_core::ids::{Issuer, Subject};

use super::{
    fixture::{Attempt, IDLE, ISSUER, World, provider},
    named,
};
use crate::{AuditEvent, EventKind, UpstreamSignOut, UpstreamSignOutOutcome};

named![
    the_upstreams_session_ends_here,
    a_subject_ends_everywhere,
    sessions_without_a_name_end_with_their_subject,
    a_contradiction_changes_nothing,
    a_word_counts_once,
    copies_at_once_count_once,
    other_providers_and_issuers_are_untouched,
];

/// What a token says: subject and session.
type Said<'a> = (Option<&'a str>, Option<&'a str>);

async fn say(world: &World, token: &[u8; 32], said: Said<'_>, event: &AuditEvent) -> UpstreamSignOutOutcome {
    let (provider, issuer) = (provider("pocketid"), Issuer(ISSUER.into()));
    let subject = said.0.map(|subject| Subject::parse(subject).unwrap());
    let word = UpstreamSignOut {
        provider: &provider,
        issuer: &issuer,
        subject: subject.as_ref(),
        upstream_session: said.1,
        token,
        usable_until: world.now() + IDLE,
    };
    world.store.end_upstream_sessions(&word, event).await.unwrap()
}

async fn ended(world: &World, said: Said<'_>) -> usize {
    match say(world, &world.hash(), said, &world.new_event()).await {
        UpstreamSignOutOutcome::Ended(sessions) => sessions.len(),
        other => panic!("{other:?}"),
    }
}

async fn live(world: &World, attempt: &Attempt) -> bool {
    world.store.find_session(&attempt.session.token_hash).await.unwrap().is_some()
}

/// A sign-in of that person in one of the upstream's sessions.
async fn admit(world: &World, subject: &str, upstream_session: Option<&str>) -> Attempt {
    let mut attempt = world.attempt(subject);
    attempt.identity.upstream_session = upstream_session.map(str::to_owned);
    world.admit(&attempt).await;
    attempt
}

async fn the_upstreams_session_ends_here(world: World) {
    let (desk, phone) = (admit(&world, "jane", Some("desk")).await, admit(&world, "jane", Some("phone")).await);
    let event = world.event(EventKind::SignOut);
    let UpstreamSignOutOutcome::Ended(sessions) =
        say(&world, &world.hash(), (Some("jane"), Some("desk")), &event).await
    else {
        panic!("nothing has ended")
    };
    assert_eq!(sessions.len(), 1);
    assert!(!live(&world, &desk).await && live(&world, &phone).await);
    let written = world.event_of(&event.reference).await.event;
    assert_eq!((written.kind, written.provider), (EventKind::SignOut, Some(provider("pocketid"))));
    assert!(written.user.is_some());
    let before = world.rows().await;
    assert_eq!(ended(&world, (Some("jane"), Some("desk"))).await, 0, "it had ended before");
    assert_eq!(ended(&world, (None, Some("never there"))).await, 0);
    assert_eq!(world.rows().await, before, "and nothing is written about it");
    assert_eq!(ended(&world, (None, Some("phone"))).await, 1);
}

async fn a_subject_ends_everywhere(world: World) {
    for session in ["desk", "phone", "phone"] {
        admit(&world, "jane", Some(session)).await;
    }
    let joe = admit(&world, "joe", Some("desk")).await;
    let before = world.rows().await;
    assert_eq!(ended(&world, (Some("jane"), None)).await, 3);
    let after = world.rows().await;
    assert_eq!((after.sessions, after.events), (before.sessions - 3, before.events + 1), "one event for one person");
    assert!(live(&world, &joe).await);
}

/// An upstream that puts no `sid` into ID tokens may still send one in a logout token.
async fn sessions_without_a_name_end_with_their_subject(world: World) {
    let (named, nameless) = (admit(&world, "jane", Some("desk")).await, admit(&world, "jane", None).await);
    assert_eq!(ended(&world, (Some("jane"), Some("phone"))).await, 1);
    assert!(live(&world, &named).await && !live(&world, &nameless).await);
    assert_eq!(ended(&world, (None, Some("phone"))).await, 0);
}

async fn a_contradiction_changes_nothing(world: World) {
    let (jane, joe) = (admit(&world, "jane", Some("desk")).await, admit(&world, "joe", Some("phone")).await);
    let (before, token) = (world.rows().await, world.hash());
    let outcome = say(&world, &token, (Some("jane"), Some("phone")), &world.new_event()).await;
    assert_eq!(outcome, UpstreamSignOutOutcome::SubjectMismatch);
    assert_eq!(world.rows().await, before);
    assert!(live(&world, &jane).await && live(&world, &joe).await);
    let again = say(&world, &token, (Some("joe"), Some("phone")), &world.new_event()).await;
    assert!(
        matches!(again, UpstreamSignOutOutcome::Ended(sessions) if sessions.len() == 1),
        "the token was not used up"
    );
}

async fn a_word_counts_once(world: World) {
    let token = world.hash();
    admit(&world, "jane", Some("desk")).await;
    let first = say(&world, &token, (Some("jane"), None), &world.new_event()).await;
    assert!(matches!(first, UpstreamSignOutOutcome::Ended(sessions) if sessions.len() == 1));
    let later = admit(&world, "jane", Some("desk")).await;
    assert_eq!(say(&world, &token, (Some("jane"), None), &world.new_event()).await, UpstreamSignOutOutcome::Replayed);
    assert!(live(&world, &later).await);
    world.clock.advance(IDLE);
    world.store.sweep().await.unwrap();
    let forgotten = say(&world, &token, (Some("jane"), None), &world.new_event()).await;
    assert_eq!(forgotten, UpstreamSignOutOutcome::Ended(Vec::new()));
}

async fn copies_at_once_count_once(world: World) {
    let token = world.hash();
    admit(&world, "jane", Some("desk")).await;
    let mut copies = Vec::new();
    for _ in 0..16 {
        let (world, event) = (world.clone(), world.new_event());
        copies.push(tokio::spawn(async move { say(&world, &token, (Some("jane"), None), &event).await }));
    }
    let mut counted = 0;
    for copy in copies {
        counted += usize::from(copy.await.unwrap() != UpstreamSignOutOutcome::Replayed);
    }
    assert_eq!(counted, 1);
}

async fn other_providers_and_issuers_are_untouched(world: World) {
    let work = world.attempt_by("work", ISSUER, "jane");
    let moved = world.attempt_by("pocketid", "https://old.example.com", "jane-of-old");
    world.admit(&work).await;
    let mut moved = moved;
    moved.identity.upstream_session.clone_from(&work.identity.upstream_session);
    world.admit(&moved).await;
    let session = work.identity.upstream_session.as_deref();
    for said in [(Some("jane"), None), (None, session), (Some("jane-of-old"), None), (Some("jane"), session)] {
        assert_eq!(ended(&world, said).await, 0, "{said:?}");
    }
    assert!(live(&world, &work).await && live(&world, &moved).await);
}
