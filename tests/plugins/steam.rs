//! Sign in with Steam: the real library in a server, and a Steam that checks what it is asked.

use axum::response::{IntoResponse, Json, Response};
use serde_json::json;
use vestibule_core::provider::ProviderRecord;
use vestibule_tests::provider_with;

use crate::{
    server::{NOW, PluginServer, library, pin, written},
    upstream::{Asked, Upstream, back},
};

const ID: &str = "76561197960287930";
const NS: &str = "http://specs.openid.net/auth/2.0";

/// A Steam that has signed in one person, makes assertions and confirms its own.
pub(crate) fn steam(now: i64, asked: &Asked) -> Response {
    let base = asked.url.split("/openid").next().unwrap();
    let question = if asked.method == "POST" { &asked.form } else { &asked.query };
    match (asked.path.as_str(), question.get("openid.mode").map(String::as_str)) {
        ("/openid/login", Some("checkid_setup")) => {
            let (claimed, to) = (format!("{base}/openid/id/{ID}"), &question["openid.return_to"]);
            let nonce = format!("{}abc", written(now));
            back(
                to,
                &[
                    ("openid.ns", NS),
                    ("openid.mode", "id_res"),
                    ("openid.op_endpoint", &format!("{base}/openid/login")),
                    ("openid.claimed_id", &claimed),
                    ("openid.identity", &claimed),
                    ("openid.return_to", to),
                    ("openid.response_nonce", &nonce),
                    ("openid.assoc_handle", "1234567890"),
                    ("openid.signed", "signed,op_endpoint,claimed_id,identity,return_to,response_nonce,assoc_handle"),
                    ("openid.sig", "c2lnbmF0dXJl+/="),
                ],
            )
        }
        ("/openid/login", Some("check_authentication")) => {
            let own = asked.method == "POST" && question["openid.sig"] == "c2lnbmF0dXJl+/=";
            let own = own && question["openid.claimed_id"].ends_with(ID);
            format!("ns:{NS}\nis_valid:{own}\n").into_response()
        }
        ("/ISteamUser/GetPlayerSummaries/v2/", _) if question["key"] == "the-key" => {
            let player = json!({ "steamid": question["steamids"], "personaname": "Rabscuttle" });
            Json(json!({ "response": { "players": [player] } })).into_response()
        }
        _ => http::StatusCode::NOT_FOUND.into_response(),
    }
}

fn provider(base: &str) -> ProviderRecord {
    let credentials = json!({ "community_url": base, "api_url": base, "api_key": "the-key" });
    provider_with("steam", "steam", &json!({}), &credentials)
}

async fn server() -> (PluginServer, Upstream) {
    let upstream = Upstream::start(|asked| steam(NOW, asked)).await;
    let server = PluginServer::open(vec![pin("steam", &library("steam"))], vec![provider(&upstream.base)]).await;
    server.until("steam", |slot| slot.ready().is_some()).await;
    (server, upstream)
}

#[tokio::test]
async fn a_person_signs_in_with_steam() {
    let (server, upstream) = server().await;
    let page = server.browser().get("/login").await.body;
    assert!(page.contains("Sign in with Steam"), "{page}");
    let browser = server.browser();
    let answer = server.sign_in(&browser, "steam").await;
    assert_eq!(answer.header("location"), Some("/"), "{}", answer.body);
    let person = server.person(&browser).await;
    assert_eq!(person["name"], "Rabscuttle");
    let user = person["id"].as_str().unwrap().parse().unwrap();
    let links = server.server.application.store.list_links(user).await.unwrap();
    assert_eq!(links[0].subject.as_str(), ID);
    assert_eq!(links[0].issuer.as_str(), format!("{}/openid", upstream.base));
    assert_eq!(upstream.asked("/openid/login").len(), 2, "the person, then the question whether it is true");
}

#[tokio::test]
async fn an_answer_that_somebody_altered_signs_nobody_in() {
    let (server, _upstream) = server().await;
    let other = ID.replace("930", "931");
    for (name, from, to, code) in [
        ("another person", ID, other.as_str(), "token_exchange_failed"),
        ("another signature", "c2lnbmF0dXJl", "ZXZpbA", "token_exchange_failed"),
        ("cancelled", "mode=id_res", "mode=cancel", "access_denied"),
    ] {
        let browser = server.browser();
        let there = server.begin(&browser, "steam").await.location().unwrap();
        let back = browser.get(there).await.location().unwrap();
        let altered = back.as_str().replace(from, to);
        assert_ne!(altered, back.as_str(), "{name}");
        let answer = browser.get(altered).await;
        assert_eq!(answer.code(), code, "{name}: {}", answer.body);
        assert_eq!(browser.get_json("/api/auth/session").await.status, 401, "{name}");
    }
}

/// The host's own rules hold in front of a plugin too: the state is looked at before the plugin is asked.
#[tokio::test]
async fn an_answer_of_another_browser_never_reaches_the_plugin() {
    let (server, upstream) = server().await;
    let browser = server.browser();
    let there = server.begin(&browser, "steam").await.location().unwrap();
    let back = browser.get(there).await.location().unwrap();
    let answer = server.browser().get(back.as_str()).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (400, "invalid_state".to_owned()));
    assert_eq!(upstream.asked("/openid/login").len(), 1, "nobody was asked to confirm it");
}
