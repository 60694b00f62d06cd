//! The driver against an upstream that can lie in every member: `bind → resolve → begin → finish` over real sockets.

mod bind;
mod client_rules;
mod conformance;
mod flow;
mod metadata;
mod quoting;
mod recheck;
mod requests;
mod rotation;
mod tolerance;
pub(crate) mod upstream;

use std::sync::Arc;

use serde_json::{Value, json};
use vestibule_core::{
    clock::FixedClock,
    code::ErrorCode,
    credentials::{Credentials, CredentialsSchema},
    definition::Definition,
    driver::{
        BeginRequest, Begun, BindInput, Bound, Callback, Context, Driver, DriverFactory as _, FinishRequest,
        FlowValues, Hints, SignInError,
    },
    fault::Fault,
    http::{Http, HttpFactory as _},
    identity::Identity,
    origin::Origin,
    public_url::PublicUrl,
    random::CountingRandom,
    registration::Registrar,
    secret::Secret,
    violation::Violations,
};

use super::OidcFactory;
use crate::http::{HttpOptions, ReqwestHttp};

/// Everything that a provider is made of, as JSON that a test can change.
pub(crate) struct Setup {
    pub(crate) definition: Value,
    pub(crate) settings: Value,
    pub(crate) credentials: Value,
    pub(crate) origin: Origin,
    pub(crate) public_url: &'static str,
    pub(crate) registrar: Registrar,
}

impl Setup {
    pub(crate) fn new(issuer: &str) -> Self {
        Self {
            definition: json!({
                "id": "op", "name": "OP", "protocol": "oidc", "scopes": ["openid", "profile", "email"],
                "credentials": {
                    "type": "object",
                    "properties": {
                        "issuer_url": { "type": "string" },
                        "client_id": { "type": "string" },
                        "client_secret": { "type": "string", "writeOnly": true },
                        "private_key": { "type": "string", "writeOnly": true },
                        "private_key_id": { "type": "string" },
                        "tenant": { "type": "string" },
                    },
                    "required": ["client_id"],
                },
            }),
            settings: json!({ "enabled": true }),
            credentials: json!({ "issuer_url": issuer, "client_id": "client", "client_secret": "s3cret" }),
            origin: Origin::Admin,
            public_url: "http://localhost:3000",
            registrar: Registrar::default(),
        }
    }

    pub(crate) fn input(&self) -> BindInput {
        let definition: Definition = serde_json::from_value(self.definition.clone()).unwrap();
        let mut credentials = Credentials::default();
        for (name, value) in self.credentials.as_object().unwrap() {
            credentials.insert(name, value.clone(), self.origin.clone());
        }
        BindInput {
            provider: "op".parse().unwrap(),
            schema: Arc::new(CredentialsSchema::parse(&definition.credentials).unwrap()),
            definition: Arc::new(definition),
            settings: Arc::new(serde_json::from_value(self.settings.clone()).unwrap()),
            credentials: Arc::new(credentials),
            public_url: PublicUrl::parse(self.public_url).unwrap(),
            registrar: self.registrar.clone(),
        }
    }

    pub(crate) fn bind(&self) -> Result<Box<dyn Bound>, Violations> {
        OidcFactory::new(crate::binding::BindRules::new(&[], None)).bind(&self.input())
    }
}

/// The world of one test: a standing clock, a counting generator, real sockets.
pub(crate) struct World {
    pub(crate) clock: FixedClock,
    random: CountingRandom,
    http: Arc<dyn Http>,
}

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const NONCE: &str = "nonce-of-this-flow-000";

impl World {
    pub(crate) fn of(bound: &dyn Bound) -> Self {
        let http = ReqwestHttp::new(HttpOptions::default()).unwrap().client(&bound.network_scope());
        Self { clock: FixedClock::at(NOW * 1_000), random: CountingRandom::default(), http }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context { http: &*self.http, clock: &self.clock, random: &self.random }
    }
}

pub(crate) fn flow() -> FlowValues {
    FlowValues {
        state: "state-of-this-flow-000".into(),
        nonce: Secret::new(NONCE),
        code_verifier: Secret::new("verifier-of-this-flow-0123456789-0123456789-0123456789"),
        redirect_uri: "http://localhost:3000/api/auth/providers/op/callback".into(),
    }
}

pub(crate) async fn resolve(setup: &Setup) -> Result<(World, Arc<dyn Driver>), Fault> {
    let bound = setup.bind().unwrap();
    let world = World::of(&*bound);
    let driver = bound.resolve(&world.context()).await?;
    Ok((world, driver))
}

pub(crate) async fn begin(world: &World, driver: &dyn Driver, hints: &Hints) -> Result<Begun, SignInError> {
    driver.begin(&world.context(), &BeginRequest { flow: &flow(), hints }).await
}

pub(crate) async fn finish(
    world: &World,
    driver: &dyn Driver,
    begun: &Begun,
    callback: &Callback,
) -> Result<Identity, SignInError> {
    use vestibule_core::clock::Clock as _;
    let request = FinishRequest { flow: &flow(), saved: &begun.saved, callback, began_at: world.clock.now() };
    driver.finish(&world.context(), &request).await
}

pub(crate) fn with_code() -> Callback {
    Callback { code: Some(Secret::new("the-code")), ..Callback::default() }
}

/// The whole way with an honest browser.
pub(crate) async fn sign_in(setup: &Setup) -> Result<Identity, SignInError> {
    let (world, driver) =
        resolve(setup).await.map_err(|fault| SignInError::new(fault.code, fault.cause, fault.detail))?;
    let begun = begin(&world, &*driver, &Hints::default()).await?;
    finish(&world, &*driver, &begun, &with_code()).await
}

pub(crate) fn code_of<T: std::fmt::Debug>(outcome: Result<T, SignInError>) -> ErrorCode {
    outcome.unwrap_err().code
}
