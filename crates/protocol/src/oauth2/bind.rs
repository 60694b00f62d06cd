//! Fitting a definition, its settings and its credentials together. Pure, and complete: every violation at once.

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;
use vestibule_core::{
    definition::{ClientAuthentication, Discovery, IdTokenRules, Par, UserinfoUse},
    driver::{BindInput, Bound, ClientKey, Context, Driver, DriverFactory},
    fault::Fault,
    http::NetworkScope,
    ids::Issuer,
    protocol::{IssuerSource, ProtocolFacts, Starter},
    public_url::is_loopback,
    registration::RegistrationMethod,
    sealed_documents::DocumentError,
    violation::{Violation, Violations},
};

use super::{
    driver::{Oauth2Driver, Plan},
    issuer::{self, Endpoint},
};
use crate::{
    binding::{BindRules, Binding, parameter_pointer},
    bound_url::BoundUrl,
    client_auth::{ClientAuth, Supported},
    client_rules::client_keys,
    endpoint::{EndpointRules, expand},
    http::AddressRules,
    registration::{RegistrationForm, SelfRegistration},
    resolve_fault::resolve_fault,
    sending::Sending,
};

const FACTS: ProtocolFacts = ProtocolFacts {
    name: "oauth2",
    label: "OAuth 2.0",
    required_endpoints: &["authorization", "token", "userinfo"],
    unsupported_sections: &["discovery", "id_token"],
    authorization_endpoint: true,
    issuer: IssuerSource::Endpoints,
    starter: Some(Starter {
        help: "OAuth 2.0 only: a token and a profile endpoint, no ID token",
        template: include_str!("starter.toml"),
        edit: "the three endpoints, scopes, claims and the guide",
        credentials: &[],
    }),
};

/// Makes drivers for upstreams that speak OAuth 2.0 and no OpenID Connect.
pub(crate) struct Oauth2Factory {
    rules: BindRules,
}

impl Oauth2Factory {
    pub(crate) fn new(rules: BindRules) -> Self {
        Self { rules }
    }
}

impl DriverFactory for Oauth2Factory {
    fn facts(&self) -> &'static ProtocolFacts {
        &FACTS
    }

    fn bind(&self, input: &BindInput) -> Result<Box<dyn Bound>, Violations> {
        Ok(Box::new(Binder(Binding::begin(input, &self.rules)).bind()?))
    }
}

struct BoundOauth2 {
    plan: Arc<Plan>,
    /// How the client registers itself; `None` where an administrator has done that.
    registration: Option<(SelfRegistration, RegistrationForm)>,
    rules: Arc<AddressRules>,
}

#[async_trait]
impl Bound for BoundOauth2 {
    fn network_scope(&self) -> NetworkScope {
        self.plan.scope.clone()
    }

    fn issuer(&self) -> Option<Issuer> {
        Some(self.plan.issuer.clone())
    }

    fn client_keys(&self) -> Vec<ClientKey> {
        let plan = &self.plan;
        client_keys(plan.auth.key(), plan.dpop.as_deref(), plan.scope.identity.as_ref())
    }

    /// Unless the client registers itself there is nothing to ask: whether the endpoints answer shows at the first sign-in.
    async fn resolve(&self, context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault> {
        let Some((registration, form)) = &self.registration else {
            return Ok(Arc::new(Oauth2Driver(self.plan.clone())));
        };
        let rules = EndpointRules { rules: &self.rules, scope: &self.plan.scope };
        let registered = registration.client_by_form(context, form, &rules).await;
        let plan = registered.and_then(|registered| self.plan.with_client(registered));
        let plan = plan.map_err(|error| resolve_fault(error, context.clock))?;
        Ok(Arc::new(Oauth2Driver(Arc::new(plan))))
    }

    fn registers_itself(&self) -> bool {
        self.registration.is_some()
    }

    async fn forget_client(&self) -> Result<bool, DocumentError> {
        match &self.registration {
            Some((registration, _)) => registration.forget().await,
            None => Ok(false),
        }
    }
}

struct Binder<'a>(Binding<'a>);

impl Binder<'_> {
    fn bind(mut self) -> Result<BoundOauth2, Violations> {
        let definition = self.0.input.definition.clone();
        let endpoints = &definition.endpoints;
        let scope = NetworkScope { identity: self.0.tls_identity(), ..self.network_scope() };
        let form = definition.registration.as_ref();
        let form = form.and_then(|form| RegistrationForm::bind(&mut self.0, form, &scope));
        let by_hand = definition.registration.is_none() || self.0.is_registered_by_hand();
        let (client_id, credentials) = self.0.client(by_hand);
        let dpop = self.0.dpop().map(Arc::new);
        let authorization = self.endpoint("authorization", endpoints.authorization.as_deref(), &scope);
        let token = self.endpoint("token", endpoints.token.as_deref(), &scope);
        let userinfo = self.userinfo(&scope);
        let requests = self.0.requests(&scope);
        let shape = self.0.token_shape();
        let logout = self.0.logout(&scope);
        let scopes = self.0.scopes();
        let parameters = self.0.authorize_params();
        self.refuse_what_needs_an_id_token();
        self.refuse_what_needs_metadata();
        let issuer = authorization.as_ref().map(|at| self.issuer(at, userinfo.as_ref().map(|(me, _)| me.sample())));
        // Chosen again once the client has registered itself.
        let authentication = if by_hand { self.0.authentication() } else { ClientAuthentication::None };
        let auth = ClientAuth::choose(authentication, &credentials, Supported::default()).ok();
        self.0.bad.check()?;
        let client_id = client_id.or_else(|| (!by_hand).then(String::new));
        let (Some(issuer), Some(client_id), Some(auth)) = (issuer, client_id, auth) else { return Err(incomplete()) };
        let (Some(authorization), Some(token)) = (authorization, token) else { return Err(incomplete()) };
        let registration = form
            .filter(|_| !by_hand)
            .map(|form| (SelfRegistration::new(self.0.input, &issuer, scopes.clone(), scope.loopback), form));
        let plan = Plan {
            definition: definition.clone(),
            issuer,
            client_id,
            auth,
            dpop,
            scopes,
            parameters,
            authorization,
            token,
            userinfo,
            shape,
            requests,
            logout,
            dotless_email_domains: self.0.input.settings.allow_dotless_email_domains,
            scope,
            registered: None,
        };
        Ok(BoundOauth2 { plan: Arc::new(plan), registration, rules: self.0.rules })
    }

    /// Who vouches for identities, by where people are sent and what is asked about them.
    fn issuer(&self, authorization: &Url, userinfo: Option<&Url>) -> Issuer {
        let endpoints = &self.0.input.definition.endpoints;
        let template = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        let (at_template, me_template) = (template(&endpoints.authorization), template(&endpoints.userinfo));
        let authorization = Endpoint { template: &at_template, url: authorization };
        let userinfo = userinfo.map(|url| Endpoint { template: &me_template, url });
        issuer::derive(authorization, userinfo, |name| self.0.credential(name))
    }

    fn endpoint(&mut self, name: &str, template: Option<&str>, scope: &NetworkScope) -> Option<Url> {
        let pointer = format!("/definition/endpoints/{name}");
        if template.is_none() {
            self.0.bad.push(pointer.as_str(), format!("a definition for oauth2 names its {name} endpoint"));
        }
        self.0.endpoint(&pointer, template?, scope)
    }

    /// What is asked about the person, unless the token answer says it.
    fn userinfo(&mut self, scope: &NetworkScope) -> Option<(BoundUrl, Sending)> {
        let definition = self.0.input.definition.clone();
        let template = definition.endpoints.userinfo.as_deref();
        if definition.userinfo.when == UserinfoUse::WhenNeeded {
            let detail = "without an ID token, userinfo is asked always, or never if the token answer says who it is";
            self.0.bad.push("/definition/userinfo", detail);
        }
        match (definition.userinfo.when, template) {
            (UserinfoUse::Never, None) => None,
            (UserinfoUse::Never, Some(_)) => {
                self.0.bad.push("/definition/endpoints/userinfo", "userinfo is never asked; remove the endpoint");
                None
            }
            (_, None) => {
                let detail = "a definition for oauth2 names its userinfo endpoint, or has userinfo = \"never\" and takes \
                              the claims from the token answer";
                self.0.bad.push("/definition/endpoints/userinfo", detail);
                None
            }
            (_, Some(template)) => {
                let sending = self.0.sending(&definition.userinfo.request);
                Some((self.0.url("/definition/endpoints/userinfo", template, scope)?, sending))
            }
        }
    }

    /// Loopback only where all of it is on loopback: an endpoint out there shall not lead into this machine.
    fn network_scope(&self) -> NetworkScope {
        let definition = &self.0.input.definition;
        let endpoints = &definition.endpoints;
        let own = [&endpoints.authorization, &endpoints.token, &endpoints.userinfo];
        let templates = own
            .into_iter()
            .flatten()
            .chain(definition.requests.iter().map(|request| &request.url))
            .chain(definition.registration.as_ref().map(|form| &form.url));
        let on_loopback = |template: &String| {
            let url = expand(template, |name| self.0.credential(name)).ok().and_then(|text| Url::parse(&text).ok());
            url.as_ref().is_some_and(is_loopback)
        };
        let loopback = self.0.input.public_url.is_loopback() && templates.into_iter().all(on_loopback);
        NetworkScope { loopback, operator_hosts: self.0.operator_hosts(), ..NetworkScope::default() }
    }

    /// A rule that nothing can check must not look as if it were in force.
    fn refuse_what_needs_an_id_token(&mut self) {
        let input = self.0.input;
        let (definition, settings) = (&input.definition, &input.settings);
        let mut bad = |pointer: &str, wrong: bool| {
            if wrong {
                self.0.bad.push(pointer, "only an ID token can show this, and an upstream that speaks oauth2 has none");
            }
        };
        bad("/settings/max_age", settings.max_age.is_some());
        bad("/settings/required_acr", !settings.required_acr.is_empty());
        bad("/settings/id_token_signed_response_alg", settings.id_token_signed_response_alg.is_some());
        for (place, list) in [("definition", &definition.authorize_params), ("settings", &settings.authorize_params)] {
            bad(&parameter_pointer(place, "max_age"), list.contains_key("max_age"));
        }
        bad("/definition/id_token", definition.id_token != IdTokenRules::default());
        bad("/definition/endpoints/jwks", definition.endpoints.jwks.is_some());
        bad("/definition/logout/typ", definition.logout.typ.is_some());
    }

    fn refuse_what_needs_metadata(&mut self) {
        let definition = &self.0.input.definition;
        let endpoints = &definition.endpoints;
        let registration_is_of_metadata = match self.0.input.settings.registration {
            None | Some(RegistrationMethod::Manual) => false,
            Some(RegistrationMethod::Dynamic) => definition.registration.is_none(),
            Some(RegistrationMethod::MetadataDocument) => true,
        };
        for (pointer, wrong) in [
            ("/definition/discovery", definition.discovery != Discovery::default()),
            ("/definition/refresh", definition.refresh.is_some()),
            ("/definition/client/par", definition.client.par == Par::Required),
            ("/settings/registration", registration_is_of_metadata),
            ("/settings/par", self.0.input.settings.par == Some(Par::Required)),
            ("/definition/endpoints/pushed_authorization_request", endpoints.pushed_authorization_request.is_some()),
            ("/definition/endpoints/end_session", endpoints.end_session.is_some()),
        ] {
            if wrong {
                self.0.bad.push(pointer, "this has a meaning with the protocol oidc only");
            }
        }
    }
}

/// What is missing has been reported as a violation before.
fn incomplete() -> Violations {
    Violations(vec![Violation::new("/credentials", "the credentials are not complete")])
}
