//! Authelia (<https://www.authelia.com/configuration/prologue/introduction/>, read for 4.39): addresses, session, the rules of
//! access and the applications of its OpenID provider. Its people are its own; a provider has to be added.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    apps::{Application, Secret},
    authelia_access,
    duration::seconds,
    fields::Fields,
    outcome::{Credential, Imported},
};

/// What to do about a file with `{{ secret … }}`.
pub(super) const TEMPLATE: &str = "write what it makes of it into a file: authelia config template --config FILE \
                                   --config.experimental.filters template";
/// What `inactivity` and `expiration` are where only one of them is written.
const DEFAULTS: (u64, u64) = (5 * 60, 3600);

pub(super) fn read(mut fields: Fields, imported: &mut Imported) {
    let mut server = fields.section("server");
    if let Some(address) = server.text("address") {
        imported.listen("listen", "server.address", &address);
    }
    server.report_rest("server.", imported);
    let mut telemetry = fields.section("telemetry");
    let mut metrics = telemetry.section("metrics");
    if metrics.is_true("enabled") {
        let address = metrics.text("address").unwrap_or_else(|| "tcp://:9959/metrics".to_owned());
        imported.listen("metrics.listen", "telemetry.metrics", address.trim_end_matches("/metrics"));
    }
    metrics.value("address");
    metrics.report_rest("telemetry.metrics.", imported);
    telemetry.report_rest("telemetry.", imported);
    session(fields.section("session"), imported);
    let mut definitions = fields.section("definitions");
    let networks = definitions.section("network");
    definitions.report_rest("definitions.", imported);
    authelia_access::read(fields.section("access_control"), networks, imported);
    if !fields.section("authentication_backend").is_empty() {
        imported.lost("authentication_backend: people sign in with a provider here; add one that knows them");
    }
    people(fields.section("users"), imported);
    let mut identity_providers = fields.section("identity_providers");
    openid_provider(identity_providers.section("oidc"), imported);
    identity_providers.report_rest("identity_providers.", imported);
    fields.report_rest("", imported);
}

/// The file of `authentication_backend.file.path`.
fn people(users: Fields, imported: &mut Imported) {
    let names = users.keys();
    if names.is_empty() {
        return;
    }
    let mut users = users;
    let groups: BTreeSet<String> = names.iter().flat_map(|name| users.section(name).list("groups")).collect();
    imported.lost(format!("users ({}): who has a password signs in with a provider here", names.len()));
    if !groups.is_empty() {
        let groups: Vec<_> = groups.into_iter().collect();
        imported.changed(format!("groups of users come from the provider: it has to send {}", groups.join(", ")));
    }
}

fn openid_provider(mut oidc: Fields, imported: &mut Imported) {
    if oidc.is_empty() {
        return;
    }
    let keys = ["hmac_secret", "jwks", "issuer_private_key", "issuer_private_keys", "issuer_certificate_chain"];
    if keys.into_iter().filter(|key| oidc.value(key).is_some()).count() > 0 {
        imported.changed(
            "identity_providers.oidc: Vestibule makes keys of its own; applications read them where they are published",
        );
    }
    let policies = oidc.section("authorization_policies");
    for client in oidc.sections("clients") {
        application(client, imported);
    }
    if !policies.is_empty() {
        imported.lost("identity_providers.oidc.authorization_policies: say who may use an app with its `allow`");
    }
    oidc.report_rest("identity_providers.oidc.", imported);
    imported.about_applications(false);
}

fn application(mut client: Fields, imported: &mut Imported) {
    let policy = client.text("authorization_policy").unwrap_or_else(|| "two_factor".to_owned());
    let secret = client.text("client_secret").map(|text| match text.strip_prefix("$plaintext$") {
        Some(plain) => Secret::Known(Credential::Value(plain.to_owned())),
        None if text.starts_with('$') => Secret::Hash,
        None => Secret::Known(Credential::Value(text)),
    });
    let consent = match client.text("consent_mode").as_deref() {
        Some("implicit") => "never",
        Some("pre-configured") => "first",
        _ if client.is_given("pre_configured_consent_duration") => "first",
        _ => "always",
    };
    let algorithm = client.peek("id_token_signed_response_alg").and_then(|value| value.as_str());
    let algorithm = algorithm.filter(|name| ["RS256", "ES256", "EdDSA"].contains(name)).map(str::to_owned);
    if algorithm.is_some() {
        client.value("id_token_signed_response_alg");
    }
    // What is so here anyway.
    for (key, own) in [
        ("response_types", &["code"][..]),
        ("response_modes", &["query", "form_post"]),
        ("grant_types", &["authorization_code", "refresh_token"]),
    ] {
        let is_own = |value: &Value| value.as_str().is_some_and(|text| own.contains(&text));
        if client.peek(key).and_then(Value::as_array).is_some_and(|items| items.iter().all(is_own)) {
            client.value(key);
        }
    }
    if client.text("token_endpoint_auth_method").is_some_and(|method| method == "private_key_jwt") {
        imported.changed("private_key_jwt: give the app the definition openid-private-key and its client_keys");
    }
    let application = Application {
        client_id: client.text("client_id").unwrap_or_default(),
        name: client.text("client_name"),
        secret,
        public: client.is_true("public"),
        redirect_uris: client.list("redirect_uris"),
        consent: Some(consent),
        require_mfa: policy == "two_factor",
        closed: !["one_factor", "two_factor"].contains(&policy.as_str()),
        id_token_algorithm: algorithm,
        ..Application::default()
    };
    imported.application("identity_providers.oidc.clients", application, client);
}

fn session(mut session: Fields, imported: &mut Imported) {
    let mut cookies = session.sections("cookies").into_iter();
    let mut first = cookies.next().unwrap_or_default();
    if let Some(domain) = first.text("domain").or_else(|| session.text("domain")) {
        imported.set("session.cookie_domain", domain);
        imported.taken("the domain of the session as session.cookie_domain");
    }
    if let Some(url) = first.text("authelia_url") {
        imported.public_url("authelia_url", &url);
    }
    let others = cookies.count();
    if others > 0 {
        imported.lost(format!("session.cookies: {others} further domains; one installation has one"));
    }
    let mut lifetime = |key: &str| first.text(key).or_else(|| session.text(key)).map(|text| seconds(&text));
    match (lifetime("inactivity"), lifetime("expiration")) {
        (None, None) => {}
        (Some(None), _) | (_, Some(None)) => {
            imported.lost("inactivity and expiration of the session: set session.idle and session.absolute");
        }
        (idle, absolute) => {
            let idle = idle.flatten().unwrap_or(DEFAULTS.0);
            let absolute = absolute.flatten().unwrap_or(DEFAULTS.1.max(idle));
            imported.session(idle.min(absolute), absolute);
            imported.taken("inactivity and expiration of the session as session.idle and session.absolute");
        }
    }
    if session.text("secret").is_some() {
        imported.changed("session.secret: Vestibule makes a key of its own, and everybody signs in once more");
    }
    first.report_rest("session.cookies: ", imported);
    session.report_rest("session.", imported);
}
