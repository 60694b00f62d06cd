//! Fitting a definition, its settings and its credentials together. Pure, and complete: every violation at once.

use std::sync::Arc;

use async_trait::async_trait;
use ipnet::IpNet;
use url::Url;
use vestibule_core::{
    definition::{Discovery, IdTokenRules, Par, UserinfoUse},
    driver::{BindInput, Bound, Context, Driver, DriverFactory},
    fault::Fault,
    http::NetworkScope,
    ids::Issuer,
    protocol::{IssuerSource, ProtocolFacts, Starter},
    public_url::is_loopback,
    violation::{Violation, Violations},
};

use super::{
    driver::{Oauth2Driver, Plan},
    issuer::{self, Endpoint},
};
use crate::{
    binding::{Binding, parameter_pointer},
    client_auth::ClientAuth,
    endpoint::expand,
    http::AddressRules,
};

const FACTS: ProtocolFacts = ProtocolFacts {
    name: "oauth2",
    label: "OAuth 2.0",
    required_endpoints: &["authorization", "token", "userinfo"],
    unsupported_sections: &["discovery", "id_token", "logout"],
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
    rules: Arc<AddressRules>,
}

impl Oauth2Factory {
    /// A factory under the network rules of the installation (`network.allow_private`), which decide about literal
    /// addresses in what an administrator types.
    pub(crate) fn new(allow_private: &[IpNet]) -> Self {
        Self { rules: Arc::new(AddressRules::new(allow_private.to_vec())) }
    }
}

impl DriverFactory for Oauth2Factory {
    fn facts(&self) -> &'static ProtocolFacts {
        &FACTS
    }

    fn bind(&self, input: &BindInput) -> Result<Box<dyn Bound>, Violations> {
        let plan = Binder(Binding::begin(input, self.rules.clone())).bind()?;
        Ok(Box::new(BoundOauth2(Arc::new(plan))))
    }
}

struct BoundOauth2(Arc<Plan>);

#[async_trait]
impl Bound for BoundOauth2 {
    fn network_scope(&self) -> NetworkScope {
        self.0.scope.clone()
    }

    fn issuer(&self) -> Option<Issuer> {
        Some(self.0.issuer.clone())
    }

    /// There is nothing to ask: whether the endpoints answer shows at the first sign-in.
    async fn resolve(&self, _context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault> {
        Ok(Arc::new(Oauth2Driver(self.0.clone())))
    }
}

struct Binder<'a>(Binding<'a>);

impl Binder<'_> {
    fn bind(mut self) -> Result<Plan, Violations> {
        let definition = self.0.input.definition.clone();
        let endpoints = &definition.endpoints;
        let scope = self.network_scope();
        let client_id = self.0.required("client_id");
        let credentials = self.0.client_credentials();
        let authorization = self.endpoint("authorization", endpoints.authorization.as_deref(), &scope);
        let token = self.endpoint("token", endpoints.token.as_deref(), &scope);
        let userinfo = self.endpoint("userinfo", endpoints.userinfo.as_deref(), &scope);
        let requests = self.0.requests(&scope);
        let scopes = self.0.scopes();
        let parameters = self.0.authorize_params();
        self.refuse_what_needs_an_id_token();
        self.refuse_what_needs_metadata();
        let lookup = |name: &str| self.0.credential(name);
        let issuer = authorization.as_ref().zip(userinfo.as_ref()).map(|(at, me)| {
            let template = |text: &Option<String>| text.clone().unwrap_or_default();
            let (at_template, me_template) = (template(&endpoints.authorization), template(&endpoints.userinfo));
            let authorization = Endpoint { template: &at_template, url: at };
            issuer::derive(authorization, Endpoint { template: &me_template, url: me }, lookup)
        });
        let auth = ClientAuth::choose(self.0.authentication(), &credentials, None).ok();
        self.0.bad.check()?;
        // All are there, or there was a violation.
        let (Some(issuer), Some(client_id), Some(auth)) = (issuer, client_id, auth) else { return Err(incomplete()) };
        let (Some(authorization), Some(token), Some(userinfo)) = (authorization, token, userinfo) else {
            return Err(incomplete());
        };
        Ok(Plan {
            definition: definition.clone(),
            issuer,
            client_id,
            auth,
            scopes,
            parameters,
            authorization,
            token,
            userinfo,
            requests,
            dotless_email_domains: self.0.input.settings.allow_dotless_email_domains,
            scope,
        })
    }

    fn endpoint(&mut self, name: &str, template: Option<&str>, scope: &NetworkScope) -> Option<Url> {
        let pointer = format!("/definition/endpoints/{name}");
        if template.is_none() {
            self.0.bad.push(pointer.as_str(), format!("a definition for oauth2 names its {name} endpoint"));
        }
        self.0.endpoint(&pointer, template?, scope)
    }

    /// Loopback only where all of it is on loopback: an endpoint out there shall not lead into this machine.
    fn network_scope(&self) -> NetworkScope {
        let definition = &self.0.input.definition;
        let endpoints = &definition.endpoints;
        let own = [&endpoints.authorization, &endpoints.token, &endpoints.userinfo];
        let templates = own.into_iter().flatten().chain(definition.requests.iter().map(|request| &request.url));
        let on_loopback = |template: &String| {
            let url = expand(template, |name| self.0.credential(name)).ok().and_then(|text| Url::parse(&text).ok());
            url.as_ref().is_some_and(is_loopback)
        };
        let loopback = self.0.input.public_url.is_loopback() && templates.into_iter().all(on_loopback);
        NetworkScope { loopback, operator_hosts: self.0.operator_hosts() }
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
        if definition.userinfo != UserinfoUse::Always {
            self.0.bad.push("/definition/userinfo", "nothing but userinfo names the subject, so it is always asked");
        }
    }

    fn refuse_what_needs_metadata(&mut self) {
        let definition = &self.0.input.definition;
        let endpoints = &definition.endpoints;
        for (pointer, wrong) in [
            ("/definition/discovery", definition.discovery != Discovery::default()),
            ("/definition/refresh", definition.refresh.is_some()),
            ("/definition/client/par", definition.client.par == Par::Required),
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

fn incomplete() -> Violations {
    Violations(vec![Violation::new("/credentials", "the credentials are not complete")])
}
