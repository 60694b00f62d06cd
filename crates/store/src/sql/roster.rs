//! What administrators see and do about users, sessions and API tokens.

use async_trait::async_trait;
use vestibule_core::{
    code::ErrorCode,
    ids::{LinkId, SessionId, TokenId, UserId},
};

use super::{
    Batch, LIST_LIMIT, PAGE_LIMIT, SqlStore, admin_access, admin_grants,
    connection::Connection,
    links,
    rows::{self, get, user_columns},
    sessions::{session, session_columns},
    statement::{Statement, query},
    tokens::token,
    users,
};
use crate::{
    ApiToken, AuditEvent, ChangeOutcome, ConfiguredProviders, Roster, Session, SessionFilter, StoreError, User,
    UserChange, UserFilter,
};

#[async_trait]
impl Roster for SqlStore {
    async fn list_users(&self, filter: &UserFilter) -> Result<Vec<User>, StoreError> {
        let mut query = Statement::new(concat!("select ", user_columns!(), " from users u where true"));
        if let Some(text) = &filter.text {
            let text = text.to_lowercase();
            for (before, column) in [
                (" and (", "(lower(u.username), "),
                (") > 0 or ", "(coalesce(u.email_folded, ''), "),
                (") > 0 or ", "(lower(coalesce(u.name, '')), "),
            ] {
                query.push(before).push_differing("instr", "strpos").push(column).push_bind(text.clone());
            }
            query.push(") > 0)");
        }
        if let Some(before) = filter.before {
            query.push(" and u.id < ").push_bind(before.0);
        }
        query.push(" order by u.id desc limit ").push_bind(filter.limit.clamp(1, PAGE_LIMIT));
        query.fetch_all(&mut self.pools.reader().await?).await?.iter().map(rows::user).collect()
    }

    async fn change_user(
        &self,
        user: UserId,
        change: UserChange,
        configured: ConfiguredProviders<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<User>, StoreError> {
        let mut transaction = self.begin_alone().await?;
        if users::find(&mut transaction, user).await?.is_none() {
            return Ok(ChangeOutcome::NotFound);
        }
        let before = admin_access::is_left(&mut transaction, configured).await?;
        let mut batch = Batch::default();
        if let Some(disabled) = change.disabled {
            batch.push("update users set disabled = ").push_bind(disabled);
            batch.push(" where id = ").push_bind(user.0).end();
            if disabled {
                batch.push("delete from sessions where user_id = ").push_bind(user.0).end();
            }
        }
        match change.is_admin {
            Some(true) => admin_grants::push_grant(&mut batch, user, admin_grants::LOCAL),
            Some(false) => {
                batch.push("delete from admin_grants where user_id = ").push_bind(user.0).end();
            }
            None => {}
        }
        self.push_event(&mut batch, self.now(), &event.clone().user(user));
        batch.execute(&mut transaction).await?;
        if before && !admin_access::is_left(&mut transaction, configured).await? {
            return Ok(ChangeOutcome::Refused(ErrorCode::LastWayIn));
        }
        let changed = users::find(&mut transaction, user).await?;
        transaction.commit().await?;
        Ok(changed.map_or(ChangeOutcome::NotFound, ChangeOutcome::Done))
    }

    async fn delete_user(
        &self,
        user: UserId,
        configured: ConfiguredProviders<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<()>, StoreError> {
        let mut transaction = self.begin_alone().await?;
        let before = admin_access::is_left(&mut transaction, configured).await?;
        let done = query("delete from users where id = $1").bind(user.0).execute(&mut transaction).await?;
        if done == 0 {
            return Ok(ChangeOutcome::NotFound);
        }
        if before && !admin_access::is_left(&mut transaction, configured).await? {
            return Ok(ChangeOutcome::Refused(ErrorCode::LastWayIn));
        }
        self.write_event(&mut transaction, &event.clone().user(user)).await?;
        transaction.commit().await?;
        Ok(ChangeOutcome::Done(()))
    }

    async fn delete_link(
        &self,
        user: UserId,
        link: LinkId,
        configured: ConfiguredProviders<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<()>, StoreError> {
        let mut transaction = self.begin_alone().await?;
        let Some(owned) = links::find_owned(&mut transaction, user, link).await? else {
            return Ok(ChangeOutcome::NotFound);
        };
        if !owned.has_other_way {
            return Ok(ChangeOutcome::Refused(ErrorCode::LastWayIn));
        }
        let before = admin_access::is_left(&mut transaction, configured).await?;
        let rights = owned.delete(&mut transaction).await?;
        if before && !admin_access::is_left(&mut transaction, configured).await? {
            return Ok(ChangeOutcome::Refused(ErrorCode::LastWayIn));
        }
        let detail = rights.map(|rights| rights.note().to_owned());
        let event = event.clone().user(user).provider(owned.provider).detail(detail);
        self.write_event(&mut transaction, &event).await?;
        transaction.commit().await?;
        Ok(ChangeOutcome::Done(()))
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

    async fn revoke_session(&self, session: SessionId, event: &AuditEvent) -> Result<bool, StoreError> {
        self.delete_session(session, None, event).await
    }

    async fn list_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        let rows = query("select * from api_tokens order by created_at, id limit $1")
            .bind(LIST_LIMIT)
            .fetch_all(&mut self.pools.reader().await?)
            .await?;
        rows.iter().map(token).collect()
    }

    async fn delete_token(&self, token: TokenId, event: &AuditEvent) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let row = query("delete from api_tokens where id = $1 returning name")
            .bind(token.0)
            .fetch_optional(&mut transaction)
            .await?;
        let Some(row) = row else { return Ok(false) };
        let name: String = get(&row, "name")?;
        let event = event.clone().detail(format!("token {token} named {name}"));
        self.write_event(&mut transaction, &event).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

impl SqlStore {
    async fn write_event(&self, connection: &mut dyn Connection, event: &AuditEvent) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        self.push_event(&mut batch, self.now(), event);
        batch.execute(connection).await?;
        Ok(())
    }
}
