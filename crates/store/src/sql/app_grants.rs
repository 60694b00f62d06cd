//! What people allowed apps, and the tokens that apps got for it.

use async_trait::async_trait;
use vestibule_apps::{RefreshDecision, RefreshUse, decide_refresh};
use vestibule_core::{
    clock::Timestamp,
    ids::{AppId, GrantId, SessionId, UserId},
};

use super::{
    SqlStore,
    batch::Batch,
    connection::Transaction,
    rows::{self, corrupt, get, id, query_users, read, time, time_opt},
    sessions::{session, session_columns},
    statement::query,
    value::SqlRow,
};
use crate::{
    AppGrants, AppToken, AppTokenKind, AuditEvent, CodeOutcome, CodeRedemption, NewAppTokens, RefreshOutcome,
    SessionWithUser, StoreError,
};

#[async_trait]
impl AppGrants for SqlStore {
    async fn find_session_by_id(&self, wanted: SessionId) -> Result<Option<SessionWithUser>, StoreError> {
        let row = query_users(
            concat!("select ", session_columns!(), ", "),
            " from sessions s join users u on u.id = s.user_id \
             where s.id = $1 and s.idle_expires_at > $2 and not u.disabled",
        )
        .bind(wanted.0)
        .bind(self.now().timestamp_millis())
        .fetch_optional(&mut self.pools.reader().await?)
        .await?;
        row.as_ref().map(session_with_user).transpose()
    }

    async fn redeem_code(&self, redemption: &CodeRedemption<'_>) -> Result<CodeOutcome, StoreError> {
        if self.redeem_at_once(redemption).await? {
            return Ok(CodeOutcome::Redeemed);
        }
        self.until_certain(|| self.try_redeem_code(redemption)).await
    }

    async fn find_app_token(&self, hash: &[u8; 32]) -> Result<Option<AppToken>, StoreError> {
        let row = query_users(
            concat!(
                "select t.kind as token_kind, t.scopes as token_scopes, t.created_at as token_created_at, \
                 t.expires_at as token_expires_at, t.used_at as token_used_at, t.retried as token_retried, \
                 exists (select 1 from app_tokens n where n.parent = t.hash and n.used_at is not null) as successor_used, \
                 g.id as grant_id, g.app as grant_app, g.scopes as grant_scopes, g.offline as grant_offline, ",
                session_columns!(),
                ", "
            ),
            " from app_tokens t join app_grants g on g.id = t.grant_id join sessions s on s.id = g.session_id \
             join users u on u.id = g.user_id where t.hash = $1 and t.expires_at > $2 and not u.disabled",
        )
        .bind(hash)
        .bind(self.now().timestamp_millis())
        .fetch_optional(&mut self.pools.reader().await?)
        .await?;
        row.as_ref().map(app_token).transpose()
    }

    async fn rotate_refresh_token(
        &self,
        hash: &[u8; 32],
        tokens: &NewAppTokens,
        replayed: &AuditEvent,
    ) -> Result<RefreshOutcome, StoreError> {
        if self.rotate_at_once(hash, tokens).await? {
            return Ok(RefreshOutcome::Rotated);
        }
        self.until_certain(|| self.try_rotate(hash, tokens, replayed)).await
    }

    async fn revoke_app_token(&self, hash: &[u8; 32], app: &AppId) -> Result<bool, StoreError> {
        let row = query(
            "select t.kind, t.grant_id from app_tokens t join app_grants g on g.id = t.grant_id \
             where t.hash = $1 and g.app = $2",
        )
        .bind(hash)
        .bind(app.as_str())
        .fetch_optional(&mut self.pools.reader().await?)
        .await?;
        let Some(row) = row else { return Ok(false) };
        let revoke = match read(&row, "kind", kind)? {
            AppTokenKind::Refresh => query("delete from app_grants where id = $1").bind(id(&row, "grant_id")?),
            AppTokenKind::Access => query("delete from app_tokens where hash = $1").bind(hash),
        };
        revoke.execute(&mut self.pools.writer().await?).await?;
        Ok(true)
    }

    async fn find_consent(&self, user: UserId, app: &AppId) -> Result<Option<String>, StoreError> {
        let found = query("select scopes from app_consents where user_id = $1 and app = $2")
            .bind(user.0)
            .bind(app.as_str())
            .find_only(&mut self.pools.reader().await?)
            .await?;
        Ok(found)
    }

    async fn keep_consent(&self, user: UserId, app: &AppId, scopes: &str) -> Result<(), StoreError> {
        query(
            "insert into app_consents (user_id, app, scopes, granted_at) values ($1, $2, $3, $4) \
             on conflict (user_id, app) do update set scopes = excluded.scopes, granted_at = excluded.granted_at",
        )
        .bind(user.0)
        .bind(app.as_str())
        .bind(scopes)
        .bind(self.now().timestamp_millis())
        .execute(&mut self.pools.writer().await?)
        .await?;
        Ok(())
    }
}

/// Tokens that are added to a grant.
#[derive(Clone, Copy)]
struct Addition<'a> {
    grant: GrantId,
    tokens: &'a NewAppTokens,
    /// The refresh token that they came out of.
    parent: Option<&'a [u8; 32]>,
}

impl SqlStore {
    async fn try_redeem_code(&self, redemption: &CodeRedemption<'_>) -> Result<CodeOutcome, StoreError> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        let first = query("insert into consumed_flows (id, expires_at) values ($1, $2) on conflict do nothing")
            .bind(redemption.code)
            .bind(redemption.code_expires_at.timestamp_millis())
            .execute(&mut transaction)
            .await?;
        if first == 0 {
            query("delete from app_grants where code_hash = $1")
                .bind(redemption.code)
                .execute(&mut transaction)
                .await?;
            let event = redemption.replayed.clone().user(redemption.user);
            self.commit_with(transaction, Batch::default(), &event).await?;
            return Ok(CodeOutcome::Replayed);
        }
        let live =
            query("select exists (select 1 from sessions where id = $1 and user_id = $2 and idle_expires_at > $3)");
        let live = live.bind(redemption.session.0).bind(redemption.user.0).bind(now.timestamp_millis());
        if !live.fetch_only::<bool>(&mut transaction).await? {
            return Ok(CodeOutcome::SessionEnded);
        }
        let (grant, tokens) = (GrantId::generate(self.clock.as_ref(), self.random.as_ref()), redemption.tokens);
        let mut batch = Batch::default();
        push_grant(&mut batch, now, grant, redemption);
        push_tokens(&mut batch, now, Addition { grant, tokens, parent: None });
        batch.commit(transaction).await?;
        Ok(CodeOutcome::Redeemed)
    }

    async fn try_rotate(
        &self,
        hash: &[u8; 32],
        tokens: &NewAppTokens,
        replayed: &AuditEvent,
    ) -> Result<RefreshOutcome, StoreError> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        // The row is locked by being written: of several callers with one token, one comes first.
        let row = query(
            "update app_tokens set scopes = scopes where hash = $1 and kind = 'refresh' and expires_at > $2 \
             returning grant_id, used_at, retried",
        )
        .bind(hash)
        .bind(now.timestamp_millis())
        .fetch_optional(&mut transaction)
        .await?;
        let Some(row) = row else { return Ok(RefreshOutcome::Unknown) };
        let grant = GrantId(id(&row, "grant_id")?);
        let successor = query("select exists (select 1 from app_tokens where parent = $1 and used_at is not null)");
        let successor_used: bool = successor.bind(hash).fetch_only(&mut transaction).await?;
        let use_so_far =
            RefreshUse { used_at: time_opt(&row, "used_at")?, retried: get(&row, "retried")?, successor_used };
        let mut batch = Batch::default();
        match decide_refresh(use_so_far, now) {
            RefreshDecision::EndGrant => return self.end_replayed(transaction, grant, replayed).await,
            RefreshDecision::Rotate => {
                batch.push("update app_tokens set used_at = ").push_bind(now.timestamp_millis());
                batch.push(" where hash = ").push_bind(hash).end();
            }
            RefreshDecision::Repeat => {
                batch.push("delete from app_tokens where parent = ").push_bind(hash).end();
                batch.push("update app_tokens set retried = ").push_bind(true);
                batch.push(" where hash = ").push_bind(hash).end();
            }
        }
        push_tokens(&mut batch, now, Addition { grant, tokens, parent: Some(hash) });
        let last_until = tokens.last_until().timestamp_millis();
        batch.push("update app_grants set expires_at = ").push_bind(last_until);
        batch.push(" where id = ").push_bind(grant.0).push(" and expires_at < ").push_bind(last_until).end();
        batch.commit(transaction).await?;
        Ok(RefreshOutcome::Rotated)
    }

    async fn end_replayed(
        &self,
        mut transaction: Transaction<'_>,
        grant: GrantId,
        replayed: &AuditEvent,
    ) -> Result<RefreshOutcome, StoreError> {
        let user = query("delete from app_grants where id = $1 returning user_id").bind(grant.0);
        let user = user.fetch_optional(&mut transaction).await?;
        let user = user.map(|row| id(&row, "user_id").map(UserId)).transpose()?;
        self.commit_with(transaction, Batch::default(), &replayed.clone().user(user)).await?;
        Ok(RefreshOutcome::Replayed)
    }
}

/// The grant of a code, and whom the app calls the person when the session ends.
fn push_grant(batch: &mut Batch, now: Timestamp, grant: GrantId, redemption: &CodeRedemption<'_>) {
    batch.push(
        "insert into app_grants (id, app, user_id, session_id, code_hash, scopes, offline, created_at, expires_at) \
         values (",
    );
    batch.push_values([
        grant.0.into(),
        redemption.app.as_str().into(),
        redemption.user.0.into(),
        redemption.session.0.into(),
        redemption.code.into(),
        redemption.tokens.scopes.as_str().into(),
        redemption.tokens.refresh.is_some().into(),
        now.timestamp_millis().into(),
        redemption.tokens.last_until().timestamp_millis().into(),
    ]);
    batch.push(")").end();
    if let Some(subject) = redemption.notified_as {
        batch.push("insert into app_sessions (session_id, app, user_id, subject) values (");
        batch.push_values([
            redemption.session.0.into(),
            redemption.app.as_str().into(),
            redemption.user.0.into(),
            subject.into(),
        ]);
        batch.push(") on conflict do nothing").end();
    }
}

fn push_tokens(batch: &mut Batch, now: Timestamp, Addition { grant, tokens, parent }: Addition<'_>) {
    for (token, kind) in tokens.both() {
        batch.push("insert into app_tokens (hash, grant_id, kind, scopes, created_at, expires_at, parent) values (");
        batch.push_values([
            (&token.hash).into(),
            grant.0.into(),
            kind.into(),
            tokens.scopes.as_str().into(),
            now.timestamp_millis().into(),
            token.expires_at.timestamp_millis().into(),
            parent.map(|parent| parent.to_vec()).into(),
        ]);
        batch.push(")").end();
    }
}

fn session_with_user(row: &SqlRow) -> Result<SessionWithUser, StoreError> {
    Ok(SessionWithUser { session: session(row)?, user: rows::user(row)? })
}

fn app_token(row: &SqlRow) -> Result<AppToken, StoreError> {
    Ok(AppToken {
        grant: GrantId(id(row, "grant_id")?),
        app: get::<String>(row, "grant_app")?.parse().map_err(|error| corrupt("app", error))?,
        kind: read(row, "token_kind", kind)?,
        scopes: get(row, "token_scopes")?,
        granted_scopes: get(row, "grant_scopes")?,
        created_at: time(row, "token_created_at")?,
        expires_at: time(row, "token_expires_at")?,
        offline: get(row, "grant_offline")?,
        refresh_use: RefreshUse {
            used_at: time_opt(row, "token_used_at")?,
            retried: get(row, "token_retried")?,
            successor_used: get(row, "successor_used")?,
        },
        session: session_with_user(row)?,
    })
}

fn kind(text: &str) -> Option<AppTokenKind> {
    match text {
        "access" => Some(AppTokenKind::Access),
        "refresh" => Some(AppTokenKind::Refresh),
        _ => None,
    }
}
