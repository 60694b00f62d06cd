//! Where each value comes from: the admin API and `vestibule provider show` say the same, to the line.

use std::{fs, path::PathBuf};

use http::Method;
use serde_json::{Value, json};
use vestibule_core::secret::sha256;
use vestibule_tests::{Answer, installation::state_line};

use crate::installation::{Installation, SECRET};

/// A plugin of this workspace, built with this test.
fn plugin() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().join("libvestibule_plugin_fixture.so")
}

/// A definition with something of everything: a name, an endpoint of its own, credentials with values of their own, the
/// whose schema is in a companion file.
const CLUB: &str = "id = \"club\"\n\
                    name = \"Our club\"\n\
                    protocol = \"oidc\"\n\
                    icon = \"key\"\n\
                    [endpoints]\n\
                    userinfo = \"{issuer_url}/api/oidc/userinfo\"\n\
                    [claims]\n\
                    name = \"display_name\"\n\
                    [credentials]\n\
                    \"$ref\" = \"club.schema.json\"\n";
const SCHEMA: &str = r#"{
  "properties": {
    "issuer_url": { "type": "string", "format": "uri" },
    "client_id": { "type": "string" },
    "realm": {
      "type": "string",
      "default": "people"
    },
    "client_secret": { "type": "string", "writeOnly": true }
  }
}
"#;

struct AdminClients {
    installation: Installation,
    token: String,
}

impl AdminClients {
    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let token = format!("Bearer {}", self.token);
        let headers =
            [("authorization", &*token), ("content-type", "application/json"), ("accept", "application/json")];
        self.installation.browser().send(method, path, &headers, body.map(Value::to_string)).await
    }

    async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await.json()
    }

    /// What `provider show ID --online` says as JSON, and the text of it.
    async fn show(&self, id: &str) -> Value {
        let ended = self.installation.run(&["provider", "show", id, "--online", "--json"]).await;
        assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "{id}");
        assert!(!ended.stdout.contains(SECRET), "{}", ended.stdout);
        let text = self.installation.run(&["provider", "show", id, "--online"]).await.stdout;
        assert!(text.starts_with(&format!("provider {id}: ")) && !text.contains(SECRET), "{text}");
        serde_json::from_str(&ended.stdout).unwrap()
    }
}

fn at(kind: &str, path: impl Into<PathBuf>, line: u32, column: u32) -> Value {
    json!({ "kind": kind, "path": path.into(), "line": line, "column": column })
}

fn built_in() -> Value {
    json!({ "kind": "built_in" })
}

fn discovery() -> Value {
    json!({ "kind": "discovery" })
}

/// An installation with every kind of origin.
async fn clients(issuer: &str, mut installation: Installation) -> (AdminClients, vestibule_tests::Program) {
    fs::create_dir(installation.path("providers")).unwrap();
    fs::create_dir(installation.path("config.d")).unwrap();
    fs::write(installation.path("providers/club.toml"), CLUB).unwrap();
    fs::write(installation.path("providers/club.schema.json"), SCHEMA).unwrap();
    fs::write(installation.path("secret"), SECRET).unwrap();
    let hash: String = sha256(fs::read(plugin()).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
    let pin = format!(
        "[plugins]\nenabled = true\n[plugins.fixture]\npath = {:?}\nsha256 = \"{hash}\"\n",
        plugin().display().to_string()
    );
    installation.configure(&format!(
        "[providers.club]\n\
         enabled = true\n\
         linking = \"ask\"\n\
         [providers.club.credentials]\n\
         issuer_url = \"{issuer}\"\n\
         client_id = {{ env = \"CLUB_ID\" }}\n\
         client_secret = {{ file = \"secret\" }}\n\
         [providers.plugged]\n\
         definition = \"fixture\"\n\
         {pin}"
    ));
    let more = "[providers.club]\nsort_order = 7\nlinking = \"never\"\n";
    fs::write(installation.path("config.d/10-more.toml"), more).unwrap();
    installation.set("CLUB_ID", "club");
    installation.set("VESTIBULE_PROVIDERS__CLUB__PROFILE_SYNC", "every_sign_in");
    installation.set("VESTIBULE_PROVIDERS__CLUB__ALLOWED_GROUPS", "[\"staff\"]");
    assert_eq!(installation.serve_once().await.code, Some(0));
    let token = installation.run(&["admin", "token", "test"]).await.stdout.trim().to_owned();
    let mut program = installation.serve().await;
    program.until_log(&state_line("club", "ready")).await;
    (AdminClients { installation, token }, program)
}

#[tokio::test]
async fn every_value_of_a_provider_knows_where_it_comes_from() {
    let installation = Installation::new();
    let op = installation.upstream(&["club", "work"]).await;
    let (clients, _program) = clients(op.issuer(), installation).await;
    let file = |line, column| at("file", clients.installation.path("providers/club.toml"), line, column);
    let schema = |line, column| at("file", clients.installation.path("providers/club.schema.json"), line, column);
    let config = |line, column| at("config", "config.toml", line, column);
    let variable = |name: &str| json!({ "kind": "environment", "variable": name });
    let wanted = [
        ("/definition", built_in()),
        ("/settings/enabled", config(2, 11)),
        ("/settings/linking", at("config", "config.d/10-more.toml", 3, 11)),
        ("/settings/sort_order", at("config", "config.d/10-more.toml", 2, 14)),
        ("/settings/profile_sync", variable("VESTIBULE_PROVIDERS__CLUB__PROFILE_SYNC")),
        ("/settings/allowed_groups", variable("VESTIBULE_PROVIDERS__CLUB__ALLOWED_GROUPS")),
        ("/settings/auto_register", built_in()),
        ("/settings/display_name", file(2, 8)),
        ("/settings/icon", file(4, 8)),
        ("/credentials/issuer_url", config(5, 14)),
        ("/credentials/client_id", variable("CLUB_ID")),
        ("/credentials/client_secret", config(7, 17)),
        ("/credentials/realm", schema(7, 18)),
        ("/issuer", discovery()),
        ("/endpoints/authorization", discovery()),
        ("/endpoints/token", discovery()),
        ("/endpoints/jwks", discovery()),
        ("/endpoints/end_session", discovery()),
        // The definition has the pattern; what is filled into it is the operator's.
        ("/endpoints/userinfo", config(5, 14)),
    ];
    let answer = clients.get("/api/admin/providers/club").await;
    let shown = clients.show("club").await;
    for (pointer, origin) in &wanted {
        assert_eq!(answer["origins"].pointer(pointer), Some(origin), "the API says of {pointer}");
        let same = shown["provider"].pointer(&format!("{pointer}/origin"));
        assert_eq!(same, Some(origin), "the program says of {pointer}");
    }
    for part in ["settings", "credentials", "endpoints"] {
        let names = |value: &Value| value[part].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&answer), names(&answer["origins"]), "every value of {part} has an origin");
        assert_eq!(names(&answer), names(&shown["provider"]));
    }
    assert_eq!(answer["endpoints"]["userinfo"], json!(format!("{}/api/oidc/userinfo", op.issuer())));
    assert_eq!(shown["provider"]["credentials"]["client_secret"]["value"], json!({ "set": true }));
    assert_eq!(shown["provider"]["settings"]["display_name"]["value"], json!("Our club"));
    assert_eq!((&shown["provider"]["state"], &shown["provider"]["faults"]), (&json!("ready"), &json!([])));
    for urls in ["callback_urls", "post_logout_url"] {
        assert_eq!(answer[urls], shown["provider"][urls]);
    }
}

#[tokio::test]
async fn so_do_those_of_administrators_and_plugins() {
    let installation = Installation::new();
    let op = installation.upstream(&["club", "work"]).await;
    let (clients, _program) = clients(op.issuer(), installation).await;
    let admin = json!({ "kind": "admin" });
    let body = json!({ "id": "work", "definition": "google", "display_name": "Work", "credentials":
        { "client_id": "work", "client_secret": SECRET } });
    assert_eq!(clients.ask(Method::POST, "/api/admin/providers", Some(&body)).await.status, 201);
    let plugin = json!({ "kind": "plugin" });
    let of_work = [
        ("/definition", admin.clone()),
        ("/settings/display_name", admin.clone()),
        ("/settings/icon", built_in()),
        ("/settings/linking", built_in()),
        ("/credentials/client_id", admin.clone()),
        ("/credentials/client_secret", admin),
        ("/credentials/issuer_url", built_in()),
    ];
    let of_plugged = [
        ("/definition", at("config", "config.toml", 9, 14)),
        ("/settings/display_name", plugin.clone()),
        ("/settings/enabled", built_in()),
    ];
    for (id, wanted) in [("work", &of_work[..]), ("plugged", &of_plugged)] {
        let answer = clients.get(&format!("/api/admin/providers/{id}")).await;
        let shown = clients.show(id).await;
        for (pointer, origin) in wanted {
            assert_eq!(answer["origins"].pointer(pointer), Some(origin), "the API says of {id}{pointer}");
            let same = shown["provider"].pointer(&format!("{pointer}/origin"));
            assert_eq!(same, Some(origin), "the program says of {id}{pointer}");
        }
    }
}

#[tokio::test]
async fn so_do_those_of_definitions() {
    let installation = Installation::new();
    let op = installation.upstream(&["club", "work"]).await;
    let (clients, _program) = clients(op.issuer(), installation).await;
    let plugin = json!({ "kind": "plugin" });
    let file = |line, column| at("file", clients.installation.path("providers/club.toml"), line, column);
    let of_club = [
        ("/name", file(2, 8)),
        ("/endpoints/userinfo", file(6, 12)),
        ("/claims/name", file(8, 8)),
        ("/claims/email", built_in()),
        ("/client/pkce", built_in()),
    ];
    let of_plugin = [("/name", plugin.clone()), ("/client/pkce", plugin)];
    for (id, wanted) in [("club", &of_club[..]), ("pocketid", &[("/name", built_in())]), ("fixture", &of_plugin)] {
        let answer = clients.get(&format!("/api/admin/definitions/{id}")).await;
        let ended = clients.installation.run(&["provider", "show", id, "--json"]).await;
        let shown: Value = serde_json::from_str(&ended.stdout).unwrap();
        for (pointer, origin) in wanted {
            assert_eq!(&answer["origins"][pointer], origin, "the API says of {id}{pointer}");
            assert_eq!(&shown["definition"]["values"][pointer]["origin"], origin, "the program says of {id}{pointer}");
        }
        let values = answer["origins"].as_object().unwrap().keys();
        let document = &answer["document"];
        values.for_each(|pointer| assert!(document.pointer(pointer).is_some(), "{pointer} is in the document"));
    }
}
