//! The installation of these tests: `op` is always there, `club` comes and goes with a file.

use std::{fs, path::PathBuf, time::Duration};

use http::Method;
use serde_json::Value;
use vestibule_demo_idp::DemoIdp;
use vestibule_tests::{
    Answer, Browser, Program,
    installation::{Installation, SECRET, provider},
};

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A running server, and the upstream of its providers.
pub(crate) struct ReloadFixture {
    pub(crate) installation: Installation,
    pub(crate) op: DemoIdp,
    pub(crate) program: Program,
}

impl ReloadFixture {
    /// Serves with the provider `op`, an empty drop-in folder, and nothing of `club` yet.
    pub(crate) async fn serve() -> Self {
        Self::serve_where(|installation| fs::create_dir(installation.path("providers")).unwrap()).await
    }

    /// Serves with the provider `op` in a folder that was prepared so.
    pub(crate) async fn serve_where(prepare: impl FnOnce(&Installation)) -> Self {
        let installation = Installation::new();
        let op = installation.upstream(&["op", "club", "work"]).await;
        prepare(&installation);
        let before = fs::read_to_string(installation.path("config.toml")).unwrap_or_default();
        installation.configure(&(before + &provider("op", op.issuer())));
        let program = installation.serve_ready().await;
        Self { installation, op, program }
    }

    /// Serves with `club` in service too.
    pub(crate) async fn serve_with_club() -> Self {
        let fixture = Self::serve().await;
        fixture.drop_in(&definition("Our club"));
        fixture.configure(&fixture.both());
        fixture.until_offered(&["Our club", "Pocket ID"]).await;
        fixture
    }

    /// The configuration of both providers.
    pub(crate) fn both(&self) -> String {
        provider("op", self.op.issuer()) + &self.section("club", "club", "")
    }

    /// A section of the configuration, with more settings.
    pub(crate) fn section(&self, id: &str, definition: &str, settings: &str) -> String {
        format!(
            "[providers.{id}]\ndefinition = \"{definition}\"\nenabled = true\n{settings}\
             [providers.{id}.credentials]\nissuer_url = \"{}\"\nclient_id = \"{id}\"\nclient_secret = \"{SECRET}\"\n",
            self.op.issuer()
        )
    }

    /// Where the definition of `club` is.
    pub(crate) fn file(&self) -> PathBuf {
        self.installation.path("providers/club.toml")
    }

    pub(crate) fn drop_in(&self, text: &str) {
        fs::write(self.file(), text).unwrap();
    }

    /// Writes a temporary file and renames it to `config.toml`, as careful editors do.
    pub(crate) fn configure(&self, text: &str) {
        let temporary = self.installation.path("config.toml.new");
        fs::write(&temporary, text).unwrap();
        fs::rename(temporary, self.installation.path("config.toml")).unwrap();
    }

    pub(crate) fn browser(&self) -> Browser {
        self.installation.browser()
    }

    /// Waits until the buttons have exactly these names, in this order.
    pub(crate) async fn until_offered(&self, wanted: &[&str]) {
        let browser = self.browser();
        let offered = async || offered(&browser).await == wanted;
        eventually(&format!("{wanted:?} are offered"), offered).await;
    }

    /// Waits until the path answers so.
    pub(crate) async fn until_answer(&self, path: &str, wanted: impl Fn(&Answer) -> bool) {
        let browser = self.browser();
        eventually(path, async || wanted(&browser.get_json(path).await)).await;
    }

    /// What a program may ask of the admin API.
    pub(crate) async fn program(&self) -> ApiClient {
        let token = self.installation.run(&["admin", "token", "test"]).await.stdout;
        ApiClient { browser: self.browser(), token: format!("Bearer {}", token.trim()) }
    }

    pub(crate) async fn assert_signs_in(&self, provider: &str) {
        let answer = self.browser().sign_in(provider).await;
        assert_eq!(answer.header("location"), Some("/"), "{provider}: {}", answer.body);
    }
}

/// A program with a token.
pub(crate) struct ApiClient {
    browser: Browser,
    token: String,
}

impl ApiClient {
    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let headers = [
            ("accept", "application/json"),
            ("content-type", "application/json"),
            ("authorization", self.token.as_str()),
        ];
        self.browser.send(method, path, &headers, body.map(|body| body.to_string())).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await.json()
    }

    /// Has everything read again, for no reason that lies in a file.
    pub(crate) async fn reload(&self) -> Value {
        self.ask(Method::POST, "/api/admin/reload", None).await.json()
    }
}

/// The names on the buttons.
pub(crate) async fn offered(browser: &Browser) -> Vec<String> {
    let answer = browser.get_json("/api/auth/providers").await.json();
    let providers = answer["providers"].as_array().unwrap().iter();
    providers.map(|provider| provider["name"].as_str().unwrap().to_owned()).collect()
}

/// Asks again until it is so. What a file changes has no other witness outside the process.
pub(crate) async fn eventually(what: &str, so: impl AsyncFn() -> bool) {
    let asking = async {
        while !so().await {
            vestibule_tests::pause().await;
        }
    };
    tokio::time::timeout(TIMEOUT, asking).await.unwrap_or_else(|_| panic!("it never came to this: {what}"));
}

/// Lets so much time pass: some things are only wrong when they are slow.
pub(crate) async fn pass(milliseconds: u64) {
    let forever = std::future::pending::<()>();
    let _ = tokio::time::timeout(Duration::from_millis(milliseconds), forever).await;
}

/// A definition `club` of that name: 14 lines, the name in the second.
pub(crate) fn definition(name: &str) -> String {
    format!(
        "id = \"club\"\nname = \"{name}\"\nprotocol = \"oidc\"\nscopes = [\"openid\", \"profile\", \"email\"]\n\
         [credentials]\ntype = \"object\"\nrequired = [\"issuer_url\", \"client_id\", \"client_secret\"]\n\
         [credentials.properties.issuer_url]\ntype = \"string\"\nformat = \"uri\"\n\
         [credentials.properties.client_id]\ntype = \"string\"\n\
         [credentials.properties.client_secret]\ntype = \"string\"\nwriteOnly = true\n"
    )
}
