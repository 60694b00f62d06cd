//! Administrator rights come and go with what grants them.

use super::{fixture::Fixture, named};

named![
    rights_come_and_go_with_the_claim,
    a_new_user_may_be_an_administrator,
    each_origin_takes_only_its_own_rights,
    the_last_administrator_stays,
    a_disabled_administrator_does_not_count,
];

const KEPT: &str = "administrator rights kept: no other administrator could sign in";

async fn rights_come_and_go_with_the_claim(fixture: Fixture) {
    fixture.store.create_administrator(&fixture.administrator("root@example.com")).await.unwrap();
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    let steps = [
        (true, Some("administrator rights granted")),
        (true, None),
        (false, Some("administrator rights revoked")),
        (false, None),
    ];
    for (grants, detail) in steps {
        let attempt = fixture.attempt("jane").granting(grants);
        assert_eq!(fixture.admit(&attempt).await.user.is_admin, grants);
        assert_eq!(fixture.user(jane.id).await.is_admin, grants);
        assert_eq!(fixture.event_of(&attempt.reference).await.event.detail.as_deref(), detail);
    }
}

async fn a_new_user_may_be_an_administrator(fixture: Fixture) {
    let attempt = fixture.attempt("jane").granting(true);
    let jane = fixture.admit(&attempt).await.user;
    assert!(jane.is_admin && fixture.user(jane.id).await.is_admin);
    let detail = fixture.event_of(&attempt.reference).await.event.detail;
    assert_eq!(detail.as_deref(), Some("created; administrator rights granted"));
}

async fn each_origin_takes_only_its_own_rights(fixture: Fixture) {
    fixture.store.create_administrator(&fixture.administrator("root@example.com")).await.unwrap();
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user;
    let by_work = |grants| {
        let attempt = fixture.attempt_by("work", "https://work.example", "7").granting(grants);
        attempt.with_email(Some("jane@example.com"), true)
    };
    assert!(fixture.admit(&by_work(true)).await.user.is_admin);
    assert!(fixture.admit(&fixture.attempt("jane").granting(false)).await.user.is_admin);
    assert!(fixture.user(jane.id).await.is_admin, "work still grants them");
    assert!(!fixture.admit(&by_work(false)).await.user.is_admin);
    let root = fixture.attempt("root");
    assert!(fixture.admit(&root.granting(false)).await.user.is_admin, "no provider takes what the shell gave");
}

async fn the_last_administrator_stays(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user;
    let demoted = fixture.attempt("jane");
    assert!(fixture.admit(&demoted).await.user.is_admin);
    assert!(fixture.user(jane.id).await.is_admin);
    assert_eq!(fixture.event_of(&demoted.reference).await.event.detail.as_deref(), Some(KEPT));
    fixture.admit(&fixture.attempt("bob").granting(true)).await;
    assert!(!fixture.admit(&fixture.attempt("jane")).await.user.is_admin, "now there is another one");
    assert!(fixture.admit(&fixture.attempt("bob")).await.user.is_admin, "now bob is the last one");
}

async fn a_disabled_administrator_does_not_count(fixture: Fixture) {
    let bob = fixture.admit(&fixture.attempt("bob").granting(true)).await.user;
    fixture.admit(&fixture.attempt("jane").granting(true)).await;
    fixture.test_access.set_disabled(bob.id, true).await.unwrap();
    let demoted = fixture.attempt("jane");
    assert!(fixture.admit(&demoted).await.user.is_admin);
    assert_eq!(fixture.event_of(&demoted.reference).await.event.detail.as_deref(), Some(KEPT));
}
