//! OP-39 in the program: many sign-ins to an app at two nodes on one PostgreSQL, while one of them is killed and started
//! again. Who gets no answer sends the same to the node that is left, as applications do.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use futures_util::{StreamExt as _, stream};
use http::StatusCode;
use serde_json::Value;
use tokio::sync::Notify;
use url::Url;
use vestibule_core::secret::sha256;
use vestibule_store::conformance::PostgresServer;
use vestibule_tests::Browser;

use crate::{
    installation::{Installation, provider},
    postgres::nodes,
};

/// Few enough for every run of the tests; `cargo dev bench --only stress` does 2,000.
const SIGN_INS: usize = 240;
const IN_FLIGHT: usize = 50;
const PEOPLE: usize = 5;
const REDIRECT_URI: &str = "https://wiki.example.com/callback";
const SECRET: &str = "a-secret-that-is-long-enough";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Whatever became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    /// The refresh token that came with the answer.
    Given(String),
    Refused,
    NoAnswer,
}

struct Nodes {
    /// The second one is killed.
    bases: [Url; 2],
    client: reqwest::Client,
    done: AtomicUsize,
    /// Enough is done for the node to be killed.
    halfway: Notify,
}

impl Nodes {
    /// A token request of the app at one node.
    async fn ask(&self, node: usize, fields: &[(&str, &str)]) -> Seen {
        let form: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.client.post(self.bases[node].join("/api/oidc/token").unwrap());
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .basic_auth("wiki", Some(SECRET))
            .body(form);
        let Ok(answer) = request.send().await else { return Seen::NoAnswer };
        let status = answer.status();
        let Ok(body) = answer.text().await else { return Seen::NoAnswer };
        let body: Value = serde_json::from_str(&body).unwrap_or_default();
        match status {
            StatusCode::OK => Seen::Given(body["refresh_token"].as_str().unwrap().to_owned()),
            StatusCode::BAD_REQUEST if body["error"] == "invalid_grant" => Seen::Refused,
            _ => panic!("{status}: {body}"),
        }
    }

    /// The same at both at once.
    async fn ask_both(&self, fields: &[(&str, &str)]) -> [Seen; 2] {
        tokio::join!(self.ask(0, fields), self.ask(1, fields)).into()
    }

    /// The code of a sign-in that begins at one node, or at the other when there is no answer.
    async fn code(&self, browser: &Browser, node: usize) -> String {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(sha256(VERIFIER));
        let mut url = self.bases[node].join("/api/oidc/authorize").unwrap();
        url.query_pairs_mut().extend_pairs([
            ("client_id", "wiki"),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("scope", "openid offline_access"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let answer = match browser.try_get(&url).await {
            Ok(answer) => answer,
            Err(_) => {
                url.set_port(self.bases[0].port()).unwrap();
                browser.get(&url).await
            }
        };
        answer.sent_on("code").unwrap_or_else(|| panic!("no code: {} {}", answer.status, answer.body))
    }

    /// One sign-in; returns whether its person came in.
    async fn sign_in(&self, number: usize, browser: &Browser) -> bool {
        let node = number % 2;
        let code = self.code(browser, node).await;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        let token = if number.is_multiple_of(3) {
            // It comes to both nodes: at most one gives tokens, and then what it gave has ended.
            let seen = self.ask_both(&fields).await;
            let given = given(&seen);
            assert!(given.len() <= 1, "sign-in {number}: {seen:?}");
            match given.into_iter().next() {
                Some(token) if seen.contains(&Seen::Refused) => {
                    assert_eq!(self.ask(0, &refresh(&token)).await, Seen::Refused, "sign-in {number}: {seen:?}");
                    return true;
                }
                Some(token) => token,
                None => return false,
            }
        } else {
            match self.ask(node, &fields).await {
                Seen::Given(token) => token,
                Seen::NoAnswer => match self.ask(0, &fields).await {
                    Seen::Given(token) => token,
                    // It was used before the node died, and its answer was lost.
                    _ => return false,
                },
                Seen::Refused => panic!("sign-in {number}: a fresh code was refused"),
            }
        };
        // A second use within ten seconds is taken for a lost answer: then the tokens of only one of the two are good.
        let seen = self.ask_both(&refresh(&token)).await;
        let mut good = 0;
        for token in given(&seen) {
            good += usize::from(matches!(self.ask(0, &refresh(&token)).await, Seen::Given(_)));
        }
        assert!(good <= 1, "sign-in {number}: {good} successors of one refresh token, {seen:?}");
        true
    }
}

fn refresh(token: &str) -> [(&str, &str); 2] {
    [("grant_type", "refresh_token"), ("refresh_token", token)]
}

fn given(seen: &[Seen]) -> Vec<String> {
    let token = |seen: &Seen| match seen {
        Seen::Given(token) => Some(token.clone()),
        Seen::Refused | Seen::NoAnswer => None,
    };
    seen.iter().filter_map(token).collect()
}

fn configure(node: &Installation, issuer: &str) {
    node.configure(&format!(
        "{}[apps.wiki]\ndefinition = \"openid\"\nclient_secret = \"{SECRET}\"\nid_token_algorithm = \"ES256\"\n\
         settings = {{ redirect_uris = [\"{REDIRECT_URI}\"] }}\n",
        provider("op", issuer)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn op_39_nothing_counts_twice_though_a_node_dies() {
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let installations = nodes(&url);
    let op = installations[0].upstream(&["op"]).await;
    for node in &installations {
        configure(node, op.issuer());
    }
    let _stays = installations[0].serve_ready().await;
    let dies = installations[1].serve_ready().await;
    let mut browsers = Vec::new();
    for _ in 0..PEOPLE {
        let browser = installations[0].browser();
        assert_eq!(browser.sign_in("op").await.status, StatusCode::SEE_OTHER);
        browsers.push(browser);
    }
    let nodes = Arc::new(Nodes {
        bases: [installations[0].base.clone(), installations[1].base.clone()],
        client: reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap(),
        done: AtomicUsize::new(0),
        halfway: Notify::new(),
    });
    let one = |number: usize| {
        let (nodes, browser) = (nodes.clone(), browsers[number % PEOPLE].clone());
        async move {
            let came_in = nodes.sign_in(number, &browser).await;
            if nodes.done.fetch_add(1, Ordering::SeqCst) + 1 == SIGN_INS / 3 {
                nodes.halfway.notify_one();
            }
            came_in
        }
    };
    let all = async { stream::iter((0..SIGN_INS).map(one)).buffer_unordered(IN_FLIGHT).collect::<Vec<_>>().await };
    let death = async {
        nodes.halfway.notified().await;
        dies.kill().await;
        installations[1].serve_ready().await
    };
    let (came_in, _again) = tokio::join!(all, death);
    assert_eq!(came_in.len(), SIGN_INS);
    let lost = came_in.iter().filter(|came_in| !**came_in).count();
    assert!(lost <= IN_FLIGHT, "{lost} sign-ins were lost with one node");
    let database = url.trim_start_matches("postgres:///").split('?').next().unwrap();
    let twice = "select count(*) from (select code_hash from app_grants group by code_hash having count(*) > 1) twice";
    assert_eq!(server.run_on(database, twice), "0");
}
