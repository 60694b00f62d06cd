//! Asking the upstream again about people who are signed in.
//!
//! All sessions that began with one identity are due at the same time, and the newest refresh token is the one that is
//! used: an upstream may have replaced the older ones by it.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    code::ErrorCode,
    ids::{Issuer, SessionId, Subject, UserId},
    seal::SealError,
    secret::Secret,
};

use super::{
    SqlStore,
    batch::Batch,
    errors::lost_race,
    grants::{push_release, push_withdrawal_of},
    locks::LockMode,
    rows::{get, id, later, provider_id, read, time_opt},
    session_end::{Ending, with_ended},
    statement::query,
    value::SqlRow,
};
use crate::{AuditEvent, Recheck, Rechecks, Renewal, StoreError, UNANSWERED_LIMIT};

#[async_trait]
impl Rechecks for SqlStore {
    async fn claim_recheck(&self, session: SessionId, interval: Duration) -> Result<Option<Recheck>, StoreError> {
        let now = self.now();
        // One statement: of all who ask at the same time, one finds rows that are due.
        let rows = query(
            "update sessions set recheck_at = $1 where recheck_at <= $2 and idle_expires_at > $2 and exists ( \
                 select 1 from sessions s where s.id = $3 and s.user_id = sessions.user_id \
                 and s.provider = sessions.provider and s.issuer = sessions.issuer and s.subject = sessions.subject) \
             returning id, user_id, provider, issuer, subject, refresh_token_sealed, signed_in_at, unanswered_since",
        )
        .bind(later(now, interval).timestamp_millis())
        .bind(now.timestamp_millis())
        .bind(session.0)
        .fetch_all(&mut self.pools.writer().await?)
        .await?;
        let mut newest: Option<(i64, &SqlRow)> = None;
        for row in &rows {
            let (signed_in_at, sealed): (i64, Option<&[u8]>) =
                (get(row, "signed_in_at")?, get(row, "refresh_token_sealed")?);
            if sealed.is_some() && newest.is_none_or(|(at, _)| at <= signed_in_at) {
                newest = Some((signed_in_at, row));
            }
        }
        newest.map_or(Ok(None), |(_, row)| self.recheck(row))
    }

    async fn renew_session(&self, recheck: &Recheck, refresh_token: Option<&Secret>) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        self.push_renewal(&mut batch, recheck, refresh_token)?;
        let transaction = self.begin().await?;
        batch.commit(transaction).await.map(drop)
    }

    async fn take_over(&self, renewal: &Renewal<'_>) -> Result<Result<(), ErrorCode>, StoreError> {
        let attempt = || async {
            match self.try_take_over(renewal, LockMode::Shared).await {
                Err(error) if lost_race(&error) => self.try_take_over(renewal, LockMode::Exclusive).await,
                outcome => outcome,
            }
        };
        self.until_certain(attempt).await
    }

    async fn recheck_unanswered(&self, recheck: &Recheck, event: &AuditEvent) -> Result<u64, StoreError> {
        let now = self.now();
        if recheck.unanswered_since.is_some_and(|since| now - since >= UNANSWERED_LIMIT) {
            // Nobody has refused the person: what was granted ends by its age.
            return self.end_asked(recheck, event, Batch::default()).await;
        }
        query(
            "update sessions set unanswered_since = coalesce(unanswered_since, $1) \
             where user_id = $2 and provider = $3 and issuer = $4 and subject = $5",
        )
        .bind(now.timestamp_millis())
        .bind(recheck.user.0)
        .bind(recheck.provider.as_str())
        .bind(recheck.issuer.as_str())
        .bind(recheck.subject.as_str())
        .execute(&mut self.pools.writer().await?)
        .await?;
        Ok(0)
    }

    async fn end_refused(&self, recheck: &Recheck, event: &AuditEvent) -> Result<u64, StoreError> {
        let mut batch = Batch::default();
        let Recheck { user, provider, issuer, subject, .. } = recheck;
        push_withdrawal_of(&mut batch, *user, (provider, issuer, subject));
        push_release(&mut batch, *user);
        let detail = event.detail.as_ref().map_or_else(String::new, |detail| format!("{detail}; "));
        let event = event.clone().detail(format!("{detail}what it granted is withdrawn"));
        self.end_asked(recheck, &event, batch).await
    }
}

impl SqlStore {
    /// Ends the sessions that began with the identity, together with a batch.
    async fn end_asked(&self, recheck: &Recheck, event: &AuditEvent, batch: Batch) -> Result<u64, StoreError> {
        let mut transaction = self.begin().await?;
        let ending = Ending::OfIdentity(&recheck.provider, &recheck.issuer, &recheck.subject);
        let ended = self.end_sessions(&mut transaction, recheck.user, ending).await?;
        let event = event.clone().user(recheck.user).provider(recheck.provider.clone());
        self.commit_changed_with(transaction, batch, &with_ended(event, ended), &[recheck.user]).await?;
        Ok(ended)
    }

    /// Adds to a batch that the upstream has answered, and with which refresh token it is asked next.
    pub(super) fn push_renewal(
        &self,
        batch: &mut Batch,
        recheck: &Recheck,
        refresh_token: Option<&Secret>,
    ) -> Result<(), SealError> {
        batch.push("update sessions set unanswered_since = null where user_id = ").push_bind(recheck.user.0);
        batch.push(" and provider = ").push_bind(recheck.provider.as_str());
        batch.push(" and issuer = ").push_bind(recheck.issuer.as_str());
        batch.push(" and subject = ").push_bind(recheck.subject.as_str()).end();
        if let Some(token) = refresh_token {
            batch.push("update sessions set refresh_token_sealed = ");
            batch.push_bind(self.seal_refresh_token(recheck.session, token)?);
            batch.push(" where id = ").push_bind(recheck.session.0).end();
        }
        Ok(())
    }

    pub(super) fn seal_refresh_token(&self, session: SessionId, token: &Secret) -> Result<Vec<u8>, SealError> {
        self.keys.seal(self.random.as_ref(), &refresh_token_place(session), token.expose().as_bytes())
    }

    /// A token that does not open, because its key was lost, is none: the session goes on until it ends by itself.
    fn recheck(&self, row: &SqlRow) -> Result<Option<Recheck>, StoreError> {
        let session = SessionId(id(row, "id")?);
        let opened = self.keys.open(&refresh_token_place(session), get::<&[u8]>(row, "refresh_token_sealed")?);
        let opened = opened.inspect_err(|error| {
            tracing::warn!(%session, %error, "the stored refresh token of a session cannot be opened");
        });
        let Ok(token) = opened else { return Ok(None) };
        let Ok(token) = std::str::from_utf8(&token) else { return Ok(None) };
        Ok(Some(Recheck {
            session,
            user: UserId(id(row, "user_id")?),
            provider: read(row, "provider", provider_id)?,
            issuer: Issuer(get(row, "issuer")?),
            subject: read(row, "subject", Subject::parse)?,
            refresh_token: Secret::new(token),
            unanswered_since: time_opt(row, "unanswered_since")?,
        }))
    }
}

/// The place that the refresh token of a session is sealed for.
pub(super) fn refresh_token_place(session: SessionId) -> String {
    format!("sessions/{session}/refresh_token")
}
