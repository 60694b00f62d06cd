//! Administrator rights, each with its origin, so that only the provider that granted a right revokes it.

use vestibule_core::ids::{ProviderId, UserId};

use super::{
    connection::Connection,
    statement::{Batch, query},
};
use crate::StoreError;

/// The origin of rights that the operator granted at the shell.
pub(super) const LOCAL: &str = "local";

/// The origin of rights that the rules of a provider grant.
pub(super) fn of_provider(provider: &ProviderId) -> String {
    format!("provider:{provider}")
}

/// Whether any user has rights.
pub(super) async fn exist(connection: &mut dyn Connection) -> Result<bool, StoreError> {
    Ok(query("select exists (select 1 from admin_grants)").fetch_only(connection).await?)
}

/// Adds a grant to a batch; an existing one is left alone.
pub(super) fn push_grant(batch: &mut Batch, user: UserId, origin: &str) {
    batch.push("insert into admin_grants (user_id, origin) values (");
    batch.push_values([user.0.into(), origin.into()]).push(") on conflict do nothing").end();
}

/// How revoking a grant ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Revocation {
    Revoked,
    /// Without them no enabled administrator with a password or a link would be left.
    Kept,
}

impl Revocation {
    /// The detail of the audit event.
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Revoked => "administrator rights revoked",
            Self::Kept => "administrator rights kept: no other administrator could sign in",
        }
    }
}

/// Revokes a grant that the user has.
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
    Ok(if done > 0 { Revocation::Revoked } else { Revocation::Kept })
}
