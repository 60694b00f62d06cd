//! From a record and its definition to an [`App`], with everything that is wrong. Pure.

use std::sync::Arc;

use serde_json::Value;
use vestibule_core::{
    credentials::{Credentials, CredentialsSchema},
    icons,
    ids::DefinitionId,
    origin::Origin,
    provider::Owner,
    suggestion::did_you_mean,
    violation::{Violation, Violations},
};

use crate::{
    app::App,
    definition::{AppDefinition, ClientAuthentication, ClientType},
    definition_rules::{ALGORITHMS, OWN_VALUES},
    definitions::{AppDefinitions, KnownDefinition},
    logout_endpoint::LogoutEndpoint,
    redirect_uri::RedirectUri,
    scopes::Scopes,
    settings::{AppRecord, SubjectType},
    url_template::{expand, first_placeholder},
};

/// A secret that is shorter can be guessed.
const SHORTEST_SECRET: usize = 16;

/// Binds an app, enabled or not.
pub(crate) fn bind(record: &AppRecord, definitions: &dyn AppDefinitions) -> Result<App, Violations> {
    let settings = &record.settings;
    let wanted = record.definition();
    let known = definitions.find_definition(&wanted).ok_or_else(|| unknown_definition(&wanted, definitions))?;
    let definition = &known.definition;
    let mut binder = Binder::begin(&known, record);
    let client = &definition.client;
    let redirect_uris = binder.redirect_uris();
    let post_logout_redirect_uris = binder.fill("post_logout_redirect_uris", &client.post_logout_redirect_uris);
    let logout_endpoint = binder.logout_endpoint();
    let sector = binder.sector(&redirect_uris);
    let secrets = binder.secrets();
    let keys = binder.keys();
    let client_id = binder.client_id();
    let start_url = binder.start_url(&redirect_uris);
    let Binder { bad, .. } = binder;
    with_origins(bad, record).check()?;
    Ok(App {
        id: record.id.clone(),
        definition: wanted,
        client_id,
        name: settings.display_name.clone().unwrap_or_else(|| definition.name.clone()),
        icon: settings.icon.clone().or_else(|| definition.icon.clone()),
        picture: known.picture.filter(|_| settings.icon.is_none()),
        start_url,
        client_type: client.client_type,
        authentication: client.authentication,
        lenient_authentication: settings.lenient_authentication,
        secrets,
        secret_hashes: record.secret_hashes.clone(),
        keys,
        pkce: client.pkce,
        redirect_uris,
        post_logout_redirect_uris,
        logout_endpoint,
        scopes: Scopes::parse(&format!("openid {}", client.scopes.join(" "))),
        grants: client.grants.clone(),
        id_token_algorithm: settings.id_token_algorithm.unwrap_or(client.id_token_algorithm),
        claims: definition.claims.clone(),
        allow: settings.allow.clone(),
        consent: settings.consent,
        max_age: settings.max_age,
        access_token_lifetime: settings.access_token_lifetime,
        refresh_token_lifetime: settings.refresh_token_lifetime,
        access_token: settings.access_token,
        sector,
        require_mfa: settings.require_mfa,
        session_absolute: settings.session_absolute,
    })
}

fn unknown_definition(wanted: &DefinitionId, definitions: &dyn AppDefinitions) -> Violations {
    let known = definitions.ids();
    let near = did_you_mean(wanted.as_str(), known.iter().map(DefinitionId::as_str));
    let or = if near.is_empty() { "; for any application write `definition = \"openid\"`" } else { "" };
    Violations(vec![Violation::new("/definition", format!("there is no app definition `{wanted}`{near}{or}"))])
}

/// What is supplied, and in the place of what is not, the defaults of the definition.
pub fn with_defaults(supplied: &Credentials, schema: &CredentialsSchema) -> Credentials {
    let mut values = supplied.clone();
    let properties = schema.as_json().get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let fixed = ["const", "default"].into_iter().find_map(|keyword| property.get(keyword));
        if let Some(fixed) = fixed.filter(|_| supplied.origin(name).is_none()) {
            values.insert(name, fixed.clone(), Origin::BuiltIn);
        }
    }
    values
}

/// What the definition asks for, compared with its schema.
fn check_values(definition: &KnownDefinition, values: &Credentials, bad: &mut Violations) {
    let mut asked = values.clone();
    OWN_VALUES.iter().for_each(|name| asked.remove(name));
    let in_settings =
        |violation: Violation| Violation { pointer: format!("/settings{}", violation.pointer), ..violation };
    bad.0.extend(definition.schema.check(&asked).0.into_iter().map(in_settings));
    for (name, reason) in values.unreadable().filter(|(name, _)| OWN_VALUES.contains(name)) {
        bad.push(format!("/{name}"), reason);
    }
}

struct Binder<'a> {
    definition: &'a Arc<AppDefinition>,
    record: &'a AppRecord,
    values: Credentials,
    bad: Violations,
}

impl<'a> Binder<'a> {
    fn begin(known: &'a KnownDefinition, record: &'a AppRecord) -> Self {
        let mut bad = Violations::default();
        let values = with_defaults(&record.values, &known.schema);
        check_values(known, &values, &mut bad);
        Self { definition: &known.definition, record, values, bad }
    }
}

impl Binder<'_> {
    fn redirect_uris(&mut self) -> Vec<RedirectUri> {
        let mut all = self.fill("redirect_uris", &self.definition.client.redirect_uris.clone());
        for text in &self.record.settings.extra_redirect_uris {
            match RedirectUri::parse(text) {
                Ok(uri) => all.push(uri),
                Err(detail) => self.bad.push("/extra_redirect_uris", format!("each {detail}")),
            }
        }
        all
    }

    /// Where people open it; where nobody says so, the site that answers go to.
    fn start_url(&mut self, redirect_uris: &[RedirectUri]) -> Option<String> {
        let template = self.definition.start_url.clone();
        let templates: Vec<String> = vec![template.unwrap_or_else(|| "{base_url}".to_owned())];
        let filled = self.fill("start_url", &templates).into_iter().next();
        let chosen = filled.filter(|uri| uri.is_web()).map(|uri| uri.as_str().to_owned());
        chosen.or_else(|| redirect_uris.iter().find_map(RedirectUri::web_origin))
    }

    /// The addresses of a definition, with the settings filled in. What a setting lacks has been reported.
    fn fill(&mut self, member: &str, templates: &[String]) -> Vec<RedirectUri> {
        let mut filled = Vec::new();
        for template in templates {
            for text in expand(template, &self.values) {
                match RedirectUri::parse(&text) {
                    Ok(uri) => filled.push(uri),
                    Err(detail) => {
                        self.bad.push(format!("/settings/{}", first_placeholder(template).unwrap_or(member)), detail);
                    }
                }
            }
        }
        filled
    }

    fn logout_endpoint(&mut self) -> Option<LogoutEndpoint> {
        let definition = self.definition;
        let template = definition.client.backchannel_logout_uri.as_ref()?;
        let text = expand(template, &self.values).pop()?;
        let setting = first_placeholder(template);
        let origin = setting.and_then(|name| self.record.values.origin(name));
        let by_operator = matches!(origin, Some(Origin::Config(_) | Origin::Environment { .. }));
        let parsed = LogoutEndpoint::parse(&text, by_operator);
        let pointer = format!("/settings/{}", setting.unwrap_or("backchannel_logout_uri"));
        parsed.inspect_err(|detail| self.bad.push(pointer, *detail)).ok()
    }

    /// The host of the redirect URIs (OpenID Connect Core §8.1). An application without one, on people's own devices, is a
    /// sector of its own.
    fn sector(&mut self, redirect_uris: &[RedirectUri]) -> Option<String> {
        if self.record.settings.subject == SubjectType::Public {
            return None;
        }
        let mut hosts: Vec<_> = redirect_uris.iter().filter_map(RedirectUri::remote_host).collect();
        hosts.sort();
        hosts.dedup();
        if hosts.len() > 1 {
            let detail = format!(
                "pairwise subjects are made for one host, and the redirect URIs are on {}; make an app for each",
                hosts.join(" and ")
            );
            self.bad.push("/settings/subject", detail);
        }
        Some(hosts.pop().unwrap_or_else(|| format!("app:{}", self.record.id)))
    }

    /// Those that the operator wrote: the one that counts, and the one before it while the application may still have that.
    fn secrets(&mut self) -> Vec<vestibule_core::secret::Secret> {
        let client = &self.definition.client;
        let wants_one = matches!(
            client.authentication,
            ClientAuthentication::ClientSecretBasic | ClientAuthentication::ClientSecretPost
        );
        let is_written = |name: &str| self.record.values.origin(name).is_some();
        // An administrator is given one; what cannot be read is reported already.
        if wants_one && self.record.owner == Owner::Config && !is_written("client_secret") {
            let detail = "is missing: a text that `openssl rand -hex 32` prints, `{ env = \"NAME\" }` or `{ file = \"PATH\" }`; \
                          or add the app under Administration → Apps, where one is made";
            self.bad.push("/client_secret", detail);
        }
        let mut secrets = Vec::new();
        for name in ["client_secret", "former_client_secret"] {
            let Some(secret) = self.record.values.secret(name) else { continue };
            if client.client_type == ClientType::Public {
                self.bad.push(format!("/{name}"), "a public client has none; remove it");
            } else if secret.expose().len() < SHORTEST_SECRET {
                let detail =
                    format!("must have at least {SHORTEST_SECRET} characters, such as `openssl rand -hex 32` prints");
                self.bad.push(format!("/{name}"), detail);
            }
            secrets.push(secret);
        }
        secrets
    }

    fn keys(&mut self) -> Option<Value> {
        let wanted = self.definition.client.authentication == ClientAuthentication::PrivateKeyJwt;
        let keys = self.record.values.text("client_keys").map(serde_json::from_str::<Value>);
        match keys {
            Some(Ok(keys)) if keys.get("keys").is_some_and(Value::is_array) => Some(keys),
            Some(_) => {
                self.bad.push("/client_keys", "must be a JWK set as JSON text: `{\"keys\": [ … ]}`");
                None
            }
            None if wanted => {
                self.bad.push("/client_keys", "is missing: the public keys of the application, as a JWK set");
                None
            }
            None => None,
        }
    }

    /// Basic authentication cannot carry every id, and logs show it.
    fn client_id(&mut self) -> String {
        let chosen = self.record.settings.client_id.clone();
        let client_id = chosen.unwrap_or_else(|| self.record.id.to_string());
        self.check_client_id(&client_id);
        client_id
    }

    fn check_client_id(&mut self, client_id: &str) {
        let plain = client_id.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
        if client_id.is_empty() || client_id.len() > 255 || !plain {
            self.bad.push("/client_id", "must be 1 to 255 printable ASCII characters without spaces and quotes");
        }
        if let Some(icon) = self.record.settings.icon.as_deref().filter(|icon| !icons::BUNDLED.contains(icon)) {
            self.bad.push("/icon", icons::unknown(icon));
        }
        if self.record.settings.id_token_algorithm.is_some_and(|wanted| !ALGORITHMS.contains(&wanted)) {
            self.bad.push("/settings/id_token_algorithm", "must be RS256, ES256 or EdDSA");
        }
    }
}

/// Adds to each violation the place where its value was written.
fn with_origins(mut bad: Violations, record: &AppRecord) -> Violations {
    // A setting that is wrong makes several addresses wrong.
    let mut seen = Vec::new();
    bad.0.retain(|violation| {
        let said = (violation.pointer.clone(), violation.detail.clone());
        let is_new = !seen.contains(&said);
        seen.push(said);
        is_new
    });
    for violation in &mut bad.0 {
        if violation.origin.is_none() {
            let name = violation.pointer.rsplit('/').next().unwrap_or_default();
            let origin: Option<&Origin> = record.values.origin(name).or_else(|| record.origin(name));
            violation.origin = origin.cloned();
        }
    }
    bad
}

#[cfg(test)]
mod tests {
    use vestibule_core::ids::AppId;

    use super::*;
    use crate::{AppSettings, test_app::OpenidOnly};

    fn bound(owner: Owner, secrets: &[(&str, &str)]) -> Result<usize, String> {
        let mut values = Credentials::default();
        values.insert("redirect_uris", vec!["https://app.example.com/cb"].into(), Origin::BuiltIn);
        for (name, secret) in secrets {
            values.insert(*name, (*secret).into(), Origin::BuiltIn);
        }
        let settings = AppSettings { definition: Some("openid".parse().unwrap()), ..AppSettings::default() };
        let record = AppRecord {
            id: "app".parse::<AppId>().unwrap(),
            owner,
            settings: settings.into(),
            values: values.into(),
            secret_hashes: Arc::default(),
            origins: Arc::default(),
        };
        bind(&record, &OpenidOnly).map(|app| app.secrets.len()).map_err(|bad| bad.to_string())
    }

    /// An app of the configuration says what it lacks; an administrator is given a secret. Two may count at once.
    #[test]
    fn secrets_of_an_app() {
        let (new, former) = ("a new secret of the app", "a former secret of the app");
        assert_eq!(bound(Owner::Config, &[("client_secret", new)]), Ok(1));
        assert_eq!(bound(Owner::Config, &[("client_secret", new), ("former_client_secret", former)]), Ok(2));
        assert_eq!(bound(Owner::Admin, &[]), Ok(0));
        for (secrets, wanted) in [
            (vec![], "/client_secret: is missing"),
            (vec![("former_client_secret", former)], "/client_secret: is missing"),
            (vec![("client_secret", "short")], "/client_secret: must have at least 16 characters"),
            (vec![("client_secret", new), ("former_client_secret", "short")], "/former_client_secret: must have"),
        ] {
            let refused = bound(Owner::Config, &secrets).unwrap_err();
            assert!(refused.contains(wanted), "{secrets:?}: {refused}");
        }
    }
}
