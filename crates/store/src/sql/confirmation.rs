//! Storing what a provider says of a person now: at a sign-in and at a link.

use vestibule_core::{
    access::{AdminOrigin, AdminRight},
    clock::Timestamp,
    ids::{LinkId, UserId},
};

use super::{
    SqlStore, admin_access,
    batch::Batch,
    candidates::Candidates,
    connection::Transaction,
    grants::{self, ADDRESS_TAKEN},
    links::LinkRecord,
};
use crate::{AuditEvent, Confirmed, StoreError, User};

/// A confirmation to be stored.
pub(super) struct Confirmation<'a> {
    pub confirmed: &'a Confirmed<'a>,
    pub at: Timestamp,
    /// Whether the person signs in by it.
    pub is_sign_in: bool,
    /// What every event about it says.
    pub event: AuditEvent,
}

/// What storing one led to.
pub(super) struct Stored {
    /// The user with what was granted.
    pub user: User,
    pub link: LinkId,
    /// For the operator.
    pub notes: Vec<&'static str>,
    /// Who has lost the address to the user.
    pub losers: Vec<UserId>,
}

/// Whose address it is.
pub(super) struct AddressFacts {
    taken: bool,
    held: bool,
    stale: Option<UserId>,
}

impl AddressFacts {
    pub(super) fn of(candidates: &Candidates, user: UserId) -> Self {
        Self { taken: candidates.address_taken(user), held: candidates.address_held(user), stale: candidates.stale }
    }
}

impl SqlStore {
    /// Adds to a batch what the provider says of `user` now, in place of what it said before by this `link`.
    pub(super) async fn confirm(
        &self,
        transaction: &mut Transaction<'_>,
        batch: &mut Batch,
        confirmation: &Confirmation<'_>,
        (user, link, address): (User, Option<LinkId>, AddressFacts),
    ) -> Result<Stored, StoreError> {
        let Confirmation { confirmed, at, is_sign_in, event } = confirmation;
        let (mut notes, mut losers) = (Vec::new(), Vec::new());
        let before = user.access(confirmed.rules, *at);
        let had = before.admin.iter().any(|origin| match origin {
            AdminOrigin::Local => false,
            AdminOrigin::Provider(id) | AdminOrigin::Kept(id) => id == confirmed.provider,
        });
        let admin = admin_right(transaction, &user, link, (confirmed, *at, had), &mut notes).await?;
        let id = link.unwrap_or_else(|| LinkId::generate(self.clock.as_ref(), self.random.as_ref()));
        let grant = confirmed.grant(id, *at, admin, address.taken);
        let used = is_sign_in.then_some(*at);
        match link {
            Some(_) if user.grants.iter().any(|known| known.says_the_same(&grant)) => {
                grants::push_confirmation(batch, &grant, used);
            }
            Some(_) => grants::push_grant(batch, &grant, used),
            None => LinkRecord { user: user.id, identity: confirmed.identity }.push_new(batch, &grant, *at, used),
        }
        match confirmed.vouched_address() {
            Some(_) if address.taken => notes.push(ADDRESS_TAKEN),
            Some(sent) if !address.held => {
                losers = grants::take_address(transaction, user.id, sent, address.stale).await?;
                for loser in &losers {
                    self.push_event(batch, *at, &grants::address_lost(*loser, sent, event));
                }
            }
            Some(_) | None => {}
        }
        if link.is_some() {
            grants::push_release(batch, user.id);
        }
        Ok(Stored { user: user.with_grant(grant), link: id, notes, losers })
    }
}

/// The rights by the provider now. Whether another administrator is left can only be checked in an exclusive transaction.
async fn admin_right(
    transaction: &mut Transaction<'_>,
    user: &User,
    link: Option<LinkId>,
    (confirmed, at, had): (&Confirmed<'_>, Timestamp, bool),
    notes: &mut Vec<&'static str>,
) -> Result<AdminRight, StoreError> {
    if confirmed.grants_admin {
        if !had {
            notes.push("administrator rights granted");
        }
        return Ok(AdminRight::Granted);
    }
    let has_right = |id| user.grants.iter().any(|grant| grant.link == id && grant.admin != AdminRight::None);
    let Some(link) = link.filter(|id| had && has_right(*id)) else { return Ok(AdminRight::None) };
    if !transaction.is_exclusive() {
        return Err(StoreError::Conflict("an administrator whose rights would be revoked"));
    }
    if admin_access::is_left(transaction, confirmed.rules, at, Some(link)).await? {
        notes.push("administrator rights revoked");
        return Ok(AdminRight::None);
    }
    notes.push("administrator rights kept: no other administrator could sign in");
    Ok(AdminRight::Kept)
}
