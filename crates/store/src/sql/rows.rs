//! Between columns and domain types. A value that cannot be read is [`StoreError::Corrupt`], never a panic and never a
//! default.

use std::fmt;

use uuid::Uuid;
use vestibule_core::{
    clock::{Timestamp, from_millis},
    email::EmailAddress,
    ids::{ProviderId, UserId},
};

use super::value::SqlRow;
pub(super) use super::value::get;
use crate::{StoreError, User, ValueOrigins};

/// The columns that [`user`] reads, of `users u`.
macro_rules! user_columns {
    () => {
        "u.id as user_id, u.email as user_email, u.email_verified, u.username, u.name, u.first_name, u.last_name, \
         u.avatar_url, u.groups, u.origins, u.disabled, u.created_at as user_created_at, u.last_sign_in_at, \
         exists (select 1 from admin_grants g where g.user_id = u.id) as is_admin"
    };
}
pub(super) use user_columns;

pub(super) fn user(row: &SqlRow) -> Result<User, StoreError> {
    let (groups, origins): (&str, &str) = (get(row, "groups")?, get(row, "origins")?);
    Ok(User {
        id: UserId(id(row, "user_id")?),
        email: read_opt(row, "user_email", |text| EmailAddress::parse(text).ok())?,
        email_verified: get(row, "email_verified")?,
        username: get(row, "username")?,
        name: get(row, "name")?,
        first_name: get(row, "first_name")?,
        last_name: get(row, "last_name")?,
        avatar_url: get(row, "avatar_url")?,
        groups: serde_json::from_str(groups).map_err(|error| corrupt("groups", error))?,
        origins: serde_json::from_str(origins).map_err(|error| corrupt("origins", error))?,
        is_admin: get(row, "is_admin")?,
        disabled: get(row, "disabled")?,
        created_at: time(row, "user_created_at")?,
        last_sign_in_at: time_opt(row, "last_sign_in_at")?,
    })
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
