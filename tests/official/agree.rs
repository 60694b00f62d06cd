//! One answer about one thing: what `lint` says of a definition is what a provider of it meets when it is bound, and what
//! the admin API refuses in settings is what the configuration is refused for (AG-01, AG-02).

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use proptest::{prelude::*, sample::Index};
use serde_json::{Map, Value, json};
use vestibule::parts::{official_catalogue, protocols};
use vestibule_core::{
    clock::SystemClock,
    credentials::Credentials,
    origin::Origin,
    provider::{Owner, ProviderRecord},
    public_url::PublicUrl,
    random::OsRandom,
    registration::Registrar,
    settings::ProviderSettings,
};
use vestibule_protocol::{
    factories,
    http::{HttpOptions, ReqwestHttp, install_crypto_provider},
};
use vestibule_registry::{Catalogue, CatalogueEntry, Document, Format, Plan, RegistryContext, faults_of_definition};

pub(crate) static CONTEXT: LazyLock<RegistryContext> = LazyLock::new(|| {
    install_crypto_provider();
    RegistryContext {
        factories: factories(&[], None),
        http: Arc::new(ReqwestHttp::new(HttpOptions::default()).unwrap()),
        public_url: PublicUrl::parse("https://auth.example.com").unwrap(),
        clock: Arc::new(SystemClock),
        random: Arc::new(OsRandom),
        registrar: Registrar::default(),
        retry: (Duration::from_secs(1), Duration::from_secs(1)),
    }
});

static OFFICIAL: LazyLock<Catalogue> = LazyLock::new(official_catalogue);
static DOCUMENTS: LazyLock<Vec<Value>> = LazyLock::new(documents);

/// The official definitions as somebody would drop them in.
fn documents() -> Vec<Value> {
    let document = |entry: &Arc<CatalogueEntry>| {
        let mut document = serde_json::to_value(&*entry.definition).unwrap();
        document["credentials"] = entry.schema.as_json().clone();
        document["id"] = json!(format!("own-{}", entry.definition.id));
        without_null(document)
    };
    let audiences = |document: &mut Value| {
        // Only an official definition may trust every audience, or do without the nonce.
        document["id_token"]["trusted_audiences"] = json!([]);
        // The same for the client secret as a key.
        if document["id_token"]["algorithms"] == json!(["HS256"]) {
            document["id_token"]["algorithms"] = json!(["ES256"]);
        }
        document["id_token"]["nonce"] = json!("required");
    };
    let mut all: Vec<Value> = OFFICIAL.iter().map(document).collect();
    all.iter_mut().filter(|document| document["protocol"] == "oidc").for_each(audiences);
    for document in all.iter_mut().filter(|document| document["protocol"] == "oauth2") {
        // Sections that this protocol does not have.
        let members = document.as_object_mut().unwrap();
        members.retain(|name, _| !matches!(name.as_str(), "discovery" | "id_token"));
    }
    all
}

fn without_null(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_null(value)))
            .collect(),
        other => other,
    }
}

/// Pointers to everything in a document.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let below: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (format!("{at}/{}", escape(name)), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (format!("{at}/{index}"), item)).collect(),
        _ => Vec::new(),
    };
    for (pointer, value) in below {
        pointers(value, &pointer, found);
        found.push(pointer);
    }
}

/// Values that people write by mistake, and some that are right elsewhere.
fn odd() -> Vec<Value> {
    vec![
        json!(""),
        json!(" "),
        json!("nosuch"),
        json!("pocketid"),
        json!("{org}"),
        json!("https://{tenant}/v2.0"),
        json!("https://id.example.com/{tid}/v2.0"),
        json!("{issuer_url}/x"),
        json!("{tenant}"),
        json!("id.example.com"),
        json!("ftp://id.example.com"),
        json!("https://10.0.0.1/x"),
        json!("a b"),
        json!("never"),
        json!("always"),
        json!("private_key_jwt"),
        json!("RS256"),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(true),
        json!([]),
        json!([""]),
        json!(["a", "a"]),
        json!({}),
        json!({ "state": "x" }),
        json!({ "max_age": "soon" }),
        json!({ "organization": "{org}" }),
    ]
}

/// Sections that a definition of one protocol may have and one of the other may not.
const EXTRA: &[(&str, &str)] = &[
    ("/discovery/issuer_template", "https://id.example.com/{tid}/v2.0"),
    ("/discovery/path", "metadata"),
    ("/endpoints/jwks", "https://id.example.com/jwks"),
    ("/endpoints/end_session", "https://id.example.com/bye"),
    ("/endpoints/pushed_authorization_request", "https://id.example.com/par"),
    ("/client/authentication", "private_key_jwt"),
    ("/client/par", "always"),
    ("/logout/typ", "logout+jwt"),
    ("/userinfo", "never"),
    ("/icon", "nosuch"),
    ("/authorize_params/organization", "{org}"),
    ("/authorize_params/max_age", "soon"),
    ("/authorize_params/organization", "{client_id}"),
    ("/authorize_params/organization", "{client_secret}"),
    ("/authorization/fragment", "x y"),
    ("/authorization/scope_separator", ","),
    ("/client/id_parameter", "code"),
    ("/client/secret_parameter", "secret"),
    ("/discovery/issuer", "https://id.example.com/{client_id}"),
    ("/discovery/url", "https://id.example.com/{org}"),
    ("/id_token/nonce", "not_returned"),
    ("/logout/url", "https://id.example.com/{client_id}"),
    ("/logout/parameters/to", "{post_logout_url}"),
    ("/logout/parameters/to", "{nosuch}"),
    ("/token/method", "GET"),
    ("/token/format", "json"),
    ("/token/parameters/device_id", "{callback.device_id}"),
    ("/token/parameters/code", "x"),
    ("/token/headers/Authorization", "x"),
    ("/token/access_token", "a[0].b"),
    ("/token/access_token", "a["),
    ("/userinfo/headers/X-Client", "{client_id}"),
    ("/userinfo/body/id", "{token.id}"),
    ("/userinfo/access_token", "body:token"),
    ("/endpoints/userinfo", "https://id.example.com/{token.id}"),
    ("/endpoints/token", "https://id.example.com/{token.id}"),
    ("/claims/subject", "callback.id"),
    ("/claims/name", "callback.name"),
    ("/claims/email_verified/true_values", "yes"),
];

#[derive(Debug, Clone)]
enum Mutation {
    Drop(Index),
    Rename(Index),
    Replace(Index, Index),
    Add(Index),
}

impl Mutation {
    fn apply(&self, document: &mut Value) {
        let mut all = Vec::new();
        pointers(document, "", &mut all);
        match self {
            Self::Drop(at) | Self::Rename(at) => {
                let pointer = at.get(&all);
                let (outer, last) = pointer.rsplit_once('/').unwrap();
                let Some(Value::Object(members)) = document.pointer_mut(outer) else { return };
                if let (Some(value), Self::Rename(_)) = (members.remove(last), self) {
                    members.insert(format!("{last}s"), value);
                }
            }
            Self::Replace(at, with) => {
                if let Some(value) = document.pointer_mut(at.get::<String>(&all)) {
                    *value = with.get(&odd()).clone();
                }
            }
            Self::Add(which) => {
                let (pointer, text) = which.get(EXTRA);
                let mut here = document;
                let keys: Vec<&str> = pointer.split('/').skip(1).collect();
                for key in &keys[..keys.len() - 1] {
                    if !here[*key].is_object() {
                        here[*key] = json!({});
                    }
                    here = &mut here[*key];
                }
                here[keys[keys.len() - 1]] = json!(text);
            }
        }
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        any::<Index>().prop_map(Mutation::Drop),
        any::<Index>().prop_map(Mutation::Rename),
        (any::<Index>(), any::<Index>()).prop_map(|(at, with)| Mutation::Replace(at, with)),
        any::<Index>().prop_map(Mutation::Add),
    ]
}

/// A provider of the definition with everything that it asks for.
fn record(entry: &CatalogueEntry, settings: ProviderSettings) -> ProviderRecord {
    let mut credentials = Credentials::default();
    for (name, property) in entry.schema.as_json()["properties"].as_object().into_iter().flatten() {
        let value =
            if property["format"] == "uri" { json!("https://id.example.com") } else { property["examples"][0].clone() };
        credentials.insert(name, if value.is_null() { json!("x") } else { value }, Origin::BuiltIn);
    }
    let settings = ProviderSettings { definition: Some(entry.definition.id.clone()), enabled: true, ..settings };
    ProviderRecord {
        id: "p".parse().unwrap(),
        owner: Owner::Config,
        settings: settings.into(),
        credentials: credentials.into(),
        origins: Arc::default(),
    }
}

/// The pointers of what binding finds in one part of a provider. Which addresses may be called is for the configuration.
fn bind_faults(catalogue: &Catalogue, record: &ProviderRecord, context: &RegistryContext, part: &str) -> Vec<String> {
    let Plan(planned) = Plan::make(std::slice::from_ref(record), catalogue, context);
    let details = planned[0].slot.faults.iter().map(|fault| fault.detail.clone());
    let mut found: Vec<String> = details
        .filter_map(|detail| Some(detail.strip_prefix(part)?.split(": ").next()?.to_owned()))
        .filter(|pointer| !is_address(pointer))
        .collect();
    found.sort_unstable();
    found
}

fn is_address(pointer: &str) -> bool {
    pointer.starts_with("/requests/") && pointer.ends_with("/url") || pointer.starts_with("/endpoints/")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// AG-01: a definition that `lint` takes is faultless for its providers, and the other way round.
    #[test]
    fn ag_01_lint_and_bind_agree(which in any::<Index>(), mutations in proptest::collection::vec(mutation(), 1..3)) {
        let mut document = which.get(&DOCUMENTS).clone();
        mutations.iter().for_each(|mutation| mutation.apply(&mut document));
        let text = document.to_string();
        let catalogue =
            Catalogue::from_documents([Document { path: "own.json".into(), format: Format::Json, text, official: false }], &protocols());
        // What the catalogue refuses has no providers.
        if let Some(entry) = catalogue.iter().next() {
            let lint = faults_of_definition(entry, &CONTEXT);
            let mut lint: Vec<String> =
                lint.0.into_iter().map(|violation| violation.pointer).filter(|pointer| !is_address(pointer)).collect();
            lint.sort_unstable();
            let bind = bind_faults(&catalogue, &record(entry, ProviderSettings::default()), &CONTEXT, "/definition");
            prop_assert_eq!(lint, bind, "{}", document);
        }
    }

    /// AG-02: settings that the admin API refuses are faults of a provider in the configuration.
    #[test]
    fn ag_02_the_api_and_the_configuration_agree_on_settings(
        settings in proptest::collection::btree_map(proptest::sample::select(setting_names()), setting(), 1..4)
    ) {
        let members: Map<String, Value> = settings.into_iter().collect();
        // What has the wrong shape is refused by the schema of the configuration.
        if let Ok(written) = serde_json::from_value::<ProviderSettings>(Value::Object(members.clone())) {
            let pointers = |bad: &vestibule_core::violation::Violations| {
                let mut found: Vec<_> = bad.0.iter().map(|violation| violation.pointer.clone()).collect();
                found.sort_unstable();
                found.dedup();
                found
            };
            let refused = ProviderSettings::parse(members.clone()).err().unwrap_or_default();
            let checked = pointers(&written.check());
            for pointer in pointers(&refused) {
                prop_assert!(checked.contains(&pointer), "{pointer} of {members:?} in {checked:?}");
            }
            let entry = OFFICIAL.iter().find(|entry| entry.definition.id.as_str() == "oidc").unwrap();
            let bound = bind_faults(&OFFICIAL, &record(entry, written), &CONTEXT, "/settings");
            for pointer in checked {
                prop_assert!(bound.contains(&pointer), "{pointer} of {members:?} in {bound:?}");
            }
        }
    }
}

fn setting_names() -> Vec<String> {
    let all = serde_json::to_value(ProviderSettings::default()).unwrap();
    all.as_object().unwrap().keys().filter(|name| !matches!(&***name, "definition" | "enabled")).cloned().collect()
}

fn setting() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        proptest::sample::select(vec![
            "",
            " ",
            "a",
            "a b",
            "staff ",
            "*.example.com",
            "a@b.example",
            "example.com",
            "nosuch",
            "pocketid",
            "{org}",
            "ask",
            "/x",
            "\u{feff}x",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    let text = text.boxed();
    prop_oneof![
        text.clone().prop_map(Value::from),
        proptest::collection::vec(text.clone(), 0..3).prop_map(Value::from),
        proptest::collection::btree_map(text.clone(), text, 0..3).prop_map(|members| json!(members)),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
    ]
}
