//! One call of a plugin, in front of a host without a server.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use vestibule_core::{
    clock::FixedClock,
    credentials::{Credentials, CredentialsSchema},
    definition::Definition,
    driver::{BeginRequest, Begun, BindInput, Context, Driver, DriverFactory as _, FlowValues, Hints, SignInError},
    http::{Http, HttpError, Purpose},
    origin::Origin,
    public_url::PublicUrl,
    random::OsRandom,
    registration::Registrar,
    secret::Secret,
    settings::ProviderSettings,
};
use vestibule_plugin_host::PluginHost;

/// Nobody is asked anything.
struct NoHttp;

#[async_trait]
impl Http for NoHttp {
    async fn send(&self, _: Purpose, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        Err(HttpError::Busy)
    }
}

fn input(mode: &str, url: &str) -> BindInput {
    let properties = serde_json::json!({ "mode": { "type": "string" }, "url": { "type": "string" } });
    let credentials = serde_json::json!({ "properties": properties });
    let schema = CredentialsSchema::parse(&credentials).unwrap();
    let definition =
        serde_json::json!({ "id": "fixture", "name": "F", "protocol": "plugin", "credentials": credentials });
    let definition: Definition = serde_json::from_value(definition).unwrap();
    let mut supplied = Credentials::default();
    supplied.insert("mode", mode.into(), Origin::BuiltIn);
    supplied.insert("url", url.into(), Origin::BuiltIn);
    BindInput {
        provider: "fixture".parse().unwrap(),
        definition: Arc::new(definition),
        schema: Arc::new(schema),
        settings: Arc::new(ProviderSettings::default()),
        credentials: Arc::new(supplied),
        public_url: PublicUrl::parse("http://localhost:3000").unwrap(),
        registrar: Registrar::default(),
    }
}

async fn driver(host: &PluginHost, mode: &str, url: &str) -> Arc<dyn Driver> {
    let bound = host.factory().bind(&input(mode, url)).map_err(|bad| bad.to_string()).unwrap();
    let (clock, random) = (FixedClock::at(0), OsRandom);
    let context = Context { http: &NoHttp, clock: &clock, random: &random };
    bound.resolve(&context).await.map_err(|fault| fault.detail).unwrap()
}

async fn begin(driver: &dyn Driver) -> Result<Begun, SignInError> {
    let flow = FlowValues {
        state: "a-state-of-ours".to_owned(),
        nonce: Secret::new("n"),
        code_verifier: Secret::new("v"),
        redirect_uri: "http://localhost:3000/callback".to_owned(),
    };
    let (clock, random) = (FixedClock::at(0), OsRandom);
    let context = Context { http: &NoHttp, clock: &clock, random: &random };
    driver.begin(&context, &BeginRequest { flow: &flow, hints: &Hints::default() }).await
}

/// One `begin` of the fixture, in front of a host without a server.
pub(crate) async fn ask(host: &PluginHost, mode: &str, url: &str) -> Result<Begun, SignInError> {
    begin(&*driver(host, mode, url).await).await
}
