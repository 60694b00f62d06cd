//! The application's own tables. A person is the id that Vestibule gave them: it never changes, and nobody gets it again.

use serde::Serialize;
use sqlx::{SqlitePool, sqlite::SqliteConnectOptions};

/// Files and links.
#[derive(Clone)]
pub struct Files(SqlitePool);

/// A file, as its owner sees it.
#[derive(Serialize)]
pub struct File {
    id: i64,
    name: String,
    bytes: i64,
    shared: bool,
}

impl Files {
    /// Opens the database, and makes it if it is not there.
    pub async fn open(path: &std::path::Path) -> Result<Self, sqlx::Error> {
        let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(path).create_if_missing(true)).await?;
        sqlx::query(
            "create table if not exists files \
             (id integer primary key, owner text not null, name text not null, content blob not null, token text unique)",
        )
        .execute(&pool)
        .await?;
        Ok(Self(pool))
    }

    /// The files of one person.
    pub async fn of(&self, owner: &str) -> Result<Vec<File>, sqlx::Error> {
        let select = "select id, name, length(content), token is not null from files where owner = ?";
        let rows: Vec<(i64, String, i64, bool)> = sqlx::query_as(select).bind(owner).fetch_all(&self.0).await?;
        Ok(rows.into_iter().map(|(id, name, bytes, shared)| File { id, name, bytes, shared }).collect())
    }

    /// Keeps a file.
    pub async fn add(&self, owner: &str, name: &str, content: &[u8]) -> Result<(), sqlx::Error> {
        let insert = sqlx::query("insert into files (owner, name, content) values (?, ?, ?)");
        insert.bind(owner).bind(name).bind(content).execute(&self.0).await?;
        Ok(())
    }

    /// The word by which whoever has it may read a file of this person; `None` when it is not theirs.
    pub async fn share(&self, owner: &str, id: i64) -> Result<Option<String>, sqlx::Error> {
        let token = format!("{:032x}", rand::random::<u128>());
        sqlx::query_scalar("update files set token = coalesce(token, ?) where id = ? and owner = ? returning token")
            .bind(token)
            .bind(id)
            .bind(owner)
            .fetch_optional(&self.0)
            .await
    }

    /// Name and content of a shared file.
    pub async fn shared(&self, token: &str) -> Result<Option<(String, Vec<u8>)>, sqlx::Error> {
        sqlx::query_as("select name, content from files where token = ?").bind(token).fetch_optional(&self.0).await
    }

    /// How many files there are, and how large they are together.
    pub async fn usage(&self) -> Result<(i64, i64), sqlx::Error> {
        sqlx::query_as("select count(*), coalesce(sum(length(content)), 0) from files").fetch_one(&self.0).await
    }
}
