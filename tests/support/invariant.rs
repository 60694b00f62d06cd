//! The rule around every refusal: nothing changed, nobody was signed in or out, it was written down once, no secret is in
//! the log, and the person gets in with the next try.

use http::StatusCode;
use serde_json::Value;
use vestibule_store::{Outcome, conformance::RowCounts};

use crate::{Answer, Browser, Log, ServerFixture, Since};

/// How things were before something was refused.
pub struct Invariant<'a> {
    fixture: &'a ServerFixture,
    browser: &'a Browser,
    log: Since,
    rows: RowCounts,
    session: Vec<(String, String)>,
    user: Value,
}

impl<'a> Invariant<'a> {
    /// Looks at the server and at this browser, signed in or not.
    pub async fn around(fixture: &'a ServerFixture, browser: &'a Browser) -> Self {
        let log = Log::capture().since_now();
        let rows = fixture.test_access.count_rows().await.unwrap();
        let (session, user) = (browser.cookies("session"), signed_in(browser).await);
        Self { fixture, browser, log, rows, session, user }
    }

    /// A flow of this browser was refused with that code: it has ended, one audit event says so, and the browser was sent
    /// to the login page with nothing of the upstream in the URL.
    pub async fn refused(self, answer: &Answer, (provider, code): (&str, &str), case: &str) {
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, code), "{case}: {}", answer.body);
        let location = answer.location().unwrap();
        assert_eq!((location.path(), answer.sent_on("provider").as_deref()), ("/login", Some(provider)), "{case}");
        let names: Vec<_> = location.query_pairs().map(|(name, _)| name.into_owned()).collect();
        assert_eq!(names, ["error", "provider", "ref"], "{case}: nothing of the upstream");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{case}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{case}");
        let reference = answer.sent_on("ref").unwrap();
        let events = self.fixture.audit_of(&reference).await;
        let reported: Vec<_> =
            events.iter().map(|event| (event.event.code.map(|c| c.as_str()), event.event.outcome)).collect();
        assert_eq!(reported, [(Some(code), Outcome::Failed)], "{case}: one event with the reference");
        assert_eq!(events[0].event.provider.as_ref().map(|id| id.as_str()), Some(provider), "{case}");
        assert!(events[0].event.address.is_some(), "{case}: from where");
        self.holds(1, case).await;
        page_explains(self.browser, location.as_str(), (code, &reference)).await;
    }

    /// Nothing of this browser was recognised: an error page with 400, and nothing was written at all.
    pub async fn rejected(self, answer: &Answer, code: &str, case: &str) {
        assert_eq!((answer.status, &*answer.code()), (StatusCode::BAD_REQUEST, code), "{case}: {}", answer.body);
        assert!(answer.location().is_none(), "{case}: no redirect");
        self.holds(0, case).await;
    }

    /// Nothing changed but for so many audit events.
    pub async fn holds(&self, events: i64, case: &str) {
        let now = self.fixture.test_access.count_rows().await.unwrap();
        assert_eq!(now, RowCounts { events: self.rows.events + events, ..self.rows }, "{case}: what is stored");
        assert_eq!(self.browser.cookies("session"), self.session, "{case}: the browser's session");
        assert_eq!(signed_in(self.browser).await, self.user, "{case}: who is signed in");
        assert_eq!(self.fixture.test_access.count_orphans().await.unwrap(), 0, "{case}");
        self.log.assert_silent_about(&self.fixture.secrets(self.browser), case);
    }
}

/// Who is signed in, as the server says; null for nobody.
async fn signed_in(browser: &Browser) -> Value {
    let answer = browser.get_json("/api/auth/session").await;
    if answer.status == StatusCode::OK { answer.json()["user"].clone() } else { Value::Null }
}

/// The login page says what happened, and offers to try again.
async fn page_explains(browser: &Browser, location: &str, (code, reference): (&str, &str)) {
    let page = browser.get(location).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [code, reference, "role=\"alert\"", "Try again", "You tried to sign in with"] {
        assert!(page.body.contains(part), "{code}: the page says {part:?}: {}", page.body);
    }
}
