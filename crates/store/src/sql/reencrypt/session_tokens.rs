//! Tokens of sessions: as many as there are sessions, so in steps.

use uuid::Uuid;
use vestibule_core::{ids::SessionId, random::Random, seal::Keyring};

use super::{
    super::{rechecks::refresh_token_place, schema, session_start::id_token_place, statement::query, value::get},
    exclusive_lock::ExclusiveLock,
    sealed::Sealed,
};
use crate::maintenance::Reencrypted;

/// How many sessions are re-encrypted in one transaction.
pub(super) const STEP: u32 = 500;

/// A column of `sessions` that holds sealed tokens.
pub(super) struct SessionTokens {
    select: &'static str,
    update: &'static str,
    place: fn(SessionId) -> String,
}

macro_rules! session_tokens {
    ($column:literal, $place:expr) => {
        SessionTokens {
            select: concat!(
                "select id, ",
                $column,
                " as sealed from sessions where id > $1 and substr(",
                $column,
                ", 2, 4) <> $2 order by id limit $3"
            ),
            update: concat!("update sessions set ", $column, " = $1 where id = $2"),
            place: $place,
        }
    };
}

pub(super) const SESSION_TOKENS: [SessionTokens; 2] =
    [session_tokens!("id_token_sealed", id_token_place), session_tokens!("refresh_token_sealed", refresh_token_place)];

impl SessionTokens {
    /// One step; returns the id of the last session that it looked at. A token that does not open stays: an ID token is
    /// only a hint for signing out, and without a refresh token a session goes on.
    pub(super) async fn reencrypt(
        &self,
        connection: &mut ExclusiveLock,
        (keys, random): (&Keyring, &dyn Random),
        after: Uuid,
        reencrypted: &mut Reencrypted,
    ) -> Result<Option<Uuid>, schema::SchemaError> {
        let mut transaction = connection.begin().await?;
        let fingerprint = keys.fingerprint();
        let rows = query(self.select).bind(after).bind(&fingerprint[..]).bind(STEP);
        let rows = rows.fetch_all(&mut transaction).await?;
        let mut last = None;
        for row in &rows {
            let id: Uuid = get(row, "id")?;
            let sealed = Sealed { place: (self.place)(SessionId(id)), value: get(row, "sealed")? };
            if let Some(value) = sealed.reencrypted_by_first_key(keys, random)? {
                query(self.update).bind(value).bind(id).execute(&mut transaction).await?;
                reencrypted.values += 1;
            }
            last = Some(id);
        }
        transaction.commit().await?;
        Ok(last)
    }
}
