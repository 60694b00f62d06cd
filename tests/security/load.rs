//! Many people at once, at a size for every day. How fast that is, `cargo dev bench` measures.

use futures_util::{StreamExt as _, stream};
use http::StatusCode;
use vestibule_demo_idp::Person;
use vestibule_tests::World;

/// LD-01: two hundred new people, fifty at a time, without an error: as many users, links and sessions.
#[tokio::test]
async fn ld_01_many_people_at_once_all_get_in() {
    const PEOPLE: usize = 200;
    let world = World::new().await;
    for number in 0..PEOPLE {
        world.op.people().put(Person::new(&format!("subject-{number}"), &format!("person{number}"), "P", ""));
    }
    let sign_in = async |number: usize| {
        let browser = world.browser();
        let answer = browser.sign_in_as("op", &format!("person{number}")).await;
        (answer.status, answer.header("location") == Some("/"))
    };
    let answers: Vec<_> = stream::iter(0..PEOPLE).map(sign_in).buffer_unordered(50).collect().await;
    assert!(answers.iter().all(|answer| *answer == (StatusCode::SEE_OTHER, true)), "{answers:?}");
    let rows = world.backdoor.count_rows().await.unwrap();
    let all = i64::try_from(PEOPLE).unwrap();
    assert_eq!((rows.users, rows.links, rows.sessions, rows.events), (all, all, all, all));
}
