//! The weight of the main pages: everything that travels until a browser without a cache can show one.

use std::collections::BTreeSet;
use std::fs;

use vestibule_dev::error::Error;

use crate::context::{Bench, failed, unexpected, write};
use crate::figures::{Table, grouped};
use crate::peer::{Peer, Role};
use crate::server::{self, BenchServer};
use crate::sign_in;
use crate::wire;

const DOING: &str = "loading a page";
const CLOSE: &str = "Connection: close\r\nAccept: text/html,*/*;q=0.8\r\n";
const GZIP: &str = "Accept-Encoding: gzip\r\n";
/// Whoever signs in with the measured provider is an administrator.
const RIGHTS: &str = "[providers.p0]\nadmin_email_domains = [\"example.com\"]\n";

/// Pages that are seen by anybody, then those of a signed-in administrator.
const OPEN: [(&str, &str); 2] =
    [("login page", "/login"), ("login page with an error", "/login?error=access_denied&provider=p0")];
const SIGNED_IN: [(&str, &str); 8] = [
    ("account page", "/account"),
    ("providers", "/admin/providers"),
    ("catalogue", "/admin/providers/new"),
    ("form of a provider", "/admin/providers/new/pocketid"),
    ("users", "/admin/users"),
    ("audit log", "/admin/audit"),
    ("statistics", "/admin/statistics"),
    ("registry", "/admin/registry"),
];

/// Fills in the part of the table about pages.
pub(crate) async fn measure(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    let idp = Peer::start(Role::Idp { people: 1 }).await?;
    let folder = server::prepare(bench, 1, &idp.issuer())?;
    let more = folder.path().join("config.d");
    fs::create_dir(&more).map_err(failed("making a folder for configuration"))?;
    write(&more.join("rights.toml"), RIGHTS)?;
    let server = BenchServer::start(bench, folder).await?.ready(1).await?;
    let weigh = async |table: &mut Table, name: &str, path: &str, lines: &str| {
        let page = load(&server, path, lines).await?;
        let assets = assets(&String::from_utf8_lossy(&page));
        let mut all = page.len();
        for asset in &assets {
            all += load(&server, asset, lines).await?.len();
        }
        #[expect(clippy::cast_precision_loss, reason = "a page is far below 2^52 bytes")]
        let [page, all] = [page.len(), all].map(|bytes| grouped(bytes as f64));
        table.tell(name, format!("{all} bytes, {} requests, HTML {page} bytes", 1 + assets.len()));
        Ok::<_, Error>(())
    };
    for (name, path) in OPEN {
        weigh(table, name, path, GZIP).await?;
    }
    weigh(table, "login page, nothing compressed", "/login", "").await?;
    let cookie = format!("{GZIP}Cookie: {}\r\n", sign_in::session_cookie(&server, &idp).await?);
    for (name, path) in SIGNED_IN {
        weigh(table, name, path, &cookie).await?;
    }
    Ok(())
}

/// All bytes of an answer that must be 200, head and body as they travelled.
async fn load(server: &BenchServer, path: &str, lines: &str) -> Result<Vec<u8>, Error> {
    let request = wire::get(path, &format!("{CLOSE}{lines}"));
    let bytes = wire::load(server.address, &request).await.map_err(failed(DOING))?;
    let begins_well = bytes.starts_with(b"HTTP/1.1 200 ");
    begins_well.then_some(bytes).ok_or_else(|| unexpected(DOING, format!("{path} is not answered with 200")))
}

/// What the page names below `/assets/`, each once.
fn assets(html: &str) -> BTreeSet<String> {
    let values = html.split(['"', '\'']).filter(|text| text.starts_with("/assets/"));
    values.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_counts_once() {
        let html =
            r#"<link href="/assets/app.css"><img src='/assets/a.svg'><img src="/assets/a.svg"><a href="/login">"#;
        assert_eq!(assets(html).into_iter().collect::<Vec<_>>(), ["/assets/a.svg", "/assets/app.css"]);
    }
}
