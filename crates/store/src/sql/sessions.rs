//! Signed-in browsers.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    authentication::Authentication,
    clock::Timestamp,
    ids::{Issuer, LinkId, SessionId, Subject, UserId},
    secret::Secret,
};

use super::{
    SqlStore,
    batch::Batch,
    rows::{self, corrupt, get, id, id_opt, later, provider_id, query_users, read_opt, time, time_opt},
    session_end::{Ending, SESSION_LIMIT, with_ended},
    session_start::id_token_place,
    statement::{Statement, query},
    store::PAGE_LIMIT,
    sweep::{self, SWEEP_STEP},
    users,
    value::SqlRow,
};
use crate::{
    AuditEvent, EndedSession, Session, SessionFilter, SessionWithUser, Sessions, StoreError, UpstreamSignOut,
    UpstreamSignOutOutcome, UserChanges,
};

/// The columns that [`session`] reads, of `sessions s`.
macro_rules! session_columns {
    () => {
        "s.id, s.user_id as owner, s.provider, s.signed_in_at, s.last_seen_at, s.idle_expires_at, s.expires_at, \
         s.recheck_at, s.user_agent, s.address, s.authentication, (select l.id from links l where l.user_id = s.user_id \
         and l.provider = s.provider and l.issuer = s.issuer and l.subject = s.subject) as link"
    };
}
pub(super) use session_columns;

#[async_trait]
impl Sessions for SqlStore {
    async fn find_session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionWithUser>, StoreError> {
        let row = query_users(
            concat!("select ", session_columns!(), ", "),
            " from sessions s join users u on u.id = s.user_id \
             where s.token_hash = $1 and s.idle_expires_at > $2 and not u.disabled",
        )
        .bind(&token_hash[..])
        .bind(self.now().timestamp_millis())
        .fetch_optional(&mut self.pools.reader().await?)
        .await?;
        row.map(|row| Ok(SessionWithUser { session: session(&row)?, user: rows::user(&row)? })).transpose()
    }

    async fn touch_session(&self, id: SessionId, idle: Duration) -> Result<(), StoreError> {
        let now = self.now();
        query(
            "update sessions set last_seen_at = $1, idle_expires_at = case when $2 < expires_at then $2 else expires_at end \
             where id = $3 and idle_expires_at > $1",
        )
        .bind(now.timestamp_millis())
        .bind(later(now, idle).timestamp_millis())
        .bind(id.0)
        .execute(&mut self.pools.writer().await?)
        .await?;
        Ok(())
    }

    async fn end_session(&self, token_hash: &[u8; 32], event: &AuditEvent) -> Result<Option<EndedSession>, StoreError> {
        self.until_certain(|| self.try_end_session(token_hash, event)).await
    }

    async fn revoke_session(
        &self,
        session: SessionId,
        owner: Option<UserId>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        let row = query(
            "delete from sessions where id = $1 and idle_expires_at > $2 and user_id = coalesce($3, user_id) \
             returning user_id, provider",
        )
        .bind(session.0)
        .bind(now.timestamp_millis())
        .bind(owner.map(|owner| owner.0))
        .fetch_optional(&mut transaction)
        .await?;
        let Some(row) = row else { return Ok(false) };
        let provider = read_opt(&row, "provider", provider_id)?;
        let user = UserId(id(&row, "user_id")?);
        let event = event.clone().user(user).provider(provider);
        self.commit_changed_with(transaction, Batch::default(), &event, &[user]).await?;
        Ok(true)
    }

    async fn revoke_sessions(
        &self,
        user: UserId,
        except: Option<SessionId>,
        event: &AuditEvent,
    ) -> Result<u64, StoreError> {
        let mut transaction = self.begin().await?;
        let ending = except.map_or(Ending::All, Ending::AllBut);
        let ended = self.end_sessions(&mut transaction, user, ending).await?;
        if ended > 0 {
            let event = with_ended(event.clone().user(user), ended);
            self.commit_changed_with(transaction, Batch::default(), &event, &[user]).await?;
        }
        Ok(ended)
    }

    fn user_changes(&self) -> &UserChanges {
        &self.changes
    }

    async fn end_upstream_sessions(
        &self,
        sign_out: &UpstreamSignOut<'_>,
        event: &AuditEvent,
    ) -> Result<UpstreamSignOutOutcome, StoreError> {
        self.sign_out_upstream(sign_out, event).await
    }

    async fn list_sessions(&self, user: UserId) -> Result<Vec<Session>, StoreError> {
        let found = query(concat!(
            "select ",
            session_columns!(),
            " from sessions s join users u on u.id = s.user_id \
             where s.user_id = $1 and s.idle_expires_at > $2 and not u.disabled \
             order by s.signed_in_at desc, s.id desc limit $3",
        ))
        .bind(user.0)
        .bind(self.now().timestamp_millis())
        .bind(SESSION_LIMIT)
        .fetch_all(&mut self.pools.reader().await?)
        .await?;
        found.iter().map(session).collect()
    }

    async fn list_all_sessions(&self, filter: &SessionFilter) -> Result<Vec<Session>, StoreError> {
        let mut query = Statement::new(concat!("select ", session_columns!()));
        push_live(&mut query, filter, self.now());
        if let Some(before) = filter.before {
            query.push(" and s.id < ").push_bind(before.0);
        }
        query.push(" order by s.id desc limit ").push_bind(filter.limit.clamp(1, PAGE_LIMIT));
        query.push(" offset ").push_bind(i64::from(filter.skip));
        query.fetch_all(&mut self.pools.reader().await?).await?.iter().map(session).collect()
    }

    async fn count_all_sessions(&self, filter: &SessionFilter) -> Result<u64, StoreError> {
        let mut query = Statement::new("select count(*)");
        push_live(&mut query, filter, self.now());
        let count: i64 = query.fetch_only(&mut self.pools.reader().await?).await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    async fn sweep(&self, audit_keep: Duration) -> Result<u64, StoreError> {
        let mut swept = 0;
        for (step, until) in sweep::steps(self.now(), audit_keep) {
            loop {
                let gone = step().bind(until).bind(SWEEP_STEP).execute(&mut self.pools.writer().await?).await?;
                swept += gone;
                if gone < u64::from(SWEEP_STEP) {
                    break;
                }
            }
        }
        Ok(swept)
    }
}

/// The live sessions `s` of the users `u` that match, whatever the part of the list.
fn push_live(query: &mut Statement, filter: &SessionFilter, now: Timestamp) {
    query.push(" from sessions s join users u on u.id = s.user_id where not u.disabled and s.idle_expires_at > ");
    query.push_bind(now.timestamp_millis());
    if let Some(user) = filter.user {
        query.push(" and s.user_id = ").push_bind(user.0);
    }
    if let Some(text) = &filter.text {
        users::push_text(query, text);
    }
    if let Some(provider) = &filter.provider {
        query.push(" and s.provider = ").push_bind(provider.as_str());
    }
}

impl SqlStore {
    async fn try_end_session(
        &self,
        token_hash: &[u8; 32],
        event: &AuditEvent,
    ) -> Result<Option<EndedSession>, StoreError> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        let row = query(
            "delete from sessions where token_hash = $1 and idle_expires_at > $2 \
             returning id, user_id as owner, provider, issuer, subject, id_token_sealed, signed_in_at, last_seen_at, \
                 idle_expires_at, expires_at, recheck_at, user_agent, address, authentication, (select l.id from links l where l.user_id = sessions.user_id \
                 and l.provider = sessions.provider and l.issuer = sessions.issuer and l.subject = sessions.subject) as link",
        )
        .bind(&token_hash[..])
        .bind(now.timestamp_millis())
        .fetch_optional(&mut transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let ended = self.ended(&row)?;
        let event = event.clone().user(ended.session.user).provider(ended.session.provider.clone());
        self.commit_changed_with(transaction, Batch::default(), &event, &[ended.session.user]).await?;
        Ok(Some(ended))
    }

    fn ended(&self, row: &SqlRow) -> Result<EndedSession, StoreError> {
        let session = session(row)?;
        let sealed: Option<&[u8]> = get(row, "id_token_sealed")?;
        Ok(EndedSession {
            issuer: get::<Option<String>>(row, "issuer")?.map(Issuer),
            subject: read_opt(row, "subject", Subject::parse)?,
            id_token: sealed.and_then(|sealed| self.open_id_token(session.id, sealed)),
            session,
        })
    }

    /// A hint that does not open is left out: signing out must work after a key was lost, too.
    fn open_id_token(&self, session: SessionId, sealed: &[u8]) -> Option<Secret> {
        let opened = self.keys.open(&id_token_place(session), sealed);
        let opened = opened.inspect_err(|error| {
            tracing::warn!(%session, %error, "the stored ID token of a session cannot be opened and is left out");
        });
        std::str::from_utf8(&opened.ok()?).ok().map(Secret::new)
    }
}

pub(super) fn session(row: &SqlRow) -> Result<Session, StoreError> {
    Ok(Session {
        id: SessionId(id(row, "id")?),
        user: UserId(id(row, "owner")?),
        provider: read_opt(row, "provider", provider_id)?,
        link: id_opt(row, "link")?.map(LinkId),
        signed_in_at: time(row, "signed_in_at")?,
        last_seen_at: time(row, "last_seen_at")?,
        idle_expires_at: time(row, "idle_expires_at")?,
        expires_at: time(row, "expires_at")?,
        recheck_at: time_opt(row, "recheck_at")?,
        user_agent: get(row, "user_agent")?,
        address: get(row, "address")?,
        authentication: authentication(row)?,
    })
}

/// Sessions of former versions have none.
fn authentication(row: &SqlRow) -> Result<Authentication, StoreError> {
    let Some(text) = get::<Option<&str>>(row, "authentication")? else { return Ok(Authentication::default()) };
    serde_json::from_str(text).map_err(|error| corrupt("authentication", error))
}
