//! How many rows refusals by the linking rules are.

use serde_json::json;
use vestibule_core::code::ErrorCode;
use vestibule_tests::{ServerFixture, Setup};

/// AU-01, WH-07: those that the store decides in the transaction of a sign-in are in the same share as all others.
#[tokio::test]
async fn a_flood_of_linking_refusals_is_a_share() {
    let more = vec![("asks", json!({ "linking": "ask" }))];
    let fixture = ServerFixture::with(Setup { more, ..Setup::default() }).await;
    fixture.browser().sign_in_as("op", "amara").await;
    let other = fixture.browser();
    for _ in 0..80 {
        let begun = other.get("/api/auth/providers/asks/authorize?login_hint=amara").await;
        let answer = other.get(other.through_the_provider(&begun).await).await;
        assert_eq!(answer.code(), "account_exists");
    }
    let refused = async || {
        let rows = fixture.audit().await.into_iter().filter(|row| row.event.code == Some(ErrorCode::AccountExists));
        rows.map(|row| row.event.detail.unwrap_or_default()).collect::<Vec<_>>()
    };
    let rows = refused().await.len();
    // A share of 60, and one a minute: a slow run may have had a few of those.
    assert!((60..75).contains(&rows), "{rows} rows");
}
