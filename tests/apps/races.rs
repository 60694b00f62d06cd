//! Two nodes on one PostgreSQL, and many sign-ins at once: whatever comes twice counts once. OP-39.

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use futures_util::{StreamExt as _, stream};
use http::{Method, StatusCode};
use url::Url;
use vestibule_apps::AppSettings;
use vestibule_tests::{Answer, Browser, Setup};

use crate::fixture::{AppsFixture, FORM, SECRET, exchange_fields, form, text};

const SIGN_INS: usize = 120;
/// Few enough that a busy machine answers each within the time that a request has.
const IN_FLIGHT: usize = 16;
const PEOPLE: usize = 6;

/// A request of the app `wiki` at one node.
async fn post(base: &Url, fields: &[(&str, &str)]) -> Answer {
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let basic = BASE64_STANDARD.encode(format!("wiki:{}", encode(SECRET)));
    let headers = [("authorization", &*format!("Basic {basic}")), FORM];
    Browser::new(base).send(Method::POST, "/api/oidc/token", &headers, Some(form(fields))).await
}

fn refresh(token: &str) -> [(&str, &str); 2] {
    [("grant_type", "refresh_token"), ("refresh_token", token)]
}

fn refresh_token(answer: &Answer) -> Option<String> {
    (answer.status == StatusCode::OK).then(|| text(answer.json().as_object().unwrap(), "refresh_token").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn op_39_whatever_comes_twice_counts_once() {
    let setup = Setup { postgres: true, ..Setup::default() };
    let fixture = Arc::new(AppsFixture::of(setup, AppSettings::default()).await);
    let (_node, other) = fixture.another_node().await;
    let nodes = [fixture.environment.base.clone(), other];
    let mut browsers = Vec::new();
    for _ in 0..PEOPLE {
        browsers.push(Arc::new(fixture.signed_in().await));
    }
    let one = |number: usize| {
        let (fixture, nodes, browser) = (fixture.clone(), nodes.clone(), browsers[number % PEOPLE].clone());
        async move {
            let code = fixture.code(&browser, &[("scope", "openid offline_access")]).await;
            let fields = exchange_fields(&code, &[]);
            if number.is_multiple_of(3) {
                // The code comes to both nodes at once: one of them gives tokens, and then they have ended.
                let answers = tokio::join!(post(&nodes[0], &fields), post(&nodes[1], &fields));
                let given: Vec<_> = [answers.0, answers.1].iter().filter_map(refresh_token).collect();
                assert_eq!(given.len(), 1, "sign-in {number}");
                let ended = post(&nodes[number % 2], &refresh(&given[0])).await;
                assert_eq!(ended.status, StatusCode::BAD_REQUEST, "sign-in {number}: {}", ended.body);
                return 0;
            }
            let first = post(&nodes[number % 2], &fields).await;
            let token = refresh_token(&first).unwrap_or_else(|| panic!("sign-in {number}: {}", first.body));
            // So does a refresh token: the second use is taken for a lost answer, and then only its tokens are good.
            let fields = refresh(&token);
            let answers = tokio::join!(post(&nodes[0], &fields), post(&nodes[1], &fields));
            let given: Vec<String> = [answers.0, answers.1].iter().filter_map(refresh_token).collect();
            assert_eq!(given.len(), 2, "sign-in {number}");
            let mut good = 0;
            for token in given {
                good += usize::from(refresh_token(&post(&nodes[0], &refresh(&token)).await).is_some());
            }
            assert_eq!(good, 1, "sign-in {number}: one of two successors");
            1
        }
    };
    let done: Vec<usize> = stream::iter((0..SIGN_INS).map(one)).buffer_unordered(IN_FLIGHT).collect().await;
    assert_eq!((done.len(), done.iter().sum::<usize>()), (SIGN_INS, SIGN_INS - SIGN_INS.div_ceil(3)));
    let sum = fixture.audit().await.iter().filter(|entry| entry.event.detail.as_deref() == Some("app wiki")).count();
    assert!(sum > SIGN_INS, "each is on record: {sum}");
}
