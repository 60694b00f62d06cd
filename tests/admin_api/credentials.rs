//! Invalid credentials for every official definition: each violation is reported at its field, nothing is stored, and
//! no response repeats a value.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};
use vestibule_registry::{Catalogue, Document, Format};
use vestibule_tests::Setup;

use crate::api::{Api, CANARY, PROVIDERS, RemoteServer, pointers, refusal};

/// Credentials that fit: with a client secret where there may be one, else with a key.
fn fitting_all(properties: &Map<String, Value>) -> Map<String, Value> {
    let by_secret = properties.contains_key("client_secret");
    let is_of_key = |name: &str| ["private_key", "private_key_id", "certificate"].contains(&name);
    let used = properties.iter().filter(|(name, _)| !by_secret || !is_of_key(name));
    used.map(|(name, property)| (name.clone(), fitting(name, property))).collect()
}

/// A value that fits a property of a credentials schema.
fn fitting(name: &str, property: &Value) -> Value {
    if name == "private_key" {
        return include_str!("../real_op/tls/client.key.pem").into();
    }
    if let Some(value) = property.get("const").or_else(|| property.get("default")) {
        return value.clone();
    }
    if property["writeOnly"] == true {
        // As long as a key (RFC 7518 §3.2).
        return json!(format!("{CANARY}-{CANARY}"));
    }
    match (property["type"].as_str(), property["format"].as_str()) {
        (Some("boolean"), _) => json!(true),
        (Some("integer"), _) => property.get("minimum").cloned().unwrap_or(json!(1)),
        (Some("array"), _) => json!(["one"]),
        (_, _) if property["enum"].is_array() => property["enum"][0].clone(),
        (_, _) if property["examples"].is_array() => property["examples"][0].clone(),
        (_, Some("uri")) => json!("https://id.example.com/path"),
        _ => json!("example"),
    }
}

/// Credentials that each person may be asked for instead.
const PER_SIGN_IN: [(&str, &str); 2] = [("mastodon", "server"), ("openidany", "issuer_url")];

/// Every definition with its properties, which of them are required, and credentials that fit.
async fn definitions(api: &Api) -> Vec<(String, Map<String, Value>, Vec<String>, Map<String, Value>)> {
    let mut all = Vec::new();
    for item in api.get("/api/admin/definitions?limit=200").await.json()["items"].as_array().unwrap() {
        let id = item["id"].as_str().unwrap().to_owned();
        let schema = api.get(&format!("/api/admin/definitions/{id}/credentials-schema")).await.json();
        let properties = schema["properties"].as_object().unwrap().clone();
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let required = required.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
        let good = fitting_all(&properties);
        all.push((id, properties, required, good));
    }
    assert!(all.len() >= 11);
    all
}

fn request(definition: &str, credentials: &Map<String, Value>) -> Value {
    json!({ "id": "new", "definition": definition, "enabled": true, "credentials": credentials })
}

/// SC-01, SC-02: missing, null, another type, empty, blank, far too long, one too many.
#[tokio::test]
async fn each_invalid_credential_is_reported_at_its_field() {
    let api = Api::new().await;
    let before = api.rows().await;
    // What the first definition shows about a megabyte, the others show about what is just too long.
    let mut long = format!("{CANARY}{}", "x".repeat(1_000_000));
    for (definition, properties, required, good) in definitions(&api).await {
        let refuse = async |credentials: Map<String, Value>, pointer: String| {
            let answer = api.ask(Method::POST, PROVIDERS, Some(&request(&definition, &credentials))).await;
            assert_eq!(
                refusal(&answer),
                (422, "invalid_credentials".to_owned()),
                "{definition}{pointer}: {:.300}",
                answer.body
            );
            assert_eq!(pointers(&answer), [pointer], "{definition}: {}", answer.body);
            assert!(!answer.body.contains(CANARY), "{definition}: {:.300}", answer.body);
        };
        for (name, property) in &properties {
            let pointer = format!("/credentials/{name}");
            let mut wrong = vec![json!(null), json!({ "canary": CANARY }), json!([{ "canary": CANARY }])];
            if property["type"] == "string" {
                wrong.extend([json!(7), json!(true), json!(""), json!(" \t "), json!(long)]);
            } else {
                wrong.push(json!(CANARY));
            }
            // Without a server each person chooses one, and what belongs to one server is refused instead.
            let is_asked = PER_SIGN_IN.contains(&(definition.as_str(), name.as_str()));
            if is_asked {
                let is_absent =
                    |value: &Value| value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
                wrong.retain(|value| !is_absent(value));
            }
            for value in wrong {
                let mut credentials = good.clone();
                credentials.insert(name.clone(), value);
                refuse(credentials, pointer.clone()).await;
            }
            let built_in = property.get("const").or_else(|| property.get("default")).is_some();
            if required.contains(name) && !built_in && !is_asked {
                let mut credentials = good.clone();
                credentials.remove(name);
                refuse(credentials, pointer).await;
            }
        }
        let mut credentials = good.clone();
        credentials.insert("client_secert".to_owned(), json!(CANARY));
        refuse(credentials, "/credentials/client_secert".to_owned()).await;
        // A disabled provider may be incomplete, but what it has must be valid.
        let mut off = request(&definition, &Map::new());
        off["enabled"] = json!(false);
        off["credentials"] = json!({ "client_id": 7 });
        let answer = api.ask(Method::POST, PROVIDERS, Some(&off)).await;
        assert_eq!(pointers(&answer), ["/credentials/client_id"], "{definition}");
        long.truncate(20_000);
    }
    assert_eq!(api.rows().await, before, "nothing is stored");
}

#[tokio::test]
async fn all_violations_are_reported_at_once() {
    let api = Api::new().await;
    let credentials = json!({ "issuer_url": "not a url", "client_secret": "****", "x": 1 });
    let body =
        json!({ "id": "work", "definition": "pocketid", "enabled": true, "credentials": credentials, "linking": "?" });
    let answer = api.ask(Method::POST, PROVIDERS, Some(&body)).await;
    assert_eq!(refusal(&answer), (422, "invalid_credentials".to_owned()));
    let wanted = [
        "/credentials/client_id",
        "/credentials/client_secret",
        "/credentials/issuer_url",
        "/credentials/x",
        "/linking",
    ];
    assert_eq!(pointers(&answer), wanted);
}

/// Valid credentials are accepted for every definition.
#[tokio::test]
async fn every_official_definition_becomes_a_provider() {
    let api = Api::new().await;
    for (definition, _, _, good) in definitions(&api).await {
        let mut body = request(&definition, &good);
        body["id"] = json!(format!("my-{definition}"));
        body["enabled"] = json!(false);
        let answer = api.ask(Method::POST, PROVIDERS, Some(&body)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{definition}: {}", answer.body);
        assert!(!answer.body.contains(CANARY), "{definition}");
    }
}

/// Every credential of a shipped definition that is a URL and may be typed, with credentials that fit.
fn addresses() -> Vec<(String, String, Map<String, Value>)> {
    let mut all = Vec::new();
    for entry in vestibule::parts::official_catalogue().iter() {
        let properties = entry.schema.as_json()["properties"].as_object().unwrap().clone();
        let good = fitting_all(&properties);
        let typed = |property: &Value| property["format"] == "uri" && property.get("const").is_none();
        for (name, _) in properties.iter().filter(|(_, property)| typed(property)) {
            all.push((entry.definition.id.to_string(), name.clone(), good.clone()));
        }
    }
    assert!(all.iter().filter(|(_, name, _)| name == "issuer_url").count() >= 6, "{all:?}");
    assert!(all.iter().any(|(definition, name, _)| definition == "oauth2" && name == "token_url"), "{all:?}");
    all
}

/// SC-05, NW-01, NW-12: an address that may not be called is rejected when it is entered.
#[tokio::test]
async fn an_address_that_may_not_be_called_is_rejected_at_its_field() {
    let server = RemoteServer::new().await;
    let long = format!("https://id.example.com/{}", "x".repeat(10_000));
    let literals = [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "0.0.0.0",
        "localhost",
        "localhost.",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "10.0.0.1",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "[::ffff:a9fe:a9fe]",
        "100.64.0.1",
        "192.0.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[ff02::1]",
        "[2001:db8::1]",
    ];
    let others = [
        "http://id.example.com",
        "https://user:pass@id.example.com",
        "https://user@id.example.com",
        "https://id.example.com/#fragment",
        "https://id.example.com/?query=1",
        "file:///etc/passwd",
        "ftp://id.example.com",
        "javascript:alert(1)",
        "https://",
        "id.example.com",
        "/path",
        "//id.example.com",
        "https://id example.com",
        "https://id.example.com\\@evil.example",
        &long,
        "https://10.1.2.3",
    ];
    let all = literals.iter().map(|host| format!("https://{host}")).chain(others.iter().map(|url| (*url).to_owned()));
    let all: Vec<String> = all.collect();
    let mut seen = BTreeSet::new();
    for (definition, name, good) in addresses() {
        // One rule for all of them: every spelling for each name once, and for each definition that the rule is asked.
        let spellings = if seen.insert(name.clone()) { &all[..] } else { &all[all.len() - 1..] };
        // An endpoint may have a query of its own; an issuer may not.
        let wrong = spellings.iter().filter(|url| name == "issuer_url" || !url.contains('?'));
        for (url, enabled) in wrong.flat_map(|url| [(url, true), (url, false)]) {
            let mut body = request(&definition, &good);
            body["enabled"] = json!(enabled);
            body["credentials"][&name] = json!(url);
            let answer = server.ask(Method::POST, PROVIDERS, Some(&body)).await;
            assert_eq!(refusal(&answer), (422, "invalid_credentials".to_owned()), "{definition}/{name}: {url:.80}");
            let mut reported = pointers(&answer);
            reported.dedup();
            assert_eq!(reported, [format!("/credentials/{name}")], "{definition}: {url:.80}");
        }
    }
    let credentials = json!({ "issuer_url": "https://id.example.com/realms/main", "client_id": "c" });
    let body = json!({ "id": "work", "definition": "oidc", "credentials": credentials });
    assert_eq!(server.ask(Method::POST, PROVIDERS, Some(&body)).await.status, StatusCode::CREATED);
}

const BY_KEY: &str = r#"
id = "bykey"
name = "By key"
protocol = "oidc"
[client]
authentication = "private_key_jwt"
[credentials]
required = ["issuer_url", "client_id", "private_key"]
[credentials.properties]
issuer_url = { type = "string", format = "uri" }
client_id = { type = "string", minLength = 1 }
private_key = { type = "string", minLength = 1, writeOnly = true }
"#;

fn p256_key() -> String {
    use aws_lc_rs::{rand::SystemRandom, signature};
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    let alg = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
    let document = signature::EcdsaKeyPair::generate_pkcs8(alg, &SystemRandom::new()).unwrap();
    let body = BASE64_STANDARD.encode(document.as_ref());
    format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
}

#[tokio::test]
async fn a_private_key_is_validated_and_never_repeated() {
    let official =
        Document { path: "by-key.toml".into(), format: Format::Toml, text: BY_KEY.to_owned(), official: false };
    let pocketid = Document {
        path: "pocketid.toml".into(),
        text: std::fs::read_to_string("../providers/official/pocketid.toml").unwrap(),
        ..official.clone()
    };
    let catalogue = Catalogue::from_documents([official, pocketid], &vestibule::parts::protocols());
    let api = Api::with(Setup { catalogue: Some(catalogue), ..Setup::default() }).await;
    let key = p256_key();
    let truncated = key.replacen("MI", "", 1);
    let post = async |key: &str| {
        let credentials = json!({ "issuer_url": api.fixture.op.issuer(), "client_id": "c", "private_key": key });
        let body = json!({ "id": format!("k{}", key.len()), "definition": "bykey", "enabled": true, "credentials": credentials });
        api.ask(Method::POST, PROVIDERS, Some(&body)).await
    };
    for bad in
        [CANARY, "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----", "{\"kty\":\"EC\"}", &truncated]
    {
        let answer = post(bad).await;
        assert_eq!(
            (refusal(&answer), pointers(&answer)),
            ((422, "invalid_credentials".into()), vec!["/credentials/private_key".into()]),
            "{bad}"
        );
        assert!(!answer.body.contains("canary"), "{}", answer.body);
    }
    // A trailing newline, as in a file, is accepted.
    let created = post(&key).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    assert_eq!(created.json()["credentials"]["private_key"], json!({ "set": true }));
}
