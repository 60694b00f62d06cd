//! Apps that administrators own, and their secrets.

use std::collections::HashMap;

use async_trait::async_trait;
use serde_json::{Map, Value};
use vestibule_apps::AppSettings;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AppId, AppSecretId, DefinitionId, UserId},
};

use super::{
    SqlStore, app_uses,
    batch::Batch,
    connection::{Connection, Transaction},
    rows::{corrupt, get, id, read, time, time_opt},
    statement::query,
    value::SqlRow,
};
use crate::{
    AppInput, AppUse, AppUsesOf, AuditEvent, ChangeOutcome, MOST_APP_SECRETS, NewAppSecret, StoreError, StoredApp,
    StoredAppSecret, StoredApps,
};

/// By name, so that a newer version may add columns while this one serves.
macro_rules! app_columns {
    () => {
        "id, definition, settings, supplied, revision, created_at, updated_at"
    };
}
macro_rules! secret_columns {
    () => {
        "id, app, hash, created_at, last_used_at, ends_at"
    };
}

#[async_trait]
impl StoredApps for SqlStore {
    async fn list_apps(&self) -> Result<Vec<StoredApp>, StoreError> {
        // One snapshot: an app and its secrets change together.
        list(&mut self.pools.view().await?).await
    }

    async fn find_app(&self, id: &AppId) -> Result<Option<StoredApp>, StoreError> {
        find(&mut self.pools.view().await?, id).await
    }

    async fn create_app(
        &self,
        input: &AppInput,
        secret: Option<&NewAppSecret>,
        event: &AuditEvent,
    ) -> Result<StoredApp, StoreError> {
        let now = self.now();
        let mut batch = Batch::default();
        batch.push("insert into apps (id, definition, settings, supplied, revision, created_at, updated_at) values (");
        batch.push_values([
            input.id.as_str().to_owned().into(),
            input.definition.as_str().to_owned().into(),
            settings_json(&input.settings)?.into(),
            Value::Object(input.supplied.clone()).to_string().into(),
            1_i64.into(),
            now.timestamp_millis().into(),
            now.timestamp_millis().into(),
        ]);
        batch.push(")").end();
        if let Some(secret) = secret {
            self.push_secret(&mut batch, &input.id, secret);
        }
        self.push_event(&mut batch, now, event);
        let mut transaction = self.begin_exclusive().await?;
        batch.execute(&mut transaction).await.map_err(|error| match error.into() {
            StoreError::Conflict(_) => StoreError::Conflict("an app with this id"),
            other => other,
        })?;
        let row = find(&mut transaction, &input.id).await?;
        self.announce(&mut transaction).await?;
        transaction.commit().await?;
        row.ok_or_else(|| corrupt("id", "an app was stored and is not there"))
    }

    async fn update_app(
        &self,
        input: &AppInput,
        expected: u64,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<StoredApp>, StoreError> {
        let mut transaction = self.begin_exclusive().await?;
        match revision(&mut transaction, &input.id).await? {
            None => return Ok(ChangeOutcome::NotFound),
            Some(found) if found != expected => return Ok(ChangeOutcome::Refused(ErrorCode::RevisionMismatch)),
            Some(_) => {}
        }
        let mut batch = Batch::default();
        batch.push("update apps set definition = ").push_bind(input.definition.as_str().to_owned());
        batch.push(", settings = ").push_bind(settings_json(&input.settings)?);
        batch.push(", supplied = ").push_bind(Value::Object(input.supplied.clone()).to_string());
        batch.push(" where id = ").push_bind(input.id.as_str().to_owned()).end();
        self.finish(transaction, &input.id, batch, event).await
    }

    async fn delete_app(
        &self,
        id: &AppId,
        expected: Option<u64>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<()>, StoreError> {
        let mut transaction = self.begin_exclusive().await?;
        match revision(&mut transaction, id).await? {
            None => return Ok(ChangeOutcome::NotFound),
            Some(found) if expected.is_some_and(|expected| expected != found) => {
                return Ok(ChangeOutcome::Refused(ErrorCode::RevisionMismatch));
            }
            Some(_) => {}
        }
        let mut batch = Batch::default();
        for statement in [
            "delete from app_grants where app = ",
            "delete from app_consents where app = ",
            "delete from apps where id = ",
        ] {
            batch.push(statement).push_bind(id.as_str().to_owned()).end();
        }
        self.announce(&mut transaction).await?;
        self.commit_with(transaction, batch, event).await?;
        Ok(ChangeOutcome::Done(()))
    }

    async fn add_app_secret(
        &self,
        id: &AppId,
        secret: &NewAppSecret,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<StoredApp>, StoreError> {
        let now = self.now();
        let mut transaction = self.begin_exclusive().await?;
        let Some(app) = find(&mut transaction, id).await? else { return Ok(ChangeOutcome::NotFound) };
        if app.secrets.iter().filter(|secret| secret.is_valid(now)).count() >= MOST_APP_SECRETS {
            return Ok(ChangeOutcome::Refused(ErrorCode::TooManyAppSecrets));
        }
        let mut batch = Batch::default();
        self.push_secret(&mut batch, id, secret);
        self.finish(transaction, id, batch, event).await
    }

    async fn end_app_secret(
        &self,
        app: &AppId,
        secret: AppSecretId,
        ends_at: Option<Timestamp>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<StoredApp>, StoreError> {
        let mut transaction = self.begin_exclusive().await?;
        let found = query("select exists (select 1 from app_secrets where id = $1 and app = $2)");
        if !found.bind(secret.0).bind(app.as_str()).fetch_only::<bool>(&mut transaction).await? {
            return Ok(ChangeOutcome::NotFound);
        }
        let mut batch = Batch::default();
        match ends_at {
            None => batch.push("delete from app_secrets where id = ").push_bind(secret.0).end(),
            Some(ends_at) => {
                batch.push("update app_secrets set ends_at = ").push_bind(ends_at.timestamp_millis());
                batch.push(" where id = ").push_bind(secret.0).end();
            }
        }
        self.finish(transaction, app, batch, event).await
    }

    async fn note_app_secret_use(&self, secret: AppSecretId, at: Timestamp) -> Result<(), StoreError> {
        // Never back: another node may have written a later use.
        query("update app_secrets set last_used_at = $1 where id = $2 and (last_used_at is null or last_used_at < $1)")
            .bind(at.timestamp_millis())
            .bind(secret.0)
            .execute(&mut self.pools.writer().await?)
            .await?;
        Ok(())
    }

    async fn list_app_uses(&self, of: AppUsesOf<'_>) -> Result<Vec<AppUse>, StoreError> {
        app_uses::list(&mut self.pools.view().await?, of, self.now()).await
    }

    async fn revoke_app_use(&self, user: UserId, app: &AppId, event: &AuditEvent) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        if !app_uses::revoke(&mut transaction, user, app).await? {
            return Ok(false);
        }
        self.commit_with(transaction, Batch::default(), &event.clone().user(user)).await?;
        Ok(true)
    }
}

impl SqlStore {
    fn push_secret(&self, batch: &mut Batch, app: &AppId, secret: &NewAppSecret) {
        let id = AppSecretId::generate(self.clock.as_ref(), self.random.as_ref());
        batch.push("insert into app_secrets (id, app, hash, created_at, ends_at) values (");
        batch.push_values([
            id.0.into(),
            app.as_str().to_owned().into(),
            (&secret.hash).into(),
            self.now().timestamp_millis().into(),
            secret.ends_at.map(|at| at.timestamp_millis()).into(),
        ]);
        batch.push(")").end();
    }

    /// Runs the batch, counts the change, and reads what is there then.
    async fn finish(
        &self,
        mut transaction: Transaction<'_>,
        id: &AppId,
        mut batch: Batch,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<StoredApp>, StoreError> {
        let now = self.now();
        batch.push("update apps set revision = revision + 1, updated_at = ").push_bind(now.timestamp_millis());
        batch.push(" where id = ").push_bind(id.as_str().to_owned()).end();
        self.push_event(&mut batch, now, event);
        batch.execute(&mut transaction).await?;
        let row = find(&mut transaction, id).await?;
        self.announce(&mut transaction).await?;
        transaction.commit().await?;
        Ok(row.map_or(ChangeOutcome::NotFound, ChangeOutcome::Done))
    }
}

/// All of them, by id, in the snapshot that `connection` sees.
pub(crate) async fn list(connection: &mut dyn Connection) -> Result<Vec<StoredApp>, StoreError> {
    let rows = query(concat!("select ", app_columns!(), " from apps order by id")).fetch_all(connection).await?;
    let secrets = query(concat!("select ", secret_columns!(), " from app_secrets order by created_at, id"))
        .fetch_all(connection)
        .await?;
    let mut by_app: HashMap<String, Vec<StoredAppSecret>> = HashMap::new();
    for row in &secrets {
        by_app.entry(get(row, "app")?).or_default().push(secret(row)?);
    }
    rows.iter().map(|row| app(row, by_app.remove(get::<&str>(row, "id")?).unwrap_or_default())).collect()
}

async fn find(connection: &mut dyn Connection, id: &AppId) -> Result<Option<StoredApp>, StoreError> {
    let row = query(concat!("select ", app_columns!(), " from apps where id = $1"))
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let secrets =
        query(concat!("select ", secret_columns!(), " from app_secrets where app = $1 order by created_at, id"))
            .bind(id.as_str())
            .fetch_all(connection)
            .await?;
    app(&row, secrets.iter().map(secret).collect::<Result<_, _>>()?).map(Some)
}

async fn revision(connection: &mut dyn Connection, id: &AppId) -> Result<Option<u64>, StoreError> {
    let found: Option<i64> =
        query("select revision from apps where id = $1").bind(id.as_str()).find_only(connection).await?;
    Ok(found.map(i64::unsigned_abs))
}

/// `definition` has a column of its own.
fn settings_json(settings: &AppSettings) -> Result<String, StoreError> {
    let settings = AppSettings { definition: None, ..settings.clone() };
    serde_json::to_string(&settings).map_err(|error| corrupt("settings", error))
}

fn app(row: &SqlRow, secrets: Vec<StoredAppSecret>) -> Result<StoredApp, StoreError> {
    let definition: DefinitionId = read(row, "definition", |text| text.parse().ok())?;
    let settings = serde_json::from_str::<AppSettings>(get(row, "settings")?)
        .map(|settings| AppSettings { definition: Some(definition.clone()), ..settings })
        // Without the error's own text, which quotes what is stored.
        .map_err(|_| "the stored settings cannot be read; save this app again".to_owned());
    let supplied: Map<String, Value> = serde_json::from_str(get(row, "supplied")?).unwrap_or_default();
    Ok(StoredApp {
        id: read(row, "id", |text| text.parse().ok())?,
        definition,
        settings,
        supplied,
        secrets,
        revision: get::<i64>(row, "revision")?.unsigned_abs(),
        created_at: time(row, "created_at")?,
        updated_at: time(row, "updated_at")?,
    })
}

fn secret(row: &SqlRow) -> Result<StoredAppSecret, StoreError> {
    let hash: &[u8] = get(row, "hash")?;
    Ok(StoredAppSecret {
        id: AppSecretId(id(row, "id")?),
        hash: hash.try_into().map_err(|error| corrupt("hash", error))?,
        created_at: time(row, "created_at")?,
        last_used_at: time_opt(row, "last_used_at")?,
        ends_at: time_opt(row, "ends_at")?,
    })
}
