//! Native plugins: what one call costs, a whole sign-in next to one with OpenID Connect, and what a long life leaves behind.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fs, process};

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::json;
use tempfile::TempDir;
use tokio::task::JoinSet;
use vestibule_core::clock::SystemClock;
use vestibule_core::credentials::{Credentials, CredentialsSchema};
use vestibule_core::definition::Definition;
use vestibule_core::driver::{BeginRequest, BindInput, Context, Driver, DriverFactory as _, FlowValues, Hints};
use vestibule_core::http::{Http, HttpError, Purpose};
use vestibule_core::origin::Origin;
use vestibule_core::public_url::PublicUrl;
use vestibule_core::secret::{Secret, sha256};
use vestibule_core::settings::ProviderSettings;
use vestibule_core::{random::OsRandom, registration::Registrar};
use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_plugin_host::{Limits, Pin, PluginHost};

use crate::context::{Bench, ROUNDS, failed, unexpected, write};
use crate::figures::{Aim, Table, median};
use crate::machine;
use crate::peer::{Peer, Role};
use crate::server::{self, BenchServer};
use crate::sign_in::{self, Place};
use crate::wire::{self, Connection};

const DOING: &str = "measuring a plugin";
/// Calls in one round.
const CALLS: usize = 20_000;
const IN_FLIGHT: usize = 16;
const AUTHORIZE: &str = "/api/auth/providers/fixture/authorize";
/// The long life, and what comes before the first figure of it.
const RELOADS: [usize; 2] = [20, 1_000];
const BEGINNINGS: [usize; 2] = [2_000, 100_000];

/// Fills in the part of the table about plugins.
pub(crate) async fn measure(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    console::note("plugins: calls");
    let (_plugin, driver) = load(bench).await?;
    let many = calls(&driver, IN_FLIGHT).await?;
    table.compare(format!("call of a plugin, {IN_FLIGHT} in flight"), many.each, "µs", Aim::AtMost(20.0));
    table.tell("  processor time", format!("{:.2} µs", many.worked));
    let one = calls(&driver, 1).await?;
    table.tell("call of a plugin, 1 in flight", format!("{:.2} µs", one.each));
    table.tell("  processor time", format!("{:.2} µs", one.worked));
    console::note("plugins: sign-ins");
    let (idp, office) = (Peer::start(Role::Idp { people: 1 }).await?, Peer::start(Role::Office).await?);
    let server = start(bench, &idp, &office).await?;
    let by_plugin = sign_in::one_after_the_other(bench, &Place::new(&server, &office, AUTHORIZE)?).await?;
    let by_oidc = sign_in::one_after_the_other(bench, &Place::new(&server, &idp, server::AUTHORIZE)?).await?;
    table.tell("sign-in by a plugin", format!("p50 {:.2} ms, with OpenID Connect {:.2} ms", by_plugin.0, by_oidc.0));
    table.tell("  processor time of the program", format!("{:.2} ms, {:.2} ms", by_plugin.1, by_oidc.1));
    table.tell("  ratio", format!("{:.2}, of processor time {:.2}", by_plugin.0 / by_oidc.0, by_plugin.1 / by_oidc.1));
    long_life(server, table).await
}

/// Reloads without a change, and sign-ins that begin: memory before and after.
async fn long_life(mut server: BenchServer, table: &mut Table) -> Result<(), Error> {
    console::note("plugins: a long life");
    let mut seen = Vec::new();
    for (reloads, beginnings) in RELOADS.into_iter().zip(BEGINNINGS) {
        for _ in 0..reloads {
            server.reload().await?;
        }
        let mut connection = Connection::open(server.address).await.map_err(failed(DOING))?;
        let request = wire::get(AUTHORIZE, "");
        for _ in 0..beginnings {
            let answer = connection.exchange(&request).await.map_err(failed(DOING))?;
            if answer.status != 303 && answer.status != 302 {
                return Err(unexpected(DOING, answer.summary()));
            }
        }
        seen.push(server.memory_settled().await?);
    }
    let [before, after] = seen[..] else { return Ok(()) };
    table.tell(format!("memory before {} reloads and {} calls", RELOADS[1], BEGINNINGS[1]), format!("{before:.2} MiB"));
    table.compare("  grown by", after - before, "MiB", Aim::AtMost(1.0));
    Ok(())
}

/// The program with a provider of the plugin next to one with OpenID Connect.
async fn start(bench: &Bench, idp: &Peer, office: &Peer) -> Result<BenchServer, Error> {
    let folder: TempDir = server::prepare(bench, 1, &idp.issuer())?;
    let path = folder.path().join("config.toml");
    let text = fs::read_to_string(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
    let digest: String = digest(&bench.plugin)?.iter().map(|byte| format!("{byte:02x}")).collect();
    let plugin = format!(
        "\n[plugins]\nenabled = true\n[plugins.fixture]\npath = {:?}\nsha256 = \"{digest}\"\n\
         \n[providers.fixture]\nenabled = true\n[providers.fixture.credentials]\nmode = \"good\"\nurl = \"{}\"\n",
        bench.plugin,
        office.issuer()
    );
    write(&path, &(text + &plugin))?;
    BenchServer::start(bench, folder).await?.ready(2).await
}

fn digest(path: &Path) -> Result<[u8; 32], Error> {
    Ok(sha256(fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?))
}

/// The plugin in a host of its own, and the folder of its copies.
async fn load(bench: &Bench) -> Result<((TempDir, PluginHost), Arc<dyn Driver>), Error> {
    let folder = bench.folder()?;
    let host = PluginHost::new(folder.path().join("plugins"), Limits::default());
    let path = bench.plugin.clone();
    let pin = Pin { name: "fixture".to_owned(), sha256: digest(&path)?, path, origin: Origin::BuiltIn };
    host.load(&[pin]).remove(0).outcome.map_err(|error| unexpected(DOING, error))?;
    let driver = driver(&host).await?;
    Ok(((folder, host), driver))
}

/// What one call costs, in microseconds: a question as JSON to a thread of the plugin, through the ABI, and the answer
/// back. One after the other on a machine that rests, most of it is waking up a processor, twice.
struct Calls {
    each: f64,
    worked: f64,
}

async fn calls(driver: &Arc<dyn Driver>, in_flight: usize) -> Result<Calls, Error> {
    let (mut each, mut worked) = (Vec::new(), Vec::new());
    #[expect(clippy::cast_precision_loss, reason = "thousands at most")]
    let part = |time: Duration| time.as_secs_f64() * 1e6 / CALLS as f64;
    for _ in 0..ROUNDS {
        let (started, before) = (Instant::now(), machine::processor_time(process::id())?);
        let callers = (0..in_flight).map(|_| call(driver.clone(), CALLS / in_flight));
        callers.collect::<JoinSet<_>>().join_all().await.into_iter().collect::<Result<(), _>>()?;
        each.push(part(started.elapsed()));
        worked.push(part(machine::processor_time(process::id())? - before));
    }
    Ok(Calls { each: median(each), worked: median(worked) })
}

async fn call(driver: Arc<dyn Driver>, times: usize) -> Result<(), Error> {
    let flow = FlowValues {
        state: "c3RhdGUtb2YtdGhpcy1mbG93LTAwMDAwMDAwMDAwMDAw".to_owned(),
        nonce: Secret::new("bm9uY2Utb2YtdGhpcy1mbG93LTAwMDAwMDAwMDAwMDAw"),
        code_verifier: Secret::new("dmVyaWZpZXItb2YtdGhpcy1mbG93LTAwMDAwMDAwMDAw"),
        redirect_uri: "http://localhost:3000/api/auth/providers/fixture/callback".to_owned(),
    };
    let hints = Hints::default();
    let request = BeginRequest { flow: &flow, hints: &hints };
    let context = Context { http: &NoHttp, clock: &SystemClock, random: &OsRandom };
    for _ in 0..times {
        driver.begin(&context, &request).await.map_err(|error| unexpected(DOING, error.detail))?;
    }
    Ok(())
}

async fn driver(host: &PluginHost) -> Result<Arc<dyn Driver>, Error> {
    let odd = |what: &dyn std::fmt::Display| unexpected(DOING, what);
    let credentials = json!({ "properties": { "mode": { "type": "string" }, "url": { "type": "string" } } });
    let schema = CredentialsSchema::parse(&credentials).map_err(|error| odd(&error))?;
    let definition = json!({ "id": "fixture", "name": "F", "protocol": "plugin", "credentials": credentials });
    let definition: Definition = serde_json::from_value(definition).map_err(|error| odd(&error))?;
    let mut supplied = Credentials::default();
    supplied.insert("mode", "good".into(), Origin::BuiltIn);
    supplied.insert("url", "http://localhost:1".into(), Origin::BuiltIn);
    let input = BindInput {
        provider: "fixture".parse().map_err(|_| odd(&"the id"))?,
        definition: Arc::new(definition),
        schema: Arc::new(schema),
        settings: Arc::new(ProviderSettings::default()),
        credentials: Arc::new(supplied),
        public_url: PublicUrl::parse("http://localhost:3000").map_err(|error| odd(&error))?,
        registrar: Registrar::default(),
    };
    let bound = host.factory().bind(&input).map_err(|error| odd(&error))?;
    let context = Context { http: &NoHttp, clock: &SystemClock, random: &OsRandom };
    bound.resolve(&context).await.map_err(|fault| odd(&fault.detail))
}

/// Beginning a sign-in asks nobody.
struct NoHttp;

#[async_trait]
impl Http for NoHttp {
    async fn send(&self, _: Purpose, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        Err(HttpError::Busy)
    }
}
