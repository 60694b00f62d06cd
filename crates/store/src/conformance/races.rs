//! Many at once: one wins, and everybody gets a true answer.

use std::collections::HashSet;

use vestibule_core::{access::Rules, code::ErrorCode, ids::UserId, random::CountingRandom, totp::TotpSecret};

use super::{
    fixture::{Attempt, Fixture},
    named, passkeys,
};
use crate::{
    AccountOutcome, AuditEvent, EventKind, FactorProof, LinkOutcome, NewTotp, PasskeySignIn, SignInOutcome, SignedIn,
    UnlinkOutcome,
};

named![
    one_of_sixteen_consumes_a_flow,
    two_first_sign_ins_make_one_user,
    fifty_first_sign_ins_make_one_user,
    people_with_one_name_get_different_names,
    one_of_many_registers_an_address,
    one_user_wins_an_identity,
    one_of_many_is_the_first_administrator,
    one_link_is_left,
    one_sign_out_ends_a_session,
    one_time_codes_and_recovery_codes_are_good_once,
    one_answer_of_a_passkey_is_good_once,
];

/// Starts all of them before the first one ends, and waits for all.
async fn at_once<T: Send + 'static>(attempts: Vec<impl Future<Output = T> + Send + 'static>) -> Vec<T> {
    let count = attempts.len();
    let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(count));
    let mut tasks = Vec::with_capacity(count);
    for attempt in attempts {
        let barrier = barrier.clone();
        tasks.push(tokio::spawn(async move {
            barrier.wait().await;
            attempt.await
        }));
    }
    let mut results = Vec::with_capacity(count);
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

async fn sign_ins_at_once(fixture: &Fixture, attempts: Vec<Attempt>) -> Vec<SignInOutcome> {
    let futures = attempts.into_iter().map(|attempt| {
        let fixture = fixture.clone();
        async move { fixture.complete(&attempt).await }
    });
    at_once(futures.collect()).await
}

fn admitted(outcomes: Vec<SignInOutcome>) -> Vec<SignedIn> {
    let admitted = outcomes.into_iter().map(|outcome| match outcome {
        SignInOutcome::SignedIn(signed_in) => *signed_in,
        SignInOutcome::Refused(code) => panic!("refused with {code}"),
    });
    admitted.collect()
}

async fn one_of_sixteen_consumes_a_flow(fixture: Fixture) {
    for _ in 0..8 {
        let (flow, end) = (fixture.hash(), fixture.now() + chrono::Duration::minutes(10));
        let consumers = (0..16).map(|_| {
            let store = fixture.store.clone();
            async move { store.consume_flow(&flow, end).await.unwrap() }
        });
        let won = at_once(consumers.collect()).await;
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
        assert!(!fixture.store.consume_flow(&flow, end).await.unwrap());
    }
}

/// AC-17.
async fn first_sign_ins(fixture: Fixture, count: usize) {
    let attempts = (0..count).map(|_| fixture.attempt("jane")).collect::<Vec<_>>();
    let admitted = admitted(sign_ins_at_once(&fixture, attempts.clone()).await);
    let users: HashSet<UserId> = admitted.iter().map(|signed_in| signed_in.user.id).collect();
    assert_eq!(users.len(), 1);
    let created = admitted.iter().filter(|signed_in| signed_in.account == AccountOutcome::Created);
    assert_eq!(created.count(), 1, "the others find the link of the first one");
    for attempt in &attempts {
        assert!(fixture.store.find_session(&attempt.session.token_hash).await.unwrap().is_some());
    }
    let (rows, count) = (fixture.rows().await, i64::try_from(count).unwrap());
    assert_eq!((rows.users, rows.links, rows.sessions, rows.events), (1, 1, count, count));
}

async fn two_first_sign_ins_make_one_user(fixture: Fixture) {
    first_sign_ins(fixture, 2).await;
}

async fn fifty_first_sign_ins_make_one_user(fixture: Fixture) {
    first_sign_ins(fixture, 50).await;
}

async fn people_with_one_name_get_different_names(fixture: Fixture) {
    let attempts = (0..16).map(|number| {
        let mut attempt = fixture.attempt(&format!("subject{number}"));
        attempt.identity.profile.username = Some("jane".into());
        attempt
    });
    let admitted = admitted(sign_ins_at_once(&fixture, attempts.collect()).await);
    let names: HashSet<_> = admitted.into_iter().map(|signed_in| signed_in.user.username).collect();
    assert_eq!(names.len(), 16);
}

async fn one_of_many_registers_an_address(fixture: Fixture) {
    let attempts =
        (0..8).map(|number| fixture.attempt(&format!("subject{number}")).with_email(Some("jane@example.com"), true));
    let outcomes = sign_ins_at_once(&fixture, attempts.collect()).await;
    let refused = |outcome: &&SignInOutcome| matches!(outcome, SignInOutcome::Refused(ErrorCode::AccountExists));
    assert_eq!(outcomes.iter().filter(refused).count(), 7);
    let rows = fixture.rows().await;
    assert_eq!((rows.users, rows.links, rows.sessions, rows.events), (1, 1, 1, 8));
}

async fn one_user_wins_an_identity(fixture: Fixture) {
    let mut links = Vec::new();
    for number in 0..8 {
        let user = fixture.admit(&fixture.attempt(&format!("subject{number}"))).await.user.id;
        let (fixture, attempt) = (fixture.clone(), fixture.attempt_by("work", "https://work.example", "7"));
        links.push(async move { fixture.link(user, &attempt).await });
    }
    let outcomes = at_once(links).await;
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, LinkOutcome::Linked(_))).count(), 1);
    let lost = LinkOutcome::Refused(ErrorCode::IdentityInUse);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == lost).count(), 7);
}

/// AC-18.
async fn one_of_many_is_the_first_administrator(fixture: Fixture) {
    let firsts = (0..8).map(|number| {
        let (store, wanted) = (fixture.store.clone(), fixture.administrator(&format!("first{number}@example.com")));
        async move { store.create_first_administrator(&wanted, None, Rules::LOCAL).await.unwrap() }
    });
    let made = at_once(firsts.collect()).await;
    assert_eq!(made.iter().flatten().count(), 1);
    let rows = fixture.rows().await;
    assert_eq!((rows.users, rows.grants, rows.events), (1, 1, 1));
}

async fn one_link_is_left(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user.id;
    for subject in ["7", "8", "9"] {
        fixture.link(jane, &fixture.attempt_by("work", "https://work.example", subject)).await;
    }
    let links = fixture.store.list_links(jane).await.unwrap();
    let unlinks = links.into_iter().map(|link| {
        let fixture = fixture.clone();
        async move {
            fixture.store.unlink(jane, link.id, fixture.rules(), &fixture.reference()).await.unwrap().unwrap()
        }
    });
    let outcomes = at_once(unlinks.collect()).await;
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, UnlinkOutcome::Unlinked { .. })).count(), 3);
    fixture.only_link(jane).await;
}

async fn one_sign_out_ends_a_session(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    fixture.admit(&attempt).await;
    let before = fixture.rows().await;
    let ends = (0..8).map(|_| {
        let (store, event, hash) = (fixture.store.clone(), fixture.new_event(), attempt.session.token_hash);
        async move { store.end_session(&hash, &event).await.unwrap().is_some() }
    });
    let ended = at_once(ends.collect()).await;
    assert_eq!(ended.iter().filter(|ended| **ended).count(), 1);
    assert_eq!(fixture.rows().await.events, before.events + 1);
}

/// LA-08, LA-09: whichever browser or node they are shown at.
async fn one_time_codes_and_recovery_codes_are_good_once(fixture: Fixture) {
    let root = fixture
        .store
        .create_administrator(&fixture.administrator("root@example.com"), fixture.rules())
        .await
        .unwrap()
        .id;
    let secret = TotpSecret::generate(&CountingRandom::default());
    let new = NewTotp { secret, step: 100, recovery_codes: vec![[7; 32]] };
    let event = AuditEvent::new(EventKind::FactorAdded, fixture.reference());
    assert!(fixture.store.enroll_totp(root, &new, &event).await.unwrap());
    for proof in [FactorProof::Totp(101), FactorProof::RecoveryCode([7; 32])] {
        let attempts = (0..8).map(|_| {
            let fixture = fixture.clone();
            async move {
                let checked = fixture.checked(root, proof).await;
                let (session, reference) = (fixture.session(), fixture.reference());
                let outcome = fixture.store.complete_password_sign_in(&checked, &session, &reference).await;
                outcome.unwrap().signed_in().is_some()
            }
        });
        let entered = at_once(attempts.collect()).await;
        assert_eq!(entered.into_iter().filter(|entered| *entered).count(), 1, "{proof:?}");
    }
}

/// PK-02, PK-03: one answer that is sent many times, and many answers with one counter.
async fn one_answer_of_a_passkey_is_good_once(fixture: Fixture) {
    let user = fixture
        .store
        .create_administrator(&fixture.administrator("root@example.com"), fixture.rules())
        .await
        .unwrap()
        .id;
    let passkey = passkeys::added(&fixture, user, 1).await;
    let replayed = passkeys::checked(&fixture, user, passkey.id, 0);
    let replays = vec![replayed; 8];
    let copies = (0..8).map(|_| passkeys::checked(&fixture, user, passkey.id, 9)).collect();
    for answers in [replays, copies] {
        let attempts = answers.into_iter().map(|checked| {
            let (fixture, session, reference) = (fixture.clone(), fixture.session(), fixture.reference());
            async move { fixture.store.complete_passkey_sign_in(&checked, &session, &reference).await.unwrap() }
        });
        let outcomes = at_once(attempts.collect()).await;
        let signed_in = outcomes.iter().filter(|outcome| matches!(outcome, PasskeySignIn::SignedIn(_))).count();
        assert_eq!(signed_in, 1);
    }
}
