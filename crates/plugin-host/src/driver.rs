//! A ready provider of a plugin: the step loop of a sign-in, before and after the redirect.
//!
//! ```text
//! begin:  ask ─▶ fetch ─▶ ask ─▶ … ─▶ redirect            finish:  ask ─▶ fetch ─▶ ask ─▶ … ─▶ identity
//!         └── at most eight steps ──┘                               └── at most eight steps ──┘
//! ```
//! Decides which step is possible when. An identity before the person was anywhere, or a redirect after they came back,
//! is rejected.

use std::sync::Arc;

use async_trait::async_trait;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Map, Value};
use vestibule_core::{
    cause::Cause,
    claims::{Acceptance, ClaimSources},
    code::ErrorCode,
    definition::Definition,
    driver::{BeginRequest, Begun, Callback, Context, Driver, FinishRequest, FlowValues, SignInError},
    http::NetworkScope,
    identity::Identity,
    ids::{Issuer, Subject},
    redact::escape_for_log,
    secret::sha256,
};
use vestibule_plugin as sdk;
use vestibule_plugin::{Event, Operation, Refusal, Reply, code};

use crate::{contract::contract_violation, describe::Described, fetch, hosts::Hosts, plugin::CallError};

/// Calls before the redirect, and again after it.
const STEPS: usize = 8;
/// What a redirect may save: it travels in a cookie.
const SAVED_IN_COOKIE: usize = 1024;
/// What a fetch may save.
const SAVED_HERE: usize = 64 * 1024;
/// Claims of one identity.
const CLAIMS: usize = 256;

/// A provider whose parts fit together.
pub(crate) struct Plan {
    pub(crate) definition: Arc<Definition>,
    /// Whether addresses are taken whose domain has no dot.
    pub(crate) dotless_email_domains: bool,
    pub(crate) described: Described,
    pub(crate) issuer: Issuer,
    pub(crate) client_id: String,
    /// Given to the plugin only.
    pub(crate) credentials: Map<String, Value>,
    pub(crate) hosts: Hosts,
    pub(crate) scope: NetworkScope,
}

/// A ready provider.
pub(crate) struct PluginDriver(pub(crate) Arc<Plan>);

#[async_trait]
impl Driver for PluginDriver {
    fn issuer(&self) -> &Issuer {
        &self.0.issuer
    }

    fn client_id(&self) -> &str {
        &self.0.client_id
    }

    fn is_usable(&self) -> bool {
        self.0.described.plugin.poison().is_none()
    }

    async fn begin(&self, context: &Context<'_>, request: &BeginRequest<'_>) -> Result<Begun, SignInError> {
        let begin = self.0.question(context, request.flow);
        let mut steps = StepLoop { plan: &self.0, context, begin: &begin, carried: false };
        match steps.run(Operation::Begin(begin.clone())).await? {
            End::Redirect(redirect) => steps.begun(redirect),
            End::Identity(_) => Err(contract_violation("it returns an identity before the redirect to the upstream")),
        }
    }

    async fn finish(&self, context: &Context<'_>, request: &FinishRequest<'_>) -> Result<Identity, SignInError> {
        let begin = self.0.question(context, request.flow);
        let saved = String::from_utf8(request.saved.to_vec()).map_err(|_| {
            SignInError::new(ErrorCode::Internal, Cause::Internal, "what was saved at authorize cannot be read")
        })?;
        let event = Event::Callback(callback(request.callback)?);
        let mut steps = StepLoop { plan: &self.0, context, begin: &begin, carried: false };
        match steps.run(Operation::Resume(sdk::Resume::new(begin.clone(), saved, event))).await? {
            End::Identity(identity) => self.0.identify(&identity),
            End::Redirect(_) => Err(contract_violation("it redirects after the callback")),
        }
    }
}

/// Calls the plugin until it redirects or names a person.
struct StepLoop<'a> {
    plan: &'a Plan,
    context: &'a Context<'a>,
    begin: &'a sdk::Begin,
    /// Whether a request has carried the flow's state to the upstream.
    carried: bool,
}

/// How a leg ends when nothing is refused.
enum End {
    Redirect(sdk::Redirect),
    Identity(sdk::Identity),
}

impl StepLoop<'_> {
    async fn run(&mut self, first: Operation) -> Result<End, SignInError> {
        let mut operation = first;
        for _ in 0..STEPS {
            let reply = self.plan.described.plugin.ask(operation).await.map_err(unanswered)?;
            let fetch = match reply {
                Reply::Redirect(redirect) => return Ok(End::Redirect(redirect)),
                Reply::Identity(identity) => return Ok(End::Identity(identity)),
                Reply::Refuse(refusal) => return Err(refused(&refusal)),
                Reply::Fetch(fetch) => fetch,
                _ => return Err(contract_violation("its answer is not a step")),
            };
            if fetch.saved.len() > SAVED_HERE {
                return Err(contract_violation(format!(
                    "it saves {} bytes; {SAVED_HERE} are possible",
                    fetch.saved.len()
                )));
            }
            self.carried |= fetch.requests.iter().any(|request| fetch::carries(request, &self.begin.flow.state));
            let loopback = self.plan.scope.loopback;
            let answers = fetch::run(self.context.http, &self.plan.hosts, loopback, &fetch.requests).await?;
            let resume = sdk::Resume::new(self.begin.clone(), fetch.saved, Event::Answers(answers));
            operation = Operation::Resume(resume);
        }
        Err(contract_violation(format!("it is not done after {STEPS} steps")))
    }

    /// The state is base64url, so it looks the same however often it was percent-encoded.
    fn begun(&self, redirect: sdk::Redirect) -> Result<Begun, SignInError> {
        let url = self.plan.hosts.check(&redirect.url, self.plan.scope.loopback);
        let url = url.map_err(|why| contract_violation(format!("its redirect is rejected: {why}")))?;
        if !self.carried && !redirect.url.contains(&self.begin.flow.state) {
            return Err(contract_violation(
                "its redirect does not carry the flow's state, nor did a request before it; put `flow.state` into it",
            ));
        }
        if redirect.saved.len() > SAVED_IN_COOKIE {
            return Err(contract_violation(format!(
                "it saves {} bytes; {SAVED_IN_COOKIE} are possible",
                redirect.saved.len()
            )));
        }
        Ok(Begun { redirect: url, saved: redirect.saved.into_bytes() })
    }
}

impl Plan {
    fn question(&self, context: &Context<'_>, flow: &FlowValues) -> sdk::Begin {
        let mut values = sdk::Flow::example();
        values.state.clone_from(&flow.state);
        values.nonce = flow.nonce.expose().to_owned();
        values.code_challenge = BASE64_URL_SAFE_NO_PAD.encode(sha256(flow.code_verifier.expose()));
        values.code_verifier = flow.code_verifier.expose().to_owned();
        values.redirect_uri.clone_from(&flow.redirect_uri);
        values.now = context.clock.now().timestamp();
        sdk::Begin::new(self.described.id.as_str(), self.credentials.clone().into(), values)
    }

    /// The issuer is ours to say. What the plugin claims about the token (`iss`, `sub`, `aud`, …) counts for nothing, and
    /// a claim that gives rights must be mapped by the operator, as for every provider.
    fn identify(&self, identity: &sdk::Identity) -> Result<Identity, SignInError> {
        if identity.claims.len() > CLAIMS {
            return Err(contract_violation(format!(
                "it makes {} claims; {CLAIMS} are possible",
                identity.claims.len()
            )));
        }
        let subject = Subject::parse(&identity.subject).ok_or_else(|| {
            SignInError::new(
                ErrorCode::SubjectMissing,
                Cause::Subject,
                "the plugin names a person by nothing that can be a subject",
            )
        })?;
        let own = [("iss", self.issuer.as_str()), ("sub", subject.as_str())];
        let sources = ClaimSources {
            id_token: own.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect(),
            userinfo: identity.claims.clone(),
            ..ClaimSources::default()
        };
        let dotless_email_domains = self.dotless_email_domains;
        let accept = Acceptance { pictures_of: None, dotless_email_domains };
        let mapped = self.definition.claims.apply(&sources, accept);
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

fn callback(answer: &Callback) -> Result<sdk::Callback, SignInError> {
    let mut callback = sdk::Callback::default();
    let code = answer.code.as_ref().map(|code| ("code".to_owned(), code.expose().to_owned()));
    callback.parameters.extend(code);
    for (name, value) in &answer.parameters {
        if callback.parameters.insert(name.clone(), value.clone()).is_some() {
            let detail = format!("the parameter {} appears more than once in the response", escape_for_log(name));
            return Err(SignInError::new(ErrorCode::InvalidRequest, Cause::Callback, detail));
        }
    }
    Ok(callback)
}

fn unanswered(error: CallError) -> SignInError {
    let (code, cause) = match error {
        CallError::Broken(_) => (ErrorCode::Internal, Cause::Plugin),
        CallError::TimedOut(_) => (ErrorCode::ProviderTimeout, Cause::Timeout),
        CallError::Busy => (ErrorCode::ProviderUnavailable, Cause::Overload),
        CallError::OutOfService(_) => (ErrorCode::ProviderMisconfigured, Cause::Plugin),
    };
    SignInError::new(code, cause, error.to_string())
}

fn refused(refusal: &Refusal) -> SignInError {
    let (shown, cause) = match refusal.code.as_str() {
        code::ACCESS_DENIED => (ErrorCode::AccessDenied, Cause::UpstreamError),
        code::LOGIN_REQUIRED => (ErrorCode::LoginRequired, Cause::UpstreamError),
        code::PROVIDER_UNAVAILABLE => (ErrorCode::ProviderUnavailable, Cause::Unavailable),
        code::PROVIDER_MISCONFIGURED => (ErrorCode::ProviderMisconfigured, Cause::ClientRegistration),
        code::UNSUPPORTED => (ErrorCode::ProviderMisconfigured, Cause::Plugin),
        code::TOKEN_EXCHANGE_FAILED => (ErrorCode::TokenExchangeFailed, Cause::UpstreamError),
        code::USERINFO_FAILED => (ErrorCode::UserinfoFailed, Cause::Userinfo),
        code::SUBJECT_MISSING => (ErrorCode::SubjectMissing, Cause::Subject),
        _ => (ErrorCode::ProviderError, Cause::UpstreamError),
    };
    let (code, message) = (escape_for_log(&refusal.code), escape_for_log(&refusal.message));
    SignInError::new(shown, cause, format!("the plugin refuses ({code}): {message}"))
}
