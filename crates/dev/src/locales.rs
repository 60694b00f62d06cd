//! `cargo dev check-locales`: what the translations in `locales/` lack, and what is broken in them.

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::workspace::Workspace;

/// Lists missing texts, which are shown in English, and fails on what must not be there.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let path = workspace.path("locales");
    let report = vestibule_i18n::check(&path).map_err(|source| Error::Read { path, source })?;
    for problem in &report.missing {
        console::line(&problem.to_string());
    }
    let (languages, missing) = (report.languages.join(", "), report.missing.len());
    if report.broken.is_empty() {
        console::line(&format!("{languages}: {missing} missing texts; they are shown in English."));
        return Ok(());
    }
    let lines = report.broken.iter().map(|problem| format!("  {problem}\n"));
    Err(Error::Refused(format!("broken texts in locales/:\n{}", lines.collect::<String>())))
}
