//! Dynamic registration: at most one node at a time, at most one client, and nothing half done is kept.

use http::Method;
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    definition::ClientAuthentication,
    driver::{Context, SignInError},
    http::{HttpError, Purpose},
    redact::Redactor,
    secret::{Secret, hex, sha256},
};

use super::{
    answer::{self, Sent},
    change::Change,
    errors::{refused, unreadable},
    plan::SelfRegistration,
    request::Wanted,
    stored::{Client, Failure, Management, Stored},
};
use crate::endpoint::EndpointRules;

/// How long a node that registers is waited for, in milliseconds: longer than any request takes.
const LEASE: i64 = 30_000;
/// How often a change that another node was faster with is looked at again.
const ROUNDS: usize = 4;

/// One look at a client that registers itself.
pub(super) struct Dynamic<'a> {
    pub(super) plan: &'a SelfRegistration,
    pub(super) endpoint: &'a Url,
    pub(super) wanted: &'a Wanted,
    pub(super) context: &'a Context<'a>,
    pub(super) rules: &'a EndpointRules<'a>,
}

/// A registration that this node does, and the revision that says so.
struct Claim {
    revision: u64,
    /// How many answers were lost before.
    lost: u32,
}

impl Dynamic<'_> {
    /// The registered client and its revision; `None` in a dry run while there is none.
    pub(super) async fn client(&self) -> Result<Option<(Client, u64)>, SignInError> {
        let may_register = self.plan.registrar.may_register;
        if self.plan.registrar.documents.is_none() && !may_register {
            return Ok(None);
        }
        let (documents, name) = self.plan.documents()?;
        let digest = self.digest();
        for _ in 0..ROUNDS {
            let found = documents.find_document(name).await.map_err(unreadable)?;
            let revision = found.as_ref().map(|document| document.revision);
            let stored = found.map(|document| Stored::parse(&document.content));
            let lost = match (stored, revision) {
                (Some(Stored::Registered(client)), Some(revision)) => match self.up_to_date(*client, revision).await? {
                    Some(client) => return Ok(Some(client)),
                    None => continue,
                },
                (Some(Stored::Failed(failure)), _) if failure.request == digest && !failure.may_be_tried_again() => {
                    return Err(failure.error());
                }
                _ if !may_register => return Ok(None),
                (Some(Stored::Registering { at, .. }), _) if self.now() - at < LEASE => {
                    let detail = "another node is registering the client. It is looked at again in a moment";
                    return Err(SignInError::new(ErrorCode::ProviderUnavailable, Cause::Unavailable, detail));
                }
                (Some(Stored::Failed(failure)), _) if failure.request == digest => failure.lost,
                (Some(Stored::Registering { lost, .. }), _) => lost,
                _ => 0,
            };
            let claim = Stored::Registering { at: self.now(), lost }.content()?;
            if let Some(revision) = documents.put_document(name, revision, &claim).await.map_err(unreadable)? {
                return self.register(Claim { revision, lost }, &digest).await.map(Some);
            }
        }
        let detail = "another node changes the client at the same time. It is looked at again in a moment";
        Err(SignInError::new(ErrorCode::ProviderUnavailable, Cause::Unavailable, detail))
    }

    /// Registers, and keeps what comes of it in place of the claim.
    async fn register(&self, claim: Claim, digest: &str) -> Result<(Client, u64), SignInError> {
        let (documents, name) = self.plan.documents()?;
        let what = format!("client registration at {}", crate::http::without_query(self.endpoint));
        let token = self.plan.initial_access_token.as_ref();
        let request = Change { method: Method::POST, url: self.endpoint, token, former: None };
        let error = match self.send(&request, &self.wanted.members, &what).await {
            Ok(client) => {
                let content = Stored::Registered(Box::new(client.clone())).content()?;
                match documents.put_document(name, Some(claim.revision), &content).await {
                    Ok(Some(revision)) => {
                        tracing::info!(client_id = client.client_id, "registered a client at the provider");
                        return Ok((client, revision));
                    }
                    kept => {
                        // Nobody would know this client: it must not stay there.
                        self.remove(&client).await;
                        let why = kept.err().map_or("another node has registered one".to_owned(), |e| e.to_string());
                        let detail = format!("{what}: the client cannot be kept: {why}");
                        return Err(SignInError::new(ErrorCode::ProviderUnavailable, Cause::Storage, detail));
                    }
                }
            }
            Err(Unregistered::NotAsked(error)) => {
                // It is tried again by itself: nothing has changed there.
                documents.delete_document(name, claim.revision).await.map_err(unreadable)?;
                return Err(error);
            }
            Err(Unregistered::Refused(error)) => error,
        };
        let failure = Failure::new(digest, claim.lost, &error);
        let content = Stored::Failed(failure.clone()).content()?;
        documents.put_document(name, Some(claim.revision), &content).await.map_err(unreadable)?;
        Err(if failure.may_be_tried_again() { error } else { failure.error() })
    }

    /// The client as it is wanted now. `None` when another node was faster with a change.
    async fn up_to_date(&self, client: Client, revision: u64) -> Result<Option<(Client, u64)>, SignInError> {
        let wanted = &self.wanted.members;
        if client.has_expired(self.context.clock.now()) {
            let detail = "the client secret that the provider gave us has expired. Choose \"Register again\"";
            return Err(refused(detail.to_owned()));
        }
        // How it authenticates was agreed when it was registered.
        let without_method = |members: &Map<String, Value>| {
            let mut members = members.clone();
            members.retain(|name, _| !is_of_method(name));
            members
        };
        if without_method(&client.requested) == without_method(wanted) || !self.plan.registrar.may_register {
            return Ok(Some((client, revision)));
        }
        let Some(Management { uri, token }) = &client.management else {
            if !self.wanted.form && client.requested.get("redirect_uris") == wanted.get("redirect_uris") {
                return Ok(Some((client, revision)));
            }
            let detail = "the callback URLs or scopes have changed, and the provider lets nobody change a registered client by a \
                          request. Choose \"Register again\", or change them there by hand and enter the client ID";
            return Err(SignInError::new(ErrorCode::ProviderMisconfigured, Cause::RedirectUri, detail));
        };
        let what = format!("change of the client at {}", crate::http::without_query(uri));
        let mut members = without_method(wanted);
        let agreed = client.requested.iter().filter(|(name, _)| is_of_method(name));
        members.extend(agreed.map(|(name, value)| (name.clone(), value.clone())));
        let change = Change { method: Method::PUT, url: uri, token: Some(token), former: Some(&client) };
        let changed = self.send(&change, &members, &what).await;
        let changed = changed.map_err(Unregistered::into_error)?;
        let changed = Client { requested: members, ..changed };
        let (documents, name) = self.plan.documents()?;
        let content = Stored::Registered(Box::new(changed.clone())).content()?;
        let kept = documents.put_document(name, Some(revision), &content).await.map_err(unreadable)?;
        tracing::info!(client_id = changed.client_id, "changed the registered client at the provider");
        Ok(kept.map(|revision| (changed, revision)))
    }

    async fn send(
        &self,
        change: &Change<'_>,
        metadata: &Map<String, Value>,
        what: &str,
    ) -> Result<Client, Unregistered> {
        let internal = |error: String| {
            Unregistered::NotAsked(SignInError::new(ErrorCode::Internal, Cause::Internal, format!("{what}: {error}")))
        };
        let mut redactor = Redactor::default();
        change.token.into_iter().for_each(|token| redactor.add(token.expose()));
        let request = change.compose(metadata, self.wanted.form).map_err(internal)?;
        let answer = self.context.http.send(Purpose::Registration, request).await;
        let answer = answer.map_err(|error| Unregistered::of(&error, what))?;
        let sent = Sent {
            requested: metadata,
            // How a client authenticates was agreed when it was registered.
            authentication: change.former.map_or(self.wanted.authentication, |former| former.authentication),
            with_token: change.token.is_some(),
            former: change.former,
            redactor: &redactor,
            now: self.context.clock.now(),
        };
        match answer::read(&answer, &sent, self.rules) {
            Ok(client) => Ok(self.with_algorithm(client)),
            Err(refusal) if refusal.cause == Cause::Unavailable => Err(Unregistered::NotAsked(refusal.during(what))),
            Err(refusal) => Err(Unregistered::Refused(refusal.during(what))),
        }
    }

    fn with_algorithm(&self, client: Client) -> Client {
        let signs = client.authentication == ClientAuthentication::PrivateKeyJwt;
        Client { algorithm: self.wanted.algorithm.filter(|_| signs), ..client }
    }

    /// Deletes a client that cannot be used (RFC 7592 §2.3). Nothing depends on it.
    async fn remove(&self, client: &Client) {
        let Some(Management { uri, token }) = &client.management else { return };
        let change = Change { method: Method::DELETE, url: uri, token: Some(token), former: Some(client) };
        let Ok(request) = change.compose(&Map::new(), false) else { return };
        if let Err(error) = self.context.http.send(Purpose::Registration, request).await {
            tracing::warn!("a client that is not used stays at the provider: {error}");
        }
    }

    /// A digest of everything that a registration depends on.
    fn digest(&self) -> String {
        let token = self.plan.initial_access_token.as_ref().map_or("", Secret::expose);
        hex(sha256(format!("{}\0{}\0{token}", self.endpoint, Value::Object(self.wanted.members.clone()))))
    }

    fn now(&self) -> i64 {
        self.context.clock.now().timestamp_millis()
    }
}

/// Whether a member says how the client authenticates.
fn is_of_method(name: &str) -> bool {
    name.starts_with("token_endpoint_auth") || name == "jwks_uri"
}

/// Why there is no client.
enum Unregistered {
    /// The upstream has not looked at the request.
    NotAsked(SignInError),
    /// It has refused, or it may have registered a client that we know nothing of.
    Refused(SignInError),
}

impl Unregistered {
    fn of(error: &HttpError, what: &str) -> Self {
        let code = match error {
            HttpError::TooLarge { .. } | HttpError::Encoded { .. } | HttpError::Redirected { .. } => {
                ErrorCode::ProviderMisconfigured
            }
            other => other.code(),
        };
        let failed = SignInError::new(code, Cause::from(error), format!("{what}: {error}"));
        match error {
            HttpError::Forbidden { .. }
            | HttpError::UnacceptableUrl { .. }
            | HttpError::UnknownHost(_)
            | HttpError::Connect { .. }
            | HttpError::Tls { .. }
            | HttpError::Busy => Self::NotAsked(failed),
            HttpError::Timeout { .. }
            | HttpError::Broken { .. }
            | HttpError::TooLarge { .. }
            | HttpError::Encoded { .. }
            | HttpError::Redirected { .. } => Self::Refused(failed),
        }
    }

    fn into_error(self) -> SignInError {
        match self {
            Self::NotAsked(error) | Self::Refused(error) => error,
        }
    }
}
