//! Where a server is: from `storage.url` to the driver's options, and back to what may be shown.

use sqlx::postgres::PgConnectOptions;

use crate::OpenError;

/// Whether a URL is for us.
pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// A server and a database on it.
#[derive(Clone)]
pub(super) struct Address {
    pub options: PgConnectOptions,
    /// The URL without its password and options.
    pub shown: String,
}

/// Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`. What it does not say comes from where `psql` takes it,
/// too: `PGPASSWORD`, `~/.pgpass`, …
pub(super) fn parse(url: &str) -> Result<Address, OpenError> {
    // The parser's own words may quote the password.
    let options: PgConnectOptions = url.parse().map_err(|_| OpenError::UnreadableUrl)?;
    let options = match options.get_application_name() {
        Some(_) => options,
        None => options.application_name("vestibule"),
    };
    let place = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let database = options.get_database().unwrap_or(options.get_username());
    let shown = format!("postgres://{}@{place}/{database}", options.get_username());
    Ok(Address { options, shown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_has_no_password() {
        for (url, expected) in [
            ("postgres://v:canary@db.example:5433/vestibule", "postgres://v@db.example:5433/vestibule"),
            ("postgresql://v:canary@db.example/v?sslmode=verify-full", "postgres://v@db.example:5432/v"),
            ("postgres://v@db.example/v?password=canary", "postgres://v@db.example:5432/v"),
            ("postgres:///v?host=/run/postgresql&user=v&password=canary", "postgres://v@/run/postgresql/v"),
            ("postgres://v:canary@[::1]/v", "postgres://v@[::1]:5432/v"),
        ] {
            assert!(is_postgres(url));
            assert_eq!(parse(url).ok().unwrap().shown, expected);
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_repeated() {
        for url in ["postgres://v:canary@db:port/v", "postgres://v:canary@db/v?sslmode=canary"] {
            let error = parse(url).err().unwrap();
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
        assert!(!is_postgres("sqlite:postgres://x"));
    }
}
