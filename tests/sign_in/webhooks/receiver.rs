//! Somebody who is sent events.

use std::{
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
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};
use vestibule_core::webhook::{Webhook, WebhookKey};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// The receiver answers nothing at all.
pub(super) const SILENT: u16 = 0;

/// Somebody who is sent events.
pub(super) struct Receiver {
    pub(super) webhook: Webhook,
    /// With which status it answers.
    status: Arc<AtomicU16>,
    messages: Mutex<mpsc::UnboundedReceiver<Message>>,
}

pub(super) struct Message {
    headers: HeaderMap,
    pub(super) body: String,
    /// What it was answered.
    pub(super) status: u16,
}

impl Message {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// The content, once it is certain who has sent it.
    pub(super) fn verified(&self) -> Value {
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
    pub(super) async fn start(name: &str, events: &[&str]) -> Self {
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

    pub(super) fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// The next message. Not a measure of time: only so that a defect is a failure and not a test that never ends.
    pub(super) async fn next(&self) -> Message {
        let mut messages = self.messages.lock().await;
        tokio::time::timeout(Duration::from_secs(60), messages.recv()).await.expect("a message").unwrap()
    }

    pub(super) async fn has_nothing_more(&self) -> bool {
        self.messages.lock().await.try_recv().is_err()
    }
}
