//! The authorization request and its answer, as far as every driver treats them alike (RFC 6749 §4.1, RFC 9207).

use std::collections::BTreeMap;

use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    driver::{Callback, Hints, SignInError},
    ids::Issuer,
    redact::Redactor,
    secret::Secret,
};

use crate::upstream_error::{authorization_error, quote_error};

/// What is added to the flow's own parameters. What the operator set wins over what the browser asks for, so that
/// a link cannot take a configured `prompt=login` away.
pub(crate) fn parameters<'a>(configured: &'a BTreeMap<String, String>, hints: &'a Hints) -> BTreeMap<&'a str, &'a str> {
    let asked = [("login_hint", &hints.login_hint), ("prompt", &hints.prompt), ("ui_locales", &hints.ui_locales)];
    let asked = asked.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    asked.chain(configured.iter().map(|(name, value)| (name.as_str(), value.as_str()))).collect()
}

/// Who may answer an authorization request.
pub(crate) struct ExpectedIssuer<'a> {
    /// The issuer as it is shown.
    pub(crate) issuer: &'a Issuer,
    /// Whether an answer may come from this issuer.
    pub(crate) accepts_issuer: &'a (dyn Fn(&str) -> bool + Sync),
    /// The upstream has promised to say who it is in every answer.
    pub(crate) iss_parameter_supported: bool,
    /// What is removed from the upstream's words.
    pub(crate) sent: &'a Redactor,
}

/// The authorization answer itself: an error, the issuer (RFC 9207), the code. Nothing is sent before this has passed.
pub(crate) fn accept<'a>(callback: &'a Callback, expected: &ExpectedIssuer<'_>) -> Result<&'a Secret, SignInError> {
    let other_issuer = callback.iss.as_deref().filter(|iss| !(expected.accepts_issuer)(iss)).map(|iss| {
        let detail = format!("the answer is from {}, not from {}", expected.sent.quote(iss), expected.issuer);
        SignInError::new(ErrorCode::IssuerMismatch, Cause::IssuerMismatch, detail)
    });
    if let Some(error) = &callback.error {
        let said = quote_error(error, callback.error_description.as_deref(), expected.sent);
        if callback.code.is_some() {
            let detail = format!("the answer holds both a code and the error {said}");
            return Err(SignInError::new(ErrorCode::ProviderError, Cause::Callback, detail));
        }
        let by_error = || {
            let (code, cause) = authorization_error(error);
            SignInError::new(code, cause, format!("the provider answered {said}"))
        };
        return Err(other_issuer.unwrap_or_else(by_error));
    }
    if let Some(mismatch) = other_issuer {
        return Err(mismatch);
    }
    if callback.iss.is_none() && expected.iss_parameter_supported {
        let detail = "the answer does not say which issuer it is from, although the metadata promises it (RFC 9207)";
        return Err(SignInError::new(ErrorCode::IssuerMismatch, Cause::IssuerMismatch, detail));
    }
    let code = callback.code.as_ref().filter(|code| !code.expose().is_empty());
    code.ok_or_else(|| {
        SignInError::new(ErrorCode::InvalidRequest, Cause::Callback, "the answer holds neither a code nor an error")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_wins_over_the_browser() {
        let configured =
            BTreeMap::from([("prompt".to_owned(), "login".to_owned()), ("hd".to_owned(), "a.b".to_owned())]);
        let hints = Hints { prompt: Some("none".into()), login_hint: Some("jane".into()), ui_locales: None };
        let wanted = BTreeMap::from([("prompt", "login"), ("hd", "a.b"), ("login_hint", "jane")]);
        assert_eq!(parameters(&configured, &hints), wanted);
    }
}
