//! What a provider says of a person, written with the link by which it says so; and to whom a verified address belongs.

use vestibule_core::{
    access::{AdminRight, LinkGrant},
    clock::Timestamp,
    email::EmailAddress,
    ids::{Issuer, LinkId, ProviderId, Subject, UserId},
    settings::Linking,
};

use super::{
    batch::Batch,
    connection::Connection,
    rows::{id, json_list},
    statement::query,
};
use crate::{AuditEvent, Confirmed, EventKind, StoreError};

/// What the audit log says when an address stays with the user who has verified it.
pub(super) const ADDRESS_TAKEN: &str = "address not taken over: another user has verified it";

impl Confirmed<'_> {
    /// The address, if it counts as verified: the provider says so, or owns the addresses that it names.
    pub(super) fn vouched_address(&self) -> Option<&EmailAddress> {
        let profile = &self.identity.profile;
        let vouched = profile.email_verified || self.linking == Linking::TrustedEmail;
        profile.email.as_ref().filter(|_| vouched)
    }

    /// What is to be stored with the link.
    pub(super) fn grant(&self, link: LinkId, now: Timestamp, admin: AdminRight, email_ceded: bool) -> LinkGrant {
        let profile = &self.identity.profile;
        LinkGrant {
            link,
            provider: self.provider.clone(),
            issuer: self.identity.issuer.clone(),
            email: profile.email.clone(),
            email_verified: profile.email_verified,
            email_ceded,
            groups: profile.groups.clone().unwrap_or_default(),
            admin,
            checked: self.checked.clone(),
            confirmed_at: Some(now),
        }
    }
}

/// Adds the grant of an existing link to a batch, and its use at `used` if that was a sign-in.
pub(super) fn push_grant(batch: &mut Batch, grant: &LinkGrant, used: Option<Timestamp>) {
    batch.push("update links set email = coalesce(").push_bind(grant.email.as_ref().map(EmailAddress::as_str));
    batch.push(", email), email_folded = ").push_bind(grant.email.as_ref().map(EmailAddress::folded));
    batch.push(", email_verified = ").push_bind(grant.email_verified);
    batch.push(", email_ceded = ").push_bind(grant.email_ceded);
    batch.push(", groups = ").push_bind(json_list(&grant.groups));
    batch.push(", admin = ").push_bind(grant.admin.as_str());
    batch.push(", requirements = ").push_bind(grant.checked.requirements.as_deref());
    batch.push(", mapping = ").push_bind(grant.checked.mapping.as_deref());
    batch.push(", confirmed_at = ").push_bind(grant.confirmed_at.map(|at| at.timestamp_millis()));
    batch.push(", last_used_at = coalesce(").push_bind(used.map(|at| at.timestamp_millis()));
    batch.push(", last_used_at) where id = ").push_bind(grant.link.0).end();
}

/// Adds that a provider says what it said before. Nothing that an index has is written.
pub(super) fn push_confirmation(batch: &mut Batch, grant: &LinkGrant, used: Option<Timestamp>) {
    batch.push("update links set confirmed_at = ").push_bind(grant.confirmed_at.map(|at| at.timestamp_millis()));
    batch.push(", last_used_at = coalesce(").push_bind(used.map(|at| at.timestamp_millis()));
    batch.push(", last_used_at) where id = ").push_bind(grant.link.0).end();
}

/// The columns that lose their values when a grant is withdrawn. The last address stays, to tell identities apart.
pub(super) const WITHDRAWN: &str = "email_folded = null, email_verified = false, email_ceded = false, groups = '[]', admin = 'none', \
     requirements = null, mapping = null, confirmed_at = null";

/// Adds the withdrawal of a grant to a batch.
pub(super) fn push_withdrawal(batch: &mut Batch, link: LinkId) {
    batch.push("update links set ").push(WITHDRAWN).push(" where id = ").push_bind(link.0).end();
}

/// Adds the withdrawal of the grant of an identity to a batch, if it is still this user's.
pub(super) fn push_withdrawal_of(
    batch: &mut Batch,
    user: UserId,
    (provider, issuer, subject): (&ProviderId, &Issuer, &Subject),
) {
    batch.push("update links set ").push(WITHDRAWN).push(" where user_id = ").push_bind(user.0);
    batch.push(" and provider = ").push_bind(provider.as_str());
    batch.push(" and issuer = ").push_bind(issuer.as_str());
    batch.push(" and subject = ").push_bind(subject.as_str()).end();
}

/// Adds that the addresses go that none of a user's identities has any more.
pub(super) fn push_release(batch: &mut Batch, user: UserId) {
    batch.push("delete from verified_addresses where user_id = ").push_bind(user.0);
    batch.push(RELEASED).end();
}

/// Continues a statement that deletes from `verified_addresses`.
pub(super) const RELEASED: &str = " and not exists (select 1 from links l where l.user_id = verified_addresses.user_id \
     and l.email_folded = verified_addresses.email_folded and not l.email_ceded) \
     and not exists (select 1 from users u where u.id = verified_addresses.user_id \
     and u.email_folded = verified_addresses.email_folded)";

/// Gives a verified address to a user: whoever has it without a word that counts loses it. `stale` has it reserved, and
/// does not count as its owner any more. Returns an event for each user who loses it.
pub(super) async fn take_address(
    connection: &mut dyn Connection,
    user: UserId,
    address: &EmailAddress,
    stale: Option<UserId>,
) -> Result<Vec<UserId>, StoreError> {
    if let Some(stale) = stale {
        query("delete from verified_addresses where email_folded = $1 and user_id = $2")
            .bind(address.folded())
            .bind(stale.0)
            .execute(&mut *connection)
            .await?;
    }
    // Of two who take it at once, one meets the other's row, and begins again.
    query("insert into verified_addresses (email_folded, user_id) values ($1, $2)")
        .bind(address.folded())
        .bind(user.0)
        .execute(&mut *connection)
        .await?;
    // What another provider says of the new owner counts as well from now on.
    query("update links set email_ceded = false where email_folded = $1 and user_id = $2 and email_ceded")
        .bind(address.folded())
        .bind(user.0)
        .execute(&mut *connection)
        .await?;
    let rows = query(
        "update links set email_ceded = true where email_folded = $1 and user_id <> $2 and not email_ceded \
         returning user_id",
    )
    .bind(address.folded())
    .bind(user.0)
    .fetch_all(connection)
    .await?;
    let mut losers = rows.iter().map(|row| id(row, "user_id").map(UserId)).collect::<Result<Vec<_>, _>>()?;
    losers.sort();
    losers.dedup();
    Ok(losers)
}

/// The same for an address that an administrator at the shell gives, whoever has it reserved.
pub(super) async fn seize_address(
    connection: &mut dyn Connection,
    user: UserId,
    address: &EmailAddress,
) -> Result<Vec<UserId>, StoreError> {
    query("delete from verified_addresses where email_folded = $1")
        .bind(address.folded())
        .execute(&mut *connection)
        .await?;
    take_address(connection, user, address, None).await
}

/// What the audit log says of a user who loses an address.
pub(super) fn address_lost(loser: UserId, address: &EmailAddress, cause: &AuditEvent) -> AuditEvent {
    AuditEvent { kind: EventKind::AddressLost, ..cause.clone() }
        .user(loser)
        .detail(format!("{address} belongs to somebody who has verified it"))
}
