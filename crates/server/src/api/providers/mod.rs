//! `/api/admin/providers`: what people can sign in with, and everything about it that an administrator decides.
//!
//! A provider has one owner. Those of the configuration are shown and cannot be changed here; the others are rows of
//! the database, which are read at each request: the registry may still serve what was there before.

mod check;
mod check_draft;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod draft;
pub(crate) mod find;
mod get;
mod list;
pub(crate) mod order;
pub(crate) mod patch;
pub(crate) mod provider;
mod save;

pub(crate) use check::check;
pub(crate) use check_draft::check_draft;
pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use get::get;
pub(crate) use list::list;
pub(crate) use order::{NewOrder, order};
pub(crate) use patch::patch;
pub(crate) use provider::Provider;
