//! Administrator rights that administrators gave. Those by a provider are with its links.

use vestibule_core::ids::UserId;

use super::{batch::Batch, connection::Connection, statement::query};
use crate::StoreError;

/// Whether any user has rights, from any origin, whether they count now or not.
pub(super) async fn exist(connection: &mut dyn Connection) -> Result<bool, StoreError> {
    let rights = "select exists (select 1 from admin_grants) or exists (select 1 from links where admin <> 'none')";
    Ok(query(rights).fetch_only(connection).await?)
}

/// Adds a grant to a batch; an existing one is left alone.
pub(super) fn push_grant(batch: &mut Batch, user: UserId) {
    batch.push("insert into admin_grants (user_id, origin) values (");
    batch.push_values([user.0.into(), "local".into()]).push(") on conflict do nothing").end();
}
