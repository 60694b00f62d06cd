//! A code that is redeemed and a refresh token that is rotated for the first time, on SQLite: each is one text.
//!
//! That is every sign-in to an app. What is unusual (a second use, a session that has ended, a lost answer) changes nothing here,
//! and is decided statement by statement in [`super::app_grants`], as everything is on PostgreSQL.

use vestibule_core::{clock::Timestamp, ids::GrantId};

use super::{SqlStore, batch::Batch};
use crate::{CodeRedemption, NewAppToken, NewAppTokens, StoreError};

impl SqlStore {
    /// Uses up a code that nobody has used, of a session that lives, and stores its grant and tokens. False: nothing has changed.
    pub(super) async fn redeem_at_once(&self, redemption: &CodeRedemption<'_>) -> Result<bool, StoreError> {
        let (now, tokens) = (self.now(), redemption.tokens);
        let grant = GrantId::generate(self.clock.as_ref(), self.random.as_ref());
        let mut batch = Batch::default();
        batch.push("insert into consumed_flows (id, expires_at) select ");
        batch.push_values([redemption.code.into(), redemption.code_expires_at.timestamp_millis().into()]);
        batch.push(" where exists (select 1 from sessions where id = ").push_bind(redemption.session.0);
        batch.push(" and user_id = ").push_bind(redemption.user.0);
        batch.push(" and idle_expires_at > ").push_bind(now.timestamp_millis());
        batch.push(") on conflict do nothing returning 1").end();

        batch.push(
            "insert into app_grants (id, app, user_id, session_id, code_hash, scopes, offline, created_at, expires_at) \
             select ",
        );
        batch.push_values([
            grant.0.into(),
            redemption.app.as_str().into(),
            redemption.user.0.into(),
            redemption.session.0.into(),
            redemption.code.into(),
            tokens.scopes.as_str().into(),
            tokens.refresh.is_some().into(),
            now.timestamp_millis().into(),
            tokens.last_until().timestamp_millis().into(),
        ]);
        // Of the statement before: whether the code is used now and was not before.
        batch.push(" where changes() = 1").end();
        if let Some(subject) = redemption.notified_as {
            batch.push("insert into app_sessions (session_id, app, user_id, subject) select ");
            batch.push_values([
                redemption.session.0.into(),
                redemption.app.as_str().into(),
                redemption.user.0.into(),
                subject.into(),
            ]);
            batch.push(" where exists (select 1 from app_grants where id = ").push_bind(grant.0);
            batch.push(") on conflict do nothing").end();
        }
        for (token, kind) in tokens.both() {
            push_token(&mut batch, now, (token, kind, tokens), None);
            batch.push(" from app_grants where id = ").push_bind(grant.0).end();
        }
        Ok(self.at_once(batch).await?.is_some_and(|rows| !rows.is_empty()))
    }

    /// Uses a refresh token that nobody has used, and stores those that come out of it. False: nothing has changed.
    pub(super) async fn rotate_at_once(&self, hash: &[u8; 32], tokens: &NewAppTokens) -> Result<bool, StoreError> {
        let now = self.now();
        let mut batch = Batch::default();
        batch.push("update app_tokens set used_at = ").push_bind(now.timestamp_millis());
        batch.push(" where hash = ").push_bind(hash);
        batch.push(" and kind = 'refresh' and used_at is null and expires_at > ").push_bind(now.timestamp_millis());
        batch.push(" returning 1").end();
        // The first one by the use of the token, the second one by the first.
        push_token(&mut batch, now, (tokens.access, "access", tokens), Some(hash));
        batch.push(" from app_tokens where changes() = 1 and hash = ").push_bind(hash).end();
        if let Some(refresh) = tokens.refresh {
            push_token(&mut batch, now, (refresh, "refresh", tokens), Some(hash));
            batch.push(" from app_tokens where hash = ").push_bind(&tokens.access.hash).end();
        }
        let last_until = tokens.last_until().timestamp_millis();
        batch.push("update app_grants set expires_at = ").push_bind(last_until);
        batch.push(" where expires_at < ").push_bind(last_until);
        batch.push(" and id = (select grant_id from app_tokens where hash = ").push_bind(&tokens.access.hash);
        batch.push(")").end();
        Ok(self.at_once(batch).await?.is_some_and(|rows| !rows.is_empty()))
    }
}

impl NewAppTokens {
    /// Each with what it is.
    pub(super) fn both(&self) -> impl Iterator<Item = (NewAppToken, &'static str)> {
        [(self.access, "access")].into_iter().chain(self.refresh.map(|token| (token, "refresh")))
    }

    pub(super) fn last_until(&self) -> Timestamp {
        self.refresh.map_or(self.access.expires_at, |refresh| refresh.expires_at.max(self.access.expires_at))
    }
}

/// Begins the statement that adds a token: it is added for each row that the rest of the statement finds, as `grant_id` of
/// that row says, or `id` where it is the grant's own.
fn push_token(
    batch: &mut Batch,
    now: Timestamp,
    (token, kind, all): (NewAppToken, &'static str, &NewAppTokens),
    parent: Option<&[u8; 32]>,
) {
    batch.push("insert into app_tokens (grant_id, hash, kind, scopes, created_at, expires_at, parent) select ");
    batch.push(if parent.is_some() { "grant_id, " } else { "id, " });
    batch.push_values([
        (&token.hash).into(),
        kind.into(),
        all.scopes.as_str().into(),
        now.timestamp_millis().into(),
        token.expires_at.timestamp_millis().into(),
        parent.map(|parent| parent.to_vec()).into(),
    ]);
}
