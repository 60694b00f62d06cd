//! Completing a sign-in when the browser returns from an upstream.
//!
//! ```text
//! begin ─▶ candidates ─▶ decide ─▶ refuse ──────────────────────────────▶ event ─▶ commit
//!                           └────▶ (create) ─▶ profile ─▶ rights ─▶ link, session, event ─▶ commit
//! ```

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::UserId,
    linking::{self, Decision},
    seal::SealError,
    settings::{Linking, ProfileSync},
};

use super::{
    SqlStore, admin_grants,
    candidates::{self, Candidate, Candidates},
    connection::{Connection, Transaction},
    errors::lost_race,
    links::LinkRecord,
    locks::LockMode,
    session_start::SessionStart,
    statement::{Batch, query},
    users::{new_user, push_profile},
};
use crate::{
    AccountOutcome, Actor, AuditEvent, CompleteSignIn, EventKind, NewSession, Renewal, SignInOutcome, SignInPreview,
    SignIns, SignedIn, StoreError, User,
    profile::{self, ADDRESS_TAKEN, Address, Sent},
    username,
};

#[async_trait]
impl SignIns for SqlStore {
    async fn consume_flow(&self, flow: &[u8; 32], expires_at: Timestamp) -> Result<bool, StoreError> {
        let done = query("insert into consumed_flows (id, expires_at) values ($1, $2) on conflict do nothing")
            .bind(&flow[..])
            .bind(expires_at.timestamp_millis())
            .execute(&mut self.pools.writer().await?)
            .await?;
        Ok(done == 1)
    }

    async fn complete_sign_in(&self, sign_in: &CompleteSignIn<'_>) -> Result<SignInOutcome, StoreError> {
        match self.try_sign_in(sign_in, LockMode::Shared).await {
            // Another transaction wrote the same record: it is found now, and no other one can interfere.
            Err(error) if lost_race(&error) => self.try_sign_in(sign_in, LockMode::Exclusive).await,
            outcome => outcome,
        }
    }

    async fn preview_sign_in(&self, sign_in: &CompleteSignIn<'_>) -> Result<SignInPreview, StoreError> {
        let mut connection = self.pools.reader().await?;
        let candidates = Candidates::load(&mut connection, sign_in.provider, sign_in.identity).await?;
        let decision = linking::decide(&candidates.facts(sign_in));
        let user = match decision {
            Decision::SignIn(user) | Decision::Link(user) => candidates.take(user).map(|found| found.user),
            Decision::Create | Decision::Refuse(_) => None,
        };
        Ok(SignInPreview { decision, user })
    }
}

/// A sign-in that is accepted.
struct Admission {
    candidate: Candidate,
    account: AccountOutcome,
    /// For the operator.
    notes: Vec<&'static str>,
}

impl SqlStore {
    async fn try_sign_in(&self, sign_in: &CompleteSignIn<'_>, lock: LockMode) -> Result<SignInOutcome, StoreError> {
        let now = self.now();
        let mut transaction = self.pools.begin(lock).await?;
        candidates::lock(&mut transaction, sign_in.provider, sign_in.identity, None).await?;
        let candidates = Candidates::load(&mut transaction, sign_in.provider, sign_in.identity).await?;
        let (mut batch, mut changed) = (Batch::default(), Vec::new());
        let session =
            sign_in.session.ok_or_else(|| StoreError::Corrupt("a sign-in without a session to begin".to_owned()))?;
        let outcome = match linking::decide(&candidates.facts(sign_in)) {
            Decision::Refuse(code) => {
                self.push_event(&mut batch, now, &refusal(sign_in, code, &candidates));
                SignInOutcome::Refused(code)
            }
            Decision::Create => {
                let user = self.create(&mut transaction, sign_in, now).await?;
                let admission = Admission {
                    candidate: Candidate::new_user(user),
                    account: AccountOutcome::Created,
                    notes: vec!["created"],
                };
                let admission = apply_admin_rule(&mut transaction, &mut batch, sign_in, admission).await?;
                let user = admission.candidate.user.id;
                changed = self.make_room(&mut transaction, session, user).await?;
                self.push_signed_in(&mut batch, (sign_in, session), now, admission)?
            }
            decision @ (Decision::SignIn(user) | Decision::Link(user)) => {
                let admission = admit_existing(candidates, sign_in, decision, user)?;
                let mut admission = apply_admin_rule(&mut transaction, &mut batch, sign_in, admission).await?;
                changed = self.make_room(&mut transaction, session, user).await?;
                // What the provider says now is what the person's other sessions say from now on.
                changed.push(user);
                admission.candidate.user.last_sign_in_at = Some(now);
                push_profile(&mut batch, &admission.candidate.user);
                self.push_signed_in(&mut batch, (sign_in, session), now, admission)?
            }
        };
        batch.execute(&mut transaction).await?;
        self.commit_changed(transaction, &changed).await?;
        Ok(outcome)
    }

    /// What the upstream says of a person who goes on being signed in, taken over as at a sign-in.
    pub(super) async fn try_take_over(
        &self,
        renewal: &Renewal<'_>,
        lock: LockMode,
    ) -> Result<Result<(), ErrorCode>, StoreError> {
        let (now, Renewal { recheck, refresh_token, sign_in }) = (self.now(), renewal);
        let mut transaction = self.pools.begin(lock).await?;
        candidates::lock(&mut transaction, sign_in.provider, sign_in.identity, None).await?;
        let candidates = Candidates::load(&mut transaction, sign_in.provider, sign_in.identity).await?;
        let decision = match linking::decide(&candidates.facts(sign_in)) {
            decision @ Decision::SignIn(user) if user == recheck.user => decision,
            Decision::Refuse(code) => return Ok(Err(code)),
            // The identity is not theirs any more.
            Decision::SignIn(_) | Decision::Link(_) | Decision::Create => return Ok(Err(ErrorCode::NotAllowed)),
        };
        let mut batch = Batch::default();
        let admission = admit_existing(candidates, sign_in, decision, recheck.user)?;
        let admission = apply_admin_rule(&mut transaction, &mut batch, sign_in, admission).await?;
        let Admission { candidate: Candidate { user, link, .. }, notes, .. } = admission;
        push_profile(&mut batch, &user);
        if let Some(link) = link {
            let record = LinkRecord { user: user.id, provider: sign_in.provider, identity: sign_in.identity };
            record.push_use(&mut batch, link, None);
        }
        self.push_renewal(&mut batch, recheck, *refresh_token)?;
        if !notes.is_empty() {
            let detail = format!("asked again: {}", notes.join("; "));
            let event = AuditEvent::new(EventKind::UserChanged, sign_in.reference.clone());
            let event = event.provider(sign_in.provider.clone()).user(user.id).detail(detail);
            self.push_event(&mut batch, now, &event);
        }
        batch.execute(&mut transaction).await?;
        self.commit_changed(transaction, &[user.id]).await?;
        Ok(Ok(()))
    }

    async fn create(
        &self,
        connection: &mut dyn Connection,
        sign_in: &CompleteSignIn<'_>,
        now: Timestamp,
    ) -> Result<User, StoreError> {
        let profile = &sign_in.identity.profile;
        let mut user = User { last_sign_in_at: Some(now), ..new_user(self, now) };
        let address = Address { verified: vouched(sign_in), taken: false };
        let sent = Sent { profile, by: sign_in.provider };
        profile::follow(&mut user, sent, ProfileSync::EverySignIn, address);
        profile::follow_groups(&mut user, sent);
        let names = username::from_claims(profile, self.random.as_ref());
        super::users::insert(connection, user, None, names).await
    }

    /// Adds what every accepted sign-in writes: the link, the session, the event.
    fn push_signed_in(
        &self,
        batch: &mut Batch,
        (sign_in, session): (&CompleteSignIn<'_>, &NewSession),
        now: Timestamp,
        admission: Admission,
    ) -> Result<SignInOutcome, SealError> {
        let Admission { candidate: Candidate { user, link, .. }, account, notes } = admission;
        let record = LinkRecord { user: user.id, provider: sign_in.provider, identity: sign_in.identity };
        match link {
            Some(link) => record.push_use(batch, link, Some(now)),
            None => {
                self.push_link(batch, &record, now, Some(now));
            }
        }
        let start = SessionStart { user: user.id, at: now, by: Some((sign_in.provider, sign_in.identity)) };
        let session = self.push_session(batch, session, start)?;
        let not_taken = sign_in.identity.not_taken.iter().map(ToString::to_string);
        let notes: Vec<_> = notes.iter().map(ToString::to_string).chain(not_taken).collect();
        let detail = (!notes.is_empty()).then(|| notes.join("; "));
        let event = event(sign_in).actor(Actor::User(user.id)).user(user.id).detail(detail);
        self.push_event(batch, now, &event);
        Ok(SignInOutcome::SignedIn(Box::new(SignedIn { user, session, account })))
    }
}

/// The user chosen by the linking rule, with the profile updated.
fn admit_existing(
    candidates: Candidates,
    sign_in: &CompleteSignIn<'_>,
    decision: Decision,
    user: UserId,
) -> Result<Admission, StoreError> {
    let profile = &sign_in.identity.profile;
    let address = Address { verified: vouched(sign_in), taken: candidates.address_taken(user) };
    let mut candidate = candidates
        .take(user)
        .ok_or_else(|| StoreError::Corrupt("the linking rule chose a user who was not found".to_owned()))?;
    let (account, mut notes) = match decision {
        Decision::Link(_) => (AccountOutcome::Linked, vec!["linked by address"]),
        _ => (AccountOutcome::Existing, Vec::new()),
    };
    let sent = Sent { profile, by: sign_in.provider };
    if !profile::follow(&mut candidate.user, sent, sign_in.profile_sync, address) {
        notes.push(ADDRESS_TAKEN);
    }
    profile::follow_groups(&mut candidate.user, sent);
    Ok(Admission { candidate, account, notes })
}

/// Grants or revokes the rights by this provider. Mostly there is nothing to do. Whether another administrator is left can
/// only be checked in an exclusive transaction.
async fn apply_admin_rule(
    transaction: &mut Transaction<'_>,
    batch: &mut Batch,
    sign_in: &CompleteSignIn<'_>,
    mut admission: Admission,
) -> Result<Admission, StoreError> {
    let Candidate { user, granted_here, granted_elsewhere, .. } = &mut admission.candidate;
    let origin = admin_grants::of_provider(sign_in.provider);
    match (sign_in.grants_admin, *granted_here) {
        (true, false) => {
            admin_grants::push_grant(batch, user.id, &origin);
            user.is_admin = true;
            admission.notes.push("administrator rights granted");
        }
        (false, true) if !transaction.is_exclusive() => {
            return Err(StoreError::Conflict("an administrator whose rights would be revoked"));
        }
        (false, true) => {
            let revocation = admin_grants::revoke(transaction, user.id, &origin).await?;
            user.is_admin = *granted_elsewhere || revocation == admin_grants::Revocation::Kept;
            admission.notes.push(revocation.note());
        }
        (true, true) | (false, false) => {}
    }
    Ok(admission)
}

/// Whether the address counts as verified.
fn vouched(sign_in: &CompleteSignIn<'_>) -> bool {
    sign_in.identity.profile.email_verified || sign_in.linking == Linking::TrustedEmail
}

/// What every event about this sign-in contains.
fn event(sign_in: &CompleteSignIn<'_>) -> AuditEvent {
    AuditEvent::new(EventKind::SignIn, sign_in.reference.clone())
        .provider(sign_in.provider.clone())
        .address(sign_in.session.and_then(|session| session.address.clone()))
}

/// A refusal names the local user it is about, and the subject that the upstream sent.
fn refusal(sign_in: &CompleteSignIn<'_>, code: ErrorCode, candidates: &Candidates) -> AuditEvent {
    let about = candidates.linked.as_ref().or(candidates.same_email.as_ref());
    let identity = sign_in.identity;
    event(sign_in).failed(code).user(about.map(|candidate| candidate.user.id)).detail(format!(
        "subject {} of {}",
        identity.subject.as_str(),
        identity.issuer
    ))
}
