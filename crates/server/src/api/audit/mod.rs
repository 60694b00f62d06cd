//! `/api/admin/audit`: who did what, when and from where.

mod list;

pub(crate) use list::{ShownEvent, list};
