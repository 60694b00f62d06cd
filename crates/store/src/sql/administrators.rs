//! Administrators with a password, made without any upstream.

use async_trait::async_trait;
use vestibule_core::{access::Local, ids::UserId};

use super::{
    SqlStore, admin_grants,
    connection::Connection,
    grants,
    rows::id,
    session_end::{Ending, with_ended},
    statement::{Batch, query},
    users::{self, new_user},
};
use crate::{
    Actor, Administrators, AuditEvent, ChangedUser, EventKind, LocalAdministrator, StoreError, User, username,
};

#[async_trait]
impl Administrators for SqlStore {
    async fn create_administrator(&self, administrator: &LocalAdministrator) -> Result<User, StoreError> {
        let mut transaction = self.begin_exclusive().await?;
        let event = AuditEvent::new(EventKind::UserCreated, administrator.reference.clone())
            .actor(Actor::Shell)
            .detail("administrator with a password".to_owned());
        let user = self.insert_administrator(&mut transaction, administrator, event).await?;
        transaction.commit().await?;
        Ok(user)
    }

    async fn has_administrator(&self) -> Result<bool, StoreError> {
        admin_grants::exist(&mut self.pools.reader().await?).await
    }

    async fn create_first_administrator(
        &self,
        administrator: &LocalAdministrator,
        client: Option<&str>,
    ) -> Result<Option<User>, StoreError> {
        // Exclusive from its beginning, so no other administrator is created between the check and the insert.
        let mut transaction = self.begin_exclusive().await?;
        if admin_grants::exist(&mut transaction).await? {
            return Ok(None);
        }
        let event = AuditEvent::new(EventKind::UserCreated, administrator.reference.clone())
            .address(client.map(str::to_owned))
            .detail("first administrator, with the setup link".to_owned());
        let user = self.insert_administrator(&mut transaction, administrator, event).await?;
        transaction.commit().await?;
        Ok(Some(user))
    }

    async fn reset_administrator(&self, administrator: &LocalAdministrator) -> Result<Option<ChangedUser>, StoreError> {
        let mut transaction = self.begin_exclusive().await?;
        let row = query(
            "update users set password_hash = $1, disabled = false, email = $3, email_folded = $2 \
             where email_folded = $2 or id = (select user_id from verified_addresses where email_folded = $2) \
             returning id",
        )
        .bind(administrator.password_hash.expose())
        .bind(administrator.email.folded())
        .bind(administrator.email.as_str())
        .fetch_optional(&mut transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let user = UserId(id(&row, "id")?);
        let sessions_ended = self.end_sessions(&mut transaction, user, Ending::All).await?;
        let mut batch = Batch::default();
        admin_grants::push_grant(&mut batch, user);
        let event = AuditEvent::new(EventKind::UserChanged, administrator.reference.clone())
            .actor(Actor::Shell)
            .user(user)
            .detail("password and administrator rights reset".to_owned());
        self.push_event(&mut batch, self.now(), &with_ended(event, sessions_ended));
        batch.execute(&mut transaction).await?;
        let found = users::find(&mut transaction, user).await?;
        self.commit_changed(transaction, &[user]).await?;
        Ok(found.map(|user| ChangedUser { user, sessions_ended }))
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
        administrator: &LocalAdministrator,
        event: AuditEvent,
    ) -> Result<User, StoreError> {
        let now = self.now();
        let taken: bool = query("select exists (select 1 from verified_addresses where email_folded = $1)")
            .bind(administrator.email.folded())
            .fetch_only(&mut *connection)
            .await?;
        if taken {
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
        for loser in grants::take_address(&mut *connection, user.id, &administrator.email, None).await? {
            self.push_event(&mut batch, now, &grants::address_lost(loser, &administrator.email, &event));
        }
        self.push_event(&mut batch, now, &event.user(user.id));
        batch.execute(connection).await?;
        Ok(user)
    }
}
