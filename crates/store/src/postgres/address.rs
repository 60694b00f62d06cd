//! Where a database is: from `storage.url` to the driver's options for each of its servers, and back to what may be shown.

use std::time::{Duration, Instant};

use backon::{ConstantBuilder, Retryable as _};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions};
use vestibule_core::postgres_url::PostgresUrl;

use super::away::{TakesNoWrites, is_away};
use crate::{OpenError, deadline::with_timeout};

/// How often a server is asked that cannot be used now.
const PAUSE: Duration = Duration::from_secs(1);
/// How long one of several servers is waited for before the next one is asked.
const ONE_OF_SEVERAL: Duration = Duration::from_secs(2);

/// The servers of a database, and the database on them.
#[derive(Clone)]
pub(super) struct Address {
    /// In the order in which they are asked; at least one.
    pub servers: Vec<PgConnectOptions>,
    /// Whether only a server that takes writes will do.
    pub writable: bool,
    /// The URL without its password and options.
    pub shown: String,
}

/// Reads what [`PostgresUrl`] reads. What it does not say comes from where `psql` takes it, too: `PGPASSWORD`, `~/.pgpass`, …
pub(super) fn parse(url: &str) -> Result<Address, OpenError> {
    let PostgresUrl { servers, writable } = PostgresUrl::parse(url).map_err(|_| OpenError::UnreadableUrl)?;
    let servers = servers.iter().map(|url| options(url.as_str())).collect::<Result<Vec<_>, _>>()?;
    let places: Vec<_> = servers.iter().map(place).collect();
    let first = &servers[0];
    let database = first.get_database().unwrap_or(first.get_username());
    let shown = format!("postgres://{}@{}/{database}", first.get_username(), places.join(","));
    Ok(Address { servers, writable, shown })
}

fn options(url: &str) -> Result<PgConnectOptions, OpenError> {
    // The parser's own words may quote the password.
    let options: PgConnectOptions = url.parse().map_err(|_| OpenError::UnreadableUrl)?;
    Ok(match options.get_application_name() {
        Some(_) => options,
        None => options.application_name("vestibule"),
    })
}

fn place(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

impl Address {
    /// A connection to the first server that will do, and how it was reached. Waits for a database that cannot be used now
    /// as long as `wait`; everything else is said at once.
    pub(super) async fn connect(&self, wait: Duration) -> Result<PgConnection, sqlx::Error> {
        let begun = Instant::now();
        let attempt = || async { Ok(self.choose().await?.0) };
        let policy = ConstantBuilder::default().with_delay(PAUSE).without_max_times();
        let notify = |error: &sqlx::Error, _| {
            tracing::warn!(database = self.shown, %error, "the database cannot be used yet; it is tried again");
        };
        attempt.retry(policy).when(|error| is_away(error) && begun.elapsed() + PAUSE <= wait).notify(notify).await
    }

    /// A connection to the first server that will do now, and how it was reached.
    pub(super) async fn choose(&self) -> Result<(PgConnection, &PgConnectOptions), sqlx::Error> {
        let mut failure: Option<sqlx::Error> = None;
        for options in &self.servers {
            match self.connect_to(options).await {
                Ok(connection) => return Ok((connection, options)),
                // What a server says is worth more than that another one is silent.
                Err(sqlx::Error::Io(error)) => failure = failure.or(Some(sqlx::Error::Io(error))),
                Err(error) => failure = Some(error),
            }
        }
        Err(failure.unwrap_or(sqlx::Error::PoolTimedOut))
    }

    async fn connect_to(&self, options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
        let connecting = async {
            let mut connection = options.connect().await?;
            match self.writable && !takes_writes(&mut connection).await? {
                false => Ok(connection),
                true => {
                    let _ = connection.close().await;
                    Err(TakesNoWrites.into())
                }
            }
        };
        let silent = |_| sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
        match self.servers.len() {
            1 => with_timeout(connecting).await,
            _ => tokio::time::timeout(ONE_OF_SEVERAL, with_timeout(connecting)).await.map_err(silent)?,
        }
    }
}

/// A standby does not, and neither does a server that was made read-only.
pub(super) async fn takes_writes(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let read_only: String = sqlx::query_scalar("show transaction_read_only").fetch_one(connection).await?;
    Ok(read_only == "off")
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
            ("postgres://v:canary@a,b:5433/v?target_session_attrs=read-write", "postgres://v@a:5432,b:5433/v"),
            ("host=a,b user=v password=canary dbname=v", "postgres://v@a:5432,b:5432/v"),
            ("postgres://v:canary@[::1]/v", "postgres://v@[::1]:5432/v"),
        ] {
            assert_eq!(parse(url).ok().unwrap().shown, expected);
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_repeated() {
        for url in ["postgres://v:canary@db:port/v", "postgres://v:canary@db/v?sslmode=canary"] {
            let error = parse(url).err().unwrap();
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
    }
}
