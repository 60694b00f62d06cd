//! An installation with an administrator and an API token, and shortcuts for sending requests as either.

use std::sync::Arc;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_core::{
    access::Rules,
    clock::{Clock as _, FixedClock, Timestamp},
    email::EmailAddress,
    ids::{Ref, UserId},
    public_url::PublicUrl,
    random::OsRandom,
    secret::{Secret, sha256},
};
use vestibule_demo_idp::{Client, Options};
use vestibule_store::{ChangeOutcome, LocalAdministrator, NewApiToken, UserChange};
use vestibule_tests::{Answer, Browser, RunningServer, ServerFixture, Setup, TestEnvironment};

/// The API token.
pub(crate) const TOKEN: &str = "vst_0123456789012345678901234567890123456789012";

pub(crate) const PROVIDERS: &str = "/api/admin/providers";

/// A secret that must not appear anywhere.
pub(crate) const CANARY: &str = "canary-c1ient-s3cret-7f3a";

/// An installation whose provider `op` is in the configuration and makes users from example.com administrators.
pub(crate) struct Api {
    pub(crate) fixture: ServerFixture,
    pub(crate) program: Browser,
}

impl Api {
    pub(crate) async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    /// Its upstream also has a client `work`, whose secret is the canary.
    pub(crate) async fn with_upstream() -> Self {
        fn with_work(options: &mut Options) {
            let callback = options.clients[0].redirect_uris[0].replace("/op/", "/work/");
            options.clients.push(Client::confidential("work", CANARY, &callback));
        }
        Self::with(Setup { upstream: with_work, ..Setup::default() }).await
    }

    /// With other options from `setup`.
    pub(crate) async fn with(mut setup: Setup) -> Self {
        setup.settings["admin_email_domains"] = json!(["example.com"]);
        let fixture = ServerFixture::with(setup).await;
        create_token(&fixture, "program", TOKEN, None).await;
        let program = fixture.browser();
        Self { fixture, program }
    }

    /// Sends a request with the API token.
    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        self.ask_with(method, path, &[], body.map(Value::to_string)).await
    }

    /// The same with more headers and any body.
    pub(crate) async fn ask_with(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Answer {
        let token = format!("Bearer {TOKEN}");
        let mut all = vec![("accept", "application/json"), ("authorization", token.as_str())];
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            all.push(("content-type", "application/json"));
        }
        all.extend(headers);
        self.program.send(method, path, &all, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    /// An administrator who has signed in with `op`.
    pub(crate) async fn administrator(&self) -> Browser {
        let browser = self.fixture.browser();
        assert_eq!(browser.sign_in("op").await.status, StatusCode::SEE_OTHER);
        browser
    }
}

impl Api {
    /// Credentials of a Pocket ID at the test upstream.
    pub(crate) fn credentials(&self, client_id: &str, secret: &str) -> Value {
        json!({ "issuer_url": self.fixture.op.issuer(), "client_id": client_id, "client_secret": secret })
    }

    /// The provider `work`, complete, with the canary as its secret.
    pub(crate) async fn create_work(&self, enabled: bool) {
        let body = json!({ "id": "work", "definition": "pocketid", "enabled": enabled,
            "credentials": self.credentials("work", CANARY) });
        let answer = self.ask(Method::POST, PROVIDERS, Some(&body)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    }

    /// Every provider as it is stored.
    pub(crate) async fn rows(&self) -> String {
        format!("{:?}", self.fixture.application.store.list_providers().await.unwrap())
    }

    /// A stored secret, in clear.
    pub(crate) async fn stored_secret(&self, id: &str, name: &str) -> Option<String> {
        let row = self.fixture.application.store.find_provider(&id.parse().unwrap()).await.unwrap().unwrap();
        row.record().credentials.text(name).map(str::to_owned)
    }

    /// Another administrator, who has a password, so that a change cannot lock out the last administrator.
    pub(crate) async fn create_local_administrator(&self, email: &str) {
        let administrator = LocalAdministrator {
            email: EmailAddress::parse(email).unwrap(),
            password_hash: Secret::new("unusable"),
            reference: Ref::generate(&OsRandom),
        };
        self.fixture.application.store.create_administrator(&administrator, Rules::LOCAL).await.unwrap();
    }

    /// Changes a user directly in the store, so that the server's caches do not notice.
    pub(crate) async fn change_user(&self, user: UserId, change: UserChange) {
        let event = self.fixture.audit().await[0].event.clone();
        let registry = self.fixture.application.registry.load();
        let changed = self
            .fixture
            .application
            .store
            .change_user(
                user,
                change,
                Rules { providers: &registry.access, grant_max_age: chrono::Duration::days(30) },
                &event,
            )
            .await
            .unwrap();
        assert!(matches!(changed, ChangeOutcome::Done(_)), "{changed:?}");
    }
}

/// An installation whose public URL is not on loopback, with an API token.
pub(crate) struct RemoteServer {
    environment: TestEnvironment,
    _server: RunningServer,
}

impl RemoteServer {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(FixedClock::at(1_793_707_200_000));
        let (mut environment, listener) = TestEnvironment::new(clock).await;
        environment.settings.public_url = PublicUrl::parse("https://auth.example.com").unwrap();
        let server = environment.open(listener).await;
        server.application.store.create_token(&new_token("program", TOKEN, None)).await.unwrap();
        Self { environment, _server: server }
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let token = format!("Bearer {TOKEN}");
        let headers =
            [("accept", "application/json"), ("content-type", "application/json"), ("authorization", &*token)];
        Browser::new(&self.environment.base).send(method, path, &headers, body.map(Value::to_string)).await
    }
}

/// Stores a token under `name`.
pub(crate) async fn create_token(
    fixture: &ServerFixture,
    name: &str,
    token: &str,
    expires_in: Option<chrono::Duration>,
) {
    let expires_at = expires_in.map(|period| fixture.clock.now() + period);
    fixture.application.store.create_token(&new_token(name, token, expires_at)).await.unwrap();
}

fn new_token(name: &str, token: &str, expires_at: Option<Timestamp>) -> NewApiToken {
    NewApiToken { name: name.to_owned(), hash: sha256(token), expires_at, reference: Ref::generate(&OsRandom) }
}

/// Status and code of a refusal.
pub(crate) fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.code())
}

/// The pointers of a problem document, sorted.
pub(crate) fn pointers(answer: &Answer) -> Vec<String> {
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    let mut pointers: Vec<String> =
        errors.iter().map(|error| error["pointer"].as_str().unwrap_or_default().to_owned()).collect();
    pointers.sort();
    pointers
}
