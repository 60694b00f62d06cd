//! Whether one server is for all, or each person chooses one.

use std::sync::Arc;

use async_trait::async_trait;
use vestibule_core::{
    credentials::CredentialsSchema,
    driver::{Asks, BindInput, Bound, Context, Driver, DriverFactory},
    fault::Fault,
    http::NetworkScope,
    ids::Issuer,
    protocol::ProtocolFacts,
    registration::{Registrar, RegistrationMethod},
    settings::{Linking, ProviderSettings},
    violation::{Violation, Violations},
};

use super::{driver::PerSignInDriver, servers::Servers};

/// A server that every definition can be bound with before anybody has chosen one.
const ANY_SERVER: &str = "https://server.example";

/// A protocol's factory, and the same for definitions whose server each person chooses.
pub(crate) struct PerSignInFactory(pub(crate) Arc<dyn DriverFactory>);

impl DriverFactory for PerSignInFactory {
    fn facts(&self) -> &'static ProtocolFacts {
        self.0.facts()
    }

    fn bind(&self, input: &BindInput) -> Result<Box<dyn Bound>, Violations> {
        match input.schema.per_sign_in() {
            Some(name) if is_absent(input, name) => Ok(Box::new(bind(&self.0, input, name)?)),
            _ => self.0.bind(input),
        }
    }
}

/// Nothing, or a blank text. What is no text is a wrong server.
fn is_absent(input: &BindInput, name: &str) -> bool {
    let value = input.credentials.value(name);
    value.is_none_or(|value| value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()))
}

fn bind(factory: &Arc<dyn DriverFactory>, input: &BindInput, name: &str) -> Result<BoundPerSignIn, Violations> {
    let mut bad = Violations::default();
    refuse_settings(&input.settings, &mut bad);
    refuse_credentials(input, name, &mut bad);
    let servers = Servers { factory: factory.clone(), input: input.clone(), name: name.to_owned() };
    let example = input.schema.text_of(name, "examples").unwrap_or(ANY_SERVER);
    match servers.bind(example, Registrar::default()) {
        Ok(bound) if bound.network_scope().identity.is_some() => {
            let detail = "a certificate is not shown to servers that anybody can choose";
            bad.push("/definition/client/sender_constraint", detail);
        }
        Ok(_) => {}
        Err(found) => {
            // What has no place in the credentials of an administrator is wrong with the definition.
            let of_server = format!("/credentials/{name}");
            let place = |violation: Violation| match violation.pointer == of_server {
                true => Violation { pointer: "/definition/credentials/per_sign_in/0".to_owned(), ..violation },
                false => violation,
            };
            bad.0.extend(found.0.into_iter().map(place));
        }
    }
    bad.check()?;
    let asks = asks(&input.schema, name);
    Ok(BoundPerSignIn { servers: Arc::new(servers), asks })
}

fn asks(schema: &CredentialsSchema, name: &str) -> Asks {
    let text = |keyword| schema.text_of(name, keyword).unwrap_or_default().to_owned();
    let title = Some(text("title")).filter(|title| !title.is_empty()).unwrap_or_else(|| name.to_owned());
    Asks { title, description: text("description"), example: text("examples") }
}

/// What a server says that anybody can run decides about nobody's rights.
fn refuse_settings(settings: &ProviderSettings, bad: &mut Violations) {
    for (name, wrong) in [
        ("linking", settings.linking == Linking::TrustedEmail),
        ("allowed_email_domains", !settings.allowed_email_domains.is_empty()),
        ("allowed_groups", !settings.allowed_groups.is_empty()),
        ("admin_email_domains", !settings.admin_email_domains.is_empty()),
        ("admin_groups", !settings.admin_groups.is_empty()),
        ("required_claims", !settings.required_claims.is_empty()),
        ("required_acr", !settings.required_acr.is_empty()),
    ] {
        if wrong {
            let detail = "each person chooses the server here, and a server of their own says whatever they like: this would \
                          prove nothing. Enter one server, or remove this";
            bad.push(format!("/settings/{name}"), detail);
        }
    }
    if matches!(settings.registration, Some(RegistrationMethod::Manual | RegistrationMethod::MetadataDocument)) {
        let detail = "each person chooses the server here, and the client registers itself there: remove this";
        bad.push("/settings/registration", detail);
    }
}

/// A client id, a secret or a key belongs to one server, and is not for any that somebody enters.
fn refuse_credentials(input: &BindInput, name: &str, bad: &mut Violations) {
    let of_one_server = |credential: &&str| {
        *credential == "client_id" || *credential == "certificate" || input.schema.is_secret(credential)
    };
    for credential in input.credentials.names().filter(of_one_server) {
        if input.credentials.value(credential).is_none_or(|value| value == "") {
            continue;
        }
        let detail = format!(
            "this belongs to one server: enter `{name}`, too. Without both, each person chooses a server and the client \
             registers itself there"
        );
        let origin = input.credentials.origin(credential).cloned();
        bad.0.push(Violation { pointer: format!("/credentials/{credential}"), detail, origin });
    }
}

struct BoundPerSignIn {
    servers: Arc<Servers>,
    asks: Asks,
}

#[async_trait]
impl Bound for BoundPerSignIn {
    fn network_scope(&self) -> NetworkScope {
        self.servers.scope()
    }

    /// There are many.
    fn issuer(&self) -> Option<Issuer> {
        None
    }

    /// There is nobody to ask yet.
    async fn resolve(&self, _context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault> {
        Ok(Arc::new(PerSignInDriver::new(self.servers.clone(), self.asks.clone())))
    }
}
