//! `GET /api/auth/session`, which an application asks at every request of its own, next to a server that does nothing.
//!
//! Both are asked by the same client over the same number of connections, in turn, so that whatever else the machine does
//! falls on both. The client shares the processors with them: it takes the same from both, which makes the ratio of rates
//! look better than it is. The processor time of a request has no such flaw, so it is shown too.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::context::{Bench, ROUNDS, failed, unexpected};
use crate::figures::{Aim, Table, grouped, median};
use crate::peer::{Peer, Role};
use crate::server::BenchServer;
use crate::wire::{self, Connection};
use crate::{machine, sign_in};

const DOING: &str = "asking for the session";
pub(crate) const CONNECTIONS: usize = 16;
const PATH: &str = "/api/auth/session";

/// A server, what it is asked, and the status and length of its answer.
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) process: u32,
    pub(crate) request: Arc<[u8]>,
    pub(crate) status: u16,
    pub(crate) length: usize,
}

/// Requests per second, and microseconds of the server's processor time for one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    pub(crate) per_second: f64,
    pub(crate) processor: f64,
}

/// Fills in the part of the table about session checks.
pub(crate) async fn measure(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    let idp = Peer::start(Role::Idp { people: 1 }).await?;
    let server = BenchServer::start_ready(bench, 1, &idp.issuer()).await?;
    let cookie = sign_in::session_cookie(&server, &idp).await?;
    let session = Target::session(&server, &cookie).await?;
    let length = session.length;
    let peer = Peer::start(Role::Bare { length }).await?;
    let request = wire::get("/", &lines(&cookie)).into();
    let bare = Target { address: peer.address, process: peer.id()?, request, status: 200, length };
    for target in [&bare, &session] {
        target.round(bench.round / 4).await?;
    }
    let (mut bare_rounds, mut session_rounds) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        console::note(&format!("session: round {round} of {ROUNDS}"));
        bare_rounds.push(bare.round(bench.round).await?);
        session_rounds.push(session.round(bench.round).await?);
    }
    let of = |rounds: &[Round], figure: fn(&Round) -> f64| median(rounds.iter().map(figure));
    let rates = [&session_rounds, &bare_rounds].map(|rounds| of(rounds, |round| round.per_second));
    let times = [&session_rounds, &bare_rounds].map(|rounds| of(rounds, |round| round.processor));
    table.tell(format!("session check, {CONNECTIONS} connections"), format!("{} /s", grouped(rates[0])));
    table.tell("  bare axum, same length", format!("{} /s", grouped(rates[1])));
    table.compare("  ratio", rates[0] / rates[1].max(f64::MIN_POSITIVE), "", Aim::AtLeast(0.6));
    table.tell("  processor time of the program", format!("{:.1} µs, bare {:.1} µs", times[0], times[1]));
    Ok(())
}

fn lines(cookie: &str) -> String {
    format!("Cookie: {cookie}\r\nAccept: application/json\r\n")
}

async fn length_of(address: SocketAddr, request: &[u8]) -> Result<usize, Error> {
    let mut connection = Connection::open(address).await.map_err(failed(DOING))?;
    let answer = connection.exchange(request).await.map_err(failed(DOING))?;
    if answer.status == 200 { Ok(answer.body.len()) } else { Err(unexpected(DOING, answer.summary())) }
}

impl Target {
    /// A check of the session of that cookie.
    pub(crate) async fn session(server: &BenchServer, cookie: &str) -> Result<Self, Error> {
        let request: Arc<[u8]> = wire::get(PATH, &lines(cookie)).into();
        let length = length_of(server.address, &request).await?;
        Ok(Self { address: server.address, process: server.id()?, request, status: 200, length })
    }

    /// Every answer has to be of the same status and length; the first other one is an error.
    pub(crate) async fn round(&self, lasts: Duration) -> Result<Round, Error> {
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            connections.push(Connection::open(self.address).await.map_err(failed(DOING))?);
        }
        let (before, started) = (machine::processor_time(self.process)?, Instant::now());
        let mut under_way = JoinSet::new();
        for connection in connections {
            under_way.spawn(ask(connection, self.request.clone(), (self.status, self.length), started + lasts));
        }
        let mut count = 0.0;
        while let Some(ended) = under_way.join_next().await {
            count += ended.map_err(|error| unexpected(DOING, error))??;
        }
        let lasted = started.elapsed().as_secs_f64();
        let used = machine::processor_time(self.process)? - before;
        Ok(Round { per_second: count / lasted, processor: used.as_secs_f64() * 1e6 / f64::max(count, 1.0) })
    }
}

/// Asks until the end, and counts.
async fn ask(
    mut connection: Connection,
    request: Arc<[u8]>,
    expected: (u16, usize),
    end: Instant,
) -> Result<f64, Error> {
    let mut count = 0.0;
    while Instant::now() < end {
        let answer = connection.exchange(&request).await.map_err(failed(DOING))?;
        if (answer.status, answer.body.len()) != expected {
            return Err(unexpected(DOING, answer.summary()));
        }
        count += 1.0;
    }
    Ok(count)
}
