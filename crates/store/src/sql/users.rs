//! Local accounts.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    email::EmailAddress,
    ids::{LinkId, Ref, UserId},
    secret::Secret,
};

use super::{
    SqlStore, admin_grants,
    connection::Connection,
    rows::{self, json_list, json_origins, user_columns},
    statement::{query, query_differing},
};
use crate::{
    Link, LocalAdministrator, NewSession, PasswordCredential, SignedIn, StoreError, UnlinkOutcome, User, Users,
    ValueOrigins,
};

#[async_trait]
impl Users for SqlStore {
    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        find(&mut self.pools.reader().await?, id).await
    }

    async fn create_administrator(&self, administrator: &LocalAdministrator) -> Result<User, StoreError> {
        self.create_local(administrator).await
    }

    async fn has_administrator(&self) -> Result<bool, StoreError> {
        admin_grants::exist(&mut self.pools.reader().await?).await
    }

    async fn create_first_administrator(
        &self,
        administrator: &LocalAdministrator,
        client: Option<&str>,
    ) -> Result<Option<User>, StoreError> {
        self.create_first_local(administrator, client).await
    }

    async fn reset_administrator(&self, administrator: &LocalAdministrator) -> Result<Option<User>, StoreError> {
        self.reset_local(administrator).await
    }

    async fn find_password(&self, email: &EmailAddress) -> Result<Option<PasswordCredential>, StoreError> {
        self.password_of(email).await
    }

    async fn complete_password_sign_in(
        &self,
        user: UserId,
        session: &NewSession,
        reference: &Ref,
    ) -> Result<Option<SignedIn>, StoreError> {
        self.try_password_sign_in(user, session, reference).await
    }

    async fn count_password_administrators(&self) -> Result<u64, StoreError> {
        let count: i64 = query(
            "select count(*) from users u where u.password_hash is not null and not u.disabled \
             and exists (select 1 from admin_grants g where g.user_id = u.id)",
        )
        .fetch_only(&mut self.pools.reader().await?)
        .await?;
        Ok(count.unsigned_abs())
    }

    async fn list_links(&self, user: UserId) -> Result<Vec<Link>, StoreError> {
        self.links_of(user).await
    }

    async fn unlink(&self, user: UserId, link: LinkId, reference: &Ref) -> Result<Option<UnlinkOutcome>, StoreError> {
        self.try_unlink(user, link, reference).await
    }
}

/// The user of that id, inside a transaction or outside.
pub(super) async fn find(connection: &mut dyn Connection, id: UserId) -> Result<Option<User>, StoreError> {
    let row = query(concat!("select ", user_columns!(), " from users u where u.id = $1"))
        .bind(id.0)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(rows::user).transpose()
}

/// A user about whom nothing is known yet, and who has no name.
pub(super) fn new_user(store: &SqlStore, now: Timestamp) -> User {
    User {
        id: UserId::generate(store.clock.as_ref(), store.random.as_ref()),
        email: None,
        email_verified: false,
        username: String::new(),
        name: None,
        first_name: None,
        last_name: None,
        avatar_url: None,
        groups: Vec::new(),
        origins: ValueOrigins::new(),
        is_admin: false,
        disabled: false,
        created_at: now,
        last_sign_in_at: None,
    }
}

/// The names that were wished for are rows of `wish`, with `key` in their order.
macro_rules! insert_user {
    ($wishes:literal) => {
        concat!(
            "insert into users (id, email, email_folded, email_verified, username, name, first_name, last_name, \
                 avatar_url, groups, origins, password_hash, disabled, created_at, last_sign_in_at) \
             values ($1, $2, $3, $4, \
                 (select wish.value from ",
            $wishes,
            " where not exists (select 1 from users where username = wish.value) order by wish.key limit 1), \
                 $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
             returning username",
        )
    };
}

/// Inserts a user under the first of `names` that is free. When all of them are taken it is a conflict.
pub(super) async fn insert(
    connection: &mut dyn Connection,
    mut user: User,
    password_hash: Option<&Secret>,
    names: Vec<String>,
) -> Result<User, StoreError> {
    user.username = query_differing(
        insert_user!("json_each($5) wish"),
        insert_user!("json_array_elements_text($5::json) with ordinality as wish (value, key)"),
    )
    .bind(user.id.0)
    .bind(user.email.as_ref().map(|email| email.as_str()))
    .bind(user.email.as_ref().map(|email| email.folded()))
    .bind(user.email_verified)
    .bind(json_list(&names))
    .bind(user.name.as_deref())
    .bind(user.first_name.as_deref())
    .bind(user.last_name.as_deref())
    .bind(user.avatar_url.as_deref())
    .bind(json_list(&user.groups))
    .bind(json_origins(&user.origins))
    .bind(password_hash.map(Secret::expose))
    .bind(user.disabled)
    .bind(user.created_at.timestamp_millis())
    .bind(user.last_sign_in_at.map(|at| at.timestamp_millis()))
    .fetch_only(connection)
    .await?;
    Ok(user)
}
