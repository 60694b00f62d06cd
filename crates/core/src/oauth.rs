//! Rules of OAuth 2.0 and OpenID Connect that more than one crate applies.

/// Where the metadata of an issuer is (RFC 8414 §3, OpenID Connect Discovery §4). People paste it for the issuer.
pub const METADATA_PATHS: &[&str] = &["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

/// Parameters of an authorization request that belong to the flow (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 9101 §5, RFC
/// 9449 §10).
/// Anyone who could set them could redirect or weaken it (RFC 9700 §4.7).
const FLOW_PARAMETERS: &[&str] =
    &["client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "request", "request_uri", "dpop_jkt"];

/// True for a parameter that neither a definition nor settings may set.
pub fn is_flow_parameter(name: &str) -> bool {
    FLOW_PARAMETERS.contains(&name) || name.starts_with("code_challenge")
}

/// What is wrong with a parameter that a definition or settings add to the authorization request; `None` when nothing is.
pub fn parameter_fault(name: &str, value: &str) -> Option<String> {
    if name.is_empty() || name.len() > 64 || value.len() > 512 {
        return Some("a parameter name is 1 to 64 characters long, its value at most 512".to_owned());
    }
    if is_flow_parameter(name) {
        return Some("this parameter belongs to the sign-in itself and cannot be set".to_owned());
    }
    match name {
        "response_mode" if !matches!(value, "query" | "form_post") => {
            Some("the response mode is \"query\" or \"form_post\"".to_owned())
        }
        "max_age" if value.parse::<u32>().is_err() => Some("the maximum age is a whole number of seconds".to_owned()),
        _ => None,
    }
}

/// True for one scope (`scope-token`, RFC 6749 §3.3): no spaces, quotes or backslashes.
pub fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flow_keeps_its_parameters() {
        for name in ["state", "nonce", "code_challenge", "code_challenge_method", "request_uri"] {
            assert!(is_flow_parameter(name), "{name}");
        }
        for name in ["prompt", "max_age", "login_hint", "audience", ""] {
            assert!(!is_flow_parameter(name), "{name}");
        }
    }

    #[test]
    fn a_scope_is_one_word() {
        for (text, good) in
            [("openid", true), ("a:b/c", true), ("", false), ("a b", false), ("a\"", false), ("é", false)]
        {
            assert_eq!(is_scope(text), good, "{text}");
        }
        assert!(!is_scope("a\\b"));
    }
}
