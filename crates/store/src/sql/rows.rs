//! Between columns and domain types. A value that cannot be read is [`StoreError::Corrupt`], never a panic and never a
//! default.

use std::fmt;

use uuid::Uuid;
use vestibule_core::{
    access::{LinkGrant, Local},
    application_id::ApplicationId,
    clock::{Timestamp, from_millis},
    email::EmailAddress,
    ids::{ProviderId, Subject, UserId},
};

pub(super) use super::value::get;
use super::{statement::Statement, value::SqlRow};
use crate::{StoreError, User, ValueOrigins};

/// The columns of `users u` that [`user`] reads, but for the grants.
macro_rules! user_columns {
    () => {
        "u.id as user_id, u.email as user_email, u.username, u.name, u.first_name, u.last_name, u.avatar_url, u.origins, u.application_id, \
         u.password_hash is not null as has_password, u.disabled, u.created_at as user_created_at, u.last_sign_in_at, \
         exists (select 1 from admin_grants g where g.user_id = u.id) as is_admin, "
    };
}
/// The columns of `links` that a grant is made of, as one JSON object.
macro_rules! grant_json {
    (sqlite) => {
        "json_object('link', hex(l.id), 'provider', l.provider, 'issuer', l.issuer, \
         'email', case when l.email_folded is null then null else l.email end, \
         'email_verified', json(iif(l.email_verified, 'true', 'false')), \
         'email_ceded', json(iif(l.email_ceded, 'true', 'false')), 'groups', json(l.groups), 'admin', l.admin, \
         'requirements', l.requirements, 'mapping', l.mapping, 'confirmed_at', l.confirmed_at)"
    };
    (postgres) => {
        "json_build_object('link', l.id, 'provider', l.provider, 'issuer', l.issuer, \
         'email', case when l.email_folded is null then null else l.email end, \
         'email_verified', l.email_verified, 'email_ceded', l.email_ceded, 'groups', l.groups::json, 'admin', l.admin, \
         'requirements', l.requirements, 'mapping', l.mapping, 'confirmed_at', l.confirmed_at)"
    };
}
const SQLITE_USER: &str = concat!(
    user_columns!(),
    "(select json_group_array(",
    grant_json!(sqlite),
    ") from links l where l.user_id = u.id) as grants",
);
const POSTGRES_USER: &str = concat!(
    user_columns!(),
    "coalesce((select json_agg(",
    grant_json!(postgres),
    ") from links l where l.user_id = u.id)::text, '[]') as grants",
);
const SQLITE_GRANT: &str = concat!(grant_json!(sqlite), " as grant_json, l.subject");
const POSTGRES_GRANT: &str = concat!(grant_json!(postgres), "::text as grant_json, l.subject");

/// A query between whose halves are the columns that [`user`] reads, of `users u`.
pub(super) fn query_users(before: &'static str, after: &'static str) -> Statement {
    let mut statement = Statement::new(before);
    statement.push_users().push(after);
    statement
}

/// A query between whose halves are the columns that [`grant`] reads, of `links l`, and the subject.
pub(super) fn query_grants(before: &'static str, after: &'static str) -> Statement {
    let mut statement = Statement::new(before);
    statement.push_per_dialect(SQLITE_GRANT, POSTGRES_GRANT).push(after);
    statement
}

impl Statement {
    /// Adds the columns that [`user`] reads.
    pub(super) fn push_users(&mut self) -> &mut Self {
        self.push_per_dialect(SQLITE_USER, POSTGRES_USER)
    }
}

pub(super) fn user(row: &SqlRow) -> Result<User, StoreError> {
    let (grants, origins): (&str, &str) = (get(row, "grants")?, get(row, "origins")?);
    let mut grants: Vec<LinkGrant> = serde_json::from_str(grants).map_err(|error| corrupt("grants", error))?;
    // Ids are ordered by time.
    grants.sort_by_key(|grant| grant.link);
    let email = read_opt(row, "user_email", |text| EmailAddress::parse_dotless(text).ok())?;
    Ok(User {
        id: UserId(id(row, "user_id")?),
        local: Local { email, is_admin: get(row, "is_admin")? },
        grants,
        has_password: get(row, "has_password")?,
        username: get(row, "username")?,
        name: get(row, "name")?,
        first_name: get(row, "first_name")?,
        last_name: get(row, "last_name")?,
        avatar_url: get(row, "avatar_url")?,
        origins: serde_json::from_str(origins).map_err(|error| corrupt("origins", error))?,
        application_id: read_opt(row, "application_id", |text| ApplicationId::parse(text).ok())?,
        disabled: get(row, "disabled")?,
        created_at: time(row, "user_created_at")?,
        last_sign_in_at: time_opt(row, "last_sign_in_at")?,
    })
}

/// One grant, with the subject of its identity.
pub(super) fn grant(row: &SqlRow) -> Result<(LinkGrant, Subject), StoreError> {
    let grant = serde_json::from_str(get(row, "grant_json")?).map_err(|error| corrupt("grants", error))?;
    Ok((grant, read(row, "subject", Subject::parse)?))
}

pub(super) fn id(row: &SqlRow, column: &'static str) -> Result<Uuid, StoreError> {
    get(row, column)
}

pub(super) fn id_opt(row: &SqlRow, column: &'static str) -> Result<Option<Uuid>, StoreError> {
    get(row, column)
}

pub(super) fn time(row: &SqlRow, column: &'static str) -> Result<Timestamp, StoreError> {
    checked_time(get(row, column)?, column)
}

pub(super) fn time_opt(row: &SqlRow, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
    get::<Option<i64>>(row, column)?.map(|millis| checked_time(millis, column)).transpose()
}

fn checked_time(millis: i64, column: &'static str) -> Result<Timestamp, StoreError> {
    Timestamp::from_timestamp_millis(millis).ok_or_else(|| corrupt(column, "not a time"))
}

/// A text that `parse` must accept.
pub(super) fn read<T>(
    row: &SqlRow,
    column: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, StoreError> {
    parse(get(row, column)?).ok_or_else(|| corrupt(column, "not a value that we write"))
}

/// A text that `parse` must accept, when there is one.
pub(super) fn read_opt<T>(
    row: &SqlRow,
    column: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    let Some(text) = get::<Option<&str>>(row, column)? else { return Ok(None) };
    parse(text).map(Some).ok_or_else(|| corrupt(column, "not a value that we write"))
}

pub(super) fn provider_id(text: &str) -> Option<ProviderId> {
    text.parse().ok()
}

pub(super) fn corrupt(column: &'static str, why: impl fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("column {column}: {why}"))
}

/// Field to origin, as stored.
pub(super) fn json_origins(origins: &ValueOrigins) -> String {
    serde_json::json!(origins).to_string()
}

pub(super) fn json_list(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}

/// `from` and then `by`, no later than the last moment that every format can express.
pub(super) fn later(from: Timestamp, by: chrono::Duration) -> Timestamp {
    const YEAR_9999: i64 = 253_402_300_799_999;
    from_millis(from.timestamp_millis().saturating_add(by.num_milliseconds()).clamp(0, YEAR_9999))
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    #[test]
    fn no_lifetime_leaves_the_calendar() {
        let now = from_millis(1_000);
        assert_eq!(later(now, Duration::milliseconds(5)), from_millis(1_005));
        assert_eq!(later(now, Duration::MAX), from_millis(253_402_300_799_999));
        assert_eq!(later(now, Duration::MIN), from_millis(0));
    }
}
