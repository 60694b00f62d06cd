//! `vestibule admin`: administrators and API tokens from the shell, with a running server.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::json;
use vestibule_core::{
    clock::{Clock as _, SystemClock},
    secret::Secret,
    totp::TotpSecret,
};
use vestibule_tests::{Answer, Browser, Ended};

use crate::{
    installation::{Installation, provider},
    password::{PASSWORD, create, sign_in_by_json},
};

fn refused(says: &str) -> Ended {
    Ended { code: Some(2), stdout: String::new(), stderr: format!("{says}\n") }
}

fn done(says: &str) -> Ended {
    Ended { code: Some(0), stdout: format!("{says}\n"), stderr: String::new() }
}

/// LA-05, LA-06: on the command line, too.
#[tokio::test]
async fn an_administrator_is_created_once() {
    let installation = Installation::new();
    assert_eq!(installation.serve_once().await.code, Some(0));
    let create = ["admin", "create", "root@example.com", "--password-stdin"];
    for (password, says) in [
        ("short", "the password is too short: use at least 12 characters, for instance four random words"),
        ("", "the password is too short: use at least 12 characters, for instance four random words"),
        ("aaaaaaaaaaaa", "the password is easy to guess: it repeats itself; use four random words, for instance"),
        (
            "root@example.com",
            "the password is too much like the e-mail address: use words that have nothing to do with it",
        ),
        (&*"long ".repeat(300), "the password is too long: use at most 1024 characters"),
    ] {
        assert_eq!(installation.run_with_input(&create, password).await, refused(says));
    }
    let created = done("Created administrator root@example.com with the user name root.");
    // The line end that `echo` adds is no part of the password.
    assert_eq!(installation.run_with_input(&create, &format!("{PASSWORD}\n")).await, created);
    let again = installation.run_with_input(&create, PASSWORD).await;
    let says = "a user with the address root@example.com already exists:\nuser root (";
    assert!(again.code == Some(2) && again.stderr.starts_with(says) && again.stdout.is_empty(), "{again:?}");
    let _program = installation.serve().await;
    let answer = sign_in_by_json(&installation.browser(), "root@example.com", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn what_cannot_be_an_administrator_is_refused_with_a_way_out() {
    let installation = Installation::new();
    assert_eq!(installation.serve_once().await.code, Some(0));
    for (arguments, says) in [
        (
            &["admin", "create", "root", "--password-stdin"][..],
            "not an e-mail address: it has no @; write it as name@example.com, without quotes, spaces or accents",
        ),
        (
            &["admin", "create", "root@example.com"],
            "cannot ask for the password without a terminal; use --password-stdin",
        ),
        (
            &["admin", "reset", "nobody@example.com", "--password-stdin"],
            "no user has the address nobody@example.com. To create an administrator: vestibule admin create nobody@example.com",
        ),
    ] {
        assert_eq!(installation.run_with_input(arguments, PASSWORD).await, refused(says), "{arguments:?}");
    }
}

/// Waits until a browser is signed out. A running server believes a session for up to five seconds without asking the
/// database, and it is not notified of what the shell has done: there is no event to wait for, only the answer to look at.
async fn until_signed_out(browser: &Browser) {
    let mut ticks = tokio::time::interval(Duration::from_millis(100));
    let signed_out = async {
        while browser.get_json("/api/auth/session").await.status != StatusCode::UNAUTHORIZED {
            ticks.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), signed_out).await.expect("the session ends");
}

/// Break glass: for somebody who came by a provider, while the server runs.
#[tokio::test]
async fn a_reset_ends_sessions_and_opens_another_access() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let _program = installation.serve_ready().await;
    let (amara, other) = (installation.browser(), installation.browser());
    amara.sign_in("op").await;
    let begun = other.get("/api/auth/providers/op/authorize?login_hint=joonas").await;
    other.get(other.through_the_provider(&begun).await).await;
    let user = amara.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!((&user["email"], &user["is_admin"]), (&"amara@example.com".into(), &false.into()));

    let reset = ["admin", "reset", "amara@example.com", "--password-stdin"];
    let says = "\namara@example.com now has a new password and administrator rights. Sessions ended: 1.\n";
    let ended = installation.run_with_input(&reset, PASSWORD).await;
    assert!(ended.code == Some(0) && ended.stdout.contains(says) && ended.stderr.is_empty(), "{ended:?}");
    assert!(ended.stdout.contains("amara@example.com, verified by provider op\n"), "{}", ended.stdout);
    until_signed_out(&amara).await;
    assert_eq!(other.get_json("/api/auth/session").await.status, StatusCode::OK, "somebody else's session stays");
    assert_eq!(sign_in_by_json(&amara, "amara@example.com", PASSWORD).await.status, StatusCode::OK);
    let now = amara.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!((&now["id"], &now["is_admin"]), (&user["id"], &true.into()), "the same user, with rights");
}

#[tokio::test]
async fn a_reset_replaces_a_password() {
    let installation = Installation::new();
    create(&installation, "root@example.com").await;
    let _program = installation.serve().await;
    let reset = ["admin", "reset", "root@example.com", "--password-stdin"];
    let another = "another correct horse";
    assert_eq!(installation.run_with_input(&reset, another).await.code, Some(0));
    let browser = installation.browser();
    assert_eq!(sign_in_by_json(&browser, "root@example.com", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in_by_json(&browser, "root@example.com", another).await.status, StatusCode::OK);
}

/// LA-10: who has lost their phone, and who only forgot the password.
#[tokio::test]
async fn a_reset_keeps_the_second_factor_unless_asked() {
    let installation = Installation::new();
    create(&installation, "root@example.com").await;
    let _program = installation.serve().await;
    let browser = installation.browser();
    assert_eq!(sign_in_by_json(&browser, "root@example.com", PASSWORD).await.status, StatusCode::OK);
    let headers = [("accept", "application/json"), ("content-type", "application/json")];
    let begun = browser.send(Method::POST, "/api/auth/factors/totp", &headers, None).await;
    let secret = TotpSecret::parse(Secret::new(begun.json()["secret"].as_str().unwrap())).unwrap();
    let body = json!({ "code": secret.code(SystemClock.now()).unwrap() }).to_string();
    let on = browser.send(Method::PUT, "/api/auth/factors/totp", &headers, Some(body)).await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.body);
    let reset = ["admin", "reset", "root@example.com", "--password-stdin"];
    assert_eq!(installation.run_with_input(&reset, PASSWORD).await.code, Some(0));
    let asked = sign_in_by_json(&browser, "root@example.com", PASSWORD).await;
    assert_eq!(asked.code(), "second_factor_required");
    let dropping = [reset.as_slice(), &["--drop-factors"]].concat();
    for says in ["Their second factors and passkeys are removed.\n", "They had no second factor and no passkey.\n"] {
        let dropped = installation.run_with_input(&dropping, PASSWORD).await;
        assert!(dropped.code == Some(0) && dropped.stdout.ends_with(says), "{dropped:?}");
    }
    assert_eq!(sign_in_by_json(&browser, "root@example.com", PASSWORD).await.status, StatusCode::OK);
}

/// Asks for the metrics as somebody who is not on this machine.
async fn metrics_from_afar(browser: &Browser, token: Option<&str>) -> Answer {
    let authorization = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("accept", "application/json"), ("x-forwarded-for", "203.0.113.9")];
    headers.extend(authorization.as_deref().map(|value| ("authorization", value)));
    browser.send(Method::GET, "/metrics", &headers, None).await
}

#[tokio::test]
async fn a_token_is_printed_alone_and_works_at_once() {
    let installation = Installation::new();
    let mut program = installation.serve().await;
    program.until_log("setup_url").await;
    let browser = installation.browser();
    let made = installation.run(&["admin", "token", "monitoring", "--days", "30"]).await;
    assert_eq!(made.code, Some(0));
    assert!(made.stderr.starts_with("It expires on 2"), "{}", made.stderr);
    let token = made.stdout.trim_end_matches('\n');
    assert!(token.starts_with("vst_") && token.len() == 47 && made.stdout.lines().count() == 1, "{}", made.stdout);
    let allowed = metrics_from_afar(&browser, Some(token)).await;
    assert_eq!(allowed.status, StatusCode::OK);
    assert!(allowed.body.contains("vestibule_registry_generation"), "{}", allowed.body);
    for wrong in [None, Some("vst_"), Some(&token[..46])] {
        let answer = metrics_from_afar(&browser, wrong).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::UNAUTHORIZED, "unauthenticated"), "{wrong:?}");
    }

    let again = "a token named \"monitoring\" already exists; choose another name";
    assert_eq!(installation.run(&["admin", "token", "monitoring"]).await, refused(again));
    let other = installation.run(&["admin", "token", "backup"]).await;
    assert_eq!(other.code, Some(0));
    assert_ne!(other.stdout, made.stdout);
    let nameless = refused("invalid token name: use 1 to 64 characters");
    assert_eq!(installation.run(&["admin", "token", " "]).await, nameless);
    assert_eq!(installation.run(&["admin", "token", &"x".repeat(65)]).await, nameless);
}

/// KY-19: a token has an end unless somebody says that it has none, and that is shown.
#[tokio::test]
async fn ky_19_a_token_has_an_end() {
    let installation = Installation::new();
    let mut program = installation.serve().await;
    program.until_log("setup_url").await;
    let usual = installation.run(&["admin", "token", "usual"]).await;
    let never = installation.run(&["admin", "token", "never", "--never"]).await;
    assert!(never.stderr.contains("It never expires"), "{}", never.stderr);
    let headers = [("authorization", &*format!("Bearer {}", usual.stdout.trim())), ("accept", "application/json")];
    let listed = installation.browser().send(Method::GET, "/api/admin/tokens", &headers, None).await.json();
    let ends: Vec<bool> =
        listed["items"].as_array().unwrap().iter().map(|token| token["expires_at"].is_null()).collect();
    assert_eq!(ends, [false, true], "{listed}");
    let both = installation.run(&["admin", "token", "x", "--never", "--days", "3"]).await;
    assert_eq!(both.code, Some(64), "{}", both.stderr);
}
