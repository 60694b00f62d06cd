//! How migrations are applied, to either database.

use sqlx::migrate::{Migrate, MigrateError, Migrator};

/// Where the driver keeps what was applied.
pub(super) const JOURNAL: &str = "_sqlx_migrations";

/// Applies the migrations behind `from`.
pub(crate) async fn apply(connection: &mut impl Migrate, migrator: &Migrator, from: i64) -> Result<(), MigrateError> {
    connection.ensure_migrations_table(JOURNAL).await?;
    for migration in migrator.iter().filter(|migration| migration.version > from) {
        connection.apply(JOURNAL, migration).await?;
    }
    Ok(())
}
