//! `/admin/apps`: the list, the catalogue, and the page of one app with its form, guide, secrets, claims and grants.

mod catalogue;
mod change;
mod concurrent;
mod edit;
mod form;
mod list;
mod members;
mod settings_fields;
mod test_sign_in;

pub(super) use catalogue::catalogue;
pub(super) use change::{delete, end_secret, revoke_grant, switch};
pub(super) use edit::{add_secret, create, new, save, show};
pub(super) use list::{icon_of, list};
pub(super) use test_sign_in::{test, test_result};
