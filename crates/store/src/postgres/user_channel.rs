//! Where nodes announce whose sessions have changed.

/// The channel. The payload is the ids of the users, or [`EVERYBODY`].
pub(crate) const USERS_CHANNEL: &str = "vestibule_users";
/// The payload of a change that is about more users than it can name.
pub(crate) const EVERYBODY: &str = "*";
