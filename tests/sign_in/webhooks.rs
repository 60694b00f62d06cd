//! Events of the audit log, sent to a receiver of the test.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};
use vestibule_core::{
    ids::Ref,
    random::OsRandom,
    webhook::{Webhook, WebhookKey},
};
use vestibule_store::{AuditEvent, EventKind};
use vestibule_tests::{ServerFixture, Setup};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// The receiver answers nothing at all.
const SILENT: u16 = 0;

/// Somebody who is sent events.
struct Receiver {
    webhook: Webhook,
    /// With which status it answers.
    status: Arc<AtomicU16>,
    messages: Mutex<mpsc::UnboundedReceiver<Message>>,
}

struct Message {
    headers: HeaderMap,
    body: String,
    /// What it was answered.
    status: u16,
}

impl Message {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// The content, once it is certain who has sent it.
    fn verified(&self) -> Value {
        let timestamp = self.header("webhook-timestamp").parse().unwrap();
        let expected = WebhookKey::parse(SECRET).unwrap().sign(self.header("webhook-id"), timestamp, &self.body);
        assert_eq!(self.header("webhook-signature"), expected);
        let content: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(content["data"]["id"], self.header("webhook-id"));
        content
    }
}

type Answers = (Arc<AtomicU16>, mpsc::UnboundedSender<Message>);

async fn answer(State((status, sent)): State<Answers>, headers: HeaderMap, body: String) -> (StatusCode, HeaderMap) {
    let status = status.load(Ordering::SeqCst);
    sent.send(Message { headers, body, status }).unwrap();
    if status == SILENT {
        std::future::pending::<()>().await;
    }
    let elsewhere = [("location".parse().unwrap(), "/elsewhere".parse().unwrap())];
    (StatusCode::from_u16(status).unwrap(), elsewhere.into_iter().collect())
}

impl Receiver {
    async fn start(name: &str, events: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap()).parse().unwrap();
        let (sender, messages) = mpsc::unbounded_channel();
        let status = Arc::new(AtomicU16::new(204));
        let router = Router::new().route("/hook", post(answer)).route("/elsewhere", post(answer));
        let router = router.with_state((status.clone(), sender));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let events = events.iter().map(|text| text.parse().unwrap()).collect();
        let webhook = Webhook { name: name.parse().unwrap(), url, key: WebhookKey::parse(SECRET).unwrap(), events };
        Self { webhook, status, messages: Mutex::new(messages) }
    }

    fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// The next message. Not a measure of time: only so that a defect is a failure and not a test that never ends.
    async fn next(&self) -> Message {
        let mut messages = self.messages.lock().await;
        tokio::time::timeout(Duration::from_secs(60), messages.recv()).await.expect("a message").unwrap()
    }

    async fn has_nothing_more(&self) -> bool {
        self.messages.lock().await.try_recv().is_err()
    }
}

/// Waits until so many attempts in a row have failed, and returns why the last one has.
async fn until_failed(fixture: &ServerFixture, attempts: u32) -> String {
    let failed = async {
        loop {
            let state = fixture.application.store.list_webhooks().await.unwrap().remove(0);
            match state.failing {
                Some((_, failure)) if state.attempts == attempts => return failure,
                _ => vestibule_tests::pause().await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), failed).await.unwrap()
}

/// Waits until nothing is left to be sent: the receiver has an event a moment before it is noted here.
async fn until_empty(fixture: &ServerFixture) {
    let empty = async {
        loop {
            let state = fixture.application.store.list_webhooks().await.unwrap().remove(0);
            if (state.waiting, &state.failing) == (0, &None) {
                return;
            }
            vestibule_tests::pause().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), empty).await.unwrap();
}

/// The provider approves another person than before.
async fn sign_in_as_joonas(fixture: &ServerFixture) {
    let joonas = fixture.op.people().all().into_iter().find(|person| person.username == "joonas").unwrap();
    fixture.op.approve_as(Some(&joonas.subject));
    fixture.browser().sign_in_as("op", "joonas").await;
}

async fn fixture(webhooks: &[&Receiver], postgres: bool) -> ServerFixture {
    let webhooks = webhooks.iter().map(|receiver| receiver.webhook.clone()).collect();
    ServerFixture::with(Setup { webhooks, postgres, ..Setup::default() }).await
}

/// HK-01, HK-02: each receiver gets what it wants, signed, as the API has it, and nothing that is secret.
#[tokio::test]
async fn hk_01_events_are_sent_signed() {
    let (all, failed) = (Receiver::start("all", &[]).await, Receiver::start("failed", &["sign_in.failed"]).await);
    let fixture = fixture(&[&all, &failed], false).await;
    let browser = fixture.browser();
    browser.sign_in_as("op", "amara").await;
    let message = all.next().await;
    let content = message.verified();
    assert_eq!(content["type"], "sign_in.ok");
    assert_eq!(message.header("content-type"), "application/json");
    let event = &fixture.audit().await[0];
    assert_eq!(content["timestamp"], json!(event.at));
    let data = &content["data"];
    assert_eq!((&data["event"], &data["outcome"], &data["provider"]), (&json!("sign_in"), &json!("ok"), &json!("op")));
    assert_eq!((&data["ref"], &data["detail"]), (&json!(event.event.reference), &json!("created")));
    assert_eq!(data["user_id"], json!(event.event.user));
    for (what, secret) in fixture.secrets(&browser) {
        assert!(!message.body.contains(&secret), "{what} in {}", message.body);
    }

    fixture
        .reconfigure(|providers| {
            let mut settings = (*providers[0].settings).clone();
            settings.auto_register = false;
            providers[0].settings = settings.into();
        })
        .await;
    sign_in_as_joonas(&fixture).await;
    for receiver in [&all, &failed] {
        let content = receiver.next().await.verified();
        assert_eq!(
            (&content["type"], &content["data"]["code"]),
            (&json!("sign_in.failed"), &json!("registration_closed"))
        );
    }
    assert!(all.has_nothing_more().await && failed.has_nothing_more().await);
}

/// HK-03: a receiver that refuses, redirects or says nothing is sent the same again, in order, also after a restart.
#[tokio::test]
async fn hk_03_a_receiver_that_is_down_gets_everything_later() {
    let receiver = Receiver::start("w", &["sign_in"]).await;
    let fixture = fixture(&[&receiver], false).await;
    receiver.answers(500);
    fixture.browser().sign_in_as("op", "amara").await;
    sign_in_as_joonas(&fixture).await;
    let first = receiver.next().await.verified();
    assert!(until_failed(&fixture, 1).await.starts_with("it answers 500"));
    let later = |fixture: &ServerFixture| fixture.clock.advance(chrono::Duration::hours(1));
    // A redirect leads nowhere: what is sent is for the URL of the configuration.
    for (attempts, status) in [(2, 307), (3, 404), (4, 500)] {
        receiver.answers(status);
        later(&fixture);
        let again = receiver.next().await;
        assert_eq!((again.status, again.verified()["data"].clone()), (status, first["data"].clone()));
        until_failed(&fixture, attempts).await;
    }
    receiver.answers(200);
    let fixture = fixture.restart().await;
    later(&fixture);
    assert_eq!(receiver.next().await.verified()["data"], first["data"]);
    let second = receiver.next().await.verified();
    assert_ne!(second["data"]["user_id"], first["data"]["user_id"]);
    assert!(receiver.has_nothing_more().await);
    until_empty(&fixture).await;
}

/// HK-04: whichever of two nodes writes an event, one of them sends it, once; when that one ends, the other goes on.
#[tokio::test]
async fn hk_04_one_of_two_nodes_delivers() {
    let receiver = Receiver::start("w", &["sign_in"]).await;
    let fixture = fixture(&[&receiver], true).await;
    let (other, _) = fixture.another_node().await;
    let mut ids = HashSet::new();
    for node in [&fixture.application, &other.application].repeat(3) {
        let event = AuditEvent::new(EventKind::SignIn, Ref::generate(&OsRandom));
        ids.insert(node.store.record(&event).await.unwrap().to_string());
    }
    for _ in 0..6 {
        assert!(ids.remove(receiver.next().await.header("webhook-id")), "each once");
    }
    receiver.answers(SILENT);
    fixture.browser().sign_in_as("op", "amara").await;
    let stuck = receiver.next().await.header("webhook-id").to_owned();
    receiver.answers(204);
    // Whichever node waits for an answer is gone; what it held is free after a minute.
    drop(other);
    let fixture = fixture.restart().await;
    fixture.clock.advance(chrono::Duration::seconds(61));
    assert_eq!(receiver.next().await.header("webhook-id"), stuck, "the same once more");
}

/// HK-06: a message goes where a request of a provider may go, and nowhere else.
#[tokio::test]
async fn hk_06_a_message_keeps_to_the_network_rules() {
    let mut metadata = Receiver::start("metadata", &[]).await;
    metadata.webhook.url = "https://169.254.169.254/latest".parse().unwrap();
    let fixture = fixture(&[&metadata], false).await;
    fixture.browser().sign_in_as("op", "amara").await;
    let failure = until_failed(&fixture, 1).await;
    assert!(failure.contains("the network rules refuse 169.254.169.254"), "{failure}");
}
