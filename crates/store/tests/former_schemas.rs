//! A database of every earlier version, with people in it, is updated at the next start.

#![expect(clippy::unwrap_used, clippy::panic, reason = "only tests are built from this")]

mod support;

use std::{path::Path, sync::Arc};

use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, SqlSafeStr as _, SqliteConnection,
    migrate::{Migrate, Migration, MigrationType},
};
use support::{File, key, open_url, sign_in, sqlite};
use vestibule_core::{email::EmailAddress, random::OsRandom, seal::Keyring};
use vestibule_store::{AccountOutcome, AuditFilter, Store, UserFilter, conformance::PostgresServer};

/// What was stored while the schema had that number: people, links, sessions and everything else that it had.
const DATA: &[(i64, &str)] = &[
    (
        1,
        "insert into users (id, email, email_folded, email_verified, username, name, groups, password_hash, disabled, created_at) \
             values (@u1@, 'root@example.com', 'root@example.com', @true@, 'root', 'Root', '[]', 'a hash', @false@, 1), \
                    (@u2@, 'jane@example.com', 'jane@example.com', @true@, 'jane', 'Jane', '[\"staff\"]', null, @false@, 2);
         insert into admin_grants (user_id, origin) values (@u1@, 'local'), (@u2@, 'provider:pocketid');
         insert into links (id, user_id, provider, issuer, subject, email, created_at, last_used_at) \
             values (@u3@, @u2@, 'pocketid', 'https://id.example.com', 'jane', 'jane@example.com', 2, 3);
         insert into sessions (id, token_hash, user_id, signed_in_at, last_seen_at, idle_expires_at, expires_at) \
             values (@u4@, @h1@, @u1@, 1700000000000, 1700000000000, 1700003600000, 1700007200000);
         insert into sessions (id, token_hash, user_id, provider, issuer, subject, signed_in_at, last_seen_at, \
             idle_expires_at, expires_at) values (@u5@, @h2@, @u2@, 'pocketid', 'https://id.example.com', 'jane', \
             1700000000000, 1700000000000, 1700003600000, 1700007200000);
         insert into consumed_flows (id, expires_at) values (@h3@, 1700000600000);
         insert into api_tokens (id, name, hash, created_at) values (@u6@, 'ci', @h4@, 1);
         insert into audit_events (id, at, event, outcome, reference, provider, user_id, actor, actor_id) \
             values (@u7@, 1700000000000, 'sign_in', 'ok', 'MNWPCGVY9M', 'pocketid', @u2@, 'user', @u2@)",
    ),
    (
        2,
        "insert into providers (id, definition, settings, credentials, revision, created_at, updated_at) \
             values ('work', 'pocketid', '{}', '{}', 1, 1, 1)",
    ),
    (6, "insert into former_usernames (username, user_id, until) values ('ann', @u8@, 1)"),
    (
        9,
        "insert into totp_factors (user_id, secret_sealed, last_step, created_at) values (@u1@, @h5@, 1, 1);
         insert into recovery_codes (user_id, hash) values (@u1@, @h6@)",
    ),
];

/// The values whose notation differs.
fn in_words_of(database: &str, sql: &str) -> String {
    let mut sql = sql.to_owned();
    for number in 1..10 {
        let (id, hash) = (format!("0000000000007000800000000000000{number}"), format!("{number:02x}").repeat(32));
        let (id, hash) = match database {
            "sqlite" => (format!("x'{id}'"), format!("x'{hash}'")),
            _ => (format!("'{id}'::uuid"), format!("'\\x{hash}'::bytea")),
        };
        sql = sql.replace(&format!("@u{number}@"), &id).replace(&format!("@h{number}@"), &hash);
    }
    let [yes, no] = if database == "sqlite" { ["1", "0"] } else { ["true", "false"] };
    sql.replace("@true@", yes).replace("@false@", no)
}

/// The migrations as they are in the repository, in order.
fn migrations(database: &str) -> Vec<Migration> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let mut migrations: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            let (number, name) = path.file_stem().unwrap().to_str().unwrap().split_once('_').unwrap();
            let text = AssertSqlSafe(std::fs::read_to_string(&path).unwrap()).into_sql_str();
            Migration::new(number.parse().unwrap(), name.to_owned().into(), MigrationType::Simple, text, false)
        })
        .collect();
    migrations.sort_by_key(|migration| migration.version);
    migrations
}

/// What a program of that version left behind, in words of one database: applies migrations, and gives SQL to run after
/// each of them.
macro_rules! leave_behind {
    ($connection:ident, $database:literal, $version:expr) => {{
        $connection.ensure_migrations_table("_sqlx_migrations").await.unwrap();
        for migration in migrations($database).iter().filter(|migration| migration.version <= $version) {
            $connection.apply("_sqlx_migrations", migration).await.unwrap();
            for (_, data) in DATA.iter().filter(|(number, _)| *number == migration.version) {
                let data = AssertSqlSafe(in_words_of($database, data));
                sqlx::raw_sql(data).execute(&mut $connection).await.unwrap();
            }
        }
        let sealed = Keyring::parse(&key(1)).unwrap().seal(&OsRandom, "meta/key_check/value", b"vestibule").unwrap();
        let place = "insert into meta (name, value) values ('key_check', $1)";
        sqlx::query(place).bind(sealed).execute(&mut $connection).await.unwrap();
        $connection.close().await.unwrap();
    }};
}

/// Everything that was there is there, and works.
async fn look_around(store: &Arc<dyn Store>, version: i64) {
    let root = EmailAddress::parse("root@example.com").unwrap();
    let found = store.find_password(&root).await.unwrap().unwrap_or_else(|| panic!("{version}: the administrator"));
    assert!(store.find_session(&[1; 32]).await.unwrap().is_some(), "{version}: a session by password goes on");
    assert!(store.find_token(&[4; 32]).await.unwrap().is_some_and(|token| token.name == "ci"), "{version}");
    assert!(!store.consume_flow(&[3; 32], vestibule_core::clock::from_millis(1)).await.unwrap(), "{version}");
    let events = store.list_audit(&AuditFilter { limit: 200, ..AuditFilter::default() }).await.unwrap();
    assert!(events.iter().any(|event| event.event.reference.as_str() == "MNWPCGVY9M"), "{version}");
    assert_eq!(store.list_providers().await.unwrap().len(), usize::from(version >= 2), "{version}");
    let factor = store.list_factors(found.id).await.unwrap();
    assert_eq!((factor.totp.is_some(), factor.recovery_codes), (version >= 9, u64::from(version >= 9)), "{version}");
    let users = store.list_users(&UserFilter { limit: 200, ..UserFilter::default() }).await.unwrap();
    let names: Vec<_> = users.iter().map(|user| user.username.as_str()).collect();
    assert_eq!(names, ["jane", "root"], "{version}");
    let jane = sign_in(store.as_ref(), "jane", 100).await;
    assert!(matches!(jane.account, AccountOutcome::Existing), "{version}: {:?}", jane.account);
    assert_eq!(jane.user.id, users[0].id, "{version}");
    let other = sign_in(store.as_ref(), "ann", 101).await;
    assert_eq!(other.user.username == "ann", version < 6, "{version}: a name that somebody had");
    store.prove_write().await.unwrap();
    store.close().await;
}

/// OU-07: from every number of the schema that there was, on SQLite.
#[tokio::test]
async fn every_file_of_before_is_updated() {
    for version in migrations("sqlite").iter().map(|migration| migration.version) {
        let file = File::new();
        std::fs::create_dir_all(file.path.parent().unwrap()).unwrap();
        let mut connection = SqliteConnection::connect_with(&sqlite(&file.path).create_if_missing(true)).await.unwrap();
        leave_behind!(connection, "sqlite", version);
        look_around(&file.open().await.unwrap_or_else(|error| panic!("{version}: {error}")), version).await;
        file.open().await.unwrap().close().await;
    }
}

/// OU-07: the same on PostgreSQL.
#[tokio::test]
async fn every_database_of_before_is_updated() {
    let server = PostgresServer::shared();
    for version in migrations("postgres").iter().map(|migration| migration.version) {
        let url = server.fresh_url();
        let mut connection = PgConnection::connect(&url).await.unwrap();
        leave_behind!(connection, "postgres", version);
        let open = async || open_url(&url, Path::new("/nowhere"), &[key(1)]).await;
        look_around(&open().await.unwrap_or_else(|error| panic!("{version}: {error}")), version).await;
        open().await.unwrap().close().await;
    }
}
