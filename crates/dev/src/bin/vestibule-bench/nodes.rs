//! One, two and three nodes on one PostgreSQL: what a sign-in and a check cost a node, and what they cost the database.
//!
//! Client, provider, nodes and database share the processors of the machine, so the rates do not grow with the nodes here.
//! The processor times do not depend on that: from them docs/scaling.md calculates what machines of their own carry.

use std::fmt::Write as _;
use std::path::Path;

use futures_util::future::try_join_all;
use tempfile::TempDir;
use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::context::{Bench, ROUNDS, failed, write};
use crate::figures::{Table, grouped, median, milliseconds};
use crate::machine;
use crate::peer::{Peer, Role};
use crate::server::{self, AUTHORIZE, BenchServer};
use crate::session::Target;
use crate::sign_in::{self, Place, Turn};

const MOST_NODES: usize = 3;
const PEOPLE: usize = 200;
/// Sign-ins under way at each node.
const IN_FLIGHT: usize = 8;
/// The file in which a node without `VESTIBULE_SECRET_KEY` keeps its key.
pub(crate) const KEY: &str = "data/secret.key";
/// What the processes of the database are called.
const DATABASE: &str = "postgres";

/// Fills in the part of the table about several nodes. `database` is the URL of an empty one; no other one of its server
/// may be in use meanwhile, or its cost is counted.
pub(crate) async fn measure(bench: &Bench, database: Option<&str>, table: &mut Table) -> Result<(), Error> {
    let Some(database) = database else {
        console::note("nodes: left out; `--database postgres://…` names an empty database for it");
        return Ok(());
    };
    let idp = Peer::start(Role::Idp { people: PEOPLE }).await?;
    let mut nodes = vec![start(bench, database, &idp.issuer(), None).await?];
    sign_in::sign_in_all(&nodes[0], &idp, 0..PEOPLE, 1).await?;
    loop {
        let number = nodes.len();
        console::note(&format!("nodes: {number} of {MOST_NODES}"));
        sign_ins(bench, &nodes, &idp, table).await?;
        checks(bench, &nodes, &idp, table).await?;
        if number == MOST_NODES {
            return Ok(());
        }
        let key = nodes[0].folder.path().join(KEY);
        nodes.push(start(bench, database, &idp.issuer(), Some(&key)).await?);
    }
}

async fn start(bench: &Bench, database: &str, issuer: &str, key: Option<&Path>) -> Result<BenchServer, Error> {
    BenchServer::start(bench, prepare(bench, database, issuer, key)?).await?.ready(1).await
}

/// Where a node of that database will run, with the key of another one.
pub(crate) fn prepare(bench: &Bench, database: &str, issuer: &str, key: Option<&Path>) -> Result<TempDir, Error> {
    let folder = server::prepare(bench, 1, issuer)?;
    let configuration = folder.path().join("config.toml");
    let mut text = std::fs::read_to_string(&configuration).map_err(failed("reading the configuration again"))?;
    let _ = write!(text, "\n[storage]\nurl = \"{database}\"\n");
    write(&configuration, &text)?;
    if let Some(key) = key {
        std::fs::create_dir_all(folder.path().join("data")).map_err(failed("making the data folder"))?;
        std::fs::copy(key, folder.path().join(KEY)).map_err(failed("copying the key"))?;
    }
    Ok(folder)
}

/// People who sign in again, at all nodes at once.
async fn sign_ins(bench: &Bench, nodes: &[BenchServer], idp: &Peer, table: &mut Table) -> Result<(), Error> {
    let places = nodes.iter().map(|server| Place::new(server, idp, AUTHORIZE)).collect::<Result<Vec<_>, _>>()?;
    let (mut rates, mut of_nodes, mut of_database) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let turn = Turn::again(0..PEOPLE, bench.round);
        let before = machine::processor_time_of_all(DATABASE)?;
        let rounds = try_join_all(places.iter().map(|place| place.round(IN_FLIGHT, &turn))).await?;
        let database = machine::processor_time_of_all(DATABASE)?.saturating_sub(before);
        let count: usize = rounds.iter().map(|round| round.taken.len()).sum();
        rates.push(rounds.iter().map(|round| round.per_second).sum::<f64>());
        of_nodes.push(median(rounds.iter().map(|round| round.processor)));
        #[expect(clippy::cast_precision_loss, reason = "thousands at most")]
        of_database.push(milliseconds(database) / count.max(1) as f64);
    }
    table.tell(format!("sign-in on PostgreSQL, nodes: {}", nodes.len()), format!("{} /s", grouped(median(rates))));
    let times = format!("{:.2} ms, of PostgreSQL {:.2} ms", median(of_nodes), median(of_database));
    table.tell("  processor time of a node", times);
    Ok(())
}

/// Checks of one session, at all nodes at once.
async fn checks(bench: &Bench, nodes: &[BenchServer], idp: &Peer, table: &mut Table) -> Result<(), Error> {
    let cookie = sign_in::session_cookie(&nodes[0], idp).await?;
    let mut targets = Vec::new();
    for node in nodes {
        targets.push(Target::session(node, &cookie).await?);
    }
    let before = machine::processor_time_of_all(DATABASE)?;
    let rounds = try_join_all(targets.iter().map(|target| target.round(bench.round))).await?;
    let database = machine::processor_time_of_all(DATABASE)?.saturating_sub(before);
    let rate: f64 = rounds.iter().map(|round| round.per_second).sum();
    table.tell(format!("session check, nodes: {}", nodes.len()), format!("{} /s", grouped(rate)));
    let node = median(rounds.iter().map(|round| round.processor));
    let times = format!("{node:.1} µs, of PostgreSQL {:.0} ms in all", milliseconds(database));
    table.tell("  processor time of a node", times);
    Ok(())
}
