//! The authorization request and its answer, as far as every driver treats them alike (RFC 6749 §4.1, RFC 9207).

use std::collections::BTreeMap;

use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    definition::{AuthorizationRules, Definition},
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

/// The request as the upstream wants it: its name for the client id, the separator of scopes, a fragment. `endpoint` is
/// what the URL begins with.
pub(crate) fn shape(mut url: Url, endpoint: &Url, definition: &Definition) -> Url {
    let rules = &definition.authorization;
    let id_parameter = definition.client.id_parameter();
    if rules.scope_separator.is_some() || id_parameter != "client_id" {
        let own = endpoint.query_pairs().count();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let mut query = url.query_pairs_mut();
        query.clear();
        for (index, (name, value)) in pairs.iter().enumerate() {
            match (name.as_str(), &rules.scope_separator) {
                ("client_id", _) if index >= own => query.append_pair(id_parameter, value),
                ("scope", Some(separator)) if index >= own => query.append_pair(name, &value.replace(' ', separator)),
                _ => query.append_pair(name, value),
            };
        }
    }
    url.set_fragment(rules.fragment.as_deref());
    url
}

/// The code of an answer, where the upstream puts it.
pub(crate) fn code(callback: &Callback, rules: &AuthorizationRules) -> Option<Secret> {
    match &rules.code_parameter {
        None => callback.code.clone(),
        Some(wanted) => {
            let found = callback.parameters.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| Secret::new(value.as_str())).or_else(|| callback.code.clone())
        }
    }
}

/// Who may answer an authorization request.
pub(crate) struct ExpectedIssuer<'a> {
    /// The issuer as it is shown.
    pub(crate) issuer: &'a Issuer,
    /// Whether an answer may come from this issuer.
    pub(crate) accepts_issuer: &'a (dyn Fn(&str) -> bool + Sync),
    /// The upstream has promised to say who it is in every answer.
    pub(crate) iss_parameter_supported: bool,
    /// The definition's rules for answers.
    pub(crate) rules: &'a AuthorizationRules,
    /// What is removed from the upstream's words.
    pub(crate) sent: &'a Redactor,
}

/// The authorization answer itself: an error, the issuer (RFC 9207), the code. Nothing is sent before this has passed.
pub(crate) fn accept(callback: &Callback, expected: &ExpectedIssuer<'_>) -> Result<Secret, SignInError> {
    let code = code(callback, expected.rules);
    let other_issuer = callback.iss.as_deref().filter(|iss| !(expected.accepts_issuer)(iss)).map(|iss| {
        let detail = format!("the answer is from {}, not from {}", expected.sent.quote(iss), expected.issuer);
        SignInError::new(ErrorCode::IssuerMismatch, Cause::IssuerMismatch, detail)
    });
    if let Some(error) = &callback.error {
        let said = quote_error(error, callback.error_description.as_deref(), expected.sent);
        if code.is_some() {
            let detail = format!("the answer holds both a code and the error {said}");
            return Err(SignInError::new(ErrorCode::ProviderError, Cause::Callback, detail));
        }
        let by_error = || {
            let standard = expected.rules.errors.get(error).map_or(error.as_str(), |standard| standard.as_str());
            let (code, cause) = authorization_error(standard);
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
    code.filter(|code| !code.expose().is_empty()).ok_or_else(|| {
        SignInError::new(ErrorCode::InvalidRequest, Cause::Callback, "the answer holds neither a code nor an error")
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// WeChat, TikTok and LinkedIn; the endpoint's own parameters stay as they are.
    #[test]
    fn a_request_has_the_names_of_the_upstream() {
        let definition = |more: serde_json::Value| -> Definition {
            let mut all = json!({ "id": "x", "name": "X", "protocol": "oauth2", "credentials": {} });
            all.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
            serde_json::from_value(all).unwrap()
        };
        let endpoint = Url::parse("https://op.example/a?scope=own%20x&client_id=own").unwrap();
        let mut url = endpoint.clone();
        url.query_pairs_mut().append_pair("client_id", "c").append_pair("scope", "a b");
        let wechat = definition(json!({
            "client": { "id_parameter": "appid" },
            "authorization": { "fragment": "wechat_redirect", "scope_separator": "," },
        }));
        assert_eq!(
            shape(url.clone(), &endpoint, &wechat).as_str(),
            "https://op.example/a?scope=own+x&client_id=own&appid=c&scope=a%2Cb#wechat_redirect"
        );
        assert_eq!(shape(url.clone(), &endpoint, &definition(json!({}))), url);
    }

    /// LinkedIn has codes of its own for a person who says no; DingTalk has its own name for the code.
    #[test]
    fn an_answer_is_read_as_the_definition_says() {
        let rules: AuthorizationRules = serde_json::from_value(json!({
            "code_parameter": "authCode", "errors": { "user_cancelled_login": "access_denied" },
        }))
        .unwrap();
        let expected = ExpectedIssuer {
            issuer: &Issuer("https://op".to_owned()),
            accepts_issuer: &|_| false,
            iss_parameter_supported: false,
            rules: &rules,
            sent: &Redactor::default(),
        };
        let cancelled = Callback { error: Some("user_cancelled_login".to_owned()), ..Callback::default() };
        assert_eq!(accept(&cancelled, &expected).unwrap_err().code, ErrorCode::AccessDenied);
        let parameters = vec![("authCode".to_owned(), "the-code".to_owned())];
        let answer = Callback { parameters: parameters.clone(), ..Callback::default() };
        assert_eq!(accept(&answer, &expected).unwrap().expose(), "the-code");
        let both = Callback { parameters, error: Some("x".to_owned()), ..Callback::default() };
        assert_eq!(accept(&both, &expected).unwrap_err().code, ErrorCode::ProviderError);
    }

    #[test]
    fn the_operator_wins_over_the_browser() {
        let configured =
            BTreeMap::from([("prompt".to_owned(), "login".to_owned()), ("hd".to_owned(), "a.b".to_owned())]);
        let hints = Hints { prompt: Some("none".into()), login_hint: Some("jane".into()), ..Hints::default() };
        let wanted = BTreeMap::from([("prompt", "login"), ("hd", "a.b"), ("login_hint", "jane")]);
        assert_eq!(parameters(&configured, &hints), wanted);
    }
}
