//! Every sealed value sealed once more, by the key that writes now.
//!
//! The places are those of the aggregates; a column that holds sealed values and is not here fails a test.

use std::path::PathBuf;

use sqlx::{Connection as _, Row as _, SqliteConnection, sqlite::SqliteRow};
use uuid::Uuid;
use vestibule_core::{
    ids::{ProviderId, SessionId},
    random::Random,
    seal::Keyring,
};

use super::file::{database_error, open_alone, path_of, trouble_error};
use crate::{
    sqlite::{provider_secrets, rows::json_list, schema, sessions::id_token_place},
    upkeep::{Place, Resealed, UpkeepError},
};

/// How many sessions are sealed again in one transaction.
const STEP: u32 = 500;

/// A database that nobody else can open.
pub struct Held {
    connection: SqliteConnection,
    path: PathBuf,
}

/// Takes the database for itself until it is closed; `None` when there is none yet. Refused while another process has it
/// open.
pub async fn hold(place: &Place) -> Result<Option<Held>, UpkeepError> {
    let path = path_of(place)?;
    match open_alone(&path).await {
        Ok(connection) => Ok(Some(Held { connection, path })),
        Err(UpkeepError::Absent(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where a sealed value stands.
struct Sealed {
    place: String,
    value: Vec<u8>,
}

impl Held {
    /// Fails with `WrongKey` when these keys are not those of the database.
    pub async fn check_keys(&mut self, keys: &Keyring) -> Result<(), UpkeepError> {
        schema::open_key_check(&mut self.connection, keys)
            .await
            .map(|_| ())
            .map_err(|trouble| trouble_error(trouble, &self.path))
    }

    /// How many values a former key has sealed that still open.
    pub async fn count_old(&mut self, keys: &Keyring) -> Result<u64, UpkeepError> {
        let path = self.path.clone();
        self.count(keys).await.map_err(database_error(&path))
    }

    async fn count(&mut self, keys: &Keyring) -> Result<u64, sqlx::Error> {
        let former: Vec<String> = keys.former().map(|[a, b, c, d]| format!("{a:02X}{b:02X}{c:02X}{d:02X}")).collect();
        let rest: i64 = sqlx::query_scalar(
            "select (select count(*) from sessions \
                 where hex(substr(id_token_sealed, 2, 4)) in (select value from json_each($1))) \
             + (select count(*) from meta \
                 where name = $2 and hex(substr(value, 2, 4)) in (select value from json_each($1)))",
        )
        .bind(json_list(&former))
        .bind(schema::KEY_CHECK)
        .fetch_one(&mut self.connection)
        .await?;
        let secrets = old_secrets(&mut self.connection, keys).await?;
        let open = secrets.iter().filter(|(_, _, sealed)| sealed.opens(keys));
        Ok(rest.unsigned_abs() + open.count() as u64)
    }

    /// Seals with the first key what another one has sealed, in steps: interrupted, it goes on where it was. `done`
    /// hears how many values each step has looked at. At the end nothing of the former ciphertexts is left in the file.
    pub async fn reseal(
        &mut self,
        keys: &Keyring,
        random: &dyn Random,
        done: impl Fn(u64),
    ) -> Result<Resealed, UpkeepError> {
        let path = self.path.clone();
        let mut resealed = Resealed::default();
        self.provider_secrets(keys, random, &mut resealed).await.map_err(database_error(&path))?;
        done(resealed.values);
        let mut after = Vec::new();
        while let Some(last) =
            self.session_tokens(keys, random, &after, &mut resealed).await.map_err(database_error(&path))?
        {
            after = last;
            done(u64::from(STEP));
        }
        schema::adopt_key(&mut self.connection, keys, random).await.map_err(|trouble| trouble_error(trouble, &path))?;
        sqlx::query("vacuum").execute(&mut self.connection).await.map_err(database_error(&path))?;
        Ok(resealed)
    }

    /// Lets others in again.
    pub async fn close(self) -> Result<(), UpkeepError> {
        self.connection.close().await.map_err(database_error(&self.path))
    }

    async fn provider_secrets(
        &mut self,
        keys: &Keyring,
        random: &dyn Random,
        resealed: &mut Resealed,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection.begin_with("begin immediate").await?;
        for (provider, name, sealed) in old_secrets(&mut transaction, keys).await? {
            match (sealed.again(keys, random), provider.parse::<ProviderId>()) {
                (Some(value), _) => {
                    sqlx::query("update provider_secrets set sealed = $1 where provider = $2 and name = $3")
                        .bind(value)
                        .bind(provider)
                        .bind(name)
                        .execute(&mut *transaction)
                        .await?;
                    resealed.values += 1;
                }
                (None, Ok(provider)) => resealed.unreadable.push((provider, name)),
                (None, Err(_)) => {}
            }
        }
        transaction.commit().await
    }

    /// One step; returns the id of the last session that it looked at. A token that does not open stays: it is only a
    /// hint for signing out.
    async fn session_tokens(
        &mut self,
        keys: &Keyring,
        random: &dyn Random,
        after: &[u8],
        resealed: &mut Resealed,
    ) -> Result<Option<Vec<u8>>, sqlx::Error> {
        let mut transaction = self.connection.begin_with("begin immediate").await?;
        let rows = sqlx::query(
            "select id, id_token_sealed from sessions where id > $1 and substr(id_token_sealed, 2, 4) <> $2 \
             order by id limit $3",
        )
        .bind(after)
        .bind(&keys.fingerprint()[..])
        .bind(STEP)
        .fetch_all(&mut *transaction)
        .await?;
        let mut last = None;
        for row in rows {
            let id: Vec<u8> = row.try_get(0)?;
            let session = SessionId(Uuid::from_slice(&id).unwrap_or_default());
            let sealed = Sealed { place: id_token_place(session), value: row.try_get(1)? };
            if let Some(value) = sealed.again(keys, random) {
                let update = sqlx::query("update sessions set id_token_sealed = $1 where id = $2");
                update.bind(value).bind(&id).execute(&mut *transaction).await?;
                resealed.values += 1;
            }
            last = Some(id);
        }
        transaction.commit().await?;
        Ok(last)
    }
}

/// Provider, name and value of the secrets that another key than the first has sealed.
async fn old_secrets(
    connection: &mut SqliteConnection,
    keys: &Keyring,
) -> Result<Vec<(String, String, Sealed)>, sqlx::Error> {
    let rows = sqlx::query("select provider, name, sealed from provider_secrets where substr(sealed, 2, 4) <> $1")
        .bind(&keys.fingerprint()[..])
        .fetch_all(connection)
        .await?;
    let secret = |row: &SqliteRow| {
        let (provider, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let place = provider_secrets::place(&provider, &name);
        Ok((provider, name, Sealed { place, value: row.try_get(2)? }))
    };
    rows.iter().map(secret).collect()
}

impl Sealed {
    fn opens(&self, keys: &Keyring) -> bool {
        keys.open(&self.place, &self.value).is_ok()
    }

    /// The same, sealed by the first key; `None` when no key opens it.
    fn again(&self, keys: &Keyring, random: &dyn Random) -> Option<Vec<u8>> {
        let plain = keys.open(&self.place, &self.value).ok()?;
        Some(keys.seal(random, &self.place, &plain))
    }
}
