//! Fitting a plugin's definition, its settings and its credentials together. Pure: the plugin is not asked.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    driver::{BindInput, Bound, Context, Driver, DriverFactory},
    fault::Fault,
    http::NetworkScope,
    ids::Issuer,
    origin::Origin,
    protocol::{IssuerSource, ProtocolFacts},
    violation::{Violation, Violations},
};

use crate::{
    describe,
    driver::{Plan, PluginDriver},
    host::PluginHost,
};

/// The protocol of the definitions that plugins describe. No file can have it.
pub const PROTOCOL: ProtocolFacts = ProtocolFacts {
    name: "plugin",
    label: "Plugin",
    required_endpoints: &[],
    unsupported_sections: &[],
    authorization_endpoint: false,
    issuer: IssuerSource::Plugin,
    starter: None,
};

/// Makes drivers that call a plugin.
#[derive(Debug, Clone)]
pub struct PluginFactory(pub(crate) PluginHost);

impl PluginHost {
    /// The factory that binds providers to these plugins.
    pub fn factory(&self) -> PluginFactory {
        PluginFactory(self.clone())
    }
}

impl DriverFactory for PluginFactory {
    fn facts(&self) -> &'static ProtocolFacts {
        &PROTOCOL
    }

    fn bind(&self, input: &BindInput) -> Result<Box<dyn Bound>, Violations> {
        let id = &input.definition.id;
        let Some(described) = self.0.find(id) else {
            let detail = format!("no loaded plugin describes `{id}`");
            return Err(Violations(vec![Violation::new("/definition/id", detail)]));
        };
        let mut bad = check_values(input);
        if let Some(why) = described.plugin.poison() {
            let name = described.plugin.name();
            let detail = format!("the plugin `{name}` is out of service until another version is pinned: {why}");
            // No value that anybody wrote is wrong.
            bad.0.push(Violation { pointer: String::new(), detail, origin: Some(Origin::Plugin) });
        }
        reject_unsupported_settings(input, &mut bad);
        let credentials = effective(input);
        let hosts = described.hosts.fill(&credentials).map_err(|host| {
            let origin = input.credentials.origin(&host.credential).cloned();
            let pointer = format!("/credentials/{}", host.credential);
            bad.0.push(Violation { pointer, detail: host.detail, origin });
        });
        bad.check()?;
        let Ok(hosts) = hosts else { return Err(Violations::default()) };
        let scope = NetworkScope {
            loopback: input.public_url.is_loopback() && hosts.are_loopback(),
            operator_hosts: operator_hosts(input),
            ..NetworkScope::default()
        };
        let issuer = Issuer(describe::issuer(&described, &credentials));
        let client_id = credentials.get("client_id").and_then(Value::as_str).unwrap_or(id.as_str()).to_owned();
        let plan = Plan {
            definition: input.definition.clone(),
            dotless_email_domains: input.settings.allow_dotless_email_domains,
            described,
            issuer,
            client_id,
            credentials,
            hosts,
            scope,
        };
        Ok(Box::new(BoundPlugin(Arc::new(plan))))
    }
}

fn check_values(input: &BindInput) -> Violations {
    let below = |violation: Violation| Violation { pointer: format!("/credentials{}", violation.pointer), ..violation };
    let in_settings =
        |violation: Violation| Violation { pointer: format!("/settings{}", violation.pointer), ..violation };
    let credentials = input.schema.check(&input.credentials).0.into_iter().map(below);
    Violations(credentials.chain(input.check_settings().0.into_iter().map(in_settings)).collect())
}

/// A setting that is not enforced must not be accepted.
fn reject_unsupported_settings(input: &BindInput, bad: &mut Violations) {
    let settings = &input.settings;
    for (name, wrong) in [
        ("max_age", settings.max_age.is_some()),
        ("required_acr", !settings.required_acr.is_empty()),
        ("scopes", !settings.scopes.is_empty()),
        ("authorize_params", !settings.authorize_params.is_empty()),
        ("par", settings.par.is_some()),
        ("registration", settings.registration.is_some()),
        ("client_authentication", settings.client_authentication.is_some()),
        ("id_token_signed_response_alg", settings.id_token_signed_response_alg.is_some()),
    ] {
        if wrong {
            bad.push(format!("/settings/{name}"), "a plugin makes its requests itself and knows no such setting");
        }
    }
}

/// What the plugin is given: what was supplied, and where nothing was, the schema's own constant or default.
fn effective(input: &BindInput) -> Map<String, Value> {
    let schema = input.schema.as_json();
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut credentials = Map::new();
    for (name, property) in properties.into_iter().flatten() {
        let supplied = input.credentials.value(name).filter(|value| value.as_str() != Some("")).cloned();
        let fixed = || property.get("const").or_else(|| property.get("default")).cloned();
        if let Some(value) = supplied.or_else(fixed) {
            credentials.insert(name.clone(), value);
        }
    }
    credentials
}

/// Hosts of URLs that the operator typed. These may have private addresses.
fn operator_hosts(input: &BindInput) -> Vec<String> {
    let typed = |name: &&str| {
        !input.schema.is_secret(name)
            && input.credentials.origin(name).is_some_and(vestibule_core::origin::Origin::is_operator)
    };
    let host = |name: &str| {
        let url = Url::parse(input.credentials.text(name)?.trim()).ok()?;
        Some(url.host_str()?.trim_matches(['[', ']']).to_ascii_lowercase())
    };
    input.credentials.names().filter(typed).filter_map(host).collect()
}

struct BoundPlugin(Arc<Plan>);

#[async_trait]
impl Bound for BoundPlugin {
    fn network_scope(&self) -> NetworkScope {
        self.0.scope.clone()
    }

    fn issuer(&self) -> Option<Issuer> {
        Some(self.0.issuer.clone())
    }

    /// There is nothing to ask: whether the upstream answers shows at the first sign-in.
    async fn resolve(&self, _context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault> {
        Ok(Arc::new(PluginDriver(self.0.clone())))
    }
}
