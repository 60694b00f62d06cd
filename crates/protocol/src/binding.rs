//! What every driver binds in the same way: credentials, endpoints with `{credential}` in them, requests, scopes,
//! parameters. Pure; every violation is collected, none ends the work.
//!
//! Owns the rules that hold whatever the protocol is. Refuses to know issuers and metadata: those are the drivers' own.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    answers::Answers,
    bound_url::BoundUrl,
    client_auth::{ClientAuth, ClientCredentials, Supported},
    endpoint::{EndpointRules, expand},
    http::{AddressRules, bare_host},
};
use ipnet::IpNet;
use url::Url;
use vestibule_core::{
    definition::ClientAuthentication,
    driver::BindInput,
    http::NetworkScope,
    json_pointer,
    made_keys::MadeKeys,
    oauth::is_scope,
    origin::Origin,
    template::{is_url_segment, placeholders},
    violation::{Violation, Violations},
};

/// What every provider of an installation is bound with.
#[derive(Clone)]
pub(crate) struct BindRules {
    /// Decides about literal addresses in what an administrator types and in what metadata names.
    pub(crate) addresses: Arc<AddressRules>,
    made_keys: Option<MadeKeys>,
}

impl BindRules {
    pub(crate) fn new(allow_private: &[IpNet], made_keys: Option<&MadeKeys>) -> Self {
        Self { addresses: Arc::new(AddressRules::new(allow_private.to_vec())), made_keys: made_keys.cloned() }
    }
}

/// One provider on its way to being bound.
pub(crate) struct Binding<'a> {
    pub(crate) input: &'a BindInput,
    pub(crate) rules: Arc<AddressRules>,
    pub(crate) made_keys: Option<MadeKeys>,
    pub(crate) bad: Violations,
}

impl<'a> Binding<'a> {
    /// Begins with what the credentials schema says.
    pub(crate) fn begin(input: &'a BindInput, rules: &BindRules) -> Self {
        let below =
            |violation: Violation| Violation { pointer: format!("/credentials{}", violation.pointer), ..violation };
        let in_settings =
            |violation: Violation| Violation { pointer: format!("/settings{}", violation.pointer), ..violation };
        let credentials = input.schema.check(&input.credentials).0.into_iter().map(below);
        let in_definition =
            |violation: Violation| Violation { pointer: format!("/definition{}", violation.pointer), ..violation };
        let settings = input.check_settings().0.into_iter().map(in_settings);
        // A schema that is inline is known here; one in a file of its own has been put into its place.
        let definition = input.definition.check_requests(true).0.into_iter().map(in_definition);
        let bad = Violations(credentials.chain(settings).chain(definition).collect());
        Self { input, rules: rules.addresses.clone(), made_keys: rules.made_keys.clone(), bad }
    }

    /// A credential's violation, unless the schema has found one there already.
    pub(crate) fn refuse_credential(&mut self, name: &str, detail: impl Into<String>) {
        let pointer = format!("/credentials/{name}");
        if !self.bad.0.iter().any(|violation| violation.pointer == pointer) {
            let origin = self.input.credentials.origin(name).cloned();
            self.bad.0.push(Violation { pointer, detail: detail.into(), origin });
        }
    }

    /// A credential without white space around it; where none was supplied, the schema's own default or constant.
    pub(crate) fn credential(&self, name: &str) -> Option<&'a str> {
        let supplied = self.input.credentials.text(name).map(str::trim).filter(|text| !text.is_empty());
        let property = || self.input.schema.as_json().get("properties")?.get(name);
        let fixed = || property()?.get("const").or_else(|| property()?.get("default"))?.as_str();
        supplied.or_else(fixed)
    }

    /// A credential that no driver can do without.
    pub(crate) fn required(&mut self, name: &str) -> Option<String> {
        let found = self.credential(name).map(str::to_owned);
        if found.is_none() {
            self.refuse_credential(name, format!("{name} is missing"));
        }
        found
    }

    /// Hosts of URLs that the operator typed. These may have private addresses.
    pub(crate) fn operator_hosts(&self) -> Vec<String> {
        let mut hosts = Vec::new();
        for name in self.input.credentials.names().filter(|name| !self.input.schema.is_secret(name)) {
            let operators =
                matches!(self.input.credentials.origin(name), Some(Origin::Config(_) | Origin::Environment { .. }));
            let typed = self.input.credentials.text(name).map(str::trim).filter(|_| operators);
            let host_of = |url: Url| url.host_str().map(|host| bare_host(host).to_ascii_lowercase());
            hosts.extend(typed.and_then(|text| Url::parse(text).ok()).and_then(host_of));
        }
        hosts.sort();
        hosts.dedup();
        hosts
    }

    /// How the client authenticates: as the settings say, else as the definition does.
    pub(crate) fn authentication(&self) -> ClientAuthentication {
        self.input.settings.client_authentication.unwrap_or(self.input.definition.client.authentication)
    }

    /// Our name at the upstream and what proves it, where an administrator has registered the client.
    pub(crate) fn client(&mut self, by_hand: bool) -> (Option<String>, ClientCredentials) {
        match by_hand {
            true => (self.required("client_id"), self.client_credentials()),
            false => (None, ClientCredentials::default()),
        }
    }

    /// What proves who we are, as far as it is known without metadata.
    fn client_credentials(&mut self) -> ClientCredentials {
        let secret = self.input.credentials.secret("client_secret");
        let key = self.signing_key();
        let assertion = Arc::new(self.assertion_form());
        let credentials = ClientCredentials { secret, key, assertion };
        let rule = self.authentication();
        let broken_key = self.bad.0.iter().any(|violation| violation.pointer == "/credentials/private_key");
        if let Err(reason) = ClientAuth::choose(rule, &credentials, Supported::default())
            && !broken_key
        {
            let signs = matches!(rule, ClientAuthentication::PrivateKeyJwt | ClientAuthentication::SignedClientSecret);
            let name = if signs { "private_key" } else { "client_secret" };
            if self.input.schema.has(name) {
                self.refuse_credential(name, format!("the client authentication of this provider: {reason}"));
            } else {
                let detail = format!("{reason}, but the credentials schema has no `{name}`");
                self.bad.push("/definition/client/authentication", detail);
            }
        }
        credentials
    }

    /// A URL of the definition, filled and checked. Where a credential is missing or wrong, the violation is the
    /// credential's.
    pub(crate) fn endpoint(&mut self, pointer: &str, template: &str, scope: &NetworkScope) -> Option<Url> {
        let url = self.url(pointer, template, scope)?;
        if url.has_answers() {
            if !self.bad.0.iter().any(|violation| violation.pointer == pointer) {
                self.bad.push(pointer, "only credentials can be filled in here");
            }
            return None;
        }
        Some(url.sample().clone())
    }

    /// The same, for a URL that answers may fill in, too.
    pub(crate) fn url(&mut self, pointer: &str, template: &str, scope: &NetworkScope) -> Option<BoundUrl> {
        if self.lacks_placeholder(template) {
            return None;
        }
        let rules = EndpointRules { rules: &self.rules, scope };
        let url = expand(template, |name| self.credential(name));
        let url = url.and_then(|text| BoundUrl::parse(&text, |text| rules.parse(text)));
        match (url, self.offending_credential(template)) {
            (Ok(url), _) => return Some(url),
            (Err(reason), Some(name)) => {
                self.refuse_credential(name, format!("this cannot be part of the provider's URLs: {reason}"));
            }
            (Err(reason), None) => self.bad.push(pointer, format!("this URL cannot be used: {reason}")),
        }
        None
    }

    /// Whether a credential that a template names is not there; then the violation is that credential's.
    pub(crate) fn lacks_placeholder(&mut self, template: &str) -> bool {
        let known: Vec<_> = placeholders(template).filter(|name| self.input.schema.has(name)).collect();
        known.into_iter().filter(|name| self.required(name).is_none()).count() > 0
    }

    /// The credential at fault when a template gives no usable URL: one that is no segment, else the one that
    /// the URL begins with.
    pub(crate) fn offending_credential<'t>(&self, template: &'t str) -> Option<&'t str> {
        let first = placeholders(template).next().filter(|_| template.starts_with('{'));
        let inner = placeholders(template).skip(usize::from(first.is_some()));
        let broken = |name: &&str| self.credential(name).is_some_and(|value| !is_url_segment(value));
        let offending = inner.into_iter().find(broken).or(first);
        offending.filter(|name| self.input.schema.has(name))
    }

    /// The scopes of definition and settings, each once, in order.
    pub(crate) fn scopes(&mut self) -> Vec<String> {
        let input = self.input;
        let mut scopes: Vec<String> = Vec::new();
        for (place, list) in [("definition", &input.definition.scopes), ("settings", &input.settings.scopes)] {
            for (index, scope) in list.iter().enumerate() {
                // Those of the settings have been checked with them.
                if !is_scope(scope) && place == "definition" {
                    self.bad
                        .push(format!("/{place}/scopes/{index}"), "a scope is one word without quotes and backslashes");
                } else if !scopes.contains(scope) {
                    scopes.push(scope.clone());
                }
            }
        }
        scopes
    }

    /// What definition and settings add to the authorization request; the settings win.
    pub(crate) fn authorize_params(&self) -> BTreeMap<String, String> {
        let input = self.input;
        let own = self.texts(&input.definition.authorize_params);
        let own = own.into_iter().filter_map(|(name, value)| Some((name, value.fill(&Answers::default()).ok()?)));
        let settings = input.settings.authorize_params.clone();
        own.chain(settings).collect()
    }
}

/// The JSON pointer of a parameter in `authorize_params` (RFC 6901 §3).
pub(crate) fn parameter_pointer(place: &str, name: &str) -> String {
    json_pointer::child(&format!("/{place}/authorize_params"), name)
}
