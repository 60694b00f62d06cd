//! Signed-in browsers. Only a hash of the cookie's token is stored.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    access::{Access, LinkStanding},
    application_id::ApplicationId,
    authentication::Authentication,
    clock::Timestamp,
    definition::SigningAlgorithm,
    ids::{Issuer, LinkId, ProviderId, SessionId, Subject, UserId},
    secret::Secret,
};

use crate::{AuditEvent, StoreError, User, UserChanges};

/// A session to be started. The store sets the time.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// SHA-256 of the cookie's token.
    pub token_hash: [u8; 32],
    pub idle: Duration,
    pub absolute: Duration,
    /// After how long the upstream is asked again, when it gave a refresh token.
    pub recheck: Duration,
    /// At most 256 bytes are kept.
    pub user_agent: Option<String>,
    /// The client's address.
    pub address: Option<String>,
    /// How a person proved here who they are. By a provider, it is what the provider says.
    pub authentication: Authentication,
    /// The previous session of this browser: it ends in the same transaction, and so does the oldest of the user's
    /// when they have 100.
    pub replaces: Option<[u8; 32]>,
    /// What the application calls the user from now on; `None` leaves it as it is.
    pub application_id: Option<ApplicationId>,
}

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    /// `None` for a password.
    pub provider: Option<ProviderId>,
    /// The identity that signed in; `None` for a password, and when it is not linked to the user any more.
    pub link: Option<LinkId>,
    pub signed_in_at: Timestamp,
    /// To within the granularity of [`Sessions::touch_session`].
    pub last_seen_at: Timestamp,
    /// When it ends unless it is used before; never after `expires_at`.
    pub idle_expires_at: Timestamp,
    pub expires_at: Timestamp,
    /// When the upstream is asked about the person again; `None`: it is not.
    pub recheck_at: Option<Timestamp>,
    pub user_agent: Option<String>,
    /// The client's address at sign-in.
    pub address: Option<String>,
    /// How and when the person proved who they are.
    pub authentication: Authentication,
}

impl Session {
    /// When it ends if nothing more happens.
    pub fn ends_at(&self) -> Timestamp {
        self.expires_at.min(self.idle_expires_at)
    }

    /// When the person proved who they are.
    pub fn auth_time(&self) -> Timestamp {
        self.authentication.at.unwrap_or(self.signed_in_at)
    }

    /// Whether whatever it was signed in by still counts.
    pub fn counts(&self, access: &Access) -> bool {
        let usable = |link| access.standing(link).is_some_and(LinkStanding::is_usable);
        self.provider.is_none() || self.link.is_some_and(usable)
    }
}

/// Which sessions to list.
#[derive(Debug, Clone, Default)]
pub struct SessionFilter {
    /// Only sessions of this user.
    pub user: Option<UserId>,
    /// Only sessions of users whose address, user name or name contains this text, whatever its case.
    pub text: Option<String>,
    /// Only sessions that were begun with this provider.
    pub provider: Option<ProviderId>,
    /// Only sessions before this one (exclusive) in the order of the list.
    pub before: Option<SessionId>,
    /// Without so many at the beginning.
    pub skip: u32,
    /// 1 to 200.
    pub limit: u32,
}

/// A live session and its user.
#[derive(Debug, Clone)]
pub struct SessionWithUser {
    pub session: Session,
    pub user: User,
}

/// A session that has just ended, with what an upstream needs to end its own.
#[derive(Debug, Clone)]
pub struct EndedSession {
    pub session: Session,
    pub issuer: Option<Issuer>,
    pub subject: Option<Subject>,
    /// The ID token of the sign-in, for `id_token_hint`.
    pub id_token: Option<Secret>,
}

/// A verified logout token: a person has signed out at an upstream (OpenID Connect Back-Channel Logout 1.0).
#[derive(Debug)]
pub struct UpstreamSignOut<'a> {
    pub provider: &'a ProviderId,
    pub issuer: &'a Issuer,
    /// Without an upstream session: all sessions of this person by this provider end.
    pub subject: Option<&'a Subject>,
    /// Sessions of which the upstream never said which one of its own they belong to end with their subject.
    pub upstream_session: Option<&'a str>,
    /// What the token is signed with.
    pub algorithm: SigningAlgorithm,
    /// Sessions whose ID token has one of these algorithms may not end by this token, unless a session that began later
    /// has an ID token with the token's algorithm: then the upstream has changed its algorithm.
    pub other_algorithms: &'a [SigningAlgorithm],
    /// A hash of the token's `jti`: it is accepted once.
    pub token: &'a [u8; 32],
    /// When the token may be forgotten.
    pub usable_until: Timestamp,
}

/// How an upstream sign-out ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpstreamSignOutOutcome {
    /// These sessions have ended; none when they had before.
    Ended(Vec<SessionId>),
    /// The token was used before. Nothing has changed.
    Replayed,
    /// The session belongs to another subject than the token says. Nothing has changed.
    SubjectMismatch,
    /// A session that the token names has an ID token with another algorithm than the token. Nothing has changed.
    AlgorithmMismatch,
}

/// Signed-in browsers.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// The live session of that token hash, with its user. Expired sessions and sessions of disabled users are absent.
    async fn find_session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionWithUser>, StoreError>;

    /// Records that a session was used now, and moves its idle expiry to `idle` from now. The caller decides how
    /// seldom: a session check itself writes nothing.
    async fn touch_session(&self, id: SessionId, idle: Duration) -> Result<(), StoreError>;

    /// Ends one session and writes `event` with its user and provider filled in; `None` when there is no such live one,
    /// and then nothing is written. The session of a disabled user ends too, or it would come back with the user.
    async fn end_session(&self, token_hash: &[u8; 32], event: &AuditEvent) -> Result<Option<EndedSession>, StoreError>;

    /// Ends the session of that id, of `owner` if one is named, and writes `event` with its user and provider filled in;
    /// false when there is no such live one, and then nothing is written.
    async fn revoke_session(
        &self,
        session: SessionId,
        owner: Option<UserId>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Ends all sessions of a user, but for one if that is named, writes `event` with the user and the number filled in,
    /// and returns how many there were; none, and nothing is written.
    async fn revoke_sessions(
        &self,
        user: UserId,
        except: Option<SessionId>,
        event: &AuditEvent,
    ) -> Result<u64, StoreError>;

    /// Whose sessions have changed, here or on another node, so that what is kept of them in memory has to be read again.
    fn user_changes(&self) -> &UserChanges;

    /// Ends the sessions that an upstream's logout token is about, and writes `event` for each of their users, with user
    /// and provider filled in. A token is accepted once, however many copies arrive at once.
    async fn end_upstream_sessions(
        &self,
        sign_out: &UpstreamSignOut<'_>,
        event: &AuditEvent,
    ) -> Result<UpstreamSignOutOutcome, StoreError>;

    /// The live sessions of a user, newest first, at most 100: a new one ends the oldest.
    async fn list_sessions(&self, user: UserId) -> Result<Vec<Session>, StoreError>;

    /// Live sessions that match, newest first.
    async fn list_all_sessions(&self, filter: &SessionFilter) -> Result<Vec<Session>, StoreError>;

    /// How many live sessions match, whatever the part of the list.
    async fn count_all_sessions(&self, filter: &SessionFilter) -> Result<u64, StoreError>;

    /// Deletes expired sessions, consumed flows and audit events older than `audit_keep`, in small steps. Returns how many
    /// rows were deleted.
    async fn sweep(&self, audit_keep: Duration) -> Result<u64, StoreError>;
}
