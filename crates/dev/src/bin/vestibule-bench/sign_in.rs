//! Complete sign-ins: authorize, the provider's own authorize, callback, session cookie.
//!
//! Two kinds are distinguished. A person who is new makes a user, a link, a session and an audit event; one who comes back
//! a session and an audit event.

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::context::{Bench, ROUNDS, failed, unexpected};
use crate::figures::{Aim, Table, grouped, median, milliseconds, percentiles};
use crate::machine;
use crate::peer::{self, Peer, Role};
use crate::server::{AUTHORIZE, BenchServer};
use crate::wire::{self, Answer, Connection};

const DOING: &str = "signing a person in";
/// How many are under way at once, and how many people are new in one round of it.
const LOADS: [(usize, usize); 2] = [(1, 100), (16, 300)];
/// Sign-ins before the first round, so that connections are open and the program's statements are prepared.
const WARM_UP: usize = 50;

/// A client with a connection to both sides and no cookies.
pub(crate) struct Browser {
    server: Connection,
    idp: Connection,
}

/// What one sign-in took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    pub(crate) whole: Duration,
    callback: Duration,
}

/// What one round of sign-ins took.
pub(crate) struct Round {
    pub(crate) per_second: f64,
    /// Processor time of the program for one sign-in, in milliseconds.
    pub(crate) processor: f64,
    pub(crate) taken: Vec<Taken>,
}

/// Where people sign in.
pub(crate) struct Place {
    pub(crate) server: SocketAddr,
    /// Whose processor time counts.
    pub(crate) process: u32,
    pub(crate) idp: SocketAddr,
    /// The path at which it begins.
    pub(crate) authorize: &'static str,
    pub(crate) cookies: Cookies,
}

/// How the names of a program's cookies begin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    /// Of a sign-in that is under way.
    pub(crate) pending: &'static str,
    pub(crate) session: &'static str,
}

const COOKIES: Cookies = Cookies { pending: "vestibule_flow_", session: "vestibule_session" };

/// Fills in the part of the table about sign-ins.
pub(crate) async fn measure(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    let new_people = WARM_UP + LOADS.iter().map(|(_, people)| people * ROUNDS).sum::<usize>();
    let idp = Peer::start(Role::Idp { people: new_people }).await?;
    let server = BenchServer::start_ready(bench, 1, &idp.issuer()).await?;
    let place = Place::new(&server, &idp, AUTHORIZE)?;
    place.round(1, &Turn::each(0..WARM_UP)).await?;
    let mut next = WARM_UP;
    for (in_flight, people) in LOADS {
        console::note(&format!("sign-in: new people, {in_flight} in flight"));
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(place.round(in_flight, &Turn::each(next..next + people)).await?);
            next += people;
        }
        tell(table, &format!("first sign-in, {in_flight} in flight"), rounds);
    }
    for (in_flight, _) in LOADS {
        console::note(&format!("sign-in: known people, {in_flight} in flight"));
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(place.round(in_flight, &Turn::again(0..next, bench.round)).await?);
        }
        tell(table, &format!("sign-in, {in_flight} in flight"), rounds);
    }
    measure_pushed(bench, table).await
}

/// With a request that is pushed to the upstream before the browser is sent there.
async fn measure_pushed(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    console::note("sign-in: pushed requests, 1 in flight");
    let idp = Peer::start(Role::PushedIdp { people: WARM_UP }).await?;
    let server = BenchServer::start_ready(bench, 1, &idp.issuer()).await?;
    let (whole, processor) = one_after_the_other(bench, &Place::new(&server, &idp, AUTHORIZE)?).await?;
    table.tell("sign-in with a pushed request, 1 in flight", format!("p50 {whole:.2} ms"));
    table.tell("  processor time of the program", format!("{processor:.2} ms"));
    Ok(())
}

/// Signs in everybody of `people` once, so many at a time.
pub(crate) async fn sign_in_all(
    server: &BenchServer,
    idp: &Peer,
    people: Range<usize>,
    in_flight: usize,
) -> Result<Vec<Taken>, Error> {
    let place = Place::new(server, idp, AUTHORIZE)?;
    place.round(in_flight, &Turn::each(people)).await.map(|round| round.taken)
}

/// Signs one person in and returns the session cookie, as a `Cookie` line has it.
pub(crate) async fn session_cookie(server: &BenchServer, idp: &Peer) -> Result<String, Error> {
    let mut browser = Browser::open(server.address, idp.address).await?;
    browser.sign_in(AUTHORIZE, COOKIES, &peer::subject(0)).await.map(|(_, cookie)| cookie)
}

/// Signs one person in again and again, one at a time, by the path at which it begins: the median of a sign-in, and the
/// processor time of the program for it, both in milliseconds.
pub(crate) async fn one_after_the_other(bench: &Bench, place: &Place) -> Result<(f64, f64), Error> {
    place.round(1, &Turn::each(0..WARM_UP)).await?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push(place.round(1, &Turn::again(0..1, bench.round)).await?);
    }
    let processor = median(rounds.iter().map(|round| round.processor));
    let taken = rounds.iter().flat_map(|round| &round.taken);
    Ok((median(taken.map(|taken| milliseconds(taken.whole))), processor))
}

fn tell(table: &mut Table, name: &str, rounds: Vec<Round>) {
    table.tell(name, format!("{} /s", grouped(median(rounds.iter().map(|round| round.per_second)))));
    let processor = median(rounds.iter().map(|round| round.processor));
    table.compare("  processor time of the program", processor, "ms", Aim::AtMost(1.0));
    let taken: Vec<Taken> = rounds.into_iter().flat_map(|round| round.taken).collect();
    table.tell("  from first click to session", percentiles(taken.iter().map(|taken| taken.whole).collect()));
    table.tell("  of that the callback", percentiles(taken.iter().map(|taken| taken.callback).collect()));
}

/// Who signs in next, and until when.
pub(crate) struct Turn {
    people: Range<usize>,
    taken: AtomicUsize,
    /// Without an end everybody comes once.
    lasts: Option<Duration>,
    started: Instant,
}

impl Turn {
    fn each(people: Range<usize>) -> Arc<Self> {
        Arc::new(Self { people, taken: AtomicUsize::new(0), lasts: None, started: Instant::now() })
    }

    pub(crate) fn again(people: Range<usize>, lasts: Duration) -> Arc<Self> {
        Arc::new(Self { people, taken: AtomicUsize::new(0), lasts: Some(lasts), started: Instant::now() })
    }

    /// The number of a person.
    fn next(&self) -> Option<usize> {
        let taken = self.taken.fetch_add(1, Ordering::Relaxed);
        let more = match self.lasts {
            Some(lasts) => self.started.elapsed() < lasts,
            None => taken < self.people.len(),
        };
        (more && !self.people.is_empty()).then(|| self.people.start + taken % self.people.len())
    }
}

impl Place {
    /// Where people sign in to the program.
    pub(crate) fn new(server: &BenchServer, idp: &Peer, authorize: &'static str) -> Result<Self, Error> {
        let (server, process) = (server.address, server.id()?);
        Ok(Self { server, process, idp: idp.address, authorize, cookies: COOKIES })
    }

    pub(crate) async fn round(&self, in_flight: usize, turn: &Arc<Turn>) -> Result<Round, Error> {
        let mut browsers = Vec::new();
        for _ in 0..in_flight {
            browsers.push(Browser::open(self.server, self.idp).await?);
        }
        let (before, started) = (machine::processor_time(self.process)?, Instant::now());
        let mut under_way = JoinSet::new();
        for mut browser in browsers {
            let (turn, authorize, cookies) = (turn.clone(), self.authorize, self.cookies);
            under_way.spawn(async move {
                let mut taken = Vec::new();
                while let Some(person) = turn.next() {
                    taken.push(browser.sign_in(authorize, cookies, &peer::subject(person)).await?.0);
                }
                Ok::<_, Error>(taken)
            });
        }
        let mut taken = Vec::new();
        while let Some(ended) = under_way.join_next().await {
            taken.extend(ended.map_err(|error| unexpected(DOING, error))??);
        }
        let lasted = started.elapsed();
        let used = machine::processor_time(self.process)? - before;
        #[expect(clippy::cast_precision_loss, reason = "thousands at most")]
        let count = taken.len().max(1) as f64;
        Ok(Round { per_second: count / lasted.as_secs_f64(), processor: milliseconds(used) / count, taken })
    }
}

impl Browser {
    pub(crate) async fn open(server: SocketAddr, idp: SocketAddr) -> Result<Self, Error> {
        let open = async |address| Connection::open(address).await.map_err(failed(DOING));
        Ok(Self { server: open(server).await?, idp: open(idp).await? })
    }

    /// One sign-in of a browser without cookies: how long it took, and the session cookie.
    pub(crate) async fn sign_in(
        &mut self,
        authorize: &str,
        cookies: Cookies,
        subject: &str,
    ) -> Result<(Taken, String), Error> {
        let started = Instant::now();
        let callback = self.leave_from(authorize, cookies, subject).await?;
        let called_back = Instant::now();
        let answer = self.come_back(&callback).await?;
        let taken = Taken { whole: started.elapsed(), callback: called_back.elapsed() };
        cookie(&answer, cookies.session).map(|cookie| (taken, cookie))
    }

    /// From a path of the server through the provider. Returns the request with which the browser comes back.
    pub(crate) async fn leave(&mut self, authorize: &str, subject: &str) -> Result<Vec<u8>, Error> {
        self.leave_from(authorize, COOKIES, subject).await
    }

    async fn leave_from(&mut self, authorize: &str, cookies: Cookies, subject: &str) -> Result<Vec<u8>, Error> {
        let authorize = wire::get(&format!("{authorize}?login_hint={subject}"), ACCEPT);
        let answer = self.server.exchange(&authorize).await.map_err(failed(DOING))?;
        let pending = cookie(&answer, cookies.pending)?;
        let at_the_idp = wire::get(next_path(&answer)?, ACCEPT);
        let answer = self.idp.exchange(&at_the_idp).await.map_err(failed(DOING))?;
        Ok(wire::get(next_path(&answer)?, &format!("{ACCEPT}Cookie: {pending}\r\n")))
    }

    /// Sends what [`Browser::leave`] returned.
    pub(crate) async fn come_back(&mut self, callback: &[u8]) -> Result<Answer<'_>, Error> {
        self.server.exchange(callback).await.map_err(failed(DOING))
    }
}

const ACCEPT: &str = "Accept: text/html\r\n";

/// Path and query of where an answer sends the browser.
fn next_path<'a>(answer: &'a Answer<'_>) -> Result<&'a str, Error> {
    let location = answer.header("location").filter(|_| answer.status == 303 || answer.status == 302);
    let after_scheme = location.and_then(|location| location.split_once("://"));
    let path = after_scheme.and_then(|(_, rest)| Some(&rest[rest.find('/')?..]));
    path.ok_or_else(|| unexpected(DOING, answer.summary()))
}

/// A cookie that the answer sets, by the beginning of its name, as a `Cookie` line has it.
fn cookie(answer: &Answer<'_>, name: &str) -> Result<String, Error> {
    let set = answer.headers("set-cookie").find(|line| line.starts_with(name));
    let is_set = |pair: &&str| pair.split_once('=').is_some_and(|(_, value)| !value.is_empty());
    let pair = set.and_then(|line| line.split(';').next()).filter(is_set);
    pair.map(str::to_owned).ok_or_else(|| unexpected(DOING, answer.summary()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_comes_once() {
        let turn = Turn::each(5..8);
        assert_eq!(std::iter::from_fn(|| turn.next()).collect::<Vec<_>>(), [5, 6, 7]);
        assert_eq!(Turn::each(3..3).next(), None);
    }

    #[test]
    fn everybody_comes_again_until_the_time_is_over() {
        let turn = Turn::again(5..7, Duration::MAX);
        assert_eq!([turn.next(), turn.next(), turn.next()], [Some(5), Some(6), Some(5)]);
        assert_eq!(Turn::again(5..7, Duration::ZERO).next(), None);
    }
}
