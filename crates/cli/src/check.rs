//! `vestibule check [--online]`: loads everything without a server, and prints every problem with its location.

use std::{collections::HashSet, path::PathBuf, process::ExitCode};

use indicatif::{ProgressBar, ProgressStyle};
use vestibule::parts::identity;
use vestibule_apps::{Apps, FaultyApp};
use vestibule_config::Config;
use vestibule_core::{
    access::Rules,
    clock::{Clock as _, SystemClock},
    driver::Context,
    ids::DefinitionId,
    node::{Digests, NodeReport},
    provider::{Owner, ProviderRecord},
    random::OsRandom,
    secret::hex,
    violation::Violation,
};
use vestibule_registry::{Plan, PlannedProvider, Slot, SlotState, digests, faults_of_definition, faults_of_disabled};
use vestibule_server::NodeIdentity;
use vestibule_store::{Node, maintenance};

use crate::{FAULTS, Failure, cli::CheckArguments, count, exposure, offline::Offline, print, startup, warnings};

pub(crate) async fn check(config_file: Option<PathBuf>, arguments: &CheckArguments) -> Result<ExitCode, Failure> {
    let offline = Offline::load(config_file).await?;
    let Offline { sources, config, registry, catalogue, .. } = &offline;
    let mut report = Report::default();
    for fault in catalogue.faults().iter().chain(offline.app_catalogue.faults()) {
        for violation in &fault.violations.0 {
            report.fault(&violation.to_string());
        }
    }
    let described = startup::described(sources, &config.files);
    print(&match config.files.is_empty() {
        true => format!("{described}: only defaults and environment variables were checked"),
        false => described,
    });
    for warning in warnings::find(config) {
        print(&format!("warning: {warning}"));
    }
    for exposed in exposure::find(config) {
        report.fault(&exposed);
    }
    check_apps(&offline, &mut report).await;
    let records = records(&offline, &mut report).await;
    let plan = Plan::make(&records, catalogue, registry);
    if lacks_administrator(config, &plan).await {
        print(
            "warning: nobody can administer this installation: no enabled user has administrator rights that count with this \
             configuration. Create an administrator with `vestibule admin create EMAIL`",
        );
    }
    let Plan(providers) = plan;
    let entries = providers.iter().filter_map(|planned| planned.slot.definition.as_ref());
    let used = entries.map(|entry| entry.definition.id.clone()).collect();
    for difference in differences(&offline, &providers).await {
        print(&format!("warning: {difference}"));
    }
    let progress = progress(arguments.online, providers.len());
    for planned in providers {
        progress.set_message(planned.slot.id.to_string());
        let words = provider(&planned, &offline, arguments.online, &mut report).await;
        progress.suspend(|| print(&format!("provider {} ({}): {words}", planned.slot.id, planned.slot.display_name)));
        progress.inc(1);
    }
    progress.finish_and_clear();
    for violation in faults_of_unused(&used, &offline) {
        print(&format!("note: {violation}"));
    }
    Ok(report.conclude())
}

/// All apps. If the database cannot be read, only the configuration's: that it cannot is reported with its providers.
async fn check_apps(offline: &Offline, report: &mut Report) {
    let known = offline.apps().await;
    let apps = known.unwrap_or_else(|_| Apps::bind(&offline.config.apps, &*offline.app_catalogue));
    for FaultyApp { id, violations } in apps.faulty {
        for violation in violations.0 {
            report.fault(&format!("app {id}: {violation}"));
        }
    }
}

/// Whether there are users and no administrator. A database that cannot be read is reported with its providers.
async fn lacks_administrator(config: &Config, plan: &Plan) -> bool {
    let grant_max_age = chrono::Duration::from_std(config.grant_max_age).unwrap_or(chrono::Duration::MAX);
    let rules = Rules { providers: &plan.access(), grant_max_age };
    let place = startup::place(&config.installation());
    maintenance::lacks_administrator(&place, rules, SystemClock.now()).await.unwrap_or(false)
}

/// What is wrong with drop-ins that no provider uses. It concerns nobody yet, so it is no fault.
fn faults_of_unused(used: &HashSet<DefinitionId>, offline: &Offline) -> Vec<Violation> {
    let entries = offline.catalogue.custom().filter(|entry| !used.contains(&entry.definition.id));
    entries.flat_map(|entry| faults_of_definition(entry, &offline.registry).0).collect()
}

/// All active providers. If the database cannot be read, that is a fault, and only the configuration's are checked.
async fn records(offline: &Offline, report: &mut Report) -> Vec<ProviderRecord> {
    match offline.providers().await {
        Ok((known, _)) => {
            if let Err(Failure { text, .. }) = startup::check_keys(&offline.config.installation()).await {
                report.fault(&text);
            }
            known.into_iter().map(|known| known.record).collect()
        }
        Err(Failure { text, .. }) => {
            report.fault(&format!("cannot read the providers that administrators have added: {text}"));
            offline.config.providers.clone()
        }
    }
}

/// What is wrong between the nodes that run and the files here. A database that cannot be read is a fault already.
async fn differences(offline: &Offline, providers: &[PlannedProvider]) -> Vec<String> {
    let installation = offline.config.installation();
    let nodes = maintenance::list_nodes(&startup::place(&installation)).await.unwrap_or_default();
    let Ok(keys) = startup::existing_keys(&installation) else { return Vec::new() };
    let (providers, definitions) = digests(providers.iter().map(|planned| &planned.slot), &offline.catalogue);
    let NodeIdentity { id, name, version, started_at, settings } = identity(&offline.config, &SystemClock, &OsRandom);
    let keys = std::iter::once(keys.fingerprint()).chain(keys.former()).map(hex).collect();
    let digests = Digests { settings, providers, definitions };
    let here = NodeReport { id, name, version, started_at, clock_offset: 0, keys, digests };
    let of = |node: Node| {
        let differences = here.differences(&node.report).into_iter();
        let described = differences.map(|difference| format!("node {} {difference}", node.report.name));
        described.chain(node.report.clock_fault()).collect::<Vec<_>>()
    };
    nodes.into_iter().flat_map(of).collect()
}

async fn provider(planned: &PlannedProvider, offline: &Offline, online: bool, report: &mut Report) -> String {
    let Offline { registry, catalogue, .. } = offline;
    let Slot { faults, state, record, .. } = &planned.slot;
    if matches!(state, SlotState::Disabled) {
        for fault in faults_of_disabled(record, catalogue, registry) {
            report.fault(&fault.to_string());
        }
        let is_written = record.owner == Owner::Admin || record.origins.contains_key("enabled");
        return if is_written { "disabled".to_owned() } else { "disabled: add `enabled = true`".to_owned() };
    }
    for fault in faults {
        report.fault(&fault.to_string());
    }
    let Some((bound, http)) = &planned.bound else { return state.as_str().to_owned() };
    if !online {
        return "complete".to_owned();
    }
    let context = Context { http: &**http, clock: &*registry.clock, random: &*registry.random };
    match bound.resolve(&context).await {
        Ok(driver) => format!("ready, issuer {}", driver.issuer()),
        Err(fault) => {
            report.fault(&fault.to_string());
            "faulted".to_owned()
        }
    }
}

/// A progress bar on a terminal while upstreams are contacted.
fn progress(online: bool, providers: usize) -> ProgressBar {
    if !online {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").unwrap_or(ProgressStyle::default_bar());
    ProgressBar::new(providers as u64).with_style(style)
}

#[derive(Default)]
struct Report {
    faults: u64,
}

impl Report {
    fn fault(&mut self, text: &str) {
        self.faults += 1;
        print(&format!("fault: {text}"));
    }

    fn conclude(self) -> ExitCode {
        if self.faults == 0 {
            print("no faults");
            return ExitCode::SUCCESS;
        }
        print(&count(self.faults, "fault"));
        ExitCode::from(FAULTS)
    }
}
