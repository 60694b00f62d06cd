//! `/api/oidc/par`: a request is left here before the browser comes with its reference (RFC 9126).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use vestibule_core::random::token_256;

use crate::{
    authorization_request::{AuthorizationRequest, Target},
    call::Call,
    client_auth,
    idp::{Idp, PUSHED_SECONDS},
    oauth_error::OAuthError,
};

const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// Keeps a request, if it is one that the authorization endpoint would put before a person.
pub(crate) fn push(idp: &Idp, call: &Call) -> Response {
    match keep(idp, call) {
        Ok(body) => {
            let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            (StatusCode::CREATED, no_store, Json(body)).into_response()
        }
        Err(error) => error.into_response(),
    }
}

fn keep(idp: &Idp, call: &Call) -> Result<Value, OAuthError> {
    let form = client_auth::form(call)?;
    let client = client_auth::authenticate(call, form, &idp.clients)?;
    if form.find("request_uri")?.is_some() {
        return Err(OAuthError::invalid_request("A pushed request cannot refer to another one."));
    }
    // With Basic the body need not contain the id; the request that is kept names its client all the same.
    let params = form.with("client_id", &client.id).without(&["client_secret"]);
    let target = Target::bind(&params, &idp.clients).map_err(OAuthError::invalid_request)?;
    AuthorizationRequest::bind(target, &params)?;
    let request_uri = format!("{PREFIX}{}", token_256(&*idp.random));
    idp.put_pushed(&request_uri, params);
    Ok(json!({ "request_uri": request_uri, "expires_in": PUSHED_SECONDS }))
}
