//! The provider as a process, and its control surface (`control.mjs` says what can be asked).

use std::{path::PathBuf, process::Stdio};

use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, ChildStdin, Command},
};
use url::Url;
use vestibule_tests::Browser;

/// A provider on a port of its own. It ends with this value, or when this process dies: its standard input is ours.
pub(crate) struct RealOp {
    /// The issuer, as its metadata spells it.
    pub(crate) issuer: String,
    control: Browser,
    _child: Child,
    _stdin: ChildStdin,
}

impl RealOp {
    /// Starts a provider for the relying party at `rp`, whose `private_key_jwt` client has this public key.
    pub(crate) async fn start(rp: &str, public_key: &Value) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("real_op");
        let installed = folder.join("node_modules/oidc-provider").is_dir();
        assert!(installed, "the provider's packages are missing; run `npm ci --ignore-scripts` in tests/real_op");
        let mut command = Command::new("node");
        command.arg(folder.join("op.mjs")).env("STOP_WITH_STDIN", "1");
        command.env("RP_BASE_URL", rp).env("RP_PUBLIC_JWK", public_key.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut child = command.spawn().expect("node is installed, version 20.9 or later");
        let stdin = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap();
        let line = line.expect("the provider starts; run `node tests/real_op/op.mjs` to see why not");
        let ready: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(ready["ready"], true, "{line}");
        let issuer = ready["issuer"].as_str().unwrap().to_owned();
        let control = Browser::new(&Url::parse(&issuer).unwrap());
        Self { issuer, control, _child: child, _stdin: stdin }
    }

    /// Changes what it says and whom it signs in: `currentSub`, `decision`, `accounts`, `mangle`.
    pub(crate) async fn change(&self, state: Value) {
        self.ask(Method::POST, "state", Some(&state)).await;
    }

    /// Makes it lie: `mangle` as state.mjs describes it. Earlier lies are forgotten.
    pub(crate) async fn lie(&self, mangle: Value) {
        self.change(json!({ "mangle": mangle })).await;
    }

    /// Back to Alice, approval and the truth.
    pub(crate) async fn be_honest(&self) {
        self.ask(Method::DELETE, "state", None).await;
    }

    /// Changes the signing keys: `add`, `replace` or `remove-old`.
    pub(crate) async fn rotate(&self, mode: &str) {
        self.ask(Method::POST, "rotate", Some(&json!({ "mode": mode }))).await;
    }

    /// Makes it send a logout token about the newest session of a person with a client; returns the status of our answer.
    pub(crate) async fn back_channel_logout(&self, client: &str, sub: &str) -> u64 {
        let reported = self.ask(Method::POST, "backchannel", Some(&json!({ "client_id": client, "sub": sub }))).await;
        reported["status"].as_u64().unwrap()
    }

    /// The secret of a client; `None` for a client without one.
    pub(crate) async fn secret(&self, client: &str) -> Option<String> {
        let registered = self.ask(Method::GET, "rp", None).await;
        let clients = registered["clients"].as_array().unwrap();
        let client = clients.iter().find(|known| known["client_id"] == client).expect("a client of clients.mjs");
        client["client_secret"].as_str().map(str::to_owned)
    }

    /// What happened since the last [`RealOp::forget`].
    pub(crate) async fn events(&self) -> Events {
        Events(self.ask(Method::GET, "events", None).await["events"].as_array().unwrap().clone())
    }

    /// Forgets what happened.
    pub(crate) async fn forget(&self) {
        self.ask(Method::DELETE, "events", None).await;
    }

    async fn ask(&self, method: Method, name: &str, body: Option<&Value>) -> Value {
        let answer = self.control.send(method, format!("/_test/{name}"), &[], body.map(Value::to_string)).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.body);
        answer.json()
    }
}

/// What the provider was asked, and what it thought of it.
#[derive(Debug)]
pub(crate) struct Events(Vec<Value>);

impl Events {
    /// How many requests came to a path.
    pub(crate) fn requests(&self, path: &str) -> usize {
        self.0.iter().filter(|event| event["event"] == "request" && event["path"] == path).count()
    }

    /// The schemes of the `Authorization` headers at a path; JSON null where there was none.
    pub(crate) fn authentication(&self, path: &str) -> Vec<&Value> {
        let requests = self.0.iter().filter(|event| event["event"] == "request" && event["path"] == path);
        requests.map(|event| &event["authentication"]).collect()
    }

    /// Whether it fetched something from a path of ours.
    pub(crate) fn fetched(&self, path: &str) -> bool {
        let mut fetches = self.0.iter().filter(|event| event["event"] == "fetch");
        fetches.any(|event| event["url"].as_str().is_some_and(|url| url.ends_with(path)))
    }

    /// How many events have that name, such as `backchannel.success`.
    pub(crate) fn count(&self, event: &str) -> usize {
        self.0.iter().filter(|found| found["event"] == event).count()
    }

    /// The OAuth errors of events with that name, such as `grant.error`.
    pub(crate) fn errors(&self, event: &str) -> Vec<&str> {
        let found = self.0.iter().filter(|found| found["event"] == event);
        found.map(|found| found["error"]["error"].as_str().unwrap_or("without a code")).collect()
    }

    /// Everything that the provider complains about, whole. Empty when all our requests are well-formed.
    pub(crate) fn complaints(&self) -> Vec<&Value> {
        let is_complaint = |event: &&Value| {
            let name = event["event"].as_str().unwrap_or_default();
            name.ends_with("error") && !name.starts_with("backchannel")
        };
        self.0.iter().filter(is_complaint).collect()
    }
}
