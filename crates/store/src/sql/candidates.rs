//! What the database knows about an identity, in one query.

use vestibule_core::{
    identity::Identity,
    ids::{LinkId, ProviderId, UserId},
    linking::{Facts, Known, SameEmail},
};

use super::{
    admin_grants,
    connection::{Connection, Transaction},
    rows::{self, get, id_opt, user_columns},
    statement::query,
    value::SqlRow,
};
use crate::{CompleteSignIn, StoreError, User};

/// A user who may own the identity.
pub(super) struct Candidate {
    pub user: User,
    /// The link by which the user was found.
    pub link: Option<LinkId>,
    /// Whether the user has rights from this provider.
    pub granted_here: bool,
    /// Whether the user has rights from another origin.
    pub granted_elsewhere: bool,
    has_subject_of_provider: bool,
}

/// The users who may own an identity.
pub(super) struct Candidates {
    /// By the link.
    pub linked: Option<Candidate>,
    /// By the address; often the same one.
    pub same_email: Option<Candidate>,
}

/// Locks the users who may own an identity, and `also`, until the transaction ends; SQLite has one writer anyway. In the
/// order of their ids, so that two sign-ins never deadlock.
pub(super) async fn lock(
    transaction: &mut Transaction<'_>,
    provider: &ProviderId,
    identity: &Identity,
    also: Option<UserId>,
) -> Result<(), StoreError> {
    if transaction.is_exclusive() {
        return Ok(());
    }
    query(
        "select 1 from users where email_folded = $4 or id = $5 or id in ( \
             select user_id from links where provider = $1 and issuer = $2 and subject = $3) \
         order by id for no key update",
    )
    .bind(provider.as_str())
    .bind(identity.issuer.as_str())
    .bind(identity.subject.as_str())
    .bind(identity.profile.email.as_ref().map(|email| email.folded()))
    .bind(also.map(|user| user.0))
    .execute(transaction)
    .await?;
    Ok(())
}

impl Candidates {
    /// Loads both. A different subject of the same issuer is one of this provider, even if another provider sent it: the
    /// issuer defines subjects.
    pub(super) async fn load(
        connection: &mut dyn Connection,
        provider: &ProviderId,
        identity: &Identity,
    ) -> Result<Self, StoreError> {
        let found = query(concat!(
            "select l.id as link_id, false as has_subject, \
             exists (select 1 from admin_grants g where g.user_id = u.id and g.origin = $5) as granted_here, \
             exists (select 1 from admin_grants g where g.user_id = u.id and g.origin <> $5) as granted_elsewhere, ",
            user_columns!(),
            " from links l join users u on u.id = l.user_id \
             where l.provider = $1 and l.issuer = $2 and l.subject = $3 \
             union all \
             select null, exists (select 1 from links o where o.user_id = u.id \
                 and (o.provider = $1 or (o.issuer = $2 and o.subject <> $3))), \
             exists (select 1 from admin_grants g where g.user_id = u.id and g.origin = $5), \
             exists (select 1 from admin_grants g where g.user_id = u.id and g.origin <> $5), ",
            user_columns!(),
            " from users u where u.email_folded = $4",
        ))
        .bind(provider.as_str())
        .bind(identity.issuer.as_str())
        .bind(identity.subject.as_str())
        .bind(identity.profile.email.as_ref().map(|email| email.folded()))
        .bind(admin_grants::of_provider(provider))
        .fetch_all(connection)
        .await?;
        let found = found.iter().map(candidate).collect::<Result<Vec<_>, _>>()?;
        let (linked, same_email): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.link.is_some());
        Ok(Self { linked: linked.into_iter().next(), same_email: same_email.into_iter().next() })
    }

    /// As facts for the linking rule.
    pub(super) fn facts<'a>(&self, sign_in: &'a CompleteSignIn<'_>) -> Facts<'a> {
        Facts {
            profile: &sign_in.identity.profile,
            linking: sign_in.linking,
            auto_register: sign_in.auto_register,
            linked: self.linked.as_ref().map(Candidate::known),
            same_email: self.same_email.as_ref().map(|same| SameEmail {
                known: same.known(),
                verified_here: same.user.email_verified,
                has_subject_of_provider: same.has_subject_of_provider,
            }),
        }
    }

    /// Whether a user other than `user` has the address of the identity.
    pub(super) fn address_taken(&self, user: UserId) -> bool {
        self.same_email.as_ref().is_some_and(|same| same.user.id != user)
    }

    pub(super) fn take(self, user: UserId) -> Option<Candidate> {
        self.linked.into_iter().chain(self.same_email).find(|candidate| candidate.user.id == user)
    }
}

impl Candidate {
    pub(super) fn new_user(user: User) -> Self {
        Self { user, link: None, granted_here: false, granted_elsewhere: false, has_subject_of_provider: false }
    }

    fn known(&self) -> Known {
        Known { user: self.user.id, disabled: self.user.disabled }
    }
}

fn candidate(row: &SqlRow) -> Result<Candidate, StoreError> {
    Ok(Candidate {
        user: rows::user(row)?,
        link: id_opt(row, "link_id")?.map(LinkId),
        granted_here: get(row, "granted_here")?,
        granted_elsewhere: get(row, "granted_elsewhere")?,
        has_subject_of_provider: get(row, "has_subject")?,
    })
}
