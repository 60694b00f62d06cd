//! The start of a session, whichever way its user has signed in.

use vestibule_core::{
    authentication::Authentication,
    clock::Timestamp,
    definition::SigningAlgorithm,
    identity::Identity,
    ids::{LinkId, ProviderId, SessionId, UserId},
    seal::SealError,
};

use super::{SqlStore, batch::Batch, connection::Transaction, rows::later};
use crate::{AccountOutcome, Actor, AuditEvent, NewSession, Session, SignedIn, StoreError, User};

/// How much of a user agent is kept, in bytes.
const USER_AGENT_LIMIT: usize = 256;

/// For whom, and by which identity, a session starts.
#[derive(Clone, Copy)]
pub(super) struct SessionStart<'a> {
    pub user: UserId,
    pub at: Timestamp,
    /// `None` for a password or a passkey.
    pub by: Option<(LinkId, &'a ProviderId, &'a Identity)>,
}

/// The session of a user who has proven here who they are.
pub(super) struct LocalStart<'a> {
    pub user: User,
    pub session: &'a NewSession,
    /// Says how.
    pub event: AuditEvent,
}

impl SqlStore {
    /// Begins it, in the transaction that decided that it may begin, and commits.
    pub(super) async fn begin_local_session(
        &self,
        transaction: Transaction<'_>,
        start: LocalStart<'_>,
    ) -> Result<SignedIn, StoreError> {
        let LocalStart { mut user, session, event } = start;
        let now = self.now();
        user.last_sign_in_at = Some(now);
        let mut batch = Batch::default();
        let attached = push_application_id(&mut batch, session, &mut user);
        batch.push("update users set last_sign_in_at = ").push_bind(now.timestamp_millis());
        batch.push(" where id = ").push_bind(user.id.0).end();
        self.push_surplus(&mut batch, session, user.id);
        let changed = attached.is_some().then_some(user.id).into_iter().collect();
        let session = self.push_session(&mut batch, session, SessionStart { user: user.id, at: now, by: None })?;
        let detail = event.detail.iter().cloned().chain(attached).collect::<Vec<_>>().join("; ");
        self.push_event(
            &mut batch,
            now,
            &event.actor(Actor::User(user.id)).detail((!detail.is_empty()).then_some(detail)),
        );
        self.commit_batch(transaction, batch, changed).await?;
        Ok(SignedIn { user, session, account: AccountOutcome::Existing })
    }

    fn new_session(&self, new: &NewSession, start: SessionStart<'_>) -> Session {
        let SessionStart { user, at, by } = start;
        let expires_at = later(at, new.absolute);
        let refresh_token = by.and_then(|(_, _, identity)| identity.refresh_token.as_ref());
        Session {
            id: SessionId::generate(self.clock.as_ref(), self.random.as_ref()),
            user,
            provider: by.map(|(_, provider, _)| provider.clone()),
            link: by.map(|(link, _, _)| link),
            signed_in_at: at,
            last_seen_at: at,
            idle_expires_at: later(at, new.idle).min(expires_at),
            expires_at,
            recheck_at: refresh_token.map(|_| later(at, new.recheck)),
            user_agent: new.user_agent.as_deref().map(|text| cut(text, USER_AGENT_LIMIT).to_owned()),
            address: new.address.clone(),
            authentication: match by {
                Some((_, provider, identity)) => Authentication::by_upstream(provider, &identity.claims, at),
                None => new.authentication.clone(),
            },
        }
    }

    /// Adds the start of a session to a batch. [`SqlStore::push_surplus`] comes first.
    pub(super) fn push_session(
        &self,
        batch: &mut Batch,
        new: &NewSession,
        start: SessionStart<'_>,
    ) -> Result<Session, SealError> {
        let session = self.new_session(new, start);
        let (at, identity) = (start.at, start.by.map(|(_, _, identity)| identity));
        let refresh_token = identity.and_then(|identity| identity.refresh_token.as_ref());
        let id_token = identity.and_then(|identity| identity.id_token.as_ref());
        let sealed = id_token
            .map(|token| self.keys.seal(self.random.as_ref(), &id_token_place(session.id), token.expose().as_bytes()))
            .transpose()?;
        let refresh_token = refresh_token.map(|token| self.seal_refresh_token(session.id, token)).transpose()?;
        self.push_just_seen(batch, start, session.recheck_at);
        batch.push(
            "insert into sessions (id, token_hash, user_id, provider, issuer, subject, upstream_session, \
             id_token_alg, id_token_sealed, signed_in_at, last_seen_at, idle_expires_at, expires_at, user_agent, address, \
             refresh_token_sealed, recheck_at, authentication) values (",
        );
        batch
            .push_values([
                session.id.0.into(),
                (&new.token_hash).into(),
                session.user.0.into(),
                session.provider.as_ref().map(|provider| provider.as_str()).into(),
                identity.map(|identity| identity.issuer.as_str()).into(),
                identity.map(|identity| identity.subject.as_str()).into(),
                identity.and_then(|identity| identity.upstream_session.as_deref()).into(),
                identity.and_then(|identity| identity.id_token_alg.map(SigningAlgorithm::as_str)).into(),
                sealed.into(),
                at.timestamp_millis().into(),
                at.timestamp_millis().into(),
                session.idle_expires_at.timestamp_millis().into(),
                session.expires_at.timestamp_millis().into(),
                session.user_agent.as_deref().into(),
                session.address.as_deref().into(),
                refresh_token.into(),
                session.recheck_at.map(|at| at.timestamp_millis()).into(),
                serde_json::json!(session.authentication).to_string().into(),
            ])
            .push(")")
            .end();
        Ok(session)
    }

    /// The upstream has just answered about the person: their other sessions by that identity ask later, too.
    fn push_just_seen(&self, batch: &mut Batch, start: SessionStart<'_>, recheck_at: Option<Timestamp>) {
        let (Some((_, provider, identity)), Some(at)) = (start.by, recheck_at) else { return };
        batch.push("update sessions set recheck_at = ").push_bind(at.timestamp_millis());
        batch.push(", unanswered_since = null where recheck_at is not null and user_id = ").push_bind(start.user.0);
        batch.push(" and provider = ").push_bind(provider.as_str());
        batch.push(" and issuer = ").push_bind(identity.issuer.as_str());
        batch.push(" and subject = ").push_bind(identity.subject.as_str()).end();
    }
}

/// Adds what the application calls the user from now on. Says so for the audit log, if that is something new: their other sessions
/// learn it, too.
pub(super) fn push_application_id(batch: &mut Batch, session: &NewSession, user: &mut User) -> Option<String> {
    let id = session.application_id.as_ref().filter(|id| user.application_id.as_ref() != Some(*id))?;
    batch.push("update users set application_id = ").push_bind(id.as_str());
    batch.push(" where id = ").push_bind(user.id.0).end();
    user.application_id = Some(id.clone());
    Some(format!("application id {id}"))
}

/// The place that the ID token of a session is sealed for.
pub(super) fn id_token_place(session: SessionId) -> String {
    format!("sessions/{session}/id_token")
}

/// The first `limit` bytes of a text, or fewer, so that no character is cut.
fn cut(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn no_character_is_cut() {
        assert_eq!((cut("abc", 3), cut("abc", 2), cut("aé", 2), cut("é", 1)), ("abc", "ab", "a", ""));
    }
}
