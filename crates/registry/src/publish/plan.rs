//! The pure part of a reload: settings and definitions in, bound providers or faults out. No network, no waiting.

use std::{collections::HashMap, fmt, path::PathBuf, sync::Arc, time::Duration};

use vestibule_core::{
    clock::Clock,
    definition::Protocol,
    driver::{BindInput, Bound, DriverFactory},
    fault::{Fault, Stage},
    http::{Http, HttpFactory},
    ids::DefinitionId,
    provider::ProviderRecord,
    public_url::PublicUrl,
    random::Random,
    secret::sha256,
    suggestion::did_you_mean,
    violation::{Violation, Violations},
};

use crate::{
    catalogue::{Catalogue, CatalogueEntry},
    publish::routes::RouteTable,
    publish::slot::{Slot, State},
};

/// What the registry builds on: handed in by whoever starts it.
#[derive(Clone)]
pub struct RegistryContext {
    /// One factory per protocol.
    pub factories: HashMap<Protocol, Arc<dyn DriverFactory>>,
    /// Makes outgoing HTTP with a provider's limits.
    pub http: Arc<dyn HttpFactory>,
    /// Our own origin.
    pub public_url: PublicUrl,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// How long to wait before an upstream is asked again: first, doubling, at most.
    pub retry: (Duration, Duration),
}

impl fmt::Debug for RegistryContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistryContext").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

/// One provider after binding.
pub struct PlannedProvider {
    /// The slot as it would be published now.
    pub slot: Slot,
    /// What remains to be resolved; `None` for a disabled or faulty provider.
    pub bound: Option<(Arc<dyn Bound>, Arc<dyn Http>)>,
    /// Equal for equal definition, settings and credentials.
    pub fingerprint: [u8; 32],
}

/// All providers after binding.
pub struct Plan(pub Vec<PlannedProvider>);

impl Plan {
    /// Binds every provider, in the order of the records. One that does not fit, or that wants the path of another, is
    /// a fault and hurts no other.
    pub fn make(records: &[ProviderRecord], catalogue: &Catalogue, context: &RegistryContext) -> Self {
        let mut all: Vec<_> = records.iter().map(|record| plan(record, catalogue, context)).collect();
        let mut routes = RouteTable::default();
        let mut in_order: Vec<_> = all.iter_mut().collect();
        in_order.sort_by_cached_key(|planned| planned.slot.position());
        for planned in in_order {
            let slot = &mut planned.slot;
            if slot.enabled()
                && slot.definition.is_some()
                && let Err(faults) = mount(&mut routes, slot, &*context.clock)
            {
                (slot.state, slot.faults, planned.bound) = (State::Faulted, faults, None);
            }
        }
        Self(all)
    }
}

/// Gives an enabled provider its paths, or says why it cannot have them.
pub(crate) fn mount(routes: &mut RouteTable, slot: &Slot, clock: &dyn Clock) -> Result<(), Vec<Fault>> {
    routes
        .mount(&slot.id, slot.settings.callback_path.as_deref(), slot.record.origin("callback_path"))
        .map_err(|violations| Fault::from_violations(Stage::Publish, &violations, clock.now()))
}

/// Equal for equal definition, settings and credentials.
pub(crate) fn fingerprint_of(record: &ProviderRecord, catalogue: &Catalogue) -> [u8; 32] {
    fingerprint(record, catalogue.find(&definition_of(record)).map(|entry| &**entry))
}

fn definition_of(record: &ProviderRecord) -> DefinitionId {
    record.settings.definition.clone().unwrap_or_else(|| DefinitionId::from(record.id.clone()))
}

/// Binds one provider.
pub(crate) fn plan(record: &ProviderRecord, catalogue: &Catalogue, context: &RegistryContext) -> PlannedProvider {
    let wanted = definition_of(record);
    let entry = catalogue.find(&wanted).cloned();
    let fingerprint = fingerprint(record, entry.as_deref());
    let name = record.settings.display_name.as_deref();
    let name = name.or_else(|| entry.as_deref().map(|entry| entry.definition.name.as_str()));
    let mut slot = Slot {
        display_name: name.unwrap_or(record.id.as_str()).into(),
        id: record.id.clone(),
        settings: record.settings.clone(),
        owner: record.owner,
        record: Arc::new(record.clone()),
        state: State::Disabled,
        faults: Vec::new(),
        definition: entry.clone(),
    };
    if !record.settings.enabled {
        return PlannedProvider { slot, bound: None, fingerprint };
    }
    let bound = match entry {
        Some(entry) => bind(record, &entry, context),
        None => Err(unknown_definition(record, &wanted, catalogue)),
    };
    match bound {
        Ok(bound) => {
            let http = context.http.client(&bound.network_scope());
            slot.state = State::Resolving;
            PlannedProvider { slot, bound: Some((bound, http)), fingerprint }
        }
        Err(violations) => {
            slot.state = State::Faulted;
            slot.faults = Fault::from_violations(Stage::Bind, &violations, context.clock.now());
            PlannedProvider { slot, bound: None, fingerprint }
        }
    }
}

/// Binds what is written down, without a slot. Pure.
pub(crate) fn bind_record(
    record: &ProviderRecord,
    catalogue: &Catalogue,
    context: &RegistryContext,
) -> Result<Arc<dyn Bound>, Violations> {
    let wanted = record.settings.definition.clone().unwrap_or_else(|| DefinitionId::from(record.id.clone()));
    match catalogue.find(&wanted) {
        Some(entry) => bind(record, entry, context),
        None => Err(unknown_definition(record, &wanted, catalogue)),
    }
}

fn bind(
    record: &ProviderRecord,
    entry: &CatalogueEntry,
    context: &RegistryContext,
) -> Result<Arc<dyn Bound>, Violations> {
    let protocol = entry.definition.protocol;
    let Some(factory) = context.factories.get(&protocol) else {
        let detail = format!("this program does not speak the protocol `{}`", protocol.as_str());
        return Err(Violations(vec![Violation::new("/definition/protocol", detail)]));
    };
    let input = BindInput {
        provider: record.id.clone(),
        definition: entry.definition.clone(),
        schema: entry.schema.clone(),
        settings: record.settings.clone(),
        credentials: record.credentials.clone(),
        public_url: context.public_url.clone(),
    };
    factory.bind(&input).map(Arc::from).map_err(|violations| with_origins(violations, record))
}

/// Says of each violation where its value was written, as far as the binder did not know.
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
    let known = catalogue.iter().map(|entry| entry.definition.id.as_str());
    let near = did_you_mean(wanted.as_str(), known);
    let named = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == wanted.as_str());
    let broken = catalogue.faults().iter().map(|fault| &fault.path).find(named);
    let broken = broken.map(|path| format!("; {} cannot be used as it is", path.display()));
    let hint = broken.unwrap_or(near);
    let detail = format!("there is no definition `{wanted}`{hint}");
    let origin = record.origin("definition").cloned();
    Violations(vec![Violation { pointer: "/settings/definition".to_owned(), detail, origin }])
}

fn fingerprint(record: &ProviderRecord, entry: Option<&CatalogueEntry>) -> [u8; 32] {
    let settings = serde_json::to_vec(&*record.settings).unwrap_or_default();
    let definition = entry.map_or([0; 32], |entry| entry.digest);
    sha256([definition.as_slice(), &record.credentials.digest(), &settings].concat())
}
