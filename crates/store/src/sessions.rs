//! Signed-in browsers. Only a hash of the cookie's token is stored.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    clock::Timestamp,
    ids::{Issuer, ProviderId, SessionId, Subject, UserId},
    secret::Secret,
};

use crate::{AuditEvent, StoreError, users::User};

/// A session that is about to begin. The store stamps the time.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// SHA-256 of the cookie's token.
    pub token_hash: [u8; 32],
    /// How long it lives without use.
    pub idle: Duration,
    /// How long it lives at most.
    pub absolute: Duration,
    /// The browser, as it names itself; at most 256 bytes are kept.
    pub user_agent: Option<String>,
    /// The client's address.
    pub address: Option<String>,
    /// The session that this browser had before: it ends in the same transaction.
    pub replaces: Option<[u8; 32]>,
}

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its public name.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// By which provider; `None` for a password.
    pub provider: Option<ProviderId>,
    /// When the person signed in.
    pub signed_in_at: Timestamp,
    /// When it was last used, to within the granularity of [`Sessions::touch_session`].
    pub last_seen_at: Timestamp,
    /// When it ends if it is not used before; never after `expires_at`.
    pub idle_expires_at: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
    /// The browser.
    pub user_agent: Option<String>,
    /// The client's address at sign-in.
    pub address: Option<String>,
}

impl Session {
    /// When it ends if nothing more happens.
    pub fn ends_at(&self) -> Timestamp {
        self.expires_at.min(self.idle_expires_at)
    }
}

/// A live session and its user.
#[derive(Debug, Clone)]
pub struct SessionWithUser {
    /// The session.
    pub session: Session,
    /// Its user.
    pub user: User,
}

/// What is left of a session that has just ended: what an upstream needs to end its own.
#[derive(Debug, Clone)]
pub struct EndedSession {
    /// The session.
    pub session: Session,
    /// Who vouched for the person.
    pub issuer: Option<Issuer>,
    /// Whom the upstream named.
    pub subject: Option<Subject>,
    /// The ID token of the sign-in, for `id_token_hint`.
    pub id_token: Option<Secret>,
}

/// The verified word of an upstream that a person has signed out there.
#[derive(Debug)]
pub struct UpstreamSignOut<'a> {
    /// By which provider.
    pub provider: &'a ProviderId,
    /// Whose word it is.
    pub issuer: &'a Issuer,
    /// Who has signed out. Without a session: all of their sessions by this provider end.
    pub subject: Option<&'a Subject>,
    /// Which of the upstream's sessions. Sessions here of which the upstream never said which one of its own they belong
    /// to end with their subject.
    pub upstream_session: Option<&'a str>,
    /// A hash of the token's name: it counts once.
    pub token: &'a [u8; 32],
    /// When that mark may be forgotten.
    pub usable_until: Timestamp,
}

/// What an upstream's word has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpstreamSignOutOutcome {
    /// These sessions have ended; none when they had before.
    Ended(Vec<SessionId>),
    /// The token was used before. Nothing has changed.
    Replayed,
    /// The session belongs to another subject than the token says. Nothing has changed.
    SubjectMismatch,
}

/// Signed-in browsers.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// The live session of that token hash, with its user. Expired sessions and sessions of disabled users are absent.
    async fn find_session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionWithUser>, StoreError>;

    /// Remembers that a session was used now, and moves its idle expiry to `idle` from now. The caller decides how
    /// seldom: a session check itself writes nothing.
    async fn touch_session(&self, id: SessionId, idle: Duration) -> Result<(), StoreError>;

    /// Ends one session and writes `event` with its user and provider filled in; `None` when there is no such live one,
    /// and then nothing is written. The session of a disabled user ends too, or it would come back with the user.
    async fn end_session(&self, token_hash: &[u8; 32], event: &AuditEvent) -> Result<Option<EndedSession>, StoreError>;

    /// Ends the session of that public name when it is this user's, and writes `event` with its user and provider filled
    /// in; false when this user has no such live one, and then nothing is written.
    async fn end_session_of(&self, user: UserId, session: SessionId, event: &AuditEvent) -> Result<bool, StoreError>;

    /// Ends the sessions that an upstream's word is about, and writes `event` for each of their users, with user and
    /// provider filled in. A token counts once, however many copies arrive at once.
    async fn end_upstream_sessions(
        &self,
        word: &UpstreamSignOut<'_>,
        event: &AuditEvent,
    ) -> Result<UpstreamSignOutOutcome, StoreError>;

    /// The live sessions of a user, newest first, at most 200.
    async fn list_sessions(&self, user: UserId) -> Result<Vec<Session>, StoreError>;

    /// Deletes what has expired: sessions and consumed flows. Returns how many rows went.
    async fn sweep(&self) -> Result<u64, StoreError>;
}
