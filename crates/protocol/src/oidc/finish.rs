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
    redact::Redactor,
    secret::Secret,
};
use vestibule_jose::RawJws;

use super::{
    id_token::{Expected, IdToken},
    keys::Unverified,
    resolved::{OidcDriver, Saved, Signed, Upstream},
    userinfo,
};
use crate::{
    authorization::{self, ExpectedIssuer},
    resource::{self, Kind, ResourceRequest},
    token::{self, TokenRequest, Tokens},
    upstream_error::sent_in_flow,
};

pub(crate) async fn finish(
    driver: &OidcDriver,
    context: &Context<'_>,
    request: &FinishRequest<'_>,
) -> Result<Identity, SignInError> {
    let upstream = driver.upstream();
    let sent = sent_in_flow(request.flow, [upstream.auth.secret(), request.callback.code.as_ref()]);
    let step = Finishing { driver, upstream: &upstream, context, request, sent };
    // Whatever quotes the upstream in between: it is about a request that held these values.
    step.run().await.map_err(|error| SignInError { detail: step.sent.redact(&error.detail), ..error })
}

/// One answer on its way to an identity.
struct Finishing<'a> {
    driver: &'a OidcDriver,
    upstream: &'a Upstream,
    context: &'a Context<'a>,
    request: &'a FinishRequest<'a>,
    /// What is removed from the upstream's words.
    sent: Redactor,
}

impl Finishing<'_> {
    async fn run(&self) -> Result<Identity, SignInError> {
        let issuer = &self.upstream.metadata.issuer;
        let expected_issuer = ExpectedIssuer {
            issuer: issuer.issuer(),
            accepts_issuer: &|iss| issuer.accepts_issuer(iss),
            iss_parameter_supported: self.upstream.metadata.iss_parameter_supported,
            sent: &self.sent,
        };
        let code = authorization::accept(self.request.callback, &expected_issuer)?;
        let saved: Saved = serde_json::from_slice(self.request.saved).map_err(|_| {
            SignInError::new(ErrorCode::Internal, Cause::Internal, "what was saved at authorize cannot be read")
        })?;
        let token_request = self.token_request(&saved, code);
        let tokens = token::exchange(self.context, &token_request).await?;
        let Some(raw) = &tokens.id_token else {
            let detail =
                "the token answer has no `id_token`. Check that the client may use OpenID Connect at the provider";
            return Err(SignInError::new(ErrorCode::IdTokenMissing, Cause::IdToken, detail));
        };
        let id_token = self.check_id_token(&tokens, raw).await?;
        let sources = self.fetch_claims(&saved, &token_request, &tokens, &id_token).await?;
        identify(self.driver, &id_token, &sources, raw)
    }

    fn token_request<'r>(&'r self, saved: &'r Saved, code: &'r Secret) -> TokenRequest<'r> {
        let plan = &self.driver.plan;
        TokenRequest {
            endpoint: &saved.token,
            client_id: &plan.client_id,
            auth: &self.upstream.auth,
            audience: self.driver.issuer.as_str(),
            code,
            redirect_uri: &self.request.flow.redirect_uri,
            code_verifier: (plan.definition.client.pkce == Pkce::Required).then_some(&self.request.flow.code_verifier),
            sent: &self.sent,
        }
    }

    async fn check_id_token(&self, tokens: &Tokens, raw: &Secret) -> Result<IdToken, SignInError> {
        let invalid = |reason: &dyn std::fmt::Display| {
            SignInError::new(ErrorCode::IdTokenInvalid, Cause::IdToken, format!("the ID token: {reason}"))
        };
        let token = RawJws::parse(raw.expose()).map_err(|error| invalid(&error))?;
        // RFC 8725 §3.11: an access token, a logout token or any other kind is not an ID token.
        token.check_type(&["jwt"]).map_err(|error| invalid(&error))?;
        let verified = self.driver.verify(self.context, &token, Signed::Token).await;
        let verified = verified.map_err(|error| match error {
            Unverified::Token(error) => invalid(&error),
            Unverified::Keys(failed) => failed,
        })?;
        let plan = &self.driver.plan;
        let expected = Expected {
            issuer: &self.upstream.metadata.issuer,
            answered_by: self.request.callback.iss.as_deref(),
            client_id: &plan.client_id,
            trusted_audiences: &plan.definition.id_token.trusted_audiences,
            nonce: &self.request.flow.nonce,
            access_token: tokens.access_token.as_ref(),
            now: self.context.clock.now().timestamp(),
            max_token_age: plan.definition.id_token.max_age,
            max_age: plan.max_age,
            required_acr: &plan.required_acr,
        };
        IdToken::check(verified, &expected).map_err(|rule| invalid(&rule))
    }

    /// Userinfo and the extra requests of the definition.
    async fn fetch_claims(
        &self,
        saved: &Saved,
        token_request: &TokenRequest<'_>,
        tokens: &Tokens,
        id_token: &IdToken,
    ) -> Result<ClaimSources, SignInError> {
        let definition = &self.driver.plan.definition;
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
            let access_token = token_request.access_token(tokens)?;
            let request = ResourceRequest { kind: Kind::Userinfo, url, access_token, sent: &self.sent };
            sources.userinfo = userinfo::userinfo(self.driver, self.context, &request, id_token).await?;
        }
        if !self.driver.plan.requests.is_empty() {
            let access_token = token_request.access_token(tokens)?;
            let calls = &self.driver.plan.requests;
            sources.extra = resource::call_all(self.context, calls, access_token, &self.sent).await?;
        }
        Ok(sources)
    }
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
        not_taken: mapped.not_taken,
        id_token_alg: Some(id_token.algorithm),
        upstream_session: id_token.claims.get("sid").and_then(Value::as_str).map(str::to_owned),
    })
}
