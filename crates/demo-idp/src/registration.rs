//! Clients that register themselves: by a request (RFC 7591, RFC 7592), or by a document that is fetched from their id
//! (OAuth Client ID Metadata Document, as Pocket ID 2.13 takes it: public clients only).

use axum::{
    Json,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use vestibule_core::{random::token_128, secret::Secret};

use crate::{
    call::Call,
    endpoint::Endpoint,
    idp::Idp,
    model::Client,
    oauth_error::OAuthError,
    options::{FetchDocument, Registration},
};

/// Makes the client of a request known whose id is the URL of a document.
pub(crate) async fn admit(idp: &Idp, call: &Call) {
    let Registration::MetadataDocument(FetchDocument(fetch)) = &idp.registration else { return };
    let Ok(Some(id)) = call.params().find("client_id").map(|id| id.map(str::to_owned)) else { return };
    if !id.starts_with("https://") && !id.starts_with("http://") {
        return;
    }
    let Some(document) = fetch(id.clone()).await else { return };
    let is_public = document.get("token_endpoint_auth_method").is_none_or(|method| method == "none");
    if document.get("client_id").and_then(Value::as_str) != Some(&id) || !is_public {
        return;
    }
    if let (Ok(client), Some(members)) = (client(&id, document.as_object()), document.as_object()) {
        let name = members.get("client_name").and_then(Value::as_str).unwrap_or(&id).to_owned();
        idp.clients.put(Client { name, ..client });
    }
}

/// `/api/oidc/register` and what is below it.
pub(crate) fn register(idp: &Idp, call: &Call) -> Response {
    match answer(idp, call) {
        Ok((status, body)) => {
            let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            (status, no_store, Json(body)).into_response()
        }
        Err(error) => error.into_response(),
    }
}

fn answer(idp: &Idp, call: &Call) -> Result<(StatusCode, Value), OAuthError> {
    let Registration::Dynamic { initial_access_token } = &idp.registration else {
        return Err(OAuthError {
            status: StatusCode::NOT_FOUND,
            ..OAuthError::new("not_found", "Nobody registers here.")
        });
    };
    let token = call.authorization("bearer");
    let below = call.uri.path().strip_prefix(Endpoint::Register.path()).and_then(|rest| rest.strip_prefix('/'));
    let metadata = call.json.as_ref().and_then(Value::as_object);
    match (below, &call.method) {
        (None, &Method::POST) => {
            if initial_access_token.as_deref().is_some_and(|wanted| token != Some(wanted)) {
                return Err(unauthorized());
            }
            create(idp, metadata)
        }
        (Some(id), method) => manage(idp, id, token, (method, metadata)),
        (None, _) => Err(OAuthError::invalid_request("A client is registered with POST.")),
    }
}

/// A new client (RFC 7591).
fn create(idp: &Idp, metadata: Option<&Map<String, Value>>) -> Result<(StatusCode, Value), OAuthError> {
    let id = token_128(&*idp.random);
    let secret = Secret::new(token_128(&*idp.random));
    let mut client = client(&id, metadata)?;
    client.registration_token = Some(Secret::new(token_128(&*idp.random)));
    if !is_public(metadata) {
        client.secrets = vec![secret];
    }
    let body = describe(idp, &client, metadata);
    idp.clients.put(client);
    Ok((StatusCode::CREATED, body))
}

/// Reads, changes or removes a client, for whoever has its registration token (RFC 7592).
fn manage(
    idp: &Idp,
    id: &str,
    token: Option<&str>,
    (method, metadata): (&Method, Option<&Map<String, Value>>),
) -> Result<(StatusCode, Value), OAuthError> {
    let known = idp.clients.find(id).ok_or_else(unauthorized)?;
    let wanted = known.registration_token.as_ref();
    if !wanted.is_some_and(|wanted| token.is_some_and(|token| *wanted == Secret::new(token))) {
        return Err(unauthorized());
    }
    match *method {
        Method::DELETE => {
            idp.clients.remove(id);
            Ok((StatusCode::NO_CONTENT, Value::Null))
        }
        Method::PUT => {
            let changed = Client {
                secrets: known.secrets.clone(),
                registration_token: known.registration_token.clone(),
                ..client(id, metadata)?
            };
            let body = describe(idp, &changed, metadata);
            idp.clients.put(changed);
            Ok((StatusCode::OK, body))
        }
        _ => Ok((StatusCode::OK, describe(idp, &known, None))),
    }
}

fn unauthorized() -> OAuthError {
    let error = OAuthError::new("invalid_token", "An access token is needed here, and this is not it.");
    OAuthError { status: StatusCode::UNAUTHORIZED, ..error }
}

fn is_public(metadata: Option<&Map<String, Value>>) -> bool {
    metadata.and_then(|members| members.get("token_endpoint_auth_method")).is_some_and(|method| method == "none")
}

/// A client with the URIs of its metadata.
fn client(id: &str, metadata: Option<&Map<String, Value>>) -> Result<Client, OAuthError> {
    let members =
        metadata.ok_or_else(|| OAuthError::new("invalid_client_metadata", "The body is not a JSON object."))?;
    let list = |name: &str| -> Vec<String> {
        let items = members.get(name).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let redirect_uris = list("redirect_uris");
    if redirect_uris.is_empty() {
        return Err(OAuthError::new("invalid_redirect_uri", "A client has at least one redirect URI."));
    }
    let name = members.get("client_name").and_then(Value::as_str).unwrap_or(id).to_owned();
    let post_logout_redirect_uris = list("post_logout_redirect_uris");
    Ok(Client { name, redirect_uris, post_logout_redirect_uris, ..Client::public(id, "") })
}

fn describe(idp: &Idp, client: &Client, metadata: Option<&Map<String, Value>>) -> Value {
    let mut body = metadata.cloned().unwrap_or_default();
    body.insert("client_id".into(), client.id.as_str().into());
    body.insert("redirect_uris".into(), json!(client.redirect_uris));
    if let Some(secret) = client.secrets.first() {
        body.insert("client_secret".into(), secret.expose().into());
        body.insert("client_secret_expires_at".into(), 0.into());
    }
    if let Some(token) = &client.registration_token {
        body.insert("registration_access_token".into(), token.expose().into());
        let uri = format!("{}/{}", idp.url(Endpoint::Register), client.id);
        body.insert("registration_client_uri".into(), uri.into());
    }
    Value::Object(body)
}
