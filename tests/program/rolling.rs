//! ND-04: a rolling restart of three nodes fails no sign-in, behind each proxy as docs/operations.md sets it up, while the
//! upstream needs three seconds for its discovery.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::StatusCode;
use tempfile::TempDir;
use tokio::{
    task::JoinSet,
    time::{Instant, interval, interval_at},
};
use url::Url;
use vestibule_core::{clock::SystemClock, definition::SigningAlgorithm, random::OsRandom, seal::Keyring};
use vestibule_demo_idp::{
    Client, DemoIdp, Endpoint, Options, Person,
    faults::{Fault, Gate},
};
use vestibule_store::conformance::PostgresServer;
use vestibule_tests::{Browser, Program, proxies};

use crate::installation::{Installation, SECRET, provider};

/// How long the upstream needs for its discovery: long enough that nobody would wait for it by accident.
const DISCOVERY: Duration = Duration::from_secs(3);

/// Who signs in, in turn.
const PEOPLE: usize = 500;

/// Three nodes on one database, and a proxy in front of them.
struct Cluster {
    nodes: Vec<Installation>,
    base: Url,
    _op: DemoIdp,
    _proxy: Program,
    _folder: TempDir,
}

impl Cluster {
    async fn behind(language: &str) -> (Self, Vec<Program>) {
        let (folder, address) = (tempfile::tempdir().unwrap(), proxies::free_address().await);
        let base = Url::parse(&format!("http://{address}/")).unwrap();
        let (url, key) = (PostgresServer::shared().fresh_url(), Keyring::generate(&OsRandom));
        let op = slow_upstream(&base).await;
        let mut nodes: Vec<_> = (0..3).map(|_| Installation::new()).collect();
        for node in &mut nodes {
            node.set("VESTIBULE_STORAGE__URL", &url);
            node.set("VESTIBULE_SECRET_KEY", key.expose());
            node.set("VESTIBULE_PUBLIC_URL", &base.origin().ascii_serialization());
            // What the page is about is the default.
            node.unset("VESTIBULE_SHUTDOWN__GRACE");
            node.configure(&(provider("op", op.issuer()) + "[network]\ntrusted_proxies = [\"127.0.0.1\"]\n"));
        }
        let mut programs = Vec::new();
        for node in &nodes {
            programs.push(node.serve_ready().await);
        }
        let mut text = proxies::documented("operations.md", language);
        for (index, node) in nodes.iter().enumerate() {
            text = text.replace(&format!("10.0.0.1{}:3000", index + 1), &node.address());
        }
        let proxy = match language {
            "nginx" => {
                let text = text.replace("listen 443 ssl;", &format!("listen {address};"));
                proxies::nginx(folder.path(), &text).await
            }
            _ => {
                let site = format!("http://:{} {{\nbind {}", address.port(), address.ip());
                proxies::caddy(folder.path(), &text.replace("auth.example.com {", &site)).await
            }
        };
        (Self { nodes, base, _op: op, _proxy: proxy, _folder: folder }, programs)
    }

    /// One node after the other, each when the one before is ready again, as the page says.
    async fn restart_all(&self, programs: Vec<Program>) -> Vec<Program> {
        let mut restarted = Vec::new();
        for (node, program) in self.nodes.iter().zip(programs) {
            let ended = program.terminate().await;
            assert_eq!(ended.code, Some(0), "{}", ended.stderr);
            assert!(!ended.stderr.contains("aborted"), "{}", ended.stderr);
            restarted.push(node.serve().await);
            let mut ticks = interval(Duration::from_millis(200));
            while node.browser().get_json("/readyz").await.status != StatusCode::OK {
                ticks.tick().await;
            }
        }
        restarted
    }
}

/// A demonstration provider whose discovery takes [`DISCOVERY`], for whoever asks.
async fn slow_upstream(base: &Url) -> DemoIdp {
    let mut options = Options::new(Arc::new(SystemClock), Arc::new(OsRandom));
    // One person who signs in many times a second would wait for nobody but themselves.
    let person = |number| Person::new(&format!("subject-{number}"), &name(number), "Person", "X");
    options.people = (0..PEOPLE).map(person).collect();
    options.signing = SigningAlgorithm::ES256;
    options.auto_approve = options.people.first().map(|person| person.subject.clone());
    let callback = base.join("api/auth/providers/op/callback").unwrap();
    options.clients = vec![Client::confidential("op", SECRET, callback.as_str())];
    let op = DemoIdp::start(options).await.unwrap();
    let faults = op.faults();
    tokio::spawn(async move {
        loop {
            let gate = Gate::new();
            faults.set(Endpoint::Discovery, Fault::new().hold(&gate));
            gate.reached(1).await;
            interval_at(Instant::now() + DISCOVERY, DISCOVERY).tick().await;
            gate.open();
        }
    });
    op
}

fn name(number: usize) -> String {
    format!("person{number}")
}

/// One sign-in of a new browser; what it saw when it failed.
async fn sign_in(base: Url, number: usize) -> Result<(), String> {
    let browser = Browser::new(&base);
    let authorize = format!("/api/auth/providers/op/authorize?login_hint={}", name(number % PEOPLE));
    let begun = browser.try_get(authorize).await.map_err(|error| format!("begin: {error:?}"))?;
    let at_upstream = begun.location().filter(|place| place.path() != "/login");
    if at_upstream.is_none() || begun.status != StatusCode::SEE_OTHER {
        return Err(format!("begin: {} {:?} {}", begun.status, begun.header("location"), begun.body));
    }
    let callback = browser.through_the_provider(&begun).await;
    let answer = browser.try_get(callback).await.map_err(|error| format!("finish: {error:?}"))?;
    match answer.header("location") {
        Some("/") => Ok(()),
        other => Err(format!("finish: {} {other:?} {}", answer.status, answer.body)),
    }
}

/// Begins `rate` sign-ins a second until `stop`; all of them, and those that failed.
async fn load(base: Url, rate: u32, stop: Arc<AtomicBool>, begun: Arc<AtomicUsize>) -> (usize, Vec<String>) {
    let (mut ticks, mut under_way) = (interval(Duration::from_secs(1) / rate), JoinSet::new());
    while !stop.load(Ordering::Relaxed) {
        ticks.tick().await;
        under_way.spawn(sign_in(base.clone(), begun.fetch_add(1, Ordering::Relaxed)));
    }
    let all = under_way.join_all().await;
    (all.len(), all.into_iter().filter_map(Result::err).collect())
}

async fn fails_no_sign_in(language: &str, rate: u32) {
    let (cluster, programs) = Cluster::behind(language).await;
    let (stop, begun) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let load = tokio::spawn(load(cluster.base.clone(), rate, stop.clone(), begun.clone()));
    let programs = cluster.restart_all(programs).await;
    // Each node, the last one too, has had some after its restart.
    let so_many = begun.load(Ordering::Relaxed) + 3 * usize::try_from(rate).unwrap();
    let mut ticks = interval(Duration::from_millis(100));
    while begun.load(Ordering::Relaxed) < so_many {
        ticks.tick().await;
    }
    stop.store(true, Ordering::Relaxed);
    let (all, failed) = load.await.unwrap();
    assert!(failed.is_empty(), "{} of {all} failed, such as {:#?}", failed.len(), &failed[..failed.len().min(5)]);
    drop(programs);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nd_04_a_rolling_restart_behind_nginx_fails_no_sign_in() {
    fails_no_sign_in("nginx", 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nd_04_a_rolling_restart_behind_caddy_fails_no_sign_in() {
    fails_no_sign_in("caddyfile", 4).await;
}

/// The same at the rate of a busy morning.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it wants the machine for itself: cargo test -p vestibule-tests --test program busy_morning -- --ignored --nocapture"]
async fn a_rolling_restart_on_a_busy_morning() {
    fails_no_sign_in("nginx", 30).await;
    fails_no_sign_in("caddyfile", 30).await;
}
