//! What it costs to be the OpenID provider of applications: a sign-in to an app with a session that is there, a refresh, and
//! a forward-auth check with a signed identity next to one without.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::Value;
use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::context::{Bench, ROUNDS, failed, unexpected, write};
use crate::figures::{Aim, Table, grouped, median, milliseconds};
use crate::nodes;
use crate::peer::{Peer, Role};
use crate::server::{self, BenchServer};
use crate::session::{CONNECTIONS, Round, Target};
use crate::sign_in;
use crate::wire::{self, Connection};

const DOING: &str = "signing in to an app";
const CLIENT_ID: &str = "bench-app";
const CLIENT_SECRET: &str = "a-secret-of-no-worth-for-the-bench";
const REDIRECT_URI: &str = "https://app.example.com/callback";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Two apps that differ in what their ID tokens are signed with: the usual RS256, and ES256, which is cheaper to make.
const ALGORITHMS: [&str; 2] = ["RS256", "ES256"];

/// What a server of this part has in addition to a provider.
fn configuration(identity_token: bool) -> String {
    let mut text =
        format!("[network]\ntrusted_proxies = [\"127.0.0.1\"]\n[forward_auth]\nidentity_token = {identity_token}\n");
    for algorithm in ALGORITHMS {
        let id = id_of(algorithm);
        text.push_str(&format!(
            "[apps.{id}]\ndefinition = \"openid\"\nclient_secret = \"{CLIENT_SECRET}\"\n\
             id_token_algorithm = \"{algorithm}\"\nsettings = {{ redirect_uris = [\"{REDIRECT_URI}\"] }}\n"
        ));
    }
    text
}

pub(crate) fn id_of(algorithm: &str) -> String {
    format!("{CLIENT_ID}-{}", algorithm.to_ascii_lowercase())
}

/// A server with the apps, on its own database or on this one, with the key of another node.
pub(crate) async fn start(
    bench: &Bench,
    issuer: &str,
    identity_token: bool,
    database: Option<(&str, Option<&Path>)>,
) -> Result<BenchServer, Error> {
    let folder = match database {
        None => server::prepare(bench, 1, issuer)?,
        Some((url, key)) => nodes::prepare(bench, url, issuer, key)?,
    };
    let more = folder.path().join("config.d");
    std::fs::create_dir(&more).map_err(failed("making a folder for configuration"))?;
    write(&more.join("apps.toml"), &configuration(identity_token))?;
    BenchServer::start(bench, folder).await?.ready(1).await
}

/// Fills in the part of the table about apps.
pub(crate) async fn measure(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    let idp = Peer::start(Role::Idp { people: 1 }).await?;
    let plain = start(bench, &idp.issuer(), false, None).await?;
    let signed = start(bench, &idp.issuer(), true, None).await?;
    let cookie = sign_in::session_cookie(&plain, &idp).await?;
    for algorithm in ALGORITHMS {
        console::note(&format!("apps: sign-ins and refreshes with {algorithm}"));
        let aims = (algorithm == "ES256").then_some((Aim::AtMost(0.5), Aim::AtMost(0.3)));
        tokens(bench, (&plain, &cookie), algorithm, aims, table).await?;
    }
    let signed_cookie = sign_in::session_cookie(&signed, &idp).await?;
    checks(bench, [(&plain, &cookie), (&signed, &signed_cookie)], table).await
}

/// Sign-ins and refreshes, one at a time.
async fn tokens(
    bench: &Bench,
    (server, cookie): (&BenchServer, &str),
    algorithm: &str,
    aims: Option<(Aim, Aim)>,
    table: &mut Table,
) -> Result<(), Error> {
    let mut app = AppClient::open(server.address, &id_of(algorithm)).await?;
    let mut refresh_token = app.sign_in(cookie).await?;
    let (mut sign_ins, mut refreshes) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        sign_ins.push(timed(bench, server, async || app.sign_in(cookie).await.map(drop)).await?);
        refreshes.push(
            timed(bench, server, async || {
                refresh_token = app.refresh(&refresh_token).await?;
                Ok(())
            })
            .await?,
        );
    }
    for (name, figures, aim) in [
        ("sign-in to an app", sign_ins, aims.map(|aims| aims.0)),
        ("token refresh", refreshes, aims.map(|aims| aims.1)),
    ] {
        let each = |figure: fn(&Cost) -> f64| median(figures.iter().map(figure));
        table.tell(format!("{name}, {algorithm}"), format!("{:.2} ms", each(|cost| cost.lasted)));
        let processor = each(|cost| cost.processor);
        match aim {
            Some(aim) => table.compare("  processor time of the program", processor, "ms", aim),
            None => table.tell("  processor time of the program", format!("{processor:.2} ms")),
        }
    }
    Ok(())
}

/// What one of many took, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Cost {
    lasted: f64,
    processor: f64,
}

/// Does it again and again for one round.
async fn timed(
    bench: &Bench,
    server: &BenchServer,
    mut work: impl AsyncFnMut() -> Result<(), Error>,
) -> Result<Cost, Error> {
    let (before, started, mut count) = (server.processor_time()?, Instant::now(), 0_u32);
    while started.elapsed() < bench.round {
        work().await?;
        count += 1;
    }
    let count = f64::from(count.max(1));
    let used = server.processor_time()? - before;
    Ok(Cost { lasted: milliseconds(started.elapsed()) / count, processor: milliseconds(used) / count })
}

/// Forward-auth with a signed identity, and without.
async fn checks(bench: &Bench, servers: [(&BenchServer, &str); 2], table: &mut Table) -> Result<(), Error> {
    let target = |(server, cookie): (&BenchServer, &str)| {
        let lines = format!(
            "Cookie: {cookie}\r\nAccept: application/json\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Method: GET\r\n\
             X-Forwarded-Host: app.example.com\r\nX-Forwarded-Uri: /\r\n"
        );
        let request: Arc<[u8]> = wire::get("/api/auth/verify", &lines).into();
        Ok::<_, Error>(Target { address: server.address, process: server.id()?, request, status: 200, length: 0 })
    };
    let [plain, signed] = [target(servers[0])?, target(servers[1])?];
    let (mut plain_rounds, mut signed_rounds) = (Vec::new(), Vec::new());
    for target in [&plain, &signed] {
        target.round(bench.round / 4).await?;
    }
    for round in 1..=ROUNDS {
        console::note(&format!("apps: forward-auth, round {round} of {ROUNDS}"));
        plain_rounds.push(plain.round(bench.round).await?);
        signed_rounds.push(signed.round(bench.round).await?);
    }
    let of = |rounds: &[Round], figure: fn(&Round) -> f64| median(rounds.iter().map(figure));
    let rates = [&signed_rounds, &plain_rounds].map(|rounds| of(rounds, |round| round.per_second));
    let times = [&signed_rounds, &plain_rounds].map(|rounds| of(rounds, |round| round.processor));
    table.tell(
        format!("forward-auth with identity token, {CONNECTIONS} connections"),
        format!("{} /s", grouped(rates[0])),
    );
    table.tell("  without", format!("{} /s", grouped(rates[1])));
    table.compare("  ratio", rates[0] / rates[1].max(f64::MIN_POSITIVE), "", Aim::AtLeast(0.8));
    table.tell("  processor time of the program", format!("{:.1} µs, without {:.1} µs", times[0], times[1]));
    Ok(())
}

/// A relying party.
pub(crate) struct AppClient {
    connection: Connection,
    client_id: String,
}

impl AppClient {
    pub(crate) async fn open(address: SocketAddr, client_id: &str) -> Result<Self, Error> {
        let connection = Connection::open(address).await.map_err(failed(DOING))?;
        Ok(Self { connection, client_id: client_id.to_owned() })
    }

    /// From the app to the code and its exchange; returns the refresh token.
    async fn sign_in(&mut self, cookie: &str) -> Result<String, Error> {
        let code = self.code(cookie).await?;
        self.exchange(&code).await?.ok_or_else(|| unexpected(DOING, "the code was refused"))
    }

    /// The code that a browser with a session brings.
    pub(crate) async fn code(&mut self, cookie: &str) -> Result<String, Error> {
        let path = format!(
            "/api/oidc/authorize?client_id={}&redirect_uri={REDIRECT_URI}&response_type=code&state=s&nonce=n\
             &scope=openid+profile+email+groups+offline_access&code_challenge={CHALLENGE}&code_challenge_method=S256",
            self.client_id
        );
        let request = wire::get(&path, &format!("Accept: text/html\r\nCookie: {cookie}\r\n"));
        let answer = self.connection.exchange(&request).await.map_err(failed(DOING))?;
        let code = answer.header("location").filter(|to| to.starts_with(REDIRECT_URI)).and_then(|to| {
            let (_, query) = to.split_once('?')?;
            query.split('&').find_map(|pair| pair.strip_prefix("code="))
        });
        code.map(str::to_owned).ok_or_else(|| unexpected(DOING, answer.summary()))
    }

    /// The refresh token that a code gives; `None` when it is refused.
    pub(crate) async fn exchange(&mut self, code: &str) -> Result<Option<String>, Error> {
        let fields =
            format!("grant_type=authorization_code&code={code}&redirect_uri={REDIRECT_URI}&code_verifier={VERIFIER}");
        self.token(&fields).await
    }

    async fn refresh(&mut self, token: &str) -> Result<String, Error> {
        let next = self.try_refresh(token).await?;
        next.ok_or_else(|| unexpected(DOING, "the refresh token was refused"))
    }

    /// The next refresh token; `None` when this one is refused.
    pub(crate) async fn try_refresh(&mut self, token: &str) -> Result<Option<String>, Error> {
        self.token(&format!("grant_type=refresh_token&refresh_token={token}")).await
    }

    async fn token(&mut self, fields: &str) -> Result<Option<String>, Error> {
        let credentials = BASE64_STANDARD.encode(format!("{}:{CLIENT_SECRET}", self.client_id));
        let request = wire::post("/api/oidc/token", &format!("Authorization: Basic {credentials}\r\n"), fields);
        let answer = self.connection.exchange(&request).await.map_err(failed(DOING))?;
        let found: Value = serde_json::from_slice(answer.body).unwrap_or_default();
        match (answer.status, found["refresh_token"].as_str()) {
            (200, Some(token)) => Ok(Some(token.to_owned())),
            (400, _) if found["error"] == "invalid_grant" => Ok(None),
            _ => Err(unexpected(DOING, answer.summary())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_apps_are_ones_that_the_program_accepts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        write(&path, &format!("public_url = \"http://localhost:3000\"\n{}", configuration(true))).unwrap();
        let sources = vestibule_config::Sources {
            config_file: None,
            environment: Vec::new(),
            working_dir: folder.path().to_owned(),
        };
        let config = vestibule_config::load(&sources).unwrap();
        assert_eq!(config.apps.len(), ALGORITHMS.len());
    }
}
