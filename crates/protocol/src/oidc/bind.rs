//! Fitting a definition, its settings and its credentials together. Pure, and complete: every violation at once.

mod definition_rules;

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use url::Url;
use vestibule_core::{
    definition::{IssuerPattern, SigningAlgorithm},
    driver::{BindInput, Bound, ClientKey, Context, Driver, DriverFactory},
    fault::Fault,
    http::NetworkScope,
    ids::Issuer,
    oauth::is_scope,
    protocol::{IssuerSource, ProtocolFacts, Starter},
    public_url::is_loopback,
    sealed_documents::DocumentError,
    violation::{Violation, Violations},
};

use super::{
    driver,
    issuer::ConfiguredIssuer,
    plan::{Overrides, Plan},
};
use crate::{
    binding::{BindRules, Binding},
    client_rules::client_keys,
    endpoint::{EndpointRules, expand},
    registration::SelfRegistration,
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
    rules: BindRules,
}

impl OidcFactory {
    pub(crate) fn new(rules: BindRules) -> Self {
        Self { rules }
    }
}

impl DriverFactory for OidcFactory {
    fn facts(&self) -> &'static ProtocolFacts {
        &FACTS
    }

    fn bind(&self, input: &BindInput) -> Result<Box<dyn Bound>, Violations> {
        let plan = Binder(Binding::begin(input, &self.rules)).bind()?;
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

    fn client_keys(&self) -> Vec<ClientKey> {
        let plan = &self.0;
        client_keys(plan.credentials.key.as_deref(), plan.dpop.as_deref(), plan.scope.identity.as_ref())
    }

    async fn resolve(&self, context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault> {
        driver::resolve(&self.0, context).await
    }

    fn registers_itself(&self) -> bool {
        self.0.registration.is_some()
    }

    async fn forget_client(&self) -> Result<bool, DocumentError> {
        match &self.0.registration {
            Some(registration) => registration.forget().await,
            None => Ok(false),
        }
    }
}

struct Binder<'a>(Binding<'a>);

impl Binder<'_> {
    fn bind(mut self) -> Result<Plan, Violations> {
        let scope = NetworkScope { identity: self.0.tls_identity(), ..self.network_scope() };
        let issuer = self.issuer(&scope);
        let by_hand = self.0.is_registered_by_hand();
        let (client_id, credentials) = self.0.client(by_hand);
        let dpop = self.0.dpop().map(Arc::new);
        let overrides = self.overrides(&scope);
        let requests = self.0.requests(&scope);
        let userinfo = self.0.sending(&self.0.input.definition.userinfo.request);
        let shape = self.0.token_shape();
        let logout = self.0.logout(&scope);
        let metadata_url = self.metadata_url(&scope);
        let pattern = self.pattern();
        let scopes = self.scopes();
        let (parameters, max_age) = self.parameters();
        let (id_token_secret, required_claims) = definition_rules::check(&mut self.0);
        let authentication = self.0.authentication();
        let Binding { input, rules, bad, .. } = self.0;
        bad.check()?;
        let (Some(issuer), true) = (issuer, client_id.is_some() || !by_hand) else { return Err(incomplete()) };
        let registration = (!by_hand).then(|| self_registration(input, &issuer, &scopes, &scope));
        Ok(Plan {
            definition: input.definition.clone(),
            issuer,
            pattern,
            client_id: client_id.unwrap_or_default(),
            credentials,
            registration,
            registered: None,
            dpop,
            scopes,
            parameters,
            overrides,
            metadata_url,
            requests,
            userinfo,
            shape,
            logout,
            authentication,
            par: input.settings.par.unwrap_or(input.definition.client.par),
            algorithms: algorithms(input),
            id_token_secret,
            required_acr: input.settings.required_acr.clone(),
            required_claims,
            dotless_email_domains: input.settings.allow_dotless_email_domains,
            max_age,
            scope,
            rules,
        })
    }

    fn scopes(&mut self) -> Vec<String> {
        let mut scopes = self.0.scopes();
        match &self.0.input.definition.refresh {
            Some(scope) if !is_scope(scope) => {
                self.0.bad.push("/definition/refresh", "a scope is one word without quotes and backslashes");
            }
            Some(scope) if !scopes.contains(scope) => scopes.push(scope.clone()),
            Some(_) | None => {}
        }
        scopes.retain(|scope| scope != "openid");
        scopes
    }

    fn issuer_text(&self) -> Option<Result<String, String>> {
        let own = self.0.input.definition.discovery.issuer.as_deref();
        own.or_else(|| self.0.credential("issuer_url")).map(|text| expand(text, |name| self.0.credential(name)))
    }

    fn issuer(&mut self, scope: &NetworkScope) -> Option<ConfiguredIssuer> {
        let own = self.0.input.definition.discovery.issuer.clone();
        let is_own = own.is_some();
        let template = own.or_else(|| self.0.required("issuer_url"))?;
        if self.0.lacks_placeholder(&template) {
            return None;
        }
        let text = expand(&template, |name| self.0.credential(name));
        let rules = EndpointRules { rules: &self.0.rules, scope };
        let path = &self.0.input.definition.discovery.path;
        match text.and_then(|text| ConfiguredIssuer::parse(&text, path, &rules)) {
            Ok(issuer) => Some(issuer),
            Err(reason) => {
                let detail = format!("this cannot be the provider's URL: {reason}");
                match self.0.offending_credential(&template) {
                    None if is_own => self.0.bad.push("/definition/discovery/issuer", detail),
                    name => self.0.refuse_credential(name.unwrap_or("issuer_url"), detail),
                }
                None
            }
        }
    }

    /// Which hosts the operator typed, and whether everything happens on loopback.
    fn network_scope(&self) -> NetworkScope {
        let issuer = self.issuer_text().and_then(Result::ok).and_then(|text| Url::parse(text.trim()).ok());
        let loopback = self.0.input.public_url.is_loopback() && issuer.as_ref().is_some_and(is_loopback);
        NetworkScope { loopback, operator_hosts: self.0.operator_hosts(), ..NetworkScope::default() }
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

    /// Where the metadata is, if it is elsewhere than below the issuer.
    fn metadata_url(&mut self, scope: &NetworkScope) -> Option<Url> {
        let template = self.0.input.definition.discovery.url.as_deref()?;
        self.0.endpoint("/definition/discovery/url", template, scope)
    }

    /// The definition has been checked: what is wrong here is a credential.
    fn pattern(&mut self) -> Option<IssuerPattern> {
        let template = self.0.input.definition.discovery.issuer_template.as_deref()?;
        if self.0.lacks_placeholder(template) {
            return None;
        }
        let credential = |name: &str| {
            let known = self.0.input.schema.has(name);
            known.then(|| self.0.credential(name).unwrap_or_default().to_owned())
        };
        let parsed = IssuerPattern::parse(template, credential);
        let offending = self.0.offending_credential(template);
        if let (Err(reason), Some(name)) = (&parsed, offending) {
            self.0.refuse_credential(name, reason.as_str());
        }
        parsed.ok()
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
}

fn self_registration(
    input: &BindInput,
    issuer: &ConfiguredIssuer,
    scopes: &[String],
    network: &NetworkScope,
) -> Arc<SelfRegistration> {
    let asked = ["openid".to_owned()].into_iter().chain(scopes.iter().cloned()).collect();
    Arc::new(SelfRegistration::new(input, &Issuer(issuer.as_str().to_owned()), asked, network.loopback))
}

/// What ID tokens may be signed with: the one that the settings name, or what the definition allows.
fn algorithms(input: &BindInput) -> Vec<SigningAlgorithm> {
    match input.settings.id_token_signed_response_alg {
        Some(only) => vec![only],
        None => input.definition.id_token.published_algorithms(),
    }
}

/// What is missing has been reported as a violation before.
fn incomplete() -> Violations {
    Violations(vec![Violation::new("/credentials", "the credentials are not complete")])
}
