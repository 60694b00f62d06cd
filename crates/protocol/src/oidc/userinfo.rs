//! The userinfo endpoint (OpenID Connect Core §5.3).
//!
//! Whatever goes wrong here is `userinfo_failed`; an answer about somebody else is `userinfo_mismatch`. Aggregated and
//! distributed claims are never followed.

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value};
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Context, SignInError},
    media_type::media_type,
};
use vestibule_jose::RawJws;

use super::{
    id_token::{IdToken, check_lifetime},
    keys::Unverified,
    resolved::{OidcDriver, Signed},
};
use crate::resource::{self, ResourceRequest};

/// Asks the userinfo endpoint about the person of the ID token.
pub(crate) async fn userinfo(
    driver: &OidcDriver,
    context: &Context<'_>,
    request: &ResourceRequest<'_>,
    id_token: &IdToken,
) -> Result<Map<String, Value>, SignInError> {
    let answer = resource::get(context, request, "application/json, application/jwt").await?;
    let claims = if is_signed(&answer) {
        let text = std::str::from_utf8(answer.body()).unwrap_or_default().trim();
        signed(driver, context, text, id_token).await.map_err(|reason| request.failed(&reason))?
    } else {
        request.read_claims(&answer)?
    };
    // Core §5.3.2: exactly the ID token's, or nothing of the answer may be used.
    if claims.get("sub").and_then(Value::as_str) != Some(id_token.subject.as_str()) {
        let detail = format!("userinfo of {}: its sub is not the ID token's", crate::http::without_query(request.url));
        return Err(SignInError::new(ErrorCode::UserinfoMismatch, Cause::Userinfo, detail));
    }
    Ok(claims)
}

fn is_signed(answer: &Response<Bytes>) -> bool {
    media_type(answer.headers()) == "application/jwt"
}

/// A signed answer: verified like an ID token, and for us when it says for whom it is.
async fn signed(
    driver: &OidcDriver,
    context: &Context<'_>,
    text: &str,
    id_token: &IdToken,
) -> Result<Map<String, Value>, String> {
    let token = RawJws::parse(text).map_err(|error| error.to_string())?;
    token.check_type(&["jwt"]).map_err(|error| error.to_string())?;
    let verified = driver.verify(context, &token, Signed::Userinfo).await;
    let claims: Map<String, Value> = verified.map(|verified| verified.claims).map_err(|error| match error {
        Unverified::Token(error) => error.to_string(),
        Unverified::Keys(failed) => failed.detail,
    })?;
    check_lifetime(&claims, context.clock.now().timestamp()).map_err(|rule| rule.to_string())?;
    if claims.get("iss").is_some_and(|iss| iss != id_token.issuer.as_str()) {
        return Err("its iss is another issuer".to_owned());
    }
    let client_id = driver.plan.client_id.as_str();
    let for_us = match claims.get("aud") {
        None => true,
        Some(Value::Array(audiences)) => audiences.iter().any(|audience| audience == client_id),
        Some(audience) => audience == client_id,
    };
    if for_us { Ok(claims) } else { Err("its aud does not name our client".to_owned()) }
}
