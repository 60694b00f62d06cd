//! Users, sessions, the audit log and API tokens.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_tests::{Browser, Setup};

use crate::api::{Api, create_token, pointers, refusal};

async fn items(api: &Api, path: &str) -> Vec<Value> {
    let answer = api.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.json()["items"].as_array().unwrap().clone()
}

async fn sign_in(api: &Api, who: &str) -> (Browser, String) {
    let browser = api.fixture.browser();
    browser.sign_in_as("op", who).await;
    let id = browser.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().to_owned();
    api.fixture.clock.advance(chrono::Duration::milliseconds(2));
    (browser, id)
}

async fn status(browser: &Browser) -> StatusCode {
    browser.get_json("/api/auth/session").await.status
}

/// Every page of a list, one item each, is the list.
async fn assert_pages(api: &Api, path: &str) {
    let whole = items(api, path).await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("{path}?limit=1{cursor}")).await.json();
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, whole, "{path}");
}

#[tokio::test]
async fn users_are_shown_with_their_links() {
    let api = Api::new().await;
    let ((_, noor), (_, wulan)) = (sign_in(&api, "noor").await, sign_in(&api, "wulan").await);
    let users = items(&api, "/api/admin/users").await;
    assert_eq!(users.iter().map(|user| user["id"].as_str().unwrap()).collect::<Vec<_>>(), [&wulan, &noor]);
    let user = api.get(&format!("/api/admin/users/{noor}")).await.json();
    assert_eq!(user, users[1]);
    assert_eq!((&user["username"], &user["email"], &user["disabled"]), (&json!("noor"), &json!(null), &json!(false)));
    assert_eq!((&user["groups"], &user["is_admin"]), (&json!(["guests"]), &json!(false)));
    let link = &user["links"][0];
    assert_eq!((&link["provider"], &link["issuer"]), (&json!("op"), &json!(api.fixture.op.issuer())));
    assert!(link["subject"].is_string() && link["id"].is_string() && link["created_at"].is_string(), "{link}");
    assert_eq!(items(&api, "/api/admin/users?search=WULAN").await.len(), 1);
    assert_pages(&api, "/api/admin/users").await;
    for id in ["00000000-0000-0000-0000-000000000000", "x"] {
        for method in [Method::GET, Method::DELETE] {
            let answer = api.ask(method, &format!("/api/admin/users/{id}"), None).await;
            assert_eq!(refusal(&answer), (404, "not_found".to_owned()), "{id}");
        }
    }
}

/// A disabled user is signed out with the next request, and has to sign in again once enabled.
#[tokio::test]
async fn a_user_is_disabled_and_enabled() {
    let api = Api::new().await;
    let (noor, id) = sign_in(&api, "noor").await;
    let path = format!("/api/admin/users/{id}");
    let patch = async |body: Value| api.ask(Method::PATCH, &path, Some(&body)).await;
    assert_eq!(patch(json!({ "disabled": true })).await.json()["disabled"], true);
    assert_eq!(status(&noor).await, StatusCode::UNAUTHORIZED, "although the session was cached");
    assert_eq!(noor.sign_in_as("op", "noor").await.code(), "account_disabled");
    let events = api.fixture.audit().await.len();
    assert_eq!(patch(json!({ "disabled": true })).await.status, StatusCode::OK);
    assert_eq!(patch(json!({})).await.status, StatusCode::OK);
    assert_eq!(api.fixture.audit().await.len(), events, "no change, no event");
    let changed = patch(json!({ "disabled": false, "is_admin": true })).await.json();
    assert_eq!((&changed["disabled"], &changed["is_admin"]), (&json!(false), &json!(true)));
    let event = items(&api, "/api/admin/audit?event=user_changed&limit=1").await.remove(0);
    assert_eq!((&event["detail"], &event["user_id"]), (&json!("enabled, administrator rights granted"), &json!(id)));
    assert_eq!((&event["actor"]["kind"], &event["outcome"]), (&json!("token"), &json!("ok")));
    for (body, code) in [
        (json!({ "disabeld": true }), "unknown_field"),
        (json!({ "disabled": "yes", "is_admin": null }), "invalid_parameter"),
    ] {
        assert_eq!(refusal(&patch(body).await), (422, code.to_owned()));
    }
    assert_eq!(pointers(&patch(json!({ "disabled": 1, "is_admin": 0 })).await), ["/disabled", "/is_admin"]);
}

/// AD-08: the last administrator can be neither demoted, disabled nor deleted.
#[tokio::test]
async fn the_last_administrator_is_kept() {
    let api = Api::new().await;
    let (amara, id) = sign_in(&api, "amara").await;
    let path = format!("/api/admin/users/{id}");
    for body in [json!({ "disabled": true }), json!({ "is_admin": false })] {
        let answer = api.ask(Method::PATCH, &path, Some(&body)).await;
        assert_eq!(refusal(&answer), (409, "last_way_in".to_owned()), "{body}");
    }
    let answer = api.ask(Method::DELETE, &path, None).await;
    assert_eq!(refusal(&answer), (409, "last_way_in".to_owned()));
    assert_eq!(status(&amara).await, StatusCode::OK);
    api.create_local_administrator("root@example.com").await;
    let deleted = api.ask(Method::DELETE, &path, None).await;
    assert_eq!((deleted.status, deleted.json()), (StatusCode::OK, json!({ "sessions_ended": 1 })));
    assert_eq!(status(&amara).await, StatusCode::UNAUTHORIZED);
    assert_eq!(api.get(&path).await.status, StatusCode::NOT_FOUND);
    let event = items(&api, &format!("/api/admin/audit?user={id}&event=user_deleted")).await;
    assert_eq!(event.len(), 1, "the event is kept");
}

/// The audit log names the actor, and the last sign-in method cannot be removed.
#[tokio::test]
async fn an_identity_is_unlinked() {
    let api = Api::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    let (amara, id) = sign_in(&api, "amara").await;
    let (_, other) = sign_in(&api, "noor").await;
    // No address links an administrator: she links it in her session, and signs in by it.
    let begun = amara.post_form("/api/auth/providers/second/link", &[]).await;
    let callback = amara.through_the_provider(&begun).await;
    assert_eq!(amara.get(callback).await.header("location"), Some("/account"));
    amara.sign_in_as("second", "amara").await;
    let links = async || api.get(&format!("/api/admin/users/{id}")).await.json()["links"].as_array().unwrap().clone();
    let path = |user: &str, link: &Value| format!("/api/admin/users/{user}/links/{}", link["id"].as_str().unwrap());
    let before = links().await;
    assert_eq!(before.len(), 2);
    for path in [path(&other, &before[1]), path("x", &before[1]), format!("/api/admin/users/{id}/links/x")] {
        let answer = api.ask(Method::DELETE, &path, None).await;
        assert_eq!(refusal(&answer), (404, "not_found".to_owned()), "{path}");
    }
    let unlinked = api.ask(Method::DELETE, &path(&id, &before[1]), None).await;
    assert_eq!((unlinked.status, unlinked.json()), (StatusCode::OK, json!({ "sessions_ended": 1 })));
    assert_eq!(links().await, before[..1]);
    assert_eq!(status(&amara).await, StatusCode::UNAUTHORIZED, "the session that began with it");
    let events = items(&api, "/api/admin/audit?event=unlink").await;
    let [event] = &events[..] else { panic!("one event: {events:?}") };
    assert_eq!((&event["user_id"], &event["provider"]), (&json!(id), &json!("second")));
    assert_eq!((&event["actor"]["kind"], &event["address"]), (&json!("token"), &json!("127.0.0.1")));
    let last = api.ask(Method::DELETE, &path(&id, &before[0]), None).await;
    assert_eq!(refusal(&last), (409, "last_way_in".to_owned()));
    assert_eq!(links().await, before[..1]);
}

#[tokio::test]
async fn sessions_are_listed_and_revoked() {
    let api = Api::new().await;
    let ((noor, id), (wulan, _)) = (sign_in(&api, "noor").await, sign_in(&api, "wulan").await);
    assert_eq!(items(&api, "/api/admin/sessions").await.len(), 2);
    assert_pages(&api, "/api/admin/sessions").await;
    let session = items(&api, &format!("/api/admin/sessions?user={id}")).await.remove(0);
    assert_eq!((&session["user_id"], &session["provider"]), (&json!(id), &json!("op")));
    assert_eq!(session["address"], "127.0.0.1");
    let path = format!("/api/admin/sessions/{}", session["id"].as_str().unwrap());
    assert_eq!(api.ask(Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!((status(&noor).await, status(&wulan).await), (StatusCode::UNAUTHORIZED, StatusCode::OK));
    assert_eq!(refusal(&api.ask(Method::DELETE, &path, None).await), (404, "not_found".to_owned()));
    assert_eq!(items(&api, "/api/admin/audit?event=session_revoked").await.len(), 1);
}

/// SE-02, SE-03: what ends with a change of a user is in its answer.
#[tokio::test]
async fn all_sessions_of_a_user_are_revoked() {
    let api = Api::new().await;
    let ((noor, id), (again, _)) = (sign_in(&api, "noor").await, sign_in(&api, "noor").await);
    let (wulan, _) = sign_in(&api, "wulan").await;
    let (user, path) = (format!("/api/admin/users/{id}"), format!("/api/admin/users/{id}/sessions"));
    let answer = api.ask(Method::DELETE, &path, None).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "sessions_ended": 2 })));
    for (browser, wanted) in [(&noor, 401), (&again, 401), (&wulan, 200)] {
        assert_eq!(status(browser).await, wanted);
    }
    let events = items(&api, "/api/admin/audit?event=session_revoked").await;
    assert_eq!((events.len(), &events[0]["detail"]), (1, &json!("all sessions; 2 sessions ended")));
    assert_eq!(api.ask(Method::DELETE, &path, None).await.json(), json!({ "sessions_ended": 0 }));
    assert_eq!(items(&api, "/api/admin/audit?event=session_revoked").await.len(), 1, "nothing was done");
    assert_eq!(api.ask(Method::DELETE, "/api/admin/users/x/sessions", None).await.status, StatusCode::NOT_FOUND);
    for (body, ended) in [
        (json!({ "is_admin": true }), 0),
        (json!({ "is_admin": false }), 1),
        (json!({ "is_admin": false }), 0),
        (json!({ "disabled": true }), 1),
    ] {
        if ended == 1 {
            sign_in(&api, "noor").await;
        }
        let changed = api.ask(Method::PATCH, &user, Some(&body)).await.json();
        assert_eq!((&changed["id"], &changed["sessions_ended"]), (&json!(id), &json!(ended)), "{body}");
    }
}

/// NA-02, NA-03, NA-04.
#[tokio::test]
async fn a_username_is_changed_by_an_administrator() {
    let api = Api::new().await;
    let ((noor, id), (_, other)) = (sign_in(&api, "noor").await, sign_in(&api, "wulan").await);
    let path = format!("/api/admin/users/{id}");
    for (name, wanted) in [
        ("gitea_admin", (422, "invalid_parameter")),
        ("Noor", (422, "invalid_parameter")),
        ("wulan", (409, "username_taken")),
    ] {
        let answer = api.ask(Method::PATCH, &path, Some(&json!({ "username": name }))).await;
        assert_eq!(refusal(&answer), (wanted.0, wanted.1.to_owned()), "{name}: {}", answer.body);
    }
    let answer = api.ask(Method::PATCH, &path, Some(&json!({ "username": "noor.h" }))).await;
    assert_eq!((&answer.json()["username"], &answer.json()["id"]), (&json!("noor.h"), &json!(id)));
    assert_eq!(noor.get_json("/api/auth/session").await.json()["user"]["username"], "noor.h", "at once");
    let events = items(&api, "/api/admin/audit?event=user_changed").await;
    assert_eq!(events[0]["detail"], "username: noor → noor.h");
    let answer =
        api.ask(Method::PATCH, &format!("/api/admin/users/{other}"), Some(&json!({ "username": "noor" }))).await;
    assert_eq!(refusal(&answer), (409, "username_taken".to_owned()), "it was Noor's");
}

#[tokio::test]
async fn the_audit_log_is_filtered() {
    let api = Api::new().await;
    let (_, noor) = sign_in(&api, "noor").await;
    sign_in(&api, "wulan").await;
    assert_pages(&api, "/api/admin/audit").await;
    let mine = items(&api, &format!("/api/admin/audit?user={noor}&provider=op&outcome=ok&event=sign_in")).await;
    let [event] = &mine[..] else { panic!("one sign-in: {mine:?}") };
    let names: Vec<&String> = event.as_object().unwrap().keys().collect();
    let wanted = ["actor", "address", "at", "code", "detail", "event", "id", "outcome", "provider", "ref", "user_id"];
    assert_eq!(names, wanted);
    let reference = event["ref"].as_str().unwrap();
    assert_eq!(items(&api, &format!("/api/admin/audit?ref={reference}")).await, mine);
    assert!(items(&api, "/api/admin/audit?outcome=failed").await.is_empty());
    for query in ["limit=0", "limit=201", "cursor=x", "user=x", "event=signin", "outcome=maybe", "ref=", "usr=1"] {
        let answer = api.get(&format!("/api/admin/audit?{query}")).await;
        assert_eq!(refusal(&answer), (422, "invalid_parameter".to_owned()), "{query}");
    }
}

/// A token is never shown again, and stops working as soon as it is revoked.
#[tokio::test]
async fn tokens_are_listed_and_revoked() {
    let api = Api::new().await;
    let secret = "vst_another-token-0123456789012345678901234567";
    create_token(&api.fixture, "deploy", secret, Some(chrono::Duration::days(1))).await;
    let listed = api.get("/api/admin/tokens").await;
    assert!(!listed.body.contains("vst_"), "{}", listed.body);
    let tokens = items(&api, "/api/admin/tokens").await;
    assert_eq!(tokens.len(), 2);
    assert_pages(&api, "/api/admin/tokens").await;
    let deploy = tokens.iter().find(|token| token["name"] == "deploy").unwrap();
    assert!(deploy["expires_at"].is_string() && deploy["last_used_at"].is_null(), "{deploy}");
    let path = format!("/api/admin/tokens/{}", deploy["id"].as_str().unwrap());
    assert_eq!(api.ask(Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
    let authorization = format!("Bearer {secret}");
    let headers = [("accept", "application/json"), ("authorization", authorization.as_str())];
    let refused = api.program.send(Method::GET, "/api/admin/users", &headers, None).await;
    assert_eq!(refusal(&refused), (401, "unauthenticated".to_owned()));
    assert_eq!(api.ask(Method::DELETE, &path, None).await.status, StatusCode::NOT_FOUND);
}
