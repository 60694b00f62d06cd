//! Checks whether a database is a Vestibule database of a known version that the key decrypts, and migrates it.

use sqlx::{
    SqlSafeStr as _,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};
use vestibule_core::{
    random::Random,
    seal::{Keyring, SealError},
    secret::hex,
};

use super::{
    completeness,
    connection::{Connection, Raw},
    migrations::{JOURNAL, apply},
    node_rows,
    statement::{query, query_per_dialect},
    upgrade::Upgrade,
    value::get,
};
use crate::{OpenError, StoreError, postgres};

/// The migrations of one database: number, name, text. The numbers and names are the same for both.
type Migrations = &'static [(i64, &'static str, &'static str)];

macro_rules! migrations {
    ($database:literal: $($number:literal $name:literal),* $(,)?) => {
        &[$(($number, $name, include_str!(concat!("../../migrations/", $database, "/000", $number, "_", $name, ".sql")))),*]
    };
}

/// Applied migrations are frozen: the next change is the next number.
#[rustfmt::skip]
const SQLITE: Migrations = migrations!["sqlite": 1 "initial", 2 "providers", 3 "upstream_sessions", 4 "profile_origins", 5 "id_token_algorithm", 6 "former_usernames", 7 "audit_indexes", 8 "rechecks", 9 "second_factors", 10 "link_grants", 11 "nodes", 12 "passkeys", 13 "audit_search", 14 "sealed_documents", 15 "said_once", 16 "apps", 17 "audit_failures", 18 "webhooks", 19 "admin_apps", 20 "app_sessions", 21 "personal_tokens", 22 "application_ids"];
#[rustfmt::skip]
const POSTGRES: Migrations = migrations!["postgres": 1 "initial", 2 "providers", 3 "upstream_sessions", 4 "profile_origins", 5 "id_token_algorithm", 6 "former_usernames", 7 "audit_indexes", 8 "rechecks", 9 "second_factors", 10 "link_grants", 11 "nodes", 12 "passkeys", 13 "audit_search", 14 "sealed_documents", 15 "said_once", 16 "apps", 17 "audit_failures", 18 "webhooks", 19 "admin_apps", 20 "app_sessions", 21 "personal_tokens", 22 "application_ids"];

pub(crate) const KEY_CHECK: &str = "key_check";
pub(crate) const KEY_CHECK_PLACE: &str = "meta/key_check/value";
const KEY_CHECK_PLAIN: &[u8] = b"vestibule";

/// Why a database cannot be used.
pub(crate) enum SchemaError {
    Rejected(OpenError),
    Database(sqlx::Error),
}

impl From<sqlx::Error> for SchemaError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<SealError> for SchemaError {
    fn from(error: SealError) -> Self {
        Self::Database(sqlx::Error::Encode(Box::new(error)))
    }
}

impl From<MigrateError> for SchemaError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => Self::Database(error),
            other => foreign(other.to_string()),
        }
    }
}

impl From<StoreError> for SchemaError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(source) => match source.downcast::<sqlx::Error>() {
                Ok(error) => Self::Database(*error),
                Err(source) => Self::Database(sqlx::Error::Configuration(source)),
            },
            StoreError::Seal(error) => error.into(),
            other => foreign(other.to_string()),
        }
    }
}

fn foreign(what: impl Into<String>) -> SchemaError {
    SchemaError::Rejected(OpenError::ForeignSchema(what.into()))
}

fn migrator(migrations: Migrations) -> Migrator {
    let migration = |&(version, name, sql): &(i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(migrations.iter().map(migration).collect())
}

fn migrator_for(connection: &mut dyn Connection) -> Migrator {
    match connection.raw() {
        Raw::Sqlite(..) => migrator(SQLITE),
        Raw::Postgres(_) => migrator(POSTGRES),
    }
}

/// Inspects a database without changing it. Returns the version of its schema; 0 when there is nothing in it.
pub(crate) async fn inspect(connection: &mut dyn Connection) -> Result<i64, SchemaError> {
    let tables = query_per_dialect(
        "select name from sqlite_schema where type = 'table'",
        "select tablename::text as name from pg_catalog.pg_tables where schemaname = current_schema()",
    )
    .fetch_all(connection)
    .await?;
    let tables = tables.iter().map(|row| get::<String>(row, "name")).collect::<Result<Vec<_>, _>>()?;
    if tables.is_empty() {
        return Ok(0);
    }
    let another_program = || foreign("it contains tables of another program");
    if !tables.iter().any(|name| name == JOURNAL) {
        return Err(another_program());
    }
    let applied =
        query("select version, checksum from _sqlx_migrations order by version").fetch_all(connection).await?;
    let applied = applied
        .iter()
        .map(|row| Ok((get(row, "version")?, get(row, "checksum")?)))
        .collect::<Result<Vec<_>, StoreError>>()?;
    compare(&applied, &migrator_for(connection)).map_err(SchemaError::Rejected)?;
    match applied.last() {
        Some((version, _)) => Ok(*version),
        None if tables.len() == 1 => Ok(0),
        None => Err(another_program()),
    }
}

/// Compares the applied migrations (version and checksum, in order) with the known ones. Pure.
fn compare(applied: &[(i64, Vec<u8>)], known: &Migrator) -> Result<(), OpenError> {
    let foreign = |what: String| Err(OpenError::ForeignSchema(what));
    let Some((found, _)) = applied.last() else { return Ok(()) };
    for migration in known.iter().filter(|migration| migration.version <= *found) {
        let number = migration.version;
        match applied.iter().find(|(version, _)| *version == number) {
            None => return foreign(format!("migration {number} is missing")),
            Some((_, checksum)) if **checksum != *migration.checksum => {
                return foreign(format!("migration {number} is not the one of this program"));
            }
            Some(_) => {}
        }
    }
    let newest = newest(known);
    if *found > newest {
        return Err(OpenError::Newer { found: *found, known: newest });
    }
    match applied.iter().find(|(version, _)| !known.version_exists(*version)) {
        Some((version, _)) => foreign(format!("migration {version} is not known")),
        None => Ok(()),
    }
}

/// Brings the schema up to date and compares the key. All of it happens or nothing: the caller holds a transaction,
/// commits, and logs the upgrade, if there was one.
pub(crate) async fn update(
    connection: &mut dyn Connection,
    keys: &Keyring,
    random: &dyn Random,
) -> Result<Option<Upgrade>, SchemaError> {
    // Another process may have migrated the database since it was inspected.
    let version = inspect(connection).await?;
    let migrator = migrator_for(connection);
    let newest = newest(&migrator);
    // Without pending migrations the user needs no permission to create tables.
    if newest <= version {
        check_completeness(connection).await?;
        check_key(connection, keys, random, false).await?;
        return Ok(None);
    }
    let upgrade = Upgrade::begin(connection, version, newest).await?;
    match connection.raw() {
        Raw::Sqlite(connection, _) => apply(connection, &migrator, version).await?,
        Raw::Postgres(connection) => postgres::migrate(connection, &migrator, version).await?,
    }
    let upgrade = upgrade.complete(connection).await?;
    check_completeness(connection).await?;
    check_key(connection, keys, random, version == 0).await?;
    Ok(Some(upgrade))
}

/// Makes the schema of an earlier version in an empty database.
#[cfg(feature = "testing")]
pub(crate) async fn create_former(
    connection: &mut dyn Connection,
    version: i64,
    keys: &Keyring,
    random: &dyn Random,
) -> Result<(), SchemaError> {
    let known = migrator_for(connection).iter().filter(|migration| migration.version <= version).cloned().collect();
    let migrator = Migrator::with_migrations(known);
    match connection.raw() {
        Raw::Sqlite(connection, _) => apply(connection, &migrator, 0).await?,
        Raw::Postgres(connection) => postgres::migrate(connection, &migrator, 0).await?,
    }
    write_key_check(connection, keys, random).await
}

fn newest(migrator: &Migrator) -> i64 {
    migrator.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// The journal of migrations says what was applied once, not what is there.
async fn check_completeness(connection: &mut dyn Connection) -> Result<(), SchemaError> {
    match completeness::missing(&completeness::parts(connection).await?) {
        Some(missing) => Err(SchemaError::Rejected(OpenError::Incomplete(missing))),
        None => Ok(()),
    }
}

/// Every database contains a value that only the right key decrypts, so that a wrong key is found at startup and not when
/// the first secret is needed. It is re-encrypted with the current key, so that an old key can be removed later.
async fn check_key(
    connection: &mut dyn Connection,
    keys: &Keyring,
    random: &dyn Random,
    fresh: bool,
) -> Result<(), SchemaError> {
    match open_key_check(connection, keys).await? {
        None if fresh => write_key_check(connection, keys, random).await,
        None => Err(foreign("its key check is missing")),
        Some(id) if id == keys.fingerprint() => Ok(()),
        Some(_) => {
            refuse_unknown_key(connection, keys).await?;
            write_key_check(connection, keys, random).await
        }
    }
}

/// Another key comes first than before. Nodes that do not have it could read nothing that this one seals, and would not
/// start again. An embedded database has no other node.
async fn refuse_unknown_key(connection: &mut dyn Connection, keys: &Keyring) -> Result<(), SchemaError> {
    if matches!(connection.raw(), Raw::Sqlite(..)) {
        return Ok(());
    }
    let key = hex(keys.fingerprint());
    match node_rows::find_without_key(connection, &key).await? {
        Some(node) => Err(SchemaError::Rejected(OpenError::KeyUnknownToNode { node, key })),
        None => Ok(()),
    }
}

/// The id of the key that sealed the key check; `None` when there is none. `WrongKey` when it cannot be decrypted.
pub(crate) async fn open_key_check(
    connection: &mut dyn Connection,
    keys: &Keyring,
) -> Result<Option<[u8; 4]>, SchemaError> {
    let stored: Option<Vec<u8>> =
        query("select value from meta where name = $1").bind(KEY_CHECK).find_only(connection).await?;
    let Some(sealed) = stored else { return Ok(None) };
    // Layout of a sealed value: version (1 byte), then the id of its key.
    match (keys.open(KEY_CHECK_PLACE, &sealed), sealed.get(1..5).and_then(|id| id.try_into().ok())) {
        (Ok(_), Some(id)) => Ok(Some(id)),
        _ => Err(SchemaError::Rejected(OpenError::WrongKey)),
    }
}

/// Writes the key check with these keys, whichever the database had before.
pub(crate) async fn adopt_key(
    connection: &mut dyn Connection,
    keys: &Keyring,
    random: &dyn Random,
) -> Result<(), SchemaError> {
    match open_key_check(connection, keys).await {
        Ok(Some(id)) if id == keys.fingerprint() => Ok(()),
        Ok(_) | Err(SchemaError::Rejected(OpenError::WrongKey)) => write_key_check(connection, keys, random).await,
        Err(error) => Err(error),
    }
}

async fn write_key_check(
    connection: &mut dyn Connection,
    keys: &Keyring,
    random: &dyn Random,
) -> Result<(), SchemaError> {
    query("insert into meta (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value")
        .bind(KEY_CHECK)
        .bind(keys.seal(random, KEY_CHECK_PLACE, KEY_CHECK_PLAIN)?)
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
