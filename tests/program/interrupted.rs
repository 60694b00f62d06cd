//! DB-05: killed between the provider's tokens and the session. The code is spent, and no one is signed in.

use http::StatusCode;
use vestibule_demo_idp::{
    Endpoint,
    faults::{Fault, Gate},
};
use vestibule_store::conformance::TestStore;
use vestibule_tests::Program;

use crate::{
    installation::{Installation, provider},
    storage::database,
};

/// Where between the two the program is when it dies.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// It has the tokens and waits for userinfo.
    Asking,
    /// It knows the person, and waits to write the session.
    Writing,
}

#[tokio::test]
async fn db_05_killed_while_it_asks_for_userinfo() {
    a_code_is_spent_once(Moment::Asking).await;
}

#[tokio::test]
async fn db_05_killed_while_it_waits_to_write_the_session() {
    a_code_is_spent_once(Moment::Writing).await;
}

async fn a_code_is_spent_once(moment: Moment) {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_LOG", "info,vestibule_protocol=debug");
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let mut program = installation.serve_ready().await;
    let mut browser = installation.browser();
    let callback = browser.callback_of("op").await;

    let gate = Gate::new();
    op.faults().set(Endpoint::Userinfo, Fault::new().hold(&gate));
    let tab = browser.clone();
    let answer = tokio::spawn({
        let callback = callback.clone();
        async move { tab.try_get(callback).await }
    });
    gate.reached(1).await;
    let held = reach(moment, &installation, &gate, &mut program).await;
    program.kill().await;
    drop(held);
    assert!(answer.await.unwrap().is_err(), "{moment:?}: the browser gets no response");
    assert_eq!(op.requests().count(Endpoint::Token), 1);
    op.faults().clear_all();
    gate.open();

    let program = installation.serve_ready().await;
    assert_nothing_left(&database(&installation).await, 0).await;
    browser = browser.reconnected();
    let again = browser.get(callback).await;
    assert_eq!((again.status, &*again.code()), (StatusCode::BAD_REQUEST, "invalid_state"), "{moment:?}");
    assert_eq!(op.requests().count(Endpoint::Token), 1, "{moment:?}: the code was not sent again");
    assert_eq!(browser.cookies("session"), []);
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"), "{moment:?}: the next try");
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::OK);
    program.kill().await;
    assert_nothing_left(&database(&installation).await, 1).await;
}

/// Brings the program, which has tokens, to that moment. What it waits for then is returned.
async fn reach(
    moment: Moment,
    installation: &Installation,
    gate: &Gate,
    program: &mut Program,
) -> Option<Box<dyn Send>> {
    match moment {
        Moment::Asking => None,
        Moment::Writing => {
            let held = database(installation).await.test_access.hold_writes().await.unwrap();
            gate.open();
            program.until_log("\"purpose\":\"userinfo\"").await;
            Some(held)
        }
    }
}

/// So many people have signed in once, and there are no traces of anyone else.
async fn assert_nothing_left(TestStore { test_access, .. }: &TestStore, people: i64) {
    assert_eq!(test_access.find_damage().await.unwrap(), [""; 0]);
    assert_eq!(test_access.count_orphans().await.unwrap(), 0);
    let rows = test_access.count_rows().await.unwrap();
    assert_eq!((rows.users, rows.links, rows.sessions, rows.events), (people, people, people, people));
}
