//! What `storage.url` may be. Messages hold nothing of it: it may have a password.

use std::path::Path;

use vestibule_core::{
    postgres_url::{PostgresUrl, is_postgres},
    secret::Secret,
};

/// What may follow behind `?`.
const OPTIONS: &[&str] = &[
    "application_name",
    "dbname",
    "host",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];
const SSL_MODES: &[&str] = &["allow", "disable", "prefer", "require", "verify-ca", "verify-full"];

/// Reads the URL; a relative path is taken from `base`.
pub(crate) fn parse(url: &str, base: &Path) -> Result<Secret, String> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        return match path.strip_prefix("//").unwrap_or(path) {
            ":memory:" => Ok(Secret::new("sqlite::memory:")),
            path if path.is_empty() || path.contains('?') => {
                Err("must name a file after `sqlite:`, without options, such as `sqlite:data/vestibule.db`".into())
            }
            path => sqlite(&base.join(path)),
        };
    }
    if is_postgres(url) {
        return postgres(url);
    }
    Err("must be `sqlite:PATH`, such as `sqlite:data/vestibule.db`, or `postgres://USER:PASSWORD@HOST/DATABASE`".into())
}

/// The file of that path.
pub(crate) fn sqlite(path: &Path) -> Result<Secret, String> {
    let text = path.to_str().ok_or("lies in a folder whose name is not UTF-8; choose another folder")?;
    Ok(Secret::new(format!("sqlite:{text}")))
}

fn postgres(text: &str) -> Result<Secret, String> {
    let parsed = PostgresUrl::parse(text).map_err(|invalid| invalid.to_string())?;
    // The options of all of them are the same.
    let url = &parsed.servers[0];
    let mut names_database = url.path().len() > 1;
    for (option, value) in url.query_pairs() {
        let Some(known) = OPTIONS.iter().find(|known| **known == option) else {
            let known = OPTIONS.join(", ");
            return Err(format!("has an option that is not known; known are: {known}, target_session_attrs"));
        };
        if *known == "sslmode" && !SSL_MODES.contains(&&*value) {
            return Err(format!("has an `sslmode` that is not known; known are: {}", SSL_MODES.join(", ")));
        }
        names_database |= *known == "dbname" && !value.is_empty();
    }
    if !names_database {
        return Err("names no database; write `postgres://USER:PASSWORD@HOST:PORT/DATABASE`".into());
    }
    Ok(Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers() {
        #[rustfmt::skip]
        let cases = [
            ("postgres://v:canary@db/v", Ok(())),
            ("postgresql://v@db:5433/v?sslmode=verify-full&sslrootcert=/etc/ca.pem", Ok(())),
            ("postgres:///v?host=/run/postgresql&user=v", Ok(())),
            ("postgres://db?dbname=v", Ok(())),
            ("postgres://v:canary@a:5432,b:5433/v?target_session_attrs=read-write", Ok(())),
            ("host=a,b user=v password=canary dbname=v target_session_attrs=read-write", Ok(())),
            ("host=a,b user=v password=canary", Err("names no database")),
            ("host=a password='canary", Err("is no URL of a PostgreSQL database")),
            ("postgres://v:canary@a,b/v?target_session_attrs=standby", Err("has a `target_session_attrs` that is not")),
            ("postgres:///v?host=a,b&port=1,2,3&password=canary", Err("has another number of ports than of hosts")),
            ("postgres://v:canary@db", Err("names no database")),
            ("postgres://v:canary@db/", Err("names no database")),
            ("postgres://v:canary@db/v?ssl=true", Err("has an option that is not known")),
            ("postgres://v:canary@db/v?sslmode=canary", Err("has an `sslmode` that is not known")),
            ("postgres://v:canary/@db/v", Err("is no URL of a PostgreSQL database")),
            ("postgres://v:canary@db:port/v", Err("is no URL of a PostgreSQL database")),
            ("postgres:v", Err("must be `sqlite:PATH`")),
            ("mysql://v:canary@db/v", Err("must be `sqlite:PATH`")),
        ];
        for (url, expected) in cases {
            match (parse(url, Path::new("/srv")), expected) {
                (Ok(parsed), Ok(())) => assert_eq!(parsed.expose(), url),
                (Err(found), Err(expected)) => {
                    assert!(found.starts_with(expected), "{url}: {found}");
                    assert!(!found.contains("canary"), "{found}");
                }
                (found, _) => panic!("{url}: {}", found.is_ok()),
            }
        }
    }
}
