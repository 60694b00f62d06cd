//! Memory of a host that lives for long: what reloads and calls leave behind. A process of its own, so that everything in
//! it can be counted.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

#[path = "../../plugin/tests/counting/mod.rs"]
mod counting;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    thread,
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::future::join_all;
use serde_json::json;
use vestibule_core::{
    clock::FixedClock,
    code::ErrorCode,
    credentials::{Credentials, CredentialsSchema},
    definition::Definition,
    driver::{BeginRequest, BindInput, Context, Driver, DriverFactory as _, FlowValues, Hints},
    http::{Http, HttpError, Purpose},
    origin::Origin,
    public_url::PublicUrl,
    random::OsRandom,
    registration::Registrar,
    secret::{Secret, sha256},
    settings::ProviderSettings,
};
use vestibule_plugin_host::{Limits, Pin, PluginHost};

const RELOADS: usize = 1_000;
const CALLS: usize = 10_000;
const VERSIONS: usize = 30;
/// What a few threads and a table that grew may hold: less than one byte for each call.
const SLACK: usize = CALLS;

/// One test, because what it counts is of the whole process.
#[tokio::test]
async fn memory_stays_flat() {
    let folder = tempfile::tempdir().unwrap();
    let library = compile(folder.path());
    let host = PluginHost::new(folder.path().join("data/plugins"), Limits { versions: VERSIONS, ..Limits::default() });
    a_version_that_stays(&host, &library).await;
    versions_that_follow_each_other(&host, &library).await;
}

/// A reload without a change loads nothing, and a call leaves nothing.
async fn a_version_that_stays(host: &PluginHost, library: &Path) {
    let pins = [pin(library)];
    let round = async |reloads: usize, calls: usize| {
        for _ in 0..reloads {
            assert!(host.load(&pins)[0].outcome.is_ok());
        }
        let driver = driver(host).await;
        for _ in 0..calls / 8 {
            join_all((0..8).map(|_| call(&*driver))).await;
        }
    };
    round(10, 1_000).await;
    let (live, before) = (counting::live(), mapped());
    round(RELOADS, CALLS).await;
    assert_eq!(mapped(), before);
    let grown = counting::live().saturating_sub(live);
    assert!(grown < SLACK, "{RELOADS} reloads and {CALLS} calls left {grown} bytes");
}

/// A version that was replaced keeps its mapping, because nobody knows what of it still runs, and nothing else: no thread,
/// no file. There are no more versions than the limit says.
async fn versions_that_follow_each_other(host: &PluginHost, library: &Path) {
    let bytes = fs::read(library).unwrap();
    let next = library.with_file_name("next.so");
    let version = |number: usize| {
        fs::write(&next, [bytes.as_slice(), number.to_string().as_bytes()].concat()).unwrap();
        pin(&next)
    };
    let (first, mut live) = (mapped(), 0);
    for number in 1..VERSIONS {
        assert!(host.load(&[version(number)])[0].outcome.is_ok());
        let driver = driver(host).await;
        join_all((0..8).map(|_| call(&*driver))).await;
        assert_eq!(mapped(), first + number);
        if number == 1 {
            live = counting::live();
        }
    }
    let copies = fs::read_dir(library.with_file_name("data").join("plugins")).unwrap().count();
    assert_eq!(copies, 1, "of the versions before, no file is kept");
    // The threads of the versions before end as soon as they hear of it.
    let rested = (0..1_000_000).any(|_| {
        thread::yield_now();
        threads() <= Limits::default().threads
    });
    assert!(rested, "{} threads are left", threads());
    let each = counting::live().saturating_sub(live) / (VERSIONS - 2);
    assert!(each < bytes.len(), "a version of {} bytes that was replaced keeps {each} bytes of the host", bytes.len());

    let refused = host.load(&[version(VERSIONS)]).remove(0).outcome.unwrap_err().to_string();
    assert!(refused.contains("30 versions of plugins are in memory") && refused.contains("restart"), "{refused}");
    assert_eq!(mapped(), first + VERSIONS - 1);
    call(&*driver(host).await).await;
    assert!(host.load(&[version(1)])[0].outcome.is_ok(), "a version that is in memory can be pinned again");
}

/// The plugin in C that breaks the ABI when it is asked to, and otherwise refuses everybody.
fn compile(folder: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let library = folder.join("plugin.so");
    let mut cc = Command::new("cc");
    cc.args(["-std=c11", "-shared", "-fPIC", "-pthread", "-I"]).arg(root.join("crates/plugin/include"));
    cc.arg(root.join("tests/plugins/fixture.c")).arg("-o").arg(&library);
    assert!(cc.status().expect("a C compiler is installed as `cc`").success());
    library
}

fn pin(path: &Path) -> Pin {
    let sha256 = sha256(fs::read(path).unwrap());
    Pin { name: "p".to_owned(), path: path.to_owned(), sha256, origin: Origin::BuiltIn }
}

/// How many private copies are mapped, those without a file included.
fn mapped() -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let paths = maps.lines().filter_map(|line| line.split_once('/').map(|(_, path)| path));
    paths.filter(|path| path.contains("data/plugins/")).collect::<BTreeSet<_>>().len()
}

/// How many threads belong to plugins: those whose name begins so.
fn threads() -> usize {
    // A thread may end between the listing and the reading.
    let name = |task: fs::DirEntry| fs::read_to_string(task.path().join("comm")).unwrap_or_default();
    fs::read_dir("/proc/self/task")
        .unwrap()
        .map(|task| name(task.unwrap()))
        .filter(|name| name.starts_with("plugin "))
        .count()
}

/// Nobody is asked anything.
struct NoHttp;

#[async_trait]
impl Http for NoHttp {
    async fn send(&self, _: Purpose, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        Err(HttpError::Busy)
    }
}

async fn driver(host: &PluginHost) -> Arc<dyn Driver> {
    let credentials = json!({ "properties": { "mode": { "type": "string" }, "url": { "type": "string" } } });
    let schema = CredentialsSchema::parse(&credentials).unwrap();
    let definition = json!({ "id": "fixture", "name": "F", "protocol": "plugin", "credentials": credentials });
    let definition: Definition = serde_json::from_value(definition).unwrap();
    let mut supplied = Credentials::default();
    supplied.insert("url", "http://localhost:1".into(), Origin::BuiltIn);
    let input = BindInput {
        provider: "fixture".parse().unwrap(),
        definition: Arc::new(definition),
        schema: Arc::new(schema),
        settings: Arc::new(ProviderSettings::default()),
        credentials: Arc::new(supplied),
        public_url: PublicUrl::parse("http://localhost:3000").unwrap(),
        registrar: Registrar::default(),
    };
    let bound = host.factory().bind(&input).map_err(|bad| bad.to_string()).unwrap();
    let context = Context { http: &NoHttp, clock: &FixedClock::at(0), random: &OsRandom };
    bound.resolve(&context).await.map_err(|fault| fault.detail).unwrap()
}

async fn call(driver: &dyn Driver) {
    let flow = FlowValues {
        state: "a-state-of-ours".to_owned(),
        nonce: Secret::new("n"),
        code_verifier: Secret::new("v"),
        redirect_uri: "http://localhost:3000/callback".to_owned(),
    };
    let context = Context { http: &NoHttp, clock: &FixedClock::at(0), random: &OsRandom };
    let begun = driver.begin(&context, &BeginRequest { flow: &flow, hints: &Hints::default() }).await;
    assert_eq!(begun.err().map(|error| error.code), Some(ErrorCode::AccessDenied));
}
