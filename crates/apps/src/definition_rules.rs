//! The rules of an app definition that its schema cannot express, so that an app which supplies what is asked for never
//! meets a mistake of its definition.

use serde_json::{Map, Value};
use vestibule_core::{
    credentials::Credentials,
    definition::SigningAlgorithm,
    origin::Origin,
    suggestion::{closest_match, did_you_mean},
    template::{Part, Syntax, parts},
    violation::Violations,
};

use crate::{
    claims::is_reserved,
    definition::{AppDefinition, ClientAuthentication, ClientPkce, ClientType, GrantType},
    logout_endpoint::LogoutEndpoint,
    redirect_uri::RedirectUri,
    scopes::Scopes,
    url_template::expand,
};

/// The values of every app that no definition asks for.
pub const OWN_VALUES: [&str; 3] = ["client_secret", "former_client_secret", "client_keys"];

/// What ID tokens may be signed with.
pub(crate) const ALGORITHMS: [SigningAlgorithm; 3] =
    [SigningAlgorithm::RS256, SigningAlgorithm::ES256, SigningAlgorithm::EdDSA];
/// What a setting that is an address is in a sample.
const SAMPLE_URL: &str = "https://app.example.com";

impl AppDefinition {
    /// What a guide may have filled in, next to the settings.
    pub const GUIDE_VALUES: [&'static str; 5] = ["issuer", "discovery_url", "client_id", "client_secret", "public_url"];

    /// Everything that is wrong, with pointers into the document. `properties` are those of the settings schema; without
    /// them no placeholder is checked.
    pub fn check_rules(&self, properties: Option<&Map<String, Value>>) -> Violations {
        let mut bad = Violations::default();
        self.check_client(&mut bad);
        if let Some(properties) = properties {
            check_properties(properties, &mut bad);
            self.check_addresses(properties, &mut bad);
        }
        if let Some(claim) = self.claims.keys().find(|claim| is_reserved(claim)) {
            bad.push(format!("/claims/{claim}"), "belongs to the protocol and cannot be set");
        }
        bad
    }

    fn check_client(&self, bad: &mut Violations) {
        let client = &self.client;
        let public = client.client_type == ClientType::Public;
        if public != (client.authentication == ClientAuthentication::None) {
            bad.push("/client/authentication", "is \"none\" for a public client, and only for one");
        }
        if public && client.pkce != ClientPkce::Required {
            bad.push("/client/pkce", "is required for a public client");
        }
        let by_code = client.grants.contains(&GrantType::AuthorizationCode);
        if !by_code && !client.grants.contains(&GrantType::DeviceCode) {
            let device = GrantType::DeviceCode.as_str();
            bad.push("/client/grants", format!("must contain \"authorization_code\" or \"{device}\""));
        }
        if !ALGORITHMS.contains(&client.id_token_algorithm) {
            bad.push("/client/id_token_algorithm", "must be RS256, ES256 or EdDSA");
        }
        for (index, scope) in client.scopes.iter().enumerate() {
            if !Scopes::SUPPORTED.contains(&scope.as_str()) {
                let near = did_you_mean(scope, Scopes::SUPPORTED);
                bad.push(format!("/client/scopes/{index}"), format!("there is no scope `{scope}`{near}"));
            }
        }
        if by_code && client.redirect_uris.is_empty() {
            bad.push("/client/redirect_uris", "must have an address that answers are sent to");
        }
    }

    /// Each address, with sample values filled in.
    fn check_addresses(&self, properties: &Map<String, Value>, bad: &mut Violations) {
        let samples = sample_values(properties);
        let client = &self.client;
        let lists = [
            ("/client/redirect_uris", &client.redirect_uris),
            ("/client/post_logout_redirect_uris", &client.post_logout_redirect_uris),
        ];
        let listed = lists.iter().flat_map(|(pointer, list)| {
            list.iter().enumerate().map(move |(index, template)| (format!("{pointer}/{index}"), template))
        });
        let start = self.start_url.iter().map(|template| ("/start_url".to_owned(), template));
        for (pointer, template) in listed.chain(start) {
            if let Err(detail) = check_address(template, properties, &samples, is_redirect_uri) {
                bad.push(pointer, detail);
            }
        }
        if let Some(template) = &client.backchannel_logout_uri
            && let Err(detail) = check_address(template, properties, &samples, is_logout_endpoint)
        {
            bad.push("/client/backchannel_logout_uri", detail);
        }
    }
}

fn is_redirect_uri(text: &str) -> Result<(), &'static str> {
    RedirectUri::parse(text).map(drop)
}

fn is_logout_endpoint(text: &str) -> Result<(), &'static str> {
    LogoutEndpoint::parse(text, false).map(drop)
}

fn check_address(
    template: &str,
    properties: &Map<String, Value>,
    samples: &Credentials,
    check: impl Fn(&str) -> Result<(), &'static str>,
) -> Result<(), String> {
    for part in parts(template, Syntax::URL).map_err(|error| error.to_string())? {
        let Part::Placeholder(name) = part else { continue };
        if properties.contains_key(name) {
            continue;
        }
        let name: String = name.chars().take(80).collect();
        return Err(match closest_match(&name, properties.keys().map(String::as_str)) {
            Some(near) => format!("`{{{name}}}` names no setting; did you mean `{{{near}}}`?"),
            None => format!(
                "`{{{name}}}` names no setting: add `{name}` to the properties in [settings], or correct the name"
            ),
        });
    }
    for address in expand(template, samples) {
        check(&address).map_err(|detail| format!("with the settings filled in, it {detail}: {address}"))?;
    }
    Ok(())
}

fn check_properties(properties: &Map<String, Value>, bad: &mut Violations) {
    for (name, property) in properties {
        let pointer = format!("/settings/properties/{name}");
        if OWN_VALUES.contains(&name.as_str()) || AppDefinition::GUIDE_VALUES.contains(&name.as_str()) {
            bad.push(pointer.clone(), "every app has this already; choose another name");
        }
        if property["writeOnly"] == true {
            bad.push(format!("{pointer}/writeOnly"), "settings are shown; the secret of an app is `client_secret`");
        }
    }
}

/// A value of the right kind for each setting.
pub fn sample_values(properties: &Map<String, Value>) -> Credentials {
    let mut values = Credentials::default();
    for (name, property) in properties {
        let text = |keyword: &str| property.get(keyword).and_then(Value::as_str).unwrap_or_default();
        let fixed = ["const", "default"].into_iter().find_map(|keyword| property.get(keyword)).cloned();
        let example = fixed.or_else(|| property.get("examples").and_then(|examples| examples.get(0)).cloned());
        let choice = property.get("enum").and_then(|choices| choices.get(0)).cloned();
        let is_url = matches!(text("format"), "uri" | "iri") || text("pattern").starts_with("^http");
        let value = match text("type") {
            "array" => example.unwrap_or_else(|| vec![SAMPLE_URL].into()),
            "boolean" => example.unwrap_or_else(|| false.into()),
            "integer" | "number" => example.unwrap_or_else(|| 1.into()),
            _ => example.or(choice).unwrap_or_else(|| if is_url { SAMPLE_URL.into() } else { "x".into() }),
        };
        values.insert(name, value, Origin::BuiltIn);
    }
    values
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::test_app::OpenidOnly;

    /// One mistake each, at its place.
    #[test]
    fn a_mistake_of_a_definition_is_at_its_place() {
        use crate::AppDefinitions as _;
        let good = OpenidOnly.find_definition(&"openid".parse().unwrap()).unwrap().definition;
        let good = AppDefinition { start_url: None, ..AppDefinition::clone(&good) };
        let properties = json!({
            "base_url": { "type": "string", "format": "uri" },
            "redirect_uris": { "type": "array" },
            "post_logout_redirect_uris": { "type": "array" },
            "backchannel_logout_uri": { "type": "string", "format": "uri" },
            "tenant": { "type": "string" },
        });
        let check = |change: &dyn Fn(&mut AppDefinition)| {
            let mut changed = good.clone();
            change(&mut changed);
            changed.check_rules(properties.as_object()).to_string()
        };
        assert_eq!(check(&|_| {}), "");
        for (change, expected) in [
            (
                &(|one: &mut AppDefinition| one.client.client_type = ClientType::Public) as &dyn Fn(&mut AppDefinition),
                "/client/authentication: is \"none\"",
            ),
            (&|one| one.client.grants = vec![GrantType::RefreshToken], "/client/grants: must contain"),
            (
                &|one| one.client.scopes = vec!["emial".into()],
                "/client/scopes/0: there is no scope `emial`; did you mean `email`?",
            ),
            (&|one| one.client.redirect_uris.clear(), "/client/redirect_uris: must have"),
            (
                &|one| one.client.backchannel_logout_uri = Some("{tenant}/out".into()),
                "/client/backchannel_logout_uri: with the settings filled in, it must be a whole URL",
            ),
            (
                &|one| one.client.redirect_uris = vec!["{base_ulr}/cb".into()],
                "/client/redirect_uris/0: `{base_ulr}` names no setting; did you mean `{base_url}`?",
            ),
            (
                &|one| one.client.redirect_uris = vec!["{base_url/cb".into()],
                "/client/redirect_uris/0: a `{` is not closed",
            ),
            (
                &|one| one.client.redirect_uris = vec!["http://{tenant}.example.com/cb".into()],
                "/client/redirect_uris/0: with the settings filled in, it must begin with https://",
            ),
            (
                &|one| one.start_url = Some("{tenant}".into()),
                "/start_url: with the settings filled in, it must be a whole URL",
            ),
        ] {
            let found = check(change);
            assert!(found.contains(expected), "{expected}: {found}");
        }
        let secret = json!({ "token": { "type": "string", "writeOnly": true }, "client_id": { "type": "string" } });
        let found = good.check_rules(secret.as_object()).to_string();
        assert!(found.contains("/settings/properties/token/writeOnly: settings are shown"), "{found}");
        assert!(found.contains("/settings/properties/client_id: every app has this already"), "{found}");
    }
}
