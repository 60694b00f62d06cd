//! What `provider lint` and `app lint` say about files.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::Serialize;
use vestibule_core::{ids::DefinitionId, violation::Violation};

use crate::{FAULTS, Failure, count, print, print_json};

/// One file, as a program reads it.
#[derive(Serialize)]
pub(crate) struct Verdict<'c> {
    pub(crate) path: &'c Path,
    pub(crate) ok: bool,
    /// The definition that it would be.
    pub(crate) id: Option<&'c DefinitionId>,
    pub(crate) faults: Vec<Violation>,
    /// The definition in words.
    #[serde(skip)]
    pub(crate) described: Option<String>,
}

/// Each file once, in the order of the command line.
pub(crate) fn without_duplicates(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut seen = Vec::new();
    files.retain(|file| {
        !seen.contains(file) && {
            seen.push(file.clone());
            true
        }
    });
    files
}

/// Prints the verdicts, and says by the exit code whether all are good.
pub(crate) fn conclude(verdicts: &[Verdict<'_>], json: bool) -> Result<ExitCode, Failure> {
    if json {
        print_json(&verdicts)?;
    } else {
        report(verdicts);
    }
    let all_good = verdicts.iter().all(|verdict| verdict.ok);
    Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::from(FAULTS) })
}

fn report(verdicts: &[Verdict<'_>]) {
    for verdict in verdicts {
        for fault in &verdict.faults {
            print(&fault.to_string());
        }
        if let Some(described) = verdict.described.as_deref().filter(|_| verdict.ok) {
            print(&format!("{}: OK: {described}", verdict.path.display()));
        }
    }
    match verdicts.iter().map(|verdict| verdict.faults.len() as u64).sum() {
        0 => print("no faults"),
        faults => print(&count(faults, "fault")),
    }
}
