//! Providers that administrators own.

use std::collections::HashSet;

use async_trait::async_trait;
use serde_json::{Map, Value};
use vestibule_core::{
    access::Rules,
    clock::Timestamp,
    code::ErrorCode,
    ids::{DefinitionId, ProviderId},
    seal::Keyring,
    settings::ProviderSettings,
};

use super::{
    SqlStore,
    batch::Batch,
    connection::{Connection, Transaction},
    decrypted_secrets::{DecryptedSecrets, OpenedSecrets},
    provider_secrets::open_all,
    rows::{corrupt, get, provider_id, read, time},
    session_end::Ended,
    statement::query,
    value::SqlRow,
};
use crate::{
    AuditEvent, ChangeOutcome, ProviderDeletion, ProviderInput, ProviderUses, Providers, StoreError, StoredProvider,
    postgres::CHANNEL,
};

/// Between two sort orders, so that one provider can be moved by hand without moving all.
const ORDER_STEP: i64 = 10;

#[async_trait]
impl Providers for SqlStore {
    async fn list_providers(&self) -> Result<Vec<StoredProvider>, StoreError> {
        // One snapshot for rows and secrets: a provider and its secret change together.
        list(&mut self.pools.view().await?, &self.keys, &self.decrypted).await
    }

    async fn find_provider(&self, id: &ProviderId) -> Result<Option<StoredProvider>, StoreError> {
        let mut transaction = self.pools.view().await?;
        self.provider_of(&mut transaction, id).await
    }

    async fn create_provider(&self, input: &ProviderInput, event: &AuditEvent) -> Result<StoredProvider, StoreError> {
        let now = self.now();
        let mut batch = Batch::default();
        batch.push("insert into providers (id, definition, settings, credentials, revision, created_at, updated_at) ");
        batch.push("values (");
        batch
            .push_values([
                input.id.as_str().to_owned().into(),
                input.definition.as_str().to_owned().into(),
                settings_json(&input.settings)?.into(),
                Value::Object(input.public.clone()).to_string().into(),
                1_i64.into(),
                now.timestamp_millis().into(),
                now.timestamp_millis().into(),
            ])
            .push(")")
            .end();
        self.push_secrets(&mut batch, input)?;
        self.push_event(&mut batch, now, &event.clone().provider(input.id.clone()));
        let mut transaction = self.begin_exclusive().await?;
        batch.execute(&mut transaction).await.map_err(|error| match error.into() {
            StoreError::Conflict(_) => StoreError::Conflict("a provider with this id"),
            other => other,
        })?;
        let row = self.provider_of(&mut transaction, &input.id).await?;
        self.announce(&mut transaction).await?;
        transaction.commit().await?;
        row.ok_or_else(|| corrupt("id", "a provider was stored and is not there"))
    }

    async fn update_provider(
        &self,
        input: &ProviderInput,
        expected: u64,
        rules: Rules<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<StoredProvider>, StoreError> {
        let now = self.now();
        let mut guard = self.begin_guarded(rules).await?;
        match revision(&mut guard.transaction, &input.id).await? {
            None => return Ok(ChangeOutcome::NotFound),
            Some(found) if found != expected => return Ok(ChangeOutcome::Refused(ErrorCode::RevisionMismatch)),
            Some(_) => {}
        }
        let mut batch = Batch::default();
        batch.push("update providers set definition = ").push_bind(input.definition.as_str().to_owned());
        batch.push(", settings = ").push_bind(settings_json(&input.settings)?);
        batch.push(", credentials = ").push_bind(Value::Object(input.public.clone()).to_string());
        batch.push(", revision = revision + 1, updated_at = ").push_bind(now.timestamp_millis());
        batch.push(" where id = ").push_bind(input.id.as_str().to_owned()).end();
        self.push_secrets(&mut batch, input)?;
        guard.expect(input);
        if guard.locks_out().await? {
            return Ok(ChangeOutcome::Refused(ErrorCode::LastWayIn));
        }
        let ended = guard.withdraw(input).await?;
        self.push_event(&mut batch, now, &with_ended(event, ended).provider(input.id.clone()));
        batch.execute(&mut guard.transaction).await?;
        let Some(stored) = self.provider_of(&mut guard.transaction, &input.id).await? else {
            return Ok(ChangeOutcome::NotFound);
        };
        self.announce(&mut guard.transaction).await?;
        guard.commit_withdrawn(stored, ended).await
    }

    async fn delete_provider(
        &self,
        deletion: ProviderDeletion<'_>,
        rules: Rules<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<()>, StoreError> {
        let now = self.now();
        let mut guard = self.begin_guarded(rules).await?;
        match revision(&mut guard.transaction, deletion.id).await? {
            None => return Ok(ChangeOutcome::NotFound),
            Some(found) if deletion.revision.is_some_and(|expected| expected != found) => {
                return Ok(ChangeOutcome::Refused(ErrorCode::RevisionMismatch));
            }
            Some(_) => {}
        }
        guard.expect_deletion(deletion.id);
        if guard.locks_out().await? {
            return Ok(ChangeOutcome::Refused(ErrorCode::LastWayIn));
        }
        if !deletion.force && is_linked(&mut guard.transaction, deletion.id).await? {
            return Ok(ChangeOutcome::Refused(ErrorCode::InUse));
        }
        let ended = guard.withdraw_all(deletion.id).await?;
        let mut batch = Batch::default();
        batch.push("delete from providers where id = ").push_bind(deletion.id.as_str().to_owned()).end();
        self.push_event(&mut batch, now, &with_ended(event, ended).provider(deletion.id.clone()));
        batch.execute(&mut guard.transaction).await?;
        self.announce(&mut guard.transaction).await?;
        guard.commit_withdrawn((), ended).await
    }

    async fn count_provider_uses(&self, id: &ProviderId) -> Result<ProviderUses, StoreError> {
        let mut reader = self.pools.reader().await?;
        let people: i64 = query("select count(distinct user_id) from links where provider = $1")
            .bind(id.as_str().to_owned())
            .fetch_only(&mut reader)
            .await?;
        let sessions: i64 = query("select count(*) from sessions where provider = $1 and idle_expires_at > $2")
            .bind(id.as_str().to_owned())
            .bind(self.now().timestamp_millis())
            .fetch_only(&mut reader)
            .await?;
        Ok(ProviderUses { people: people.unsigned_abs(), sessions: sessions.unsigned_abs() })
    }

    async fn reorder_providers(&self, ids: &[ProviderId], event: &AuditEvent) -> Result<ChangeOutcome<()>, StoreError> {
        if ids.iter().collect::<HashSet<_>>().len() != ids.len() {
            return Ok(ChangeOutcome::NotFound);
        }
        let now = self.now();
        let mut transaction = self.begin_exclusive().await?;
        for (order, id) in (1_i64..).zip(ids) {
            let Some(settings) = ordered(&mut transaction, id, order * ORDER_STEP).await? else {
                return Ok(ChangeOutcome::NotFound);
            };
            query("update providers set settings = $1, revision = revision + 1, updated_at = $2 where id = $3")
                .bind(settings)
                .bind(now.timestamp_millis())
                .bind(id.as_str().to_owned())
                .execute(&mut transaction)
                .await?;
        }
        self.announce(&mut transaction).await?;
        self.commit_with(transaction, Batch::default(), event).await?;
        Ok(ChangeOutcome::Done(()))
    }

    async fn wait_for_remote_change(&self) {
        match &self.nodes {
            Some(nodes) => nodes.changed().await,
            None => std::future::pending().await,
        }
    }
}

/// All of them, by id, in the snapshot that `connection` sees.
pub(crate) async fn list(
    connection: &mut dyn Connection,
    keys: &Keyring,
    decrypted: &DecryptedSecrets,
) -> Result<Vec<StoredProvider>, StoreError> {
    let rows = query(
        "select id, definition, settings, credentials, revision, created_at, updated_at from providers order by id",
    )
    .fetch_all(connection)
    .await?;
    let mut secrets = open_all(connection, keys, decrypted).await?;
    rows.iter().map(|row| provider(row, secrets.remove(get::<&str>(row, "id")?).unwrap_or_default())).collect()
}

impl SqlStore {
    /// Notifies the other nodes, when the transaction commits, that providers or apps have changed, and counts the change for those
    /// that are not reached.
    pub(super) async fn announce(&self, transaction: &mut Transaction<'_>) -> Result<(), StoreError> {
        if let Some(nodes) = &self.nodes {
            query("update change_numbers set number = number + 1 where name = 'providers'")
                .execute(&mut *transaction)
                .await?;
            query("select pg_notify($1, $2)").bind(CHANNEL).bind(nodes.name()).execute(transaction).await?;
        }
        Ok(())
    }

    async fn provider_of(
        &self,
        connection: &mut dyn Connection,
        id: &ProviderId,
    ) -> Result<Option<StoredProvider>, StoreError> {
        let row = query("select id, definition, settings, credentials, revision, created_at, updated_at from providers where id = $1")
            .bind(id.as_str().to_owned())
            .fetch_optional(&mut *connection)
            .await?;
        let Some(row) = row else { return Ok(None) };
        provider(&row, self.open_secrets_of(connection, id).await?).map(Some)
    }
}

/// The event, with how many sessions the change has ended.
fn with_ended(event: &AuditEvent, ended: Ended) -> AuditEvent {
    if ended == Ended::default() {
        return event.clone();
    }
    let before = event.detail.iter().map(|detail| format!("{detail}; ")).collect::<String>();
    let (links, sessions) = (ended.links, ended.sessions);
    event.clone().detail(format!("{before}grants withdrawn: {links}; sessions ended: {sessions}"))
}

async fn revision(connection: &mut dyn Connection, id: &ProviderId) -> Result<Option<u64>, StoreError> {
    let found: Option<i64> = query("select revision from providers where id = $1")
        .bind(id.as_str().to_owned())
        .find_only(connection)
        .await?;
    Ok(found.map(i64::unsigned_abs))
}

async fn is_linked(connection: &mut dyn Connection, id: &ProviderId) -> Result<bool, StoreError> {
    let linked = query("select exists (select 1 from links where provider = $1)")
        .bind(id.as_str().to_owned())
        .fetch_only(connection)
        .await?;
    Ok(linked)
}

/// The settings with another sort order. Parsed here: `jsonb` cannot hold every text that JSON can.
async fn ordered(connection: &mut dyn Connection, id: &ProviderId, order: i64) -> Result<Option<String>, StoreError> {
    let found: Option<String> = query("select settings from providers where id = $1")
        .bind(id.as_str().to_owned())
        .find_only(connection)
        .await?;
    let Some(found) = found else { return Ok(None) };
    let settings: Result<Map<String, Value>, _> = serde_json::from_str(&found);
    let mut settings = settings.map_err(|_| corrupt("settings", "this is no JSON object"))?;
    settings.insert("sort_order".to_owned(), order.into());
    Ok(Some(Value::Object(settings).to_string()))
}

/// `definition` has a column of its own.
fn settings_json(settings: &ProviderSettings) -> Result<String, StoreError> {
    let settings = ProviderSettings { definition: None, ..settings.clone() };
    serde_json::to_string(&settings).map_err(|error| corrupt("settings", error))
}

fn provider(row: &SqlRow, secrets: OpenedSecrets) -> Result<StoredProvider, StoreError> {
    let definition: DefinitionId = read(row, "definition", |text| text.parse().ok())?;
    let settings = serde_json::from_str::<ProviderSettings>(get(row, "settings")?);
    let settings = settings
        .map(|settings| ProviderSettings { definition: Some(definition.clone()), ..settings })
        // Without the error's own text, which quotes what is stored.
        .map_err(|_| "the stored settings cannot be read; save this provider again".to_owned());
    let public: Map<String, Value> = serde_json::from_str(get(row, "credentials")?).unwrap_or_default();
    let at = |column| -> Result<Timestamp, StoreError> { time(row, column) };
    Ok(StoredProvider {
        id: read(row, "id", provider_id)?,
        definition,
        settings,
        public,
        secrets,
        revision: get::<i64>(row, "revision")?.unsigned_abs(),
        created_at: at("created_at")?,
        updated_at: at("updated_at")?,
    })
}
