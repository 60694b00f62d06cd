//! Requests of devices that wait for a person.

use async_trait::async_trait;
use vestibule_core::ids::{AppId, SessionId, UserId};

use super::{
    SqlStore,
    rows::{corrupt, get, id_opt, time, time_opt},
    statement::{Statement, query},
    value::SqlRow,
};
use crate::{DeviceAddition, DevicePoll, DeviceRequest, DeviceRequests, NewDeviceRequest, StoreError};

/// How many seconds more a device waits that asks too often (RFC 8628 §3.5).
const SLOWER: u32 = 5;

#[async_trait]
impl DeviceRequests for SqlStore {
    async fn add_device_request(&self, new: &NewDeviceRequest<'_>) -> Result<DeviceAddition, StoreError> {
        let now = self.now().timestamp_millis();
        let mut transaction = self.begin().await?;
        let waiting =
            query("select count(*) from device_requests where app = $1 and answer is null and expires_at > $2");
        let waiting: i64 = waiting.bind(new.app.as_str()).bind(now).fetch_only(&mut transaction).await?;
        if waiting >= i64::from(new.most) {
            return Ok(DeviceAddition::TooMany);
        }
        let added = query(
            "insert into device_requests (device_hash, user_code_hash, app, scopes, expires_at, poll_interval) \
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        )
        .bind(new.device)
        .bind(new.user_code)
        .bind(new.app.as_str())
        .bind(new.scopes)
        .bind(new.expires_at.timestamp_millis())
        .bind(new.interval)
        .execute(&mut transaction)
        .await?;
        transaction.commit().await?;
        Ok(if added == 1 { DeviceAddition::Added } else { DeviceAddition::CodeTaken })
    }

    async fn find_device_request(&self, user_code: &[u8; 32]) -> Result<Option<DeviceRequest>, StoreError> {
        let row = query(
            "select app, scopes from device_requests where user_code_hash = $1 and answer is null and expires_at > $2",
        )
        .bind(user_code)
        .bind(self.now().timestamp_millis())
        .fetch_optional(&mut self.pools.reader().await?)
        .await?;
        let request = |row: SqlRow| {
            let app = get::<String>(&row, "app")?.parse().map_err(|error| corrupt("app", error))?;
            Ok(DeviceRequest { app, scopes: get(&row, "scopes")? })
        };
        row.map(request).transpose()
    }

    async fn answer_device_request(
        &self,
        user_code: &[u8; 32],
        allowed: Option<(UserId, SessionId)>,
    ) -> Result<bool, StoreError> {
        let answered = query(
            "update device_requests set answer = $1, user_id = $2, session_id = $3 \
             where user_code_hash = $4 and answer is null and expires_at > $5",
        )
        .bind(if allowed.is_some() { "allowed" } else { "denied" })
        .bind(allowed.map(|(user, _)| user.0))
        .bind(allowed.map(|(_, session)| session.0))
        .bind(user_code)
        .bind(self.now().timestamp_millis())
        .execute(&mut self.pools.writer().await?)
        .await?;
        Ok(answered == 1)
    }

    async fn poll_device_request(&self, device: &[u8; 32], app: &AppId) -> Result<DevicePoll, StoreError> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        // The row is locked by being written, so that two questions at once are one after the other.
        let row = query(
            "update device_requests set scopes = scopes where device_hash = $1 and app = $2 \
             returning scopes, expires_at, poll_interval, polled_at, answer, user_id, session_id",
        )
        .bind(device)
        .bind(app.as_str())
        .fetch_optional(&mut transaction)
        .await?;
        let Some(row) = row else { return Ok(DevicePoll::Unknown) };
        if time(&row, "expires_at")? <= now {
            return Ok(DevicePoll::Expired);
        }
        let interval: i64 = get(&row, "poll_interval")?;
        let next = time_opt(&row, "polled_at")?.map(|polled_at| polled_at.timestamp_millis() + interval * 1_000);
        let too_fast = next.is_some_and(|next| now.timestamp_millis() < next);
        query("update device_requests set polled_at = $1, poll_interval = poll_interval + $2 where device_hash = $3")
            .bind(now.timestamp_millis())
            .bind(if too_fast { SLOWER } else { 0 })
            .bind(device)
            .execute(&mut transaction)
            .await?;
        transaction.commit().await?;
        if too_fast { Ok(DevicePoll::TooFast) } else { answer(&row) }
    }
}

fn answer(row: &SqlRow) -> Result<DevicePoll, StoreError> {
    Ok(match get::<Option<&str>>(row, "answer")? {
        None => DevicePoll::Waits,
        Some("allowed") => {
            let missing = || corrupt("answer", "allowed by nobody");
            DevicePoll::Allowed {
                user: UserId(id_opt(row, "user_id")?.ok_or_else(missing)?),
                session: SessionId(id_opt(row, "session_id")?.ok_or_else(missing)?),
                scopes: get(row, "scopes")?,
            }
        }
        Some(_) => DevicePoll::Denied,
    })
}

/// Those that have expired some time ago.
pub(super) fn old_device_requests() -> Statement {
    query(
        "delete from device_requests where device_hash in ( \
         select device_hash from device_requests where expires_at <= $1 limit $2)",
    )
}
