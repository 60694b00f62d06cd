//! Clients that register themselves, against an upstream of fixed answers.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use vestibule_core::{
    cause::Cause,
    clock::FixedClock,
    code::ErrorCode,
    driver::{Context, Driver, Refresh},
    fault::Fault,
    http::{Http, HttpError, Purpose},
    public_keys::PublicKeys as _,
    random::CountingRandom,
    registration::{Registrar, RegistrationMethod},
    sealed_documents::{MemoryDocuments, SealedDocuments},
};
use vestibule_jose::test_keys::TestKey;

use super::ClientKeys;
use crate::oidc::tests::Setup;

const NOW: i64 = 1_800_000_000;
const DOCUMENT: &str = "client/op/https://op.example";
const CALLBACK: &str = "https://auth.example/api/auth/providers/op/callback";

/// What a registration answers: a status and a body, or no answer.
type Answer = Result<(u16, Value), HttpError>;

/// One upstream, one database, and as many nodes as a test makes.
struct Case {
    metadata: Mutex<Value>,
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<(String, Option<String>, Value)>>,
    documents: Arc<MemoryDocuments>,
    clock: FixedClock,
    random: CountingRandom,
}

#[async_trait]
impl Http for Case {
    async fn send(&self, purpose: Purpose, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (status, body) = match purpose {
            Purpose::Discovery => (200, self.metadata.lock().unwrap().clone()),
            Purpose::Keys => (200, json!({ "keys": [TestKey::Ec256.jwk()] })),
            Purpose::Registration => {
                let token = request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned());
                let body = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
                let what = format!("{} {}", request.method(), request.uri());
                self.asked.lock().unwrap().push((what, token, body));
                // Others get their turn while the answer is on its way.
                tokio::task::yield_now().await;
                self.answers.lock().unwrap().pop_front().expect("nobody should ask again")?
            }
            other => panic!("{other:?}"),
        };
        let mut answer = Response::new(Bytes::from(body.to_string()));
        *answer.status_mut() = StatusCode::from_u16(status).unwrap();
        Ok(answer)
    }
}

fn metadata(more: Value) -> Value {
    let mut metadata = json!({
        "issuer": "https://op.example", "authorization_endpoint": "https://op.example/authorize",
        "token_endpoint": "https://op.example/token", "jwks_uri": "https://op.example/keys",
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    });
    metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    metadata
}

fn registering() -> Value {
    metadata(json!({ "registration_endpoint": "https://op.example/register" }))
}

/// What a provider answers that registers everybody.
fn registered(id: &str) -> Answer {
    let uri = format!("https://op.example/register/{id}");
    let client = json!({
        "client_id": id, "client_secret": "s3cret", "client_secret_expires_at": 0, "registration_client_uri": uri,
        "registration_access_token": "manage", "redirect_uris": [CALLBACK],
    });
    Ok((201, client))
}

fn refused(status: u16, error: &str) -> Answer {
    Ok((status, json!({ "error": error, "error_description": "canary" })))
}

fn timeout() -> Answer {
    Err(HttpError::Timeout { host: "op.example".to_owned(), after: Duration::from_secs(10) })
}

impl Case {
    fn new(metadata: Value, answers: impl IntoIterator<Item = Answer>) -> Self {
        Self {
            metadata: Mutex::new(metadata),
            answers: Mutex::new(answers.into_iter().collect()),
            asked: Mutex::default(),
            documents: Arc::default(),
            clock: FixedClock::at(NOW * 1_000),
            random: CountingRandom::default(),
        }
    }

    fn setup(&self) -> Setup {
        let mut setup = Setup::new("https://op.example");
        setup.definition["credentials"]["required"] = json!(["issuer_url"]);
        setup.definition["credentials"]["properties"]["initial_access_token"] =
            json!({ "type": "string", "writeOnly": true });
        setup.credentials = json!({ "issuer_url": "https://op.example" });
        setup.public_url = "https://auth.example";
        setup.registrar = Registrar {
            documents: Some(self.documents.clone()),
            client_name: "Example".to_owned(),
            logo_uri: None,
            callback_query: None,
            may_register: true,
        };
        setup
    }

    fn context(&self) -> Context<'_> {
        Context { http: self, clock: &self.clock, random: &self.random }
    }

    async fn resolve(&self, setup: &Setup) -> Result<Arc<dyn Driver>, Fault> {
        setup.bind().unwrap().resolve(&self.context()).await
    }

    /// The next look at a provider as the one before left it.
    async fn again(&self) -> Result<Arc<dyn Driver>, Fault> {
        self.resolve(&self.setup()).await
    }

    fn requests(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    async fn stored(&self) -> Option<Value> {
        let found = self.documents.find_document(DOCUMENT).await.unwrap()?;
        Some(serde_json::from_str(found.content.expose()).unwrap())
    }
}

fn fault(outcome: Result<Arc<dyn Driver>, Fault>) -> Fault {
    outcome.err().expect("it must not resolve")
}

/// RG-01: what the metadata say decides about the way, and the settings about everything.
#[tokio::test]
async fn the_metadata_choose_the_way() {
    use RegistrationMethod::{Dynamic, MetadataDocument};
    let document = |methods: Value| json!({ "client_id_metadata_document_supported": true, "token_endpoint_auth_methods_supported": methods });
    let both = {
        let mut both = document(json!(["none"]));
        both["registration_endpoint"] = "https://op.example/register".into();
        both
    };
    let keys = json!(["private_key_jwt", "none"]);
    let es256 = {
        let mut es256 = document(keys.clone());
        es256["token_endpoint_auth_signing_alg_values_supported"] = json!(["PS256", "ES256"]);
        es256
    };
    let ps256 = {
        let mut ps256 = document(keys.clone());
        ps256["token_endpoint_auth_signing_alg_values_supported"] = json!(["PS256"]);
        ps256
    };
    for (more, pinned, expected) in [
        (document(json!(["client_secret_basic", "none"])), None, Ok((MetadataDocument, "none"))),
        (document(keys), None, Ok((MetadataDocument, "private_key_jwt"))),
        (es256, None, Ok((MetadataDocument, "private_key_jwt"))),
        (ps256, None, Ok((MetadataDocument, "none"))),
        (both.clone(), None, Ok((MetadataDocument, "none"))),
        (both, Some("dynamic"), Ok((Dynamic, "none"))),
        (json!({ "registration_endpoint": "https://op.example/register" }), None, Ok((Dynamic, "client_secret_basic"))),
        (document(json!(["client_secret_basic"])), None, Err("neither private_key_jwt nor public clients")),
        (json!({}), None, Err("name no registration_endpoint")),
        (json!({}), Some("dynamic"), Err("name no registration_endpoint")),
        (json!({}), Some("metadata_document"), Err("client_id_metadata_document_supported")),
        (json!({ "registration_endpoint": "http://op.example/r" }), None, Err("https://")),
        (json!({ "registration_endpoint": "https://169.254.169.254/r" }), None, Err("may not be asked")),
    ] {
        let case = Case::new(metadata(more.clone()), [registered("c")]);
        let mut setup = case.setup();
        if let Some(pinned) = pinned {
            setup.settings["registration"] = pinned.into();
        }
        match (case.resolve(&setup).await, expected) {
            (Ok(driver), Ok((method, authentication))) => {
                let found = driver.registration().unwrap();
                assert_eq!((found.method, found.authentication.as_str()), (method, authentication), "{more}");
                assert_eq!(driver.client_metadata().is_some(), method == MetadataDocument);
            }
            (Err(fault), Err(detail)) => {
                assert_eq!((fault.code, fault.cause), (ErrorCode::ProviderMisconfigured, Cause::Registration));
                assert!(fault.detail.contains(detail), "{more}: {}", fault.detail);
            }
            (found, _) => panic!("{more}: {:?}", found.err()),
        }
    }
}

/// RG-02: the document says what the upstream has to know, holds no secret, and its keys are published.
#[tokio::test]
async fn a_document_is_served_with_published_keys() {
    let case = Case::new(
        metadata(json!({
            "client_id_metadata_document_supported": true, "backchannel_logout_supported": true,
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        })),
        [],
    );
    let keys = ClientKeys::new(case.documents.clone());
    assert!(keys.public_keys().await.unwrap().is_empty(), "nothing is made for a request of anybody");
    let driver = case.again().await.unwrap();
    let url = "https://auth.example/api/auth/providers/op/client.json";
    assert_eq!(driver.client_id(), url);
    let document = driver.client_metadata().unwrap();
    assert_eq!(
        document,
        json!({
            "client_id": url, "client_name": "Example", "client_uri": "https://auth.example",
            "redirect_uris": [CALLBACK], "post_logout_redirect_uris": ["https://auth.example"],
            "response_types": ["code"], "grant_types": ["authorization_code"], "scope": "openid profile email",
            "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256",
            "jwks_uri": "https://auth.example/.well-known/jwks.json",
            "backchannel_logout_uri": "https://auth.example/api/auth/providers/op/backchannel-logout",
            "backchannel_logout_session_required": true,
        })
    );
    let published = keys.public_keys().await.unwrap();
    assert!(published.len() == 1 && published[0].get("d").is_none(), "{published:?}");
    // Another node signs with the same key.
    case.again().await.unwrap();
    assert_eq!(ClientKeys::new(case.documents.clone()).public_keys().await.unwrap(), published);
    let advice = driver.registration().unwrap().advice.unwrap();
    assert!(advice.contains("Client ID Metadata Documents") && advice.contains(url), "{advice}");
}

/// RG-03: any number of nodes register one client.
#[tokio::test]
async fn several_nodes_register_once() {
    let case = Case::new(registering(), [registered("only")]);
    let setups: Vec<_> = (0..6).map(|_| case.setup()).collect();
    let nodes = futures_util::future::join_all(setups.iter().map(|setup| case.resolve(setup))).await;
    let ready = nodes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(ready >= 1 && nodes.iter().flatten().all(|driver| driver.client_id() == "only"));
    for late in nodes.into_iter().filter_map(Result::err) {
        assert_eq!((late.code, late.cause), (ErrorCode::ProviderUnavailable, Cause::Unavailable), "{}", late.detail);
    }
    assert_eq!(case.again().await.unwrap().client_id(), "only");
    assert_eq!(case.requests(), 1);
    let (what, token, body) = case.asked.lock().unwrap()[0].clone();
    assert_eq!((what.as_str(), token), ("POST https://op.example/register", None));
    assert_eq!(body["redirect_uris"], json!([CALLBACK]));
    assert!(body.get("client_id").is_none());
}

/// RG-04: each refusal has its cause and says what to do, is kept, and is not asked for again by itself.
#[tokio::test]
async fn a_refusal_is_said_once_and_kept() {
    let with = |more: Value| {
        let Ok((status, mut client)) = registered("c") else { unreachable!() };
        client.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Ok((status, client))
    };
    let too_large = HttpError::TooLarge { host: "op.example".to_owned(), limit: 1 };
    for (answer, cause, says) in [
        (refused(401, "invalid_token"), Cause::Registration, "initial access token only"),
        (refused(403, "access_denied"), Cause::Registration, "initial access token only"),
        (refused(400, "invalid_redirect_uri"), Cause::RedirectUri, "Compare public_url"),
        (refused(400, "invalid_client_metadata"), Cause::Registration, "by hand"),
        (refused(400, "unapproved_software_statement"), Cause::Registration, "software statement"),
        (refused(404, "not_found"), Cause::Registration, "registers no clients"),
        (Ok((200, json!([]))), Cause::InvalidResponse, "not one unambiguous JSON object"),
        (with(json!({ "client_id": null })), Cause::InvalidResponse, "no `client_id`"),
        (with(json!({ "client_id": 7 })), Cause::InvalidResponse, "`client_id` is not a text"),
        (with(json!({ "client_id": "x".repeat(5_000) })), Cause::InvalidResponse, "`client_id` is not a text"),
        (with(json!({ "client_secret": "" })), Cause::InvalidResponse, "no `client_secret`"),
        (with(json!({ "token_endpoint_auth_method": "tls_client_auth" })), Cause::InvalidResponse, "tls_client_auth"),
        (with(json!({ "client_secret_expires_at": NOW - 1 })), Cause::InvalidResponse, "expired already"),
        (with(json!({ "client_secret_expires_at": "soon" })), Cause::InvalidResponse, "not a number"),
        (with(json!({ "redirect_uris": ["https://other"] })), Cause::RedirectUri, "without the redirect URI"),
        (Err(too_large), Cause::InvalidResponse, "larger than"),
    ] {
        let case = Case::new(registering(), [answer]);
        let first = fault(case.again().await);
        assert_eq!((first.code, first.cause), (ErrorCode::ProviderMisconfigured, cause), "{}", first.detail);
        assert!(first.detail.contains(says) && first.detail.contains("Register again"), "{}", first.detail);
        let second = fault(case.again().await);
        assert_eq!((second.detail, case.requests()), (first.detail, 1), "nobody is asked again");
        assert_eq!(case.stored().await.unwrap()["state"], "failed");
        assert!(!case.stored().await.unwrap().to_string().contains("s3cret"), "nothing of it is kept");
        // An administrator says so.
        case.answers.lock().unwrap().push_back(registered("second"));
        assert!(case.setup().bind().unwrap().forget_client().await.unwrap());
        assert_eq!(case.again().await.unwrap().client_id(), "second");
    }
}

/// What was missing is entered, so that it is tried at once.
#[tokio::test]
async fn an_initial_access_token_is_sent() {
    let case =
        Case::new(registering(), [refused(401, "invalid_token"), refused(401, "invalid_token"), registered("c")]);
    fault(case.again().await);
    let mut setup = case.setup();
    setup.credentials["initial_access_token"] = "wrong".into();
    let refused = fault(case.resolve(&setup).await);
    assert!(refused.detail.contains("was not accepted") && !refused.detail.contains("wrong"), "{}", refused.detail);
    setup.credentials["initial_access_token"] = "right".into();
    assert_eq!(case.resolve(&setup).await.unwrap().client_id(), "c");
    assert_eq!(case.asked.lock().unwrap()[2].1.as_deref(), Some("Bearer right"));
}

/// RG-05: a lost answer is asked for again, a few times; then somebody has to look. What nobody received goes on by itself.
#[tokio::test]
async fn a_lost_answer_ends_nothing() {
    let case = Case::new(registering(), [timeout(), registered("c")]);
    assert_eq!(fault(case.again().await).cause, Cause::Timeout);
    assert_eq!(case.again().await.unwrap().client_id(), "c");

    let case = Case::new(registering(), [timeout(), timeout(), timeout()]);
    for _ in 0..2 {
        assert!(!fault(case.again().await).detail.contains("Register again"));
    }
    for _ in 0..3 {
        assert!(fault(case.again().await).detail.contains("may have a client of ours"));
    }
    assert_eq!(case.requests(), 3);

    let connect = || Err(HttpError::Connect { host: "op.example".to_owned(), reason: "refused".to_owned() });
    let unavailable = || Ok((503, json!({})));
    let case = Case::new(registering(), [connect(), unavailable(), connect(), unavailable(), registered("c")]);
    for _ in 0..4 {
        fault(case.again().await);
        assert_eq!(case.stored().await, None);
    }
    assert_eq!(case.again().await.unwrap().client_id(), "c");
}

/// A node that ended in the middle is not waited for.
#[tokio::test]
async fn an_old_claim_is_taken_over() {
    let case = Case::new(registering(), [registered("c")]);
    let claim = json!({ "state": "registering", "at": NOW * 1_000 }).to_string();
    case.documents.put_document(DOCUMENT, None, &vestibule_core::secret::Secret::new(claim)).await.unwrap();
    assert_eq!(fault(case.again().await).cause, Cause::Unavailable);
    case.clock.advance(chrono::Duration::seconds(31));
    assert_eq!(case.again().await.unwrap().client_id(), "c");
}

/// RG-06: other callback URLs are registered by a change (RFC 7592), or somebody is asked to.
#[tokio::test]
async fn a_moved_callback_is_changed_there() {
    let moved = |case: &Case| {
        let mut setup = case.setup();
        setup.settings["callback_path"] = "/moved".into();
        setup
    };
    let changed = json!({ "client_id": "c", "client_secret": "another", "registration_access_token": "next" });
    let case = Case::new(registering(), [registered("c"), Ok((200, changed)), refused(401, "invalid_token")]);
    case.again().await.unwrap();
    assert_eq!(case.resolve(&moved(&case)).await.unwrap().client_id(), "c");
    let (what, token, body) = case.asked.lock().unwrap()[1].clone();
    assert_eq!((what.as_str(), token.as_deref()), ("PUT https://op.example/register/c", Some("Bearer manage")));
    assert_eq!(body["redirect_uris"], json!(["https://auth.example/moved", CALLBACK]));
    assert_eq!((&body["client_id"], &body["client_secret"]), (&json!("c"), &json!("s3cret")));
    let stored = case.stored().await.unwrap();
    assert_eq!((&stored["client_secret"], &stored["management"]["token"]), (&json!("another"), &json!("next")));
    case.resolve(&moved(&case)).await.unwrap();
    assert_eq!(case.requests(), 2, "it is up to date");
    // Deleted there meanwhile.
    let gone = fault(case.again().await);
    assert!(gone.cause == Cause::Registration && gone.detail.contains("Register again"), "{}", gone.detail);

    let alone = json!({ "client_id": "c", "client_secret": "s" });
    let case = Case::new(registering(), [Ok((201, alone))]);
    case.again().await.unwrap();
    let by_hand = fault(case.resolve(&moved(&case)).await);
    assert!(by_hand.cause == Cause::RedirectUri && by_hand.detail.contains("Register again"), "{}", by_hand.detail);
}

/// RG-07: an expired client is not replaced by itself.
#[tokio::test]
async fn a_secret_that_ends_is_said() {
    let Ok((status, mut client)) = registered("c") else { unreachable!() };
    client["client_secret_expires_at"] = (NOW + 60).into();
    let case = Case::new(registering(), [Ok((status, client)), registered("second")]);
    let driver = case.again().await.unwrap();
    assert_eq!(driver.registration().unwrap().secret_expires_at.unwrap().timestamp(), NOW + 60);
    case.clock.advance(chrono::Duration::seconds(60));
    let expired = fault(case.again().await);
    assert!(expired.cause == Cause::Registration && expired.detail.contains("has expired"), "{}", expired.detail);
    assert_eq!(case.requests(), 1);
    assert!(case.setup().bind().unwrap().forget_client().await.unwrap());
    // The driver that serves becomes the one of the next client.
    let newer = driver.refresh(&case.context(), Refresh::WhenDue).await.unwrap().unwrap();
    assert_eq!(newer.client_id(), "second");
    assert!(newer.refresh(&case.context(), Refresh::Now).await.unwrap().is_none());
}

/// RG-08: a dry run registers nothing, and says what would be done.
#[tokio::test]
async fn a_dry_run_registers_nothing() {
    let case = Case::new(registering(), [registered("c")]);
    let mut setup = case.setup();
    setup.registrar = setup.registrar.dry_run();
    let driver = case.resolve(&setup).await.unwrap();
    let registration = driver.registration().unwrap();
    assert_eq!((registration.method, driver.client_id()), (RegistrationMethod::Dynamic, ""));
    assert!(registration.advice.unwrap().contains("saved and enabled"));
    assert_eq!((case.requests(), case.stored().await), (0, None));
    case.again().await.unwrap();
    assert_eq!(case.resolve(&setup).await.unwrap().client_id(), "c", "what is registered is used");
}

#[test]
fn what_contradicts_itself_does_not_bind() {
    let case = Case::new(registering(), []);
    for (credentials, settings, pointer) in [
        (json!({ "client_id": "c" }), json!({ "registration": "dynamic" }), "/settings/registration"),
        (json!({ "client_secret": "s" }), json!({}), "/credentials/client_id"),
        (json!({}), json!({ "registration": "manual" }), "/credentials/client_id"),
    ] {
        let mut setup = case.setup();
        setup.credentials.as_object_mut().unwrap().extend(credentials.as_object().unwrap().clone());
        setup.settings = settings;
        let violations = setup.bind().err().unwrap();
        assert!(violations.0.iter().any(|violation| violation.pointer == pointer), "{violations}");
    }
    let mut setup = case.setup();
    setup.definition["credentials"]["required"] = json!(["client_id"]);
    setup.settings = json!({ "registration": "dynamic" });
    assert!(setup.bind().err().unwrap().to_string().contains("asks for a client ID"));
}
