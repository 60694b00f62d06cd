//! Administrators with a password, made without any upstream.

use async_trait::async_trait;
use vestibule_core::{
    access::{Local, Rules},
    address_owner::{AddressOwner, Claim, owner},
    clock::Timestamp,
    email::EmailAddress,
    ids::UserId,
};

use super::{
    SqlStore, admin_access, admin_grants,
    batch::Batch,
    connection::Connection,
    grants,
    rows::{self, query_users},
    statement::query,
    store::LIST_LIMIT,
    users::{self, new_user},
};
use crate::{
    Actor, Administrators, AuditEvent, EventKind, LocalAdministrator, Reset, ResetOutcome, StoreError, User, username,
};

#[async_trait]
impl Administrators for SqlStore {
    async fn create_administrator(
        &self,
        administrator: &LocalAdministrator,
        rules: Rules<'_>,
    ) -> Result<User, StoreError> {
        let mut transaction = self.begin_exclusive().await?;
        let event = AuditEvent::new(EventKind::UserCreated, administrator.reference.clone())
            .actor(Actor::Shell)
            .detail("administrator with a password".to_owned());
        let user = self.insert_administrator(&mut transaction, (administrator, rules), event).await?;
        transaction.commit().await?;
        Ok(user)
    }

    async fn has_administrator(&self) -> Result<bool, StoreError> {
        admin_grants::exist(&mut self.pools.reader().await?).await
    }

    async fn is_administered(&self, rules: Rules<'_>) -> Result<bool, StoreError> {
        admin_access::is_left(&mut self.pools.reader().await?, rules, self.now(), None).await
    }

    async fn create_first_administrator(
        &self,
        administrator: &LocalAdministrator,
        client: Option<&str>,
        rules: Rules<'_>,
    ) -> Result<Option<User>, StoreError> {
        // Exclusive from its beginning, so no other administrator is created between the check and the insert.
        let mut transaction = self.begin_exclusive().await?;
        if admin_grants::exist(&mut transaction).await? {
            return Ok(None);
        }
        let event = AuditEvent::new(EventKind::UserCreated, administrator.reference.clone())
            .address(client.map(str::to_owned))
            .detail("first administrator, with the setup link".to_owned());
        let user = self.insert_administrator(&mut transaction, (administrator, rules), event).await?;
        transaction.commit().await?;
        Ok(Some(user))
    }

    async fn list_claimants(&self, email: &EmailAddress) -> Result<Vec<User>, StoreError> {
        claimants(&mut self.pools.reader().await?, email).await
    }

    async fn reset_administrator(&self, reset: &Reset, rules: Rules<'_>) -> Result<ResetOutcome, StoreError> {
        self.reset(reset, rules).await
    }

    async fn count_password_administrators(&self) -> Result<u64, StoreError> {
        let count: i64 = query(
            "select count(*) from users u where u.password_hash is not null and not u.disabled \
             and exists (select 1 from admin_grants g where g.user_id = u.id)",
        )
        .fetch_only(&mut self.pools.reader().await?)
        .await?;
        Ok(count.unsigned_abs())
    }
}

impl SqlStore {
    /// Inserts a user with a password and local rights, and writes `event` about it.
    async fn insert_administrator(
        &self,
        connection: &mut dyn Connection,
        (administrator, rules): (&LocalAdministrator, Rules<'_>),
        event: AuditEvent,
    ) -> Result<User, StoreError> {
        let (now, email) = (self.now(), &administrator.email);
        let claimants = claimants(connection, email).await?;
        if let AddressOwner::User(_) = owner_of(email, &claimants, (rules, now), None) {
            return Err(StoreError::Conflict("a user with this address"));
        }
        let user = User {
            local: Local { email: Some(administrator.email.clone()), is_admin: true },
            has_password: true,
            ..new_user(self, now)
        };
        let names = username::from_operator(&administrator.email, self.random.as_ref());
        let user = users::insert(connection, user, Some(&administrator.password_hash), names).await?;
        let mut batch = Batch::default();
        admin_grants::push_grant(&mut batch, user.id);
        for loser in grants::seize_address(&mut *connection, user.id, email).await? {
            self.push_event(&mut batch, now, &grants::address_lost(loser, email, &event));
        }
        self.push_event(&mut batch, now, &event.user(user.id));
        batch.execute(connection).await?;
        Ok(user)
    }
}

/// The users who say that an address is theirs, whoever has it reserved first.
pub(super) async fn claimants(connection: &mut dyn Connection, email: &EmailAddress) -> Result<Vec<User>, StoreError> {
    let rows = query_users(
        "select v.user_id is not null as reserved, ",
        " from users u left join verified_addresses v on v.user_id = u.id and v.email_folded = $1 \
         where v.user_id is not null or u.email_folded = $1 \
         or exists (select 1 from links l where l.user_id = u.id and l.email_folded = $1) \
         order by 1 desc, u.id limit $2",
    )
    .bind(email.folded())
    .bind(LIST_LIMIT)
    .fetch_all(connection)
    .await?;
    rows.iter().map(rows::user).collect()
}

/// Whose address it is now.
pub(super) fn owner_of(
    email: &EmailAddress,
    claimants: &[User],
    (rules, now): (Rules<'_>, Timestamp),
    named: Option<UserId>,
) -> AddressOwner {
    let claim = |user: &User| Claim { user: user.id, holds: user.access(rules, now).holds(email) };
    owner(&claimants.iter().map(claim).collect::<Vec<_>>(), named)
}
