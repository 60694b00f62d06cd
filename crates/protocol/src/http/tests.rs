//! The limits, against upstreams that lie: raw sockets, because a well-behaved server cannot.

mod certificate;
mod tls;

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
};
use vestibule_core::http::{Http, HttpError, HttpFactory as _, NetworkScope, Purpose};

use super::{HttpOptions, ReqwestHttp, Resolve, limits::Limits};

/// What an upstream does after it has read one request's head.
#[derive(Clone)]
enum Act {
    /// Sends these bytes and closes.
    Say(Vec<u8>),
    /// Sends the first bytes, then the second again and again, until the other side goes away.
    SayForEver(Vec<u8>, Vec<u8>),
    /// Closes with a reset.
    Reset,
    /// Sends these bytes, then nothing, and keeps the connection.
    Stall(Vec<u8>),
    /// Sends the first bytes, then the second a byte at a time, again and again.
    Trickle(Vec<u8>, Vec<u8>),
}

/// An upstream that counts requests and treats each one the same way.
struct Upstream {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
    /// The head of each request, as it arrives; and how many bytes were taken of an answer that is said for ever.
    heads: mpsc::UnboundedReceiver<String>,
}

impl Upstream {
    async fn start(act: Act) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let (seen, heads) = mpsc::unbounded_channel();
        let counter = requests.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, act.clone(), counter.clone(), seen.clone()));
            }
        });
        Self { address, requests, heads }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.address.port())
    }

    fn count(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn serve(mut socket: TcpStream, act: Act, requests: Arc<AtomicUsize>, seen: mpsc::UnboundedSender<String>) {
    let mut head = Vec::new();
    let mut byte = [0u8; 1];
    while !head.ends_with(b"\r\n\r\n") {
        if socket.read(&mut byte).await.unwrap_or(0) == 0 {
            return;
        }
        head.push(byte[0]);
    }
    requests.fetch_add(1, Ordering::SeqCst);
    let _ = seen.send(String::from_utf8_lossy(&head).into_owned());
    match act {
        Act::Say(bytes) => {
            let _ = socket.write_all(&bytes).await;
        }
        Act::SayForEver(first, again) => {
            let _ = socket.write_all(&first).await;
            let mut taken = 0;
            while socket.write_all(&again).await.is_ok() {
                taken += again.len();
            }
            let _ = seen.send(taken.to_string());
        }
        Act::Reset => {
            // Unread bytes in the receive buffer make the close a reset.
            let _ = socket.set_zero_linger();
        }
        Act::Trickle(first, again) => {
            let _ = socket.write_all(&first).await;
            // Slowness is what this upstream is about.
            let mut pace = tokio::time::interval(Duration::from_millis(2));
            for byte in again.iter().cycle() {
                pace.tick().await;
                if socket.write_all(&[*byte]).await.is_err() {
                    return;
                }
            }
        }
        Act::Stall(first) => {
            let _ = socket.write_all(&first).await;
            // Ends when the other side closes.
            let _ = socket.read(&mut byte).await;
        }
    }
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn on_loopback() -> NetworkScope {
    NetworkScope { loopback: true, ..NetworkScope::default() }
}

fn client() -> Arc<dyn Http> {
    ReqwestHttp::new(HttpOptions::default()).unwrap().client(&on_loopback())
}

fn get(url: &str) -> Request<Bytes> {
    Request::builder().uri(url).body(Bytes::new()).unwrap()
}

fn post(url: &str) -> Request<Bytes> {
    Request::builder().method(Method::POST).uri(url).body(Bytes::from_static(b"code=c")).unwrap()
}

#[tokio::test]
async fn an_answer_arrives_whole_and_the_request_says_who_asks() {
    let mut upstream = Upstream::start(Act::Say(answer("200 OK\r\nx-a: b", b"{}"))).await;
    let response = client().send(Purpose::Userinfo, get(&upstream.url("/u?q=1"))).await.unwrap();
    assert_eq!((response.status().as_u16(), &response.body()[..]), (200, &b"{}"[..]));
    assert_eq!(response.headers()["x-a"], "b");
    let head = upstream.heads.recv().await.unwrap().to_ascii_lowercase();
    assert!(head.contains(concat!("user-agent: vestibule/", env!("CARGO_PKG_VERSION"))), "{head}");
    assert!(head.starts_with("get /u?q=1 "), "{head}");
    assert!(head.contains("accept-encoding: identity\r\n"), "UP-01: {head}");
    for unwanted in ["cookie", "referer"] {
        assert!(!head.contains(unwanted), "{head}");
    }
}

/// NW-07: a declared length is refused before the body, an undeclared one as soon as it is over.
#[tokio::test]
async fn too_much_is_cut() {
    let endless_chunk = [b"10000\r\n".to_vec(), vec![b'a'; 0x10000], b"\r\n".to_vec()].concat();
    for (act, purpose, limit) in [
        (Act::Say(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\na".to_vec()), Purpose::Token, 1 << 20),
        (Act::Say(answer("200 OK", &vec![b'a'; (1 << 20) + 1])), Purpose::Discovery, 1 << 20),
        (Act::Say(answer("200 OK", &vec![b'a'; (1 << 19) + 1])), Purpose::Keys, 1 << 19),
        (
            Act::SayForEver(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec(), endless_chunk),
            Purpose::Userinfo,
            1 << 20,
        ),
    ] {
        let endless = matches!(act, Act::SayForEver(..));
        let mut upstream = Upstream::start(act).await;
        let refused = client().send(purpose, get(&upstream.url("/"))).await.unwrap_err();
        assert_eq!(refused, HttpError::TooLarge { host: "127.0.0.1".into(), limit });
        upstream.heads.recv().await.unwrap();
        if endless {
            let taken: usize = upstream.heads.recv().await.unwrap().parse().unwrap();
            assert!(taken < 32 << 20, "{taken} bytes: more than the limit and what two sockets hold");
        }
    }
    let upstream = Upstream::start(Act::Say(answer("200 OK", &vec![b'a'; 1 << 20]))).await;
    assert!(client().send(Purpose::Token, get(&upstream.url("/"))).await.is_ok(), "exactly the limit fits");
}

/// NW-08: a coding that nobody asked for and that is not one of the two common ones.
#[tokio::test]
async fn an_unknown_coding_is_refused_unread() {
    for (coding, shown) in [
        ("zstd", "zstd"),
        ("deflate", "deflate"),
        ("gzip, gzip", "gzip, gzip"),
        ("br\r\ncontent-encoding: gzip", "br, gzip"),
        ("x-unknown", "x-unknown"),
    ] {
        let act = Act::Say(answer(&format!("200 OK\r\ncontent-encoding: {coding}"), b"bomb"));
        let upstream = Upstream::start(act).await;
        let refused = client().send(Purpose::Discovery, get(&upstream.url("/"))).await.unwrap_err();
        assert_eq!(refused, HttpError::Encoded { host: "127.0.0.1".into(), coding: shown.into() });
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

/// UP-01, NW-08: an upstream, or a proxy in front of it, that compresses unasked; a bomb is as large as it turns out.
#[tokio::test]
async fn a_compressed_answer_is_read_within_the_limit() {
    const BROTLI: &[u8] = b"\x0b\x03\x80\x7b\x22\x61\x22\x3a\x31\x7d\x03";
    // 1 MiB and one byte of it, in eighteen.
    const BROTLI_BOMB: &[u8] = b"\x9b\x00\x00\x10\xf8\x25\xc2\xe2\xb1\x40\x40\xf7\xfe\x01";
    let json = &br#"{"a":1}"#[..];
    let too_large = Err(HttpError::TooLarge { host: "127.0.0.1".into(), limit: 1 << 20 });
    let exactly = vec![b'a'; 1 << 20];
    for (case, coding, body, wanted) in [
        ("gzip", "gzip", gzip(json), Ok(json)),
        ("its older name", "X-GZIP", gzip(json), Ok(json)),
        ("two members", "identity, gzip", [gzip(br#"{"a""#), gzip(b":1}")].concat(), Ok(json)),
        ("brotli", "br", BROTLI.to_vec(), Ok(json)),
        ("nothing done", "Identity", json.to_vec(), Ok(json)),
        ("exactly the limit", "gzip", gzip(&exactly), Ok(&exactly[..])),
        ("a bomb", "gzip", gzip(&vec![b'a'; 1 << 26]), too_large.clone()),
        ("a bomb of brotli", "br", BROTLI_BOMB.to_vec(), too_large.clone()),
    ] {
        let upstream = Upstream::start(Act::Say(answer(&format!("200 OK\r\ncontent-encoding: {coding}"), &body))).await;
        let found = client().send(Purpose::Discovery, get(&upstream.url("/"))).await.map(http::Response::into_body);
        assert_eq!(found.as_deref().map_err(Clone::clone), wanted, "{case}");
    }
    for (coding, body) in [("gzip", &b"no gzip"[..]), ("br", b"\xff\xff"), ("gzip", &gzip(json)[..12])] {
        let upstream = Upstream::start(Act::Say(answer(&format!("200 OK\r\ncontent-encoding: {coding}"), body))).await;
        let refused = client().send(Purpose::Discovery, get(&upstream.url("/"))).await.unwrap_err();
        assert!(
            matches!(&refused, HttpError::Broken { reason, .. } if reason.contains("cannot be decoded")),
            "{refused}"
        );
    }
}

/// TK-14, UI-08, NW-06: what carries a secret goes to one place only.
#[tokio::test]
async fn redirects_with_secrets_are_not_followed() {
    let target = Upstream::start(Act::Say(answer("200 OK", b"{}"))).await;
    for status in [301, 302, 303, 307, 308] {
        for purpose in [Purpose::Token, Purpose::PushedAuthorization, Purpose::Userinfo, Purpose::Extra] {
            let head = format!("{status} Moved\r\nlocation: {}", target.url("/"));
            let upstream = Upstream::start(Act::Say(answer(&head, b""))).await;
            let request = match purpose {
                Purpose::Userinfo | Purpose::Extra => get(&upstream.url("/")),
                _ => post(&upstream.url("/")),
            };
            let refused = client().send(purpose, request).await.unwrap_err();
            assert!(matches!(refused, HttpError::Redirected { .. }), "{refused}");
        }
    }
    assert_eq!(target.count(), 0);
}

/// NW-05, NW-06: three hops, one scheme, every address looked at.
#[tokio::test]
async fn discovery_follows_three_redirects_of_one_scheme() {
    let target = Upstream::start(Act::Say(answer("200 OK", b"{}"))).await;
    let mut next = target.url("/");
    for hop in 1..=4 {
        let upstream = Upstream::start(Act::Say(answer(&format!("302 Found\r\nlocation: {next}"), b""))).await;
        next = upstream.url("/");
        let outcome = client().send(Purpose::Discovery, get(&next)).await;
        assert_eq!(outcome.is_ok(), hop <= 3, "{hop} hops: {outcome:?}");
    }
    for location in ["https://127.0.0.1/", "file:///etc/passwd", "ftp://127.0.0.1/"] {
        let head = format!("302 Found\r\nlocation: {location}");
        let upstream = Upstream::start(Act::Say(answer(&head, b""))).await;
        let refused = client().send(Purpose::Keys, get(&upstream.url("/"))).await.unwrap_err();
        assert!(matches!(refused, HttpError::Redirected { .. }), "{location}: {refused}");
    }
    for location in ["http://10.0.0.1/", "http://169.254.169.254/", "http://user@127.0.0.1/", "http://127.0.0.1/#f"] {
        let head = format!("302 Found\r\nlocation: {location}");
        let upstream = Upstream::start(Act::Say(answer(&head, b""))).await;
        let refused = client().send(Purpose::Keys, get(&upstream.url("/"))).await.unwrap_err();
        assert!(matches!(refused, HttpError::UnacceptableUrl { .. }), "{location}: {refused}");
    }
}

/// TK-16: a code that may have arrived is not sent again, on a new connection or on a kept one.
#[tokio::test]
async fn a_reset_is_broken_and_nothing_is_resent() {
    let upstream = Upstream::start(Act::Reset).await;
    let http = client();
    for sent in 1..=3 {
        let refused = http.send(Purpose::Token, post(&upstream.url("/token"))).await.unwrap_err();
        assert!(matches!(refused, HttpError::Broken { .. }), "{refused}");
        assert_eq!(upstream.count(), sent);
    }
}

/// The same on a connection of the pool: the second request meets a server that hangs up instead of answering.
#[tokio::test]
async fn a_kept_connection_that_breaks_is_not_a_reason_to_resend() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/token", listener.local_addr().unwrap());
    let (seen, mut heads) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let seen = seen.clone();
            tokio::spawn(async move {
                let mut buffer = vec![0u8; 4096];
                for turn in 0.. {
                    let mut request = Vec::new();
                    while !request.ends_with(b"code=c") {
                        match socket.read(&mut buffer).await {
                            Ok(read) if read > 0 => request.extend_from_slice(&buffer[..read]),
                            _ => return,
                        }
                    }
                    let _ = seen.send(turn);
                    if turn > 0 {
                        return;
                    }
                    let _ = socket.write_all(&answer("200 OK", b"{}")).await;
                }
            });
        }
    });
    let http = client();
    assert!(http.send(Purpose::Token, post(&url)).await.is_ok());
    let refused = http.send(Purpose::Token, post(&url)).await.unwrap_err();
    assert!(matches!(refused, HttpError::Broken { .. }), "{refused}");
    assert_eq!((heads.recv().await, heads.recv().await), (Some(0), Some(1)), "one connection, two requests");
    assert!(heads.try_recv().is_err(), "nothing was sent a third time");
}

/// NW-09: the deadline counts, whatever progress there is. The deadline itself is what is waited for.
#[tokio::test]
async fn no_progress_and_slow_progress_both_end_at_the_deadline() {
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let half_a_head = b"HTTP/1.1 200 OK\r\n".to_vec();
    for act in [
        Act::Stall(Vec::new()),
        Act::Stall(half_a_head.clone()),
        Act::Stall(head.clone()),
        Act::Trickle([half_a_head, b"x-slow: ".to_vec()].concat(), b"a".to_vec()),
        Act::Trickle(head, b"1\r\na\r\n".to_vec()),
    ] {
        let upstream = Upstream::start(act).await;
        let limits = Limits { total: Duration::from_millis(150), ..Limits::default() };
        let http = ReqwestHttp::with_limits(HttpOptions::default(), limits).unwrap().client(&on_loopback());
        let refused = http.send(Purpose::Discovery, get(&upstream.url("/"))).await.unwrap_err();
        assert_eq!(refused, HttpError::Timeout { host: "127.0.0.1".into(), after: limits.total });
        assert_eq!(upstream.count(), 1);
    }
}

/// NW-17: thirty-two requests are under way, a bounded number waits for their places, and the next is refused at once.
#[tokio::test]
async fn a_hanging_provider_holds_its_places_and_no_more() {
    let mut upstream = Upstream::start(Act::Stall(Vec::new())).await;
    let factory = ReqwestHttp::new(HttpOptions::default()).unwrap();
    let http = factory.client(&on_loopback());
    let url = upstream.url("/");
    let Limits { in_flight, waiting, .. } = Limits::default();
    let mut asked = JoinSet::new();
    for _ in 0..in_flight + waiting {
        let (http, url) = (http.clone(), url.clone());
        asked.spawn(async move { http.send(Purpose::Userinfo, get(&url)).await });
    }
    for _ in 0..in_flight {
        upstream.heads.recv().await.unwrap();
    }
    assert_eq!(http.send(Purpose::Userinfo, get(&url)).await.unwrap_err(), HttpError::Busy);
    assert_eq!(upstream.count(), in_flight, "who waits has not asked");
    let other = Upstream::start(Act::Say(answer("200 OK", b"{}"))).await;
    assert!(factory.client(&on_loopback()).send(Purpose::Userinfo, get(&other.url("/"))).await.is_ok());
    asked.shutdown().await;
    let free = Upstream::start(Act::Say(answer("200 OK", b"{}"))).await;
    assert!(http.send(Purpose::Userinfo, get(&free.url("/"))).await.is_ok(), "places come back");
}

/// LD-01: more at once than there are places is a short wait and no error.
#[tokio::test]
async fn who_finds_no_place_waits_for_one() {
    let upstream = Upstream::start(Act::Say(answer("200 OK", b"{}"))).await;
    let limits = Limits { in_flight: 2, waiting: 30, ..Limits::default() };
    let http = ReqwestHttp::with_limits(HttpOptions::default(), limits).unwrap().client(&on_loopback());
    let mut asked = JoinSet::new();
    for _ in 0..32 {
        let (http, url) = (http.clone(), upstream.url("/"));
        asked.spawn(async move { http.send(Purpose::Userinfo, get(&url)).await });
    }
    assert!(asked.join_all().await.iter().all(Result::is_ok));
    assert_eq!(upstream.count(), 32);
}

/// NW-01, NW-12: without the loopback allowance, nothing reaches a listener here, in whatever spelling.
#[tokio::test]
async fn literals_and_schemes_are_refused_before_a_packet_is_sent() {
    let upstream = Upstream::start(Act::Say(answer("200 OK", b"{}"))).await;
    let port = upstream.address.port();
    let http = ReqwestHttp::new(HttpOptions::default()).unwrap().client(&NetworkScope::default());
    for host in
        "127.0.0.1 127.1 2130706433 0x7f.0.0.1 0177.0.0.1 0.0.0.0 localhost localhost. [::1] [::] [::ffff:127.0.0.1] \
         [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] 10.0.0.1 172.16.0.0 172.31.255.255 192.168.0.1 \
         169.254.169.254 [::ffff:a9fe:a9fe] 100.64.0.1 192.0.0.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 \
         [fc00::1] [fd00:ec2::254] [fe80::1] [ff02::1] [2001:db8::1]"
            .split_whitespace()
    {
        let url = format!("https://{host}:{port}/");
        for (purpose, request) in [
            (Purpose::Discovery, get(&url)),
            (Purpose::Keys, get(&url)),
            (Purpose::PushedAuthorization, post(&url)),
            (Purpose::Token, post(&url)),
            (Purpose::Userinfo, get(&url)),
            (Purpose::Extra, get(&url)),
        ] {
            let refused = http.send(purpose, request).await.unwrap_err();
            assert!(matches!(refused, HttpError::Forbidden { .. }), "{purpose:?} to {host}: {refused}");
        }
    }
    for url in [format!("http://127.0.0.1:{port}/"), format!("http://id.example.com:{port}/"), "ftp://a.b/".into()] {
        let refused = http.send(Purpose::Discovery, get(&url)).await.unwrap_err();
        assert!(matches!(refused, HttpError::UnacceptableUrl { .. }), "{url}: {refused}");
    }
    let with_user = client().send(Purpose::Discovery, get(&upstream.url("/").replace("//", "//u:p@"))).await;
    assert!(matches!(with_user, Err(HttpError::UnacceptableUrl { url, .. }) if !url.contains("u:p")));
    assert_eq!(upstream.count(), 0);
}

/// Answers with the next address each time it is asked, and remembers what it was asked for.
struct Rebinding {
    answers: Mutex<Vec<IpAddr>>,
}

#[async_trait]
impl Resolve for Rebinding {
    async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let mut answers = self.answers.lock().unwrap();
        if answers.is_empty() { Err(io::Error::other("no more answers")) } else { Ok(vec![answers.remove(0)]) }
    }
}

/// NW-03: each look-up is checked by itself, and there is only one per connection.
#[tokio::test]
async fn a_name_that_moves_to_a_forbidden_address_is_refused() {
    let answers = ["127.0.0.1", "10.0.0.7", "169.254.169.254"].map(|text| text.parse().unwrap()).to_vec();
    let options =
        HttpOptions { resolver: Some(Arc::new(Rebinding { answers: Mutex::new(answers) })), ..HttpOptions::default() };
    let http = ReqwestHttp::new(options).unwrap().client(&NetworkScope::default());
    for address in ["127.0.0.1", "10.0.0.7", "169.254.169.254"] {
        match http.send(Purpose::Discovery, get("https://id.example.com/")).await.unwrap_err() {
            HttpError::Forbidden { host, address: refused, .. } => {
                assert_eq!((host.as_str(), refused.to_string().as_str()), ("id.example.com", address));
            }
            other => panic!("{other}"),
        }
    }
    let unknown = http.send(Purpose::Discovery, get("https://id.example.com/")).await.unwrap_err();
    assert_eq!(unknown, HttpError::UnknownHost("id.example.com".into()));
}

#[tokio::test]
async fn a_closed_port_and_a_broken_connection_differ() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let refused = client().send(Purpose::Discovery, get(&url)).await.unwrap_err();
    assert!(matches!(&refused, HttpError::Connect { reason, .. } if reason.contains("refused")), "{refused}");
}
