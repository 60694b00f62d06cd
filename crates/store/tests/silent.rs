//! Connections to PostgreSQL that go silent without an end, and changes that no notification announces.

#![expect(clippy::unwrap_used, reason = "only tests are built from this")]

mod support;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use support::{event, key, open_url, sign_in};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
};
use vestibule_core::ids::UserId;
use vestibule_store::{Reading, Store, conformance::PostgresServer};

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
const TEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Forwards connections to the server of the tests.
struct Proxy {
    port: u16,
    /// One for each connection that has asked for notifications.
    listening: Arc<Mutex<Vec<watch::Sender<bool>>>>,
}

impl Proxy {
    async fn start(socket: PathBuf) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let listening = Arc::<Mutex<Vec<_>>>::default();
        let kept = listening.clone();
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                tokio::spawn(forward(client, UnixStream::connect(&socket).await.unwrap(), kept.clone()));
            }
        });
        Self { port, listening }
    }

    /// From now on nothing passes on the connections that have asked for notifications, and none of them ends.
    fn freeze_notifications(&self) -> usize {
        let frozen: Vec<_> = std::mem::take(&mut *self.listening.lock().unwrap());
        frozen.iter().for_each(|connection| {
            connection.send_replace(true);
        });
        // Nobody is notified of the end of a sender.
        let count = frozen.len();
        std::mem::forget(frozen);
        count
    }
}

async fn forward(client: TcpStream, server: UnixStream, listening: Arc<Mutex<Vec<watch::Sender<bool>>>>) {
    let frozen = watch::Sender::new(false);
    let (of_client, of_server) = (client.into_split(), server.into_split());
    let asks = {
        let frozen = frozen.clone();
        move |bytes: &[u8]| {
            if bytes.windows(6).any(|words| words == b"LISTEN") {
                listening.lock().unwrap().push(frozen.clone());
            }
        }
    };
    let there = pump(of_client.0, of_server.1, frozen.subscribe(), asks);
    let back = pump(of_server.0, of_client.1, frozen.subscribe(), |_| {});
    tokio::join!(there, back);
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut frozen: watch::Receiver<bool>,
    seen: impl Fn(&[u8]),
) {
    let mut buffer = [0; 8_192];
    loop {
        let read = tokio::select! {
            read = from.read(&mut buffer) => Some(read.unwrap_or(0)),
            _ = frozen.wait_for(|frozen| *frozen) => None,
        };
        let Some(read) = read else { return std::future::pending().await };
        seen(&buffer[..read]);
        if read == 0 || to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

/// A store on the server itself, one behind a proxy, and the name of their database.
async fn nodes() -> (Arc<dyn Store>, Arc<dyn Store>, Proxy, String) {
    let url = PostgresServer::shared().fresh_url();
    let database = url.trim_start_matches("postgres:///").split('?').next().unwrap().to_owned();
    let option = |name: &str| url.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)).unwrap().to_owned();
    let proxy = Proxy::start(Path::new(&option("host=")).join(format!(".s.PGSQL.{}", option("port=")))).await;
    let through = format!("postgres://vestibule@127.0.0.1:{}/{database}?sslmode=disable", proxy.port);
    let open = async |url: &str| open_url(url, Path::new("/nowhere"), &[key(1)]).await.unwrap();
    (open(&url).await, open(&through).await, proxy, database)
}

async fn until_changed(node: &Arc<dyn Store>, reading: Reading, user: UserId) {
    let changed = async {
        while node.user_changes().is_current(reading, user) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(TEST_TIMEOUT, changed).await.unwrap();
}

/// ND-10: it is noticed, replaced, and nothing that was announced meanwhile is believed to be as it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nd_10_a_silent_connection_is_replaced() {
    let (here, there, proxy, _) = nodes().await;
    let (jane, joe) = (sign_in(&*here, "jane", 1).await.user.id, sign_in(&*here, "joe", 2).await.user.id);
    assert_eq!(proxy.freeze_notifications(), 1);
    let reading = there.user_changes().begin_reading();
    here.end_session(&[1; 32], &event()).await.unwrap().unwrap();
    until_changed(&there, reading, jane).await;
    // Once more when it listens again, so that nothing is missed in between.
    let reading = there.user_changes().begin_reading();
    until_changed(&there, reading, joe).await;
    let reading = there.user_changes().begin_reading();
    here.end_session(&[2; 32], &event()).await.unwrap().unwrap();
    until_changed(&there, reading, joe).await;
    assert!(there.user_changes().is_current(reading, jane), "by a notification: only his");
}

/// ND-11: a server or a pooler without notifications, or one that loses some.
#[tokio::test]
async fn nd_11_a_change_that_is_not_announced_is_seen() {
    let (here, there, _proxy, database) = nodes().await;
    let counted = "update change_numbers set number = number + 1 where name = 'providers'";
    PostgresServer::shared().run_on(&database, counted);
    for node in [&here, &there] {
        tokio::time::timeout(TEST_TIMEOUT, node.wait_for_remote_change()).await.unwrap();
    }
    let nothing_more = tokio::time::timeout(Duration::from_millis(1), here.wait_for_remote_change()).await;
    assert!(nothing_more.is_err());
}

/// ND-11: every change of providers is counted.
#[tokio::test]
async fn nd_11_changes_of_providers_are_counted() {
    let (here, _there, _proxy, database) = nodes().await;
    let number =
        || PostgresServer::shared().run_on(&database, "select number from change_numbers").parse::<u64>().unwrap();
    assert_eq!(number(), 0);
    here.create_provider(&support::provider("work"), &event()).await.unwrap();
    assert_eq!(number(), 1);
    here.reorder_providers(&["work".parse().unwrap()], &event()).await.unwrap();
    assert_eq!(number(), 2);
}
