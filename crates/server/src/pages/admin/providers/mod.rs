//! `/admin/providers`: the list, the catalogue, and the form of one provider with its guide and its test.

mod catalogue;
mod change;
mod edit;
mod faults;
mod fields;
mod guide;
mod list;
mod locked;
mod members;
mod origins;
mod report;
mod settings_fields;
mod sheet;

pub(super) use catalogue::catalogue;
pub(super) use change::{delete, order, shift, switch};
pub(super) use edit::{create, new, save, show};
pub(super) use faults::FaultLine;
pub(super) use list::{icon_of, list, state_words};
