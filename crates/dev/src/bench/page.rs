//! The weight of the login page: everything that travels until a browser without a cache can show it.

use std::collections::BTreeSet;

use super::figures::{Table, grouped};
use super::house::House;
use super::peer::{Peer, Role};
use super::wire;
use super::{Bench, failed, unexpected};
use crate::error::Error;

const DOING: &str = "loading the login page";
const CLOSE: &str = "Connection: close\r\nAccept: text/html,*/*;q=0.8\r\n";

/// Fills in the part of the table about the login page.
pub(super) async fn measure(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    let idp = Peer::start(Role::Idp { people: 1 }).await?;
    let house = House::start_ready(bench, 1, &idp.issuer()).await?;
    let load = async |path: &str, more: &str| {
        let bytes =
            wire::load(house.address, &wire::get(path, &format!("{CLOSE}{more}"))).await.map_err(failed(DOING))?;
        let begins_well = bytes.starts_with(b"HTTP/1.1 200 ");
        begins_well.then_some(bytes).ok_or_else(|| unexpected(DOING, format!("{path} is not answered with 200")))
    };
    let html = String::from_utf8_lossy(&load("/login", "").await?).into_owned();
    let assets = assets(&html);
    for (name, more) in [("login page", ""), ("login page, gzip accepted", "Accept-Encoding: gzip\r\n")] {
        let page = load("/login", more).await?.len();
        let mut all = page;
        for path in &assets {
            all += load(path, more).await?.len();
        }
        #[allow(clippy::cast_precision_loss, reason = "a page is far below 2^52 bytes")]
        let [page, all] = [page, all].map(|bytes| grouped(bytes as f64));
        table.tell(name, format!("{all} bytes, {} requests, HTML {page} bytes", 1 + assets.len()));
    }
    Ok(())
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
