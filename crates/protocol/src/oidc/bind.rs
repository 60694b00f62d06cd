//! Fitting a definition, its settings and its credentials together. Pure, and complete: every violation at once.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use ipnet::IpNet;
use url::Url;
use vestibule_core::{
    driver::{BindInput, Bound, Context, Driver, DriverFactory},
    fault::Fault,
    http::NetworkScope,
    ids::Issuer,
    oauth::is_scope,
    protocol::{IssuerSource, ProtocolFacts, Starter},
    public_url::is_loopback,
    violation::{Violation, Violations},
};

use super::{
    driver,
    issuer::{ConfiguredIssuer, IssuerPattern},
    plan::{Overrides, Plan},
};
use crate::{
    binding::Binding,
    endpoint::{EndpointRules, expand},
    http::AddressRules,
};

const FACTS: ProtocolFacts = ProtocolFacts {
    name: "oidc",
    label: "OIDC",
    required_endpoints: &[],
    unsupported_sections: &[],
    authorization_endpoint: true,
    issuer: IssuerSource::Metadata,
    starter: Some(Starter {
        help: "OpenID Connect: the upstream publishes /.well-known/openid-configuration",
        template: include_str!("starter.toml"),
        edit: "scopes, claims and the guide",
        credentials: &[("issuer_url", "https://…")],
    }),
};

/// Makes OpenID Connect drivers.
pub(crate) struct OidcFactory {
    rules: Arc<AddressRules>,
}

impl OidcFactory {
    /// A factory under the network rules of the installation (`network.allow_private`), which decide about literal
    /// addresses in what an administrator types and in what metadata names.
    pub(crate) fn new(allow_private: &[IpNet]) -> Self {
        Self { rules: Arc::new(AddressRules::new(allow_private.to_vec())) }
    }
}

impl DriverFactory for OidcFactory {
    fn facts(&self) -> &'static ProtocolFacts {
        &FACTS
    }

    fn bind(&self, input: &BindInput) -> Result<Box<dyn Bound>, Violations> {
        let plan = Binder(Binding::begin(input, self.rules.clone())).bind()?;
        Ok(Box::new(BoundOidc(Arc::new(plan))))
    }
}

struct BoundOidc(Arc<Plan>);

#[async_trait]
impl Bound for BoundOidc {
    fn network_scope(&self) -> NetworkScope {
        self.0.scope.clone()
    }

    fn issuer(&self) -> Option<Issuer> {
        self.0.pattern.is_none().then(|| Issuer(self.0.issuer.as_str().to_owned()))
    }

    async fn resolve(&self, context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault> {
        driver::resolve(&self.0, context).await
    }
}

struct Binder<'a>(Binding<'a>);

impl Binder<'_> {
    fn bind(mut self) -> Result<Plan, Violations> {
        let scope = self.network_scope();
        let issuer = self.issuer(&scope);
        let client_id = self.0.required("client_id");
        let credentials = self.0.client_credentials();
        let overrides = self.overrides(&scope);
        let requests = self.0.requests(&scope);
        let pattern = self.pattern();
        let mut scopes = self.0.scopes();
        match &self.0.input.definition.refresh {
            Some(scope) if !is_scope(scope) => {
                self.0.bad.push("/definition/refresh", "a scope is one word without quotes and backslashes");
            }
            Some(scope) if !scopes.contains(scope) => scopes.push(scope.clone()),
            Some(_) | None => {}
        }
        scopes.retain(|scope| scope != "openid");
        let (parameters, max_age) = self.parameters();
        self.check_definition();
        let authentication = self.0.authentication();
        let Binding { input, rules, bad } = self.0;
        bad.check()?;
        // Both are there, or there was a violation.
        let (Some(issuer), Some(client_id)) = (issuer, client_id) else {
            return Err(Violations(vec![Violation::new("/credentials", "the credentials are not complete")]));
        };
        Ok(Plan {
            definition: input.definition.clone(),
            issuer,
            pattern,
            client_id,
            credentials,
            scopes,
            parameters,
            overrides,
            requests,
            authentication,
            par: input.settings.par.unwrap_or(input.definition.client.par),
            algorithms: match input.settings.id_token_signed_response_alg {
                Some(only) => vec![only],
                None => input.definition.id_token.algorithms.clone(),
            },
            required_acr: input.settings.required_acr.clone(),
            dotless_email_domains: input.settings.allow_dotless_email_domains,
            max_age,
            scope,
            rules,
        })
    }

    fn issuer_text(&self) -> Option<Result<String, String>> {
        self.0.credential("issuer_url").map(|text| expand(text, |name| self.0.credential(name)))
    }

    fn issuer(&mut self, scope: &NetworkScope) -> Option<ConfiguredIssuer> {
        let template = self.0.required("issuer_url")?;
        if self.0.lacks_placeholder(&template) {
            return None;
        }
        let text = expand(&template, |name| self.0.credential(name));
        let rules = EndpointRules { rules: &self.0.rules, scope };
        let path = &self.0.input.definition.discovery.path;
        match text.and_then(|text| ConfiguredIssuer::parse(&text, path, &rules)) {
            Ok(issuer) => Some(issuer),
            Err(reason) => {
                let name = self.0.offending_credential(&template).unwrap_or("issuer_url").to_owned();
                self.0.refuse_credential(&name, format!("this cannot be the provider's URL: {reason}"));
                None
            }
        }
    }

    /// Which hosts the operator typed, and whether everything happens on loopback.
    fn network_scope(&self) -> NetworkScope {
        let issuer = self.issuer_text().and_then(Result::ok).and_then(|text| Url::parse(text.trim()).ok());
        let loopback = self.0.input.public_url.is_loopback() && issuer.as_ref().is_some_and(is_loopback);
        NetworkScope { loopback, operator_hosts: self.0.operator_hosts() }
    }

    fn overrides(&mut self, scope: &NetworkScope) -> Overrides {
        let definition = self.0.input.definition.clone();
        let endpoints = &definition.endpoints;
        let mut read = |name: &str, template: &Option<String>| {
            let template = template.as_deref()?;
            self.0.endpoint(&format!("/definition/endpoints/{name}"), template, scope)
        };
        Overrides {
            authorization: read("authorization", &endpoints.authorization),
            token: read("token", &endpoints.token),
            userinfo: read("userinfo", &endpoints.userinfo),
            jwks: read("jwks", &endpoints.jwks),
            end_session: read("end_session", &endpoints.end_session),
            pushed_authorization_request: read("pushed_authorization_request", &endpoints.pushed_authorization_request),
        }
    }

    fn pattern(&mut self) -> Option<IssuerPattern> {
        let template = self.0.input.definition.discovery.issuer_template.as_deref()?;
        let parsed = IssuerPattern::parse(template);
        parsed.map_err(|reason| self.0.bad.push("/definition/discovery/issuer_template", reason)).ok()
    }

    fn parameters(&mut self) -> (BTreeMap<String, String>, Option<u32>) {
        let mut parameters = self.0.authorize_params();
        let settings = &self.0.input.settings;
        if let Some(max_age) = settings.max_age {
            parameters.insert("max_age".to_owned(), max_age.to_string());
        }
        if !settings.required_acr.is_empty() {
            parameters.insert("acr_values".to_owned(), settings.required_acr.join(" "));
        }
        let max_age = parameters.get("max_age").and_then(|text| text.parse().ok());
        (parameters, max_age)
    }

    fn check_definition(&mut self) {
        let definition = &self.0.input.definition;
        if !definition.discovery.path.starts_with('/') {
            self.0.bad.push("/definition/discovery/path", "the path of the metadata document starts with /");
        }
        if definition.id_token.algorithms.is_empty() {
            self.0.bad.push("/definition/id_token/algorithms", "at least one signature algorithm is needed");
        }
        let pinned = self.0.input.settings.id_token_signed_response_alg;
        if let Some(only) = pinned.filter(|only| !definition.id_token.algorithms.contains(only)) {
            let allowed: Vec<_> = definition.id_token.algorithms.iter().map(|algorithm| algorithm.as_str()).collect();
            let detail = format!("the definition allows {}, not {}", allowed.join(", "), only.as_str());
            self.0.bad.push("/settings/id_token_signed_response_alg", detail);
        }
    }
}
