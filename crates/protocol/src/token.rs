//! The token endpoint: one code or refresh token, one request, one answer. Shared by every driver.
//!
//! What is unusual about the request is said by the definition; what its answer means is in `token_answer`.

use bytes::Bytes;
use http::{Method as HttpMethod, Request, header};
use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    definition::{Definition, Method, TokenRules},
    driver::{Context, SignInError},
    http::Purpose,
    redact::Redactor,
    secret::Secret,
};

use crate::{
    answers::Answers,
    assertion::Recipient,
    binding::Binding,
    client_auth::{ClientAuth, Proof},
    dpop::{self, Dpop, NotSent},
    filled::BoundText,
    sending::{Headers, encode},
    token_answer::{self, Tokens, malformed},
    upstream_error::no_answer,
};

/// What is exchanged for tokens.
pub(crate) enum Grant<'a> {
    Code {
        code: &'a Secret,
        redirect_uri: &'a str,
        /// Absent only where a definition switches PKCE off.
        code_verifier: Option<&'a Secret>,
    },
    RefreshToken(&'a Secret),
}

/// What a definition says about the token request, bound.
#[derive(Clone)]
pub(crate) struct TokenShape {
    id_parameter: String,
    secret_parameter: String,
    rules: TokenRules,
    parameters: Vec<(String, BoundText)>,
    headers: Headers,
}

/// One exchange of a grant.
pub(crate) struct TokenRequest<'a> {
    pub(crate) endpoint: &'a Url,
    pub(crate) client_id: &'a str,
    pub(crate) auth: &'a ClientAuth,
    /// The upstream's issuer.
    pub(crate) issuer: &'a str,
    pub(crate) grant: Grant<'a>,
    /// What the tokens are bound to.
    pub(crate) dpop: Option<&'a Dpop>,
    pub(crate) shape: &'a TokenShape,
    /// What can be filled in.
    pub(crate) answers: &'a Answers,
    /// What is removed from the upstream's words, in addition to what this request holds.
    pub(crate) sent: &'a Redactor,
}

/// Exchanges a grant, once (but for a proof without the nonce that the upstream wants in it): an upstream that sees a code
/// or a refresh token twice may revoke what it gave for it (RFC 6749 §4.1.2, RFC 9700 §4.14.2).
pub(crate) async fn exchange(context: &Context<'_>, request: &TokenRequest<'_>) -> Result<Tokens, SignInError> {
    let mut redactor = request.sent.clone();
    let what = || request.what();
    let compose = || request.compose(context, &mut redactor);
    let answer = dpop::send(context, Purpose::Token, request.dpop, None, compose).await;
    let answer = answer.map_err(|error| match error {
        NotSent::Composing(error) => error,
        NotSent::Http(error) => no_answer(&what(), &error, ErrorCode::TokenExchangeFailed),
    })?;
    token_answer::read(&answer, &request.shape.rules, request.dpop.is_some(), &redactor)
        .map_err(|refusal| refusal.with_advice(request.auth.advice()).during(&what()))
}

impl TokenRequest<'_> {
    fn what(&self) -> String {
        format!("token request to {}", crate::http::without_query(self.endpoint))
    }

    /// The access token of an answer, where something needs one.
    pub(crate) fn access_token<'t>(&self, tokens: &'t Tokens) -> Result<&'t Secret, SignInError> {
        let missing =
            || malformed("it has no `access_token`, which this provider needs".to_owned()).during(&self.what());
        tokens.access_token.as_ref().ok_or_else(missing)
    }

    fn compose(&self, context: &Context<'_>, redactor: &mut Redactor) -> Result<Request<Bytes>, SignInError> {
        let internal = |detail: String| SignInError::new(ErrorCode::Internal, Cause::Internal, detail);
        let to = Recipient { client_id: self.client_id, issuer: self.issuer, endpoint: self.endpoint.as_str() };
        let proof = self.auth.prove(to, context.clock, context.random);
        let proof = proof.map_err(|error| internal(error.to_string()))?;
        proof.redact(redactor);
        let parameters = self.parameters(&proof, redactor)?;
        let rules = &self.shape.rules;
        let mut sent = Request::builder().header(header::ACCEPT, "application/json");
        for (name, value) in &self.shape.headers {
            sent = sent.header(name, value);
        }
        if let Some(authorization) = proof.authorization {
            sent = sent.header(header::AUTHORIZATION, authorization);
        }
        let sent = match rules.method {
            Method::Get => {
                let mut url = self.endpoint.clone();
                url.query_pairs_mut().extend_pairs(&parameters);
                sent.uri(url.as_str()).body(Bytes::new())
            }
            Method::Post => {
                let (kind, body) = encode(rules.format, parameters);
                let sent = sent.method(HttpMethod::POST).uri(self.endpoint.as_str());
                sent.header(header::CONTENT_TYPE, kind).body(body.into())
            }
        };
        // The error of a request that cannot be built names nothing of it, and neither do we.
        sent.map_err(|_| internal("the token request cannot be made".to_owned()))
    }

    fn parameters(&self, proof: &Proof, redactor: &mut Redactor) -> Result<Vec<(String, String)>, SignInError> {
        let shape = self.shape;
        let mut parameters = Vec::new();
        let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
        let is_code = matches!(self.grant, Grant::Code { .. });
        match &self.grant {
            Grant::Code { code, redirect_uri, code_verifier } => {
                redactor.add(code.expose());
                add("grant_type", "authorization_code");
                add("code", code.expose());
                add("redirect_uri", redirect_uri);
                if let Some(verifier) = code_verifier {
                    redactor.add(verifier.expose());
                    add("code_verifier", verifier.expose());
                }
            }
            Grant::RefreshToken(token) => {
                redactor.add(token.expose());
                add("grant_type", "refresh_token");
                add("refresh_token", token.expose());
            }
        }
        if self.auth.names_client_in_body() {
            add(&shape.id_parameter, self.client_id);
        }
        for (name, value) in &proof.parameters {
            add(if *name == "client_secret" { &shape.secret_parameter } else { name }, value);
        }
        // Nothing of a callback is left when a refresh token is used.
        for (name, value) in shape.parameters.iter().filter(|(_, value)| is_code || !value.uses("callback")) {
            let value = value.fill(self.answers).map_err(|reason| {
                let detail = format!("{}: the parameter `{name}`: {reason}", self.what());
                SignInError::new(ErrorCode::ProviderError, Cause::Callback, detail)
            })?;
            add(name, &value);
        }
        Ok(parameters)
    }
}

impl Binding<'_> {
    /// What the definition says about the token request.
    pub(crate) fn token_shape(&mut self) -> TokenShape {
        let Definition { client, token, .. } = &*self.input.definition;
        TokenShape {
            id_parameter: client.id_parameter().to_owned(),
            secret_parameter: client.secret_parameter().to_owned(),
            rules: token.clone(),
            parameters: self.texts(&token.parameters),
            headers: self.headers(&token.headers),
        }
    }
}
