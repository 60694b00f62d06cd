//! The other sides of a measurement, each a process of its own so that its cost is not the program's: the provider that
//! people are signed in with, and a server that does nothing, for comparison.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;

use axum::Json;
use axum::extract::Query;
use axum::response::Redirect;
use axum::routing;
use axum::serve::ListenerExt as _;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use vestibule_core::clock::SystemClock;
use vestibule_core::random::OsRandom;
use vestibule_demo_idp::faults::Fault;
use vestibule_demo_idp::{AccessTokens, Client, DemoIdp, Endpoint, Options, Person};
use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::context::{failed, unexpected};
use crate::server::{CALLBACK, CLIENT_ID, CLIENT_SECRET, HANGING_CALLBACK};

/// What a child process of the bench is.
#[derive(Debug, Clone, Copy, clap::Subcommand)]
pub(crate) enum Role {
    /// The demonstration identity provider, which approves whoever the `login_hint` names. It takes no pushed requests,
    /// as most upstreams do not.
    Idp {
        /// How many people it knows.
        people: usize,
    },
    /// The same, with pushed authorization requests (RFC 9126): one more request of ours for each sign-in.
    PushedIdp {
        /// How many people it knows.
        people: usize,
    },
    /// The same, with a token endpoint that never answers.
    HangingIdp {
        /// How many people it knows.
        people: usize,
    },
    /// The upstream of the plugin that is measured: it sends everybody back, and says that they are one person.
    Office,
    /// An axum server with one handler, which answers with JSON of a given length.
    Bare {
        /// Bytes in the body.
        length: usize,
    },
}

/// A running child process. Dropping it ends it.
pub(crate) struct Peer {
    child: Child,
    pub(crate) address: SocketAddr,
}

/// The subject of the person of that number.
pub(crate) fn subject(number: usize) -> String {
    format!("person-{number:06}")
}

impl Peer {
    /// Starts this program again in that role.
    pub(crate) async fn start(role: Role) -> Result<Self, Error> {
        const DOING: &str = "starting the other side of a measurement";
        let (name, size) = match role {
            Role::Idp { people } => ("idp", Some(people)),
            Role::PushedIdp { people } => ("pushed-idp", Some(people)),
            Role::HangingIdp { people } => ("hanging-idp", Some(people)),
            Role::Office => ("office", None),
            Role::Bare { length } => ("bare", Some(length)),
        };
        let own = std::env::current_exe().map_err(failed(DOING))?;
        let mut command = Command::new(own);
        command.args(["peer", name]).args(size.map(|size| size.to_string())).kill_on_drop(true);
        // Its standard input stays open as long as this process lives: that is how it learns of our end.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed(DOING))?;
        let stdout = child.stdout.take().ok_or_else(|| unexpected(DOING, "it has no standard output"))?;
        let line = BufReader::new(stdout).lines().next_line().await.map_err(failed(DOING))?;
        let line = line.ok_or_else(|| unexpected(DOING, "it ended without an address"))?;
        let address = line.parse().map_err(|error| unexpected(DOING, error))?;
        Ok(Self { child, address })
    }

    /// Its process id.
    pub(crate) fn id(&self) -> Result<u32, Error> {
        self.child.id().ok_or_else(|| unexpected("measuring the other side", "it has ended"))
    }

    /// The address as an issuer.
    pub(crate) fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Serves in that role until standard input ends.
pub(crate) async fn serve(role: Role) -> Result<(), Error> {
    match role {
        Role::Idp { people } | Role::PushedIdp { people } | Role::HangingIdp { people } => {
            let idp = DemoIdp::start(idp_options(people)).await;
            let idp = idp.map_err(|error| Error::Refused(error.to_string()))?;
            if !matches!(role, Role::PushedIdp { .. }) {
                let members = [("pushed_authorization_request_endpoint".to_owned(), serde_json::Value::Null)];
                idp.faults().set(Endpoint::Discovery, Fault::new().patch(members.into_iter().collect()));
            }
            if matches!(role, Role::HangingIdp { .. }) {
                idp.faults().set(Endpoint::Token, Fault::new().hang());
            }
            console::line(&idp.address().to_string());
            until_orphaned().await
        }
        Role::Office => serve_router(office()).await,
        Role::Bare { length } => serve_router(bare(length)).await,
    }
}

async fn serve_router(router: axum::Router) -> Result<(), Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed("listening"))?;
    console::line(&listener.local_addr().map_err(failed("listening"))?.to_string());
    let listener = listener.tap_io(|stream| {
        let _unsupported = stream.set_nodelay(true);
    });
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    until_orphaned().await?;
    serving.abort();
    Ok(())
}

async fn until_orphaned() -> Result<(), Error> {
    let read = || std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).map(|_| ());
    let ended = tokio::task::spawn_blocking(read).await.unwrap_or_else(|error| Err(error.into()));
    ended.map_err(failed("waiting for the end of the bench"))
}

/// With access tokens that are not signed, which halves the provider's own work: it shares the processors with what is
/// measured.
fn idp_options(people: usize) -> Options {
    let person = |number| Person::new(&subject(number), &format!("user{number:06}"), "Person", &number.to_string());
    let people: Vec<Person> = (0..people.max(1)).map(person).collect();
    let mut client = Client { require_pkce: true, ..Client::confidential(CLIENT_ID, CLIENT_SECRET, CALLBACK) };
    client.redirect_uris.push(HANGING_CALLBACK.to_owned());
    Options {
        auto_approve: people.first().map(|person| person.subject.clone()),
        people,
        clients: vec![client],
        access_tokens: AccessTokens::Opaque,
        ..Options::new(Arc::new(SystemClock), Arc::new(OsRandom))
    }
}

fn bare(length: usize) -> axum::Router {
    let body = bare_body(length);
    let json = [(http::header::CONTENT_TYPE, "application/json")];
    axum::Router::new().route("/", routing::get(move || async move { (json, body) }))
}

/// What the plugin of the tests speaks to.
fn office() -> axum::Router {
    let enter = |Query(asked): Query<BTreeMap<String, String>>| async move {
        Redirect::to(asked.get("back").map_or("/", String::as_str))
    };
    axum::Router::new().route("/enter", routing::get(enter)).route("/answer", routing::get(|| async { Json("7") }))
}

/// A JSON text of exactly `length` bytes, at least two.
fn bare_body(length: usize) -> bytes::Bytes {
    format!("\"{}\"", "x".repeat(length.saturating_sub(2))).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bare_answer_is_json_of_the_same_length() {
        for length in [2, 3, 512] {
            let body = bare_body(length);
            assert_eq!(body.len(), length);
            assert!(serde_json::from_slice::<String>(&body).is_ok());
        }
    }

    #[test]
    fn everybody_is_somebody_else() {
        let options = idp_options(3);
        let emails: std::collections::BTreeSet<_> = options.people.iter().map(|person| person.email.clone()).collect();
        assert_eq!(emails.len(), 3);
        assert_eq!(options.people[2].subject, subject(2));
        assert_eq!(options.auto_approve, Some(subject(0)));
    }
}
