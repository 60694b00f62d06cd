//! Sign in with the plugin in C, compiled here, and a widget that signs as Telegram does.

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
};
use serde_json::json;
use vestibule_tests::{Answer, provider_with};

use crate::{
    server::{NOW, PluginServer, compile, pin},
    upstream::{Upstream, back},
};

const TOKEN: &str = "1234:bot-token";

/// The fields of an answer with their signature.
fn signed(fields: &[(&str, &str)], token: &str) -> Vec<(String, String)> {
    let mut sorted: Vec<(String, String)> = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    sorted.sort();
    let lines: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA256, digest(&SHA256, token.as_bytes()).as_ref());
    let tag = hmac::sign(&key, lines.join("\n").as_bytes());
    let hash = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    sorted.push(("hash".to_owned(), hash));
    sorted
}

async fn sign_in(answer: Vec<(String, String)>) -> (PluginServer, vestibule_tests::Browser, Answer) {
    let upstream = Upstream::start(move |asked| {
        let pairs: Vec<(&str, &str)> = answer.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        back(&asked.query["return_to"], &pairs)
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let library = compile("plugins/telegram/telegram.c", &[], &folder.path().join("telegram.so"));
    let widget = format!("{}/widget?size=large", upstream.base);
    let provider =
        provider_with("telegram", "telegram", &json!({}), &json!({ "bot_token": TOKEN, "widget_url": widget }));
    let server = PluginServer::open(vec![pin("telegram", &library)], vec![provider]).await;
    server.until("telegram", |slot| slot.ready().is_some()).await;
    let browser = server.browser();
    let answer = server.sign_in(&browser, "telegram").await;
    (server, browser, answer)
}

fn fields(auth_date: &str) -> Vec<(&str, &str)> {
    vec![
        ("id", "4711"),
        ("first_name", "Åda \"the \\ first\""),
        ("last_name", "Lovelace\n😀"),
        ("username", "ada"),
        ("auth_date", auth_date),
    ]
}

#[tokio::test]
async fn a_person_signs_in_with_a_signed_widget() {
    let (server, browser, answer) = sign_in(signed(&fields(&NOW.to_string()), TOKEN)).await;
    assert_eq!(answer.header("location"), Some("/"), "{}", answer.body);
    let person = server.person(&browser).await;
    // A line break in a name is taken out by the host, as for every provider.
    assert_eq!(person["name"], "Åda \"the \\ first\" Lovelace😀");
    assert_eq!(person["username"], "ada");
    let user = person["id"].as_str().unwrap().parse().unwrap();
    let links = server.server.application.store.list_links(user).await.unwrap();
    assert_eq!((links[0].issuer.as_str(), links[0].subject.as_str()), ("https://telegram.org", "4711"));
}

#[tokio::test]
async fn what_is_not_signed_just_now_by_this_bot_is_refused() {
    let now = NOW.to_string();
    let (old, future) = ((NOW - 601).to_string(), (NOW + 61).to_string());
    let mut altered = signed(&fields(&now), TOKEN);
    altered[2].1 = "4712".to_owned();
    assert_eq!(altered[2].0, "id");
    let mut unsigned = signed(&fields(&now), TOKEN);
    unsigned.pop();
    let mut more = signed(&fields(&now), TOKEN);
    more.push(("role".to_owned(), "admin".to_owned()));
    let without_id: Vec<(&str, &str)> = fields(&now).into_iter().filter(|(name, _)| *name != "id").collect();
    let long = "x".repeat(5_000);
    for (name, answer, code) in [
        ("another bot", signed(&fields(&now), "another"), "token_exchange_failed"),
        ("altered", altered, "token_exchange_failed"),
        ("not signed", unsigned, "token_exchange_failed"),
        ("one field more", more, "token_exchange_failed"),
        ("too old", signed(&fields(&old), TOKEN), "token_exchange_failed"),
        ("from the future", signed(&fields(&future), TOKEN), "token_exchange_failed"),
        ("no id", signed(&without_id, TOKEN), "subject_missing"),
        ("a long field", signed(&[("id", "1"), ("auth_date", &now), ("x", &long)], TOKEN), "provider_error"),
    ] {
        let (_server, _browser, answer) = sign_in(answer).await;
        assert_eq!(answer.code(), code, "{name}: {}", answer.body);
    }
}
