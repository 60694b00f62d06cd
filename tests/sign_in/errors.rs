//! Every error code that belongs to sign-in, produced by an upstream that is wrong, lying or gone.
//!
//! Each row changes one thing at the demonstration provider, signs in, and checks the standing rule around it
//! ([`Invariant`]) and that the next sign-in in the same browser works.

use http::{HeaderValue, Method, StatusCode};
use serde_json::{Value, json};
use vestibule_demo_idp::{
    DemoIdp, Endpoint,
    faults::{AnswerFault, Fault, Signing, TokenFault},
};
use vestibule_registry::{Catalogue, Document, Format};
use vestibule_tests::{Invariant, ServerFixture, Setup, json_object};

/// One thing that goes wrong, and what the person sees.
struct Case {
    name: &'static str,
    code: &'static str,
    /// How many requests may reach the token endpoint.
    token_requests: u64,
    break_it: fn(&DemoIdp),
}

const fn case(name: &'static str, code: &'static str, token_requests: u64, break_it: fn(&DemoIdp)) -> Case {
    Case { name, code, token_requests, break_it }
}

/// Amara comes for the first time, in a browser in which Joonas is signed in: so a refusal that creates a user, a link or
/// a session, or ends one, is noticed.
async fn check(fixture: &ServerFixture, case: &Case) {
    let name = case.name;
    let browser = fixture.browser();
    assert_eq!(browser.sign_in_as("op", "joonas").await.header("location"), Some("/"), "{name}");
    let rule = Invariant::around(fixture, &browser).await;
    let tokens = fixture.op.requests().count(Endpoint::Token);
    (case.break_it)(&fixture.op);
    let answer = browser.sign_in("op").await;
    fixture.op.faults().clear_all();
    assert_eq!(fixture.op.requests().count(Endpoint::Token) - tokens, case.token_requests, "{name}");
    assert!(browser.cookies("flow").is_empty(), "{name}: the flow has ended");
    rule.refused(&answer, ("op", case.code), name).await;
    assert_eq!(
        browser.sign_in_as("op", "joonas").await.header("location"),
        Some("/"),
        "{name}: the next sign-in works"
    );
}

fn token(fault: Fault) -> impl Fn(&DemoIdp) {
    move |op| op.faults().set(Endpoint::Token, fault.clone())
}

fn claims(op: &DemoIdp, claims: Value) {
    op.faults().set_id_token(TokenFault::new().claims(json_object(claims)));
}

fn raw_claim(op: &DemoIdp, name: &str, json: &str) {
    let without = json_object(json!({ name: null }));
    op.faults().set_id_token(TokenFault::new().claims(without).raw_claim(name, json));
}

fn answer(op: &DemoIdp, fault: AnswerFault) {
    op.faults().set_answer(fault);
}

fn userinfo(op: &DemoIdp, fault: Fault) {
    op.faults().set(Endpoint::Userinfo, fault);
}

#[tokio::test]
async fn the_authorization_answer() {
    let fixture = ServerFixture::new().await;
    #[rustfmt::skip]
    let cases = [
        case("denied", "access_denied", 0, |op| answer(op, AnswerFault::new().error("access_denied", Some("<b>no</b>")))),
        case("login_required", "login_required", 0, |op| answer(op, AnswerFault::new().error("login_required", None))),
        case("interaction_required", "login_required", 0, |op| answer(op, AnswerFault::new().error("interaction_required", None))),
        case("consent_required", "login_required", 0, |op| answer(op, AnswerFault::new().error("consent_required", None))),
        case("temporarily_unavailable", "provider_unavailable", 0, |op| answer(op, AnswerFault::new().error("temporarily_unavailable", None))),
        case("unauthorized_client", "provider_misconfigured", 0, |op| answer(op, AnswerFault::new().error("unauthorized_client", None))),
        case("invalid_scope", "provider_misconfigured", 0, |op| answer(op, AnswerFault::new().error("invalid_scope", None))),
        case("CB-05 an error nobody knows", "provider_error", 0, |op| answer(op, AnswerFault::new().error("<script>", Some("\u{202e}javascript:alert(1)\r\nX: y")))),
        case("CB-01 code and error together", "provider_error", 0, |op| answer(op, AnswerFault::new().append("error", "access_denied"))),
        case("CB-07 tokens instead of a code", "invalid_request", 0, |op| answer(op, AnswerFault::new().remove("code").append("id_token", "x").append("access_token", "y"))),
        case("MX-01 another iss", "issuer_mismatch", 0, |op| answer(op, AnswerFault::new().set("iss", "https://evil.example"))),
        case("MX-02 no iss", "issuer_mismatch", 0, |op| answer(op, AnswerFault::new().remove("iss"))),
        case("an error with another iss", "issuer_mismatch", 0, |op| answer(op, AnswerFault::new().error("access_denied", None).set("iss", "https://evil.example"))),
        case("TK-17 a code that is not ours", "token_exchange_failed", 1, |op| answer(op, AnswerFault::new().set("code", "somebody-elses-code"))),
    ];
    for case in &cases {
        check(&fixture, case).await;
    }
}

#[tokio::test]
async fn the_token_answer() {
    let fixture = ServerFixture::new().await;
    #[rustfmt::skip]
    let cases = [
        case("TK-01 invalid_grant", "token_exchange_failed", 1, |op| token(Fault::new().status(StatusCode::BAD_REQUEST).body(r#"{"error":"invalid_grant"}"#))(op)),
        case("invalid_client", "provider_misconfigured", 1, |op| token(Fault::new().status(StatusCode::UNAUTHORIZED).body(r#"{"error":"invalid_client"}"#))(op)),
        case("a plain 401", "provider_misconfigured", 1, |op| token(Fault::new().status(StatusCode::UNAUTHORIZED).body(""))(op)),
        case("500", "provider_unavailable", 1, |op| token(Fault::new().status(StatusCode::INTERNAL_SERVER_ERROR).body("oops"))(op)),
        case("429", "provider_unavailable", 1, |op| token(Fault::new().status(StatusCode::TOO_MANY_REQUESTS).body(""))(op)),
        case("an error with 200", "token_exchange_failed", 1, |op| token(Fault::new().body(r#"{"error":"bad_verification_code"}"#))(op)),
        case("TK-05 HTML", "token_exchange_failed", 1, |op| token(Fault::new().body("<html>").content_type("text/html"))(op)),
        case("TK-05 empty", "token_exchange_failed", 1, |op| token(Fault::new().body(""))(op)),
        case("TK-05 cut", "token_exchange_failed", 1, |op| token(Fault::new().body(r#"{"access_token":"a","tok"#))(op)),
        case("TK-05 array", "token_exchange_failed", 1, |op| token(Fault::new().body("[]"))(op)),
        case("TK-05 null", "token_exchange_failed", 1, |op| token(Fault::new().body("null"))(op)),
        case("TK-05 UTF-16", "token_exchange_failed", 1, |op| token(Fault::new().body(&b"\xff\xfe{\0}\0"[..]))(op)),
        case("TK-08 no ID token", "id_token_missing", 1, |op| token(Fault::new().patch(json_object(json!({ "id_token": null }))))(op)),
        case("TK-08 an empty ID token", "id_token_missing", 1, |op| token(Fault::new().patch(json_object(json!({ "id_token": "" }))))(op)),
        case("TK-14 a redirect", "token_exchange_failed", 1, |op| token(Fault::new().redirect(StatusCode::TEMPORARY_REDIRECT, HeaderValue::from_static("http://127.0.0.1:1/")))(op)),
        case("TK-16 a reset after the request", "provider_unavailable", 1, |op| token(Fault::new().disconnect())(op)),
    ];
    for case in &cases {
        check(&fixture, case).await;
    }
}

#[tokio::test]
async fn the_id_token() {
    let fixture = ServerFixture::new().await;
    #[rustfmt::skip]
    let cases = [
        case("IT-01 a flipped bit", "id_token_invalid", 1, |op| op.faults().set_id_token(TokenFault::new().signing(Signing::Broken))),
        case("IT-01 a foreign key", "id_token_invalid", 1, |op| op.faults().set_id_token(TokenFault::new().signing(Signing::ForeignKey))),
        case("IT-02 none", "id_token_invalid", 1, |op| op.faults().set_id_token(TokenFault::new().signing(Signing::Unsigned))),
        case("IT-03 HS256 with the secret", "id_token_invalid", 1, |op| op.faults().set_id_token(TokenFault::new().signing(Signing::HmacWithClientSecret))),
        case("an unknown kid", "id_token_invalid", 1, |op| op.faults().set_id_token(TokenFault::new().signing(Signing::UnknownKid))),
        case("IT-08 iss and a slash", "id_token_invalid", 1, |op| claims(op, json!({ "iss": format!("{}/", op.issuer()) }))),
        case("IT-08 no iss", "id_token_invalid", 1, |op| claims(op, json!({ "iss": null }))),
        case("IT-09 another aud", "id_token_invalid", 1, |op| claims(op, json!({ "aud": ["other"] }))),
        case("IT-09 one more aud", "id_token_invalid", 1, |op| claims(op, json!({ "aud": ["op", "other"] }))),
        case("IT-09 no aud", "id_token_invalid", 1, |op| claims(op, json!({ "aud": [] }))),
        case("another azp", "id_token_invalid", 1, |op| claims(op, json!({ "azp": "other" }))),
        case("IT-12 expired", "id_token_invalid", 1, |op| claims(op, json!({ "exp": 1_000 }))),
        case("IT-12 exp as text", "id_token_invalid", 1, |op| claims(op, json!({ "exp": "9999999999" }))),
        case("IT-12 exp 1e400", "id_token_invalid", 1, |op| raw_claim(op, "exp", "1e400")),
        case("IT-12 exp 2^63", "id_token_invalid", 1, |op| raw_claim(op, "exp", "9223372036854775808")),
        case("IT-12 exp -1", "id_token_invalid", 1, |op| raw_claim(op, "exp", "-1")),
        case("IT-12 two exps", "id_token_invalid", 1, |op| op.faults().set_id_token(TokenFault::new().raw_claim("exp", "9999999999"))),
        case("IT-12 no exp", "id_token_invalid", 1, |op| claims(op, json!({ "exp": null }))),
        case("IT-13 no iat", "id_token_invalid", 1, |op| claims(op, json!({ "iat": null }))),
        case("IT-13 iat a week ago", "id_token_invalid", 1, |op| claims(op, json!({ "iat": 1_793_102_400 }))),
        case("IT-15 no sub", "id_token_invalid", 1, |op| claims(op, json!({ "sub": null }))),
        case("IT-15 an empty sub", "id_token_invalid", 1, |op| claims(op, json!({ "sub": "" }))),
        case("IT-15 a number as sub", "id_token_invalid", 1, |op| claims(op, json!({ "sub": 7 }))),
        case("IT-15 256 characters", "id_token_invalid", 1, |op| claims(op, json!({ "sub": "x".repeat(256) }))),
        case("IT-15 a control character", "id_token_invalid", 1, |op| claims(op, json!({ "sub": "a\u{7}" }))),
        case("IT-16 a list with the nonce", "id_token_invalid", 1, |op| claims(op, json!({ "nonce": ["x"] }))),
        case("IT-16 another nonce", "id_token_invalid", 1, |op| claims(op, json!({ "nonce": "x" }))),
        case("IT-16 no nonce", "id_token_invalid", 1, |op| claims(op, json!({ "nonce": null }))),
        case("IT-21 an access token", "id_token_invalid", 1, |op| op.faults().set_id_token(TokenFault::new().header(json_object(json!({ "typ": "at+jwt" }))))),
        case("another at_hash", "id_token_invalid", 1, |op| claims(op, json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }))),
    ];
    for case in &cases {
        let before = fixture.op.requests().count(Endpoint::Userinfo);
        check(&fixture, case).await;
        let asked = fixture.op.requests().count(Endpoint::Userinfo) - before;
        assert_eq!(asked, 2, "{}: only the good sign-ins around it ask for userinfo", case.name);
    }
}

#[tokio::test]
async fn the_userinfo_answer() {
    let fixture = ServerFixture::new().await;
    #[rustfmt::skip]
    let cases = [
        case("500", "userinfo_failed", 1, |op| userinfo(op, Fault::new().status(StatusCode::INTERNAL_SERVER_ERROR))),
        case("401", "userinfo_failed", 1, |op| userinfo(op, Fault::new().status(StatusCode::UNAUTHORIZED))),
        case("HTML", "userinfo_failed", 1, |op| userinfo(op, Fault::new().body("<html>").content_type("text/html"))),
        case("UI-08 a redirect", "userinfo_failed", 1, |op| userinfo(op, Fault::new().redirect(StatusCode::FOUND, HeaderValue::from_static("http://127.0.0.1:1/")))),
        case("UI-01 another sub", "userinfo_mismatch", 1, |op| userinfo(op, Fault::new().patch(json_object(json!({ "sub": "bob" }))))),
        case("UI-02 no sub", "userinfo_mismatch", 1, |op| userinfo(op, Fault::new().patch(json_object(json!({ "sub": null }))))),
    ];
    for case in &cases {
        check(&fixture, case).await;
    }
}

/// What a policy of the provider refuses.
#[tokio::test]
async fn policies() {
    for (name, settings, who, code) in [
        ("no address", json!({ "require_email": true }), "noor", "email_required"),
        ("another domain", json!({ "allowed_email_domains": ["company.com"] }), "amara", "not_allowed"),
        ("an unverified address", json!({ "allowed_email_domains": ["example.com"] }), "mei", "not_allowed"),
        ("another group", json!({ "allowed_groups": ["board"] }), "amara", "not_allowed"),
        ("AC-14 closed", json!({ "auto_register": false }), "amara", "registration_closed"),
        ("a missing claim", json!({ "required_claims": { "hd": "company.com" } }), "amara", "not_allowed"),
        ("another acr", json!({ "required_acr": ["phr"] }), "amara", "id_token_invalid"),
    ] {
        let fixture = ServerFixture::with(Setup { settings, ..Setup::default() }).await;
        let browser = fixture.browser();
        let begun = browser.get(format!("/api/auth/providers/op/authorize?login_hint={who}")).await;
        let callback = browser.through_the_provider(&begun).await;
        let answer = browser.get(callback).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, code), "{name}");
        let events = fixture.audit().await;
        assert_eq!(events.len(), 1, "{name}");
        assert_eq!(events[0].event.code.map(|code| code.as_str()), Some(code), "{name}");
        assert!(browser.cookies("session").is_empty(), "{name}");
    }
}

/// AC-12, CK-09: a disabled user is signed out and stays out.
#[tokio::test]
async fn a_disabled_user() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let id = browser.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().parse().unwrap();
    fixture.test_access.set_disabled(id, true).await.unwrap();
    let again = fixture.browser();
    let answer = again.sign_in("op").await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "account_disabled"));
    assert!(again.cookies("session").is_empty());
    fixture.test_access.set_disabled(id, false).await.unwrap();
    assert_eq!(again.sign_in("op").await.header("location"), Some("/"));
}

/// A definition that takes the subject from a claim which this upstream does not send.
#[tokio::test]
async fn a_person_without_a_subject() {
    let text = include_str!("../../providers/official/pocketid.toml")
        .replace("[claims]\n", "[claims]\nsubject = \"employee_id\"\n");
    assert!(text.contains("employee_id"));
    let document = Document { path: "pocketid.toml".into(), format: Format::Toml, text, official: true };
    let catalogue = Some(Catalogue::from_documents([document], &vestibule::parts::protocols()));
    let fixture = ServerFixture::with(Setup { catalogue, ..Setup::default() }).await;
    assert_eq!(fixture.browser().sign_in("op").await.code(), "subject_missing");
    assert_eq!(fixture.audit().await.len(), 1);
}

/// DB-02: while nobody can write, a sign-in fails with a code, creates nothing, and works again afterwards.
#[tokio::test]
async fn a_database_that_does_not_answer() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let callback = browser.callback_of("op").await;
    let before = fixture.test_access.count_rows().await.unwrap();
    let held = fixture.test_access.hold_writes().await.unwrap();
    let answer = browser.get(callback).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "storage_unavailable"));
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 0, "nothing upstream that could not be remembered");
    // F2: reading works, and is not enough after that.
    assert_eq!(browser.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    drop(held);
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK, "when a change can be kept");
    assert_eq!(fixture.test_access.count_rows().await.unwrap(), before);
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
}

/// An upstream that cannot be reached when the server starts: a page for people, 503 for programs, and it heals.
#[tokio::test]
async fn an_upstream_that_is_down_at_the_start() {
    let fixture = ServerFixture::new().await;
    fixture.op.faults().set(Endpoint::Discovery, Fault::new().status(StatusCode::BAD_GATEWAY));
    let fixture = fixture.restart_without_waiting().await;
    fixture.application.registry.wait_until(|registry| !registry.find("op").unwrap().faults.is_empty()).await.unwrap();
    let browser = fixture.browser();
    let page = browser.get("/api/auth/providers/op/authorize?return_to=%2Fx").await;
    assert_eq!((page.status, &*page.code()), (StatusCode::SEE_OTHER, "provider_unavailable"));
    assert_eq!(page.sent_on("return_to").as_deref(), Some("/x"));
    assert!(page.set_cookies().is_empty(), "no flow cookie");
    let program = browser.get_json("/api/auth/providers/op/authorize").await;
    assert_eq!((program.status, &*program.code()), (StatusCode::SERVICE_UNAVAILABLE, "provider_unavailable"));
    assert!(program.header("retry-after").is_some());
    let listed = browser.get_json("/api/auth/providers").await.json();
    assert_eq!(listed["providers"], json!([]));
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK, "one upstream does not take the server down");
    fixture.op.faults().clear_all();
    fixture.until_ready().await;
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
}

/// DI-01: an upstream that says that it is somebody else.
#[tokio::test]
async fn an_upstream_of_another_issuer() {
    let fixture = ServerFixture::new().await;
    let other = json_object(json!({ "issuer": "http://localhost:1/other" }));
    fixture.op.faults().set(Endpoint::Discovery, Fault::new().patch(other));
    let fixture = fixture.restart_without_waiting().await;
    fixture.application.registry.wait_until(|registry| !registry.find("op").unwrap().faults.is_empty()).await.unwrap();
    let answer = fixture.browser().get("/api/auth/providers/op/authorize").await;
    assert_eq!(answer.code(), "provider_misconfigured");
    assert_eq!(fixture.op.requests().count(Endpoint::Authorize), 0);
}

/// A token endpoint that never answers costs a person ten seconds at most, and the code says so.
#[tokio::test]
async fn an_upstream_that_hangs() {
    let fixture = ServerFixture::new().await;
    fixture.op.faults().set(Endpoint::Token, Fault::new().hang());
    let answer = fixture.browser().sign_in("op").await;
    assert_eq!(answer.code(), "provider_timeout");
    assert_eq!(fixture.op.requests().count(Endpoint::Token), 1);
}

/// JW-01, JW-02: keys rotate before the sign-in, and between code and token request.
#[tokio::test]
async fn rotated_keys() {
    use vestibule_demo_idp::Rotation;
    let fixture = ServerFixture::new().await;
    assert_eq!(fixture.browser().sign_in("op").await.header("location"), Some("/"));
    fixture.op.rotate_keys(Rotation::Replace).await.unwrap();
    assert_eq!(fixture.browser().sign_in("op").await.header("location"), Some("/"));
    let browser = fixture.browser();
    let callback = browser.callback_of("op").await;
    fixture.op.rotate_keys(Rotation::Replace).await.unwrap();
    assert_eq!(browser.get(callback).await.header("location"), Some("/"));
}

/// The front door of a page that does not exist is still a page.
#[tokio::test]
async fn pages_and_problems_by_accept() {
    let fixture = ServerFixture::new().await;
    let page = fixture.browser().get("/nothing").await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::NOT_FOUND, Some("text/html; charset=utf-8")));
    let problem = fixture.browser().send(Method::GET, "/nothing", &[], None).await;
    assert_eq!(problem.header("content-type"), Some("application/problem+json"));
    let body = problem.json();
    assert_eq!((&body["type"], &body["status"]), (&json!("urn:vestibule:error:not_found"), &json!(404)));
    assert!(body["ref"].as_str().is_some_and(|reference| reference.len() == 10));
}
