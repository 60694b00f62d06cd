//! Signed-in browsers.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    clock::Timestamp,
    identity::Identity,
    ids::{Issuer, ProviderId, SessionId, Subject, UserId},
    secret::Secret,
};

use super::{
    Batch, LIST_LIMIT, SqlStore,
    rows::{self, get, id, later, provider_id, read_opt, time, user_columns},
    statement::{Statement, query, query_differing},
    value::Row,
};
use crate::{
    AuditEvent, EndedSession, NewSession, Session, SessionWithUser, Sessions, StoreError, UpstreamSignOut,
    UpstreamSignOutOutcome,
};

/// How much of a browser's name for itself is kept, in bytes.
const USER_AGENT_LIMIT: usize = 256;
/// How many rows one sweep statement deletes, so that a sign-in never waits long for it.
const SWEEP_STEP: u32 = 1_000;

/// The columns that [`session`] reads, of `sessions s`.
macro_rules! session_columns {
    () => {
        "s.id, s.user_id as owner, s.provider, s.signed_in_at, s.last_seen_at, s.idle_expires_at, s.expires_at, \
         s.user_agent, s.address"
    };
}

pub(super) use session_columns;

#[async_trait]
impl Sessions for SqlStore {
    async fn find_session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionWithUser>, StoreError> {
        let row = query(concat!(
            "select ",
            session_columns!(),
            ", ",
            user_columns!(),
            " from sessions s join users u on u.id = s.user_id \
             where s.token_hash = $1 and s.idle_expires_at > $2 and not u.disabled",
        ))
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
        let now = self.now();
        let mut transaction = self.begin().await?;
        let row = query(
            "delete from sessions where token_hash = $1 and idle_expires_at > $2 \
             returning *, user_id as owner",
        )
        .bind(&token_hash[..])
        .bind(now.timestamp_millis())
        .fetch_optional(&mut transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let ended = self.ended(&row)?;
        let event = event.clone().user(ended.session.user).provider(ended.session.provider.clone());
        let mut batch = Batch::default();
        self.push_event(&mut batch, now, &event);
        batch.execute(&mut transaction).await?;
        transaction.commit().await?;
        Ok(Some(ended))
    }

    async fn end_session_of(&self, user: UserId, session: SessionId, event: &AuditEvent) -> Result<bool, StoreError> {
        self.delete_session(session, Some(user), event).await
    }

    async fn end_upstream_sessions(
        &self,
        word: &UpstreamSignOut<'_>,
        event: &AuditEvent,
    ) -> Result<UpstreamSignOutOutcome, StoreError> {
        self.sign_out_upstream(word, event).await
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
        .bind(LIST_LIMIT)
        .fetch_all(&mut self.pools.reader().await?)
        .await?;
        found.iter().map(session).collect()
    }

    async fn sweep(&self) -> Result<u64, StoreError> {
        let now = self.now().timestamp_millis();
        let mut swept = 0;
        for step in [old_sessions, old_flows] {
            loop {
                let gone = step().bind(now).bind(SWEEP_STEP).execute(&mut self.pools.writer().await?).await?;
                swept += gone;
                if gone < u64::from(SWEEP_STEP) {
                    break;
                }
            }
        }
        Ok(swept)
    }
}

/// For whom, and by whose word, a session begins.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub user: UserId,
    pub at: Timestamp,
    /// `None` for a password.
    pub by: Option<(&'a ProviderId, &'a Identity)>,
}

impl SqlStore {
    /// Ends the live session of that public name, of `owner` if there must be one, and writes `event` about it.
    pub(super) async fn delete_session(
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
        let event = event.clone().user(UserId(id(&row, "user_id")?)).provider(provider);
        let mut batch = Batch::default();
        self.push_event(&mut batch, now, &event);
        batch.execute(&mut transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Adds the beginning of a session to a batch, and the end of the one that it replaces.
    pub(super) fn push_session(&self, batch: &mut Batch, new: &NewSession, entry: Entry<'_>) -> Session {
        let Entry { user, at, by } = entry;
        let expires_at = later(at, new.absolute);
        let session = Session {
            id: SessionId::generate(self.clock.as_ref(), self.random.as_ref()),
            user,
            provider: by.map(|(provider, _)| provider.clone()),
            signed_in_at: at,
            last_seen_at: at,
            idle_expires_at: later(at, new.idle).min(expires_at),
            expires_at,
            user_agent: new.user_agent.as_deref().map(|text| cut(text, USER_AGENT_LIMIT).to_owned()),
            address: new.address.clone(),
        };
        let identity = by.map(|(_, identity)| identity);
        let id_token = identity.and_then(|identity| identity.id_token.as_ref());
        let sealed = id_token
            .map(|token| self.keys.seal(self.random.as_ref(), &id_token_place(session.id), token.expose().as_bytes()));
        if let Some(replaced) = &new.replaces {
            batch.push("delete from sessions where token_hash = ").push_bind(&replaced[..]).end();
        }
        batch.push(
            "insert into sessions (id, token_hash, user_id, provider, issuer, subject, upstream_session, \
             id_token_sealed, signed_in_at, last_seen_at, idle_expires_at, expires_at, user_agent, address) values (",
        );
        batch
            .push_values([
                session.id.0.into(),
                (&new.token_hash).into(),
                user.0.into(),
                session.provider.as_ref().map(|provider| provider.as_str()).into(),
                identity.map(|identity| identity.issuer.as_str()).into(),
                identity.map(|identity| identity.subject.as_str()).into(),
                identity.and_then(|identity| identity.upstream_session.as_deref()).into(),
                sealed.into(),
                at.timestamp_millis().into(),
                at.timestamp_millis().into(),
                session.idle_expires_at.timestamp_millis().into(),
                session.expires_at.timestamp_millis().into(),
                session.user_agent.as_deref().into(),
                session.address.as_deref().into(),
            ])
            .push(")")
            .end();
        session
    }

    fn ended(&self, row: &Row) -> Result<EndedSession, StoreError> {
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

/// What another node deletes at the same moment, or somebody signs out of, is left to them.
fn old_sessions() -> Statement {
    query_differing(
        "delete from sessions where id in (select id from sessions where idle_expires_at <= $1 limit $2)",
        "delete from sessions where id in ( \
             select id from sessions where idle_expires_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_flows() -> Statement {
    query_differing(
        "delete from consumed_flows where id in (select id from consumed_flows where expires_at <= $1 limit $2)",
        "delete from consumed_flows where id in ( \
             select id from consumed_flows where expires_at <= $1 limit $2 for update skip locked)",
    )
}

/// Where the ID token of a session is sealed for.
pub(super) fn id_token_place(session: SessionId) -> String {
    format!("sessions/{session}/id_token")
}

pub(super) fn session(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: SessionId(id(row, "id")?),
        user: UserId(id(row, "owner")?),
        provider: read_opt(row, "provider", provider_id)?,
        signed_in_at: time(row, "signed_in_at")?,
        last_seen_at: time(row, "last_seen_at")?,
        idle_expires_at: time(row, "idle_expires_at")?,
        expires_at: time(row, "expires_at")?,
        user_agent: get(row, "user_agent")?,
        address: get(row, "address")?,
    })
}

/// The first `limit` bytes of a text, or fewer, so that no character is cut.
fn cut(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn no_character_is_cut() {
        assert_eq!((cut("abc", 3), cut("abc", 2), cut("aé", 2), cut("é", 1)), ("abc", "ab", "a", ""));
    }
}
