//! The application's own table of people: it was there before sign-in was, and everything else refers to its ids.

use std::path::Path;

use sqlx::{SqlitePool, sqlite::SqliteConnectOptions};

/// Customers.
#[derive(Debug, Clone)]
pub struct Customers(SqlitePool);

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// What other tables refer to.
    pub id: i64,
    /// What they pay for.
    pub plan: String,
    /// Whether the account was closed.
    pub closed: bool,
}

type Row = (i64, String, bool);

impl From<Row> for Customer {
    fn from((id, plan, closed): Row) -> Self {
        Self { id, plan, closed }
    }
}

impl Customers {
    /// Opens the database, and makes it if it is not there.
    pub async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(path).create_if_missing(true)).await?;
        let table = "create table if not exists customers (id integer primary key autoincrement, email text unique, \
                     plan text not null default 'free', closed integer not null default false)";
        sqlx::query(table).execute(&pool).await?;
        Ok(Self(pool))
    }

    /// Adds somebody, as the application did when it had no sign-in yet.
    pub async fn add(&self, email: Option<&str>, plan: &str) -> Result<Customer, sqlx::Error> {
        let insert = "insert into customers (email, plan) values (?, ?) returning id, plan, closed";
        let row: Row = sqlx::query_as(insert).bind(email).bind(plan).fetch_one(&self.0).await?;
        Ok(row.into())
    }

    /// The customer with that id.
    pub async fn find(&self, id: &str) -> Result<Option<Customer>, sqlx::Error> {
        let select = "select id, plan, closed from customers where id = ?";
        let id = id.parse::<i64>().unwrap_or_default();
        let row: Option<Row> = sqlx::query_as(select).bind(id).fetch_optional(&self.0).await?;
        Ok(row.map(Customer::from))
    }

    /// The customer with that address.
    pub async fn find_by_email(&self, email: &str) -> Result<Option<Customer>, sqlx::Error> {
        let select = "select id, plan, closed from customers where email = ? collate nocase";
        let row: Option<Row> = sqlx::query_as(select).bind(email).fetch_optional(&self.0).await?;
        Ok(row.map(Customer::from))
    }

    /// Closes an account.
    pub async fn close(&self, id: i64) -> Result<(), sqlx::Error> {
        sqlx::query("update customers set closed = true where id = ?").bind(id).execute(&self.0).await.map(drop)
    }
}
