//! `/api/admin/providers`: what people can sign in with, and everything about it that an administrator decides.
//!
//! A provider has one owner. Those of the configuration are shown and cannot be changed here; the others are rows of
//! the database, which are read at each request: the registry may still serve what was there before.

mod delete;
mod find;
mod get;
mod list;
mod order;
mod provider;
mod save;

pub(crate) use delete::delete;
pub(crate) use get::get;
pub(crate) use list::list;
pub(crate) use order::order;
