//! What a new schema changes about people, counted while it is applied and logged when that is committed.

use super::{connection::Connection, statement::query};
use crate::StoreError;

/// The version that keeps what a provider says with the link by which it says so.
const LINK_GRANTS: i64 = 10;

/// An upgrade of a database with something in it. [`Upgrade::log`] it after the commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "what an upgrade changes is logged"]
pub(crate) struct Upgrade {
    from: i64,
    to: i64,
    grants: Option<Grants>,
}

/// What changes when grants are kept with their links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Grants {
    /// Sessions by providers, which end.
    sessions: i64,
    /// People whose groups count when a provider sends them again.
    groups: i64,
    /// Administrator rights by providers, which count when the provider confirms them.
    rights: i64,
    /// Those of a provider that the person is not linked to, which end.
    rights_without_link: i64,
    /// People who keep an address that nobody has verified, without having it reserved.
    unverified: i64,
    /// People with a password under such an address.
    unverified_passwords: i64,
    /// Identities with an address that another user has verified.
    ceded: i64,
}

impl Upgrade {
    /// Counts what there is before the migrations `from`..=`to` are applied.
    pub(crate) async fn begin(connection: &mut dyn Connection, from: i64, to: i64) -> Result<Self, StoreError> {
        let grants = match (1..LINK_GRANTS).contains(&from) {
            true => Some(Grants::count(connection).await?),
            false => None,
        };
        Ok(Self { from, to, grants })
    }

    /// Counts what is only known when they are applied.
    pub(crate) async fn complete(mut self, connection: &mut dyn Connection) -> Result<Self, StoreError> {
        if let Some(grants) = &mut self.grants {
            grants.ceded = query("select count(*) from links where email_ceded").fetch_only(connection).await?;
        }
        Ok(self)
    }

    /// One line for the schema, and one for each kind of change that there was.
    pub(crate) fn log(self) {
        let Self { from, to, grants } = self;
        if from == 0 {
            return;
        }
        tracing::info!(from, to, "the schema of the database is upgraded");
        let Some(grants) = grants else { return };
        for (count, what) in [
            (grants.sessions, "sessions by providers have ended: these people sign in again"),
            (grants.groups, "people have no groups until a provider sends them again"),
            (grants.rights, "administrator rights by providers count when the provider confirms them at a sign-in"),
            (grants.rights_without_link, "administrator rights by a provider without a link to it have ended"),
            (grants.unverified, "people keep an address that nobody has verified; it is not reserved any more"),
            (grants.ceded, "linked identities have lost their address to the user who has verified it"),
        ] {
            if count > 0 {
                tracing::info!(count, "{what}");
            }
        }
        if grants.unverified_passwords > 0 {
            tracing::warn!(
                count = grants.unverified_passwords,
                "users have a password under an address that nobody had verified: check at the administration's list of \
                 users that each of them is the right person"
            );
        }
    }
}

impl Grants {
    async fn count(connection: &mut dyn Connection) -> Result<Self, StoreError> {
        let mut of = async |statement: &'static str| -> Result<i64, StoreError> {
            Ok(query(statement).fetch_only(&mut *connection).await?)
        };
        Ok(Self {
            sessions: of("select count(*) from sessions where provider is not null").await?,
            groups: of("select count(*) from users where groups <> '[]'").await?,
            rights: of(
                "select count(*) from admin_grants g where origin <> 'local' and exists (select 1 from links l \
                        where l.user_id = g.user_id and 'provider:' || l.provider = g.origin)",
            )
            .await?,
            rights_without_link: of("select count(*) from admin_grants g where origin <> 'local' and not exists ( \
                                     select 1 from links l where l.user_id = g.user_id \
                                     and 'provider:' || l.provider = g.origin)")
            .await?,
            unverified: of("select count(*) from users where email is not null and not email_verified \
                            and password_hash is null")
            .await?,
            unverified_passwords: of("select count(*) from users where not email_verified \
                                      and password_hash is not null")
            .await?,
            ceded: 0,
        })
    }
}
