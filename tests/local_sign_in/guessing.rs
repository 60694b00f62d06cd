//! Guessing a password: how often, from where, and who waits for whom.

use std::{collections::BTreeMap, time::Duration};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use http::StatusCode;
use vestibule_tests::ServerFixture;

use crate::administrator::{EMAIL, PASSWORD, create, serve, try_password};

/// Guesses at `email`, each from a network of its own; how many got which code.
async fn guess(fixture: &ServerFixture, email: &str, times: u32) -> BTreeMap<String, u32> {
    let mut codes = BTreeMap::new();
    for number in 0..times {
        let address = format!("2001:db8:{number:x}::1");
        let answer = try_password(&fixture.browser(), &address, email, "a wrong password").await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
        }
        *codes.entry(answer.code()).or_default() += 1;
    }
    codes
}

fn codes<const N: usize>(expected: [(&str, u32); N]) -> BTreeMap<String, u32> {
    expected.into_iter().map(|(code, count)| (code.to_owned(), count)).collect()
}

/// LA-01: and an address that belongs to nobody is answered in the same way.
#[tokio::test]
async fn guesses_from_many_networks_are_limited_together() {
    let (fixture, _) = serve(5).await;
    for email in [EMAIL, "nobody@example.com"] {
        let found = guess(&fixture, email, 600).await;
        assert_eq!(found, codes([("unauthenticated", 5), ("rate_limited", 595)]), "{email}");
    }
    let events = fixture.audit().await;
    assert_eq!(events.len(), 1 + 10, "what is not tried is not written");
}

/// LA-01, LA-03: unknown clients use up their own allowance and not that of a browser where the owner has signed in.
#[tokio::test]
async fn guessing_keeps_nobody_out_of_their_own_browser() {
    let (fixture, _) = serve(5).await;
    let own = fixture.browser();
    let home = "198.51.100.7";
    assert_eq!(try_password(&own, home, EMAIL, PASSWORD).await.status, StatusCode::OK);
    guess(&fixture, EMAIL, 10).await;
    // Somebody at the same address has used that up as well.
    for _ in 0..10 {
        try_password(&fixture.browser(), home, "nobody@example.com", "a wrong password").await;
    }
    own.forget("session");
    let refused = try_password(&fixture.browser(), "198.51.100.8", EMAIL, PASSWORD).await;
    assert_eq!(refused.code(), "rate_limited", "a browser that the account does not know");
    assert_eq!(try_password(&own, home, EMAIL, PASSWORD).await.status, StatusCode::OK);
    // A stolen cookie is worth an allowance, and not more.
    let mut found = BTreeMap::new();
    for _ in 0..10 {
        *found.entry(try_password(&own, home, EMAIL, "a wrong password").await.code()).or_default() += 1;
    }
    assert_eq!(found, codes([("unauthenticated", 4), ("rate_limited", 6)]));
}

/// LA-02, LA-03.
#[tokio::test]
async fn a_full_queue_answers_at_once_and_a_known_browser_passes_it() {
    let (fixture, _) = serve(0).await;
    let own = fixture.browser();
    assert_eq!(try_password(&own, "198.51.100.7", EMAIL, PASSWORD).await.status, StatusCode::OK);
    let held = fixture.application.hold_passwords().await;
    let unknown: Vec<_> = (0..500).map(|_| fixture.browser()).collect();
    let mut guesses: FuturesUnordered<_> =
        unknown.iter().map(|one| try_password(one, "198.51.100.8", EMAIL, "a wrong password")).collect();
    // No hash is made, so whoever is answered did not wait for one.
    for _ in 0..500 - 18 {
        // Not a measure of time: only so that a defect is a failure and not a test that never ends.
        let answer = tokio::time::timeout(Duration::from_secs(60), guesses.next()).await.unwrap();
        let answer = answer.unwrap();
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SERVICE_UNAVAILABLE, "overloaded"));
        assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
    }
    let passed = try_password(&own, "198.51.100.8", EMAIL, PASSWORD).await;
    assert_eq!(passed.status, StatusCode::OK, "{}", passed.body);
    drop(held);
    let waited: Vec<_> = guesses.collect().await;
    assert_eq!(waited.len(), 18);
    assert!(waited.iter().all(|answer| answer.code() == "unauthenticated"));
}

/// LA-04.
#[tokio::test]
async fn a_browser_is_known_to_its_own_account_and_for_a_time() {
    let (fixture, _) = serve(1).await;
    create(&fixture, "other@example.com").await;
    let own = fixture.browser();
    assert_eq!(try_password(&own, "198.51.100.7", EMAIL, PASSWORD).await.status, StatusCode::OK);
    let [(name, value)] = own.cookies("device").try_into().unwrap();
    assert_eq!(name, "vestibule_device");
    let (other, another) = (guess(&fixture, "other@example.com", 1).await, guess(&fixture, EMAIL, 1).await);
    assert_eq!((other, another), (codes([("unauthenticated", 1)]), codes([("rate_limited", 1)])));
    let answer = try_password(&own, "198.51.100.9", "other@example.com", PASSWORD).await;
    assert_eq!(answer.code(), "rate_limited", "known to one account, unknown to the other");
    let elsewhere = serve(1).await.0;
    let browser = elsewhere.browser();
    browser.plant(&name, &value);
    guess(&elsewhere, EMAIL, 1).await;
    assert_eq!(try_password(&browser, "198.51.100.7", EMAIL, PASSWORD).await.code(), "rate_limited");
    fixture.clock.advance(chrono::Duration::days(181));
    guess(&fixture, EMAIL, 1).await;
    assert_eq!(try_password(&own, "198.51.100.10", EMAIL, PASSWORD).await.code(), "rate_limited");
}
