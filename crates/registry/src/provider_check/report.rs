//! The steps of a provider check, and how each of them ended.

use serde::Serialize;
use vestibule_core::driver::ClientKey;

/// What is checked, in the order in which a sign-in depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckStep {
    /// The settings fit the definition.
    Settings,
    /// The credentials fit their schema.
    Credentials,
    /// The upstream's metadata can be fetched and read.
    Discovery,
    /// The metadata is that of the configured issuer.
    Issuer,
    /// The upstream signs with an algorithm that the definition accepts.
    Algorithms,
    /// The upstream's keys can be fetched and used.
    Keys,
    /// How the upstream comes to know the client, and what remains to be done there.
    Registration,
    /// The code is bound to this browser (RFC 7636).
    Pkce,
    /// The upstream knows this client and its secret.
    ClientAuthentication,
    /// Tokens are bound to a key or certificate of ours. Listed where the definition demands it.
    SenderConstraint,
    /// The upstream takes this client's authorization requests, as they are sent.
    AuthorizationRequest,
    /// The upstream can end its own session at sign-out.
    EndSession,
    /// The callback URLs to register at the upstream.
    CallbackUrls,
}

pub(super) const STEPS: &[CheckStep] = &[
    CheckStep::Settings,
    CheckStep::Credentials,
    CheckStep::Discovery,
    CheckStep::Issuer,
    CheckStep::Algorithms,
    CheckStep::Keys,
    CheckStep::Registration,
    CheckStep::Pkce,
    CheckStep::ClientAuthentication,
    CheckStep::SenderConstraint,
    CheckStep::AuthorizationRequest,
    CheckStep::EndSession,
    CheckStep::CallbackUrls,
];

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Passed.
    Ok,
    /// Something must be changed.
    Failed,
    /// Not tested, because an earlier step failed or because it takes a person.
    Skipped,
}

/// One step and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CheckedStep {
    /// Which one.
    pub step: CheckStep,
    /// How it ended.
    pub outcome: Outcome,
    /// What was found, and which setting to change. Contains no secret.
    pub detail: String,
}

/// A finished provider check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CheckReport {
    /// True when no step failed.
    pub ok: bool,
    /// All steps, in the order in which a sign-in depends on them.
    pub steps: Vec<CheckedStep>,
    /// The callback URLs to register at the upstream.
    pub callback_urls: Vec<String>,
    /// The post-logout URL to register at the upstream.
    pub post_logout_url: String,
    /// The keys and certificates of ours that the upstream may have to know.
    pub client_keys: Vec<ClientKey>,
}
