//! The authorization request: through the browser, or pushed first (RFC 9126).

use bytes::Bytes;
use http::{Method, Request, Response, header};
use openidconnect::{
    AuthUrl, ClientId, CsrfToken, IssuerUrl, JsonWebKeySet, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope,
    core::{CoreAuthenticationFlow, CoreClient},
};
use serde_json::Value;
use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    definition::Pkce,
    driver::{BeginRequest, Context, SignInError},
    http::Purpose,
    redact::Redactor,
};

use super::{plan::Plan, resolved::Upstream};
use crate::{
    assertion::Recipient,
    authorization::{parameters, shape},
    client_auth::encode_form,
    dpop::{self, NotSent},
    json,
    upstream_error::{Refusal, authorization_error, no_answer, quote_error, sent_in_flow, status_error},
};

/// Where the browser goes.
pub(crate) async fn redirect(
    plan: &Plan,
    upstream: &Upstream,
    context: &Context<'_>,
    request: &BeginRequest<'_>,
) -> Result<Url, SignInError> {
    let url = authorization_url(plan, upstream, request)?;
    match &upstream.metadata.par_endpoint {
        None => Ok(url),
        Some(endpoint) => {
            let pushed = Pushed { endpoint, url: &url, sent: sent_in_flow(request.flow, [upstream.auth.secret()]) };
            let reference = pushed.send(plan, upstream, context).await?;
            let mut short = upstream.metadata.authorization.clone();
            let id_parameter = plan.definition.client.id_parameter();
            short.query_pairs_mut().append_pair(id_parameter, &plan.client_id).append_pair("request_uri", &reference);
            Ok(short)
        }
    }
}

fn authorization_url(plan: &Plan, upstream: &Upstream, request: &BeginRequest<'_>) -> Result<Url, SignInError> {
    let internal = |error: url::ParseError| {
        SignInError::new(ErrorCode::Internal, Cause::Internal, format!("authorization URL: {error}"))
    };
    let flow = request.flow;
    let issuer = IssuerUrl::new(upstream.metadata.issuer.issuer().to_string()).map_err(internal)?;
    let client = CoreClient::new(ClientId::new(plan.client_id.clone()), issuer, JsonWebKeySet::default())
        .set_auth_uri(AuthUrl::from_url(upstream.metadata.authorization.clone()))
        .set_redirect_uri(RedirectUrl::new(flow.redirect_uri.clone()).map_err(internal)?);
    let (state, nonce) = (flow.state.clone(), flow.nonce.expose().to_owned());
    let mut builder = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        )
        .add_scopes(plan.scopes.iter().cloned().map(Scope::new));
    // Sent even when the metadata lists other methods only: an upstream that does not know a parameter ignores it, and
    // the nonce still binds the answer to the flow.
    if plan.definition.client.pkce == Pkce::Required {
        let verifier = PkceCodeVerifier::new(flow.code_verifier.expose().to_owned());
        builder = builder.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    }
    // The code is bound to the key. With a pushed request, the proof says so, too, and the two are the same (RFC 9449 §10).
    if let Some(dpop) = &plan.dpop {
        builder = builder.add_extra_param("dpop_jkt", dpop.thumbprint());
    }
    for (name, value) in parameters(&plan.parameters, request.hints) {
        builder = builder.add_extra_param(name, value);
    }
    Ok(shape(builder.url().0, &upstream.metadata.authorization, &plan.definition))
}

/// A request that is pushed.
struct Pushed<'a> {
    endpoint: &'a Url,
    /// What would go through the browser otherwise.
    url: &'a Url,
    /// What is removed from the upstream's words.
    sent: Redactor,
}

impl Pushed<'_> {
    /// Pushes the request and returns the reference to it. There is no way back to a plain request.
    async fn send(mut self, plan: &Plan, upstream: &Upstream, context: &Context<'_>) -> Result<String, SignInError> {
        let what = format!("pushed authorization request to {}", crate::http::without_query(self.endpoint));
        let internal =
            |error: String| SignInError::new(ErrorCode::Internal, Cause::Internal, format!("{what}: {error}"));
        let compose = || self.compose(plan, upstream, context).map_err(internal);
        // With a proof, the code is bound to the key as well (RFC 9449 §10.1).
        let answer = dpop::send(context, Purpose::PushedAuthorization, plan.dpop.as_deref(), None, compose).await;
        let answer = answer.map_err(|error| match error {
            NotSent::Composing(error) => error,
            NotSent::Http(error) => no_answer(&what, &error, ErrorCode::ProviderError),
        })?;
        read_reference(&answer, &self.sent).map_err(|refusal| match refusal.cause {
            Cause::ClientAuthentication => refusal.with_advice(upstream.auth.advice()).during(&what),
            _ => refusal.during(&what),
        })
    }

    fn compose(&mut self, plan: &Plan, upstream: &Upstream, context: &Context<'_>) -> Result<Request<Bytes>, String> {
        let issuer = upstream.metadata.issuer.issuer().as_str();
        let to = Recipient { client_id: &plan.client_id, issuer, endpoint: self.endpoint.as_str() };
        let proof = upstream.auth.prove(to, context.clock, context.random);
        let proof = proof.map_err(|error| error.to_string())?;
        proof.redact(&mut self.sent);
        // The endpoint's own query stays where it is.
        let own = upstream.metadata.authorization.query_pairs().count();
        let pairs: Vec<_> = self.url.query_pairs().skip(own).collect();
        let pairs = pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
        let body = encode_form(pairs.chain(proof.parameters.iter().map(|(name, value)| (*name, value.as_str()))));
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(self.endpoint.as_str())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json");
        if let Some(authorization) = proof.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        request.body(Bytes::from(body)).map_err(|error| error.to_string())
    }
}

fn read_reference(answer: &Response<Bytes>, sent: &Redactor) -> Result<String, Refusal> {
    let status = answer.status();
    let body = json::parse_object(answer.body()).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    if let (true, Some(reference)) = (status.is_success(), text("request_uri").filter(|uri| !uri.is_empty())) {
        return Ok(reference.to_owned());
    }
    let said = text("error").map(|error| quote_error(error, text("error_description"), sent));
    let detail = format!("HTTP {}, {}", status.as_u16(), said.as_deref().unwrap_or("without a request_uri"));
    let by_body = || match text("error") {
        Some("invalid_request") if names_redirect_uri(text("error_description")) => {
            (ErrorCode::ProviderMisconfigured, Cause::RedirectUri)
        }
        Some(error) => authorization_error(error),
        // Glewlwyd 2.7 refuses with a status alone.
        None if status.is_client_error() => (ErrorCode::ProviderMisconfigured, Cause::ClientRegistration),
        None => (ErrorCode::ProviderError, Cause::InvalidResponse),
    };
    let (code, cause) = status_error(status).unwrap_or_else(by_body);
    Err(Refusal { code, cause, detail })
}

/// RFC 9126 §2.3 leaves a redirect URI that is not registered to `invalid_request`; the description is all that tells it
/// from other faults of a request.
fn names_redirect_uri(description: Option<&str>) -> bool {
    let words = description.unwrap_or_default().to_ascii_lowercase().replace(['_', '-'], " ");
    ["redirect uri", "redirect url", "redirection uri", "callback ur"].iter().any(|name| words.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_of_a_pushed_request_have_codes() {
        use ErrorCode::{ProviderError, ProviderMisconfigured, ProviderUnavailable};
        // The sentences are those of Keycloak, Pocket ID and ORY.
        let keycloak = r#"{"error":"invalid_request","error_description":"Invalid parameter: redirect_uri"}"#;
        let ory =
            r#"{"error":"invalid_request","error_description":"The 'redirect_uri' parameter does not match any"}"#;
        let scopes = r#"{"error":"invalid_request","error_description":"Invalid scopes: openid"}"#;
        for (status, body, outcome) in [
            (201, r#"{"request_uri":"urn:x","expires_in":60}"#, Ok("urn:x")),
            (200, r#"{"request_uri":"urn:x"}"#, Ok("urn:x")),
            (201, r#"{"request_uri":""}"#, Err((ProviderError, Cause::InvalidResponse))),
            (201, "<html>", Err((ProviderError, Cause::InvalidResponse))),
            (400, r#"{"error":"invalid_request"}"#, Err((ProviderMisconfigured, Cause::ClientRegistration))),
            (400, keycloak, Err((ProviderMisconfigured, Cause::RedirectUri))),
            (400, ory, Err((ProviderMisconfigured, Cause::RedirectUri))),
            (400, scopes, Err((ProviderMisconfigured, Cause::ClientRegistration))),
            (400, r#"{"error":"invalid_redirect_uri"}"#, Err((ProviderMisconfigured, Cause::RedirectUri))),
            (401, r#"{"error":"invalid_client"}"#, Err((ProviderMisconfigured, Cause::ClientAuthentication))),
            (403, "", Err((ProviderMisconfigured, Cause::ClientRegistration))),
            (429, "", Err((ProviderUnavailable, Cause::Unavailable))),
            (500, "", Err((ProviderUnavailable, Cause::Unavailable))),
            (400, r#"{"request_uri":"urn:x"}"#, Err((ProviderMisconfigured, Cause::ClientRegistration))),
        ] {
            let mut answer = Response::new(Bytes::from(body));
            *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
            let read = read_reference(&answer, &Redactor::default());
            let read = read.as_deref().map_err(|refusal| (refusal.code, refusal.cause));
            assert_eq!(read, outcome, "{status} {body}");
        }
    }
}
