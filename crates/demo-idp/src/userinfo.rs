//! `/api/oidc/userinfo`: what an access token says about its person.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    call::{Call, Form},
    claims::user_claims,
    grants::Grant,
    idp::Idp,
    model::{Client, Person},
    oauth_error::OAuthError,
    token_fault::TokenFault,
};

/// Answers a userinfo request.
pub(crate) async fn show(idp: &Idp, call: &Call) -> Response {
    let token = match find_token(call) {
        Ok(Some(token)) => token,
        // No hint at an error for somebody who sent no token at all (RFC 6750 §3.1).
        Ok(None) => return challenge("Bearer"),
        Err(error) => return error.into_response(),
    };
    let found = idp.grants.find_by_access_token(token).and_then(|grant| {
        let person = idp.people.find_enabled(&grant.subject)?;
        Some((idp.clients.find(&grant.client_id)?, person, grant))
    });
    let Some((client, person, grant)) = found else {
        return challenge("Bearer error=\"invalid_token\", error_description=\"The access token is not valid.\"");
    };
    if !grant.scopes.has("openid") {
        return OAuthError::new("access_denied", "The access token was not granted the 'openid' scope.")
            .into_response();
    }
    match idp.faults.userinfo_jwt() {
        None => Json(user_claims(&person, &grant.scopes, &idp.issuer)).into_response(),
        Some(fault) => signed(idp, &client, &person, &grant, fault).await,
    }
}

/// In the header or in a form, never in both (RFC 6750 §2).
fn find_token(call: &Call) -> Result<Option<&str>, OAuthError> {
    let in_form = match &call.form {
        Form::Fields(fields) => fields.find("access_token")?,
        Form::Absent | Form::Other => None,
    };
    match (call.authorization("bearer"), in_form) {
        (Some(_), Some(_)) => Err(OAuthError::invalid_request("The access token is in both the header and the body.")),
        (in_header, in_form) => Ok(in_header.or(in_form)),
    }
}

fn challenge(value: &'static str) -> Response {
    let body = json!({ "error": "invalid_token", "error_description": "A valid access token is needed." });
    let header = [(header::WWW_AUTHENTICATE, HeaderValue::from_static(value))];
    (StatusCode::UNAUTHORIZED, header, Json(body)).into_response()
}

/// OpenID Connect Core §5.3.2: a signed answer also says by whom and for whom.
async fn signed(idp: &Idp, client: &Client, person: &Person, grant: &Grant, fault: TokenFault) -> Response {
    let mut claims = user_claims(person, &grant.scopes, &idp.issuer);
    claims.insert("iss".to_owned(), json!(idp.issuer));
    claims.insert("aud".to_owned(), json!(client.id));
    match idp.signer(client).sign("JWT", claims, fault).await {
        Ok(token) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/jwt"))], token).into_response(),
        Err(error) => OAuthError::from(error).into_response(),
    }
}
