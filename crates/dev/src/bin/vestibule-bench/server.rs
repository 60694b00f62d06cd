//! The program that is measured, as a process with its own folder.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader, Lines};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time;
use vestibule_dev::error::Error;

use crate::context::{Bench, failed, unexpected, write};
use crate::machine;
use crate::wire::{self, Connection};

pub(crate) const CLIENT_ID: &str = "bench";
pub(crate) const CLIENT_SECRET: &str = "bench-secret-of-no-worth";
/// The first provider's paths, at an address that nobody listens on: the client knows the real one, and every URL of
/// the program comes from its configuration.
pub(crate) const AUTHORIZE: &str = "/api/auth/providers/p0/authorize";
pub(crate) const CALLBACK: &str = "http://localhost:3000/api/auth/providers/p0/callback";
/// The paths of the provider that hangs, where there is one.
pub(crate) const HANGING_AUTHORIZE: &str = "/api/auth/providers/hanging/authorize";
pub(crate) const HANGING_CALLBACK: &str = "http://localhost:3000/api/auth/providers/hanging/callback";
pub(crate) const PUBLIC_URL: &str = "http://localhost:3000";
const LIMITS: [&str; 3] = ["AUTHORIZE_PER_MINUTE", "CALLBACK_FAILURES_PER_MINUTE", "PASSWORD_PER_MINUTE"];
/// A start that takes longer has failed.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A running program. Dropping it ends it and forgets its folder.
pub(crate) struct BenchServer {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process to the line that says where it listens.
    pub(crate) listening: Duration,
    /// From the start of the process to its first answer.
    pub(crate) answering: Duration,
    pub(crate) folder: TempDir,
    /// How many reloads by signal the log has reported.
    reloads: watch::Receiver<u64>,
}

/// Where the program will run: an empty folder with a configuration of `providers` providers of one upstream.
pub(crate) fn prepare(bench: &Bench, providers: usize, issuer: &str) -> Result<TempDir, Error> {
    let folder = bench.folder()?;
    write(&folder.path().join("config.toml"), &configuration(providers, issuer))?;
    Ok(folder)
}

fn configuration(providers: usize, issuer: &str) -> String {
    let mut text = format!("public_url = \"{PUBLIC_URL}\"\nlisten = \"127.0.0.1:0\"\n");
    for number in 0..providers {
        text.push_str(&provider(&format!("p{number}"), issuer));
    }
    text
}

fn provider(id: &str, issuer: &str) -> String {
    format!(
        "\n[providers.{id}]\ndefinition = \"pocketid\"\nenabled = true\n[providers.{id}.credentials]\n\
         issuer_url = \"{issuer}\"\nclient_id = \"{CLIENT_ID}\"\nclient_secret = \"{CLIENT_SECRET}\"\n"
    )
}

impl BenchServer {
    /// Starts the program in a prepared folder and waits for its first answer.
    pub(crate) async fn start(bench: &Bench, folder: TempDir) -> Result<Self, Error> {
        let started = Instant::now();
        let mut child = command(&bench.program, folder.path()).spawn().map_err(failed("starting the program"))?;
        let log = child.stderr.take().ok_or_else(|| unexpected("starting the program", "it has no log"))?;
        let mut log = BufReader::new(log).lines();
        let found = time::timeout(TIMEOUT, find_address(&mut log)).await;
        let address = found.map_err(|_| unexpected("starting the program", "it does not say where it listens"))??;
        let listening = started.elapsed();
        // Somebody has to read the log, or the program would wait for it.
        let (reloaded, reloads) = watch::channel(0);
        tokio::spawn(async move {
            while let Ok(Some(line)) = log.next_line().await {
                reloaded.send_modify(|count| *count += u64::from(line.contains("configuration reloaded")));
            }
        });
        first_answer(address).await.map_err(failed("waiting for the program's first answer"))?;
        Ok(Self { child, address, listening, answering: started.elapsed(), folder, reloads })
    }

    /// Reads everything again, and waits until that is done.
    pub(crate) async fn reload(&mut self) -> Result<(), Error> {
        const DOING: &str = "reloading the program";
        let before = *self.reloads.borrow_and_update();
        let sent = Command::new("kill").args(["-HUP", &self.id()?.to_string()]).status().await;
        sent.map_err(failed(DOING))?;
        let done = time::timeout(TIMEOUT, self.reloads.wait_for(|count| *count > before)).await;
        done.map_err(|error| unexpected(DOING, error))?.map_err(|error| unexpected(DOING, error)).map(|_| ())
    }

    /// Starts the program and waits until all its providers can be used.
    pub(crate) async fn start_ready(bench: &Bench, providers: usize, issuer: &str) -> Result<Self, Error> {
        let server = Self::start(bench, prepare(bench, providers, issuer)?).await?;
        server.ready(providers).await
    }

    /// The same with one provider that can be used, and another one of an upstream that hangs.
    pub(crate) async fn start_with_hanging_provider(bench: &Bench, issuer: &str, hanging: &str) -> Result<Self, Error> {
        let folder = bench.folder()?;
        let text = format!("{}{}", configuration(1, issuer), provider("hanging", hanging));
        write(&folder.path().join("config.toml"), &text)?;
        Self::start(bench, folder).await?.ready(2).await
    }

    /// Waits until so many providers can be used.
    pub(crate) async fn ready(self, providers: usize) -> Result<Self, Error> {
        let ready = time::timeout(TIMEOUT, self.until_ready(providers)).await;
        ready.map_err(|_| unexpected("waiting for the providers", "some did not come up in time"))??;
        Ok(self)
    }

    /// There is nothing to subscribe to from outside, so it asks.
    pub(crate) async fn until_ready(&self, providers: usize) -> Result<(), Error> {
        let doing = || failed("waiting for the providers");
        let mut connection = Connection::open(self.address).await.map_err(doing())?;
        let mut ticks = time::interval(Duration::from_millis(20));
        loop {
            ticks.tick().await;
            let request = wire::get("/api/auth/providers", "");
            let answer = connection.exchange(&request).await.map_err(doing())?;
            let listed: Value = serde_json::from_slice(answer.body).unwrap_or_default();
            if listed["providers"].as_array().is_some_and(|listed| listed.len() == providers) {
                return Ok(());
            }
        }
    }

    /// Processor time used so far.
    pub(crate) fn processor_time(&self) -> Result<Duration, Error> {
        machine::processor_time(self.id()?)
    }

    /// Memory in MiB, once it has come to rest: six readings in a row, three seconds, that differ by less than a
    /// hundredth, or the last of thirty. The allocator keeps what is freed for a while.
    pub(crate) async fn memory_settled(&self) -> Result<f64, Error> {
        let mut ticks = time::interval(Duration::from_millis(500));
        let (mut rested, mut level) = (0, 0.0);
        for _ in 0..30 {
            ticks.tick().await;
            let now = machine::resident_memory(self.id()?)?;
            if (now - level).abs() < now / 100.0 {
                rested += 1;
            } else {
                (rested, level) = (0, now);
            }
            if rested == 5 {
                break;
            }
        }
        Ok(level)
    }

    /// The part of its memory that is in no file, in MiB.
    pub(crate) fn own_memory(&self) -> Result<f64, Error> {
        machine::own_memory(self.id()?)
    }

    /// Ends the program and hands its folder on to the next start.
    pub(crate) async fn stop(mut self) -> Result<TempDir, Error> {
        self.child.kill().await.map_err(failed("ending the program"))?;
        Ok(self.folder)
    }

    /// Its process id.
    pub(crate) fn id(&self) -> Result<u32, Error> {
        self.child.id().ok_or_else(|| unexpected("measuring the program", "it has ended"))
    }
}

/// Nothing of our own environment reaches it, so that two people measure the same. The limits are off.
fn command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("serve").current_dir(folder).env_clear();
    command.envs(LIMITS.map(|limit| (format!("VESTIBULE_LIMITS__{limit}"), "0")));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn find_address(log: &mut Lines<BufReader<impl AsyncRead + Unpin>>) -> Result<SocketAddr, Error> {
    const DOING: &str = "reading the program's log";
    let mut said = String::new();
    while let Some(line) = log.next_line().await.map_err(failed(DOING))? {
        if let Some(address) = parse_address(&line) {
            return Ok(address);
        }
        said.push_str(&line);
        said.push('\n');
    }
    Err(unexpected(DOING, format!("it ended before it listened: {}", said.trim_end())))
}

/// `{"message":"listening","address":"127.0.0.1:40123",…}`
fn parse_address(line: &str) -> Option<SocketAddr> {
    let event: Value = serde_json::from_str(line).ok()?;
    (event["message"] == "listening").then(|| event["address"].as_str()?.parse().ok())?
}

async fn first_answer(address: SocketAddr) -> std::io::Result<()> {
    let mut connection = Connection::open(address).await?;
    let request = wire::get("/healthz", "");
    let answer = connection.exchange(&request).await?;
    if answer.status == 200 { Ok(()) } else { Err(std::io::Error::other(answer.summary())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_one_that_the_program_accepts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        write(&path, &configuration(3, "http://127.0.0.1:9")).unwrap();
        let limits = LIMITS.map(|limit| (format!("VESTIBULE_LIMITS__{limit}"), "0".to_owned()));
        let sources = vestibule_config::Sources {
            config_file: None,
            environment: limits.to_vec(),
            working_dir: folder.path().to_owned(),
        };
        let config = vestibule_config::load(&sources).unwrap();
        assert_eq!(config.providers.len(), 3);
        assert!(config.providers.iter().all(|provider| provider.settings.enabled));
        let limits = &config.limits;
        let limits = [limits.authorize_per_minute, limits.callback_failures_per_minute, limits.password_per_minute];
        assert_eq!(limits, [0, 0, 0]);
        assert!(CALLBACK.starts_with(PUBLIC_URL));
    }

    #[test]
    fn the_address_is_in_the_line_that_says_so() {
        for (line, expected) in [
            (r#"{"level":"INFO","message":"listening","address":"127.0.0.1:40123"}"#, Some("127.0.0.1:40123")),
            (r#"{"message":"configuration","address":"127.0.0.1:40123"}"#, None),
            (r#"{"message":"listening"}"#, None),
            ("listening", None),
        ] {
            assert_eq!(parse_address(line), expected.map(|address| address.parse().unwrap()), "{line}");
        }
    }
}
