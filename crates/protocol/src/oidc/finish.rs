//! The answer of an upstream, step by step, until it is an identity. No step runs before the one above it has passed.

use serde_json::Value;
use url::Url;
use vestibule_core::{
    cause::Cause,
    claims::ClaimSources,
    code::ErrorCode,
    definition::{Pkce, UserinfoUse},
    driver::{Context, FinishRequest, SignInError},
    identity::Identity,
    secret::Secret,
};
use vestibule_jose::RawJws;

use super::{
    id_token::{Expected, IdToken},
    keys::Unverified,
    resolved::{OidcDriver, Saved},
    userinfo,
};
use crate::{
    authorization::{self, ExpectedIssuer},
    resource::{self, Kind, ResourceRequest},
    token::{self, TokenRequest, Tokens},
};

pub(crate) async fn finish(
    driver: &OidcDriver,
    context: &Context<'_>,
    request: &FinishRequest<'_>,
) -> Result<Identity, SignInError> {
    let issuer = &driver.metadata.issuer;
    let expected_issuer = ExpectedIssuer {
        issuer: issuer.issuer(),
        accepts_issuer: &|iss| issuer.accepts_issuer(iss),
        iss_parameter_supported: driver.metadata.iss_parameter_supported,
    };
    let code = authorization::accept(request.callback, &expected_issuer)?;
    let saved: Saved = serde_json::from_slice(request.saved).map_err(|_| {
        SignInError::new(ErrorCode::Internal, Cause::Internal, "what was saved at authorize cannot be read")
    })?;
    let tokens = exchange(driver, context, request, &saved, code).await?;
    let Some(raw) = &tokens.id_token else {
        let detail = "the token answer holds no ID token. Check that the client may use OpenID Connect at the provider";
        return Err(SignInError::new(ErrorCode::IdTokenMissing, Cause::IdToken, detail));
    };
    let id_token = check_id_token(driver, context, request, &tokens, raw).await?;
    let sources = fetch_claims(driver, context, &saved, &tokens, &id_token).await?;
    identify(driver, &id_token, &sources, raw)
}

async fn exchange(
    driver: &OidcDriver,
    context: &Context<'_>,
    request: &FinishRequest<'_>,
    saved: &Saved,
    code: &Secret,
) -> Result<Tokens, SignInError> {
    let pkce = driver.plan.definition.client.pkce == Pkce::Required;
    let token_request = TokenRequest {
        endpoint: &saved.token,
        client_id: &driver.plan.client_id,
        auth: &driver.auth,
        audience: driver.metadata.issuer.issuer().as_str(),
        code,
        redirect_uri: &request.flow.redirect_uri,
        code_verifier: pkce.then_some(&request.flow.code_verifier),
    };
    token::exchange(context, &token_request).await
}

async fn check_id_token(
    driver: &OidcDriver,
    context: &Context<'_>,
    request: &FinishRequest<'_>,
    tokens: &Tokens,
    raw: &Secret,
) -> Result<IdToken, SignInError> {
    let invalid = |reason: &dyn std::fmt::Display| {
        SignInError::new(ErrorCode::IdTokenInvalid, Cause::IdToken, format!("the ID token: {reason}"))
    };
    let token = RawJws::parse(raw.expose()).map_err(|error| invalid(&error))?;
    // RFC 8725 §3.11: an access token, a logout token or any other kind is not an ID token.
    token.check_type(&["jwt"]).map_err(|error| invalid(&error))?;
    let verified = driver.keys.verify(context, &token, &driver.metadata.algorithms).await;
    let verified = verified.map_err(|error| match error {
        Unverified::Token(error) => invalid(&error),
        Unverified::Keys(failed) => failed.into(),
    })?;
    let plan = &driver.plan;
    let expected = Expected {
        issuer: &driver.metadata.issuer,
        answered_by: request.callback.iss.as_deref(),
        client_id: &plan.client_id,
        trusted_audiences: &plan.definition.id_token.trusted_audiences,
        nonce: &request.flow.nonce,
        access_token: &tokens.access_token,
        now: context.clock.now().timestamp(),
        max_token_age: plan.definition.id_token.max_age,
        max_age: plan.max_age,
        required_acr: &plan.required_acr,
    };
    IdToken::check(verified, &expected).map_err(|rule| invalid(&rule))
}

/// Userinfo and the extra requests of the definition.
async fn fetch_claims(
    driver: &OidcDriver,
    context: &Context<'_>,
    saved: &Saved,
    tokens: &Tokens,
    id_token: &IdToken,
) -> Result<ClaimSources, SignInError> {
    let definition = &driver.plan.definition;
    let mut sources = ClaimSources { id_token: id_token.claims.clone(), ..ClaimSources::default() };
    let wanted = match definition.userinfo {
        UserinfoUse::Always => true,
        UserinfoUse::Never => false,
        UserinfoUse::WhenNeeded => {
            let profile = definition.claims.apply(&sources, None).profile;
            profile.email.is_none() || profile.name.is_none()
        }
    };
    if let Some(url) = saved.userinfo.as_ref().filter(|_| wanted) {
        let request = ResourceRequest { kind: Kind::Userinfo, url, access_token: &tokens.access_token };
        sources.userinfo = userinfo::userinfo(driver, context, &request, id_token).await?;
    }
    for (name, url) in &driver.plan.requests {
        let request = ResourceRequest { kind: Kind::Extra(name), url, access_token: &tokens.access_token };
        sources.extra.insert(name.clone(), resource::get_json(context, &request).await?);
    }
    Ok(sources)
}

fn identify(
    driver: &OidcDriver,
    id_token: &IdToken,
    sources: &ClaimSources,
    raw: &Secret,
) -> Result<Identity, SignInError> {
    let claim_map = &driver.plan.definition.claims;
    // The subject decides whose account this is, so only the signed token may name it.
    let signed_only = ClaimSources { id_token: id_token.claims.clone(), ..ClaimSources::default() };
    let subject = claim_map.apply(&signed_only, None).subject.ok_or_else(|| {
        let detail = "the definition's subject expression finds nothing usable in the ID token";
        SignInError::new(ErrorCode::SubjectMissing, Cause::Subject, detail)
    })?;
    let mapped = claim_map.apply(sources, Url::parse(id_token.issuer.as_str()).ok().as_ref());
    Ok(Identity {
        issuer: id_token.issuer.clone(),
        subject,
        profile: mapped.profile,
        claims: mapped.claims,
        id_token: Some(raw.clone()),
        upstream_session: id_token.claims.get("sid").and_then(Value::as_str).map(str::to_owned),
    })
}
