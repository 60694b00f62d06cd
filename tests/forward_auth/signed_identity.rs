//! `Remote-Identity`: an application that verifies it is not deceived, even by whoever reaches it past the proxy. FA-20.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};
use vestibule_core::{clock::Clock as _, forward_auth::Allow};
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

use crate::{SCRIPT, behind_a_proxy, rule, trust_this_machine, verify_at};

const HOST: &str = "app.example.com";
const ORIGIN: &str = "https://app.example.com";

fn with_tokens() -> Setup {
    Setup {
        surface: |settings| {
            trust_this_machine(settings);
            settings.identity_token = true;
        },
        rules: vec![rule(HOST, "/public", Allow::Anyone)],
        ..behind_a_proxy()
    }
}

/// An application that knows our keys and its own address, and reads no other header.
pub(crate) struct Application {
    keys: Value,
    issuer: String,
    origin: String,
    now: i64,
}

impl Application {
    /// Who sends a request with these headers.
    pub(crate) fn find_user(&self, headers: &HeaderMap) -> Option<Value> {
        let token = headers.get("remote-identity")?.to_str().ok()?;
        let [head, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().ok()?;
        let decode = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        let header: Value = serde_json::from_slice(&decode(head)?).ok()?;
        let keys = self.keys["keys"].as_array()?;
        let key = keys.iter().find(|key| key["kid"] == header["kid"] && header["alg"] == json!("ES256"))?;
        let point = [vec![4], decode(key["x"].as_str()?)?, decode(key["y"].as_str()?)?].concat();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
        key.verify(format!("{head}.{payload}").as_bytes(), &decode(signature)?).ok()?;
        let claims: Value = serde_json::from_slice(&decode(payload)?).ok()?;
        let is_for_us = claims["iss"] == json!(self.issuer) && claims["aud"] == json!(self.origin);
        (is_for_us && header["typ"] == json!("identity+jwt") && claims["exp"].as_i64()? > self.now).then_some(claims)
    }
}

async fn application(fixture: &ServerFixture) -> Application {
    application_at(fixture, ORIGIN).await
}

/// The application at that origin.
pub(crate) async fn application_at(fixture: &ServerFixture, origin: &str) -> Application {
    let keys = fixture.browser().get_json("/.well-known/jwks.json").await.json();
    let issuer = fixture.environment.base.origin().ascii_serialization();
    Application { keys, issuer, origin: origin.to_owned(), now: fixture.clock.now().timestamp() }
}

async fn ask(browser: &Browser, host: &str, path: &str) -> Answer {
    verify_at(browser, SCRIPT, host, path).await
}

fn token(answer: &Answer) -> &str {
    let values: Vec<_> = answer.headers.get_all("remote-identity").iter().collect();
    assert_eq!(values.len(), 1, "{answer:?}");
    values[0].to_str().unwrap()
}

#[tokio::test]
async fn fa_20_an_application_that_verifies_is_not_deceived() {
    let fixture = ServerFixture::with(with_tokens()).await;
    let amara = fixture.browser();
    amara.sign_in_as("op", "amara").await;
    let answer = ask(&amara, HOST, "/").await;
    let mut application = application(&fixture).await;
    let user = application.find_user(&answer.headers).unwrap();
    let session = amara.get_json("/api/auth/session").await.json();
    for (name, value) in [
        ("sub", session["user"]["id"].clone()),
        ("preferred_username", json!("amara")),
        ("email", json!("amara@example.com")),
        ("name", json!("Amara Okafor")),
        ("groups", json!(["admins", "staff"])),
        ("exp", json!(application.now + 300)),
    ] {
        assert_eq!(user[name], value, "{name}");
    }

    // Somebody reaches the application past the proxy.
    let good = token(&answer).to_owned();
    let (payload, signature) = good.rsplit_once('.').unwrap();
    let forged = payload.split_once('.').unwrap().0.to_owned()
        + "."
        + &BASE64_URL_SAFE_NO_PAD
            .encode(json!({ "iss": application.issuer, "aud": ORIGIN, "sub": "root", "exp": i64::MAX }).to_string());
    let none = BASE64_URL_SAFE_NO_PAD.encode(json!({ "alg": "none" }).to_string());
    let elsewhere = token(&ask(&amara, "other.example.com", "/").await).to_owned();
    for (case, value) in [
        ("headers alone", None),
        ("an empty token", Some(String::new())),
        ("another payload", Some(format!("{forged}.{signature}"))),
        ("no signature", Some(format!("{none}.{}.", payload.split_once('.').unwrap().1))),
        ("of another application", Some(elsewhere)),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert("remote-user", "root".parse().unwrap());
        headers.extend(value.map(|value| (http::HeaderName::from_static("remote-identity"), value.parse().unwrap())));
        assert_eq!(application.find_user(&headers), None, "{case}");
    }
    application.now += 300;
    assert_eq!(application.find_user(&answer.headers), None, "five minutes later");
}

/// One signature a minute for a session and an origin, and another one when the person is another one.
#[tokio::test]
async fn fa_20_a_token_is_sent_for_a_minute() {
    let fixture = ServerFixture::with(with_tokens()).await;
    let amara = fixture.browser();
    amara.sign_in_as("op", "amara").await;
    let first = token(&ask(&amara, HOST, "/").await).to_owned();
    fixture.clock.advance(chrono::Duration::seconds(59));
    assert_eq!(token(&ask(&amara, HOST, "/x").await), first, "the same");
    fixture.clock.advance(chrono::Duration::seconds(1));
    let second = token(&ask(&amara, HOST, "/").await).to_owned();
    assert_ne!(second, first, "a minute later");
    let user = amara.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().to_owned();
    let change = vestibule_store::UserChange { username: Some("amara.o".into()), ..Default::default() };
    let access = fixture.application.registry.load().access.clone();
    let rules = vestibule_core::access::Rules { providers: &access, grant_max_age: chrono::Duration::days(30) };
    let reference = vestibule_core::ids::Ref::generate(&vestibule_core::random::OsRandom);
    let event = vestibule_store::AuditEvent::new(vestibule_store::EventKind::UserChanged, reference);
    fixture.application.store.change_user(user.parse().unwrap(), change, rules, &event).await.unwrap();
    let answer = ask(&amara, HOST, "/").await;
    assert_ne!(token(&answer), second);
    let user = application(&fixture).await.find_user(&answer.headers).unwrap();
    assert_eq!(user["preferred_username"], json!("amara.o"));
}

#[tokio::test]
async fn fa_20_who_is_nobody_has_an_empty_token() {
    let fixture = ServerFixture::with(with_tokens()).await;
    let nobody = fixture.browser();
    let answer = ask(&nobody, HOST, "/public").await;
    assert_eq!((answer.status, token(&answer)), (StatusCode::OK, ""), "so that a proxy overwrites what was sent");
    let amara = fixture.browser();
    amara.sign_in_as("op", "amara").await;
    let unnamed = amara.send(Method::GET, "/api/auth/verify", &[SCRIPT, ("x-forwarded-uri", "/public")], None).await;
    assert!(!unnamed.status.is_success() || token(&unnamed).is_empty(), "{unnamed:?}");
    let plain = ServerFixture::with(behind_a_proxy()).await;
    let amara = plain.browser();
    amara.sign_in_as("op", "amara").await;
    assert_eq!(ask(&amara, HOST, "/").await.header("remote-identity"), None, "off by default");
}
