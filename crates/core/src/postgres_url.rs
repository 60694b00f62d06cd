//! Where a PostgreSQL database is: one URL for each server that may have it.
//!
//! Drivers of one host take one URL; `psql` takes several, `postgres://a:5432,b:5432/v?target_session_attrs=read-write`, and
//! the form `host=a,b dbname=v`, too (<https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING>).

use url::Url;

/// What a text says about a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    /// One for each host, in the order in which they are asked; at least one. May hold a password.
    pub servers: Vec<Url>,
    /// Whether only a server that takes writes will do, of several that answer. With one it need not be asked.
    pub writable: bool,
}

/// Why a text names no database of PostgreSQL. Says nothing of it: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPostgresUrl {
    /// Not a URL, and not a list of keys and values.
    #[error(
        "is no URL of a PostgreSQL database; write `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, special characters as \
         %XX, several servers as `HOST:PORT,HOST:PORT`; for a socket `postgres:///DATABASE?host=FOLDER&user=USER`"
    )]
    NotAUrl,
    /// As many ports as hosts, or one for all.
    #[error("has another number of ports than of hosts")]
    Ports,
    /// A server that takes no writes is of no use.
    #[error("has a `target_session_attrs` that is not `read-write`, `primary` or `any`")]
    Target,
}

/// Whether a text is meant for PostgreSQL.
pub fn is_postgres(text: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) || is_key_value(text)
}

/// `host=a,b dbname=v`.
fn is_key_value(text: &str) -> bool {
    let key = text.split('=').next().unwrap_or_default().trim();
    key.len() < text.len() && !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

impl PostgresUrl {
    /// Reads either form.
    pub fn parse(text: &str) -> Result<Self, InvalidPostgresUrl> {
        let (urls, pairs) = match is_key_value(text) {
            true => (vec![Url::parse("postgres:///").map_err(|_| InvalidPostgresUrl::NotAUrl)?], key_values(text)?),
            false => {
                let urls = one_for_each_host(text)?;
                let pairs = urls[0].query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
                (urls, pairs)
            }
        };
        let (target, pairs): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| key == "target_session_attrs");
        let writable = match target.last().map(|(_, value)| value.as_str()) {
            Some("read-write" | "primary") => true,
            Some("any") | None => false,
            Some(_) => return Err(InvalidPostgresUrl::Target),
        };
        let mut servers = Vec::new();
        for url in urls {
            for pairs in one_for_each_value(&pairs)? {
                let mut url = url.clone();
                match pairs.is_empty() {
                    true => url.set_query(None),
                    false => drop(url.query_pairs_mut().clear().extend_pairs(&pairs)),
                }
                servers.push(url);
            }
        }
        let writable = writable || servers.len() > 1;
        Ok(Self { servers, writable })
    }
}

/// `scheme://user@a:1,b:2/rest` as URLs of one host each.
fn one_for_each_host(text: &str) -> Result<Vec<Url>, InvalidPostgresUrl> {
    let (scheme, rest) = text.split_once("://").ok_or(InvalidPostgresUrl::NotAUrl)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let (user, hosts) = match authority.rsplit_once('@') {
        Some((user, hosts)) => (format!("{user}@"), hosts),
        None => (String::new(), authority),
    };
    let parse = |host: &str| Url::parse(&format!("{scheme}://{user}{host}{rest}"));
    let several = hosts.contains(',');
    let urls = hosts.split(',').map(|host| match several && host.is_empty() {
        true => Err(InvalidPostgresUrl::NotAUrl),
        false => parse(host).map_err(|_| InvalidPostgresUrl::NotAUrl),
    });
    urls.collect()
}

/// Several values of `host`, with those of `port`, as one list of pairs for each.
fn one_for_each_value(pairs: &[(String, String)]) -> Result<Vec<Vec<(String, String)>>, InvalidPostgresUrl> {
    let values = |name: &str| {
        let value = pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        value.map(|value| value.split(',').collect::<Vec<_>>())
    };
    let (hosts, ports) = (values("host"), values("port").unwrap_or_default());
    let count = hosts.as_ref().map_or(1, Vec::len);
    if ports.len() > 1 && ports.len() != count {
        return Err(InvalidPostgresUrl::Ports);
    }
    let others: Vec<_> = pairs.iter().filter(|(key, _)| !matches!(&**key, "host" | "port")).cloned().collect();
    let one = |index: usize| {
        let host = hosts.as_ref().map(|hosts| ("host".to_owned(), hosts[index].to_owned()));
        let port = ports.get(index.min(ports.len().saturating_sub(1)));
        let port = port.map(|port| ("port".to_owned(), (*port).to_owned()));
        others.iter().cloned().chain(host).chain(port).collect()
    };
    Ok((0..count).map(one).collect())
}

/// `key=value key='a value'`, with `\'` and `\\` in quotes.
fn key_values(text: &str) -> Result<Vec<(String, String)>, InvalidPostgresUrl> {
    let mut pairs = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=').ok_or(InvalidPostgresUrl::NotAUrl)?;
        let key = key.trim();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return Err(InvalidPostgresUrl::NotAUrl);
        }
        let (value, after) = value_of(after.trim_start())?;
        pairs.push((key.to_owned(), value));
        rest = after.trim_start();
    }
    Ok(pairs)
}

/// The value at the beginning, and what follows it.
fn value_of(text: &str) -> Result<(String, &str), InvalidPostgresUrl> {
    let quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut characters = text.char_indices().skip(usize::from(quoted));
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => value.push(characters.next().ok_or(InvalidPostgresUrl::NotAUrl)?.1),
            '\'' if quoted => return Ok((value, &text[at + 1..])),
            space if !quoted && space.is_whitespace() => return Ok((value, &text[at..])),
            other => value.push(other),
        }
    }
    if quoted { Err(InvalidPostgresUrl::NotAUrl) } else { Ok((value, "")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_url_for_each_server() {
        #[rustfmt::skip]
        let cases: &[(&str, &[&str], bool)] = &[
            ("postgres://v:p@db/v", &["postgres://v:p@db/v"], false),
            ("postgres://v@db/v?sslmode=require", &["postgres://v@db/v?sslmode=require"], false),
            ("postgres://v@db/v?target_session_attrs=any", &["postgres://v@db/v"], false),
            ("postgres://v@db/v?target_session_attrs=primary", &["postgres://v@db/v"], true),
            ("postgres://v:p@a:1,[::1]:2,c/v?sslmode=require&target_session_attrs=read-write",
             &["postgres://v:p@a:1/v?sslmode=require", "postgres://v:p@[::1]:2/v?sslmode=require", "postgres://v:p@c/v?sslmode=require"], true),
            ("postgres:///v?user=v&host=a,b&port=1,2",
             &["postgres:///v?user=v&host=a&port=1", "postgres:///v?user=v&host=b&port=2"], true),
            ("postgres:///v?host=a,b&port=1", &["postgres:///v?host=a&port=1", "postgres:///v?host=b&port=1"], true),
            ("host=a,b user=v password='p \\' w' dbname=v target_session_attrs = read-write",
             &["postgres:///?user=v&password=p+%27+w&dbname=v&host=a", "postgres:///?user=v&password=p+%27+w&dbname=v&host=b"], true),
            ("dbname=v", &["postgres:///?dbname=v"], false),
        ];
        for (text, servers, writable) in cases {
            assert!(is_postgres(text), "{text}");
            let found = PostgresUrl::parse(text).unwrap();
            let urls: Vec<_> = found.servers.iter().map(Url::as_str).collect();
            assert_eq!((urls.as_slice(), found.writable), (*servers, *writable), "{text}");
        }
    }

    #[test]
    fn what_names_no_server() {
        use InvalidPostgresUrl::{NotAUrl, Ports, Target};
        for (text, why) in [
            ("postgres://v@a,,b/v", NotAUrl),
            ("postgres://v@a:x,b/v", NotAUrl),
            ("host='a", NotAUrl),
            ("host=a\\", NotAUrl),
            ("host=a b c=d", NotAUrl),
            ("postgres:///v?host=a,b,c&port=1,2", Ports),
            ("postgres://a,b/v?target_session_attrs=standby", Target),
        ] {
            assert_eq!(PostgresUrl::parse(text), Err(why), "{text}");
        }
        for text in ["sqlite:v.db", "sqlite:a=b.db", "mysql://a=b", "", "Host=a", "v"] {
            assert!(!is_postgres(text), "{text}");
        }
    }
}
