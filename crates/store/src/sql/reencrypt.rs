//! Key rotation: every sealed value is re-encrypted with the current key.
//!
//! The places are those of the aggregates; a column that holds sealed values and is not here fails a test.

use sqlx::{Connection as _, PgConnection, SqliteConnection};
use uuid::Uuid;
use vestibule_core::{
    ids::{ProviderId, SessionId},
    random::Random,
    seal::{Keyring, SealError},
};

use super::{
    connection::{Connection, Raw, Transaction},
    decrypted_secrets,
    locks::LockMode,
    rechecks::refresh_token_place,
    schema, sealed_documents, second_factors,
    session_start::id_token_place,
    signing_keys,
    statement::{Statement, query},
    value::{SqlRow, get},
};
use crate::{
    StoreError,
    maintenance::{MaintenanceError, Reencrypted},
};

/// How many sessions are re-encrypted in one transaction.
const STEP: u32 = 500;

/// A database that no other process can open.
pub struct ExclusiveDatabase {
    connection: ExclusiveLock,
    report: Report,
}

/// Turns an error into one that names the database.
pub(crate) type Report = Box<dyn Fn(schema::SchemaError) -> MaintenanceError + Send>;

enum ExclusiveLock {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// A sealed value and the place that it is sealed for.
struct Sealed {
    place: String,
    value: Vec<u8>,
}

impl ExclusiveDatabase {
    pub(crate) fn sqlite(connection: SqliteConnection, report: Report) -> Self {
        Self { connection: ExclusiveLock::Sqlite(connection), report }
    }

    pub(crate) fn postgres(connection: PgConnection, report: Report) -> Self {
        Self { connection: ExclusiveLock::Postgres(connection), report }
    }

    /// Fails with `WrongKey` when these keys are not those of the database.
    pub async fn check_keys(&mut self, keys: &Keyring) -> Result<(), MaintenanceError> {
        schema::open_key_check(&mut self.connection, keys).await.map(|_| ()).map_err(&self.report)
    }

    /// How many values were sealed with a former key and can be decrypted.
    pub async fn count_outdated(&mut self, keys: &Keyring) -> Result<u64, MaintenanceError> {
        count(&mut self.connection, keys).await.map_err(&self.report)
    }

    /// Re-encrypts with the first key what another one has sealed, in steps, and continues where it was interrupted. `done`
    /// gets the number of values of each step. At the end nothing of the former ciphertexts is left in the files of the
    /// tables.
    pub async fn reencrypt(
        &mut self,
        keys: &Keyring,
        random: &dyn Random,
        done: impl Fn(u64),
    ) -> Result<Reencrypted, MaintenanceError> {
        let connection = &mut self.connection;
        let work = async {
            let mut reencrypted = Reencrypted::default();
            reencrypt_secrets(connection, keys, random, &mut reencrypted).await?;
            reencrypt_totp(connection, keys, random, &mut reencrypted).await?;
            reencrypt_documents(connection, keys, random, &mut reencrypted).await?;
            reencrypt_signing_keys(connection, keys, random, &mut reencrypted).await?;
            done(reencrypted.values);
            for tokens in &SESSION_TOKENS {
                let mut after = Uuid::nil();
                while let Some(last) = tokens.reencrypt(connection, (keys, random), after, &mut reencrypted).await? {
                    after = last;
                    done(u64::from(STEP));
                }
            }
            // They live for minutes, and nobody is under way while no server runs.
            query("delete from test_sign_ins").execute(connection).await?;
            schema::adopt_key(connection, keys, random).await?;
            rewrite_files(connection).await?;
            Ok(reencrypted)
        };
        work.await.map_err(&self.report)
    }

    /// Lets other processes open the database again.
    pub async fn close(self) -> Result<(), MaintenanceError> {
        let closed = match self.connection {
            ExclusiveLock::Sqlite(connection) => connection.close().await,
            ExclusiveLock::Postgres(connection) => connection.close().await,
        };
        closed.map_err(|error| (self.report)(error.into()))
    }
}

impl Connection for ExclusiveLock {
    fn raw(&mut self) -> Raw<'_> {
        match self {
            Self::Sqlite(connection) => Raw::Sqlite(connection),
            Self::Postgres(connection) => Raw::Postgres(connection),
        }
    }
}

impl ExclusiveLock {
    async fn begin(&mut self) -> Result<Transaction<'_>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(connection) => Transaction::Sqlite(connection.begin_with("begin immediate").await?),
            Self::Postgres(connection) => {
                Transaction::Postgres { transaction: connection.begin().await?, lock: LockMode::Exclusive }
            }
        })
    }
}

async fn count(connection: &mut dyn Connection, keys: &Keyring) -> Result<u64, schema::SchemaError> {
    let former = || keys.former().map(|id| id.to_vec());
    let mut statement = Statement::new("select (select count(*) from totp_factors where ");
    statement.push_any("substr(secret_sealed, 2, 4)", former());
    statement.push(") + (select count(*) from sessions where ");
    statement.push_any("substr(id_token_sealed, 2, 4)", former());
    statement.push(") + (select count(*) from sessions where ");
    statement.push_any("substr(refresh_token_sealed, 2, 4)", former());
    statement.push(") + (select count(*) from sealed_documents where ");
    statement.push_any("substr(content_sealed, 2, 4)", former());
    statement.push(") + (select count(*) from signing_keys where ");
    statement.push_any("substr(key_sealed, 2, 4)", former());
    statement.push(") + (select count(*) from meta where name = ").push_bind(schema::KEY_CHECK).push(" and ");
    statement.push_any("substr(value, 2, 4)", former());
    statement.push(")");
    let rest: i64 = statement.fetch_only(connection).await?;
    let secrets = outdated_secrets(connection, keys).await?;
    let open = secrets.iter().filter(|(_, _, sealed)| sealed.opens(keys));
    Ok(rest.unsigned_abs() + open.count() as u64)
}

async fn reencrypt_secrets(
    connection: &mut ExclusiveLock,
    keys: &Keyring,
    random: &dyn Random,
    reencrypted: &mut Reencrypted,
) -> Result<(), schema::SchemaError> {
    let mut transaction = connection.begin().await?;
    for (provider, name, sealed) in outdated_secrets(&mut transaction, keys).await? {
        match (sealed.reencrypted_by_first_key(keys, random)?, provider.parse::<ProviderId>()) {
            (Some(value), _) => {
                query("update provider_secrets set sealed = $1 where provider = $2 and name = $3")
                    .bind(value)
                    .bind(provider)
                    .bind(name)
                    .execute(&mut transaction)
                    .await?;
                reencrypted.values += 1;
            }
            (None, Ok(provider)) => reencrypted.unreadable.push((provider, name)),
            (None, Err(_)) => {}
        }
    }
    Ok(transaction.commit().await?)
}

/// A secret that does not open stays: its owner has recovery codes, and the shell can drop it.
async fn reencrypt_totp(
    connection: &mut ExclusiveLock,
    keys: &Keyring,
    random: &dyn Random,
    reencrypted: &mut Reencrypted,
) -> Result<(), schema::SchemaError> {
    let mut transaction = connection.begin().await?;
    let rows = query("select user_id, secret_sealed from totp_factors where substr(secret_sealed, 2, 4) <> $1")
        .bind(&keys.fingerprint()[..])
        .fetch_all(&mut transaction)
        .await?;
    for row in &rows {
        let user: Uuid = get(row, "user_id")?;
        let sealed = Sealed { place: second_factors::secret_place(user), value: get(row, "secret_sealed")? };
        if let Some(value) = sealed.reencrypted_by_first_key(keys, random)? {
            let update = query("update totp_factors set secret_sealed = $1 where user_id = $2");
            update.bind(value).bind(user).execute(&mut transaction).await?;
            reencrypted.values += 1;
        }
    }
    Ok(transaction.commit().await?)
}

/// A document that does not open stays, and is as good as absent: its client is registered again when somebody says so.
async fn reencrypt_documents(
    connection: &mut ExclusiveLock,
    keys: &Keyring,
    random: &dyn Random,
    reencrypted: &mut Reencrypted,
) -> Result<(), schema::SchemaError> {
    let mut transaction = connection.begin().await?;
    let rows = query("select name, content_sealed from sealed_documents where substr(content_sealed, 2, 4) <> $1")
        .bind(&keys.fingerprint()[..])
        .fetch_all(&mut transaction)
        .await?;
    for row in &rows {
        let name: String = get(row, "name")?;
        let sealed = Sealed { place: sealed_documents::place(&name), value: get(row, "content_sealed")? };
        if let Some(value) = sealed.reencrypted_by_first_key(keys, random)? {
            let update = query("update sealed_documents set content_sealed = $1 where name = $2");
            update.bind(value).bind(name).execute(&mut transaction).await?;
            reencrypted.values += 1;
        }
    }
    Ok(transaction.commit().await?)
}

/// A signing key that does not open stays: a new one has taken its place.
async fn reencrypt_signing_keys(
    connection: &mut ExclusiveLock,
    keys: &Keyring,
    random: &dyn Random,
    reencrypted: &mut Reencrypted,
) -> Result<(), schema::SchemaError> {
    let mut transaction = connection.begin().await?;
    let rows = query("select kid, key_sealed from signing_keys where substr(key_sealed, 2, 4) <> $1")
        .bind(&keys.fingerprint()[..])
        .fetch_all(&mut transaction)
        .await?;
    for row in &rows {
        let kid: String = get(row, "kid")?;
        let sealed = Sealed { place: signing_keys::key_place(&kid), value: get(row, "key_sealed")? };
        if let Some(value) = sealed.reencrypted_by_first_key(keys, random)? {
            let update = query("update signing_keys set key_sealed = $1 where kid = $2");
            update.bind(value).bind(kid).execute(&mut transaction).await?;
            reencrypted.values += 1;
        }
    }
    Ok(transaction.commit().await?)
}

/// A column of `sessions` that holds sealed tokens.
struct SessionTokens {
    select: &'static str,
    update: &'static str,
    place: fn(SessionId) -> String,
}

macro_rules! session_tokens {
    ($column:literal, $place:expr) => {
        SessionTokens {
            select: concat!(
                "select id, ",
                $column,
                " as sealed from sessions where id > $1 and substr(",
                $column,
                ", 2, 4) <> $2 order by id limit $3"
            ),
            update: concat!("update sessions set ", $column, " = $1 where id = $2"),
            place: $place,
        }
    };
}

const SESSION_TOKENS: [SessionTokens; 2] =
    [session_tokens!("id_token_sealed", id_token_place), session_tokens!("refresh_token_sealed", refresh_token_place)];

impl SessionTokens {
    /// One step; returns the id of the last session that it looked at. A token that does not open stays: an ID token is
    /// only a hint for signing out, and without a refresh token a session goes on.
    async fn reencrypt(
        &self,
        connection: &mut ExclusiveLock,
        (keys, random): (&Keyring, &dyn Random),
        after: Uuid,
        reencrypted: &mut Reencrypted,
    ) -> Result<Option<Uuid>, schema::SchemaError> {
        let mut transaction = connection.begin().await?;
        let fingerprint = keys.fingerprint();
        let rows = query(self.select).bind(after).bind(&fingerprint[..]).bind(STEP);
        let rows = rows.fetch_all(&mut transaction).await?;
        let mut last = None;
        for row in &rows {
            let id: Uuid = get(row, "id")?;
            let sealed = Sealed { place: (self.place)(SessionId(id)), value: get(row, "sealed")? };
            if let Some(value) = sealed.reencrypted_by_first_key(keys, random)? {
                query(self.update).bind(value).bind(id).execute(&mut transaction).await?;
                reencrypted.values += 1;
            }
            last = Some(id);
        }
        transaction.commit().await?;
        Ok(last)
    }
}

/// Rewrites the files, which otherwise still contain what was overwritten.
async fn rewrite_files(connection: &mut ExclusiveLock) -> Result<(), sqlx::Error> {
    match connection {
        ExclusiveLock::Sqlite(connection) => {
            sqlx::query("vacuum").execute(connection).await?;
        }
        ExclusiveLock::Postgres(connection) => {
            sqlx::raw_sql("vacuum full totp_factors").execute(&mut *connection).await?;
            sqlx::raw_sql("vacuum full provider_secrets").execute(&mut *connection).await?;
            sqlx::raw_sql("vacuum full sealed_documents").execute(&mut *connection).await?;
            sqlx::raw_sql("vacuum full test_sign_ins").execute(&mut *connection).await?;
            sqlx::raw_sql("vacuum full signing_keys").execute(&mut *connection).await?;
            sqlx::raw_sql("vacuum full sessions").execute(&mut *connection).await?;
            sqlx::raw_sql("vacuum full meta").execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// Provider, name and value of the secrets that another key than the first has sealed.
async fn outdated_secrets(
    connection: &mut dyn Connection,
    keys: &Keyring,
) -> Result<Vec<(String, String, Sealed)>, StoreError> {
    let rows = query("select provider, name, sealed from provider_secrets where substr(sealed, 2, 4) <> $1")
        .bind(&keys.fingerprint()[..])
        .fetch_all(connection)
        .await?;
    let secret = |row: &SqlRow| {
        let (provider, name): (String, String) = (get(row, "provider")?, get(row, "name")?);
        let place = decrypted_secrets::place(&provider, &name);
        Ok((provider, name, Sealed { place, value: get(row, "sealed")? }))
    };
    rows.iter().map(secret).collect()
}

impl Sealed {
    fn opens(&self, keys: &Keyring) -> bool {
        keys.open(&self.place, &self.value).is_ok()
    }

    /// The same, sealed by the first key; `None` when no key opens it.
    fn reencrypted_by_first_key(&self, keys: &Keyring, random: &dyn Random) -> Result<Option<Vec<u8>>, SealError> {
        keys.open(&self.place, &self.value).ok().map(|plain| keys.seal(random, &self.place, &plain)).transpose()
    }
}
