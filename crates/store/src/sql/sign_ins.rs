//! Completing a sign-in when the browser returns from an upstream.
//!
//! ```text
//! begin ─▶ candidates ─▶ decide ─▶ refuse ──────────────────────────────▶ event ─▶ commit
//!                           └────▶ (create) ─▶ profile ─▶ confirmation ─▶ session, event ─▶ commit
//! ```

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    access::{Access, Rules},
    clock::Timestamp,
    code::ErrorCode,
    ids::{LinkId, UserId},
    linking::{self, Decision},
    settings::ProfileSync,
};

use super::{
    SqlStore,
    batch::Batch,
    candidates::{self, Candidates},
    confirmation::{AddressFacts, Confirmation, Stored},
    connection::{Connection, Transaction},
    errors::lost_race,
    locks::LockMode,
    session_start::{SessionStart, push_application_id},
    statement::query,
    users::{new_user, push_profile},
};
use crate::{
    AccountOutcome, Actor, AuditEvent, CompleteSignIn, EventKind, RefusedIdentity, Renewal, SignInOutcome,
    SignInPreview, SignIns, SignedIn, StoreError, User, Withdrawal,
    profile::{self, Sent},
    username,
};

/// A grant that ends sooner is announced when it is confirmed again. Longer than any node believes what it has read.
const GOOD_TIME: Duration = Duration::hours(1);

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
        let attempt = || async {
            match self.try_sign_in(sign_in, LockMode::Shared).await {
                // Another transaction wrote the same record: it is found now, and no other one can interfere.
                Err(error) if lost_race(&error) => self.try_sign_in(sign_in, LockMode::Exclusive).await,
                outcome => outcome,
            }
        };
        self.until_certain(attempt).await
    }

    async fn refuse_identity(&self, refused: &RefusedIdentity<'_>) -> Result<Option<u64>, StoreError> {
        self.refuse(refused).await
    }

    async fn withdraw_grants(&self, rules: Rules<'_>) -> Result<Vec<Withdrawal>, StoreError> {
        self.withdraw(rules).await
    }

    async fn preview_sign_in(&self, sign_in: &CompleteSignIn<'_>) -> Result<SignInPreview, StoreError> {
        let mut connection = self.pools.reader().await?;
        let candidates = Candidates::load(&mut connection, &sign_in.confirmed, self.now()).await?;
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
    user: User,
    /// As they were, if they were known.
    before: Option<User>,
    /// The link by which the user was found.
    link: Option<LinkId>,
    address: AddressFacts,
    account: AccountOutcome,
    /// For the operator.
    note: Option<&'static str>,
}

impl SqlStore {
    async fn try_sign_in(&self, sign_in: &CompleteSignIn<'_>, lock: LockMode) -> Result<SignInOutcome, StoreError> {
        let now = self.now();
        let confirmed = &sign_in.confirmed;
        let mut transaction = self.pools.begin(lock).await?;
        candidates::lock(&mut transaction, confirmed.provider, confirmed.identity, None).await?;
        let candidates = Candidates::load(&mut transaction, confirmed, now).await?;
        let (mut batch, mut changed) = (Batch::default(), Vec::new());
        let session =
            sign_in.session.ok_or_else(|| StoreError::Corrupt("a sign-in without a session to begin".to_owned()))?;
        let outcome = match linking::decide(&candidates.facts(sign_in)) {
            Decision::Refuse(code) => {
                let event = refusal(sign_in, code, &candidates);
                if confirmed.refusals.admit(&event) {
                    self.push_event(&mut batch, now, &event);
                }
                SignInOutcome::Refused(code)
            }
            Decision::Create => {
                let user = self.create(&mut transaction, sign_in, now).await?;
                let address = AddressFacts::of(&candidates, user.id);
                let (account, note) = (AccountOutcome::Created, Some("created"));
                self.push_surplus(&mut batch, session, user.id);
                let admission = Admission { user, before: None, link: None, address, account, note };
                self.sign_in(&mut transaction, (&mut batch, &mut changed), sign_in, (now, admission)).await?
            }
            decision @ (Decision::SignIn(user) | Decision::Link(user)) => {
                let mut admission = admit_existing(candidates, sign_in, decision, user)?;
                self.push_surplus(&mut batch, session, user);
                admission.user.last_sign_in_at = Some(now);
                push_profile(&mut batch, &admission.user);
                self.sign_in(&mut transaction, (&mut batch, &mut changed), sign_in, (now, admission)).await?
            }
        };
        self.commit_batch(transaction, batch, changed).await?;
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
        let confirmed = &sign_in.confirmed;
        candidates::lock(&mut transaction, confirmed.provider, confirmed.identity, None).await?;
        let candidates = Candidates::load(&mut transaction, confirmed, now).await?;
        let decision = match linking::decide(&candidates.facts(sign_in)) {
            decision @ Decision::SignIn(user) if user == recheck.user => decision,
            Decision::Refuse(code) => return Ok(Err(code)),
            // The identity is not theirs any more.
            Decision::SignIn(_) | Decision::Link(_) | Decision::Create => return Ok(Err(ErrorCode::NotAllowed)),
        };
        let mut batch = Batch::default();
        let Admission { user, link, address, .. } = admit_existing(candidates, sign_in, decision, recheck.user)?;
        push_profile(&mut batch, &user);
        let event = AuditEvent::new(EventKind::UserChanged, sign_in.reference.clone())
            .provider(confirmed.provider.clone())
            .user(user.id);
        let confirmation = Confirmation { confirmed, at: now, is_sign_in: false, event: event.clone() };
        let Stored { user, notes, mut losers, .. } =
            self.confirm(&mut transaction, &mut batch, &confirmation, (user, link, address)).await?;
        losers.push(user.id);
        self.push_renewal(&mut batch, recheck, *refresh_token)?;
        if !notes.is_empty() {
            let detail = format!("asked again: {}", notes.join("; "));
            self.push_event(&mut batch, now, &event.detail(detail));
        }
        self.commit_batch(transaction, batch, losers).await?;
        Ok(Ok(()))
    }

    async fn create(
        &self,
        connection: &mut dyn Connection,
        sign_in: &CompleteSignIn<'_>,
        now: Timestamp,
    ) -> Result<User, StoreError> {
        let profile = &sign_in.confirmed.identity.profile;
        let mut user = User { last_sign_in_at: Some(now), ..new_user(self, now) };
        profile::follow(&mut user, Sent { profile, by: sign_in.confirmed.provider }, ProfileSync::EverySignIn);
        let names = username::from_claims(profile, self.random.as_ref());
        super::users::insert(connection, user, None, names).await
    }

    /// Adds what every accepted sign-in writes: what the provider says now, the session, the event.
    async fn sign_in(
        &self,
        transaction: &mut Transaction<'_>,
        (batch, changed): (&mut Batch, &mut Vec<UserId>),
        sign_in: &CompleteSignIn<'_>,
        (now, admission): (Timestamp, Admission),
    ) -> Result<SignInOutcome, StoreError> {
        let Admission { user, before, link, address, account, note } = admission;
        let event = event(sign_in).actor(Actor::User(user.id)).user(user.id);
        let confirmation =
            Confirmation { confirmed: &sign_in.confirmed, at: now, is_sign_in: true, event: event.clone() };
        let Stored { user, link, notes, losers } =
            self.confirm(transaction, batch, &confirmation, (user, link, address)).await?;
        changed.extend(losers);
        let new =
            sign_in.session.ok_or_else(|| StoreError::Corrupt("a sign-in without a session to begin".to_owned()))?;
        let mut user = user;
        let attached = push_application_id(batch, new, &mut user);
        if before.is_some_and(|before| says_otherwise(&before, &user, sign_in.confirmed.rules, now)) {
            // What the provider says now is what the person's other sessions say from now on.
            changed.push(user.id);
        }
        let by = Some((link, sign_in.confirmed.provider, sign_in.confirmed.identity));
        let session = self.push_session(batch, new, SessionStart { user: user.id, at: now, by })?;
        let not_taken = sign_in.confirmed.identity.not_taken.iter().map(ToString::to_string);
        let notes: Vec<_> = note.into_iter().chain(notes).map(str::to_owned).chain(attached).chain(not_taken).collect();
        let detail = (!notes.is_empty()).then(|| notes.join("; "));
        self.push_event(batch, now, &event.detail(detail));
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
    let confirmed = &sign_in.confirmed;
    let address = AddressFacts::of(&candidates, user);
    let candidate = candidates
        .take(user)
        .ok_or_else(|| StoreError::Corrupt("the linking rule chose a user who was not found".to_owned()))?;
    let (account, note) = match decision {
        Decision::Link(_) => (AccountOutcome::Linked, Some("linked by address")),
        _ => (AccountOutcome::Existing, None),
    };
    let (mut user, link) = (candidate.user, candidate.link);
    let before = Some(user.clone());
    let sent = Sent { profile: &confirmed.identity.profile, by: confirmed.provider };
    profile::follow(&mut user, sent, confirmed.profile_sync);
    Ok(Admission { user, before, link, address, account, note })
}

/// Whether sessions of a user say something else after a sign-in than before. When they last signed in may be known at
/// other nodes some seconds later, and a grant that is confirmed again in good time: an announcement wakes every node, and
/// costs the database a fifth of a sign-in (docs/scaling.md).
fn says_otherwise(before: &User, after: &User, rules: Rules<'_>, now: Timestamp) -> bool {
    let said = |user: &User| {
        let access = Access { valid_until: None, ..user.access(rules, now) };
        (access, User { last_sign_in_at: None, grants: Vec::new(), ..user.clone() })
    };
    let ends_soon = before.access(rules, now).valid_until.is_some_and(|end| end - now < GOOD_TIME);
    ends_soon || said(before) != said(after)
}

/// What every event about this sign-in contains.
fn event(sign_in: &CompleteSignIn<'_>) -> AuditEvent {
    AuditEvent::new(EventKind::SignIn, sign_in.reference.clone())
        .provider(sign_in.confirmed.provider.clone())
        .address(sign_in.session.and_then(|session| session.address.clone()))
}

/// A refusal names the local user it is about, and the subject that the upstream sent.
fn refusal(sign_in: &CompleteSignIn<'_>, code: ErrorCode, candidates: &Candidates) -> AuditEvent {
    let about = candidates.linked.as_ref().or(candidates.holder.as_ref());
    let identity = sign_in.confirmed.identity;
    event(sign_in).failed(code).user(about.map(|candidate| candidate.user.id)).detail(format!(
        "subject {} of {}",
        identity.subject.as_str(),
        identity.issuer
    ))
}
