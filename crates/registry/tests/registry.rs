//! The registry as its readers see it, with a protocol that answers as the test says.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::json;
use tokio::sync::watch;
use vestibule_core::{
    cause::Cause,
    clock::{Clock as _, FixedClock},
    code::ErrorCode,
    credentials::Credentials,
    driver::{
        BeginRequest, Begun, BindInput, Bound, Context, Driver, DriverFactory, FinishRequest, Refresh, SignInError,
    },
    fault::{Fault, Stage},
    http::{Http, HttpError, HttpFactory, NetworkScope, Purpose},
    identity::Identity,
    ids::Issuer,
    origin::Origin,
    protocol::ProtocolFacts,
    provider::{Owner, ProviderRecord},
    public_url::PublicUrl,
    random::CountingRandom,
    registration::Registrar,
    violation::Violations,
};
use vestibule_registry::{
    Catalogue, FixedSettings, Registry, RegistryContext, RegistryHandle, SettingsSource, SourceError, spawn,
};

/// Whether the upstreams of this test answer; shared with every provider, waited for, never polled.
type Upstream = watch::Receiver<Result<(), ErrorCode>>;

struct FakeFactory(Upstream);
struct FakeBound(Upstream, String);
struct FakeDriver(Issuer);
struct NoHttp;

/// An upstream that never answers.
const HANGS: &str = "https://hangs.example";
/// An upstream that states the other issuer when it is asked again, which shows that it was.
const MOVES: (&str, &str) = ("https://moves.example", "https://moves.example/");

impl DriverFactory for FakeFactory {
    fn facts(&self) -> &'static ProtocolFacts {
        vestibule_protocol::protocols().find(|facts| facts.name == "oidc").unwrap()
    }
    fn bind(&self, input: &BindInput) -> Result<Box<dyn Bound>, Violations> {
        let mut bad = input.schema.check(&input.credentials);
        for violation in &mut bad.0 {
            violation.pointer = format!("/credentials{}", violation.pointer);
        }
        bad.check()?;
        let issuer = input.credentials.text("issuer_url").unwrap_or_default().to_owned();
        Ok(Box::new(FakeBound(self.0.clone(), issuer)))
    }
}

#[async_trait]
impl Bound for FakeBound {
    fn network_scope(&self) -> NetworkScope {
        NetworkScope::default()
    }
    fn issuer(&self) -> Option<Issuer> {
        Some(Issuer(self.1.clone()))
    }
    async fn resolve(&self, context: &Context<'_>) -> Result<Arc<dyn Driver>, Fault> {
        if self.1 == HANGS {
            std::future::pending::<()>().await;
        }
        let answer = *self.0.borrow();
        match answer {
            Ok(()) => Ok(Arc::new(FakeDriver(Issuer(self.1.clone())))),
            Err(code) => Err(Fault {
                stage: Stage::Resolve,
                code,
                cause: Cause::Unavailable,
                detail: "the upstream says no".to_owned(),
                origin: None,
                at: context.clock.now(),
                next_retry_at: None,
            }),
        }
    }
}

#[async_trait]
impl Driver for FakeDriver {
    fn issuer(&self) -> &Issuer {
        &self.0
    }
    fn client_id(&self) -> &str {
        "client"
    }
    async fn begin(&self, _: &Context<'_>, _: &BeginRequest<'_>) -> Result<Begun, SignInError> {
        Err(SignInError::new(ErrorCode::Internal, Cause::Internal, "not in this test"))
    }
    async fn finish(&self, _: &Context<'_>, _: &FinishRequest<'_>) -> Result<Identity, SignInError> {
        Err(SignInError::new(ErrorCode::Internal, Cause::Internal, "not in this test"))
    }
    async fn refresh(&self, _: &Context<'_>, when: Refresh) -> Result<Option<Arc<dyn Driver>>, Fault> {
        let moves = when == Refresh::Now && self.0.as_str() == MOVES.0;
        Ok(moves.then(|| Arc::new(FakeDriver(Issuer(MOVES.1.to_owned()))) as Arc<dyn Driver>))
    }
}

#[async_trait]
impl Http for NoHttp {
    async fn send(&self, _: Purpose, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        Err(HttpError::Busy)
    }
}

impl HttpFactory for NoHttp {
    fn client(&self, _: &NetworkScope) -> Arc<dyn Http> {
        Arc::new(NoHttp)
    }
}

/// Settings that the test changes.
struct Changing(Mutex<Result<Vec<ProviderRecord>, String>>);

#[async_trait]
impl SettingsSource for Changing {
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        self.0.lock().unwrap().clone().map_err(SourceError)
    }
}

fn record(id: &str, settings: serde_json::Value, issuer: Option<&str>) -> ProviderRecord {
    let mut credentials = Credentials::default();
    for (name, value) in [("issuer_url", issuer), ("client_id", Some("client"))] {
        if let Some(value) = value {
            credentials.insert(name, value.into(), Origin::Environment { variable: name.to_uppercase() });
        }
    }
    ProviderRecord {
        id: id.parse().unwrap(),
        owner: Owner::Config,
        settings: Arc::new(serde_json::from_value(settings).unwrap()),
        credentials: credentials.into(),
        origins: [(String::new(), Origin::Environment { variable: "HERE".to_owned() })]
            .into_iter()
            .collect::<std::collections::BTreeMap<_, _>>()
            .into(),
    }
}

fn enabled(id: &str) -> ProviderRecord {
    record(id, json!({ "definition": "oidc", "enabled": true }), Some("https://id.example.com"))
}

fn official() -> Catalogue {
    Catalogue::official(&vestibule_protocol::protocols().collect())
}

fn context(upstream: &Upstream) -> RegistryContext {
    RegistryContext {
        factories: vec![Arc::new(FakeFactory(upstream.clone()))],
        http: Arc::new(NoHttp),
        public_url: PublicUrl::parse("https://auth.example.com").unwrap(),
        clock: Arc::new(FixedClock::at(1_000_000)),
        random: Arc::new(CountingRandom::default()),
        registrar: Registrar::default(),
        retry: (Duration::from_millis(1), Duration::from_millis(2)),
    }
}

fn state(registry: &Registry, id: &str) -> &'static str {
    registry.find(id).map_or("absent", |slot| slot.state.as_str())
}

#[tokio::test]
async fn login_providers_are_in_order_and_only_ready_ones() {
    let (_upstream, answers) = watch::channel(Ok(()));
    let records = vec![
        record("zz", json!({ "definition": "oidc", "enabled": true, "sort_order": 1 }), Some("https://a.example")),
        record(
            "beta",
            json!({ "definition": "oidc", "enabled": true, "display_name": "beta" }),
            Some("https://b.example"),
        ),
        record(
            "alpha",
            json!({ "definition": "oidc", "enabled": true, "display_name": "Alpha" }),
            Some("https://c.example"),
        ),
        record("off", json!({ "definition": "oidc" }), Some("https://d.example")),
        record("broken", json!({ "definition": "oidc", "enabled": true }), None),
    ];
    let source = Arc::new(FixedSettings(records));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source).await.unwrap();
    assert_eq!(handle.load().generation, 1, "the pure part is published before any upstream is asked");
    let registry = handle.wait_until(|registry| registry.login_providers.len() == 3).await.unwrap();
    let order: Vec<_> = registry.login_providers.iter().map(|slot| slot.id.as_str().to_owned()).collect();
    assert_eq!(order, ["zz", "alpha", "beta"]);
    assert_eq!((state(&registry, "off"), state(&registry, "broken")), ("disabled", "faulted"));
    assert!(registry.route("/api/auth/providers/off/authorize").is_none(), "a disabled provider has no routes");
    assert!(registry.route("/api/auth/providers/broken/authorize").is_some(), "a faulted one answers with its fault");
    let fault = &registry.find("broken").unwrap().faults[0];
    assert_eq!((fault.stage, fault.code), (Stage::Bind, ErrorCode::ProviderMisconfigured));
    assert!(fault.to_string().starts_with("HERE: /credentials/issuer_url"), "{fault}");
}

/// DI-06: an upstream that comes back heals without a reload.
#[tokio::test]
async fn an_upstream_that_is_down_is_asked_again() {
    let (upstream, answers) = watch::channel(Err(ErrorCode::ProviderTimeout));
    let source = Arc::new(FixedSettings(vec![enabled("op")]));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source).await.unwrap();
    let registry = handle.wait_until(|registry| state(registry, "op") == "faulted").await.unwrap();
    let fault = &registry.find("op").unwrap().faults[0];
    assert_eq!(fault.code, ErrorCode::ProviderTimeout);
    assert!(fault.next_retry_at.is_some_and(|at| at > FixedClock::at(1_000_000).now()));
    upstream.send_modify(|answer| *answer = Ok(()));
    let registry = handle.wait_until(|registry| state(registry, "op") == "ready").await.unwrap();
    assert!(registry.find("op").unwrap().faults.is_empty());
}

/// UP-23: sixty upstreams that hang keep nobody waiting.
#[tokio::test(start_paused = true)]
async fn upstreams_that_hang_hold_no_place() {
    let (_upstream, answers) = watch::channel(Ok(()));
    let settings = || json!({ "definition": "oidc", "enabled": true });
    let mut records: Vec<_> =
        (0..60).map(|number| record(&format!("hangs-{number}"), settings(), Some(HANGS))).collect();
    records.push(enabled("well"));
    let source = Arc::new(FixedSettings(records));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source).await.unwrap();
    let ready = handle.wait_until(|registry| state(registry, "well") == "ready");
    // The clock jumps ahead while everybody waits, so this is no measure of a machine.
    let registry = tokio::time::timeout(Duration::from_secs(5), ready).await.expect("a place").unwrap();
    assert_eq!(state(&registry, "hangs-0"), "resolving");
}

async fn until_issuer(handle: &RegistryHandle, issuer: &str) {
    let of = |registry: &Registry| {
        let driver = registry.find("op").and_then(|slot| Some(slot.ready()?.driver.clone()));
        driver.is_some_and(|driver| driver.issuer().as_str() == issuer)
    };
    handle.wait_until(of).await.unwrap();
}

/// UP-05: a reload asks the upstream of a provider whose settings have not changed, too.
#[tokio::test]
async fn a_reload_asks_every_upstream_again() {
    let (_upstream, answers) = watch::channel(Ok(()));
    let moves = record("op", json!({ "definition": "oidc", "enabled": true }), Some(MOVES.0));
    let source = Arc::new(FixedSettings(vec![moves]));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source).await.unwrap();
    until_issuer(&handle, MOVES.0).await;
    assert!(handle.reload().await.unwrap().changed.is_empty());
    until_issuer(&handle, MOVES.1).await;
}

/// UP-05: a provider that waits for its next attempt makes it at a reload.
#[tokio::test]
async fn a_reload_does_not_wait_for_the_next_attempt() {
    let (upstream, answers) = watch::channel(Err(ErrorCode::ProviderUnavailable));
    let hour = Duration::from_secs(3_600);
    let context = RegistryContext { retry: (hour, hour), ..context(&answers) };
    let source = Arc::new(FixedSettings(vec![enabled("op")]));
    let (handle, _task) = spawn(context, Arc::new(official()), source).await.unwrap();
    handle.wait_until(|registry| state(registry, "op") == "faulted").await.unwrap();
    upstream.send_modify(|answer| *answer = Ok(()));
    handle.reload().await.unwrap();
    handle.wait_until(|registry| state(registry, "op") == "ready").await.unwrap();
}

/// UP-05: what a check of the saved provider has found good is what serves from then on.
#[tokio::test]
async fn a_check_without_failures_is_adopted() {
    let (_upstream, answers) = watch::channel(Ok(()));
    let moves = record("op", json!({ "definition": "oidc", "enabled": true }), Some(MOVES.0));
    let source = Arc::new(FixedSettings(vec![moves.clone()]));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source).await.unwrap();
    until_issuer(&handle, MOVES.0).await;
    let mut draft = moves.clone();
    draft.settings_mut().require_email = true;
    assert!(handle.check(&draft).await.ok);
    assert!(handle.check(&moves).await.ok);
    until_issuer(&handle, MOVES.1).await;
}

/// UP-05: a check that passes has the version that waits for its next attempt tried at once, and not the one that serves.
#[tokio::test]
async fn a_check_of_a_version_that_waits_has_it_tried_again() {
    let (upstream, answers) = watch::channel(Ok(()));
    let hour = Duration::from_secs(3_600);
    let context = RegistryContext { retry: (hour, hour), ..context(&answers) };
    let source = Arc::new(Changing(Mutex::new(Ok(vec![enabled("op")]))));
    let (handle, _task) = spawn(context, Arc::new(official()), source.clone()).await.unwrap();
    until_issuer(&handle, "https://id.example.com").await;
    upstream.send_modify(|answer| *answer = Err(ErrorCode::ProviderUnavailable));
    let moved = record("op", json!({ "definition": "oidc", "enabled": true }), Some("https://new.example"));
    *source.0.lock().unwrap() = Ok(vec![moved.clone()]);
    handle.reload().await.unwrap();
    handle.wait_until(|registry| !registry.find("op").unwrap().faults.is_empty()).await.unwrap();
    assert!(!handle.check(&moved).await.ok);
    upstream.send_modify(|answer| *answer = Ok(()));
    assert!(handle.check(&moved).await.ok);
    let served = until_issuer(&handle, "https://new.example");
    tokio::time::timeout(Duration::from_secs(60), served).await.unwrap();
}

#[tokio::test]
async fn a_change_that_does_not_come_up_leaves_the_old_version_serving() {
    let (upstream, answers) = watch::channel(Ok(()));
    let source = Arc::new(Changing(Mutex::new(Ok(vec![enabled("op"), enabled("other")]))));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source.clone()).await.unwrap();
    let before = handle.wait_until(|registry| registry.login_providers.len() == 2).await.unwrap();

    // It does not fit.
    let broken = record("op", json!({ "definition": "oidc", "enabled": true }), None);
    *source.0.lock().unwrap() = Ok(vec![broken.clone(), enabled("other")]);
    let report = handle.reload().await.unwrap();
    assert_eq!(report.changed, ["op".parse().unwrap()]);
    let registry = handle.load();
    let op = registry.find("op").unwrap();
    assert_eq!((state(&registry, "op"), op.faults.len()), ("ready", 1));
    assert_eq!((&**op.written(), &*op.record), (&broken, &enabled("op")), "what was written, and what serves");
    assert!(Arc::ptr_eq(registry.find("other").unwrap(), before.find("other").unwrap()), "the same Arc");

    // It fits, but its upstream is down.
    upstream.send_modify(|answer| *answer = Err(ErrorCode::ProviderUnavailable));
    let moved = record("op", json!({ "definition": "oidc", "enabled": true }), Some("https://new.example"));
    *source.0.lock().unwrap() = Ok(vec![moved.clone(), enabled("other")]);
    handle.reload().await.unwrap();
    let has_fault = |registry: &Registry| {
        registry.find("op").unwrap().faults.first().is_some_and(|fault| fault.stage == Stage::Resolve)
    };
    let registry = handle.wait_until(has_fault).await.unwrap();
    assert_eq!(registry.find("op").unwrap().ready().unwrap().driver.issuer().as_str(), "https://id.example.com");
    assert_eq!(**registry.find("op").unwrap().written(), moved);

    // And now it comes up.
    upstream.send_modify(|answer| *answer = Ok(()));
    let registry = handle.wait_until(|registry| registry.find("op").unwrap().faults.is_empty()).await.unwrap();
    let op = registry.find("op").unwrap();
    assert_eq!(op.ready().unwrap().driver.issuer().as_str(), "https://new.example");
    assert_eq!((&*op.record, &op.newer), (&moved, &None));
}

#[tokio::test]
async fn switching_off_and_removing_act_at_once() {
    let (_upstream, answers) = watch::channel(Ok(()));
    let source = Arc::new(Changing(Mutex::new(Ok(vec![enabled("a"), enabled("b")]))));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source.clone()).await.unwrap();
    handle.wait_until(|registry| registry.login_providers.len() == 2).await.unwrap();
    *source.0.lock().unwrap() = Ok(vec![record("a", json!({ "definition": "oidc" }), None)]);
    let report = handle.reload().await.unwrap();
    assert_eq!(report.removed, ["b".parse().unwrap()]);
    let registry = handle.load();
    assert_eq!((state(&registry, "a"), state(&registry, "b")), ("disabled", "absent"));
    assert!(registry.routes.is_empty() && registry.login_providers.is_empty());
}

#[tokio::test]
async fn the_same_settings_give_no_new_generation() {
    let (_upstream, answers) = watch::channel(Ok(()));
    let source = Arc::new(FixedSettings(vec![enabled("op")]));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source).await.unwrap();
    let before = handle.wait_until(|registry| state(registry, "op") == "ready").await.unwrap();
    let report = handle.reload().await.unwrap();
    assert_eq!((report.generation, report.changed.len()), (before.generation, 0));
}

#[tokio::test]
async fn unreadable_settings_change_nothing_and_say_why() {
    let (_upstream, answers) = watch::channel(Ok(()));
    let source = Arc::new(Changing(Mutex::new(Ok(vec![enabled("op")]))));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source.clone()).await.unwrap();
    handle.wait_until(|registry| state(registry, "op") == "ready").await.unwrap();
    *source.0.lock().unwrap() = Err("config.toml:3:1: nonsense".to_owned());
    let report = handle.reload().await.unwrap();
    assert!(report.error.is_some_and(|error| error.contains("config.toml:3:1")));
    assert_eq!(state(&handle.load(), "op"), "ready");
}

#[tokio::test]
async fn an_unknown_definition_names_the_nearest() {
    let (_upstream, answers) = watch::channel(Ok(()));
    let records = vec![record("x", json!({ "definition": "pocketidd", "enabled": true }), None)];
    let source = Arc::new(FixedSettings(records));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source).await.unwrap();
    let fault = handle.load().find("x").unwrap().faults[0].to_string();
    assert!(fault.contains("there is no definition `pocketidd`; did you mean `pocketid`?"), "{fault}");
}

#[tokio::test]
async fn two_providers_cannot_share_an_extra_path() {
    let (_upstream, answers) = watch::channel(Ok(()));
    let with_path = |id: &str, order: i64| {
        let settings = json!({ "definition": "oidc", "enabled": true, "sort_order": order, "callback_path": "/old" });
        record(id, settings, Some("https://id.example.com"))
    };
    let source = Arc::new(FixedSettings(vec![with_path("second", 2), with_path("first", 1)]));
    let (handle, _task) = spawn(context(&answers), Arc::new(official()), source).await.unwrap();
    let registry = handle.wait_until(|registry| state(registry, "first") == "ready").await.unwrap();
    assert_eq!(registry.route("/old").unwrap().0.id.as_str(), "first");
    let fault = &registry.find("second").unwrap().faults[0];
    assert_eq!(fault.stage, Stage::Publish);
    assert!(fault.detail.contains("belongs to the provider `first`"), "{fault}");
}
