//! Local accounts.

use async_trait::async_trait;
use vestibule_core::{
    access::{Local, Rules},
    clock::Timestamp,
    code::ErrorCode,
    ids::UserId,
    secret::Secret,
};

use super::{
    SqlStore, admin_grants,
    batch::Batch,
    connection::Connection,
    rows::{self, json_list, json_origins, query_users},
    session_end::{Ending, with_ended},
    statement::{Statement, query, query_per_dialect},
    store::PAGE_LIMIT,
};
use crate::{
    AuditEvent, ChangeOutcome, ChangedUser, ImportedUser, StoreError, User, UserChange, UserFilter, UserOrder, Users,
    ValueOrigins,
};

#[async_trait]
impl Users for SqlStore {
    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        find(&mut self.pools.reader().await?, id).await
    }

    async fn list_users(&self, filter: &UserFilter) -> Result<Vec<User>, StoreError> {
        let mut query = query_users("select ", " from users u where true");
        push_conditions(&mut query, filter);
        if let Some(before) = filter.before {
            query.push(" and u.id < ").push_bind(before.0);
        }
        // The id makes every order total, so that no page repeats or leaves out somebody.
        query.push(match filter.order {
            UserOrder::Newest => " order by u.id desc",
            UserOrder::Oldest => " order by u.id",
            UserOrder::Name(false) => " order by lower(coalesce(u.name, u.username)), u.id",
            UserOrder::Name(true) => " order by lower(coalesce(u.name, u.username)) desc, u.id",
            UserOrder::LastSignIn(false) => " order by u.last_sign_in_at asc nulls last, u.id",
            UserOrder::LastSignIn(true) => " order by u.last_sign_in_at desc nulls last, u.id",
        });
        query.push(" limit ").push_bind(filter.limit.clamp(1, PAGE_LIMIT));
        query.push(" offset ").push_bind(i64::from(filter.skip));
        query.fetch_all(&mut self.pools.reader().await?).await?.iter().map(rows::user).collect()
    }

    async fn count_users(&self, filter: &UserFilter) -> Result<u64, StoreError> {
        let mut query = Statement::new("select count(*) from users u where true");
        push_conditions(&mut query, filter);
        let count: i64 = query.fetch_only(&mut self.pools.reader().await?).await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    async fn change_user(
        &self,
        user: UserId,
        change: UserChange,
        rules: Rules<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<ChangedUser>, StoreError> {
        let mut guard = self.begin_guarded(rules).await?;
        let Some(before) = find(&mut guard.transaction, user).await? else { return Ok(ChangeOutcome::NotFound) };
        let mut batch = Batch::default();
        if let Some(disabled) = change.disabled {
            batch.push("update users set disabled = ").push_bind(disabled);
            batch.push(" where id = ").push_bind(user.0).end();
        }
        match change.is_admin {
            Some(true) => admin_grants::push_grant(&mut batch, user),
            Some(false) => {
                batch.push("delete from admin_grants where user_id = ").push_bind(user.0).end();
                batch.push("update links set admin = 'none' where user_id = ").push_bind(user.0).end();
            }
            None => {}
        }
        if let Some(name) = change.username.as_deref().filter(|name| *name != before.username) {
            if is_taken(&mut guard.transaction, name, user).await? {
                return Ok(ChangeOutcome::Refused(ErrorCode::UsernameTaken));
            }
            push_former_name(&mut batch, user, self.now());
            batch.push("delete from former_usernames where username = ").push_bind(name).end();
            batch.push("update users set username = ").push_bind(name);
            batch.push(" where id = ").push_bind(user.0).end();
        }
        // Rights that had ended by themselves are not lost, whether they are still stored or not.
        let had_rights = before.access(guard.rules(), self.now()).is_admin();
        let ends = change.disabled == Some(true) || (change.is_admin == Some(false) && had_rights);
        let sessions_ended = match ends {
            true => self.end_sessions(&mut guard.transaction, user, Ending::All).await?,
            false => 0,
        };
        self.push_event(&mut batch, self.now(), &with_ended(event.clone().user(user), sessions_ended));
        if change.disabled == Some(true) {
            let why = (user, "their user was disabled");
            self.end_personal_tokens(&mut guard.transaction, &mut batch, why, event).await?;
        }
        batch.execute(&mut guard.transaction).await?;
        match find(&mut guard.transaction, user).await? {
            Some(changed) => guard.commit(ChangedUser { user: changed, sessions_ended }, &[user]).await,
            None => Ok(ChangeOutcome::NotFound),
        }
    }

    async fn import_user(&self, user: &ImportedUser, event: &AuditEvent) -> Result<User, StoreError> {
        self.import(user, event).await
    }

    async fn delete_user(
        &self,
        user: UserId,
        rules: Rules<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<u64>, StoreError> {
        let mut guard = self.begin_guarded(rules).await?;
        let ended = self.end_sessions(&mut guard.transaction, user, Ending::All).await?;
        let mut batch = Batch::default();
        push_former_name(&mut batch, user, self.now());
        batch.execute(&mut guard.transaction).await?;
        let deleted = query("delete from users where id = $1").bind(user.0).execute(&mut guard.transaction).await?;
        if deleted == 0 {
            return Ok(ChangeOutcome::NotFound);
        }
        self.write_event(&mut guard.transaction, &with_ended(event.clone().user(user), ended)).await?;
        guard.commit(ended, &[user]).await
    }
}

/// What narrows a list of users.
fn push_conditions(query: &mut Statement, filter: &UserFilter) {
    if let Some(text) = &filter.text {
        push_text(query, text);
    }
    if let Some(disabled) = filter.disabled {
        query.push(" and u.disabled = ").push_bind(disabled);
    }
    if let Some(provider) = &filter.provider {
        query.push(" and exists (select 1 from links l where l.user_id = u.id and l.provider = ");
        query.push_bind(provider.as_str()).push(")");
    }
    if filter.with_rights {
        query.push(" and (exists (select 1 from admin_grants g where g.user_id = u.id)");
        query.push(" or exists (select 1 from links l where l.user_id = u.id and l.admin <> 'none'))");
    }
}

/// Adds that an address or a name of the user `u` contains the text, whatever its case.
pub(super) fn push_text(query: &mut Statement, text: &str) {
    let text = text.to_lowercase();
    for (before, column) in [
        (" and (", "(lower(u.username), "),
        (") > 0 or ", "(coalesce(u.email_folded, ''), "),
        (") > 0 or ", "(lower(coalesce(u.name, '')), "),
    ] {
        query.push(before).push_per_dialect("instr", "strpos").push(column).push_bind(text.clone());
    }
    query.push(") > 0 or exists (select 1 from links l where l.user_id = u.id and ");
    query.push_per_dialect("instr", "strpos").push("(l.email_folded, ").push_bind(text).push(") > 0))");
}

/// The user of that id, inside a transaction or outside.
pub(super) async fn find(connection: &mut dyn Connection, id: UserId) -> Result<Option<User>, StoreError> {
    let row = query_users("select ", " from users u where u.id = $1").bind(id.0).fetch_optional(connection).await?;
    row.as_ref().map(rows::user).transpose()
}

/// Locks a user until the transaction ends; SQLite has one writer anyway.
pub(super) async fn lock(connection: &mut dyn Connection, user: UserId) -> Result<(), StoreError> {
    let lock = "select 1 from users where id = $1 for no key update";
    query_per_dialect("select $1", lock).bind(user.0).execute(connection).await?;
    Ok(())
}

/// A user about whom nothing is known yet, and who has no name.
pub(super) fn new_user(store: &SqlStore, now: Timestamp) -> User {
    User {
        id: UserId::generate(store.clock.as_ref(), store.random.as_ref()),
        local: Local::default(),
        grants: Vec::new(),
        has_password: false,
        username: String::new(),
        name: None,
        first_name: None,
        last_name: None,
        avatar_url: None,
        origins: ValueOrigins::new(),
        application_id: None,
        disabled: false,
        created_at: now,
        last_sign_in_at: None,
    }
}

/// The names that were wished for are rows of `wish`, with `key` in their order.
macro_rules! insert_user {
    ($wishes:literal) => {
        concat!(
            "insert into users (id, email, email_folded, username, name, first_name, last_name, avatar_url, origins, \
                 password_hash, disabled, created_at, last_sign_in_at) values ($1, $2, $3, \
                 (select wish.value from ",
            $wishes,
            " where not exists (select 1 from users where username = wish.value) \
                     and not exists (select 1 from former_usernames where username = wish.value) \
                 order by wish.key limit 1), \
                 $5, $6, $7, $8, $9, $10, $11, $12, $13) \
             returning username",
        )
    };
}

/// Inserts a user under the first of `names` that nobody has or had. When all of them are taken it is a conflict.
pub(super) async fn insert(
    connection: &mut dyn Connection,
    mut user: User,
    password_hash: Option<&Secret>,
    names: Vec<String>,
) -> Result<User, StoreError> {
    user.username = query_per_dialect(
        insert_user!("json_each($4) wish"),
        insert_user!("json_array_elements_text($4::json) with ordinality as wish (value, key)"),
    )
    .bind(user.id.0)
    .bind(user.local.email.as_ref().map(|email| email.as_str()))
    .bind(user.local.email.as_ref().map(|email| email.folded()))
    .bind(json_list(&names))
    .bind(user.name.as_deref())
    .bind(user.first_name.as_deref())
    .bind(user.last_name.as_deref())
    .bind(user.avatar_url.as_deref())
    .bind(json_origins(&user.origins))
    .bind(password_hash.map(Secret::expose))
    .bind(user.disabled)
    .bind(user.created_at.timestamp_millis())
    .bind(user.last_sign_in_at.map(|at| at.timestamp_millis()))
    .fetch_only(connection)
    .await?;
    Ok(user)
}

/// Whether another user has or had that name.
async fn is_taken(connection: &mut dyn Connection, name: &str, user: UserId) -> Result<bool, StoreError> {
    let taken = query(
        "select exists (select 1 from users where username = $1 and id <> $2) \
         or exists (select 1 from former_usernames where username = $1 and user_id <> $2)",
    );
    Ok(taken.bind(name).bind(user.0).fetch_only(connection).await?)
}

/// Adds that the name of a user is one that nobody else gets from now on.
fn push_former_name(batch: &mut Batch, user: UserId, now: Timestamp) {
    batch.push("insert into former_usernames (username, user_id, until) select username, id, ");
    batch.push_bind(now.timestamp_millis());
    batch.push(" from users where id = ").push_bind(user.0).push(" on conflict (username) do nothing").end();
}

/// Adds the profile of an existing user.
pub(super) fn push_profile(batch: &mut Batch, user: &User) {
    batch.push("update users set name = ").push_bind(user.name.as_deref());
    batch.push(", first_name = ").push_bind(user.first_name.as_deref());
    batch.push(", last_name = ").push_bind(user.last_name.as_deref());
    batch.push(", avatar_url = ").push_bind(user.avatar_url.as_deref());
    batch.push(", origins = ").push_bind(json_origins(&user.origins));
    batch.push(", last_sign_in_at = ").push_bind(user.last_sign_in_at.map(|at| at.timestamp_millis()));
    batch.push(" where id = ").push_bind(user.id.0).end();
}
