//! `vestibule provider list`: whoever owns a provider, wherever a definition comes from, with or without a server.

use std::fs;

use http::Method;
use serde_json::{Value, json};

use crate::installation::{Installation, SECRET, provider};

async fn list(installation: &Installation) -> Value {
    let ended = installation.run(&["provider", "list", "--json"]).await;
    assert_eq!((ended.code, &*ended.stderr), (Some(0), ""));
    assert!(!ended.stdout.contains(SECRET));
    serde_json::from_str(&ended.stdout).unwrap()
}

/// The members of each entry, in their order.
fn members(entries: &Value, names: &[&str]) -> Vec<Value> {
    let one = |entry: &Value| names.iter().map(|name| entry[name].clone()).collect();
    entries.as_array().unwrap().iter().map(one).collect()
}

/// The cells of each line of a table, which are as wide as the widest of their column.
fn rows(table: &str) -> Vec<Vec<&str>> {
    let cells = |line| str::split(line, "  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    table.lines().map(cells).collect()
}

#[tokio::test]
async fn nothing_yet_is_said_with_what_to_do() {
    let installation = Installation::new();
    let ended = installation.run(&["provider", "list"]).await;
    assert_eq!(ended.code, Some(0));
    assert!(ended.stdout.starts_with("No providers yet. "), "{}", ended.stdout);
    assert!(rows(&ended.stdout).contains(&["pocketid", "Pocket ID", "oidc", "official"].into()), "{}", ended.stdout);
    assert!(!installation.path("data").exists(), "a look makes no database");
}

#[tokio::test]
async fn owner_state_and_reason_are_listed_offline() {
    let installation = Installation::new();
    fs::create_dir(installation.path("providers")).unwrap();
    let club = "id = \"club\"\nname = \"Our club\"\nprotocol = \"oauth2\"\n[endpoints]\n\
                authorization = \"https://a.example/a\"\ntoken = \"https://a.example/t\"\nuserinfo = \"https://a.example/u\"\n\
                [credentials.properties.client_id]\ntype = \"string\"\n";
    fs::write(installation.path("providers/club.toml"), club).unwrap();
    fs::write(installation.path("providers/bad.toml"), "id = \"bad\"\nnmae = \"Bad\"\n").unwrap();
    let same = |id: &str| {
        format!(
            "[providers.{id}]\ndefinition = \"club\"\nenabled = true\ncallback_path = \"/cb\"\n\
                 [providers.{id}.credentials]\nclient_id = \"c\"\n"
        )
    };
    let off = "[providers.off]\ndefinition = \"pocketid\"\nsort_order = 1\n[providers.typo]\nenabled = true\n";
    installation.configure(&[provider("op", "http://localhost:1"), same("one"), same("two"), off.to_owned()].concat());
    let listing = list(&installation).await;
    let wanted = [
        json!(["off", "Pocket ID", "pocketid", "oidc", "config", "disabled"]),
        json!(["one", "Our club", "club", "oauth2", "config", "enabled"]),
        json!(["two", "Our club", "club", "oauth2", "config", "faulted"]),
        json!(["op", "Pocket ID", "pocketid", "oidc", "config", "enabled"]),
        json!(["typo", "typo", "typo", null, "config", "faulted"]),
    ];
    let names = ["id", "name", "definition", "protocol", "owner", "state"];
    assert_eq!(members(&listing["providers"], &names), wanted);
    let clash = &listing["providers"][2]["faults"][0];
    assert!(clash["detail"].as_str().unwrap().contains("belongs to the provider `one` already"), "{clash}");
    assert_eq!(clash["origin"]["line"], json!(17), "the line of its callback_path");
    let definitions = listing["definitions"].as_array().unwrap();
    let club = definitions.iter().find(|entry| entry["id"] == "club").unwrap();
    assert_eq!((&club["official"], &club["providers"]), (&json!(false), &json!(["one", "two"])));
    assert_eq!(club["path"], json!(installation.path("providers/club.toml")));
    let faulty = &listing["faults"][0];
    assert_eq!(faulty["path"], json!(installation.path("providers/bad.toml")));
    assert_eq!(faulty["faults"][0]["origin"]["line"], json!(1));

    let text = installation.run(&["provider", "list"]).await.stdout;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "PROVIDER  NAME       DEFINITION  PROTOCOL  OWNER          STATE");
    assert_eq!(lines[2], "one       Our club   club        oauth2    configuration  enabled");
    assert!(rows(&text).contains(&["club", "Our club", "oauth2", "providers/club.toml", "one, two"].into()), "{text}");
    assert!(text.contains("\nprovider typo: config.toml:"), "{text}");
    assert!(text.contains("/nmae: unknown key `nmae`"), "{text}");
}

/// What administrators have entered is read from the database, with and without a running server, whatever key is
/// at hand.
#[tokio::test]
async fn providers_of_administrators_are_listed_too() {
    let mut installation = Installation::new();
    let mut program = installation.serve().await;
    program.until_log("setup_url").await;
    let made = installation.run(&["admin", "token", "test"]).await;
    assert_eq!(made.code, Some(0), "{made:?}");
    let token = made.stdout;
    let token = format!("Bearer {}", token.trim());
    for (id, enabled) in [("work", true), ("club", false)] {
        let body = json!({ "id": id, "definition": "pocketid", "enabled": enabled, "display_name": id, "credentials":
            { "issuer_url": "https://id.example.com", "client_id": id, "client_secret": SECRET } });
        let headers =
            [("authorization", &*token), ("content-type", "application/json"), ("accept", "application/json")];
        let answer =
            installation.browser().send(Method::POST, "/api/admin/providers", &headers, Some(body.to_string())).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    let names = ["id", "owner", "state"];
    let wanted = [json!(["club", "admin", "disabled"]), json!(["work", "admin", "enabled"])];
    let with_server = list(&installation).await;
    assert_eq!(members(&with_server["providers"], &names), wanted);
    program.terminate().await;
    assert_eq!(list(&installation).await, with_server, "the same without a server");

    installation.configure(&provider("club", "https://id.example.com"));
    let shadowed = list(&installation).await;
    let wanted = [json!(["club", "config", "enabled"]), json!(["work", "admin", "enabled"])];
    assert_eq!(members(&shadowed["providers"], &names), wanted);
    assert_eq!(shadowed["not_in_force"], json!(["club"]));

    fs::rename(installation.path("data/secret.key"), installation.path("elsewhere")).unwrap();
    let without = list(&installation).await;
    assert_eq!(without["providers"][1]["state"], json!("faulted"));
    let detail = without["providers"][1]["faults"][0]["detail"].as_str().unwrap();
    assert!(detail.starts_with("/credentials/client_secret: "), "{detail}");
    assert!(!installation.path("data/secret.key").exists(), "a look makes no key");
    installation.set("VESTIBULE_STORAGE__URL", "sqlite:elsewhere");
    let ended = installation.run(&["provider", "list"]).await;
    let says = format!("{} is not an SQLite database; check `storage.url`", installation.path("elsewhere").display());
    assert!(ended.code == Some(2) && ended.stderr.starts_with(&says), "{ended:?}");
    installation.set("VESTIBULE_STORAGE__URL", "sqlite:nowhere");
    let ended = installation.run(&["provider", "list"]).await;
    assert_eq!((ended.code, ended.stdout.contains("\nwork ")), (Some(0), false), "a file that is not there holds none");
    assert!(!installation.path("nowhere").exists());
}
