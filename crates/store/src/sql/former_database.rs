//! Databases as earlier versions of the program left them, for tests of upgrades.

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection, sqlite::SqliteConnectOptions,
};
use vestibule_core::{random::Random, seal::Keyring};

use super::schema::{self, SchemaError};

/// People of every kind that an upgrade is about. `id(N)` and `hash(N)` stand for an id and a hash.
///
/// 1 administers this installation with a password, and has 150 sessions. 2 has an address that belongs to 3, whom
/// `corp` names; neither is verified. 4 is an administrator by `corp`. 5 came by `old`, which is gone. 6 has another
/// address at `corp` than here. 7 has rights by a provider without a link to it. 8 has a password under an address that
/// nobody has verified. 9 and 10 have one address in two spellings, verified for 9. 11 is linked twice, 12 is disabled.
const PEOPLE: &str = "
insert into users (id, email, email_folded, email_verified, username, groups, password_hash, disabled, created_at) values
  (id(1), 'root@here.example', 'root@here.example', true, 'root', '[]', 'a hash', false, 1700000000000),
  (id(2), 'CEO@victim.example', 'ceo@victim.example', false, 'ceo', '[]', null, false, 1700000000000),
  (id(3), null, null, false, 'victim', '[\"staff\"]', null, false, 1700000000000),
  (id(4), 'boss@corp.example', 'boss@corp.example', true, 'boss', '[\"bosses\",\"staff\"]', null, false, 1700000000000),
  (id(5), 'gone@old.example', 'gone@old.example', true, 'gone', '[\"bosses\"]', null, false, 1700000000000),
  (id(6), 'before@corp.example', 'before@corp.example', true, 'renamed', '[]', null, false, 1700000000000),
  (id(7), null, null, false, 'seven', '[]', null, false, 1700000000000),
  (id(8), 'ann@victim.example', 'ann@victim.example', false, 'eight', '[]', 'a hash', false, 1700000000000),
  (id(9), 'Jane@corp.example', 'jane@corp.example', true, 'jane', '[]', null, false, 1700000000000),
  (id(10), null, null, false, 'other jane', '[]', null, false, 1700000000000),
  (id(11), 'twice@corp.example', 'twice@corp.example', true, 'twice', '[]', null, false, 1700000000000),
  (id(12), 'out@pub.example', 'out@pub.example', false, 'out', '[]', null, true, 1700000000000);
insert into links (id, user_id, provider, issuer, subject, email, created_at, last_used_at) values
  (id(22), id(2), 'pub', 'https://pub.example', 's2', 'CEO@victim.example', 1700000000000, 1700000000000),
  (id(23), id(3), 'corp', 'https://corp.example', 's3', 'ceo@victim.example', 1700000000000, null),
  (id(24), id(4), 'corp', 'https://corp.example', 's4', 'boss@corp.example', 1700000000000, 1700000000000),
  (id(34), id(4), 'pub', 'https://pub.example', 's4', 'boss@corp.example', 1700000000000, null),
  (id(25), id(5), 'old', 'https://old.example', 's5', 'gone@old.example', 1700000000000, 1700000000000),
  (id(26), id(6), 'corp', 'https://corp.example', 's6', 'after@corp.example', 1700000000000, 1700000000000),
  (id(27), id(7), 'pub', 'https://pub.example', 's7', null, 1700000000000, 1700000000000),
  (id(28), id(8), 'pub', 'https://pub.example', 's8', 'ann@victim.example', 1700000000000, 1700000000000),
  (id(29), id(9), 'corp', 'https://corp.example', 's9', 'JANE@Corp.example', 1700000000000, 1700000000000),
  (id(30), id(10), 'pub', 'https://pub.example', 's10', 'jane@CORP.example', 1700000000000, 1700000000000),
  (id(31), id(11), 'corp', 'https://corp.example', 's11', 'twice@corp.example', 1700000000000, 1700000000000),
  (id(41), id(11), 'pub', 'https://pub.example', 's11', 'twice@corp.example', 1700000000000, 1700000000000),
  (id(32), id(12), 'pub', 'https://pub.example', 's12', 'out@pub.example', 1700000000000, 1700000000000);
insert into admin_grants (user_id, origin) values
  (id(1), 'local'), (id(4), 'provider:corp'), (id(5), 'provider:old'), (id(7), 'provider:corp'), (id(8), 'local');
";

/// Who supplied what, from the version on that keeps it. Of 11 nobody knows.
const ORIGINS: &str = "
update users set origins = '{\"email\":\"local\",\"email_verified\":\"local\"}' where id = id(1);
update users set origins = '{\"email\":\"provider:pub\",\"email_verified\":\"provider:pub\",\"name\":\"provider:pub\"}'
  where id = id(2) or id = id(8) or id = id(12);
update users set origins = '{\"email\":\"provider:corp\",\"email_verified\":\"provider:corp\",\"groups\":\"provider:corp\"}'
  where id = id(3) or id = id(4) or id = id(6) or id = id(9);
update users set origins = '{\"email\":\"provider:old\",\"email_verified\":\"provider:old\"}' where id = id(5);
";

/// Makes a database at `url`, where there is none yet or an empty one, with the schema of `version` (1 to 9) and
/// people of every kind.
pub async fn create_former(
    url: &str,
    version: i64,
    keys: &Keyring,
    random: &dyn Random,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let text = |dialect: &dyn Fn(&str, u32) -> String| {
        let sessions = (1..=160).map(|number| session(number, version)).collect::<String>();
        let origins = if version >= 4 { ORIGINS } else { "" };
        AssertSqlSafe(with_values(&format!("{PEOPLE}{origins}{sessions}"), dialect))
    };
    let failed = |error: SchemaError| match error {
        SchemaError::Database(error) => Box::<dyn std::error::Error + Send + Sync>::from(error),
        SchemaError::Rejected(error) => error.into(),
    };
    if let Some(path) = url.strip_prefix("sqlite:") {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut connection = options.connect().await?;
        schema::create_former(&mut connection, version, keys, random).await.map_err(failed)?;
        connection.execute(sqlx::raw_sql(text(&sqlite_value))).await?;
        connection.close().await?;
    } else {
        let mut connection = PgConnection::connect(url).await?;
        schema::create_former(&mut connection, version, keys, random).await.map_err(failed)?;
        connection.execute(sqlx::raw_sql(text(&postgres_value))).await?;
        connection.close().await?;
    }
    Ok(())
}

/// The first 150 are the administrator's, by a password; the others began with an identity of 4 or of 5.
fn session(number: u32, version: i64) -> String {
    let (user, by) = match number {
        ..=150 => (1, "null, null, null"),
        151..=155 => (4, "'corp', 'https://corp.example', 's4'"),
        _ => (5, "'old', 'https://old.example', 's5'"),
    };
    let (algorithm, value) = if version >= 5 { (", id_token_alg", ", 'RS256'") } else { ("", "") };
    let id = 1_000 + number;
    format!(
        "insert into sessions (id, token_hash, user_id, provider, issuer, subject, signed_in_at, last_seen_at, \
         idle_expires_at, expires_at{algorithm}) values (id({id}), hash({number}), id({user}), {by}, 1700000000000, \
         1700000000000, 4000000000000, 4000000000000{value});\n"
    )
}

fn sqlite_value(kind: &str, number: u32) -> String {
    let digits = if kind == "id" { 32 } else { 64 };
    format!("x'{number:0digits$x}'")
}

fn postgres_value(kind: &str, number: u32) -> String {
    match kind {
        "id" => format!("'{number:032x}'::uuid"),
        _ => format!("'\\x{number:064x}'::bytea"),
    }
}

/// The text with a value for each `id(N)` and `hash(N)`.
fn with_values(text: &str, value: &dyn Fn(&str, u32) -> String) -> String {
    let mut rest = text;
    let mut done = String::new();
    while let Some((before, after)) = rest.split_once('(') {
        let kind = ["hash", "id"].into_iter().find(|kind| {
            before.strip_suffix(kind).is_some_and(|front| !front.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        });
        let number = after.split_once(')').and_then(|(number, tail)| Some((number.parse::<u32>().ok()?, tail)));
        match kind.zip(number) {
            Some((kind, (number, tail))) => {
                done.push_str(before.strip_suffix(kind).unwrap_or(before));
                done.push_str(&value(kind, number));
                rest = tail;
            }
            None => {
                done.push_str(before);
                done.push('(');
                rest = after;
            }
        }
    }
    done + rest
}
