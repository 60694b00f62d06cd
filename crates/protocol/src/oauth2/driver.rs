//! A ready OAuth 2.0 provider: the request, and the answer step by step until it is an identity.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, basic::BasicClient,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    cause::Cause,
    claims::{Acceptance, ClaimSources},
    code::ErrorCode,
    definition::{Definition, Pkce},
    driver::{BeginRequest, Begun, Context, Driver, EndSession, Endpoint, FinishRequest, SignInError},
    http::NetworkScope,
    identity::Identity,
    ids::Issuer,
    redact::Redactor,
    registration::Registration,
    secret::Secret,
};

use super::issuer;
use crate::{
    answers::{Answers, callback_answer},
    authorization::{self, ExpectedIssuer, parameters},
    bound_url::BoundUrl,
    client_auth::{ClientAuth, Supported},
    dpop::Dpop,
    extra_calls::{Calls, ExtraCall},
    logout::Logout,
    registration::Registered,
    resource::{self, Kind, ResourceRequest},
    sending::Sending,
    token::{self, Grant, TokenRequest, TokenShape},
    upstream_error::{quote_error, sent_in_flow},
};

/// A provider whose parts fit together: everything that there is to know.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) definition: Arc<Definition>,
    /// Who vouches for identities.
    pub(crate) issuer: Issuer,
    pub(crate) client_id: String,
    pub(crate) auth: ClientAuth,
    /// What tokens are bound to.
    pub(crate) dpop: Option<Arc<Dpop>>,
    pub(crate) scopes: Vec<String>,
    /// Everything that is added to the authorization request in addition to the flow's own values.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) authorization: Url,
    pub(crate) token: Url,
    /// What is asked about the person; `None` where the token answer says it.
    pub(crate) userinfo: Option<(BoundUrl, Sending)>,
    pub(crate) shape: TokenShape,
    /// Extra calls with the access token.
    pub(crate) requests: Vec<ExtraCall>,
    pub(crate) logout: Option<Logout>,
    /// Whether addresses are taken whose domain has no dot.
    pub(crate) dotless_email_domains: bool,
    pub(crate) scope: NetworkScope,
    /// The client that has registered itself.
    pub(crate) registered: Option<Registered>,
}

/// A ready provider.
pub(crate) struct Oauth2Driver(pub(crate) Arc<Plan>);

/// What travels with a flow: the endpoints as they were at authorize, so that settings which change in between cannot
/// send the code of one endpoint to another (RFC 9700 §4.4).
#[derive(Serialize, Deserialize)]
struct Saved {
    #[serde(rename = "t")]
    token: Url,
    /// With its placeholders.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    userinfo: Option<String>,
}

#[async_trait]
impl Driver for Oauth2Driver {
    fn issuer(&self) -> &Issuer {
        &self.0.issuer
    }

    fn client_id(&self) -> &str {
        &self.0.client_id
    }

    fn registration(&self) -> Option<Registration> {
        self.0.registered.as_ref().map(|registered| registered.describe(&self.0.issuer))
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        let plan = &self.0;
        let userinfo = plan.userinfo.as_ref().map(|(url, _)| ("userinfo", url.sample()));
        let all = [("authorization", &plan.authorization), ("token", &plan.token)].into_iter().chain(userinfo);
        all.map(|(name, url)| Endpoint { name, url: url.clone(), discovered: false }).collect()
    }

    fn end_session(&self, request: &EndSession<'_>) -> Option<Url> {
        Some(self.0.logout.as_ref()?.url(request))
    }

    async fn begin(&self, _context: &Context<'_>, request: &BeginRequest<'_>) -> Result<Begun, SignInError> {
        let plan = &self.0;
        let userinfo = plan.userinfo.as_ref().map(|(url, _)| url.as_str().to_owned());
        let saved = Saved { token: plan.token.clone(), userinfo };
        let saved = serde_json::to_vec(&saved).map_err(|error| internal(error.to_string()))?;
        Ok(Begun { redirect: plan.authorization_url(request)?, saved })
    }

    async fn finish(&self, context: &Context<'_>, request: &FinishRequest<'_>) -> Result<Identity, SignInError> {
        let plan = &self.0;
        let code = authorization::code(request.callback, &plan.definition.authorization);
        let sent = sent_in_flow(request.flow, [plan.auth.secret(), code.as_ref()]);
        let identity = plan.finish(context, request, &sent).await;
        identity.map_err(|error| SignInError { detail: sent.redact(&error.detail), ..error })
    }
}

impl Plan {
    /// The same with the client that has registered itself.
    pub(super) fn with_client(&self, registered: Registered) -> Result<Self, SignInError> {
        let auth = ClientAuth::choose(registered.authentication, &registered.credentials, Supported::default());
        let auth = auth.or_else(|reason| {
            // In a dry run there is no client yet.
            if registered.client_id.is_empty() { Ok(ClientAuth::None) } else { Err(internal(reason)) }
        })?;
        Ok(Self { client_id: registered.client_id.clone(), auth, registered: Some(registered), ..self.clone() })
    }

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
        if let Some(dpop) = &self.dpop {
            builder = builder.add_extra_param("dpop_jkt", dpop.thumbprint());
        }
        for (name, value) in parameters(&self.parameters, request.hints) {
            builder = builder.add_extra_param(name, value);
        }
        Ok(authorization::shape(builder.url().0, &self.authorization, &self.definition))
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
            rules: &self.definition.authorization,
            sent,
        };
        let code = authorization::accept(request.callback, &expected_issuer)?;
        let saved: Saved = serde_json::from_slice(request.saved)
            .map_err(|_| internal("what was saved at authorize cannot be read".to_owned()))?;
        let callback = callback_answer(&request.callback.parameters);
        let answers = Answers::default().with("callback", Value::Object(callback.clone()));
        // An ID token that comes along is dropped unread.
        let token_request = TokenRequest {
            endpoint: &saved.token,
            client_id: &self.client_id,
            auth: &self.auth,
            // RFC 7523 §3: without a known issuer identifier, an assertion is for the endpoint that it is sent to.
            issuer: saved.token.as_str(),
            grant: Grant::Code {
                code: &code,
                redirect_uri: &request.flow.redirect_uri,
                code_verifier: self.uses_pkce().then_some(&request.flow.code_verifier),
            },
            dpop: self.dpop.as_deref(),
            shape: &self.shape,
            answers: &answers,
            sent,
        };
        let tokens = token::exchange(context, &token_request).await?;
        let access_token = match self.needs_token() {
            true => Some(token_request.access_token(&tokens)?),
            false => None,
        };
        let sources = self.fetch_claims(context, &saved, (access_token, tokens.claims.clone()), sent).await?;
        self.identify(&ClaimSources { callback, ..sources }, &saved, sent)
    }

    fn needs_token(&self) -> bool {
        let mut all =
            self.userinfo.iter().map(|(_, sending)| sending).chain(self.requests.iter().map(|call| &call.sending));
        all.any(Sending::needs_token)
    }

    /// Userinfo and the extra requests of the definition.
    async fn fetch_claims(
        &self,
        context: &Context<'_>,
        saved: &Saved,
        (access_token, token): (Option<&Secret>, Map<String, Value>),
        sent: &Redactor,
    ) -> Result<ClaimSources, SignInError> {
        let dpop = self.dpop.as_deref();
        let answers = Answers::default().with("token", Value::Object(token.clone()));
        let userinfo = match (&saved.userinfo, &self.userinfo) {
            (Some(text), Some((_, sending))) => {
                let failed = |url: &BoundUrl, reason: &str| Kind::Userinfo.failed(url.sample(), reason);
                let url = BoundUrl::restore(text).map_err(internal)?;
                let url = url.fill(&answers).map_err(|reason| failed(&url, &reason))?;
                let answers = &answers;
                let request =
                    ResourceRequest { kind: Kind::Userinfo, url: &url, sending, access_token, dpop, answers, sent };
                let answer = resource::get(context, &request, "application/json").await?;
                request.read_claims(&answer)?
            }
            // What the token endpoint says is all there is.
            _ => token.clone(),
        };
        let answers = answers.with("userinfo", Value::Object(userinfo.clone()));
        let calls = Calls { calls: &self.requests, access_token, dpop, sent };
        let extra = calls.make(context, answers).await?;
        Ok(ClaimSources { userinfo, extra, token, ..ClaimSources::default() })
    }

    fn identify(&self, sources: &ClaimSources, saved: &Saved, sent: &Redactor) -> Result<Identity, SignInError> {
        let dotless_email_domains = self.dotless_email_domains;
        let userinfo = self.userinfo.as_ref().filter(|_| saved.userinfo.is_some()).map(|(url, _)| url.sample());
        let asked = userinfo.unwrap_or(&saved.token);
        let accept = Acceptance { pictures_of: Some(asked), dotless_email_domains };
        let mapped = self.definition.claims.apply(sources, accept);
        let subject = mapped.subject.ok_or_else(|| no_subject(sources, asked, sent))?;
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
