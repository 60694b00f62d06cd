//! Why a command ends without having done its work, and with which exit code.

use vestibule::parts::{BuildError, InstallationError};
use vestibule_store::{OpenError, maintenance::MaintenanceError};

/// Exit codes other than 0 (docs/errors.md): a check found faults; the command cannot do its work; the command line is
/// wrong (`EX_USAGE` of sysexits); somebody else uses the installation or the address now (`EX_TEMPFAIL`).
pub(crate) const FAULTS: u8 = 1;
pub(crate) const UNUSABLE: u8 = 2;
pub(crate) const USAGE: u8 = 64;
pub(crate) const NOT_NOW: u8 = 75;

/// A command cannot do its work. The text gives the cause, then what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) text: String,
    pub(crate) code: u8,
}

pub(crate) fn failure(text: impl Into<String>) -> Failure {
    Failure { text: text.into(), code: UNUSABLE }
}

impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !text.contains(&cause_text) {
                text = format!("{text}: {cause_text}");
            }
            source = cause.source();
        }
        Self { text, code: if is_temporary(&error) { NOT_NOW } else { UNUSABLE } }
    }
}

/// Whether the same command may work later without any change.
fn is_temporary(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<MaintenanceError>() {
        return error.is_temporary();
    }
    let building = error.downcast_ref::<BuildError>().and_then(|error| match error {
        BuildError::Store(error) => Some(error),
        BuildError::Settings(_) => None,
    });
    let looking = error.downcast_ref::<InstallationError>().and_then(|error| match error {
        InstallationError::Database(error) => Some(error),
        InstallationError::KeyFile(_) | InstallationError::MissingKey(_) => None,
    });
    let opening = building.or(looking).or_else(|| error.downcast_ref());
    opening.is_some_and(OpenError::is_temporary)
}
