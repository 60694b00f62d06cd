//! `PATCH` and `DELETE /api/admin/providers/{id}`, and the order.

use chrono::Duration;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_core::clock::Clock as _;
use vestibule_tests::Answer;

use crate::api::{Api, CANARY, PROVIDERS, pointers, refusal};

async fn patch(api: &Api, id: &str, body: Value) -> Answer {
    api.ask(Method::PATCH, &format!("{PROVIDERS}/{id}"), Some(&body)).await
}

/// AD-03: omitted or as shown = kept; null = cleared; empty or a mask = rejected.
#[tokio::test]
async fn a_secret_is_kept_cleared_or_replaced() {
    let api = Api::new().await;
    api.create_work(true).await;
    for kept in [
        json!({ "display_name": "A" }),
        json!({ "credentials": {} }),
        json!({ "display_name": "B", "credentials": { "client_secret": { "set": true } } }),
    ] {
        let answer = patch(&api, "work", kept.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{kept} {}", answer.body);
        assert_eq!(answer.json()["credentials"]["client_secret"], json!({ "set": true }));
        assert_eq!(api.stored_secret("work", "client_secret").await.as_deref(), Some(CANARY));
    }
    for refused in [
        json!(""),
        json!("  "),
        json!("********"),
        json!("••••••"),
        json!("..."),
        json!(" x"),
        json!("x\n"),
        json!("a\nb"),
        json!(7),
        json!(true),
        json!({ "set": false }),
        json!({ "set": true, "x": 1 }),
        json!(["x"]),
    ] {
        let answer = patch(&api, "work", json!({ "credentials": { "client_secret": refused } })).await;
        assert_eq!(refusal(&answer), (422, "invalid_credentials".to_owned()), "{refused}");
        assert_eq!(pointers(&answer), ["/credentials/client_secret"], "{refused}");
    }
    assert_eq!(api.stored_secret("work", "client_secret").await.as_deref(), Some(CANARY));
    // Enabled and required: it cannot be cleared before the provider is switched off.
    for clear in [json!({ "client_secret": null }), json!(null)] {
        let answer = patch(&api, "work", json!({ "credentials": clear })).await;
        assert_eq!(refusal(&answer), (422, "invalid_credentials".to_owned()));
    }
    let off = patch(&api, "work", json!({ "enabled": false, "credentials": { "client_secret": null } })).await;
    assert_eq!((off.status, off.json()["credentials"].get("client_secret")), (StatusCode::OK, None));
    assert_eq!(api.stored_secret("work", "client_secret").await, None);
    let answer = patch(&api, "work", json!({ "enabled": true })).await;
    assert_eq!(
        (refusal(&answer), pointers(&answer)),
        ((422, "invalid_credentials".into()), vec!["/credentials/client_secret".into()])
    );
    let nothing = patch(&api, "work", json!({ "credentials": { "client_secret": { "set": true } } })).await;
    assert_eq!(pointers(&nothing), ["/credentials/client_secret"], "there is nothing to keep");
}

/// AD-04.
#[tokio::test]
async fn a_secret_is_not_sent_to_another_address() {
    let api = Api::new().await;
    api.create_work(false).await;
    let other = json!({ "issuer_url": "https://evil.example" });
    for moved in [
        json!({ "credentials": other }),
        json!({ "credentials": { "issuer_url": "https://evil.example", "client_secret": { "set": true } } }),
        json!({ "definition": "oidc" }),
        json!({ "credentials": { "issuer_url": null } }),
    ] {
        let answer = patch(&api, "work", moved.clone()).await;
        assert_eq!(refusal(&answer), (422, "secret_required".to_owned()), "{moved} {}", answer.body);
        assert_eq!(pointers(&answer), ["/credentials/client_secret"]);
    }
    // The same rule for a dry run, which would send the secret too.
    let request = json!({ "id": "work", "definition": "pocketid", "credentials": { "issuer_url": "https://evil.example",
        "client_id": "work", "client_secret": { "set": true } } });
    let answer = api.ask(Method::POST, "/api/admin/check", Some(&request)).await;
    assert_eq!(refusal(&answer), (422, "secret_required".to_owned()), "{}", answer.body);
    let issuer = api.fixture.op.issuer();
    for still in [
        json!({ "credentials": { "issuer_url": format!("{issuer}/") } }),
        json!({ "credentials": { "issuer_url": format!(" {issuer}/.well-known/openid-configuration") } }),
        json!({ "credentials": { "client_id": "other" } }),
        json!({ "credentials": { "issuer_url": "https://id.example", "client_secret": "entered again" } }),
    ] {
        let answer = patch(&api, "work", still.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{still} {}", answer.body);
    }
}

#[tokio::test]
async fn concurrent_changes_do_not_overwrite_each_other() {
    let api = Api::new().await;
    api.create_work(false).await;
    let path = format!("{PROVIDERS}/work");
    let with = async |method: Method, tag: &str, body: Option<Value>| {
        api.ask_with(method, &path, &[("if-match", tag)], body.map(|body| body.to_string())).await
    };
    let one = with(Method::PATCH, "\"1\"", Some(json!({ "display_name": "One" }))).await;
    assert_eq!((one.status, one.header("etag")), (StatusCode::OK, Some("\"2\"")));
    for late in ["\"1\"", "W/\"2\"", "\"x\""] {
        let answer = with(Method::PATCH, late, Some(json!({ "display_name": "Two" }))).await;
        assert_eq!(refusal(&answer), (412, "revision_mismatch".to_owned()), "{late}");
        assert_eq!(refusal(&with(Method::DELETE, late, None).await), (412, "revision_mismatch".to_owned()));
    }
    let same = with(Method::PATCH, "\"2\"", Some(json!({ "display_name": "One" }))).await;
    assert_eq!(same.header("etag"), Some("\"2\""), "nothing changed, so nothing was written");
    let read = api.get(&path).await;
    assert_eq!((read.header("etag"), &read.json()["name"]), (Some("\"2\""), &json!("One")));
    assert_eq!(with(Method::DELETE, "\"2\"", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(refusal(&api.get(&path).await), (404, "not_found".to_owned()));
}

#[tokio::test]
async fn a_patch_without_a_revision_applies_to_the_latest() {
    let api = Api::new().await;
    api.create_work(false).await;
    let (one, other) = tokio::join!(
        patch(&api, "work", json!({ "display_name": "One" })),
        patch(&api, "work", json!({ "sort_order": 5 }))
    );
    assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
    let now = api.get(&format!("{PROVIDERS}/work")).await.json();
    assert_eq!((&now["name"], &now["settings"]["sort_order"], &now["revision"]), (&json!("One"), &json!(5), &json!(3)));
}

#[tokio::test]
async fn null_resets_a_setting_to_its_default() {
    let api = Api::new().await;
    api.create_work(false).await;
    let set = json!({ "display_name": "A", "scopes": ["x"], "required_claims": { "hd": "a", "tid": ["b"] }, "auto_register": false });
    patch(&api, "work", set).await;
    let clear = json!({ "settings": { "display_name": null, "scopes": null, "required_claims": { "hd": null }, "auto_register": null } });
    let now = patch(&api, "work", clear).await.json();
    assert_eq!((&now["name"], &now["settings"]["display_name"]), (&json!("Pocket ID"), &json!(null)));
    assert_eq!((&now["settings"]["scopes"], &now["settings"]["auto_register"]), (&json!([]), &json!(true)));
    assert_eq!(now["settings"]["required_claims"], json!({ "tid": ["b"] }));
}

#[tokio::test]
async fn read_only_values_cannot_be_changed() {
    let api = Api::new().await;
    api.create_work(false).await;
    for (id, body, code, wanted) in [
        ("work", json!({ "id": "other" }), (422, "invalid_id"), &["/id"][..]),
        ("work", json!({ "enabled": "yes" }), (422, "invalid_parameter"), &["/enabled"]),
        ("work", json!({ "owner": "config" }), (422, "unknown_field"), &["/owner"]),
        ("work", json!({ "callback_path": "/api/admin/x" }), (422, "invalid_parameter"), &["/callback_path"]),
        ("work", json!({ "definition": "none" }), (422, "invalid_parameter"), &["/definition"]),
        (
            "work",
            json!({ "credentials": { "client_secert": "x" } }),
            (422, "invalid_credentials"),
            &["/credentials/client_secert"],
        ),
        ("op", json!({ "enabled": false }), (409, "managed_by_config"), &[]),
        ("op", json!({ "nonsense": 1 }), (409, "managed_by_config"), &[]),
        ("none", json!({}), (404, "not_found"), &[]),
    ] {
        let answer = patch(&api, id, body.clone()).await;
        assert_eq!(refusal(&answer), (code.0, code.1.to_owned()), "{body}: {}", answer.body);
        assert_eq!(pointers(&answer), wanted, "{body}");
    }
    let answer = api.ask(Method::DELETE, &format!("{PROVIDERS}/op"), None).await;
    assert_eq!(refusal(&answer), (409, "managed_by_config".to_owned()));
    assert!(patch(&api, "work", json!({ "id": "work" })).await.status.is_success(), "the same id is no change");
}

/// A change is in force when its response arrives.
#[tokio::test]
async fn disabling_and_deleting_take_effect_immediately() {
    let api = Api::new().await;
    api.create_work(true).await;
    let browser = api.fixture.browser();
    let authorize = "/api/auth/providers/work/authorize";
    assert_eq!(browser.get(authorize).await.status, StatusCode::SEE_OTHER);
    assert_eq!(patch(&api, "work", json!({ "enabled": false })).await.json()["state"], json!("disabled"));
    assert_eq!(browser.get_json(authorize).await.code(), "unknown_provider");
    assert_eq!(patch(&api, "work", json!({ "enabled": true })).await.json()["state"], json!("ready"));
    assert_eq!(browser.get(authorize).await.status, StatusCode::SEE_OTHER);
    let gone = api.ask(Method::DELETE, &format!("{PROVIDERS}/work"), None).await;
    assert_eq!((gone.status, &*gone.body), (StatusCode::NO_CONTENT, ""));
    assert_eq!(browser.get_json(authorize).await.code(), "unknown_provider");
    assert!(api.get("/api/admin/definitions/pocketid").await.status.is_success(), "the definition stays");
}

#[tokio::test]
async fn reordering_is_all_or_nothing() {
    let api = Api::new().await;
    for id in ["google", "github", "discord"] {
        assert_eq!(api.ask(Method::POST, PROVIDERS, Some(&json!({ "id": id }))).await.status, StatusCode::CREATED);
    }
    let order =
        async |ids: Value| api.ask(Method::PUT, "/api/admin/providers/order", Some(&json!({ "ids": ids }))).await;
    let ids = |answer: &Answer| -> Vec<String> {
        let items = answer.json()["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&order(json!(["github", "discord", "google"])).await), ["github", "discord", "google", "op"]);
    assert_eq!(order(json!(["google", "none"])).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(order(json!(["google", "op"])).await.status, StatusCode::CONFLICT);
    assert_eq!(ids(&api.get(PROVIDERS).await), ["github", "discord", "google", "op"]);
}

/// GR-15: a secret that is entered without a date has the vendor's maximum, and never the date of the former one.
#[tokio::test]
async fn gr_15_a_new_secret_has_a_date_of_its_own() {
    let api = Api::new().await;
    let day = |days| (api.fixture.clock.now() + Duration::days(days)).date_naive().to_string();
    let tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    let credentials = json!({ "tenant": tenant, "client_id": "a", "client_secret": "first" });
    let created = json!({ "id": "corp", "definition": "entra", "credentials": credentials });
    let created = api.ask(Method::POST, PROVIDERS, Some(&created)).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    assert_eq!(created.json()["settings"]["credentials_expire"], json!({ "client_secret": day(730) }));
    let shown = json!([{ "credential": "client_secret", "ends_on": day(730), "days_left": 730 }]);
    assert_eq!(created.json()["expiries"], shown);
    let date = |date: &Value| json!({ "credentials_expire": { "client_secret": date } });
    let with_secret = |mut body: Value, secret: &str| {
        body["credentials"] = json!({ "client_secret": secret });
        body
    };
    for (body, expected) in [
        (date(&json!("2030-01-31")), json!({ "client_secret": "2030-01-31" })),
        (json!({ "display_name": "Corp" }), json!({ "client_secret": "2030-01-31" })),
        (with_secret(json!({}), "second"), json!({ "client_secret": day(730) })),
        (with_secret(date(&json!(day(90))), "third"), json!({ "client_secret": day(90) })),
        (date(&Value::Null), json!({})),
    ] {
        let answer = patch(&api, "corp", body.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{body}: {}", answer.body);
        assert_eq!(answer.json()["settings"]["credentials_expire"], expected, "{body}");
    }
    for (name, text) in [("client_secret", "soon"), ("client_secert", "2030-01-31")] {
        let answer = patch(&api, "corp", json!({ "credentials_expire": { name: text } })).await;
        assert_eq!(refusal(&answer), (422, "invalid_parameter".to_owned()), "{}", answer.body);
        assert_eq!(pointers(&answer), [format!("/credentials_expire/{name}")]);
    }
}

/// GR-01: an option that is not there is refused at its place, also for a provider that is switched off.
#[tokio::test]
async fn gr_01_an_unknown_option_is_refused_at_its_place() {
    let api = Api::new().await;
    let wanted = |options: Value| json!({ "id": "hub", "definition": "github", "options": options });
    let answer = api.ask(Method::POST, PROVIDERS, Some(&wanted(json!(["teams", "orgs"])))).await;
    assert_eq!(
        (refusal(&answer).1, pointers(&answer)),
        ("invalid_parameter".to_owned(), vec!["/options/1".to_owned()])
    );
    let answer = api.ask(Method::POST, PROVIDERS, Some(&wanted(json!(["teams"])))).await;
    assert_eq!(answer.json()["settings"]["options"], json!(["teams"]), "{}", answer.body);
    let rules = json!({ "group_rules": [{ "match": "(", "name": "x" }] });
    assert_eq!(pointers(&patch(&api, "hub", rules).await), ["/group_rules/0/match"]);
}
