//! Second factors of local administrators.

use async_trait::async_trait;
use uuid::Uuid;
use vestibule_core::{clock::Timestamp, ids::UserId, secret::Secret, totp::TotpSecret};

use super::{
    SqlStore,
    batch::Batch,
    connection::Connection,
    rows::{corrupt, time, time_opt},
    statement::query,
};
use crate::{AuditEvent, FactorProof, Factors, NewTotp, SecondFactors, StoreError, TotpFactor};

/// The place that the secret of a user's one-time codes is sealed for.
pub(super) fn secret_place(user: Uuid) -> String {
    format!("totp_factors/{user}/secret")
}

#[async_trait]
impl SecondFactors for SqlStore {
    async fn list_factors(&self, user: UserId) -> Result<Factors, StoreError> {
        find(&mut self.pools.reader().await?, user).await
    }

    async fn find_totp(&self, user: UserId) -> Result<Option<TotpSecret>, StoreError> {
        let sealed: Option<Vec<u8>> = query("select secret_sealed from totp_factors where user_id = $1")
            .bind(user.0)
            .find_only(&mut self.pools.reader().await?)
            .await?;
        let Some(sealed) = sealed else { return Ok(None) };
        let plain = self.keys.open(&secret_place(user.0), &sealed).map_err(|error| corrupt("secret_sealed", error))?;
        let text = std::str::from_utf8(&plain).ok().map(Secret::new).and_then(TotpSecret::parse);
        text.map(Some).ok_or_else(|| corrupt("secret_sealed", "not a secret of one-time codes"))
    }

    async fn enroll_totp(&self, user: UserId, new: &NewTotp, event: &AuditEvent) -> Result<bool, StoreError> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        if !has_password(&mut transaction, user).await? {
            return Ok(false);
        }
        let plain = new.secret.base32().expose().as_bytes();
        let sealed = self.keys.seal(self.random.as_ref(), &secret_place(user.0), plain)?;
        let mut batch = Batch::default();
        batch.push("delete from totp_factors where user_id = ").push_bind(user.0).end();
        batch.push("insert into totp_factors (user_id, secret_sealed, last_step, created_at) values (");
        let values = [user.0.into(), sealed.into(), step(new.step)?.into(), now.timestamp_millis().into()];
        batch.push_values(values).push(")").end();
        push_recovery_codes(&mut batch, user, &new.recovery_codes);
        self.commit_with(transaction, batch, &event.clone().user(user)).await?;
        Ok(true)
    }

    async fn replace_recovery_codes(
        &self,
        user: UserId,
        hashes: &[[u8; 32]],
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        if !find(&mut transaction, user).await?.is_required() {
            return Ok(false);
        }
        let mut batch = Batch::default();
        push_recovery_codes(&mut batch, user, hashes);
        self.commit_with(transaction, batch, &event.clone().user(user)).await?;
        Ok(true)
    }

    async fn remove_totp(&self, user: UserId, event: &AuditEvent) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let removed =
            query("delete from totp_factors where user_id = $1").bind(user.0).execute(&mut transaction).await?;
        if removed == 0 {
            return Ok(false);
        }
        let mut batch = Batch::default();
        push_recovery_codes(&mut batch, user, &[]);
        self.commit_with(transaction, batch, &event.clone().user(user)).await?;
        Ok(true)
    }
}

/// What a user has, inside a transaction or outside.
pub(super) async fn find(connection: &mut dyn Connection, user: UserId) -> Result<Factors, StoreError> {
    let row = query("select created_at, last_used_at from totp_factors where user_id = $1")
        .bind(user.0)
        .fetch_optional(&mut *connection)
        .await?;
    let totp = |row| {
        Ok::<_, StoreError>(TotpFactor {
            created_at: time(row, "created_at")?,
            last_used_at: time_opt(row, "last_used_at")?,
        })
    };
    let left: i64 = query("select count(*) from recovery_codes where user_id = $1 and used_at is null")
        .bind(user.0)
        .fetch_only(connection)
        .await?;
    Ok(Factors { totp: row.as_ref().map(totp).transpose()?, recovery_codes: left.unsigned_abs() })
}

/// Uses a proof up. False when it is not good: no factor of that kind, a step that is not after the last one, a recovery
/// code that is unknown or used. Of concurrent calls with one proof, one succeeds.
pub(super) async fn consume(
    connection: &mut dyn Connection,
    user: UserId,
    proof: FactorProof,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let changed = match proof {
        FactorProof::None => return Ok(!find(connection, user).await?.is_required()),
        FactorProof::Totp(used) => {
            query("update totp_factors set last_step = $1, last_used_at = $2 where user_id = $3 and last_step < $1")
                .bind(step(used)?)
                .bind(now.timestamp_millis())
                .bind(user.0)
                .execute(connection)
                .await?
        }
        FactorProof::RecoveryCode(hash) => {
            query("update recovery_codes set used_at = $1 where user_id = $2 and hash = $3 and used_at is null")
                .bind(now.timestamp_millis())
                .bind(user.0)
                .bind(&hash[..])
                .execute(connection)
                .await?
        }
    };
    Ok(changed == 1)
}

/// Whether there is anything for [`push_removal`] to remove.
pub(super) async fn exist(connection: &mut dyn Connection, user: UserId) -> Result<bool, StoreError> {
    let has_passkey = query("select exists (select 1 from passkeys where user_id = $1)");
    let has_passkey: bool = has_passkey.bind(user.0).fetch_only(&mut *connection).await?;
    Ok(has_passkey || find(connection, user).await?.is_required())
}

/// Adds the removal of everything that signs in beyond the password: one-time codes, recovery codes, passkeys.
pub(super) fn push_removal(batch: &mut Batch, user: UserId) {
    batch.push("delete from passkeys where user_id = ").push_bind(user.0).end();
    batch.push("delete from totp_factors where user_id = ").push_bind(user.0).end();
    push_recovery_codes(batch, user, &[]);
}

fn push_recovery_codes(batch: &mut Batch, user: UserId, hashes: &[[u8; 32]]) {
    batch.push("delete from recovery_codes where user_id = ").push_bind(user.0).end();
    for hash in hashes {
        batch.push("insert into recovery_codes (user_id, hash) values (");
        batch.push_values([user.0.into(), hash.into()]).push(")").end();
    }
}

async fn has_password(connection: &mut dyn Connection, user: UserId) -> Result<bool, StoreError> {
    let has = query("select exists (select 1 from users where id = $1 and password_hash is not null)");
    Ok(has.bind(user.0).fetch_only(connection).await?)
}

fn step(step: u64) -> Result<i64, StoreError> {
    i64::try_from(step).map_err(|error| corrupt("last_step", error))
}
