//! One-time codes and recovery codes.

use chrono::Duration;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_core::{access::Rules, clock::Clock as _, email::EmailAddress, secret::Secret, totp::TotpSecret};
use vestibule_store::{Actor, Drops, EventKind, Reset, ResetOutcome};
use vestibule_tests::{Answer, Browser, ServerFixture};

use crate::administrator::{EMAIL, PASSWORD, administrator, serve, try_password};

const HOME: &str = "198.51.100.7";

async fn send(browser: &Browser, method: Method, path: &str, address: &str, body: Option<Value>) -> Answer {
    let headers = [("accept", "application/json"), ("content-type", "application/json"), ("x-forwarded-for", address)];
    browser.send(method, path, &headers, body.map(|body| body.to_string())).await
}

async fn prove(browser: &Browser, address: &str, code: &str) -> Answer {
    send(browser, Method::POST, "/api/auth/second-factor", address, Some(json!({ "code": code }))).await
}

/// A server whose administrator has one-time codes; the browser where they turned them on, the secret and the recovery
/// codes.
struct Enrolled {
    fixture: ServerFixture,
    own: Browser,
    secret: TotpSecret,
    recovery_codes: Vec<String>,
}

impl Enrolled {
    async fn new(password_limit: u32) -> Self {
        let (fixture, _) = serve(password_limit).await;
        let own = fixture.browser();
        assert_eq!(try_password(&own, HOME, EMAIL, PASSWORD).await.status, StatusCode::OK);
        let begun = send(&own, Method::POST, "/api/auth/factors/totp", HOME, None).await;
        let secret = TotpSecret::parse(Secret::new(begun.json()["secret"].as_str().unwrap())).unwrap();
        let wrong = send(&own, Method::PUT, "/api/auth/factors/totp", HOME, Some(json!({ "code": "000000" }))).await;
        assert_eq!((wrong.status, &*wrong.code()), (StatusCode::UNAUTHORIZED, "second_factor_invalid"));
        let code = json!({ "code": secret.code(fixture.clock.now()).unwrap() });
        let on = send(&own, Method::PUT, "/api/auth/factors/totp", HOME, Some(code)).await;
        let codes = on.json()["recovery_codes"].as_array().unwrap_or_else(|| panic!("{}", on.body)).clone();
        let recovery_codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        Self { fixture, own, secret, recovery_codes }
    }

    fn code(&self) -> String {
        self.secret.code(self.fixture.clock.now()).unwrap()
    }

    /// A browser in which the password was right.
    async fn past_the_password(&self, address: &str) -> Browser {
        let browser = self.fixture.browser();
        let answer = try_password(&browser, address, EMAIL, PASSWORD).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::UNAUTHORIZED, "second_factor_required"));
        assert!(browser.cookies("session").is_empty(), "no session yet");
        browser
    }
}

/// LA-07, LA-08.
#[tokio::test]
async fn a_code_is_asked_for_and_good_once() {
    let enrolled = Enrolled::new(0).await;
    let browser = enrolled.past_the_password(HOME).await;
    let used = enrolled.code();
    assert_eq!(prove(&browser, HOME, &used).await.code(), "second_factor_invalid", "the one that turned them on");
    enrolled.fixture.clock.advance(Duration::seconds(30));
    let code = enrolled.code();
    let other = enrolled.past_the_password(HOME).await;
    assert_eq!(prove(&browser, HOME, &code).await.status, StatusCode::OK);
    assert_eq!(prove(&other, HOME, &code).await.code(), "second_factor_invalid", "the same one once more");
    let user = browser.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!(user["email"], EMAIL);
    let gone = prove(&enrolled.fixture.browser(), HOME, &code).await;
    assert_eq!(gone.code(), "state_expired", "a code without a password");
    let listed = browser.get_json("/api/auth/factors").await.json();
    assert_eq!((listed["totp"].is_object(), &listed["recovery_codes"]), (true, &json!(10)));
}

/// LA-09.
#[tokio::test]
async fn a_recovery_code_is_good_once() {
    let enrolled = Enrolled::new(0).await;
    let [first, second] = [0, 1].map(|number| enrolled.recovery_codes[number].to_lowercase());
    let (one, other) = (enrolled.past_the_password(HOME).await, enrolled.past_the_password(HOME).await);
    assert_eq!(prove(&one, HOME, &first).await.status, StatusCode::OK);
    assert_eq!(prove(&other, HOME, &first).await.code(), "second_factor_invalid");
    assert_eq!(prove(&other, HOME, &second).await.status, StatusCode::OK);
    let replaced = send(&other, Method::POST, "/api/auth/factors/recovery-codes", HOME, None).await;
    assert_eq!(replaced.json()["recovery_codes"].as_array().unwrap().len(), 10);
    let third = enrolled.past_the_password(HOME).await;
    assert_eq!(prove(&third, HOME, &enrolled.recovery_codes[2]).await.code(), "second_factor_invalid");
    let mut kinds: Vec<_> = enrolled.fixture.audit().await.into_iter().map(|entry| entry.event).collect();
    kinds.retain(|event| event.kind == EventKind::FactorAdded);
    assert_eq!(kinds.len(), 2);
    assert!(kinds.iter().all(|event| matches!(event.actor, Actor::User(_)) && event.address.is_some()));
}

/// LA-11.
#[tokio::test]
async fn a_checked_password_waits_for_a_while() {
    let enrolled = Enrolled::new(0).await;
    let (late, reset) = (enrolled.past_the_password(HOME).await, enrolled.past_the_password(HOME).await);
    let email = EmailAddress::parse(EMAIL).unwrap();
    let new = Reset { administrator: administrator(email), user: None, drops: Drops::default() };
    let done = enrolled.fixture.application.store.reset_administrator(&new, Rules::LOCAL).await.unwrap();
    assert!(matches!(done, ResetOutcome::Done(_)), "{done:?}");
    enrolled.fixture.clock.advance(Duration::seconds(60));
    assert_eq!(prove(&reset, HOME, &enrolled.code()).await.code(), "unauthenticated", "that password is gone");
    enrolled.fixture.clock.advance(Duration::minutes(10));
    assert_eq!(prove(&late, HOME, &enrolled.code()).await.code(), "state_expired");
}

/// LA-12.
#[tokio::test]
async fn factors_are_changed_soon_after_a_sign_in() {
    let enrolled = Enrolled::new(0).await;
    let own = &enrolled.own;
    enrolled.fixture.clock.advance(Duration::minutes(11));
    for (method, path) in [
        (Method::POST, "/api/auth/factors/totp"),
        (Method::PUT, "/api/auth/factors/totp"),
        (Method::DELETE, "/api/auth/factors/totp"),
        (Method::POST, "/api/auth/factors/recovery-codes"),
    ] {
        let answer = send(own, method.clone(), path, HOME, Some(json!({ "code": "123456" }))).await;
        assert_eq!((answer.status.as_u16(), &*answer.code()), (403, "fresh_sign_in_required"), "{method} {path}");
    }
    let page = own.get("/account/second-factor").await;
    assert_eq!(page.sent_on("error").as_deref(), Some("fresh_sign_in_required"));
    let login = own.get(page.location().unwrap()).await;
    assert!(login.body.contains("Sign in again to make this change"), "{}", login.body);
    let again = enrolled.past_the_password(HOME).await;
    assert_eq!(prove(&again, HOME, &enrolled.code()).await.status, StatusCode::OK);
    let removed = send(&again, Method::DELETE, "/api/auth/factors/totp", HOME, None).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(try_password(&enrolled.fixture.browser(), HOME, EMAIL, PASSWORD).await.status, StatusCode::OK);
    let person = enrolled.fixture.browser();
    person.sign_in("op").await;
    let answer = send(&person, Method::POST, "/api/auth/factors/totp", HOME, None).await;
    assert_eq!(answer.code(), "forbidden", "who has no password needs no second factor");
}

/// LA-01, LA-03: codes are guessed no faster than passwords, and guessing keeps nobody out of their own browser.
#[tokio::test]
async fn codes_are_guessed_within_the_allowance_of_the_account() {
    let enrolled = Enrolled::new(6).await;
    let mut codes = Vec::new();
    let browser = enrolled.past_the_password("203.0.113.1").await;
    for network in 2..10 {
        codes.push(prove(&browser, &format!("203.0.113.{network}"), "000000").await.code());
    }
    assert_eq!(codes[..6], vec!["second_factor_invalid"; 6]);
    assert_eq!(codes[6..], vec!["rate_limited"; 2]);
    enrolled.fixture.clock.advance(Duration::seconds(30));
    let own = &enrolled.own;
    assert_eq!(try_password(own, HOME, EMAIL, PASSWORD).await.code(), "second_factor_required");
    assert_eq!(prove(own, HOME, &enrolled.code()).await.status, StatusCode::OK);
}

/// The pages: offered after the password, turned on, asked for, turned off; with a form and no script.
#[tokio::test]
async fn the_pages_ask_and_can_be_put_off() {
    let (fixture, _) = serve(0).await;
    let browser = fixture.browser();
    let fields = [("email", EMAIL), ("password", PASSWORD), ("return_to", "/admin")];
    let signed_in = browser.post_form("/api/auth/password", &fields).await;
    assert_eq!(signed_in.header("location"), Some("/account/second-factor?return_to=%2Fadmin"));
    let page = browser.get(signed_in.location().unwrap()).await;
    assert!(page.body.contains("<svg ") && page.body.contains("href=\"/admin\""), "{}", page.body);
    let key: String = page.body.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let secret = TotpSecret::parse(Secret::new(key)).unwrap();
    let again = browser.get(signed_in.location().unwrap()).await;
    assert!(again.body.contains(&page.body[page.body.find("<svg ").unwrap()..][..400]), "the same key as before");
    let form = page.form();
    let send = |code: &str| {
        let (token, code) = (form.value("csrf").unwrap().to_owned(), code.to_owned());
        let browser = browser.clone();
        async move {
            let fields = [("csrf", &*token), ("return_to", "/admin"), ("code", &*code)];
            browser.post_form("/account/second-factor", &fields).await
        }
    };
    let wrong = send("000000").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("That is not the code of this key now"), "{}", wrong.body);
    let on = send(&secret.code(fixture.clock.now()).unwrap()).await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.body);
    assert_eq!(on.body.matches("<li><code>").count(), 10, "{}", on.body);
    let other = fixture.browser();
    let asked = other.post_form("/api/auth/password", &fields).await;
    assert_eq!(asked.header("location"), Some("/login/second-factor"));
    let page = other.get("/login/second-factor").await;
    assert!(page.body.contains("one-time-code"), "{}", page.body);
    let refused = other.post_form("/api/auth/second-factor", &[("code", "000000")]).await;
    assert_eq!(
        (refused.location().unwrap().path(), &*refused.code()),
        ("/login/second-factor", "second_factor_invalid")
    );
    assert!(other.get(refused.location().unwrap()).await.body.contains("The code is not valid"));
    fixture.clock.advance(Duration::seconds(30));
    let code = secret.code(fixture.clock.now()).unwrap();
    let signed_in = other.post_form("/api/auth/second-factor", &[("code", &*code)]).await;
    assert_eq!(signed_in.header("location"), Some("/admin"));
    let account = other.get("/account").await;
    assert!(account.body.contains("10 recovery codes are left"), "{}", account.body);
    let nobody = fixture.browser().get("/login/second-factor").await;
    assert_eq!(nobody.sent_on("error").as_deref(), Some("state_expired"));
}
