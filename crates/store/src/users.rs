//! Local accounts and what is linked to them.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    email::EmailAddress,
    ids::{Issuer, LinkId, ProviderId, Ref, Subject, UserId},
    secret::Secret,
};

use crate::{NewSession, StoreError, ValueOrigins, sign_ins::SignedIn};

/// A local account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// Its address; unique, folded.
    pub email: Option<EmailAddress>,
    /// Whether an upstream that may say so has said that the address is verified.
    pub email_verified: bool,
    /// A unique name.
    pub username: String,
    /// Full name.
    pub name: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Where a picture is.
    pub avatar_url: Option<String>,
    /// Groups, as the provider of the last sign-in named them.
    pub groups: Vec<String>,
    /// Where the values of the profile come from.
    pub origins: ValueOrigins,
    /// Whether the user has administrator rights from any origin.
    pub is_admin: bool,
    /// Whether the user is kept out.
    pub disabled: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// When the user last signed in.
    pub last_sign_in_at: Option<Timestamp>,
}

/// An identity that belongs to a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// To whom.
    pub user: UserId,
    /// By which provider.
    pub provider: ProviderId,
    /// Who vouched.
    pub issuer: Issuer,
    /// Whom the upstream named.
    pub subject: Subject,
    /// The address that the upstream named last, to tell two links of one provider apart.
    pub email: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// An administrator who can sign in with a password when every upstream is gone.
#[derive(Debug, Clone)]
pub struct LocalAdministrator {
    /// The address.
    pub email: EmailAddress,
    /// The password, hashed (PHC string).
    pub password_hash: Secret,
    /// For the audit event.
    pub reference: Ref,
}

/// A user with a password.
#[derive(Debug, Clone)]
pub struct PasswordCredential {
    /// Who.
    pub id: UserId,
    /// The hash (PHC string).
    pub password_hash: Secret,
}

/// How unlinking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnlinkOutcome {
    /// The link is gone.
    Unlinked,
    /// Refused: `last_way_in`.
    Refused(ErrorCode),
}

/// Local accounts.
#[async_trait]
pub trait Users: Send + Sync {
    /// The user of that id.
    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// Creates a user with a password and administrator rights, the address counted as verified; `Conflict` when the
    /// address is taken. Writes one audit event (actor: shell).
    async fn create_administrator(&self, administrator: &LocalAdministrator) -> Result<User, StoreError>;

    /// Whether somebody has administrator rights: from any origin, enabled or not, with a way in or without. From then on
    /// the first start is over.
    async fn has_administrator(&self) -> Result<bool, StoreError>;

    /// The end of the first start: creates a user as [`Users::create_administrator`] does, but only while nobody has
    /// administrator rights; `None` when somebody has, and then nothing is written. However many ask at once, one is
    /// made. `Conflict` when the address is taken. Writes one audit event (actor: anonymous) with the client's address.
    async fn create_first_administrator(
        &self,
        administrator: &LocalAdministrator,
        client: Option<&str>,
    ) -> Result<Option<User>, StoreError>;

    /// Break-glass: gives the user of that address this password and administrator rights, enables it and ends all its
    /// sessions. `None` when nobody has the address. Writes one audit event (actor: shell).
    async fn reset_administrator(&self, administrator: &LocalAdministrator) -> Result<Option<User>, StoreError>;

    /// The password of the enabled administrator with that address.
    async fn find_password(&self, email: &EmailAddress) -> Result<Option<PasswordCredential>, StoreError>;

    /// Begins a session for a user whose password has been checked; `None` when the user is gone, disabled or no
    /// administrator with a password any more. Writes one audit event either way.
    async fn complete_password_sign_in(
        &self,
        user: UserId,
        session: &NewSession,
        reference: &Ref,
    ) -> Result<Option<SignedIn>, StoreError>;

    /// How many enabled users have a password and administrator rights.
    async fn count_password_administrators(&self) -> Result<u64, StoreError>;

    /// The links of a user, oldest first, at most 200.
    async fn list_links(&self, user: UserId) -> Result<Vec<Link>, StoreError>;

    /// Takes a link from its owner; `None` when this user has no such link, and then nothing is written. Refused with
    /// `last_way_in` when neither a password nor another link is left. Rights that the provider granted go with its last
    /// link, because no later sign-in could take them. Writes one audit event either way.
    async fn unlink(&self, user: UserId, link: LinkId, reference: &Ref) -> Result<Option<UnlinkOutcome>, StoreError>;
}
