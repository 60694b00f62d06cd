//! Administrator rights, each with its origin, so that what one provider grants only that provider takes.

use vestibule_core::ids::{ProviderId, UserId};

use super::{
    connection::Connection,
    statement::{Batch, query},
};
use crate::StoreError;

/// The origin of rights that the operator gave at the shell.
pub(super) const LOCAL: &str = "local";

/// The origin of rights that the rules of a provider give.
pub(super) fn of_provider(provider: &ProviderId) -> String {
    format!("provider:{provider}")
}

/// Whether anybody has rights, inside a transaction or outside.
pub(super) async fn exist(connection: &mut dyn Connection) -> Result<bool, StoreError> {
    Ok(query("select exists (select 1 from admin_grants)").fetch_only(connection).await?)
}

/// Adds a grant to a batch; having it already is fine.
pub(super) fn push_grant(batch: &mut Batch, user: UserId, origin: &str) {
    batch.push("insert into admin_grants (user_id, origin) values (");
    batch.push_values([user.0.into(), origin.into()]).push(") on conflict do nothing").end();
}

/// How taking a grant ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Revocation {
    /// The rights are gone.
    Taken,
    /// They stay: without them no enabled administrator with a password or a link would be left.
    Kept,
}

impl Revocation {
    /// What an audit event says about it.
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Taken => "administrator rights taken",
            Self::Kept => "administrator rights kept: no other administrator could sign in",
        }
    }
}

/// Takes a grant that the user has.
pub(super) async fn revoke(
    connection: &mut dyn Connection,
    user: UserId,
    origin: &str,
) -> Result<Revocation, StoreError> {
    let done = query(
        "delete from admin_grants where user_id = $1 and origin = $2 and exists ( \
             select 1 from admin_grants g join users u on u.id = g.user_id \
             where not (g.user_id = $1 and g.origin = $2) and not u.disabled \
             and (u.password_hash is not null or exists (select 1 from links l where l.user_id = u.id)))",
    )
    .bind(user.0)
    .bind(origin)
    .execute(connection)
    .await?;
    Ok(if done > 0 { Revocation::Taken } else { Revocation::Kept })
}
