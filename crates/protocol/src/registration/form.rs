//! A registration by a form, as the definition says: Mastodon and those that speak its API have it in place of RFC 7591.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    definition::{ClientAuthentication, ClientRegistration},
    http::NetworkScope,
    template::{Part, Syntax, parts},
};

use super::{plan::SelfRegistration, request::Wanted};
use crate::binding::Binding;

/// A form, and where it is posted.
pub(crate) struct RegistrationForm {
    pub(super) url: Url,
    parameters: BTreeMap<String, String>,
}

impl RegistrationForm {
    /// Fits the form of a definition together. Its fields were checked with the definition.
    pub(crate) fn bind(binding: &mut Binding<'_>, form: &ClientRegistration, scope: &NetworkScope) -> Option<Self> {
        let url = binding.endpoint("/definition/registration/url", &form.url, scope)?;
        Some(Self { url, parameters: form.parameters.clone() })
    }

    pub(super) fn wanted(&self, plan: &SelfRegistration) -> Wanted {
        let (uris, scopes) = (plan.redirect_uris.join("\n"), plan.scopes.join(" "));
        let value = |name: &str| match name {
            "client_name" => plan.registrar.client_name.as_str(),
            "redirect_uris" => uris.as_str(),
            "scopes" => scopes.as_str(),
            "public_url" => plan.public_url.as_str(),
            _ => "",
        };
        let filled = |template: &str| -> String {
            let texts = parts(template, Syntax::URL).unwrap_or_default().into_iter().map(|part| match part {
                Part::Text(text) => text,
                Part::Placeholder(name) => value(name),
            });
            texts.collect()
        };
        let member = |(name, template): (&String, &String)| (name.clone(), filled(template).into());
        let authentication = match plan.authentication {
            ClientAuthentication::Auto => ClientAuthentication::ClientSecretBasic,
            other => other,
        };
        let members: Map<String, Value> = self.parameters.iter().map(member).collect();
        Wanted { members, authentication, algorithm: None, form: true }
    }
}
