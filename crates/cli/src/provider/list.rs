//! `vestibule provider list`: every provider and every definition.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::Serialize;
use vestibule_core::{
    fault::Fault,
    ids::{DefinitionId, ProviderId},
    origin::Origin,
    provider::Owner,
    violation::Violation,
};
use vestibule_registry::{Catalogue, CatalogueEntry, CatalogueFault, Plan, Slot, SlotState};

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
    providers: Vec<ProviderLine<'a>>,
    definitions: Vec<DefinitionLine<'a>>,
    /// Files and plugins without a valid definition.
    faults: Vec<FaultyDocument<'a>>,
    /// Stored providers that are inactive, because the configuration uses their ids.
    not_in_force: Vec<ProviderId>,
}

#[derive(Serialize)]
struct ProviderLine<'a> {
    id: &'a ProviderId,
    name: &'a str,
    definition: DefinitionId,
    /// Null when there is no such definition.
    protocol: Option<&'static str>,
    owner: Owner,
    state: &'static str,
    faults: &'a [Fault],
}

#[derive(Serialize)]
struct DefinitionLine<'a> {
    id: &'a DefinitionId,
    name: &'a str,
    protocol: &'static str,
    official: bool,
    origin: &'a Origin,
    /// The file, or the section of the configuration that brings it; null for an official one.
    path: Option<&'a Path>,
    /// The providers that are instances of it.
    providers: Vec<&'a ProviderId>,
}

#[derive(Serialize)]
struct FaultyDocument<'a> {
    path: &'a Path,
    faults: &'a [Violation],
}

pub(crate) async fn list(config_file: Option<PathBuf>, arguments: &ListArguments) -> Result<ExitCode, Failure> {
    let offline = Offline::load(config_file).await?;
    let (known, shadowed) = offline.providers().await?;
    let records: Vec<_> = known.into_iter().map(|known| known.record).collect();
    let Plan(planned) = Plan::make(&records, &offline.catalogue, &offline.registry);
    let mut slots: Vec<Slot> = planned.into_iter().map(|planned| planned.slot).collect();
    slots.sort_by_cached_key(Slot::position);
    let mut listing = listing(&slots, &offline.catalogue);
    listing.not_in_force = shadowed.into_iter().map(|row| row.id).collect();
    if arguments.json {
        print_json(&listing)?;
    } else {
        print_listing(&listing);
    }
    Ok(ExitCode::SUCCESS)
}

fn listing<'a>(slots: &'a [Slot], catalogue: &'a Catalogue) -> Listing<'a> {
    let document = |fault: &'a CatalogueFault| FaultyDocument { path: &fault.path, faults: &fault.violations.0 };
    Listing {
        providers: slots.iter().map(provider).collect(),
        definitions: catalogue.iter().map(|entry| definition(entry, slots)).collect(),
        faults: catalogue.faults().iter().map(document).collect(),
        not_in_force: Vec::new(),
    }
}

fn provider(slot: &Slot) -> ProviderLine<'_> {
    ProviderLine {
        id: &slot.id,
        name: &slot.display_name,
        definition: slot.record.definition(),
        protocol: slot.definition.as_ref().map(|entry| entry.protocol.name),
        owner: slot.owner,
        state: state(slot),
        faults: &slot.faults,
    }
}

/// The state as far as it is known without contacting the upstream.
pub(super) fn state(slot: &Slot) -> &'static str {
    match slot.state {
        SlotState::Disabled => "disabled",
        SlotState::Faulted => "faulted",
        SlotState::Resolving | SlotState::Ready(_) => "enabled",
    }
}

fn definition<'a>(entry: &'a CatalogueEntry, slots: &'a [Slot]) -> DefinitionLine<'a> {
    let definition = &entry.definition;
    let is_instance = |slot: &&Slot| slot.definition.as_ref().is_some_and(|of| of.definition.id == definition.id);
    DefinitionLine {
        id: &definition.id,
        name: &definition.name,
        protocol: entry.protocol.name,
        official: entry.official,
        origin: &entry.origin,
        path: entry.path(),
        providers: slots.iter().filter(is_instance).map(|slot| &slot.id).collect(),
    }
}

fn print_listing(listing: &Listing<'_>) {
    if listing.providers.is_empty() {
        print("No providers yet. Add one under /admin, or in a section [providers.ID] of the configuration.");
    } else {
        let headings = ["PROVIDER", "NAME", "DEFINITION", "PROTOCOL", "OWNER", "STATE"];
        print(&columns(headings, &listing.providers.iter().map(provider_cells).collect::<Vec<_>>()));
    }
    let headings = ["DEFINITION", "NAME", "PROTOCOL", "FROM", "PROVIDERS"];
    let rows: Vec<_> = listing.definitions.iter().map(definition_cells).collect();
    print(&format!("\n{}", columns(headings, &rows)));
    let of_providers = listing
        .providers
        .iter()
        .flat_map(|line| line.faults.iter().map(|fault| format!("provider {}: {fault}", line.id)));
    let of_documents = listing.faults.iter().flat_map(|document| document.faults.iter().map(ToString::to_string));
    let shadowed = listing.not_in_force.iter().map(|id| {
        format!(
            "provider {id}: the provider that administrators have added is inactive, because the configuration uses its id"
        )
    });
    let notes: Vec<String> = of_providers.chain(of_documents).chain(shadowed).collect();
    if !notes.is_empty() {
        print(&format!("\n{}", notes.join("\n")));
    }
}

fn provider_cells(line: &ProviderLine<'_>) -> [String; 6] {
    let protocol = line.protocol.unwrap_or("?");
    let cells = [line.id.as_str(), line.name, line.definition.as_str(), protocol, owner(line.owner), line.state];
    cells.map(str::to_owned)
}

fn definition_cells(line: &DefinitionLine<'_>) -> [String; 5] {
    let from = line.path.map_or("official".to_owned(), |path| shown(path).display().to_string());
    let providers: Vec<&str> = line.providers.iter().map(|id| id.as_str()).collect();
    [line.id.to_string(), line.name.to_owned(), line.protocol.to_owned(), from, providers.join(", ")]
}
