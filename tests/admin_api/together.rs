//! Two programs at one provider, one app and one user, in every order of requests: a change that names the revision it was made
//! for undoes nothing that another one has done, and one that names none changes what it names and nothing else.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::api::{Api, PROVIDERS, refusal};

/// What one of them does.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Gives it a name.
    Save(&'static str),
    Enable(bool),
    Delete,
}

use Step::{Delete, Enable, Save};

/// The order, what both do, the code that the second one gets, and name and state in the end; `None` once it is deleted.
type Order = (&'static str, Step, Step, Result<(), (u16, &'static str)>, Option<(&'static str, bool)>);

const STALE: Result<(), (u16, &str)> = Err((412, "revision_mismatch"));
const GONE: Result<(), (u16, &str)> = Err((404, "not_found"));

/// Both have read the same revision, and name it.
const WITH_A_REVISION: [Order; 9] = [
    ("save, save", Save("One"), Save("Two"), STALE, Some(("One", true))),
    ("save, delete", Save("One"), Delete, STALE, Some(("One", true))),
    ("save, disable", Save("One"), Enable(false), STALE, Some(("One", true))),
    ("disable, save", Enable(false), Save("Two"), STALE, Some(("Before", false))),
    ("disable, enable", Enable(false), Enable(true), STALE, Some(("Before", false))),
    ("disable, delete", Enable(false), Delete, STALE, Some(("Before", false))),
    ("delete, save", Delete, Save("Two"), GONE, None),
    ("delete, disable", Delete, Enable(false), GONE, None),
    ("delete, delete", Delete, Delete, GONE, None),
];

/// Neither names a revision.
const WITHOUT: [Order; 8] = [
    ("save, save", Save("One"), Save("Two"), Ok(()), Some(("Two", true))),
    ("save, delete", Save("One"), Delete, Ok(()), None),
    ("save, disable", Save("One"), Enable(false), Ok(()), Some(("One", false))),
    ("disable, save", Enable(false), Save("Two"), Ok(()), Some(("Two", false))),
    ("disable, delete", Enable(false), Delete, Ok(()), None),
    ("delete, save", Delete, Save("Two"), GONE, None),
    ("delete, disable", Delete, Enable(false), GONE, None),
    ("delete, delete", Delete, Delete, GONE, None),
];

/// Does it, as a change of that revision, and says how it was refused.
async fn take(api: &Api, (path, step): (&str, Step), name: &str, tag: Option<&str>) -> Result<(), (u16, String)> {
    let headers: Vec<_> = tag.map(|tag| ("if-match", tag)).into_iter().collect();
    let (method, body) = match step {
        Save(text) => (Method::PATCH, Some(json!({ name: text }))),
        Enable(enabled) if name == "username" => (Method::PATCH, Some(json!({ "disabled": !enabled }))),
        Enable(enabled) => (Method::PATCH, Some(json!({ "enabled": enabled }))),
        Delete => (Method::DELETE, None),
    };
    let answer = api.ask_with(method, path, &headers, body.map(|body: Value| body.to_string())).await;
    if answer.status.is_success() { Ok(()) } else { Err(refusal(&answer)) }
}

/// Takes both steps, and compares what comes of them. `name` is the member that holds a name.
async fn check(api: &Api, path: &str, name: &str, (order, first, second, expected, end): Order, tag: Option<&str>) {
    assert_eq!(take(api, (path, first), name, tag).await, Ok(()), "{path}: {order}");
    let refused = expected.map_err(|(status, code)| (status, code.to_owned()));
    assert_eq!(take(api, (path, second), name, tag).await, refused, "{path}: {order}");
    let now = api.get(path).await;
    let found = (now.status == StatusCode::OK).then(|| now.json());
    let state = |value: &Value| {
        let shown = if name == "username" { &value["username"] } else { &value["name"] };
        let enabled = value["settings"]["enabled"].as_bool().or_else(|| Some(!value["disabled"].as_bool()?));
        let enabled = enabled.unwrap_or_else(|| value["state"] != "disabled");
        (shown.as_str().unwrap().to_lowercase(), enabled)
    };
    assert_eq!(found.as_ref().map(state), end.map(|(name, on)| (name.to_lowercase(), on)), "{path}: {order}");
}

#[tokio::test]
async fn no_change_of_a_provider_or_an_app_is_undone_in_any_order_of_requests() {
    let api = Api::new().await;
    let url = "https://grafana.example.com";
    for (collection, body) in [
        (
            PROVIDERS,
            json!({ "definition": "pocketid", "enabled": true, "credentials": api.credentials("work", "a secret") }),
        ),
        ("/api/admin/apps", json!({ "definition": "grafana", "enabled": true, "settings": { "base_url": url } })),
    ] {
        for (number, (order, tag)) in WITH_A_REVISION
            .map(|order| (order, Some("\"1\"")))
            .into_iter()
            .chain(WITHOUT.map(|order| (order, None)))
            .enumerate()
        {
            let id = format!("shared-{number}");
            let mut body = body.clone();
            body["id"] = json!(id);
            body["display_name"] = json!("Before");
            let made = api.ask(Method::POST, collection, Some(&body)).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
            check(&api, &format!("{collection}/{id}"), "display_name", order, tag).await;
        }
    }
}

/// A user has no revision: each member is a change of its own.
#[tokio::test]
async fn no_change_of_a_user_is_undone_in_any_order_of_requests() {
    for (order, first, second, expected, end) in WITHOUT {
        let api = Api::new().await;
        api.create_local_administrator("root@example.com").await;
        api.administrator().await;
        let users = api.get("/api/admin/users?search=amara").await.json();
        let path = format!("/api/admin/users/{}", users["items"][0]["id"].as_str().unwrap());
        let lower = |step| match step {
            Save("One") => Save("one"),
            Save(_) => Save("two"),
            other => other,
        };
        // Somebody who is disabled has the name that they had.
        check(&api, &path, "username", (order, lower(first), lower(second), expected, end), None).await;
    }
}
