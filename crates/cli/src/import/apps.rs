//! Applications that signed people in at the other program with OpenID Connect: each becomes an app.

use super::{
    fields::Fields,
    outcome::{Credential, Imported},
};

/// The definition of those that did not have to use PKCE.
const DEFINITION: &str = "openid-imported";
const DROP_IN: (&str, &str) = ("apps/openid-imported.toml", include_str!("openid-imported.toml"));
/// What a secret needs here.
const SHORTEST_SECRET: usize = 16;

/// What is known of an application.
#[derive(Default)]
pub(super) struct Application {
    pub(super) client_id: String,
    pub(super) name: Option<String>,
    pub(super) secret: Option<Secret>,
    /// It has no secret, and uses PKCE instead.
    pub(super) public: bool,
    pub(super) redirect_uris: Vec<String>,
    pub(super) post_logout_redirect_uris: Vec<String>,
    /// `never`, `first` or `always`.
    pub(super) consent: Option<&'static str>,
    pub(super) require_mfa: bool,
    /// Nobody may use it.
    pub(super) closed: bool,
    pub(super) id_token_algorithm: Option<String>,
    /// The ids of the providers that people may come by; empty: any.
    pub(super) providers: Vec<String>,
}

pub(super) enum Secret {
    Known(Credential),
    /// Only a hash of it is there.
    Hash,
}

impl Imported {
    /// Takes an application that `section` names; what is left of its fields is reported.
    pub(super) fn application(&mut self, section: &str, application: Application, rest: Fields) {
        let Application { client_id, name, redirect_uris, .. } = &application;
        let shown = name.clone().unwrap_or_else(|| client_id.clone());
        let from = format!("{section}, {shown}");
        if redirect_uris.is_empty() || client_id.is_empty() {
            self.lost(format!("{from}: it has no redirect URI; add an app once you know it (docs/apps.md)"));
            return;
        }
        let id = self.free_id("apps", client_id);
        let key = |name: &str| format!("apps.{id}.{name}");
        self.set(&key("definition"), if application.public { "openid-public" } else { DEFINITION });
        if id != *client_id {
            self.set(&key("client_id"), client_id.clone());
        }
        if let Some(name) = name {
            self.set(&key("display_name"), name.clone());
        }
        self.list(&key("settings.redirect_uris"), redirect_uris.clone());
        self.list(&key("settings.post_logout_redirect_uris"), application.post_logout_redirect_uris.clone());
        if let Some(consent) = application.consent {
            self.set(&key("consent"), consent);
        }
        if let Some(algorithm) = &application.id_token_algorithm {
            self.set(&key("id_token_algorithm"), algorithm.clone());
        }
        if application.require_mfa {
            self.set(&key("require_mfa"), true);
        }
        self.list(&key("allow.providers"), application.providers.clone());
        self.taken(format!("{from} as app {id}"));
        if application.public {
            self.changed(format!("{from}: it has to use PKCE (S256) here"));
        } else {
            // The other programs took a secret in either place, and asked nobody for PKCE.
            self.drop_in(DROP_IN.0, DROP_IN.1);
            self.set(&key("lenient_authentication"), true);
            self.secret(&id, &from, application.secret);
        }
        if application.closed {
            self.set(&key("enabled"), false);
            self.changed(format!("{from} is switched off: who may use it cannot be said here"));
        }
        rest.report_rest(&format!("{from}: "), self);
    }

    /// A secret that cannot be taken is one that the operator enters: until then this app alone has a fault.
    fn secret(&mut self, id: &str, from: &str, secret: Option<Secret>) {
        let key = format!("apps.{id}.client_secret");
        let variable = format!("{}_CLIENT_SECRET", id.replace('-', "_").to_ascii_uppercase());
        let what = match secret {
            Some(Secret::Known(Credential::Value(text))) if text.len() >= SHORTEST_SECRET => {
                self.set(&key, text);
                return;
            }
            Some(Secret::Known(Credential::Value(_))) => {
                "its secret is too short for here: give it a new one, and Vestibule the same"
            }
            Some(Secret::Known(other)) => return self.set(&key, other),
            Some(Secret::Hash) => "only a hash of its secret is there: give Vestibule the secret itself",
            None => "it has no secret: give it one, and Vestibule the same",
        };
        self.set(&key, Credential::Variable(variable.clone()));
        self.changed(format!("{from}: {what} in the variable {variable}, before people use it"));
    }

    /// Says what is different for applications, once for all.
    pub(super) fn about_applications(&mut self, issuer_had_a_path: bool) {
        if !self.has_any("apps") {
            return;
        }
        if issuer_had_a_path {
            self.changed("applications: enter public_url as the issuer; the former one had a path");
        }
        self.changed(
            "applications: a person has another `sub` here; one that knows people by it has to know them by address",
        );
    }
}
