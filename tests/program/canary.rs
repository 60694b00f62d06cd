//! A secret that an administrator enters is sent to the upstream and appears nowhere else.

use std::fs;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_tests::{Answer, Browser};

use crate::installation::{Installation, SECRET};

const WRONG: &str = "wr0ng-canary-9b1e";

struct Program<'a> {
    browser: Browser,
    token: &'a str,
    /// Everything that was answered.
    seen: String,
}

impl Program<'_> {
    async fn ask(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let token = format!("Bearer {}", self.token);
        let mut headers = vec![("accept", "application/json"), ("authorization", token.as_str())];
        if body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        let answer = self.browser.send(method, path, &headers, body.map(|body| body.to_string())).await;
        self.seen.push_str(&format!("{:?}\n{}\n", answer.headers, answer.body));
        answer
    }
}

/// AD-02, SC-02, LG-01.
#[tokio::test]
async fn no_answer_log_or_byte_of_the_database_shows_a_secret() {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_LOG", "trace");
    let op = installation.upstream(&["work"]).await;
    let mut running = installation.serve().await;
    running.until_log("setup_url").await;
    let made = installation.run(&["admin", "token", "program"]).await;
    let mut program = Program { browser: installation.browser(), token: made.stdout.trim(), seen: String::new() };
    let providers = "/api/admin/providers";
    let credentials = |secret: &str| json!({ "issuer_url": op.issuer(), "client_id": "work", "client_secret": secret });
    let body = json!({ "id": "work", "definition": "pocketid", "enabled": true, "credentials": credentials(SECRET) });
    assert_eq!(program.ask(Method::POST, providers, Some(body.clone())).await.status, StatusCode::CREATED);
    let mut again = body;
    again["credentials"] = credentials(WRONG);
    for refused in [
        json!({ "credentials": { "client_secret": format!(" {WRONG}") } }),
        json!({ "credentials": { "client_secret": [WRONG] } }),
        json!({ "credentials": { "client_secert": WRONG } }),
        json!({ "credentials": { "client_secret": { "set": WRONG } } }),
        json!({ "credentials": { "client_id": { WRONG: WRONG } } }),
        json!({ "display_name": [WRONG], "scopes": [format!("{WRONG} {WRONG}")] }),
        json!({ "credentials": { "issuer_url": format!("https://{WRONG}@id.example.com"), "client_secret": SECRET } }),
    ] {
        let path = format!("{providers}/work");
        let answer = program.ask(Method::PATCH, &path, Some(refused)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    }
    assert_eq!(program.ask(Method::POST, providers, Some(again.clone())).await.status, StatusCode::CONFLICT);
    // Both secrets reach the upstream, which refuses one of them.
    for (path, body, ok) in [("/api/admin/providers/work/check", None, true), ("/api/admin/check", Some(again), false)]
    {
        assert_eq!(program.ask(Method::POST, path, body).await.json()["ok"], json!(ok));
    }
    let signed_in = program.browser.sign_in("work").await;
    assert_eq!(signed_in.status, StatusCode::SEE_OTHER);
    for path in vestibule_server::paths() {
        for id in ["work", "pocketid"] {
            program.ask(Method::GET, &path.replace("{id}", id), None).await;
        }
    }
    let ended = running.terminate().await;
    let mut files = Vec::new();
    for entry in fs::read_dir(installation.path("data")).unwrap() {
        files.extend(fs::read(entry.unwrap().path()).unwrap());
    }
    let files = String::from_utf8_lossy(&files).into_owned();
    assert!(files.contains("pocketid"), "the database is among the files");
    assert!(ended.stderr.lines().count() > 100, "the log is a detailed one");
    let everything = [("answers", &program.seen), ("log", &ended.stderr), ("output", &ended.stdout), ("files", &files)];
    for (place, text) in everything {
        for secret in [SECRET, WRONG] {
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line.map(|line| line.chars().take(600).collect::<String>()), None, "{place}: {secret}");
        }
    }
    assert!(!ended.stderr.contains(made.stdout.trim()), "nor the token in the log");
}
