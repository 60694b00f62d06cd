//! Signing in with a password.

use async_trait::async_trait;
use vestibule_core::{
    code::ErrorCode,
    email::EmailAddress,
    ids::{Ref, UserId},
    secret::Secret,
};

use super::{
    SqlStore,
    rows::{get, id},
    session_start::SessionStart,
    statement::{Batch, query},
    users,
    value::SqlRow,
};
use crate::{
    AccountOutcome, Actor, AuditEvent, EventKind, NewSession, PasswordCredential, Passwords, SignedIn, StoreError,
};

#[async_trait]
impl Passwords for SqlStore {
    async fn find_password(&self, email: &EmailAddress) -> Result<Option<PasswordCredential>, StoreError> {
        let row = query(
            "select u.id, u.password_hash from users u \
             where u.email_folded = $1 and u.password_hash is not null and not u.disabled \
             and exists (select 1 from admin_grants g where g.user_id = u.id)",
        )
        .bind(email.folded())
        .fetch_optional(&mut self.pools.reader().await?)
        .await?;
        let read = |row: SqlRow| {
            let hash: String = get(&row, "password_hash")?;
            Ok(PasswordCredential { id: UserId(id(&row, "id")?), password_hash: Secret::new(hash) })
        };
        row.map(read).transpose()
    }

    async fn complete_password_sign_in(
        &self,
        user: UserId,
        session: &NewSession,
        reference: &Ref,
    ) -> Result<Option<SignedIn>, StoreError> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        users::lock(&mut transaction, user).await?;
        let mut changed = Vec::new();
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
                changed = self.make_room(&mut transaction, session, user).await?;
                let session = self.push_session(&mut batch, session, SessionStart { user, at: now, by: None })?;
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
        self.commit_changed(transaction, &changed).await?;
        Ok(signed_in)
    }
}
