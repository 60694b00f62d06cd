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
    batch::Batch,
    connection::Connection,
    rows::{get, id},
    second_factors,
    session_end::{Ending, with_ended},
    session_start::LocalStart,
    statement::query,
    users,
    value::SqlRow,
};
use crate::{
    AuditEvent, CheckedPassword, EventKind, FactorProof, NewSession, PasswordChange, PasswordCredential,
    PasswordSignIn, Passwords, StoreError,
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

    async fn find_password_of(&self, user: UserId) -> Result<Option<PasswordCredential>, StoreError> {
        find_of(&mut self.pools.reader().await?, user).await
    }

    async fn change_password(&self, change: &PasswordChange, event: &AuditEvent) -> Result<Option<u64>, StoreError> {
        let user = change.user;
        let mut transaction = self.begin().await?;
        users::lock(&mut transaction, user).await?;
        let proven = find_of(&mut transaction, user).await?.filter(|one| one.digest() == change.digest);
        if proven.is_none() {
            return Ok(None);
        }
        let update = query("update users set password_hash = $1 where id = $2");
        update.bind(change.password_hash.expose()).bind(user.0).execute(&mut transaction).await?;
        let ended = self.end_sessions(&mut transaction, user, Ending::AllBut(change.session)).await?;
        let event = with_ended(event.clone().user(user), ended);
        self.commit_changed_with(transaction, Batch::default(), &event, &[user]).await?;
        Ok(Some(ended))
    }

    async fn complete_password_sign_in(
        &self,
        checked: &CheckedPassword,
        session: &NewSession,
        reference: &Ref,
    ) -> Result<PasswordSignIn, StoreError> {
        self.until_certain(|| self.try_password_sign_in(checked, session, reference)).await
    }
}

impl SqlStore {
    async fn try_password_sign_in(
        &self,
        checked: &CheckedPassword,
        session: &NewSession,
        reference: &Ref,
    ) -> Result<PasswordSignIn, StoreError> {
        let (now, user) = (self.now(), checked.user);
        let mut transaction = self.begin().await?;
        users::lock(&mut transaction, user).await?;
        let event = AuditEvent::new(EventKind::SignIn, reference.clone()).user(user).address(session.address.clone());
        let credential = find_of(&mut transaction, user).await?;
        let found = users::find(&mut transaction, user).await?;
        let (Some(found), true) = (found.clone(), credential.is_some_and(|one| one.digest() == checked.digest)) else {
            let disabled = found.is_some_and(|found| found.disabled);
            let code = if disabled { ErrorCode::AccountDisabled } else { ErrorCode::NotAllowed };
            self.commit_with(transaction, Batch::default(), &event.detail("password".to_owned()).failed(code)).await?;
            return Ok(PasswordSignIn::Refused);
        };
        if !second_factors::consume(&mut transaction, user, checked.proof, now).await? {
            if checked.proof == FactorProof::None {
                return Ok(PasswordSignIn::FactorRequired);
            }
            let event = event.detail(format!("{}, used or replaced", with(checked.proof)));
            let event = event.failed(ErrorCode::SecondFactorInvalid);
            self.commit_with(transaction, Batch::default(), &event).await?;
            return Ok(PasswordSignIn::FactorRefused);
        }
        let start = LocalStart { user: found, session, event: event.detail(with(checked.proof).to_owned()) };
        Ok(PasswordSignIn::SignedIn(Box::new(self.begin_local_session(transaction, start).await?)))
    }
}

/// What somebody signed in with, for the audit log.
const fn with(proof: FactorProof) -> &'static str {
    match proof {
        FactorProof::None => "password",
        FactorProof::Totp(_) => "password and one-time code",
        FactorProof::RecoveryCode(_) => "password and recovery code",
    }
}

/// The password of the enabled administrator with that id, inside a transaction or outside.
pub(super) async fn find_of(
    connection: &mut dyn Connection,
    user: UserId,
) -> Result<Option<PasswordCredential>, StoreError> {
    let hash: Option<String> = query(
        "select u.password_hash from users u \
         where u.id = $1 and u.password_hash is not null and not u.disabled \
         and exists (select 1 from admin_grants g where g.user_id = u.id)",
    )
    .bind(user.0)
    .find_only(connection)
    .await?;
    Ok(hash.map(|hash| PasswordCredential { id: user, password_hash: Secret::new(hash) }))
}
