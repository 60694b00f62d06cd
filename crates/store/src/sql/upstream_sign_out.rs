//! An upstream says that a person has signed out there.
//!
//! One transaction: mark the token as used, refuse a contradiction, end the sessions, write what happened. Whatever is
//! refused leaves nothing behind, the mark included.

use std::collections::BTreeSet;

use vestibule_core::ids::{SessionId, UserId};

use super::{
    SqlStore,
    batch::Batch,
    connection::Connection,
    rows::id,
    statement::{Statement, query},
};
use crate::{AuditEvent, StoreError, UpstreamSignOut, UpstreamSignOutOutcome};

impl SqlStore {
    pub(super) async fn sign_out_upstream(
        &self,
        sign_out: &UpstreamSignOut<'_>,
        event: &AuditEvent,
    ) -> Result<UpstreamSignOutOutcome, StoreError> {
        let mut transaction = self.begin().await?;
        let marked = query("insert into consumed_flows (id, expires_at) values ($1, $2) on conflict do nothing")
            .bind(&sign_out.token[..])
            .bind(sign_out.usable_until.timestamp_millis())
            .execute(&mut transaction)
            .await?;
        if marked == 0 {
            return Ok(UpstreamSignOutOutcome::Replayed);
        }
        if contradicts(&mut transaction, sign_out).await? {
            return Ok(UpstreamSignOutOutcome::SubjectMismatch);
        }
        if signed_differently(&mut transaction, sign_out).await? {
            return Ok(UpstreamSignOutOutcome::AlgorithmMismatch);
        }
        let mut query = Statement::new("delete from sessions where ");
        push_named(&mut query, sign_out);
        query.push(" returning id, user_id");
        let rows = query.fetch_all(&mut transaction).await?;
        let ended = rows.iter().map(|row| id(row, "id").map(SessionId)).collect::<Result<Vec<_>, _>>()?;
        let users = rows.iter().map(|row| id(row, "user_id").map(UserId)).collect::<Result<BTreeSet<_>, _>>()?;
        let mut batch = Batch::default();
        for &user in &users {
            let event = event.clone().user(user).provider(sign_out.provider.clone());
            self.push_event(&mut batch, self.now(), &event);
        }
        self.commit_batch(transaction, batch, Vec::from_iter(users)).await?;
        Ok(UpstreamSignOutOutcome::Ended(ended))
    }
}

/// True when the upstream's session is here, and is somebody else's.
async fn contradicts(connection: &mut dyn Connection, sign_out: &UpstreamSignOut<'_>) -> Result<bool, StoreError> {
    let (Some(session), Some(subject)) = (sign_out.upstream_session, sign_out.subject) else { return Ok(false) };
    let found = query(
        "select exists (select 1 from sessions \
         where provider = $1 and issuer = $2 and upstream_session = $3 and subject <> $4)",
    )
    .bind(sign_out.provider.as_str())
    .bind(sign_out.issuer.as_str())
    .bind(session)
    .bind(subject.as_str())
    .fetch_only(connection)
    .await?;
    Ok(found)
}

/// True when one of the sessions has an ID token that was signed with another algorithm of the upstream's, and no session
/// since has one with this algorithm. Keycloak lists every algorithm that it knows, before and after a change.
async fn signed_differently(
    connection: &mut dyn Connection,
    sign_out: &UpstreamSignOut<'_>,
) -> Result<bool, StoreError> {
    if sign_out.other_algorithms.is_empty() {
        return Ok(false);
    }
    let mut query = Statement::new("select id from sessions where ");
    push_named(&mut query, sign_out);
    query.push(" and (false");
    for algorithm in sign_out.other_algorithms {
        query.push(" or id_token_alg = ").push_bind(algorithm.as_str().to_owned());
    }
    query.push(") and not exists (select 1 from sessions later where later.provider = sessions.provider");
    query.push(" and later.issuer = sessions.issuer and later.signed_in_at > sessions.signed_in_at");
    query.push(" and later.id_token_alg = ").push_bind(sign_out.algorithm.as_str().to_owned());
    query.push(") limit 1");
    Ok(!query.fetch_all(connection).await?.is_empty())
}

/// The sessions that the sign_out is about.
fn push_named(query: &mut Statement, sign_out: &UpstreamSignOut<'_>) {
    query.push("provider = ").push_bind(sign_out.provider.as_str().to_owned());
    query.push(" and issuer = ").push_bind(sign_out.issuer.as_str().to_owned());
    query.push(" and (false");
    if let Some(session) = sign_out.upstream_session {
        query.push(" or upstream_session = ").push_bind(session.to_owned());
    }
    if let Some(subject) = sign_out.subject {
        query.push(" or (subject = ").push_bind(subject.as_str().to_owned());
        query.push(if sign_out.upstream_session.is_some() { " and upstream_session is null)" } else { ")" });
    }
    query.push(")");
}
