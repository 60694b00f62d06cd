//! The pure part of a reload: settings and definitions in, bound providers or faults out. Never waits.

use std::{path::PathBuf, sync::Arc};

use serde_json::Value;
use vestibule_core::{
    access::Providers,
    clock::Clock,
    credentials::{Credentials, CredentialsSchema},
    driver::{BindInput, Bound},
    fault::{Fault, Stage},
    http::Http,
    ids::{DefinitionId, ProviderId},
    origin::Origin,
    provider::ProviderRecord,
    registration::Registrar,
    secret::sha256,
    settings::ProviderSettings,
    suggestion::did_you_mean,
    violation::{Violation, Violations},
};

use super::{
    context::RegistryContext,
    routes::RouteTable,
    slot::{Slot, SlotState},
};
use crate::catalogue::{entry::CatalogueEntry, index::Catalogue};

/// One provider after binding.
pub struct PlannedProvider {
    /// The slot as it would be published now.
    pub slot: Slot,
    /// What remains to be resolved; `None` for a disabled or faulty provider.
    pub bound: Option<(Arc<dyn Bound>, Arc<dyn Http>)>,
}

/// All providers after binding.
pub struct Plan(pub Vec<PlannedProvider>);

impl Plan {
    /// Binds every provider, in the order of the records. One that does not fit, or that claims the path of another, is a
    /// fault and affects no other.
    pub fn make(records: &[ProviderRecord], catalogue: &Catalogue, context: &RegistryContext) -> Self {
        let plan = |record| Candidate::new(record, catalogue).plan(catalogue, context);
        let mut all: Vec<_> = records.iter().map(plan).collect();
        let mut routes = RouteTable::default();
        let mut in_order: Vec<_> = all.iter_mut().collect();
        in_order.sort_by_cached_key(|planned| planned.slot.position());
        for planned in in_order {
            let slot = &mut planned.slot;
            if slot.enabled()
                && slot.definition.is_some()
                && let Err(faults) = mount(&mut routes, slot, &*context.clock)
            {
                // Next to what binding has found, so that everything is said at once.
                slot.faults.extend(faults);
                (slot.state, planned.bound) = (SlotState::Faulted, None);
            }
        }
        Self(all)
    }

    /// What counts of what these providers granted, as far as that is known without asking an upstream.
    pub fn access(&self) -> Providers {
        let issuer = |planned: &PlannedProvider| planned.bound.as_ref().and_then(|(bound, _)| bound.issuer());
        Providers(self.0.iter().map(|one| (one.slot.id.clone(), one.slot.access(issuer(one)))).collect())
    }
}

/// What is wrong with a disabled provider as far as it is written: what is only missing may still come.
pub fn faults_of_disabled(record: &ProviderRecord, catalogue: &Catalogue, context: &RegistryContext) -> Vec<Fault> {
    let Err(mut violations) = Candidate::new(record, catalogue).bind(catalogue, context) else { return Vec::new() };
    let is_written = |pointer: &str| match pointer.strip_prefix("/credentials") {
        Some(rest) => record.credentials.value(rest.trim_start_matches('/')).is_some(),
        None => true,
    };
    violations.0.retain(|violation| is_written(&violation.pointer));
    Fault::from_violations(Stage::Bind, &violations, context.clock.now())
}

/// What every provider of this definition would have as a fault, with its place: what the drivers find in a definition
/// by itself.
pub fn faults_of_definition(entry: &CatalogueEntry, context: &RegistryContext) -> Violations {
    let protocol = entry.protocol.name;
    let factory = context.factories.iter().find(|factory| factory.facts().name == protocol);
    let Some(factory) = factory else { return Violations::default() };
    // What is written for an option is bound, too.
    let options = entry.definition.options.keys().cloned().collect();
    let settings = ProviderSettings { options, ..ProviderSettings::default() };
    let input = BindInput {
        provider: ProviderId::from(entry.definition.id.clone()),
        definition: entry.definition.with_options(&settings.options),
        schema: entry.schema.clone(),
        settings: settings.into(),
        credentials: Arc::new(sample_credentials(&entry.schema)),
        public_url: context.public_url.clone(),
        registrar: Registrar::default(),
    };
    let Err(violations) = factory.bind(&input) else { return Violations::default() };
    let in_definition = |violation: Violation| {
        let pointer = violation.pointer.strip_prefix("/definition")?.to_owned();
        let place = entry.path().map(|path| entry.place_of(path, &pointer));
        Some(Violation { pointer, origin: place.map(Origin::File), ..violation })
    };
    Violations(violations.0.into_iter().filter_map(in_definition).collect())
}

/// Values of the right kind, so that nothing is missing. On loopback, where every rule about addresses lets through what a
/// definition for development names.
fn sample_credentials(schema: &CredentialsSchema) -> Credentials {
    let mut credentials = Credentials::default();
    let properties = schema.as_json().get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let text = |keyword: &str| property.get(keyword).and_then(Value::as_str).unwrap_or_default();
        let example = property.get("examples").and_then(|examples| examples.get(0)).cloned();
        let is_url = matches!(text("format"), "uri" | "iri") || text("pattern").starts_with("^http");
        let value = if is_url { "http://localhost:9".into() } else { example.unwrap_or_else(|| "x".into()) };
        credentials.insert(name, value, Origin::BuiltIn);
    }
    credentials
}

/// Gives an enabled provider its paths, or says why it cannot have them.
pub(crate) fn mount(routes: &mut RouteTable, slot: &Slot, clock: &dyn Clock) -> Result<(), Vec<Fault>> {
    routes
        .mount(&slot.id, slot.settings.callback_path.as_deref(), slot.record.origin("callback_path"))
        .map_err(|violations| Fault::from_violations(Stage::Publish, &violations, clock.now()))
}

/// A record with the definition that it is an instance of.
pub(crate) struct Candidate<'a> {
    record: &'a ProviderRecord,
    wanted: DefinitionId,
    pub(crate) entry: Option<Arc<CatalogueEntry>>,
    /// Equal for equal definition, settings and credentials.
    pub(crate) fingerprint: [u8; 32],
}

impl<'a> Candidate<'a> {
    pub(crate) fn new(record: &'a ProviderRecord, catalogue: &Catalogue) -> Self {
        let wanted = record.definition();
        let entry = catalogue.find(&wanted).cloned();
        let settings = serde_json::json!(*record.settings).to_string();
        let definition = entry.as_ref().map_or([0; 32], |entry| entry.digest);
        let fingerprint = sha256([definition.as_slice(), &record.credentials.digest(), settings.as_bytes()].concat());
        Self { record, wanted, entry, fingerprint }
    }

    /// Binds the provider, if it is enabled.
    pub(crate) fn plan(&self, catalogue: &Catalogue, context: &RegistryContext) -> PlannedProvider {
        let record = self.record;
        let name = record.settings.display_name.as_deref();
        let name = name.or_else(|| self.entry.as_deref().map(|entry| entry.definition.name.as_str()));
        let mut slot = Slot {
            display_name: name.unwrap_or(record.id.as_str()).into(),
            id: record.id.clone(),
            settings: record.settings.clone(),
            owner: record.owner,
            record: Arc::new(record.clone()),
            newer: None,
            state: SlotState::Disabled,
            faults: Vec::new(),
            definition: self.entry.clone(),
        };
        if !record.settings.enabled {
            return PlannedProvider { slot, bound: None };
        }
        match self.bind(catalogue, context) {
            Ok(bound) => {
                let http = context.http.client(&bound.network_scope());
                slot.state = SlotState::Resolving;
                PlannedProvider { slot, bound: Some((bound, http)) }
            }
            Err(violations) => {
                slot.state = SlotState::Faulted;
                slot.faults = Fault::from_violations(Stage::Bind, &violations, context.clock.now());
                PlannedProvider { slot, bound: None }
            }
        }
    }

    /// Binds the provider, enabled or not.
    pub(crate) fn bind(&self, catalogue: &Catalogue, context: &RegistryContext) -> Result<Arc<dyn Bound>, Violations> {
        let record = self.record;
        let Some(entry) = &self.entry else { return Err(unknown_definition(record, &self.wanted, catalogue)) };
        let protocol = entry.protocol.name;
        let Some(factory) = context.factories.iter().find(|factory| factory.facts().name == protocol) else {
            let detail = format!("unsupported protocol `{protocol}`");
            return Err(Violations(vec![Violation::new("/definition/protocol", detail)]));
        };
        let input = BindInput {
            provider: record.id.clone(),
            definition: entry.definition.with_options(&record.settings.options),
            schema: entry.schema.clone(),
            settings: record.settings.clone(),
            credentials: record.credentials.clone(),
            public_url: context.public_url.clone(),
            registrar: context.registrar.clone(),
        };
        factory.bind(&input).map(Arc::from).map_err(|violations| with_origins(violations, record))
    }
}

/// Adds to each violation the place where its value was written, unless the factory knew it.
fn with_origins(mut violations: Violations, record: &ProviderRecord) -> Violations {
    for violation in &mut violations.0 {
        if violation.origin.is_none() {
            let mut parts = violation.pointer.split('/').skip(1);
            let origin = match (parts.next(), parts.next()) {
                (Some("credentials"), Some(name)) => {
                    record.credentials.origin(name).or_else(|| record.origin("credentials"))
                }
                (Some("settings"), Some(name)) => record.origin(name),
                _ => record.origin(""),
            };
            violation.origin = origin.cloned();
        }
    }
    violations
}

fn unknown_definition(record: &ProviderRecord, wanted: &DefinitionId, catalogue: &Catalogue) -> Violations {
    let known = catalogue.ids().map(DefinitionId::as_str);
    let near = did_you_mean(wanted.as_str(), known);
    let named = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == wanted.as_str());
    let broken = catalogue.faults().iter().map(|fault| &fault.path).find(named);
    let broken = broken.map(|path| format!("; {} has errors", path.display()));
    let hint = match broken {
        Some(broken) => broken,
        // Nobody has named a definition, so the id is probably a name of the operator's own.
        None if near.is_empty() && record.settings.definition.is_none() => format!(
            "; for any OpenID Connect provider write `definition = \"oidc\"`, or describe it in a file {wanted}.toml in the \
             folder of definitions"
        ),
        None => near,
    };
    let detail = format!("there is no definition `{wanted}`{hint}");
    let origin = record.origin("definition").cloned();
    Violations(vec![Violation { pointer: "/settings/definition".to_owned(), detail, origin }])
}
