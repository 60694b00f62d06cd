//! Credentials of dropped-in definitions, OIDC and OAuth2, TOML and JSON, wrong in every way that a schema knows: the API
//! and the configuration report each mistake at its field, and never repeat a value.

use std::{collections::BTreeSet, fs};

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::installation::Installation;

/// Longer than what the schema wants of anything, and of letters that no pattern takes.
const CANARY: &str = "C4NARY-7f3e";

/// Every keyword that says what a value must be.
fn schema() -> Value {
    json!({
        "properties": {
            "issuer_url": { "type": "string", "format": "uri" },
            "client_id": { "type": "string", "minLength": 1, "maxLength": 8 },
            "client_secret": { "type": "string", "writeOnly": true, "minLength": 16 },
            "tenant": { "type": "string", "pattern": "^[a-z]{1,8}$" },
            "region": { "type": "string", "enum": ["eu", "us"] },
            "port": { "type": "integer", "minimum": 1, "maximum": 9 },
            "strict": { "type": "boolean" },
            "tags": { "type": "array", "items": { "type": "string", "pattern": "^[a-z]$" }, "maxItems": 2,
                      "uniqueItems": true },
            "pins": { "type": "array", "items": { "type": "string", "maxLength": 4 }, "minItems": 1, "writeOnly": true },
        },
        "required": ["issuer_url", "client_id", "client_secret"],
        "dependentRequired": { "tenant": ["region"] },
    })
}

fn good() -> Value {
    json!({ "issuer_url": "https://id.example.com", "client_id": "club", "client_secret": "0123456789abcdef",
            "tenant": "a", "region": "eu", "port": 1, "strict": true, "tags": ["a", "b"], "pins": ["1"] })
}

/// What is changed about good credentials, `null` for what is left out, and the fields that are wrong then.
fn mistakes() -> Vec<(Value, Vec<&'static str>)> {
    vec![
        (json!({ "client_id": null }), vec!["client_id"]),
        (json!({ "client_secret": null }), vec!["client_secret"]),
        (json!({ "client_secret": CANARY }), vec!["client_secret"]),
        (json!({ "client_secret": [CANARY] }), vec!["client_secret"]),
        (json!({ "client_id": CANARY }), vec!["client_id"]),
        (json!({ "client_id": 7 }), vec!["client_id"]),
        (json!({ "issuer_url": format!("{CANARY} {CANARY}") }), vec!["issuer_url"]),
        (json!({ "tenant": CANARY }), vec!["tenant"]),
        (json!({ "region": CANARY }), vec!["region"]),
        (json!({ "region": null }), vec!["region"]),
        (json!({ "port": 10 }), vec!["port"]),
        (json!({ "port": CANARY }), vec!["port"]),
        (json!({ "strict": CANARY }), vec!["strict"]),
        (json!({ "tags": ["a", CANARY] }), vec!["tags/1"]),
        (json!({ "tags": ["a", "a"] }), vec!["tags"]),
        (json!({ "tags": ["a", "b", "c"] }), vec!["tags"]),
        (json!({ "tags": CANARY }), vec!["tags"]),
        (json!({ "pins": [] }), vec!["pins"]),
        (json!({ "pins": ["1", CANARY] }), vec!["pins/1"]),
        (json!({ "extra": CANARY }), vec!["extra"]),
        (
            json!({ "client_id": null, "client_secret": CANARY, "port": 0, "tags": [CANARY], "tenat": CANARY }),
            vec!["client_id", "client_secret", "port", "tags/0", "tenat"],
        ),
    ]
}

fn with(change: &Value) -> Map<String, Value> {
    let mut credentials = good().as_object().unwrap().clone();
    for (name, value) in change.as_object().unwrap() {
        match value {
            Value::Null => drop(credentials.remove(name)),
            value => drop(credentials.insert(name.clone(), value.clone())),
        }
    }
    credentials
}

/// `club` is OIDC in TOML with the schema in its own file, `guild` OAuth2 in JSON with the schema inline.
fn drop_in(installation: &Installation) {
    let path = |name: &str| installation.path("providers").join(name);
    fs::create_dir(installation.path("providers")).unwrap();
    fs::write(path("club.schema.json"), schema().to_string()).unwrap();
    let club =
        "id = \"club\"\nname = \"Club\"\nprotocol = \"oidc\"\ncredentials = { \"$ref\" = \"club.schema.json\" }\n";
    fs::write(path("club.toml"), club).unwrap();
    let endpoint = |name: &str| format!("{{issuer_url}}/{name}");
    let guild = json!({
        "id": "guild", "name": "Guild", "protocol": "oauth2", "credentials": schema(),
        "endpoints": { "authorization": endpoint("authorize"), "token": endpoint("token"), "userinfo": endpoint("me") },
    });
    fs::write(path("guild.json"), guild.to_string()).unwrap();
}

#[tokio::test]
async fn the_api_reports_each_mistake_at_its_field() {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_LOG", "trace");
    drop_in(&installation);
    let mut running = installation.serve().await;
    running.until_log("setup_url").await;
    let token = installation.run(&["admin", "token", "program"]).await.stdout.trim().to_owned();
    let (browser, bearer) = (installation.browser(), format!("Bearer {token}"));
    let headers =
        [("accept", "application/json"), ("content-type", "application/json"), ("authorization", bearer.as_str())];
    let post = async |id: &str, credentials: Map<String, Value>| {
        let body = json!({ "id": id, "enabled": true, "credentials": credentials }).to_string();
        browser.send(Method::POST, "/api/admin/providers", &headers, Some(body)).await
    };
    for id in ["club", "guild"] {
        for (change, fields) in mistakes() {
            let answer = post(id, with(&change)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{id} {change}: {}", answer.body);
            let problem = answer.json();
            assert_eq!(problem["code"], "invalid_credentials", "{id} {change}");
            let reported: BTreeSet<_> =
                problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
            let wanted: Vec<_> = fields.iter().map(|field| format!("/credentials/{field}")).collect();
            assert_eq!(reported, wanted.iter().map(String::as_str).collect(), "{id} {change}: {problem}");
            assert!(!answer.body.contains(CANARY), "{id} {change}: {problem}");
        }
        let answer = post(id, with(&json!({}))).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{id}: {}", answer.body);
        assert!(!answer.body.contains("0123456789abcdef"), "{}", answer.body);
    }
    let ended = running.terminate().await;
    assert!(!ended.stderr.contains(CANARY) && !ended.stdout.contains(CANARY));
    for entry in fs::read_dir(installation.path("data")).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(CANARY) && !text.contains("0123456789abcdef"));
    }
}

#[tokio::test]
async fn check_reports_each_mistake_at_its_field_and_line() {
    let installation = Installation::new();
    drop_in(&installation);
    for id in ["club", "guild"] {
        for (change, fields) in mistakes() {
            // A text, a number, a switch and a list of strings are written in TOML as in JSON.
            let lines: Vec<_> = with(&change).iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let section = format!("[providers.{id}]\nenabled = true\n[providers.{id}.credentials]\n");
            installation.configure(&(section + &lines.join("\n") + "\n"));
            let checked = installation.run(&["check"]).await;
            assert_eq!((checked.code, &*checked.stderr), (Some(1), ""), "{id} {change}: {}", checked.stdout);
            assert!(!checked.stdout.contains(CANARY), "{id} {change}: {}", checked.stdout);
            let faults: Vec<_> = checked.stdout.lines().filter(|line| line.starts_with("fault: ")).collect();
            assert_eq!(faults.len(), fields.len(), "{id} {change}: {faults:#?}");
            for field in fields {
                let at = format!(": /credentials/{field}: ");
                let fault = faults.iter().find(|fault| fault.contains(&at));
                let fault = fault.unwrap_or_else(|| panic!("{id} {change}: {field}: {faults:#?}"));
                let name = field.split('/').next().unwrap();
                let line = lines.iter().position(|line| line.starts_with(&format!("{name} = ")));
                // A missing value has no position: its provider is named.
                let place = line.map_or("config.toml:1:12".to_owned(), |line| format!("config.toml:{}:", line + 4));
                assert!(fault.starts_with(&format!("fault: {place}")), "{id} {change}: {field}: {fault}");
            }
        }
    }
}
