//! A sign-in as an app, by an administrator who wants to see what the app would get.
//!
//! It goes the way of every other sign-in: a pushed request, the authorization endpoint, the login page and consent where they
//! are due, a code, its exchange with PKCE. What differs: the request is answered at a page of ours, which no app has
//! registered and which only a request that we have sealed for this administrator may name; we take the place of the
//! application, so its client does not authenticate; and the tokens are not stored, so nothing is granted.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vestibule_apps::{App, OAuthError, Parameters};
use vestibule_core::{
    clock::from_millis,
    code::ErrorCode,
    ids::{AppId, UserId},
    random::{token_128, token_256},
    routes::Route,
    secret::sha256,
};
use vestibule_jose::{KeySet, RawJws};

use super::{
    algorithms::ALGORITHMS,
    oauth_answer::OAuthAnswer,
    par::keep,
    redeem::{make, read_code},
    state::AppsState,
    token::answer,
};
use crate::http::{
    api_error::ApiError,
    sealed_cookie::{open, seal},
};

/// As long as a request may wait for its person.
const LIFETIME: Duration = Duration::minutes(60);
/// What the `state` is sealed for.
const PLACE: &str = "app test";

/// What a relying party keeps while its person is away, sealed into the `state`.
#[derive(Serialize, Deserialize)]
struct TestState {
    #[serde(rename = "i")]
    id: String,
    #[serde(rename = "t")]
    began_at: i64,
    #[serde(rename = "a")]
    app: AppId,
    #[serde(rename = "u")]
    by: UserId,
    #[serde(rename = "n")]
    nonce: String,
    #[serde(rename = "v")]
    verifier: String,
}

/// What came of a test.
pub(crate) enum TestOutcome {
    /// Header and claims of the ID token that the app would get.
    IdToken(Value),
    /// The error that the app would get, and what it means.
    Refused(String, String),
    /// This is not the answer to a test of this administrator, or not for the first time.
    Unknown,
}

/// Where a test of this app is answered.
pub(super) fn test_redirect_uri(app: &AppsState, id: &AppId) -> String {
    app.settings.public_url.at(Route::AdminAppTest(id))
}

/// Begins a test with everything that the app may ask for; returns where the administrator's browser goes.
pub(crate) fn begin_test(app: &AppsState, of: &App, by: UserId) -> Result<String, ApiError> {
    let (verifier, nonce) = (token_256(&*app.random), token_128(&*app.random));
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(sha256(&verifier));
    let state = TestState {
        id: token_128(&*app.random),
        began_at: app.clock.now().timestamp_millis(),
        app: of.id.clone(),
        by,
        nonce: nonce.clone(),
        verifier,
    };
    let state = seal(app, PLACE, &state).map_err(|error| ApiError::internal(&error))?;
    let parameters = [
        ("client_id", &*of.client_id),
        ("redirect_uri", &*test_redirect_uri(app, &of.id)),
        ("response_type", "code"),
        ("scope", &*of.scopes.to_string()),
        ("state", &*state),
        ("nonce", &*nonce),
        ("code_challenge", &*challenge),
        ("code_challenge_method", "S256"),
    ];
    let parameters = parameters.iter().fold(Parameters::default(), |all, (name, value)| all.with(name, value));
    let request_uri = keep(app, &parameters, Some(by)).map_err(|error| ApiError::internal(&error))?;
    Ok(Route::AppAuthorize.with_query([("client_id", &*of.client_id), ("request_uri", &*request_uri)]))
}

/// Takes the answer of the authorization endpoint as the application would.
pub(crate) async fn finish_test(
    app: &AppsState,
    of: &App,
    by: UserId,
    returned: &Parameters,
) -> Result<TestOutcome, ApiError> {
    let state: Option<TestState> = returned.hint("state").and_then(|text| open(app, PLACE, text));
    let now = app.clock.now();
    let is_live =
        |state: &TestState| state.app == of.id && state.by == by && now < from_millis(state.began_at) + LIFETIME;
    let Some(state) = state.filter(is_live) else { return Ok(TestOutcome::Unknown) };
    // A page that is loaded again is no second use of the code.
    let used = sha256(["app test\0", &state.id].concat());
    if !app.store.consume_flow(&used, from_millis(state.began_at) + LIFETIME).await? {
        return Ok(TestOutcome::Unknown);
    }
    if let Some(error) = returned.hint("error") {
        let description = returned.hint("error_description").unwrap_or_default();
        return Ok(TestOutcome::Refused(error.to_owned(), description.to_owned()));
    }
    let issuer_is_ours = returned.hint("iss") == Some(app.issuer());
    let Some(code) = returned.hint("code").filter(|_| issuer_is_ours) else { return Ok(TestOutcome::Unknown) };
    match exchange(app, of, code, &state.verifier).await {
        Ok(answered) => read_id_token(app, of, &state.nonce, &answered).await.map(TestOutcome::IdToken),
        Err(refused) => {
            let OAuthError { code, description, .. } = refused.into_error()?;
            Ok(TestOutcome::Refused(code.to_owned(), description))
        }
    }
}

/// What the token endpoint would answer.
async fn exchange(app: &AppsState, of: &App, code: &str, verifier: &str) -> Result<Value, OAuthAnswer> {
    let form =
        Parameters::default().with("redirect_uri", &test_redirect_uri(app, &of.id)).with("code_verifier", verifier);
    let grant = read_code(app, of, (code, &form), true)?;
    if !app.store.consume_flow(&grant.code, grant.expires_at).await? {
        return Err(OAuthError::invalid_grant(ErrorCode::AppTokenReplayed).into());
    }
    let (issued, _) = make(app, of, grant).await??;
    Ok(answer(app, of, &issued).await?)
}

/// Header and claims of the ID token, once it is what an application would accept: signed with a published key, for the
/// app, with its nonce.
async fn read_id_token(app: &AppsState, of: &App, nonce: &str, answered: &Value) -> Result<Value, ApiError> {
    let keys = KeySet::parse(&json!({ "keys": app.token_keys().await? })).unwrap_or_default();
    let token = answered["id_token"].as_str().unwrap_or_default();
    let unusable =
        |why: &str| ApiError::new(ErrorCode::Internal).log(format!("the ID token of a test is unusable: {why}"));
    let raw = RawJws::parse(token).map_err(|_| unusable("it is no JWS"))?;
    let verified = raw.verify(&keys, &ALGORITHMS).map_err(|_| unusable("no published key verifies it"))?;
    let claims = Value::Object(verified.claims);
    let is_for_us = claims["nonce"] == nonce && claims["aud"] == *of.client_id && claims["iss"] == app.issuer();
    let header = token.split('.').next().and_then(|part| BASE64_URL_SAFE_NO_PAD.decode(part).ok());
    let header: Option<Value> = header.and_then(|json| serde_json::from_slice(&json).ok());
    match header.filter(|_| is_for_us) {
        Some(header) => Ok(json!({ "header": header, "claims": claims })),
        None => Err(unusable("it has another nonce, audience or issuer")),
    }
}
