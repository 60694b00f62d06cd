//! Who is calling the token and PAR endpoints (RFC 6749 §2.3.1).

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use url::form_urlencoded;
use vestibule_core::secret::Secret;

use crate::{
    call::{Call, Form, Params},
    model::{Client, Clients},
    oauth_error::OAuthError,
};

/// The form of a back-channel request.
pub(crate) fn form(call: &Call) -> Result<&Params, OAuthError> {
    // A query lands in the logs of every proxy on the way; Pocket ID refuses credentials there, and so do we.
    let secret =
        |name: &str| matches!(name, "client_id" | "client_secret" | "client_assertion" | "code" | "refresh_token");
    if let Some((name, _)) = call.query.iter().find(|(name, _)| secret(name)) {
        return Err(OAuthError::invalid_request(format!(
            "The parameter '{name}' belongs into the body, not the query."
        )));
    }
    match &call.form {
        Form::Fields(fields) => match fields.iter().find(|(name, _)| fields.find(name).is_err()) {
            Some((name, _)) => Err(crate::call::Repeated(name.clone()).into()),
            None => Ok(fields),
        },
        Form::Absent | Form::Other => {
            Err(OAuthError::invalid_request("The body must be of type 'application/x-www-form-urlencoded'."))
        }
    }
}

/// The client that sent the request and proved itself, or needs no proof because it is public.
pub(crate) fn authenticate(call: &Call, form: &Params, clients: &Clients) -> Result<Arc<Client>, OAuthError> {
    let (id, secret) = present(call, form)?;
    let client = clients.find(&id).ok_or_else(OAuthError::invalid_client)?;
    let proven = match secret {
        // Every secret is compared, found or not, so that the time taken reveals nothing.
        Some(secret) => client.secrets.iter().fold(false, |found, known| found | (*known == secret)),
        None => client.is_public(),
    };
    if proven { Ok(client) } else { Err(OAuthError::invalid_client()) }
}

fn present(call: &Call, form: &Params) -> Result<(String, Option<Secret>), OAuthError> {
    let (id, secret) = (form.find("client_id")?, form.find("client_secret")?);
    let Some(basic) = call.authorization("basic") else {
        let id = id.ok_or_else(OAuthError::invalid_client)?;
        return Ok((id.to_owned(), secret.map(Secret::new)));
    };
    let (basic_id, basic_secret) = parse_basic(basic).ok_or_else(OAuthError::invalid_client)?;
    if secret.is_some() || id.is_some_and(|id| id != basic_id) {
        return Err(OAuthError::invalid_request("The client used more than one way to authenticate; use one."));
    }
    Ok((basic_id, Some(basic_secret).filter(|secret| !secret.expose().is_empty())))
}

/// Id and secret are form-encoded before they are joined (RFC 6749 §2.3.1), which many clients forget.
fn parse_basic(text: &str) -> Option<(String, Secret)> {
    let text = String::from_utf8(BASE64_STANDARD.decode(text).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decode(id)?, Secret::new(form_decode(secret)?)))
}

fn form_decode(text: &str) -> Option<String> {
    // A bare `&` or `=` cannot come out of the encoding; as data for the parser it would cut the text.
    if text.contains(['&', '=']) {
        return Some(text.to_owned());
    }
    let whole = format!("v={text}");
    form_urlencoded::parse(whole.as_bytes()).next().map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_form_decoded() {
        let cases = [
            ("app:secret", Some(("app", "secret"))),
            ("my%20app:s%3Acr%2Bt", Some(("my app", "s:cr+t"))),
            ("app:a+b", Some(("app", "a b"))),
            ("app:a:b", Some(("app", "a:b"))),
            ("app:a=b&c", Some(("app", "a=b&c"))),
            ("app", None),
        ];
        for (text, expected) in cases {
            let parsed = parse_basic(&BASE64_STANDARD.encode(text));
            let parsed = parsed.as_ref().map(|(id, secret)| (id.as_str(), secret.expose()));
            assert_eq!(parsed, expected, "{text}");
        }
        assert!(parse_basic("%%%").is_none());
    }
}
