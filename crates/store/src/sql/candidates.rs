//! What the database knows about an identity, in one query.

use vestibule_core::{
    clock::Timestamp,
    identity::Identity,
    ids::{LinkId, ProviderId, UserId},
    linking::{Facts, Known, SameEmail},
};

use super::{
    connection::{Connection, Transaction},
    rows::{self, get, id_opt},
    statement::{Statement, query},
    value::SqlRow,
};
use crate::{CompleteSignIn, Confirmed, StoreError, User};

/// A user who may own the identity.
pub(super) struct Candidate {
    pub user: User,
    /// The link by which the user was found.
    pub link: Option<LinkId>,
    has_subject_of_provider: bool,
    /// Whether the user has administrator rights or a password now.
    guarded: bool,
}

/// The users who may own an identity.
pub(super) struct Candidates {
    /// By the link.
    pub linked: Option<Candidate>,
    /// Who has the address verified now; often the same one.
    pub holder: Option<Candidate>,
    /// Who had it verified by somebody whose word does not count any more.
    pub stale: Option<UserId>,
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
        "select 1 from users where id = $5 or id in ( \
             select user_id from verified_addresses where email_folded = $4) or id in ( \
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
        confirmed: &Confirmed<'_>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let identity = confirmed.identity;
        let mut query = Statement::new("select l.id as link_id, false as has_subject, ");
        query.push_users().push(
            " from links l join users u on u.id = l.user_id \
             where l.provider = $1 and l.issuer = $2 and l.subject = $3 \
             union all \
             select null, exists (select 1 from links o where o.user_id = u.id \
                 and (o.provider = $1 or (o.issuer = $2 and o.subject <> $3))), ",
        );
        query
            .push_users()
            .push(" from verified_addresses v join users u on u.id = v.user_id where v.email_folded = $4");
        let found = query
            .bind(confirmed.provider.as_str())
            .bind(identity.issuer.as_str())
            .bind(identity.subject.as_str())
            .bind(identity.profile.email.as_ref().map(|email| email.folded()))
            .fetch_all(connection)
            .await?;
        let found = found.iter().map(candidate).collect::<Result<Vec<_>, _>>()?;
        let (linked, reserved): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.link.is_some());
        let (holder, stale) = match reserved.into_iter().next() {
            None => (None, None),
            Some(reserved) => {
                let access = reserved.user.access(confirmed.rules, now);
                let guarded = access.is_admin() || reserved.user.has_password;
                let holds = identity.profile.email.as_ref().is_some_and(|email| access.holds(email));
                let stale = reserved.user.id;
                if holds { (Some(Candidate { guarded, ..reserved }), None) } else { (None, Some(stale)) }
            }
        };
        Ok(Self { linked: linked.into_iter().next(), holder, stale })
    }

    /// As facts for the linking rule.
    pub(super) fn facts<'a>(&self, sign_in: &'a CompleteSignIn<'_>) -> Facts<'a> {
        Facts {
            profile: &sign_in.confirmed.identity.profile,
            linking: sign_in.confirmed.linking,
            auto_register: sign_in.auto_register,
            linked: self.linked.as_ref().map(Candidate::known),
            same_email: self.holder.as_ref().map(|same| SameEmail {
                known: same.known(),
                guarded: same.guarded,
                has_subject_of_provider: same.has_subject_of_provider,
            }),
        }
    }

    /// Whether a user other than `user` has the address of the identity verified.
    pub(super) fn address_taken(&self, user: UserId) -> bool {
        self.holder.as_ref().is_some_and(|holder| holder.user.id != user)
    }

    /// Whether `user` has the address verified already, so that nobody else is left who claims it.
    pub(super) fn address_held(&self, user: UserId) -> bool {
        self.holder.as_ref().is_some_and(|holder| holder.user.id == user)
    }

    pub(super) fn take(self, user: UserId) -> Option<Candidate> {
        self.linked.into_iter().chain(self.holder).find(|candidate| candidate.user.id == user)
    }
}

impl Candidate {
    fn known(&self) -> Known {
        Known { user: self.user.id, disabled: self.user.disabled }
    }
}

fn candidate(row: &SqlRow) -> Result<Candidate, StoreError> {
    Ok(Candidate {
        user: rows::user(row)?,
        link: id_opt(row, "link_id")?.map(LinkId),
        has_subject_of_provider: get(row, "has_subject")?,
        guarded: false,
    })
}
