//! The answer of an upstream, step by step, until it is an identity. No step runs before the one above it has passed.

use std::collections::BTreeMap;

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
    answers::{Answers, callback_answer},
    authorization::{self, ExpectedIssuer},
    extra_calls::Calls,
    resource::{Kind, ResourceRequest},
    token::{self, Grant, TokenRequest},
    token_answer::Tokens,
    upstream_error::sent_in_flow,
};

pub(crate) async fn finish(
    driver: &OidcDriver,
    context: &Context<'_>,
    request: &FinishRequest<'_>,
) -> Result<Identity, SignInError> {
    let upstream = driver.upstream();
    let code = authorization::code(request.callback, &driver.plan.definition.authorization);
    let sent = sent_in_flow(request.flow, [upstream.auth.secret(), code.as_ref()]);
    let flow = OfFlow {
        answered_by: request.callback.iss.as_deref(),
        nonce: Some(&request.flow.nonce),
        max_age: driver.plan.max_age,
    };
    let callback = Value::Object(callback_answer(&request.callback.parameters));
    let callback = Answers::default().with("callback", callback);
    let step = Answer { driver, upstream: &upstream, context, flow, callback, sent };
    // Whatever quotes the upstream in between: it is about a request that held these values.
    step.finish(request).await.map_err(|error| SignInError { detail: step.sent.redact(&error.detail), ..error })
}

/// What an ID token must fit of the flow that it answers; nothing when it answers none.
#[derive(Default)]
pub(super) struct OfFlow<'a> {
    /// What the authorization answer said about its issuer (RFC 9207).
    answered_by: Option<&'a str>,
    nonce: Option<&'a Secret>,
    /// How long ago the person may have signed in, in seconds.
    max_age: Option<u32>,
}

/// One answer on its way to an identity.
pub(super) struct Answer<'a> {
    pub(super) driver: &'a OidcDriver,
    pub(super) upstream: &'a Upstream,
    pub(super) context: &'a Context<'a>,
    pub(super) flow: OfFlow<'a>,
    /// The callback's own parameters.
    pub(super) callback: Answers,
    /// What is removed from the upstream's words.
    pub(super) sent: Redactor,
}

impl Answer<'_> {
    async fn finish(&self, request: &FinishRequest<'_>) -> Result<Identity, SignInError> {
        let issuer = &self.upstream.metadata.issuer;
        let expected_issuer = ExpectedIssuer {
            issuer: issuer.issuer(),
            accepts_issuer: &|iss| issuer.accepts_issuer(iss),
            iss_parameter_supported: self.upstream.metadata.iss_parameter_supported,
            rules: &self.driver.plan.definition.authorization,
            sent: &self.sent,
        };
        let code = authorization::accept(request.callback, &expected_issuer)?;
        let saved: Saved = serde_json::from_slice(request.saved).map_err(|_| {
            SignInError::new(ErrorCode::Internal, Cause::Internal, "what was saved at authorize cannot be read")
        })?;
        let pkce = self.driver.plan.definition.client.pkce == Pkce::Required;
        let grant = Grant::Code {
            code: &code,
            redirect_uri: &request.flow.redirect_uri,
            code_verifier: pkce.then_some(&request.flow.code_verifier),
        };
        let token_request = self.token_request(&saved.token, grant);
        let tokens = token::exchange(self.context, &token_request).await?;
        let Some(raw) = &tokens.id_token else {
            let detail =
                "the token answer has no `id_token`. Check that the client may use OpenID Connect at the provider";
            return Err(SignInError::new(ErrorCode::IdTokenMissing, Cause::IdToken, detail));
        };
        let identity = self.identity(saved.userinfo.as_ref(), &token_request, (&tokens, raw)).await?;
        Ok(Identity { refresh_token: tokens.refresh_token, ..identity })
    }

    /// Who the tokens are about.
    pub(super) async fn identity(
        &self,
        userinfo: Option<&Url>,
        token_request: &TokenRequest<'_>,
        (tokens, raw): (&Tokens, &Secret),
    ) -> Result<Identity, SignInError> {
        let id_token = self.check_id_token(tokens, raw).await?;
        let sources = self.fetch_claims(userinfo, token_request, tokens, &id_token).await?;
        identify(self.driver, &id_token, sources, raw)
    }

    pub(super) fn token_request<'r>(&'r self, endpoint: &'r Url, grant: Grant<'r>) -> TokenRequest<'r> {
        TokenRequest {
            endpoint,
            client_id: &self.driver.plan.client_id,
            auth: &self.upstream.auth,
            issuer: self.driver.issuer.as_str(),
            grant,
            dpop: self.driver.plan.dpop.as_deref(),
            shape: &self.driver.plan.shape,
            answers: &self.callback,
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
        let plan = &self.driver.plan;
        let (claims, algorithm) = match &plan.id_token_secret {
            Some(secret) => (token.verify_with_secret(secret).map_err(|error| invalid(&error))?, None),
            None => {
                let verified = self.driver.verify(self.context, &token, Signed::Token).await;
                let verified = verified.map_err(|error| match error {
                    Unverified::Token(error) => invalid(&error),
                    Unverified::Keys(failed) => failed,
                })?;
                (verified.claims, Some(verified.algorithm))
            }
        };
        let expected = Expected {
            issuer: &self.upstream.metadata.issuer,
            answered_by: self.flow.answered_by,
            client_id: &plan.client_id,
            trusted_audiences: &plan.definition.id_token.trusted_audiences,
            nonce: self.flow.nonce,
            nonce_rule: plan.definition.id_token.nonce,
            access_token: tokens.access_token.as_ref(),
            now: self.context.clock.now().timestamp(),
            max_token_age: plan.definition.id_token.max_age,
            max_age: self.flow.max_age,
            required_acr: &plan.required_acr,
        };
        let id_token = IdToken::check(claims, algorithm, &expected).map_err(|rule| invalid(&rule))?;
        require_claims(&id_token, &plan.required_claims)?;
        Ok(id_token)
    }

    /// Userinfo and the extra requests of the definition.
    async fn fetch_claims(
        &self,
        userinfo_endpoint: Option<&Url>,
        token_request: &TokenRequest<'_>,
        tokens: &Tokens,
        id_token: &IdToken,
    ) -> Result<ClaimSources, SignInError> {
        let definition = &self.driver.plan.definition;
        let mut sources = ClaimSources {
            id_token: id_token.claims.clone(),
            token: tokens.claims.clone(),
            callback: self.callback.object("callback"),
            ..ClaimSources::default()
        };
        let wanted = match definition.userinfo.when {
            UserinfoUse::Always => true,
            UserinfoUse::Never => false,
            UserinfoUse::WhenNeeded => {
                let profile = definition.claims.apply(&sources, self.driver.plan.accepts(None)).profile;
                profile.email.is_none() || profile.name.is_none()
            }
        };
        let mut answers = Answers::default().with("token", Value::Object(tokens.claims.clone()));
        let plan = &self.driver.plan;
        let token = |needed: bool| needed.then(|| token_request.access_token(tokens)).transpose();
        if let Some(url) = userinfo_endpoint.filter(|_| wanted) {
            let access_token = token(plan.userinfo.needs_token())?;
            let (kind, sending, dpop, answers) = (Kind::Userinfo, &plan.userinfo, token_request.dpop, &answers);
            let request = ResourceRequest { kind, url, sending, access_token, dpop, answers, sent: &self.sent };
            sources.userinfo = userinfo::userinfo(self.driver, self.context, &request, id_token).await?;
        }
        if plan.requests.is_empty() {
            return Ok(sources);
        }
        answers.add("userinfo", Value::Object(sources.userinfo.clone()));
        let access_token = token(plan.requests.iter().any(|call| call.sending.needs_token()))?;
        let (calls, dpop) = (&plan.requests, token_request.dpop);
        let calls = Calls { calls, access_token, dpop, sent: &self.sent };
        sources.extra = calls.make(self.context, answers).await?;
        Ok(sources)
    }
}

/// Lets in those whose ID token says what the definition requires: the signed token alone, which is for us, and not an answer
/// to an access token.
fn require_claims(id_token: &IdToken, required: &BTreeMap<String, String>) -> Result<(), SignInError> {
    let differs =
        |(claim, wanted): &(&String, &String)| id_token.claims.get(*claim).is_none_or(|found| found != *wanted);
    let Some((claim, _)) = required.iter().find(differs) else { return Ok(()) };
    let detail = format!("the ID token's `{claim}` is not the one that the definition requires");
    Err(SignInError::new(ErrorCode::NotAllowed, Cause::Policy, detail))
}

fn identify(
    driver: &OidcDriver,
    id_token: &IdToken,
    mut sources: ClaimSources,
    raw: &Secret,
) -> Result<Identity, SignInError> {
    let claim_map = &driver.plan.definition.claims;
    // The subject decides whose account this is, so only the signed token may name it.
    let signed_only = ClaimSources { id_token: std::mem::take(&mut sources.id_token), ..ClaimSources::default() };
    let subject = claim_map.subject(&signed_only).ok_or_else(|| {
        let detail = "the definition's subject expression finds nothing usable in the ID token";
        SignInError::new(ErrorCode::SubjectMissing, Cause::Subject, detail)
    })?;
    sources.id_token = signed_only.id_token;
    let issuer = Url::parse(id_token.issuer.as_str()).ok();
    let mapped = claim_map.apply(&sources, driver.plan.accepts(issuer.as_ref()));
    Ok(Identity {
        issuer: id_token.issuer.clone(),
        subject,
        profile: mapped.profile,
        claims: mapped.claims,
        id_token: Some(raw.clone()),
        not_taken: mapped.not_taken,
        id_token_alg: id_token.algorithm,
        upstream_session: id_token.claims.get("sid").and_then(Value::as_str).map(str::to_owned),
        refresh_token: None,
    })
}
