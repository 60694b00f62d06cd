//! Passkeys of local administrators.

use async_trait::async_trait;
use vestibule_core::{
    code::ErrorCode,
    ids::{PasskeyId, Ref, UserId},
};

use super::{
    SqlStore,
    batch::Batch,
    connection::Connection,
    passwords,
    rows::{get, id, time, time_opt},
    session_start::LocalStart,
    statement::query,
    users,
    value::SqlRow,
};
use crate::{
    AuditEvent, CheckedPasskey, EventKind, MOST_PASSKEYS, NewPasskey, NewSession, Passkey, PasskeyAddition,
    PasskeySignIn, Passkeys, StoreError, StoredPasskey, UsedChallenge,
};

#[async_trait]
impl Passkeys for SqlStore {
    async fn list_passkeys(&self, user: UserId) -> Result<Vec<Passkey>, StoreError> {
        let rows = query(
            "select id, credential_id, name, rp_id, created_at, last_used_at from passkeys where user_id = $1 order by created_at, id",
        )
        .bind(user.0)
        .fetch_all(&mut self.pools.reader().await?)
        .await?;
        rows.iter().map(passkey).collect()
    }

    async fn find_passkey(&self, credential_id: &[u8]) -> Result<Option<StoredPasskey>, StoreError> {
        let row = query(
            "select id, user_id, credential_id, credential, name, rp_id, created_at, last_used_at \
             from passkeys where credential_id = $1",
        )
        .bind(credential_id)
        .fetch_optional(&mut self.pools.reader().await?)
        .await?;
        let stored = |row: SqlRow| {
            let (user, credential) = (UserId(id(&row, "user_id")?), get(&row, "credential")?);
            Ok(StoredPasskey { passkey: passkey(&row)?, user, credential })
        };
        row.map(stored).transpose()
    }

    async fn has_passkeys(&self, rp_id: &str) -> Result<bool, StoreError> {
        let exists = query(
            "select exists (select 1 from passkeys p join users u on u.id = p.user_id \
             where p.rp_id = $1 and u.password_hash is not null and not u.disabled \
             and exists (select 1 from admin_grants g where g.user_id = u.id))",
        );
        Ok(exists.bind(rp_id).fetch_only(&mut self.pools.reader().await?).await?)
    }

    async fn add_passkey(
        &self,
        user: UserId,
        new: &NewPasskey,
        event: &AuditEvent,
    ) -> Result<PasskeyAddition, StoreError> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        users::lock(&mut transaction, user).await?;
        if passwords::find_of(&mut transaction, user).await?.is_none() {
            return Ok(PasskeyAddition::Refused);
        }
        let count: i64 =
            query("select count(*) from passkeys where user_id = $1").bind(user.0).fetch_only(&mut transaction).await?;
        if usize::try_from(count).is_ok_and(|count| count >= MOST_PASSKEYS) {
            return Ok(PasskeyAddition::TooMany);
        }
        let added = Passkey {
            id: PasskeyId::generate(self.clock.as_ref(), self.random.as_ref()),
            credential_id: new.credential_id.clone(),
            name: new.name.clone(),
            rp_id: new.rp_id.clone(),
            created_at: now,
            last_used_at: None,
        };
        let inserted = query(
            "insert into passkeys (id, user_id, credential_id, rp_id, name, credential, sign_count, created_at) \
             values ($1, $2, $3, $4, $5, $6, 0, $7) on conflict (credential_id) do nothing",
        )
        .bind(added.id.0)
        .bind(user.0)
        .bind(&new.credential_id[..])
        .bind(new.rp_id.as_str())
        .bind(new.name.as_str())
        .bind(new.credential.as_str())
        .bind(now.timestamp_millis())
        .execute(&mut transaction)
        .await?;
        if inserted == 0 || !consume(&mut transaction, new.challenge).await? {
            return Ok(PasskeyAddition::Taken);
        }
        self.commit_with(transaction, Batch::default(), &event.clone().user(user)).await?;
        Ok(PasskeyAddition::Added(added))
    }

    async fn remove_passkey(&self, user: UserId, id: PasskeyId, event: &AuditEvent) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let removed = query("delete from passkeys where id = $1 and user_id = $2")
            .bind(id.0)
            .bind(user.0)
            .execute(&mut transaction)
            .await?;
        if removed == 0 {
            return Ok(false);
        }
        self.commit_with(transaction, Batch::default(), &event.clone().user(user)).await?;
        Ok(true)
    }

    async fn complete_passkey_sign_in(
        &self,
        checked: &CheckedPasskey,
        session: &NewSession,
        reference: &Ref,
    ) -> Result<PasskeySignIn, StoreError> {
        let user = checked.user;
        let mut transaction = self.begin().await?;
        users::lock(&mut transaction, user).await?;
        let event = AuditEvent::new(EventKind::SignIn, reference.clone()).user(user).address(session.address.clone());
        let found = users::find(&mut transaction, user).await?;
        let may_sign_in = passwords::find_of(&mut transaction, user).await?.is_some();
        let (code, why) = match found {
            // Also a refused one uses the challenge up.
            _ if !consume(&mut transaction, checked.challenge).await? => {
                (ErrorCode::PasskeyInvalid, "passkey, the challenge has been used")
            }
            Some(found) if may_sign_in => {
                if self.use_passkey(&mut transaction, checked).await? {
                    let start = LocalStart { user: found, session, event: event.detail("passkey".to_owned()) };
                    let signed_in = self.begin_local_session(transaction, start).await?;
                    return Ok(PasskeySignIn::SignedIn(Box::new(signed_in)));
                }
                let why = "passkey, removed, or its signature counter does not go forward: it may have been copied";
                (ErrorCode::PasskeyInvalid, why)
            }
            Some(found) if found.disabled => (ErrorCode::AccountDisabled, "passkey"),
            _ => (ErrorCode::NotAllowed, "passkey"),
        };
        self.commit_with(transaction, Batch::default(), &event.detail(why.to_owned()).failed(code)).await?;
        Ok(PasskeySignIn::Refused(code))
    }
}

impl SqlStore {
    /// Records a use; false when the passkey is gone or its counter does not go forward. One that does not count sends 0
    /// always (WebAuthn Level 3 §7.2).
    async fn use_passkey(&self, connection: &mut dyn Connection, checked: &CheckedPasskey) -> Result<bool, StoreError> {
        let used = query(
            "update passkeys set sign_count = $1, credential = $2, last_used_at = $3 \
             where id = $4 and user_id = $5 and (sign_count < $1 or (sign_count = 0 and $1 = 0))",
        )
        .bind(i64::from(checked.sign_count))
        .bind(checked.credential.as_str())
        .bind(self.now().timestamp_millis())
        .bind(checked.id.0)
        .bind(checked.user.0)
        .execute(connection)
        .await?;
        Ok(used == 1)
    }
}

/// Uses a challenge up; false when it was used before. Of concurrent calls with one challenge, one succeeds.
async fn consume(connection: &mut dyn Connection, challenge: UsedChallenge) -> Result<bool, StoreError> {
    let done = query("insert into consumed_flows (id, expires_at) values ($1, $2) on conflict do nothing")
        .bind(&challenge.fingerprint[..])
        .bind(challenge.expires_at.timestamp_millis())
        .execute(connection)
        .await?;
    Ok(done == 1)
}

fn passkey(row: &SqlRow) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: PasskeyId(id(row, "id")?),
        credential_id: get(row, "credential_id")?,
        name: get(row, "name")?,
        rp_id: get(row, "rp_id")?,
        created_at: time(row, "created_at")?,
        last_used_at: time_opt(row, "last_used_at")?,
    })
}
