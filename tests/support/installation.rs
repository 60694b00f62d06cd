//! One installation of the program: a folder of its own, an address, and what is written in its configuration.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{Browser, Ended, Program, program::preceded, run, run_with_input, vestibule};
use http::Method;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpSocket;
use url::Url;
use vestibule_core::{clock::SystemClock, definition::SigningAlgorithm, random::OsRandom};
use vestibule_demo_idp::{Client, DemoIdp, Options};

/// A port on loopback that nobody else gets while this lives.
pub struct Port {
    number: u16,
    /// Bound and never listened on: on Linux this keeps the port from being given away, and the program can still have
    /// it. Elsewhere two sockets cannot share a port, so there it is only known to have been free.
    _reservation: Option<TcpSocket>,
}

impl Port {
    /// A free one. As long as nobody listens on it, it is a closed port.
    pub fn reserve() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let number = socket.local_addr().unwrap().port();
        Self { number, _reservation: cfg!(target_os = "linux").then_some(socket) }
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.number)
    }
}

/// A folder into which nobody else can look, as the one of a configuration with secrets should be.
fn private_folder() -> TempDir {
    tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o700)).tempdir().unwrap()
}

/// An installation that may be started and stopped.
pub struct Installation {
    /// Where browsers find it.
    pub base: Url,
    folder: TempDir,
    port: Port,
    variables: Vec<(String, String)>,
}

impl Installation {
    /// An empty folder, and an address that nobody else gets.
    #[expect(clippy::new_without_default, reason = "it reserves a port: nothing that should happen by default")]
    pub fn new() -> Self {
        let port = Port::reserve();
        let base = Url::parse(&format!("http://localhost:{}/", port.number)).unwrap();
        let public_url = base.origin().ascii_serialization();
        let variables = vec![
            ("VESTIBULE_LISTEN".to_owned(), port.address()),
            ("VESTIBULE_PUBLIC_URL".to_owned(), public_url),
            // Every request of a test comes from the same address.
            ("VESTIBULE_LIMITS__AUTHORIZE_PER_MINUTE".to_owned(), "0".to_owned()),
            // Nobody sends requests elsewhere when a server stops.
            ("VESTIBULE_SHUTDOWN__GRACE".to_owned(), "0s".to_owned()),
            ("VESTIBULE_METRICS__TOKEN".to_owned(), METRICS_TOKEN.to_owned()),
        ];
        Self { base, folder: private_folder(), port, variables }
    }

    /// Another folder for the same address, which is `other`'s.
    pub fn at(other: &Self) -> Self {
        let port = Port { number: other.port.number, _reservation: None };
        Self { base: other.base.clone(), folder: private_folder(), port, variables: other.variables.clone() }
    }

    /// The folder in which the program is started.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// The address to listen on.
    pub fn address(&self) -> String {
        self.port.address()
    }

    /// Writes `config.toml`.
    pub fn configure(&self, text: &str) {
        fs::write(self.path("config.toml"), text).unwrap();
    }

    /// Sets a variable for every command from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(other, _)| other != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Takes a variable away.
    pub fn unset(&mut self, name: &str) {
        self.variables.retain(|(other, _)| other != name);
    }

    /// The variables that every command gets.
    pub fn variables(&self) -> &[(String, String)] {
        &self.variables
    }

    /// The value of such a variable.
    pub fn variable(&self, name: &str) -> &str {
        self.variables.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str()).unwrap()
    }

    fn environment(&self) -> Vec<(&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// Starts the server, and waits until it listens.
    pub async fn serve(&self) -> Program {
        let mut program = Program::start(self.folder(), &["serve"], &self.environment());
        program.until_log("\"listening\"").await;
        program
    }

    /// Starts the server, and waits until it answers. It listens before it has opened its database, and a start that is
    /// stopped is given up after two seconds: what such a server leaves behind depends on how fast the machine is.
    pub async fn serve_answering(&self) -> Program {
        let program = self.serve().await;
        assert_eq!(self.browser().get("/healthz").await.status, http::StatusCode::OK);
        program
    }

    /// Starts the server completely and ends it in order.
    pub async fn serve_once(&self) -> Ended {
        self.serve_answering().await.terminate().await
    }

    /// Starts the server, and waits until the provider `op` can be used.
    pub async fn serve_ready(&self) -> Program {
        let mut program = self.serve().await;
        program.until_log(&state_line("op", "ready")).await;
        program
    }

    /// Like [`Installation::serve_ready`], by another command that becomes the program: `through`, the program, `serve`.
    pub async fn serve_ready_through(&self, through: &[&str]) -> Program {
        let command = vestibule(self.folder(), &["serve"], &self.environment());
        let mut program = Program::spawn(preceded(through, command));
        program.until_log(&state_line("op", "ready")).await;
        program
    }

    /// Starts a command, without waiting for anything.
    pub fn start(&self, arguments: &[&str]) -> Program {
        Program::start(self.folder(), arguments, &self.environment())
    }

    /// Starts a command through another one, which gets it as its last arguments.
    pub fn start_under(&self, wrapper: &[&str], arguments: &[&str]) -> Program {
        Program::start_under(wrapper, self.folder(), arguments, &self.environment())
    }

    /// Runs a command that ends by itself.
    pub async fn run(&self, arguments: &[&str]) -> Ended {
        run(self.folder(), arguments, &self.environment()).await
    }

    /// Runs a command that reads something on stdin.
    pub async fn run_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        run_with_input(self.folder(), arguments, &self.environment(), input).await
    }

    /// Runs the server where it cannot start, and returns the last thing that it says; it must end with exit code 2.
    pub async fn refusal(&self) -> String {
        let ended = self.run(&["serve"]).await;
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert_eq!(ended.stdout, "", "stdout belongs to what a command prints");
        ended.stderr.lines().filter(|line| !line.starts_with('{')).map(|line| format!("{line}\n")).collect()
    }

    /// What `/metrics` answers to a program with the token of the configuration.
    pub async fn metrics(&self) -> String {
        let authorization = format!("Bearer {METRICS_TOKEN}");
        self.browser().send(Method::GET, "/metrics", &[("authorization", &authorization)], None).await.body
    }

    /// A browser with no cookies.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// A demonstration provider that knows this installation under these client ids, and approves its first person at
    /// once.
    pub async fn upstream(&self, clients: &[&str]) -> DemoIdp {
        self.upstream_for(clients.iter().map(|id| self.client(id)).collect()).await
    }

    /// The same for these clients.
    pub async fn upstream_for(&self, clients: Vec<Client>) -> DemoIdp {
        let mut options = Options::new(Arc::new(SystemClock), Arc::new(OsRandom));
        // Without optimisation, an RSA key takes most of a second to make.
        options.signing = SigningAlgorithm::ES256;
        options.auto_approve = options.people.first().map(|person| person.subject.clone());
        options.clients = clients;
        DemoIdp::start(options).await.unwrap()
    }

    /// This installation as a provider knows it.
    pub fn client(&self, id: &str) -> Client {
        let callback = self.base.join(&format!("api/auth/providers/{id}/callback")).unwrap();
        Client::confidential(id, SECRET, callback.as_str())
    }
}

/// What programs read the metrics with.
pub const METRICS_TOKEN: &str = "metrics-token-of-the-tests";

/// What no message and no log may repeat.
pub const SECRET: &str = "canary-4711";

/// The section of a provider that is a Pocket ID at `issuer`.
pub fn provider(id: &str, issuer: &str) -> String {
    format!(
        "[providers.{id}]\ndefinition = \"pocketid\"\nenabled = true\n[providers.{id}.credentials]\n\
         issuer_url = \"{issuer}\"\nclient_id = \"{id}\"\nclient_secret = \"{SECRET}\"\n"
    )
}

/// What the log says when a provider gets into a state.
pub fn state_line(provider: &str, state: &str) -> String {
    format!("\"provider\":\"{provider}\",\"state\":\"{state}\"")
}

/// The lines of a log.
pub fn log_lines(log: &str) -> Vec<Value> {
    log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}
