//! Administrators with a password: made, reset and signed in without any upstream.

use vestibule_core::{
    code::ErrorCode,
    email::EmailAddress,
    ids::{Ref, UserId},
    secret::Secret,
};

use super::{
    Batch, SqlStore, admin_grants,
    connection::Connection,
    rows::{get, id},
    sessions::Entry,
    statement::query,
    users::{self, new_user},
    value::Row,
};
use crate::{
    AccountOutcome, Actor, AuditEvent, EventKind, LocalAdministrator, NewSession, PasswordCredential, ProfileField,
    SignedIn, StoreError, User, ValueOrigin, username,
};

impl SqlStore {
    pub(super) async fn create_local(&self, administrator: &LocalAdministrator) -> Result<User, StoreError> {
        let mut transaction = self.begin_alone().await?;
        let event = AuditEvent::new(EventKind::UserCreated, administrator.reference.clone())
            .actor(Actor::Shell)
            .detail("administrator with a password".to_owned());
        let user = self.insert_local(&mut transaction, administrator, event).await?;
        transaction.commit().await?;
        Ok(user)
    }

    pub(super) async fn create_first_local(
        &self,
        administrator: &LocalAdministrator,
        client: Option<&str>,
    ) -> Result<Option<User>, StoreError> {
        // The transaction is alone from its beginning, so nobody becomes one between the look and the insert.
        let mut transaction = self.begin_alone().await?;
        if admin_grants::exist(&mut transaction).await? {
            return Ok(None);
        }
        let event = AuditEvent::new(EventKind::UserCreated, administrator.reference.clone())
            .address(client.map(str::to_owned))
            .detail("first administrator, with the setup link".to_owned());
        let user = self.insert_local(&mut transaction, administrator, event).await?;
        transaction.commit().await?;
        Ok(Some(user))
    }

    /// A user with a password and local rights, and `event` about it.
    async fn insert_local(
        &self,
        connection: &mut dyn Connection,
        administrator: &LocalAdministrator,
        event: AuditEvent,
    ) -> Result<User, StoreError> {
        let now = self.now();
        let taken: bool = query("select exists (select 1 from users where email_folded = $1)")
            .bind(administrator.email.folded())
            .fetch_only(&mut *connection)
            .await?;
        if taken {
            return Err(StoreError::Conflict("a user with this address"));
        }
        let user = User {
            email: Some(administrator.email.clone()),
            email_verified: true,
            is_admin: true,
            origins: [ProfileField::Email, ProfileField::EmailVerified].map(|field| (field, ValueOrigin::Local)).into(),
            ..new_user(self, now)
        };
        let names = username::from_operator(&administrator.email, self.random.as_ref());
        let user = users::insert(connection, user, Some(&administrator.password_hash), names).await?;
        let mut batch = Batch::default();
        admin_grants::push_grant(&mut batch, user.id, admin_grants::LOCAL);
        self.push_event(&mut batch, now, &event.user(user.id));
        batch.execute(connection).await?;
        Ok(user)
    }

    pub(super) async fn reset_local(&self, administrator: &LocalAdministrator) -> Result<Option<User>, StoreError> {
        let now = self.now();
        let mut transaction = self.begin_alone().await?;
        let row = query(
            "update users set password_hash = $1, disabled = false where email_folded = $2 \
             returning id, (select count(*) from sessions where user_id = users.id) as sessions",
        )
        .bind(administrator.password_hash.expose())
        .bind(administrator.email.folded())
        .fetch_optional(&mut transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (user, ended): (_, i64) = (UserId(id(&row, "id")?), get(&row, "sessions")?);
        let mut batch = Batch::default();
        admin_grants::push_grant(&mut batch, user, admin_grants::LOCAL);
        batch.push("delete from sessions where user_id = ").push_bind(user.0).end();
        let event = AuditEvent::new(EventKind::UserChanged, administrator.reference.clone())
            .actor(Actor::Shell)
            .user(user)
            .detail(format!("password and administrator rights reset; {ended} sessions ended"));
        self.push_event(&mut batch, now, &event);
        batch.execute(&mut transaction).await?;
        let user = users::find(&mut transaction, user).await?;
        transaction.commit().await?;
        Ok(user)
    }

    pub(super) async fn password_of(&self, email: &EmailAddress) -> Result<Option<PasswordCredential>, StoreError> {
        let row = query(
            "select u.id, u.password_hash from users u \
             where u.email_folded = $1 and u.password_hash is not null and not u.disabled \
             and exists (select 1 from admin_grants g where g.user_id = u.id)",
        )
        .bind(email.folded())
        .fetch_optional(&mut self.pools.reader().await?)
        .await?;
        let read = |row: Row| {
            let hash: String = get(&row, "password_hash")?;
            Ok(PasswordCredential { id: UserId(id(&row, "id")?), password_hash: Secret::new(hash) })
        };
        row.map(read).transpose()
    }

    pub(super) async fn try_password_sign_in(
        &self,
        user: UserId,
        session: &NewSession,
        reference: &Ref,
    ) -> Result<Option<SignedIn>, StoreError> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        let has_password: bool =
            query("select exists (select 1 from users where id = $1 and password_hash is not null)")
                .bind(user.0)
                .fetch_only(&mut transaction)
                .await?;
        let found = users::find(&mut transaction, user).await?;
        let mut batch = Batch::default();
        let event = AuditEvent::new(EventKind::SignIn, reference.clone())
            .user(user)
            .address(session.address.clone())
            .detail("password".to_owned());
        let signed_in = match found {
            Some(mut found) if has_password && found.is_admin && !found.disabled => {
                found.last_sign_in_at = Some(now);
                batch.push("update users set last_sign_in_at = ").push_bind(now.timestamp_millis());
                batch.push(" where id = ").push_bind(user.0).end();
                let session = self.push_session(&mut batch, session, Entry { user, at: now, by: None });
                self.push_event(&mut batch, now, &event.actor(Actor::User(user)));
                Some(SignedIn { user: found, session, account: AccountOutcome::Existing })
            }
            refused => {
                let disabled = refused.is_some_and(|found| found.disabled);
                let code = if disabled { ErrorCode::AccountDisabled } else { ErrorCode::NotAllowed };
                self.push_event(&mut batch, now, &event.failed(code));
                None
            }
        };
        batch.execute(&mut transaction).await?;
        transaction.commit().await?;
        Ok(signed_in)
    }
}
