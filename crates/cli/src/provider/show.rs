//! `vestibule provider show ID`: every effective value, and where it comes from.

mod shown;
mod text;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use vestibule_core::{
    driver::{Context, Driver},
    fault::Fault,
    ids::DefinitionId,
    suggestion::closest_match,
};
use vestibule_registry::{CatalogueEntry, Plan, PlannedProvider, Provenance};

use self::shown::{Shown, ShownDefinition, ShownProvider};
use super::list::state;
use crate::{
    Failure,
    cli::ShowArguments,
    failure,
    offline::{Known, Offline},
    print, print_json,
};

pub(crate) async fn show(config_file: Option<PathBuf>, arguments: &ShowArguments) -> Result<ExitCode, Failure> {
    let offline = Offline::load(config_file).await?;
    let (known, _) = offline.providers().await?;
    let records: Vec<_> = known.iter().map(|known| known.record.clone()).collect();
    let Plan(planned) = Plan::make(&records, &offline.catalogue, &offline.registry);
    let found = known.iter().zip(&planned).find(|(known, _)| known.record.id.as_str() == arguments.id);
    let definition = match found {
        Some((_, planned)) => planned.slot.definition.clone(),
        None => arguments.id.parse().ok().and_then(|id| offline.catalogue.find(&id).cloned()),
    };
    if found.is_none() && definition.is_none() {
        return Err(failure(unknown(&arguments.id, &offline, &known)));
    }
    let asked = match found {
        Some((_, planned)) if arguments.online => ask(planned, &offline).await,
        _ => None,
    };
    let shown = Shown {
        provider: found.map(|(known, planned)| provider(known, planned, asked.as_ref(), &offline)),
        definition: definition.as_deref().map(|entry| shown_definition(entry, &offline)),
    };
    if arguments.json {
        print_json(&shown)?;
    } else {
        print(text::of(&shown).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

/// Discovery and keys; `None` for a provider that is switched off or does not fit.
async fn ask(planned: &PlannedProvider, offline: &Offline) -> Option<Result<std::sync::Arc<dyn Driver>, Fault>> {
    let (bound, http) = planned.bound.as_ref()?;
    let registry = &offline.registry;
    let context = Context { http: &**http, clock: &*registry.clock, random: &*registry.random };
    Some(bound.resolve(&context).await)
}

fn provider<'a>(
    known: &'a Known,
    planned: &'a PlannedProvider,
    asked: Option<&Result<std::sync::Arc<dyn Driver>, Fault>>,
    offline: &'a Offline,
) -> ShownProvider<'a> {
    let Known { record, row } = known;
    let public_url = &offline.config.public_url;
    let driver = asked.and_then(|asked| asked.as_ref().ok()).map(|driver| &**driver);
    let fault = asked.and_then(|asked| asked.as_ref().err());
    let of = Provenance { record, entry: planned.slot.definition.as_deref(), driver };
    let is_stored_secret = |name: &str| row.as_ref().is_some_and(|row| row.secrets.contains_key(name));
    ShownProvider {
        id: &record.id,
        owner: record.owner,
        origin: record.origin(""),
        state: match asked {
            Some(Ok(_)) => "ready",
            Some(Err(_)) => "faulted",
            None => state(&planned.slot),
        },
        definition: of.definition(),
        settings: of.settings(),
        credentials: of.credentials(is_stored_secret),
        issuer: of.issuer(),
        endpoints: of.endpoints(),
        callback_urls: record.callback_urls(public_url),
        post_logout_url: public_url.as_str(),
        faults: planned.slot.faults.iter().chain(fault).cloned().collect(),
    }
}

fn shown_definition<'a>(entry: &'a CatalogueEntry, offline: &'a Offline) -> ShownDefinition<'a> {
    let faults = offline.catalogue.faults().iter().filter(|fault| Some(&*fault.path) == entry.path());
    ShownDefinition {
        id: &entry.definition.id,
        official: entry.official,
        path: entry.path(),
        values: entry.values(),
        credentials_schema: entry.schema.as_json(),
        faults: faults.flat_map(|fault| &fault.violations.0).collect(),
    }
}

/// Explains why nothing was found: its file is invalid, or the id is misspelled.
fn unknown(id: &str, offline: &Offline, known: &[Known]) -> String {
    let named = |path: &Path| path.file_stem().is_some_and(|stem| stem == id);
    if let Some(fault) = offline.catalogue.faults().iter().find(|fault| named(&fault.path)) {
        let lines: Vec<_> = fault.violations.0.iter().map(ToString::to_string).collect();
        return format!("{} is not a valid definition:\n{}", fault.path.display(), lines.join("\n"));
    }
    let definitions = offline.catalogue.ids().map(DefinitionId::as_str);
    let providers = known.iter().map(|known| known.record.id.as_str());
    let hint = match closest_match(id, providers.chain(definitions)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`vestibule provider list` lists all".to_owned(),
    };
    format!("no provider or definition named `{}`; {hint}", id.escape_debug())
}
