//! Checks whether a database is a Vestibule database of a known version that the key decrypts, and migrates it.

use sqlx::{
    SqlSafeStr as _,
    migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator},
};
use vestibule_core::{
    random::Random,
    seal::{Keyring, SealError},
    secret::hex,
};

use super::{
    completeness,
    connection::{Connection, Raw},
    node_rows,
    statement::{query, query_per_dialect},
    upgrade::Upgrade,
    value::get,
};
use crate::{OpenError, StoreError};

/// The migrations of one database: number, name, text. The numbers and names are the same for both.
type Migrations = &'static [(i64, &'static str, &'static str)];

macro_rules! migrations {
    ($database:literal: $($number:literal $name:literal),* $(,)?) => {
        &[$(($number, $name, include_str!(concat!("../../migrations/", $database, "/000", $number, "_", $name, ".sql")))),*]
    };
}

/// Applied migrations are frozen: the next change is the next number.
#[rustfmt::skip]
const SQLITE: Migrations = migrations!["sqlite": 1 "initial", 2 "providers", 3 "upstream_sessions", 4 "profile_origins", 5 "id_token_algorithm", 6 "former_usernames", 7 "audit_indexes", 8 "rechecks", 9 "second_factors", 10 "link_grants", 11 "nodes", 12 "passkeys", 13 "audit_search", 14 "sealed_documents", 15 "said_once", 16 "apps", 17 "audit_failures", 18 "webhooks", 19 "admin_apps", 20 "app_sessions"];
#[rustfmt::skip]
const POSTGRES: Migrations = migrations!["postgres": 1 "initial", 2 "providers", 3 "upstream_sessions", 4 "profile_origins", 5 "id_token_algorithm", 6 "former_usernames", 7 "audit_indexes", 8 "rechecks", 9 "second_factors", 10 "link_grants", 11 "nodes", 12 "passkeys", 13 "audit_search", 14 "sealed_documents", 15 "said_once", 16 "apps", 17 "audit_failures", 18 "webhooks", 19 "admin_apps", 20 "app_sessions"];

/// Where the driver keeps what was applied.
const JOURNAL: &str = "_sqlx_migrations";

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
        Raw::Sqlite(_) => migrator(SQLITE),
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
        Raw::Sqlite(connection) => apply(connection, &migrator, version).await?,
        Raw::Postgres(connection) => apply(connection, &migrator, version).await?,
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
        Raw::Sqlite(connection) => apply(connection, &migrator, 0).await?,
        Raw::Postgres(connection) => apply(connection, &migrator, 0).await?,
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

async fn apply(connection: &mut impl Migrate, migrator: &Migrator, from: i64) -> Result<(), MigrateError> {
    connection.ensure_migrations_table(JOURNAL).await?;
    for migration in migrator.iter().filter(|migration| migration.version > from) {
        connection.apply(JOURNAL, migration).await?;
    }
    Ok(())
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
    if matches!(connection.raw(), Raw::Sqlite(_)) {
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
mod tests {
    use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

    use super::*;

    fn known() -> Migrator {
        let migration = |version, sql: &'static str| {
            Migration::new(version, "x".into(), MigrationType::Simple, sql.into_sql_str(), false)
        };
        Migrator::with_migrations(vec![migration(1, "select 1"), migration(2, "select 2")])
    }

    fn other(number: i64) -> (i64, Vec<u8>) {
        (number, vec![0; 48])
    }

    #[test]
    fn applied_migrations_are_compared() {
        let known = known();
        let sum = |number: i64| match known.iter().find(|migration| migration.version == number) {
            Some(migration) => (number, migration.checksum.to_vec()),
            None => other(number),
        };
        #[rustfmt::skip]
        let cases = [
            ("nothing applied", vec![], "ok"),
            ("an older version", vec![sum(1)], "ok"),
            ("this version", vec![sum(1), sum(2)], "ok"),
            ("a newer version", vec![sum(1), sum(2), sum(3)], "newer"),
            ("a changed migration", vec![other(1)], "foreign"),
            ("a newer version with a changed past", vec![sum(1), other(2), sum(3)], "foreign"),
            ("a hole", vec![sum(2)], "foreign"),
            ("another program's", vec![sum(20_240_101)], "foreign"),
            ("a number between ours", vec![sum(0), sum(1), sum(2)], "foreign"),
        ];
        for (name, applied, expected) in cases {
            let verdict = match compare(&applied, &known) {
                Ok(()) => "ok",
                Err(OpenError::Newer { found: 3, known: 2 }) => "newer",
                Err(OpenError::ForeignSchema(_)) => "foreign",
                Err(other) => panic!("{name}: {other}"),
            };
            assert_eq!(verdict, expected, "{name}");
        }
    }

    /// A new migration adds its parts to the list, which is sorted. Where PostgreSQL has other parts, it fails to start.
    #[tokio::test]
    async fn the_list_of_parts_is_what_the_migrations_make() {
        let mut empty = SqliteConnection::connect_with(&SqliteConnectOptions::new().in_memory(true)).await.unwrap();
        apply(&mut empty, &migrator(SQLITE), 0).await.unwrap();
        let parts = completeness::parts(&mut empty).await.unwrap();
        let made: String = parts.iter().map(|part| format!("{part}\n")).collect();
        assert_eq!(include_str!("../../migrations/parts.txt"), made, "migrations/parts.txt should be:\n{made}");
    }

    /// Databases in the field hold these checksums. When this fails, undo the change and write a new migration.
    #[test]
    fn applied_migrations_are_frozen() {
        let sqlite = [
            (1, "c091a54f61a7c979343a34374ad0129453d0de9d6e39524fc8e9f04ffbdf82e08483f5c79475db5a53ad5e153ad3d27c"),
            (2, "10a9f7716ed6fed1179098aef17811f9dd245b4e35d2cb06d829d3e94a5c0943816eee27f44ed5e267dd5a98250ea5fd"),
            (3, "d030c85c40cb93f49d48c0700db7843468d351d4546d42d4ac9da6fef05fdda8a950c3022a8a0c9f89967d5028c19fb1"),
            (4, "828ce12df9b032ee1d0eb0c2b17b98a17f0c00a1f8b272d0d52f25877bce90a07e8ccb5afd9e8d382eb02d2f0a527fe8"),
            (5, "dfef499769f02ba5fba9b20f5a26f1d594588e17a599e5ccfe3b40d93f18a6c47a540a379b3a206bd82a342dd0c9a815"),
            (6, "f7d4f0040e7bf2436c2d397ef42a0536b9d92dbd7cd067c146c1f966ecc811b3c385773789cf27623fba45c2f65456b8"),
            (7, "7396ceb0179678e7a98cbe66d2f76d1f8d5e915b57fb20d8e704ad8fb67cc7f234d60b0f11a53a55df1057fe002d43ef"),
            (8, "a4dd10e99af53cced2cc3071c919b793dde601983287e5a593a5c087a149bc1f0aeeb9a9ab2abef968023ea9670517a3"),
            (9, "5b17b00be3be9762bbeac2192017f6e6d8bb75ab46b0bdc92992116691378199ad2194583a5eac964caae72de7bb843c"),
            (10, "a730a5dfc87e30bf8cd479b525997441a79aff828394e39af592ee3ef67ead923b8ca91b429fd73b54511630bbf0ab7f"),
            (11, "bac18fad2dd5036a2d8185a4de9b037e7104837b1526241fe350b549332a7caeb361c4c76c3aeaf24fa23f8b73e67f82"),
            (12, "2ffac8ed8157ad44816277bd055765542ea9a1c0a151ad81e98eeb9a1c21d46c801ec24f3da32c107cc3fcd566d0f102"),
            (13, "adfddfc87fdc79a6834181e74e1ae97dab40b28dbce2a3360c0be99a200ee96a17883b61f7326dba28872981cb377c00"),
            (14, "25e5d9ad2319c71c459521bed9c5ed07fcacc574fd1a097dc0a89adb3e9baf063f3f9d2684a29ddbcd43183401d5cecb"),
            (15, "215873d4c277dc3ebf0fc9acc648f8b90d1e293d50e45534223a16bb47c5c2230762ed3d3227a9388e7e48a2867c1573"),
            (16, "5442ed45d79eb85713ddc714d348c1a6f476eb5c9a1763acc52ad53aea21a3a68b9cf7cd057046f0c7309bde37931ad6"),
            (17, "7758654c83fe6fd6d7994c389dc51c3719877ee273586ae7a5911f29bbe40575e5109fc56b72695ccc44b30e852d2a5d"),
            (18, "a3ae8b543148d5f2537ec5e450373fa51066ef453a8637d586c213397d3e485e453cf12f61d2cb08a32531204e1a9f7d"),
            (19, "8a0ca74ded939a4f879232a49dde1833879f9f812158be0e5c901b26cc8ee555e56c408f10b0d7742f8e5e99f1c05b1f"),
            (20, "0801ce5c4a8cb3360672ffe74a9589d75bbb47f54b5328770ed2a05ff2c8596379ac824e2a7567391ad9fa94a7349832"),
        ];
        let postgres = [
            (1, "a4e844633d4c7fb5508a9ae1a1481dedade6a8b02c90b7dfc62d108e72d869f680c667a5ee1f0b3a8147d9a29deea4f8"),
            (2, "ef95684db647957c1e16ce639c12729ac30b9a7e608fa706f14a3dfd021fbb4fb9308e5b030bc1de3601950f4ec125d2"),
            (3, "d030c85c40cb93f49d48c0700db7843468d351d4546d42d4ac9da6fef05fdda8a950c3022a8a0c9f89967d5028c19fb1"),
            (4, "67a56235626353c48e596b4b252fce5d5653e885f715efa7e19e242161e8fc869848c016fc915c09638b22a9e7ad48ae"),
            (5, "dfef499769f02ba5fba9b20f5a26f1d594588e17a599e5ccfe3b40d93f18a6c47a540a379b3a206bd82a342dd0c9a815"),
            (6, "aae354e9d9b0cc513d221367f80d40ff514c80ed5d5894ea09d71a03ca52c322106f3306ad1f128c291ba64ec7fd9e93"),
            (7, "7396ceb0179678e7a98cbe66d2f76d1f8d5e915b57fb20d8e704ad8fb67cc7f234d60b0f11a53a55df1057fe002d43ef"),
            (8, "d7b8bbb3598028ba55e62fdf5fc78945e54f1b5b641b1d5877568dd0cff85dea4890de3291daddb4cdb3b57991e158ff"),
            (9, "d794f6da73d4673483fc2264e4cf10955cc6974acfa8ed21d5220daf6fef430cf65de9208e74af1191331e19f505c928"),
            (10, "f6a105a396f8ea86415d8afd0ea695e8c47e2bcf1c7a9c3b74aec8b724f699f6921c8663472ed8be9ccb0b1e6295779e"),
            (11, "58d7ad2391ef16c84fdf25efd5fb799d5387e675d6dbbabb13f75470bb917614465ba9fdeba07d382ab337d8a96ace6d"),
            (12, "afeef546e43f3f631fcbf62efc2a9e2b0bbd8d66c752ae8e1cd84e6015a302b2adb0bdb6a8ef344440da88bccf6289f7"),
            (13, "adfddfc87fdc79a6834181e74e1ae97dab40b28dbce2a3360c0be99a200ee96a17883b61f7326dba28872981cb377c00"),
            (14, "f022e76030f00439b8d6915907b5562b4a30d046ef284c7c811d82279083d917ef85b919c8de17665724452738bc2e14"),
            (15, "9277a9077dc027b2300c30c2ef9144ef4985e317322a5ceef16fff880af58c5d0a438980fa89b66ddd2e09d661a37857"),
            (16, "917ab2d861db5be56997475685a2ff20f5671b90539067fda0856666f62bb8a1cc80e3a9705dccd4e8de042a2adb3976"),
            (17, "7758654c83fe6fd6d7994c389dc51c3719877ee273586ae7a5911f29bbe40575e5109fc56b72695ccc44b30e852d2a5d"),
            (18, "82a52b1ddb50b62eb842035afe37a9cb324382bdb1f73f770762b53c379f58e332c9da338797b639c201bb29e85da051"),
            (19, "ed853889c25385e8acae150e69d78563cc250787b4feaabc4006aed459abcf84264bae31aa47b735bce513c552044b79"),
            (20, "215c4ea825e0f613949a6ea8b0a3858cce236c3a9168a30bf3528a3b4f66a330ad6569fcdec4a9918c74ee3c1aad4909"),
        ];
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        for (migrations, frozen) in [(SQLITE, sqlite), (POSTGRES, postgres)] {
            let now: Vec<_> = migrator(migrations).iter().map(|one| (one.version, hex(&one.checksum))).collect();
            assert_eq!(now, frozen.map(|(version, sum)| (version, sum.to_owned())));
        }
    }
}
