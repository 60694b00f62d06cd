//! Who is calling the token and PAR endpoints (RFC 6749 §2.3.1).

use std::sync::Arc;

use vestibule_apps::parse_basic;
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
