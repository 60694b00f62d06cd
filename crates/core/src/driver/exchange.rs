//! What host and driver hand each other: the values of a flow, the requests to begin and to finish it, and what comes back.

use std::fmt;

use url::Url;

use super::error::SignInError;
use crate::{
    clock::Timestamp,
    identity::Identity,
    ids::{Issuer, Subject},
    secret::Secret,
};

/// The values of one flow, made by the host.
#[derive(Clone)]
pub struct FlowValues {
    /// Binds the answer to the flow.
    pub state: String,
    /// Binds the ID token to the flow.
    pub nonce: Secret,
    /// Proves at the token endpoint that the code is ours (RFC 7636).
    pub code_verifier: Secret,
    /// Where the answer arrives, byte for byte the same at both endpoints.
    pub redirect_uri: String,
}

impl fmt::Debug for FlowValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowValues").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

/// What the browser may ask for at authorize. Each at most 512 bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Who is likely to sign in.
    pub login_hint: Option<String>,
    /// Whether and what the upstream asks.
    pub prompt: Option<String>,
    /// Which languages the person reads.
    pub ui_locales: Option<String>,
    /// The server that the person has an account at, where each chooses one ([`Driver::asks`](super::Driver::asks)).
    pub server: Option<String>,
}

/// A sign-in begins.
#[derive(Debug)]
pub struct BeginRequest<'a> {
    /// The flow's values.
    pub flow: &'a FlowValues,
    /// What the browser asked for.
    pub hints: &'a Hints,
}

/// The authorization request is made.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub redirect: Url,
    /// What the driver wants to see again at the callback; the host seals it into the flow. Keep it small: it travels
    /// in a cookie.
    pub saved: Vec<u8>,
}

/// The parameters of a callback that the host has accepted: state, browser, provider, expiry and single use are
/// checked, every parameter appears at most once, none is longer than 8 KiB.
#[derive(Clone, Default)]
pub struct Callback {
    /// The authorization code.
    pub code: Option<Secret>,
    /// The issuer (RFC 9207).
    pub iss: Option<String>,
    /// An error code of the upstream.
    pub error: Option<String>,
    /// What the upstream says about it: untrusted text.
    pub error_description: Option<String>,
    /// Everything but `state` and `code`, in order, for protocols with parameters of their own. A name may appear more
    /// than once.
    pub parameters: Vec<(String, String)>,
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback").field("error", &self.error).finish_non_exhaustive()
    }
}

/// A sign-in comes back.
#[derive(Debug)]
pub struct FinishRequest<'a> {
    /// The flow's values.
    pub flow: &'a FlowValues,
    /// What the driver saved in `begin`.
    pub saved: &'a [u8],
    /// The answer.
    pub callback: &'a Callback,
    /// When the flow began.
    pub began_at: Timestamp,
}

/// A session ends.
#[derive(Debug)]
pub struct EndSession<'a> {
    /// The ID token of the session that ends, however old.
    pub id_token: Option<&'a Secret>,
    /// Where the browser comes back to.
    pub post_logout_redirect_uri: &'a str,
    /// Comes back with it.
    pub state: &'a str,
}

/// A person who has signed in before.
#[derive(Debug)]
pub struct RecheckRequest<'a> {
    /// What the upstream gave at the sign-in, or when it was asked last.
    pub refresh_token: &'a Secret,
    /// Whom the answer has to be about.
    pub issuer: &'a Issuer,
    /// Whom the answer has to be about.
    pub subject: &'a Subject,
}

/// The upstream has accepted a refresh token.
#[derive(Debug)]
pub struct Rechecked {
    /// The next refresh token, when it gave one: the former one may be worth nothing by now.
    pub refresh_token: Option<Secret>,
    /// Who the person is now; `None` when the answer has no ID token. An error is one of the answers after the refresh
    /// token was accepted.
    pub identity: Result<Option<Identity>, SignInError>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_a_flow_or_callback_shows_no_secret() {
        let flow = FlowValues {
            state: "canary".into(),
            nonce: Secret::new("canary"),
            code_verifier: Secret::new("canary"),
            redirect_uri: "https://a/b".into(),
        };
        let callback = Callback { code: Some(Secret::new("canary")), ..Callback::default() };
        assert!(!format!("{flow:?}{callback:?}").contains("canary"));
    }
}
