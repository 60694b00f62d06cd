//! Signed-in browsers.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    authentication::Authentication,
    ids::{Issuer, LinkId, SessionId, Subject, UserId},
    secret::Secret,
};

use super::{
    SqlStore,
    app_sessions::old_app_sessions,
    device_requests::old_device_requests,
    rows::{self, corrupt, get, id, id_opt, later, provider_id, query_users, read_opt, time, time_opt},
    session_end::{Ending, SESSION_LIMIT, with_ended},
    session_start::id_token_place,
    statement::{Batch, Statement, query, query_per_dialect},
    store::PAGE_LIMIT,
    value::SqlRow,
};
use crate::{
    AuditEvent, EndedSession, Session, SessionFilter, SessionWithUser, Sessions, StoreError, UpstreamSignOut,
    UpstreamSignOutOutcome, UserChanges, nodes::SAID_FOR,
};

/// How many rows one sweep statement deletes, so that a sign-in never waits long for it.
const SWEEP_STEP: u32 = 1_000;

/// How long an expired request of a device is kept: so long it is answered that it has expired.
const DEVICE_KEPT: Duration = Duration::hours(1);

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
        let mut query = Statement::new(concat!(
            "select ",
            session_columns!(),
            " from sessions s join users u on u.id = s.user_id where not u.disabled and s.idle_expires_at > ",
        ));
        query.push_bind(self.now().timestamp_millis());
        if let Some(user) = filter.user {
            query.push(" and s.user_id = ").push_bind(user.0);
        }
        if let Some(before) = filter.before {
            query.push(" and s.id < ").push_bind(before.0);
        }
        query.push(" order by s.id desc limit ").push_bind(filter.limit.clamp(1, PAGE_LIMIT));
        query.fetch_all(&mut self.pools.reader().await?).await?.iter().map(session).collect()
    }

    async fn sweep(&self, audit_keep: Duration) -> Result<u64, StoreError> {
        let now = self.now();
        let kept_from = later(now, -audit_keep).timestamp_millis();
        let now = now.timestamp_millis();
        let mut swept = 0;
        let steps = [
            (old_app_sessions as fn() -> Statement, now),
            (old_sessions, now),
            (old_flows, now),
            (old_test_sign_ins, now),
            (old_app_tokens, now),
            (old_device_requests, now - DEVICE_KEPT.num_milliseconds()),
            (old_app_grants, now),
            (old_events, kept_from),
            (old_notices, now - SAID_FOR.num_milliseconds()),
        ];
        for (step, until) in steps {
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

/// What another node deletes at the same moment, or somebody signs out of, is left to them. A session that an app goes on
/// without its person is kept, expired, until the app's last token is: to sign out ends it, and not to come back does not.
fn old_sessions() -> Statement {
    query_per_dialect(
        "delete from sessions where id in (select id from sessions s where idle_expires_at <= $1 and not exists ( \
             select 1 from app_grants g where g.session_id = s.id and g.offline and g.expires_at > $1) limit $2)",
        "delete from sessions where id in ( \
             select id from sessions s where idle_expires_at <= $1 and not exists ( \
             select 1 from app_grants g where g.session_id = s.id and g.offline and g.expires_at > $1) \
             limit $2 for update skip locked)",
    )
}

fn old_app_tokens() -> Statement {
    query_per_dialect(
        "delete from app_tokens where hash in (select hash from app_tokens where expires_at <= $1 limit $2)",
        "delete from app_tokens where hash in ( \
             select hash from app_tokens where expires_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_app_grants() -> Statement {
    query_per_dialect(
        "delete from app_grants where id in (select id from app_grants where expires_at <= $1 limit $2)",
        "delete from app_grants where id in ( \
             select id from app_grants where expires_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_flows() -> Statement {
    query_per_dialect(
        "delete from consumed_flows where id in (select id from consumed_flows where expires_at <= $1 limit $2)",
        "delete from consumed_flows where id in ( \
             select id from consumed_flows where expires_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_test_sign_ins() -> Statement {
    query_per_dialect(
        "delete from test_sign_ins where id in (select id from test_sign_ins where expires_at <= $1 limit $2)",
        "delete from test_sign_ins where id in ( \
             select id from test_sign_ins where expires_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_notices() -> Statement {
    query_per_dialect(
        "delete from said_once where name in (select name from said_once where said_at <= $1 limit $2)",
        "delete from said_once where name in ( \
             select name from said_once where said_at <= $1 limit $2 for update skip locked)",
    )
}

fn old_events() -> Statement {
    query_per_dialect(
        "delete from audit_events where seq in (select seq from audit_events where at <= $1 limit $2)",
        "delete from audit_events where seq in ( \
             select seq from audit_events where at <= $1 limit $2 for update skip locked)",
    )
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
