//! The same sign-in and the same forward-auth check by oauth2-proxy, which keeps no users, in turn with ours.
//!
//! Both are as they are delivered, but that they take HTTP, and both sign people in by the same provider.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time;
use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::context::{Bench, ROUNDS, failed, unexpected};
use crate::figures::{Aim, Table, median};
use crate::peer::{self, Peer, Role};
use crate::server::{AUTHORIZE, BenchServer, CALLBACK, CLIENT_ID, CLIENT_SECRET};
use crate::session::Target;
use crate::sign_in::{Browser, Cookies, Place, Turn};
use crate::start_up::closed_port;
use crate::wire::{self, Connection};

const DOING: &str = "running oauth2-proxy";
/// The prefix of its paths, so that the provider sends people back to the same address as ours.
const PREFIX: &str = "/api/auth/providers/p0";
const COOKIES: Cookies = Cookies { pending: "_oauth2_proxy_csrf", session: "_oauth2_proxy=" };
/// How many sign-ins are under way at once.
const LOADS: [usize; 2] = [1, 16];
/// A start that takes longer has failed.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A running oauth2-proxy. Dropping it ends it.
struct Counterpart {
    _child: Child,
    address: SocketAddr,
    process: u32,
}

/// Fills in the part of the table about oauth2-proxy, if there is one.
pub(crate) async fn measure(bench: &Bench, program: Option<&Path>, table: &mut Table) -> Result<(), Error> {
    let Some(program) = program else {
        console::note("oauth2-proxy: left out without `--oauth2-proxy PROGRAM`");
        return Ok(());
    };
    let idp = Peer::start(Role::Idp { people: 1 }).await?;
    let server = BenchServer::start_ready(bench, 1, &idp.issuer()).await?;
    let counterpart = Counterpart::start(program, &idp.issuer()).await?;
    let ours = Place::new(&server, &idp, AUTHORIZE)?;
    let theirs = counterpart.place(&idp);
    sign_ins(bench, [&ours, &theirs], table).await?;
    checks(bench, [&ours, &theirs], table).await
}

/// One person signs in again and again, here and there in turn.
async fn sign_ins(bench: &Bench, places: [&Place; 2], table: &mut Table) -> Result<(), Error> {
    for in_flight in LOADS {
        let mut rounds = [Vec::new(), Vec::new()];
        for round in 1..=ROUNDS {
            console::note(&format!("oauth2-proxy: sign-ins, {in_flight} in flight, round {round} of {ROUNDS}"));
            for (place, rounds) in places.iter().zip(&mut rounds) {
                if round == 1 {
                    place.round(in_flight, &Turn::again(0..1, bench.round / 4)).await?;
                }
                rounds.push(place.round(in_flight, &Turn::again(0..1, bench.round)).await?.processor);
            }
        }
        let [ours, theirs] = rounds.map(median);
        let name = format!("sign-in next to oauth2-proxy, {in_flight} in flight");
        table.tell(name, format!("{ours:.2} ms, theirs {theirs:.2} ms"));
        table.compare("  ratio of processor time", ours / theirs.max(f64::MIN_POSITIVE), "", Aim::AtMost(0.6));
    }
    Ok(())
}

/// A proxy asks whether somebody is signed in, here and there in turn.
async fn checks(bench: &Bench, places: [&Place; 2], table: &mut Table) -> Result<(), Error> {
    let mut targets = Vec::new();
    for (place, path) in places.into_iter().zip(["/api/auth/verify".to_owned(), format!("{PREFIX}/auth")]) {
        let mut browser = Browser::open(place.server, place.idp).await?;
        let (_, cookie) = browser.sign_in(place.authorize, place.cookies, &peer::subject(0)).await?;
        targets.push(target(place, &path, &cookie).await?);
    }
    let mut rounds = [Vec::new(), Vec::new()];
    for target in &targets {
        target.round(bench.round / 4).await?;
    }
    for round in 1..=ROUNDS {
        console::note(&format!("oauth2-proxy: forward-auth, round {round} of {ROUNDS}"));
        for (target, rounds) in targets.iter().zip(&mut rounds) {
            rounds.push(target.round(bench.round).await?.processor);
        }
    }
    let [ours, theirs] = rounds.map(median);
    table.tell("forward-auth next to oauth2-proxy", format!("{ours:.1} µs, theirs {theirs:.1} µs"));
    table.compare("  ratio of processor time", ours / theirs.max(f64::MIN_POSITIVE), "", Aim::AtMost(0.2));
    Ok(())
}

/// The check of that cookie, as a proxy asks for it.
async fn target(place: &Place, path: &str, cookie: &str) -> Result<Target, Error> {
    let request: Arc<[u8]> = wire::get(path, &format!("Cookie: {cookie}\r\nAccept: application/json\r\n")).into();
    let mut connection = Connection::open(place.server).await.map_err(failed(DOING))?;
    let answer = connection.exchange(&request).await.map_err(failed(DOING))?;
    let (status, length) = (answer.status, answer.body.len());
    if !(200..300).contains(&status) {
        return Err(unexpected(DOING, answer.summary()));
    }
    Ok(Target { address: place.server, process: place.process, request, status, length })
}

impl Counterpart {
    async fn start(program: &Path, issuer: &str) -> Result<Self, Error> {
        let address = closed_port()?;
        let child = command(program, issuer, address).spawn().map_err(failed(DOING))?;
        let process = child.id().ok_or_else(|| unexpected(DOING, "it has ended"))?;
        // It does not say which port it has taken, so that it is given one.
        let mut ticks = time::interval(Duration::from_millis(50));
        let listening = async {
            while Connection::open(address).await.is_err() {
                ticks.tick().await;
            }
        };
        time::timeout(TIMEOUT, listening).await.map_err(|_| unexpected(DOING, "it does not listen"))?;
        Ok(Self { _child: child, address, process })
    }

    fn place(&self, idp: &Peer) -> Place {
        // Below [`PREFIX`].
        let authorize = "/api/auth/providers/p0/start";
        Place { server: self.address, process: self.process, idp: idp.address, authorize, cookies: COOKIES }
    }
}

fn command(program: &Path, issuer: &str, address: SocketAddr) -> Command {
    let mut command = Command::new(program);
    command.env_clear().args([
        "--provider=oidc",
        "--code-challenge-method=S256",
        "--cookie-secure=false",
        "--email-domain=*",
        "--upstream=static://202",
    ]);
    command.args([
        format!("--oidc-issuer-url={issuer}"),
        format!("--client-id={CLIENT_ID}"),
        format!("--client-secret={CLIENT_SECRET}"),
        format!("--redirect-url={CALLBACK}"),
        format!("--proxy-prefix={PREFIX}"),
        format!("--cookie-secret={}", "k".repeat(32)),
        format!("--http-address={address}"),
    ]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
    command
}
