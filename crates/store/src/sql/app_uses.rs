//! What people have let apps have: grants that are still there, and consent.

use vestibule_core::{
    clock::Timestamp,
    ids::{AppId, UserId},
};

use super::{
    connection::{Connection, Transaction},
    rows::{get, id, read, time, time_opt},
    statement::query,
    store::LIST_LIMIT,
    value::SqlRow,
};
use crate::{AppUse, AppUsesOf, StoreError};

/// A grant goes on while one of its tokens does. Consent without a grant is listed, too: without it the person would not be
/// asked again.
macro_rules! uses {
    ($which:literal) => {
        concat!(
            "select app, user_id, username, scopes, since, last_used_at from ( \
             select g.app as app, g.user_id as user_id, u.username as username, max(g.scopes) as scopes, \
             min(g.created_at) as since, max(t.created_at) as last_used_at \
             from app_grants g join users u on u.id = g.user_id join app_tokens t on t.grant_id = g.id \
             where g.expires_at > $1 group by g.app, g.user_id, u.username \
             union all \
             select c.app, c.user_id, u.username, c.scopes, c.granted_at, null \
             from app_consents c join users u on u.id = c.user_id where not exists ( \
             select 1 from app_grants g where g.app = c.app and g.user_id = c.user_id and g.expires_at > $1) \
             ) uses where ",
            $which,
            " = $2 order by coalesce(last_used_at, since) desc, app, username limit $3"
        )
    };
}

/// The last used first.
pub(super) async fn list(
    connection: &mut dyn Connection,
    of: AppUsesOf<'_>,
    now: Timestamp,
) -> Result<Vec<AppUse>, StoreError> {
    let now = now.timestamp_millis();
    let statement = match of {
        AppUsesOf::User(user) => query(uses!("user_id")).bind(now).bind(user.0),
        AppUsesOf::App(app) => query(uses!("app")).bind(now).bind(app.as_str()),
    };
    statement.bind(LIST_LIMIT).fetch_all(connection).await?.iter().map(app_use).collect()
}

/// Ends it; false when there was nothing.
pub(super) async fn revoke(transaction: &mut Transaction<'_>, user: UserId, app: &AppId) -> Result<bool, StoreError> {
    let mut ended = 0;
    for statement in [
        "delete from app_grants where user_id = $1 and app = $2",
        "delete from app_consents where user_id = $1 and app = $2",
    ] {
        ended += query(statement).bind(user.0).bind(app.as_str()).execute(transaction).await?;
    }
    Ok(ended > 0)
}

fn app_use(row: &SqlRow) -> Result<AppUse, StoreError> {
    Ok(AppUse {
        app: read(row, "app", |text| text.parse().ok())?,
        user: UserId(id(row, "user_id")?),
        username: get(row, "username")?,
        scopes: get(row, "scopes")?,
        since: time(row, "since")?,
        last_used_at: time_opt(row, "last_used_at")?,
    })
}
