//! `/api/admin/sessions`: who is signed in where, and the end of it.

mod delete;
mod list;

pub(crate) use delete::delete;
pub(crate) use list::{ShownSession, list};
