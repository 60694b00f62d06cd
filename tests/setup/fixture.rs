//! A server in which nobody has been yet, and a browser on its way through the setup page.

use std::{ops::Deref, sync::Arc};

use serde_json::Value;
use url::Url;
use vestibule_core::clock::FixedClock;
use vestibule_server::Settings;
use vestibule_tests::{Answer, Browser, RunningServer, TestEnvironment};

/// A password that is long enough.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// A server without providers and without people.
pub(crate) struct SetupFixture {
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) environment: TestEnvironment,
    server: RunningServer,
}

impl Deref for SetupFixture {
    type Target = RunningServer;
    fn deref(&self) -> &RunningServer {
        &self.server
    }
}

impl SetupFixture {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(surface: fn(&mut Settings)) -> Self {
        let clock = Arc::new(FixedClock::at(1_793_707_200_000));
        let (mut environment, listener) = TestEnvironment::new(clock.clone()).await;
        surface(&mut environment.settings);
        let server = environment.open(listener).await;
        Self { clock, environment, server }
    }

    /// Ends the server and starts it again on the same database.
    pub(crate) async fn restart(self) -> Self {
        let Self { clock, environment, server } = self;
        server.end().await;
        let server = environment.open(environment.listen_again().await).await;
        Self { clock, environment, server }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.environment.base)
    }

    /// A link, as the log prints it.
    pub(crate) async fn link(&self) -> Url {
        let link = self.application.setup_link().await.unwrap().expect("nobody is an administrator");
        Url::parse(link.url.expose()).unwrap()
    }

    /// How many users there are, and how many events.
    pub(crate) async fn written(&self) -> (i64, i64) {
        let rows = self.test_access.count_rows().await.unwrap();
        (rows.users, rows.events)
    }
}

/// Opens the link; returns the page with the form.
pub(crate) async fn open(browser: &Browser, link: &Url) -> Answer {
    let exchanged = browser.get(link.as_str()).await;
    assert_eq!((exchanged.status.as_u16(), exchanged.header("location")), (303, Some("/setup")), "{}", exchanged.body);
    let page = browser.get("/setup").await;
    assert_eq!(page.status, 200, "{}", page.body);
    page
}

/// Sends the form of the page.
pub(crate) async fn send(browser: &Browser, page: &Answer, email: &str, (password, again): (&str, &str)) -> Answer {
    let form = page.form();
    let token = form.value("csrf").unwrap();
    let fields = [("csrf", token), ("email", email), ("password", password), ("again", again)];
    browser.post_form("/setup", &fields).await
}

/// The whole way to an administrator.
pub(crate) async fn become_administrator(fixture: &SetupFixture, email: &str) -> Browser {
    let browser = fixture.browser();
    let page = open(&browser, &fixture.link().await).await;
    let made = send(&browser, &page, email, (PASSWORD, PASSWORD)).await;
    assert_eq!(made.status, 303, "{}", made.body);
    browser
}

/// Who is signed in.
pub(crate) async fn user(browser: &Browser) -> Value {
    browser.get_json("/api/auth/session").await.json()["user"].clone()
}
