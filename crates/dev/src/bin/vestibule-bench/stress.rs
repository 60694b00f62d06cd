//! What must hold however much is asked at once: two thousand people, a minute of checks, and a provider that hangs.
//!
//! Unlike the other parts this one has rules in addition to its figures: an answer that is wrong, or a byte of the database that a
//! check has changed, is an error. docs/security.md names the same rules LD-01, LD-02 and NW-17.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::task::JoinSet;
use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::context::{Bench, failed, unexpected};
use crate::figures::{Aim, Table, grouped, percentile};
use crate::peer::{self, Peer, Role};
use crate::server::{BenchServer, HANGING_AUTHORIZE};
use crate::session::{CONNECTIONS, Target};
use crate::sign_in::{self, Browser, Taken};
use crate::wire;

const PEOPLE: usize = 2_000;
const IN_FLIGHT: usize = 50;
const CHECKS: Duration = Duration::from_secs(60);
/// Who waits for the provider that hangs.
const WAITING: usize = 500;
/// Who signs in elsewhere meanwhile, and how many of them at once.
const OTHERS: usize = 400;
const OTHERS_IN_FLIGHT: usize = 4;
/// Requests that one provider takes: under way and waiting.
const PLACES: usize = 32 + 128;

/// Fills in the part of the table about much at once.
pub(crate) async fn measure(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    let idp = Peer::start(Role::Idp { people: PEOPLE }).await?;
    let hanging = Peer::start(Role::HangingIdp { people: WAITING }).await?;
    let server = BenchServer::start_with_hanging_provider(bench, &idp.issuer(), &hanging.issuer()).await?;
    console::note(&format!("stress: {PEOPLE} people, {IN_FLIGHT} in flight"));
    let taken = sign_in::sign_in_all(&server, &idp, 0..PEOPLE, IN_FLIGHT).await?;
    table.tell(format!("{} of {PEOPLE} people signed in, {IN_FLIGHT} in flight", taken.len()), p95(taken));
    checks(&server, &idp, table).await?;
    while_a_provider_hangs(&server, (&idp, &hanging), table).await
}

fn p95(taken: Vec<Taken>) -> String {
    format!("p95 {:.2} ms", percentile_of(taken))
}

fn percentile_of(taken: Vec<Taken>) -> f64 {
    let mut whole: Vec<Duration> = taken.into_iter().map(|taken| taken.whole).collect();
    percentile(&mut whole, 95)
}

/// LD-02: a minute of forward-auth.
async fn checks(server: &BenchServer, idp: &Peer, table: &mut Table) -> Result<(), Error> {
    const DOING: &str = "asking forward-auth";
    console::note(&format!("stress: forward-auth for {} s", CHECKS.as_secs()));
    let cookie = sign_in::session_cookie(server, idp).await?;
    let request = wire::get("/api/auth/verify", &format!("Cookie: {cookie}\r\nAccept: application/json\r\n")).into();
    let target = Target { address: server.address, process: server.id()?, request, status: 200, length: 0 };
    let before = database(server)?;
    let round = target.round(CHECKS).await?;
    if database(server)? != before {
        return Err(unexpected(DOING, "a check has written to the database"));
    }
    let name = format!("forward-auth for {} s, {CONNECTIONS} connections", CHECKS.as_secs());
    table.tell(name, format!("{} /s, 0 wrong, 0 written", grouped(round.per_second)));
    Ok(())
}

/// What is in the files of the database, but for the index of its log, which readers share.
fn database(server: &BenchServer) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    const DOING: &str = "reading the database's files";
    let mut files = BTreeMap::new();
    for file in std::fs::read_dir(server.folder.path().join("data")).map_err(failed(DOING))? {
        let file = file.map_err(failed(DOING))?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(".db") || name.ends_with("-wal") {
            files.insert(name, std::fs::read(file.path()).map_err(failed(DOING))?);
        }
    }
    if files.is_empty() { Err(unexpected(DOING, "there are none")) } else { Ok(files) }
}

/// NW-17: how long people take to get in elsewhere while others wait for a provider that hangs.
async fn while_a_provider_hangs(
    server: &BenchServer,
    (idp, hanging): (&Peer, &Peer),
    table: &mut Table,
) -> Result<(), Error> {
    console::note(&format!("stress: {WAITING} people wait for a provider that hangs"));
    let others = || sign_in::sign_in_all(server, idp, 0..OTHERS, OTHERS_IN_FLIGHT);
    others().await?;
    let alone = percentile_of(others().await?);
    let mut away = Vec::new();
    for number in 0..WAITING {
        let mut browser = Browser::open(server.address, hanging.address).await?;
        let callback = browser.leave(HANGING_AUTHORIZE, &peer::subject(number)).await?;
        away.push((browser, callback));
    }
    let mut waiting = JoinSet::new();
    for (mut browser, callback) in away {
        waiting.spawn(async move { browser.come_back(&callback).await.map(|answer| answer.summary()) });
    }
    for _ in PLACES..WAITING {
        refused(waiting.join_next().await)?;
    }
    let parallel = percentile_of(others().await?);
    if waiting.len() != PLACES || waiting.try_join_next().is_some() {
        return Err(unexpected("signing in next to a provider that hangs", "nobody waited any more"));
    }
    table.tell(format!("sign-in elsewhere, {OTHERS_IN_FLIGHT} in flight"), format!("p95 {alone:.2} ms"));
    table
        .tell(format!("  while {PLACES} of {WAITING} wait for a provider that hangs"), format!("p95 {parallel:.2} ms"));
    table.compare("  difference", parallel - alone, "ms", Aim::AtMost(50.0));
    Ok(())
}

type Ended = Result<Result<String, Error>, tokio::task::JoinError>;

/// Whoever finds no place is refused at once.
fn refused(ended: Option<Ended>) -> Result<(), Error> {
    const DOING: &str = "waiting for a provider that hangs";
    let reported = ended.ok_or_else(|| unexpected(DOING, "everybody waits"))?;
    let reported = reported.map_err(|error| unexpected(DOING, error))??;
    if reported.contains("error=provider_unavailable") { Ok(()) } else { Err(unexpected(DOING, reported)) }
}
