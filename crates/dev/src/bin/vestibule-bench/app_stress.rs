//! Two thousand sign-ins to an app, fifty at a time, while a node is killed and started again: no code and no refresh token
//! counts twice. With `--database` there are two nodes, otherwise one that everybody waits for.
//!
//! docs/security.md names the rule OP-39; `tests/program/app_sign_ins.rs` is the same with fewer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join;
use tokio::sync::RwLock;
use tokio::task::JoinSet;
use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::apps::{self, AppClient, id_of};
use crate::context::{Bench, unexpected};
use crate::figures::Table;
use crate::nodes;
use crate::peer::{Peer, Role};
use crate::server::BenchServer;
use crate::sign_in;

const DOING: &str = "signing in to an app while a node dies";
const SIGN_INS: usize = 2_000;
const IN_FLIGHT: usize = 50;
/// After so many the node is killed.
const DIES_AFTER: usize = SIGN_INS / 3;

/// Where the nodes are: the last one is killed, and whoever asks for it meanwhile waits.
struct Nodes {
    addresses: Vec<RwLock<SocketAddr>>,
    cookie: String,
    next: AtomicUsize,
    done: AtomicUsize,
}

/// What a node is asked for.
#[derive(Clone, Copy)]
enum Asked<'a> {
    Code,
    Exchange(&'a str),
    Refresh(&'a str),
}

/// What a node said to a code or a refresh token.
enum Seen {
    Given(String),
    Refused,
    NoAnswer,
}

/// What became of the sign-ins.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    came_in: usize,
    /// The answer was lost with the node.
    lost: usize,
    /// Codes that came twice on purpose.
    doubled: usize,
}

/// Fills in the part of the table.
pub(crate) async fn measure(bench: &Bench, database: Option<&str>, table: &mut Table) -> Result<(), Error> {
    let idp = Peer::start(Role::Idp { people: 1 }).await?;
    let mut dies = apps::start(bench, &idp.issuer(), false, None).await?;
    let mut stays = None;
    if let Some(database) = database {
        let first = apps::start(bench, &idp.issuer(), false, Some((database, None))).await?;
        let key = first.folder.path().join(nodes::KEY);
        dies = apps::start(bench, &idp.issuer(), false, Some((database, Some(&key)))).await?;
        stays = Some(first);
    }
    let cookie = sign_in::session_cookie(stays.as_ref().unwrap_or(&dies), &idp).await?;
    let addresses = stays.iter().chain([&dies]).map(|server| RwLock::new(server.address));
    let addresses: Vec<_> = addresses.collect();
    let count = addresses.len();
    console::note(&format!("stress: {SIGN_INS} sign-ins to an app, {IN_FLIGHT} in flight, {count} nodes, one dies"));
    let running = Arc::new(Nodes { addresses, cookie, next: AtomicUsize::new(0), done: AtomicUsize::new(0) });
    let mut under_way = JoinSet::new();
    for _ in 0..IN_FLIGHT {
        under_way.spawn(running.clone().work());
    }
    let _again = running.kill_and_start(bench, dies).await?;
    let mut all = Tally::default();
    while let Some(ended) = under_way.join_next().await {
        let tally = ended.map_err(|error| unexpected(DOING, error))??;
        all = Tally {
            came_in: all.came_in + tally.came_in,
            lost: all.lost + tally.lost,
            doubled: all.doubled + tally.doubled,
        };
    }
    if all.came_in + all.lost != SIGN_INS || all.lost > 2 * IN_FLIGHT {
        return Err(unexpected(DOING, format!("{all:?}")));
    }
    let Tally { came_in, lost, doubled } = all;
    table.tell(
        format!("{came_in} of {SIGN_INS} sign-ins to an app, {IN_FLIGHT} in flight, {count} nodes, one killed"),
        format!("{doubled} codes sent twice, 0 counted twice, {lost} answers lost"),
    );
    Ok(())
}

impl Nodes {
    /// Kills the last node once enough is done, and starts it again.
    async fn kill_and_start(&self, bench: &Bench, dies: BenchServer) -> Result<BenchServer, Error> {
        let mut ticks = tokio::time::interval(Duration::from_millis(5));
        while self.done.load(Ordering::Relaxed) < DIES_AFTER {
            ticks.tick().await;
        }
        let place = self.addresses.last().ok_or_else(|| unexpected(DOING, "there is no node"))?;
        // Requests that are under way hold no lock: it dies under them.
        let mut address = place.write().await;
        let again = BenchServer::start(bench, dies.stop().await?).await?.ready(1).await?;
        *address = again.address;
        Ok(again)
    }

    async fn open(&self, number: usize) -> Result<AppClient, Error> {
        let address = *self.addresses[number % self.addresses.len()].read().await;
        AppClient::open(address, &id_of("ES256")).await
    }

    /// Signs in until all have.
    async fn work(self: Arc<Self>) -> Result<Tally, Error> {
        let mut tally = Tally::default();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= SIGN_INS {
                return Ok(tally);
            }
            match self.sign_in(number, &mut tally).await? {
                true => tally.came_in += 1,
                false => tally.lost += 1,
            }
            self.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The same request at the first node that answers, from this one on; the error of the last.
    async fn first_answer(&self, number: usize, asked: Asked<'_>) -> Result<Option<String>, Error> {
        let mut last = None;
        for attempt in 0..=2 * self.addresses.len() {
            let answer = match self.open(number + attempt).await {
                Ok(mut client) => self.ask(&mut client, asked).await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| unexpected(DOING, "nobody was asked")))
    }

    async fn ask(&self, client: &mut AppClient, asked: Asked<'_>) -> Result<Option<String>, Error> {
        match asked {
            Asked::Code => client.code(&self.cookie).await.map(Some),
            Asked::Exchange(code) => client.exchange(code).await,
            Asked::Refresh(token) => client.try_refresh(token).await,
        }
    }

    /// The same at two nodes at once, or twice at one.
    async fn ask_twice(&self, number: usize, asked: Asked<'_>) -> (Seen, Seen) {
        let one = async |node: usize| match self.open(node).await {
            Ok(mut client) => seen(self.ask(&mut client, asked).await),
            Err(_) => Seen::NoAnswer,
        };
        join(one(number), one(number + 1)).await
    }

    /// One sign-in; false when its answer was lost.
    async fn sign_in(&self, number: usize, tally: &mut Tally) -> Result<bool, Error> {
        let code = self.first_answer(number, Asked::Code).await?.unwrap_or_default();
        let token = if number.is_multiple_of(3) {
            tally.doubled += 1;
            match self.ask_twice(number, Asked::Exchange(&code)).await {
                (Seen::Given(_), Seen::Given(_)) => return Err(unexpected(DOING, "a code counted twice")),
                (Seen::Given(token), Seen::Refused) | (Seen::Refused, Seen::Given(token)) => {
                    let next = self.first_answer(number, Asked::Refresh(&token)).await?;
                    return match next {
                        None => Ok(true),
                        Some(_) => Err(unexpected(DOING, "what a code gave goes on after its second use")),
                    };
                }
                (Seen::Given(token), Seen::NoAnswer) | (Seen::NoAnswer, Seen::Given(token)) => token,
                _ => return Ok(false),
            }
        } else {
            match self.first_answer(number, Asked::Exchange(&code)).await? {
                Some(token) => token,
                None => return Ok(false),
            }
        };
        self.refresh_twice(number, &token).await.map(|()| true)
    }

    /// A second use within ten seconds is taken for a lost answer: then the tokens of only one of the two are good.
    async fn refresh_twice(&self, number: usize, token: &str) -> Result<(), Error> {
        let seen = self.ask_twice(number, Asked::Refresh(token)).await;
        let mut good = 0;
        for seen in [seen.0, seen.1] {
            let Seen::Given(next) = seen else { continue };
            let again = self.first_answer(number, Asked::Refresh(&next)).await?;
            good += usize::from(again.is_some());
        }
        if good > 1 { Err(unexpected(DOING, "a refresh token counted twice")) } else { Ok(()) }
    }
}

fn seen(answer: Result<Option<String>, Error>) -> Seen {
    match answer {
        Ok(Some(token)) => Seen::Given(token),
        Ok(None) => Seen::Refused,
        Err(_) => Seen::NoAnswer,
    }
}
