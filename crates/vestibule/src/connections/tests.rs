//! Each case has one limit that is short and others that are never reached, and waits until the server does what that limit
//! says.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::{
    body::Bytes,
    routing::{get, post},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, tcp::OwnedWriteHalf},
    sync::oneshot,
    task::JoinHandle,
    time::{interval, timeout},
};

use super::*;

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
const TEST_TIMEOUT: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(100);
/// More than any buffer between two programs holds.
const LARGE: usize = 64 * 1024 * 1024;

struct Server {
    address: SocketAddr,
    requests: Arc<AtomicU64>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

const NO_LIMITS: ConnectionLimits = ConnectionLimits {
    head: Duration::from_secs(3600),
    body: Duration::from_secs(3600),
    unread: Duration::from_secs(3600),
    at_once: 100,
};

async fn server(limits: ConnectionLimits) -> Server {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let requests = Arc::new(AtomicU64::new(0));
    let counter = requests.clone();
    let who = move |ConnectInfo(peer): ConnectInfo<SocketAddr>| {
        counter.fetch_add(1, Ordering::SeqCst);
        async move { format!("{peer}\n") }
    };
    let router = Router::new()
        .route("/", get(who))
        .route("/post", post(|body: Bytes| async move { body.len().to_string() }))
        .route("/large", get(|| async { vec![0; LARGE] }));
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, router, limits, async {
        let _ = stopped.await;
    }));
    Server { address, requests, stop, serving }
}

impl Server {
    async fn connect(&self, text: &str) -> TcpStream {
        let mut client = TcpStream::connect(self.address).await.unwrap();
        client.write_all(text.as_bytes()).await.unwrap();
        client
    }

    /// Waits until the last connection has ended.
    async fn end(self) {
        let _ = self.stop.send(());
        timeout(TEST_TIMEOUT, self.serving).await.expect("no connection is left").unwrap();
    }
}

/// What the server says until it closes the connection.
async fn until_closed(reader: &mut (impl AsyncRead + Unpin)) -> String {
    let mut said = Vec::new();
    // What comes after the end of a connection is answered with a reset.
    let _ = timeout(TEST_TIMEOUT, reader.read_to_end(&mut said)).await.expect("the server closes the connection");
    String::from_utf8_lossy(&said).into_owned()
}

/// Reads one small answer of a connection that stays open.
async fn answer(client: &mut TcpStream) -> String {
    let mut said = Vec::new();
    loop {
        assert_ne!(
            timeout(TEST_TIMEOUT, client.read_buf(&mut said)).await.expect("an answer").unwrap(),
            0,
            "it stays open"
        );
        let text = String::from_utf8_lossy(&said);
        if text.split_once("\r\n\r\n").is_some_and(|(_, body)| body.ends_with('\n')) {
            return text.into_owned();
        }
    }
}

/// Sends a byte now and then, for as long as anybody takes it.
async fn drip(mut writer: OwnedWriteHalf) {
    let mut drops = interval(Duration::from_millis(5));
    while writer.write_all(b"x").await.is_ok() {
        drops.tick().await;
    }
}

const REQUEST: &str = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

#[tokio::test]
async fn a_client_that_says_nothing_is_let_go() {
    let server = server(ConnectionLimits { head: SHORT, ..NO_LIMITS }).await;
    assert_eq!(until_closed(&mut server.connect("").await).await, "");
    server.end().await;
}

#[tokio::test]
async fn a_head_that_never_ends_is_let_go() {
    let server = server(ConnectionLimits { head: SHORT, ..NO_LIMITS }).await;
    let (mut reader, writer) = server.connect("GET / HTTP/1.1\r\nHost: localhost\r\nX-").await.into_split();
    let dripping = tokio::spawn(drip(writer));
    assert_eq!(until_closed(&mut reader).await, "", "progress does not help");
    assert_eq!(server.requests.load(Ordering::SeqCst), 0);
    drop(reader);
    timeout(TEST_TIMEOUT, dripping).await.expect("the connection is closed").unwrap();
    server.end().await;
}

#[tokio::test]
async fn an_idle_connection_is_let_go() {
    let server = server(ConnectionLimits { head: SHORT, ..NO_LIMITS }).await;
    let mut client = server.connect(REQUEST).await;
    let said = answer(&mut client).await;
    assert!(
        said.starts_with("HTTP/1.1 200") && said.ends_with(&format!("{}\n", client.local_addr().unwrap())),
        "{said}"
    );
    assert_eq!(until_closed(&mut client).await, "", "after the answer");
    server.end().await;
}

#[tokio::test]
async fn a_body_that_never_ends_is_an_error() {
    let server = server(ConnectionLimits { body: SHORT, ..NO_LIMITS }).await;
    let head = "POST /post HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
    let (mut reader, writer) = server.connect(head).await.into_split();
    let dripping = tokio::spawn(drip(writer));
    let said = until_closed(&mut reader).await;
    assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    drop(reader);
    timeout(TEST_TIMEOUT, dripping).await.expect("the connection is closed").unwrap();
    server.end().await;
}

#[tokio::test]
async fn a_response_that_is_not_read_is_aborted() {
    let server = server(ConnectionLimits { unread: SHORT, ..NO_LIMITS }).await;
    let mut client = server.connect("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    // The answer has begun, so the stop waits for it.
    client.readable().await.unwrap();
    server.end().await;
    assert!(until_closed(&mut client).await.len() < LARGE);
}

/// The oldest request that is under way is not cut off for a new connection.
#[tokio::test]
async fn connections_over_the_limit_wait() {
    let server = server(ConnectionLimits { at_once: 1, ..NO_LIMITS }).await;
    let head = "POST /post HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    let mut first = server.connect(head).await;
    // Said when the request is under way; before that the connection is idle.
    let mut said = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    timeout(TEST_TIMEOUT, first.read_exact(&mut said)).await.expect("an interim response").unwrap();
    let mut second = server.connect(REQUEST).await;
    assert!(timeout(ASKED * 3, second.readable()).await.is_err(), "it waits");
    first.write_all(b"xx").await.unwrap();
    let said = until_closed(&mut first).await;
    assert!(said.starts_with("HTTP/1.1 200") && said.contains("connection: close"), "{said}");
    answer(&mut second).await;
    drop(second);
    server.end().await;
}

/// ND-40: whether or not they have ever sent anything.
#[tokio::test]
async fn nd_40_the_oldest_idle_connections_are_closed_for_new_ones() {
    let server = server(ConnectionLimits { at_once: 2, ..NO_LIMITS }).await;
    let mut silent = server.connect("").await;
    let mut idle = server.connect(REQUEST).await;
    answer(&mut idle).await;
    let mut third = server.connect(REQUEST).await;
    answer(&mut third).await;
    assert_eq!(until_closed(&mut silent).await, "");
    idle.write_all(REQUEST.as_bytes()).await.unwrap();
    answer(&mut idle).await;
    let mut fourth = server.connect(REQUEST).await;
    answer(&mut fourth).await;
    assert_eq!(until_closed(&mut idle).await, "");
    drop((third, fourth));
    server.end().await;
}

#[tokio::test]
async fn connections_that_have_ended_are_forgotten() {
    let mut slots = Slots::new(2);
    for _ in 0..100 {
        slots.enter().await;
    }
    assert!(slots.entered.len() <= 5, "{}", slots.entered.len());
}

#[tokio::test]
async fn only_http_1_is_spoken() {
    let server = server(NO_LIMITS).await;
    let mut client = server.connect("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    let said = until_closed(&mut client).await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 400"), "{said}");
    server.end().await;
}

#[test]
fn half_of_the_descriptors_are_for_connections() {
    for (descriptors, at_once) in [(0, 1), (64, 32), (65536, 32768), (u64::MAX, Semaphore::MAX_PERMITS)] {
        assert_eq!(ConnectionLimits::for_descriptors(descriptors).at_once, at_once);
    }
}
