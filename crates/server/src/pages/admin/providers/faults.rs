//! Faults in words: at which step, what happened, what to change.

use vestibule_core::{
    code::ErrorCode,
    fault::{Fault, Stage},
    origin::Origin,
    provider::Owner,
    violation::Violation,
};

use super::super::super::{Moment, texts::Provider};

/// A fault in words.
pub(in crate::pages::admin) struct FaultLine {
    pub(in crate::pages::admin) stage: &'static str,
    pub(in crate::pages::admin) detail: String,
    pub(in crate::pages::admin) advice: &'static str,
    pub(in crate::pages::admin) origin: Option<String>,
    pub(in crate::pages::admin) next_try: Option<Moment>,
}

impl FaultLine {
    /// A fault of a provider; its owner is who can change something about it.
    pub(in crate::pages::admin) fn new(fault: &Fault, owner: Owner, t: Provider) -> Self {
        Self {
            stage: stage(fault.stage, t),
            detail: fault.detail.clone(),
            advice: advice(fault, owner, t),
            origin: fault.origin.as_ref().map(ToString::to_string),
            next_try: fault.next_retry_at.map(Moment),
        }
    }

    /// What is wrong with a file of a definition.
    pub(in crate::pages::admin) fn of_violation(violation: &Violation, t: Provider) -> Self {
        let place = if violation.pointer.is_empty() { String::new() } else { format!("{}: ", violation.pointer) };
        Self {
            stage: t.stage_parse(),
            detail: format!("{place}{}", violation.detail),
            advice: t.fix_file(),
            origin: violation.origin.as_ref().map(ToString::to_string),
            next_try: None,
        }
    }
}

fn stage(stage: Stage, t: Provider) -> &'static str {
    match stage {
        Stage::Load => t.stage_load(),
        Stage::Parse => t.stage_parse(),
        Stage::Bind => t.stage_bind(),
        Stage::Resolve => t.stage_resolve(),
        Stage::Publish => t.stage_publish(),
    }
}

fn advice(fault: &Fault, owner: Owner, t: Provider) -> &'static str {
    let change_it = match owner {
        Owner::Config => t.fix_configuration(),
        Owner::Admin => t.fix_form(),
    };
    match (fault.stage, fault.code) {
        (Stage::Load | Stage::Parse, _) => t.fix_file(),
        (Stage::Bind, _) if matches!(fault.origin, Some(Origin::File(_))) => t.fix_file(),
        (Stage::Bind, _) if fault.origin == Some(Origin::Plugin) => t.fix_plugin(),
        (Stage::Bind, _) => change_it,
        (Stage::Resolve, ErrorCode::ProviderMisconfigured) => t.fix_metadata(),
        (Stage::Resolve, _) => t.fix_network(),
        (Stage::Publish, _) => t.fix_path(),
    }
}
