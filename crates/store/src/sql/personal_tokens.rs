//! Personal access tokens.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    authentication::Authentication,
    clock::Timestamp,
    ids::{LinkId, PersonalTokenId, SessionId, UserId},
};

use super::{
    SqlStore,
    batch::Batch,
    connection::{Connection, Transaction},
    rows::{self, corrupt, get, id, id_opt, later, provider_id, query_users, read_opt, time, time_opt},
    statement::{Statement, query, query_per_dialect},
    users,
    value::SqlRow,
};
use crate::{
    AuditEvent, EventKind, MOST_PERSONAL_TOKENS, NewPersonalToken, PersonalToken, PersonalTokenAddition,
    PersonalTokenWithUser, PersonalTokens, Session, SessionWithUser, StoreError,
};

/// For so long after its end a token is kept: whoever comes with it learns that it has ended, and its person sees it.
pub(super) const KEPT: Duration = Duration::days(30);

/// The columns that [`token`] reads, of `personal_tokens t`.
macro_rules! token_columns {
    () => {
        "t.id as token_id, t.name as token_name, t.scope, t.provider, t.created_at, t.expires_at, t.last_used_at"
    };
}

#[async_trait]
impl PersonalTokens for SqlStore {
    async fn create_personal_token(
        &self,
        session: SessionId,
        new: &NewPersonalToken<'_>,
        event: &AuditEvent,
    ) -> Result<PersonalTokenAddition, StoreError> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        let Some(owner) = self.find_owner(&mut transaction, session).await? else {
            return Ok(PersonalTokenAddition::SessionEnded);
        };
        // Whoever disables the user at the same moment comes before or after.
        users::lock(&mut transaction, owner).await?;
        let count: i64 = query("select count(*) from personal_tokens where user_id = $1")
            .bind(owner.0)
            .fetch_only(&mut transaction)
            .await?;
        if usize::try_from(count).is_ok_and(|count| count >= MOST_PERSONAL_TOKENS) {
            return Ok(PersonalTokenAddition::TooMany);
        }
        let created = PersonalTokenId::generate(self.clock.as_ref(), self.random.as_ref());
        let row = query(
            "insert into personal_tokens (id, user_id, name, hash, scope, provider, issuer, subject, created_at, expires_at) \
             select $1, s.user_id, $2, $3, $4, s.provider, s.issuer, s.subject, $5, $6 \
             from sessions s join users u on u.id = s.user_id \
             where s.id = $7 and s.idle_expires_at > $5 and not u.disabled returning provider",
        )
        .bind(created.0)
        .bind(new.name)
        .bind(&new.hash[..])
        .bind(serde_json::json!(new.scope).to_string())
        .bind(now.timestamp_millis())
        .bind(later(new.expires_at, Duration::zero()).timestamp_millis())
        .bind(session.0)
        .fetch_optional(&mut transaction)
        .await?;
        let Some(row) = row else { return Ok(PersonalTokenAddition::SessionEnded) };
        let added = PersonalToken {
            id: created,
            name: new.name.to_owned(),
            scope: new.scope.clone(),
            provider: read_opt(&row, "provider", provider_id)?,
            created_at: now,
            expires_at: later(new.expires_at, Duration::zero()),
            last_used_at: None,
        };
        let event = event.clone().user(owner).detail(named(created, new.name));
        self.commit_with(transaction, Batch::default(), &event).await?;
        Ok(PersonalTokenAddition::Added(added))
    }

    async fn find_personal_token(&self, hash: &[u8; 32]) -> Result<Option<PersonalTokenWithUser>, StoreError> {
        let row = query_users(
            concat!(
                "select ",
                token_columns!(),
                ", (select l.id from links l where l.user_id = t.user_id and l.provider = t.provider \
                 and l.issuer = t.issuer and l.subject = t.subject) as link, "
            ),
            " from personal_tokens t join users u on u.id = t.user_id where t.hash = $1 and not u.disabled",
        )
        .bind(&hash[..])
        .fetch_optional(&mut self.pools.reader().await?)
        .await?;
        row.as_ref().map(with_user).transpose()
    }

    async fn note_personal_token_use(&self, token: PersonalTokenId, at: Timestamp) -> Result<(), StoreError> {
        query("update personal_tokens set last_used_at = $1 where id = $2 and (last_used_at is null or last_used_at < $1)")
            .bind(at.timestamp_millis())
            .bind(token.0)
            .execute(&mut self.pools.writer().await?)
            .await?;
        Ok(())
    }

    async fn list_personal_tokens(&self, user: UserId) -> Result<Vec<PersonalToken>, StoreError> {
        let rows = query(concat!(
            "select ",
            token_columns!(),
            " from personal_tokens t where t.user_id = $1 order by t.created_at desc, t.id desc"
        ))
        .bind(user.0)
        .fetch_all(&mut self.pools.reader().await?)
        .await?;
        rows.iter().map(token).collect()
    }

    async fn revoke_personal_token(
        &self,
        user: UserId,
        token: PersonalTokenId,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let row = query("delete from personal_tokens where id = $1 and user_id = $2 returning name")
            .bind(token.0)
            .bind(user.0)
            .fetch_optional(&mut transaction)
            .await?;
        let Some(row) = row else { return Ok(false) };
        let event = event.clone().user(user).detail(named(token, get(&row, "name")?));
        self.commit_changed_with(transaction, Batch::default(), &event, &[user]).await?;
        Ok(true)
    }
}

impl SqlStore {
    async fn find_owner(
        &self,
        transaction: &mut Transaction<'_>,
        session: SessionId,
    ) -> Result<Option<UserId>, StoreError> {
        let row = query("select user_id from sessions where id = $1 and idle_expires_at > $2")
            .bind(session.0)
            .bind(self.now().timestamp_millis())
            .fetch_optional(transaction)
            .await?;
        row.map(|row| id(&row, "user_id").map(UserId)).transpose()
    }

    /// Deletes all tokens of a user, with an event for each that is `event` otherwise. The caller commits with
    /// [`SqlStore::commit_changed`] or its like.
    pub(super) async fn end_personal_tokens(
        &self,
        connection: &mut dyn Connection,
        batch: &mut Batch,
        (user, why): (UserId, &str),
        event: &AuditEvent,
    ) -> Result<u64, StoreError> {
        let now = self.now();
        let rows = query("delete from personal_tokens where user_id = $1 returning id, name")
            .bind(user.0)
            .fetch_all(connection)
            .await?;
        for row in &rows {
            let detail = format!("{}, {why}", named(PersonalTokenId(id(row, "id")?), get(row, "name")?));
            let event = AuditEvent { kind: EventKind::PersonalTokenRevoked, ..event.clone() };
            self.push_event(batch, now, &event.user(user).detail(detail));
        }
        Ok(rows.len() as u64)
    }
}

/// What the audit log calls a token.
fn named(token: PersonalTokenId, name: &str) -> String {
    format!("personal access token {token} named {name}")
}

pub(super) fn old_personal_tokens() -> Statement {
    query_per_dialect(
        "delete from personal_tokens where id in (select id from personal_tokens where expires_at <= $1 limit $2)",
        "delete from personal_tokens where id in ( \
             select id from personal_tokens where expires_at <= $1 limit $2 for update skip locked)",
    )
}

fn token(row: &SqlRow) -> Result<PersonalToken, StoreError> {
    Ok(PersonalToken {
        id: PersonalTokenId(id(row, "token_id")?),
        name: get(row, "token_name")?,
        scope: serde_json::from_str(get(row, "scope")?).map_err(|error| corrupt("scope", error))?,
        provider: read_opt(row, "provider", provider_id)?,
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
        last_used_at: time_opt(row, "last_used_at")?,
    })
}

fn with_user(row: &SqlRow) -> Result<PersonalTokenWithUser, StoreError> {
    let (token, user) = (token(row)?, rows::user(row)?);
    let session = Session {
        id: SessionId(token.id.0),
        user: user.id,
        provider: token.provider.clone(),
        link: id_opt(row, "link")?.map(LinkId),
        signed_in_at: token.created_at,
        // One that was never used is long due to be noted.
        last_seen_at: token.last_used_at.unwrap_or_default(),
        idle_expires_at: token.expires_at,
        expires_at: token.expires_at,
        recheck_at: None,
        user_agent: None,
        address: None,
        // Whatever the person proved was proved then, and not by the program that has the token.
        authentication: Authentication::default(),
    };
    Ok(PersonalTokenWithUser { token, session: SessionWithUser { session, user } })
}
