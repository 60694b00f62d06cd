//! Administrator rights come and go with what grants them.

use vestibule_core::access::AdminOrigin;

use super::{fixture::Fixture, named};
use crate::EventKind;

named![
    rights_come_and_go_with_the_claim,
    a_new_user_may_be_an_administrator,
    each_origin_takes_only_its_own_rights,
    the_last_administrator_stays,
    a_disabled_administrator_does_not_count,
    what_has_ended_stays_ended_whoever_was_there_before,
];

const KEPT: &str = "administrator rights kept: no other administrator could sign in";

async fn rights_come_and_go_with_the_claim(fixture: Fixture) {
    fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap();
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    let steps = [
        (true, Some("administrator rights granted")),
        (true, None),
        (false, Some("administrator rights revoked")),
        (false, None),
    ];
    for (grants, detail) in steps {
        let attempt = fixture.attempt("jane").granting(grants);
        assert_eq!(fixture.admit(&attempt).await.user, fixture.user(jane.id).await);
        assert_eq!(fixture.is_admin(jane.id).await, grants);
        assert_eq!(fixture.event_of(&attempt.reference).await.event.detail.as_deref(), detail);
    }
}

async fn a_new_user_may_be_an_administrator(fixture: Fixture) {
    let attempt = fixture.attempt("jane").granting(true);
    let jane = fixture.admit(&attempt).await.user;
    assert!(fixture.is_admin(jane.id).await);
    let detail = fixture.event_of(&attempt.reference).await.event.detail;
    assert_eq!(detail.as_deref(), Some("created; administrator rights granted"));
}

async fn each_origin_takes_only_its_own_rights(fixture: Fixture) {
    fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap();
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user;
    let by_work = |grants| {
        let attempt = fixture.attempt_by("work", "https://work.example", "7").granting(grants);
        attempt.with_email(Some("jane@example.com"), true)
    };
    fixture.link(jane.id, &by_work(false)).await;
    assert_eq!(fixture.admit(&by_work(true)).await.user.id, jane.id);
    fixture.admit(&fixture.attempt("jane").granting(false)).await;
    assert!(fixture.is_admin(jane.id).await, "work still grants them");
    fixture.admit(&by_work(false)).await;
    assert!(!fixture.is_admin(jane.id).await);
    let root =
        fixture.store.create_administrator(&fixture.administrator("other@example.com"), fixture.rules()).await.unwrap();
    fixture.link(root.id, &fixture.attempt("root")).await;
    fixture.admit(&fixture.attempt("root").granting(false)).await;
    assert!(fixture.is_admin(root.id).await, "no provider takes what the shell gave");
}

async fn the_last_administrator_stays(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user;
    let demoted = fixture.attempt("jane");
    fixture.admit(&demoted).await;
    assert_eq!(
        fixture.access(jane.id).await.admin,
        [AdminOrigin::Kept(demoted.provider.clone())],
        "it is seen to be kept"
    );
    assert_eq!(fixture.event_of(&demoted.reference).await.event.detail.as_deref(), Some(KEPT));
    let bob = fixture.admit(&fixture.attempt("bob").granting(true)).await.user;
    fixture.admit(&fixture.attempt("jane")).await;
    assert!(!fixture.is_admin(jane.id).await, "now there is another one");
    fixture.admit(&fixture.attempt("bob")).await;
    assert!(fixture.is_admin(bob.id).await, "now bob is the last one");
}

async fn a_disabled_administrator_does_not_count(fixture: Fixture) {
    let bob = fixture.admit(&fixture.attempt("bob").granting(true)).await.user;
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user;
    fixture.test_access.set_disabled(bob.id, true).await.unwrap();
    let demoted = fixture.attempt("jane");
    fixture.admit(&demoted).await;
    assert!(fixture.is_admin(jane.id).await);
    assert_eq!(fixture.event_of(&demoted.reference).await.event.detail.as_deref(), Some(KEPT));
}

/// ID-01: rules that changed while nobody was linked are compared with those of now, not with those of then.
async fn what_has_ended_stays_ended_whoever_was_there_before(mut fixture: Fixture) {
    let narrow = async |fixture: &mut Fixture, groups: &[&str]| {
        let groups = groups.iter().map(|&group| group.to_owned()).collect();
        fixture.set_provider("pocketid", |settings| settings.allowed_groups = groups);
        fixture.store.withdraw_grants(fixture.rules()).await.unwrap()
    };
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    narrow(&mut fixture, &["board"]).await;
    let event = fixture.event(EventKind::UserDeleted);
    fixture.store.delete_user(jane.id, fixture.rules(), &event).await.unwrap();
    narrow(&mut fixture, &[]).await;
    let bob = fixture.admit(&fixture.attempt("bob")).await.user;
    assert!(!fixture.access(bob.id).await.groups.is_empty());
    assert_eq!(narrow(&mut fixture, &["board"]).await.len(), 1);
    narrow(&mut fixture, &[]).await;
    assert!(fixture.access(bob.id).await.groups.is_empty(), "until the provider confirms it");
}
