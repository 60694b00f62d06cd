//! Administrator rights come and go with what grants them.

use super::{fixture::World, named};

named![
    rights_come_and_go_with_the_claim,
    a_newcomer_may_be_an_administrator,
    each_origin_takes_only_its_own_rights,
    the_last_administrator_stays,
    a_disabled_administrator_does_not_count,
];

const KEPT: &str = "administrator rights kept: no other administrator could sign in";

async fn rights_come_and_go_with_the_claim(world: World) {
    world.store.create_administrator(&world.administrator("root@example.com")).await.unwrap();
    let jane = world.admit(&world.attempt("jane")).await.user;
    let steps = [
        (true, Some("administrator rights given")),
        (true, None),
        (false, Some("administrator rights taken")),
        (false, None),
    ];
    for (grants, detail) in steps {
        let attempt = world.attempt("jane").granting(grants);
        assert_eq!(world.admit(&attempt).await.user.is_admin, grants);
        assert_eq!(world.user(jane.id).await.is_admin, grants);
        assert_eq!(world.event_of(&attempt.reference).await.event.detail.as_deref(), detail);
    }
}

async fn a_newcomer_may_be_an_administrator(world: World) {
    let attempt = world.attempt("jane").granting(true);
    let jane = world.admit(&attempt).await.user;
    assert!(jane.is_admin && world.user(jane.id).await.is_admin);
    let detail = world.event_of(&attempt.reference).await.event.detail;
    assert_eq!(detail.as_deref(), Some("created; administrator rights given"));
}

async fn each_origin_takes_only_its_own_rights(world: World) {
    world.store.create_administrator(&world.administrator("root@example.com")).await.unwrap();
    let jane = world.admit(&world.attempt("jane").granting(true)).await.user;
    let by_work = |grants| {
        let attempt = world.attempt_by("work", "https://work.example", "7").granting(grants);
        attempt.with_email(Some("jane@example.com"), true)
    };
    assert!(world.admit(&by_work(true)).await.user.is_admin);
    assert!(world.admit(&world.attempt("jane").granting(false)).await.user.is_admin);
    assert!(world.user(jane.id).await.is_admin, "work still grants them");
    assert!(!world.admit(&by_work(false)).await.user.is_admin);
    let root = world.attempt("root");
    assert!(world.admit(&root.granting(false)).await.user.is_admin, "no provider takes what the shell gave");
}

async fn the_last_administrator_stays(world: World) {
    let jane = world.admit(&world.attempt("jane").granting(true)).await.user;
    let demoted = world.attempt("jane");
    assert!(world.admit(&demoted).await.user.is_admin);
    assert!(world.user(jane.id).await.is_admin);
    assert_eq!(world.event_of(&demoted.reference).await.event.detail.as_deref(), Some(KEPT));
    world.admit(&world.attempt("bob").granting(true)).await;
    assert!(!world.admit(&world.attempt("jane")).await.user.is_admin, "now there is another one");
    assert!(world.admit(&world.attempt("bob")).await.user.is_admin, "now bob is the last one");
}

async fn a_disabled_administrator_does_not_count(world: World) {
    let bob = world.admit(&world.attempt("bob").granting(true)).await.user;
    world.admit(&world.attempt("jane").granting(true)).await;
    world.test_access.set_disabled(bob.id, true).await.unwrap();
    let demoted = world.attempt("jane");
    assert!(world.admit(&demoted).await.user.is_admin);
    assert_eq!(world.event_of(&demoted.reference).await.event.detail.as_deref(), Some(KEPT));
}
