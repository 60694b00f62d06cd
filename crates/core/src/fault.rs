//! Why a provider is unavailable.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{cause::Cause, clock::Timestamp, code::ErrorCode, origin::Origin, violation::Violations};

/// The step between file and registry at which a provider failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Reading the file.
    Load,
    /// Parsing it.
    Parse,
    /// Fitting definition, settings and credentials together.
    Bind,
    /// Discovery and first keys.
    Resolve,
    /// Entering the route table.
    Publish,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load => "load",
            Self::Parse => "parse",
            Self::Bind => "bind",
            Self::Resolve => "resolve",
            Self::Publish => "publish",
        })
    }
}

/// One reason why a provider is unavailable, for the operator and the administrator; never shown to anyone else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Fault {
    /// Where on the way it happened.
    pub stage: Stage,
    /// What a person who tries to sign in sees: `provider_misconfigured` when an administrator must act, else
    /// `provider_unavailable` or `provider_timeout`.
    pub code: ErrorCode,
    /// Why it happened, for programs.
    pub cause: Cause,
    /// What happened and what to do about it. Contains no secret.
    pub detail: String,
    /// Where the faulty value was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// When it happened.
    pub at: Timestamp,
    /// When it is retried automatically; none when only a change can help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_retry_at: Option<Timestamp>,
}

impl Fault {
    /// A fault that no retry can fix: one for each broken rule.
    pub fn from_violations(stage: Stage, violations: &Violations, at: Timestamp) -> Vec<Self> {
        let one = |violation: &crate::violation::Violation| Self {
            stage,
            code: ErrorCode::ProviderMisconfigured,
            cause: if stage == Stage::Publish { Cause::Routes } else { Cause::from_pointer(&violation.pointer) },
            detail: if violation.pointer.is_empty() {
                violation.detail.clone()
            } else {
                format!("{}: {}", violation.pointer, violation.detail)
            },
            origin: violation.origin.clone(),
            at,
            next_retry_at: None,
        };
        violations.0.iter().map(one).collect()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = &self.origin {
            write!(f, "{origin}: ")?;
        }
        write!(f, "{} ({})", self.detail, self.stage)
    }
}
