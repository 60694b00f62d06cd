//! What works and should not stay so: said at the start and by `check`, with what to do.

use url::Url;
use vestibule_config::{Config, Listen};
use vestibule_core::{
    postgres_url::{PostgresUrl, is_postgres},
    public_url::PublicUrl,
};

/// All warnings about a configuration and the files that it names.
pub(crate) fn find(config: &Config) -> Vec<String> {
    let places = elsewhere(&config.public_url, &config.listen);
    let database = unproven_database(config.storage.url.expose());
    unnamed_proxy(config).into_iter().chain(places).chain(database).collect()
}

/// We speak plain http, so https ends in a proxy.
fn unnamed_proxy(config: &Config) -> Option<String> {
    let behind_one = config.public_url.is_https() && config.network.trusted_proxies.is_empty();
    behind_one.then(|| {
        "network.trusted_proxies is empty, but https has to end in a proxy: without its address all people share one in limits \
         and logs. Add it below [network], for instance trusted_proxies = [\"127.0.0.1\"]"
            .to_owned()
    })
}

/// A first start with another port prints links to where nobody listens.
fn elsewhere(public_url: &PublicUrl, listen: &Listen) -> Option<String> {
    let url = Url::parse(public_url.as_str()).ok().filter(|_| public_url.is_loopback())?;
    let (there, here) = (url.port_or_known_default()?, listen.port()?);
    (there != here).then(|| {
        format!(
            "public_url is {public_url}, and the server listens at port {here}: links lead nowhere, unless a proxy of this \
             machine is at port {there}. Set public_url = \"http://localhost:{here}\""
        )
    })
}

/// Without `sslmode` a server that says no to TLS gets the password in clear, and any certificate is taken. A socket and
/// loopback leave no machine.
fn unproven_database(url: &str) -> Option<String> {
    if !is_postgres(url) {
        return None;
    }
    let servers = PostgresUrl::parse(url).ok()?.servers;
    servers.iter().find_map(unproven_server)
}

fn unproven_server(url: &Url) -> Option<String> {
    let option = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let host = option("host").or_else(|| url.host_str().map(str::to_owned)).unwrap_or_default();
    let stays_here =
        host.is_empty() || host.starts_with('/') || matches!(&*host, "localhost" | "127.0.0.1" | "[::1]" | "::1");
    let mode = option("sslmode");
    let chosen = matches!(mode.as_deref(), Some("require" | "verify-ca" | "verify-full" | "disable"));
    (!stays_here && !chosen).then(|| {
        "storage.url has no sslmode: whoever answers for the PostgreSQL server gets the password, in clear if it says no to TLS. \
         Add ?sslmode=verify-full (and sslrootcert=FILE for an authority of your own)"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_lead_nowhere() {
        for (url, listen, warned) in [
            ("http://localhost:3000", "127.0.0.1:3001", true),
            ("http://localhost:3000", ":3000", false),
            ("http://localhost:3000", "unix:/run/v.sock", false),
            ("http://localhost:3000", "127.0.0.1:0", false),
            ("https://auth.example.com", "127.0.0.1:3000", false),
        ] {
            let warning = elsewhere(&PublicUrl::parse(url).unwrap(), &listen.parse().unwrap());
            assert_eq!(warning.is_some(), warned, "{url} {listen}");
        }
    }

    /// KY-16: when a password may go to anybody.
    #[test]
    fn databases_that_prove_nothing() {
        for (url, warned) in [
            ("postgres://v:p@db.example.com/v", true),
            ("postgres://v:p@db.example.com/v?sslmode=prefer", true),
            ("postgres://v:p@db.example.com/v?sslmode=allow", true),
            ("postgres://v:p@10.0.0.5:5433/v?application_name=a", true),
            ("postgres:///v?host=db.example.com&user=v", true),
            ("postgres://v:p@db.example.com/v?sslmode=verify-full", false),
            ("postgres://v:p@db.example.com/v?sslmode=require", false),
            ("postgres://v:p@db.example.com/v?sslmode=disable", false),
            ("postgres:///v?host=/run/postgresql&user=v", false),
            ("postgres://v:p@localhost/v", false),
            ("postgres://v:p@[::1]/v", false),
            ("sqlite:/srv/vestibule.db", false),
        ] {
            let warning = unproven_database(url);
            assert_eq!(warning.is_some(), warned, "{url}");
            assert!(warning.is_none_or(|text| !text.contains("v:p") && text.contains("sslmode=verify-full")), "{url}");
        }
    }
}
