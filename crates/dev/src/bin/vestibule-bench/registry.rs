//! A server with thousands of drop-ins and providers next to one with ten: what each of them costs, how soon a saved file
//! counts, and whether finding a provider depends on how many there are.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::time;
use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::context::{Bench, ROUNDS, failed, unexpected, write};
use crate::figures::{Aim, Table, median, milliseconds};
use crate::peer::{Peer, Role};
use crate::server::{self, BenchServer, CLIENT_ID, CLIENT_SECRET};
use crate::wire::{self, Connection};

const FEW: usize = 10;
const MANY: usize = 5000;
/// Look-ups in a row, in each of the two servers in turn.
const LOOK_UPS: usize = 500;
/// A change that takes longer has been missed.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Fills in the part of the table about the registry.
pub(crate) async fn measure(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    let idp = Peer::start(Role::Idp { people: 1 }).await?;
    console::note(&format!("registry: {FEW} definitions and providers next to {MANY}"));
    let few = start(bench, FEW, &idp.issuer()).await?;
    let many = start(bench, MANY, &idp.issuer()).await?;
    table.tell(format!("registry, {MANY} definitions and providers"), "");
    table.tell("  listening", format!("{:.0} ms", milliseconds(many.server.listening)));
    let ready = format!("{:.0} ms, processor time {:.0} ms", milliseconds(many.ready), milliseconds(many.worked));
    table.tell("  all in service", ready);
    let (small, large) = (few.server.memory_settled().await?, many.server.memory_settled().await?);
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let each = (large - small) * 1024.0 / (MANY - FEW) as f64;
    table.tell("  memory stored", format!("{large:.1} MiB, with {FEW} {small:.1} MiB"));
    table.compare("  memory of each", each, "KiB", Aim::AtMost(20.0));
    for (server, number) in [(&few.server, FEW), (&many.server, MANY)] {
        let saved = saved_to_answering(server).await?;
        table.compare(format!("  from a saved file to its route, {number}"), saved, "ms", Aim::AtMost(300.0));
    }
    look_up(&few.server, &many.server, table).await
}

struct Started {
    server: BenchServer,
    /// From the start of the process until all providers are in service, and what the processor did for it.
    ready: Duration,
    worked: Duration,
}

async fn start(bench: &Bench, number: usize, issuer: &str) -> Result<Started, Error> {
    let folder = bench.folder()?;
    std::fs::create_dir(folder.path().join("providers")).map_err(failed("making the drop-in folder"))?;
    for index in 0..number {
        write(&file(folder.path(), &format!("d{index}")), &definition(&format!("d{index}")))?;
    }
    write(&folder.path().join("config.toml"), &configuration(number, issuer))?;
    let started = Instant::now();
    let server = BenchServer::start(bench, folder).await?;
    let ready = time::timeout(TIMEOUT * 4, server.until_ready(number)).await;
    ready.map_err(|_| unexpected("waiting for the providers", "some did not come up in time"))??;
    Ok(Started { ready: started.elapsed(), worked: server.processor_time()?, server })
}

fn file(folder: &Path, id: &str) -> std::path::PathBuf {
    folder.join("providers").join(format!("{id}.toml"))
}

/// As long as people write them.
fn definition(id: &str) -> String {
    format!(
        "id = \"{id}\"\nname = \"Provider {id}\"\nprotocol = \"oidc\"\nhomepage = \"https://{id}.example\"\n\
         scopes = [\"openid\", \"profile\", \"email\"]\n\
         guide = \"Register a web application with the callback {{{{callback_url}}}} and copy its id and secret.\"\n\
         [claims]\nname = [\"name\", \"preferred_username\"]\ngroups = \"groups\"\n\
         [credentials]\ntype = \"object\"\nrequired = [\"issuer_url\", \"client_id\", \"client_secret\"]\n\
         [credentials.properties.issuer_url]\ntype = \"string\"\ntitle = \"Provider URL\"\nformat = \"uri\"\n\
         [credentials.properties.client_id]\ntype = \"string\"\ntitle = \"Client ID\"\nminLength = 1\n\
         [credentials.properties.client_secret]\ntype = \"string\"\ntitle = \"Client secret\"\nminLength = 1\n\
         writeOnly = true\n"
    )
}

/// `p0` to the last, each of a definition of its own; and `late`, whose definition is not there yet.
fn configuration(number: usize, issuer: &str) -> String {
    let mut text = format!("public_url = \"{}\"\nlisten = \"127.0.0.1:0\"\n", server::PUBLIC_URL);
    let names = (0..number).map(|index| (format!("p{index}"), format!("d{index}")));
    for (id, definition) in names.chain([("late".to_owned(), "late".to_owned())]) {
        let _ = write!(
            text,
            "\n[providers.{id}]\ndefinition = \"{definition}\"\nenabled = true\n[providers.{id}.credentials]\n\
             issuer_url = \"{issuer}\"\nclient_id = \"{CLIENT_ID}\"\nclient_secret = \"{CLIENT_SECRET}\"\n"
        );
    }
    text
}

/// From the moment that the definition `late` is saved until people are sent to its upstream, in milliseconds.
async fn saved_to_answering(server: &BenchServer) -> Result<f64, Error> {
    let path = file(server.folder.path(), "late");
    let mut taken = Vec::new();
    for _ in 0..ROUNDS {
        write(&path, &definition("late"))?;
        let saved = Instant::now();
        until(server, "a redirect", |status| status == 303).await?;
        taken.push(milliseconds(saved.elapsed()));
        std::fs::remove_file(&path).map_err(failed("taking the definition away"))?;
        until(server, "a refusal", |status| status != 303).await?;
    }
    Ok(median(taken))
}

/// There is nothing to subscribe to from outside, so it asks.
async fn until(server: &BenchServer, wanted: &str, is_wanted: fn(u16) -> bool) -> Result<(), Error> {
    const DOING: &str = "waiting until a saved file counts";
    let mut connection = Connection::open(server.address).await.map_err(failed(DOING))?;
    let request = wire::get("/api/auth/providers/late/authorize", "");
    let mut ticks = time::interval(Duration::from_millis(2));
    let deadline = Instant::now() + TIMEOUT;
    loop {
        ticks.tick().await;
        let answer = time::timeout_at(deadline.into(), connection.exchange(&request)).await;
        let answer = answer.map_err(|_| unexpected(DOING, "no answer"))?.map_err(failed(DOING))?;
        if is_wanted(answer.status) {
            return Ok(());
        }
        if Instant::now() > deadline {
            let last = String::from_utf8_lossy(answer.body);
            return Err(unexpected(
                DOING,
                format!("{wanted} was expected, the last answer is {}: {last}", answer.status),
            ));
        }
    }
}

/// How long it takes to send somebody to the upstream of the provider in the middle.
async fn look_up(few: &BenchServer, many: &BenchServer, table: &mut Table) -> Result<(), Error> {
    let mut taken = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (index, (server, number)) in [(few, FEW), (many, MANY)].into_iter().enumerate() {
            let mut connection = Connection::open(server.address).await.map_err(failed("opening a connection"))?;
            let request = wire::get(&format!("/api/auth/providers/p{}/authorize", number / 2), "");
            for _ in 0..LOOK_UPS {
                let asked = Instant::now();
                let answer = connection.exchange(&request).await.map_err(failed("asking for the upstream"))?;
                taken[index].push(milliseconds(asked.elapsed()));
                if answer.status != 303 {
                    return Err(unexpected("asking for the upstream", answer.summary()));
                }
            }
        }
    }
    let [few, many] = taken.map(median);
    table.tell("  authorize", format!("{many:.3} ms, with {FEW} {few:.3} ms"));
    table.compare("  ratio", many / few, "", Aim::AtMost(1.1));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_accepts_what_is_measured() {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("config.toml"), &configuration(3, "http://127.0.0.1:9")).unwrap();
        let working_dir = folder.path().to_owned();
        let sources = vestibule_config::Sources { config_file: None, environment: Vec::new(), working_dir };
        let config = vestibule_config::load(&sources).unwrap();
        assert_eq!(config.providers.len(), 4);
        let parsed: toml::Table = definition("late").parse().unwrap();
        assert_eq!(parsed["id"].as_str(), Some("late"));
    }
}
