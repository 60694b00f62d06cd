//! `vestibule app list`: every app and every app definition.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::Serialize;
use vestibule_apps::{AppRecord, Apps};
use vestibule_core::{
    definition::Status,
    ids::{AppId, DefinitionId},
    origin::Origin,
    provider::Owner,
    violation::Violation,
};
use vestibule_registry::{AppCatalogue, AppCatalogueEntry, CatalogueFault};

use crate::{
    Failure,
    cli::ListArguments,
    offline::Offline,
    print, print_json, shown,
    table::{columns, owner},
};

/// Everything, as a program reads it.
#[derive(Serialize)]
struct Listing<'a> {
    apps: Vec<AppLine<'a>>,
    definitions: Vec<DefinitionLine<'a>>,
    /// Files without a valid definition.
    faults: Vec<FaultyDocument<'a>>,
}

#[derive(Serialize)]
struct AppLine<'a> {
    id: &'a AppId,
    name: String,
    definition: DefinitionId,
    client_id: &'a str,
    owner: Owner,
    state: &'static str,
    faults: &'a [Violation],
}

#[derive(Serialize)]
struct DefinitionLine<'a> {
    id: &'a DefinitionId,
    name: &'a str,
    official: bool,
    status: Status,
    origin: &'a Origin,
    /// The file; null for an official one.
    path: Option<&'a Path>,
    /// The apps that are instances of it.
    apps: Vec<&'a AppId>,
}

#[derive(Serialize)]
struct FaultyDocument<'a> {
    path: &'a Path,
    faults: &'a [Violation],
}

pub(crate) async fn list(config_file: Option<PathBuf>, arguments: &ListArguments) -> Result<ExitCode, Failure> {
    let offline = Offline::load(config_file).await?;
    let apps = offline.apps().await?;
    let listing = listing(&apps, &offline.app_catalogue);
    if arguments.json {
        print_json(&listing)?;
    } else {
        print_listing(&listing);
    }
    Ok(ExitCode::SUCCESS)
}

fn listing<'a>(apps: &'a Apps, catalogue: &'a AppCatalogue) -> Listing<'a> {
    let document = |fault: &'a CatalogueFault| FaultyDocument { path: &fault.path, faults: &fault.violations.0 };
    Listing {
        apps: apps.records().map(|record| app(record, apps, catalogue)).collect(),
        definitions: catalogue.iter().map(|entry| definition(entry, apps)).collect(),
        faults: catalogue.faults().iter().map(document).collect(),
    }
}

fn app<'a>(record: &'a AppRecord, apps: &'a Apps, catalogue: &AppCatalogue) -> AppLine<'a> {
    let (settings, definition) = (&record.settings, record.definition());
    let faults = apps.faults(&record.id).map(|violations| violations.0.as_slice()).unwrap_or_default();
    let of_definition = || catalogue.find(&definition).map(|entry| entry.definition.name.clone());
    AppLine {
        id: &record.id,
        name: settings.display_name.clone().or_else(of_definition).unwrap_or_else(|| record.id.to_string()),
        client_id: settings.client_id.as_deref().unwrap_or(record.id.as_str()),
        owner: record.owner,
        state: match (settings.enabled, faults) {
            (false, _) => "disabled",
            (true, []) => "enabled",
            (true, _) => "faulted",
        },
        faults,
        definition,
    }
}

fn definition<'a>(entry: &'a AppCatalogueEntry, apps: &'a Apps) -> DefinitionLine<'a> {
    let definition = &entry.definition;
    let instances = apps.records().filter(|record| record.definition() == definition.id);
    DefinitionLine {
        id: &definition.id,
        name: &definition.name,
        official: entry.official,
        status: definition.status,
        origin: &entry.origin,
        path: entry.path(),
        apps: instances.map(|record| &record.id).collect(),
    }
}

fn print_listing(listing: &Listing<'_>) {
    if listing.apps.is_empty() {
        print("No apps yet. Add one in a section [apps.ID] of the configuration.");
    } else {
        let headings = ["APP", "NAME", "DEFINITION", "CLIENT ID", "OWNER", "STATE"];
        print(&columns(headings, &listing.apps.iter().map(app_cells).collect::<Vec<_>>()));
    }
    let headings = ["DEFINITION", "NAME", "STATUS", "FROM", "APPS"];
    let rows: Vec<_> = listing.definitions.iter().map(definition_cells).collect();
    print(&format!("\n{}", columns(headings, &rows)));
    let of_apps =
        listing.apps.iter().flat_map(|line| line.faults.iter().map(|fault| format!("app {}: {fault}", line.id)));
    let of_documents = listing.faults.iter().flat_map(|document| document.faults.iter().map(ToString::to_string));
    let notes: Vec<String> = of_apps.chain(of_documents).collect();
    if !notes.is_empty() {
        print(&format!("\n{}", notes.join("\n")));
    }
}

fn app_cells(line: &AppLine<'_>) -> [String; 6] {
    let cells = [line.id.as_str(), &line.name, line.definition.as_str(), line.client_id, owner(line.owner), line.state];
    cells.map(str::to_owned)
}

fn definition_cells(line: &DefinitionLine<'_>) -> [String; 5] {
    let from = line.path.map_or("official".to_owned(), |path| shown(path).display().to_string());
    let status = match line.status {
        Status::Confirmed => "confirmed",
        Status::Unconfirmed => "unconfirmed",
    };
    let apps: Vec<&str> = line.apps.iter().map(|id| id.as_str()).collect();
    [line.id.to_string(), line.name.to_owned(), status.to_owned(), from, apps.join(", ")]
}
