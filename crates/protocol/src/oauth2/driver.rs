//! A ready OAuth 2.0 provider: the request, and the answer step by step until it is an identity.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, basic::BasicClient,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use vestibule_core::{
    cause::Cause,
    claims::{Acceptance, ClaimSources},
    code::ErrorCode,
    definition::{Definition, Pkce},
    driver::{BeginRequest, Begun, Context, Driver, Endpoint, FinishRequest, SignInError},
    http::NetworkScope,
    identity::Identity,
    ids::Issuer,
    redact::Redactor,
    secret::Secret,
};

use super::issuer;
use crate::{
    authorization::{self, ExpectedIssuer, parameters},
    client_auth::ClientAuth,
    resource::{self, ExtraCall, Kind, ResourceRequest},
    token::{self, Grant, TokenRequest},
    upstream_error::{quote_error, sent_in_flow},
};

/// A provider whose parts fit together: everything that there is to know.
pub(crate) struct Plan {
    pub(crate) definition: Arc<Definition>,
    /// Who vouches for identities.
    pub(crate) issuer: Issuer,
    pub(crate) client_id: String,
    pub(crate) auth: ClientAuth,
    pub(crate) scopes: Vec<String>,
    /// Everything that is added to the authorization request in addition to the flow's own values.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) authorization: Url,
    pub(crate) token: Url,
    pub(crate) userinfo: Url,
    /// Extra calls with the access token.
    pub(crate) requests: Vec<ExtraCall>,
    /// Whether addresses are taken whose domain has no dot.
    pub(crate) dotless_email_domains: bool,
    pub(crate) scope: NetworkScope,
}

/// A ready provider.
pub(crate) struct Oauth2Driver(pub(crate) Arc<Plan>);

/// What travels with a flow: the endpoints as they were at authorize, so that settings which change in between cannot
/// send the code of one endpoint to another (RFC 9700 §4.4).
#[derive(Serialize, Deserialize)]
struct Saved {
    #[serde(rename = "t")]
    token: Url,
    #[serde(rename = "u")]
    userinfo: Url,
}

#[async_trait]
impl Driver for Oauth2Driver {
    fn issuer(&self) -> &Issuer {
        &self.0.issuer
    }

    fn client_id(&self) -> &str {
        &self.0.client_id
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        let plan = &self.0;
        let all = [("authorization", &plan.authorization), ("token", &plan.token), ("userinfo", &plan.userinfo)];
        all.map(|(name, url)| Endpoint { name, url: url.clone(), discovered: false }).into()
    }

    async fn begin(&self, _context: &Context<'_>, request: &BeginRequest<'_>) -> Result<Begun, SignInError> {
        let plan = &self.0;
        let saved = Saved { token: plan.token.clone(), userinfo: plan.userinfo.clone() };
        let saved = serde_json::to_vec(&saved).map_err(|error| internal(error.to_string()))?;
        Ok(Begun { redirect: plan.authorization_url(request)?, saved })
    }

    async fn finish(&self, context: &Context<'_>, request: &FinishRequest<'_>) -> Result<Identity, SignInError> {
        let plan = &self.0;
        let sent = sent_in_flow(request.flow, [plan.auth.secret(), request.callback.code.as_ref()]);
        let identity = plan.finish(context, request, &sent).await;
        identity.map_err(|error| SignInError { detail: sent.redact(&error.detail), ..error })
    }
}

impl Plan {
    fn uses_pkce(&self) -> bool {
        self.definition.client.pkce == Pkce::Required
    }

    fn authorization_url(&self, request: &BeginRequest<'_>) -> Result<Url, SignInError> {
        let flow = request.flow;
        let redirect_uri = RedirectUrl::new(flow.redirect_uri.clone());
        let redirect_uri = redirect_uri.map_err(|error| internal(format!("authorization URL: {error}")))?;
        let client = BasicClient::new(ClientId::new(self.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(self.authorization.clone()))
            .set_redirect_uri(redirect_uri);
        let state = flow.state.clone();
        let mut builder =
            client.authorize_url(move || CsrfToken::new(state)).add_scopes(self.scopes.iter().cloned().map(Scope::new));
        // Sent unasked: an upstream that does not know the parameter ignores it (RFC 6749 §3.1).
        if self.uses_pkce() {
            let verifier = PkceCodeVerifier::new(flow.code_verifier.expose().to_owned());
            builder = builder.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        }
        for (name, value) in parameters(&self.parameters, request.hints) {
            builder = builder.add_extra_param(name, value);
        }
        Ok(builder.url().0)
    }

    async fn finish(
        &self,
        context: &Context<'_>,
        request: &FinishRequest<'_>,
        sent: &Redactor,
    ) -> Result<Identity, SignInError> {
        let expected_issuer = ExpectedIssuer {
            issuer: &self.issuer,
            accepts_issuer: &|iss| issuer::accepts_issuer(&self.authorization, iss),
            iss_parameter_supported: false,
            sent,
        };
        let code = authorization::accept(request.callback, &expected_issuer)?;
        let saved: Saved = serde_json::from_slice(request.saved)
            .map_err(|_| internal("what was saved at authorize cannot be read".to_owned()))?;
        let access_token = self.exchange(context, request, &saved, code, sent).await?;
        let sources = self.fetch_claims(context, &saved, &access_token, sent).await?;
        self.identify(&sources, &saved.userinfo, sent)
    }

    /// An ID token that comes along is dropped unread.
    async fn exchange(
        &self,
        context: &Context<'_>,
        request: &FinishRequest<'_>,
        saved: &Saved,
        code: &Secret,
        sent: &Redactor,
    ) -> Result<Secret, SignInError> {
        let token_request = TokenRequest {
            endpoint: &saved.token,
            client_id: &self.client_id,
            auth: &self.auth,
            // RFC 7523 §3: without a known issuer identifier, an assertion is for the endpoint that it is sent to.
            audience: saved.token.as_str(),
            grant: Grant::Code {
                code,
                redirect_uri: &request.flow.redirect_uri,
                code_verifier: self.uses_pkce().then_some(&request.flow.code_verifier),
            },
            sent,
        };
        let tokens = token::exchange(context, &token_request).await?;
        token_request.access_token(&tokens).cloned()
    }

    /// Userinfo and the extra requests of the definition.
    async fn fetch_claims(
        &self,
        context: &Context<'_>,
        saved: &Saved,
        token: &Secret,
        sent: &Redactor,
    ) -> Result<ClaimSources, SignInError> {
        let request = ResourceRequest { kind: Kind::Userinfo, url: &saved.userinfo, access_token: token, sent };
        let answer = resource::get(context, &request, "application/json").await?;
        let userinfo = request.read_claims(&answer)?;
        let extra = resource::call_all(context, &self.requests, token, sent).await?;
        Ok(ClaimSources { userinfo, extra, ..ClaimSources::default() })
    }

    fn identify(&self, sources: &ClaimSources, userinfo: &Url, sent: &Redactor) -> Result<Identity, SignInError> {
        let dotless_email_domains = self.dotless_email_domains;
        let accept = Acceptance { pictures_of: Some(userinfo), dotless_email_domains };
        let mapped = self.definition.claims.apply(sources, accept);
        let subject = mapped.subject.ok_or_else(|| no_subject(sources, userinfo, sent))?;
        Ok(Identity {
            issuer: self.issuer.clone(),
            subject,
            profile: mapped.profile,
            claims: mapped.claims,
            id_token: None,
            not_taken: mapped.not_taken,
            id_token_alg: None,
            upstream_session: None,
            refresh_token: None,
        })
    }
}

/// Some upstreams refuse with the status 200 and say so in the body.
fn no_subject(sources: &ClaimSources, userinfo: &Url, sent: &Redactor) -> SignInError {
    let url = crate::http::without_query(userinfo);
    match sources.userinfo.get("error").and_then(Value::as_str) {
        Some(error) => {
            let said = quote_error(error, sources.userinfo.get("error_description").and_then(Value::as_str), sent);
            SignInError::new(
                ErrorCode::UserinfoFailed,
                Cause::Userinfo,
                format!("userinfo of {url}: HTTP 200, but {said}"),
            )
        }
        None => {
            let detail = format!("the definition's subject expression finds nothing usable in the answer of {url}");
            SignInError::new(ErrorCode::SubjectMissing, Cause::Subject, detail)
        }
    }
}

fn internal(detail: String) -> SignInError {
    SignInError::new(ErrorCode::Internal, Cause::Internal, detail)
}
