//! `/api/admin/tokens`: what programs may ask with. A token is made at the shell (`vestibule admin token NAME`), where
//! it is shown once; here it is listed and taken away.

mod delete;
mod list;

pub(crate) use delete::delete;
pub(crate) use list::{ShownToken, list};
