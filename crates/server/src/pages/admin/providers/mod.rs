//! `/admin/providers`: the list, the catalogue, and the form of one provider with its guide and its test.

mod catalogue;
mod change;
mod concurrent;
mod edit;
mod faults;
mod fields;
mod group_rules;
mod guide;
mod list;
mod locked;
mod members;
mod options;
mod order;
mod origins;
mod report;
mod settings_fields;
mod sheet;
mod stored;
mod submit;

pub(super) use catalogue::catalogue;
pub(super) use change::{delete, register, switch};
pub(super) use concurrent::field_words;
pub(super) use edit::{new, show};
pub(super) use faults::FaultLine;
pub(super) use fields::{
    CREDENTIAL, Field, Group, Kind, SETTING, Values, as_text, credentials as schema_fields, place,
};
pub(super) use guide::html_with_copy;
pub(super) use list::{icon_of, list, state_words};
pub(super) use members::{lines, number, supplied, text};
pub(super) use order::{order, shift};
pub(super) use sheet::Problem;
pub(super) use stored::{Conflict, Row};
pub(super) use submit::{create, save};
