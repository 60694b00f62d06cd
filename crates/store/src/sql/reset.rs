//! Break-glass: an existing user becomes an administrator with a password.

use vestibule_core::{
    access::Rules,
    address_owner::AddressOwner,
    ids::{LinkId, TokenId, UserId},
};

use super::{
    SqlStore, admin_grants,
    administrators::{claimants, owner_of},
    batch::Batch,
    connection::Transaction,
    grants::{self, push_release},
    rows::{get, id, provider_id, read},
    second_factors,
    session_end::{Ending, with_ended},
    statement::query,
    users,
};
use crate::{Actor, AuditEvent, ChangedUser, Drops, EventKind, Reset, ResetOutcome, ResetUser, StoreError};

impl SqlStore {
    pub(super) async fn reset(&self, reset: &Reset, rules: Rules<'_>) -> Result<ResetOutcome, StoreError> {
        let (now, Reset { administrator, user: named, drops }) = (self.now(), reset);
        let mut transaction = self.begin_exclusive().await?;
        let claimants = claimants(&mut transaction, &administrator.email).await?;
        let user = match owner_of(&administrator.email, &claimants, (rules, now), *named) {
            AddressOwner::User(user) => user,
            AddressOwner::Nobody => return Ok(ResetOutcome::NotFound),
            AddressOwner::Unverified(users) => return Ok(ResetOutcome::Unverified(users)),
            AddressOwner::HeldBy(user) => return Ok(ResetOutcome::HeldBy(user)),
        };
        let changed =
            query("update users set password_hash = $1, disabled = false, email = $2, email_folded = $3 where id = $4")
                .bind(administrator.password_hash.expose())
                .bind(administrator.email.as_str())
                .bind(administrator.email.folded())
                .bind(user.0)
                .execute(&mut transaction)
                .await?;
        if changed == 0 {
            return Ok(ResetOutcome::NotFound);
        }
        let event = AuditEvent::new(EventKind::UserChanged, administrator.reference.clone()).actor(Actor::Shell);
        let mut batch = Batch::default();
        admin_grants::push_grant(&mut batch, user);
        let losers = grants::seize_address(&mut transaction, user, &administrator.email).await?;
        for loser in &losers {
            self.push_event(&mut batch, now, &grants::address_lost(*loser, &administrator.email, &event));
        }
        // Before the links, by which a session would be found.
        let sessions_ended = self.end_sessions(&mut transaction, user, Ending::All).await?;
        let dropped = self.push_drops(&mut transaction, &mut batch, &event, (user, *drops)).await?;
        push_release(&mut batch, user);
        let event = event.user(user).detail("password and administrator rights reset".to_owned());
        self.push_event(&mut batch, now, &with_ended(event, sessions_ended));
        batch.execute(&mut transaction).await?;
        let Some(found) = users::find(&mut transaction, user).await? else { return Ok(ResetOutcome::NotFound) };
        let changed: Vec<_> = losers.into_iter().chain([user]).collect();
        self.commit_changed(transaction, &changed).await?;
        let changed = ChangedUser { user: found, sessions_ended };
        let Dropped { links, tokens, personal_tokens, factors } = dropped;
        Ok(ResetOutcome::Done(Box::new(ResetUser { changed, links, tokens, personal_tokens, factors })))
    }

    /// Drops what is asked for, with an event for each link and token and one for the factors.
    async fn push_drops(
        &self,
        transaction: &mut Transaction<'_>,
        batch: &mut Batch,
        event: &AuditEvent,
        (user, drops): (UserId, Drops),
    ) -> Result<Dropped, StoreError> {
        let (now, mut dropped) = (self.now(), Dropped::default());
        let of_kind = |kind| AuditEvent { kind, ..event.clone() };
        if drops.links {
            let rows = query("delete from links where user_id = $1 returning id, provider");
            for row in &rows.bind(user.0).fetch_all(&mut *transaction).await? {
                let (link, provider) = (LinkId(id(row, "id")?), read(row, "provider", provider_id)?);
                let event = of_kind(EventKind::Unlink).user(user).provider(provider);
                self.push_event(batch, now, &event.detail(format!("link {link}, with a reset")));
                dropped.links += 1;
            }
        }
        if drops.tokens {
            for row in &query("delete from api_tokens returning id, name").fetch_all(&mut *transaction).await? {
                let (token, name) = (TokenId(id(row, "id")?), get::<String>(row, "name")?);
                let detail = format!("token {token} named {name}, with a reset");
                self.push_event(batch, now, &of_kind(EventKind::TokenDeleted).detail(detail));
                dropped.tokens += 1;
            }
            let of_user = (user, "with a reset");
            dropped.personal_tokens = self.end_personal_tokens(&mut *transaction, batch, of_user, event).await?;
        }
        if drops.factors && second_factors::exist(transaction, user).await? {
            second_factors::push_removal(batch, user);
            let event = of_kind(EventKind::FactorRemoved).user(user);
            self.push_event(batch, now, &event.detail("all second factors and passkeys".to_owned()));
            dropped.factors = true;
        }
        Ok(dropped)
    }
}

#[derive(Default)]
struct Dropped {
    links: u64,
    tokens: u64,
    personal_tokens: u64,
    factors: bool,
}
