//! Which way a client takes to an upstream, and why. Pure.

use url::Url;
use vestibule_core::{definition::ClientAuthentication, driver::SignInError, registration::RegistrationMethod};

use super::{client_keys::ClientKeys, errors::refused, offer::Offer, plan::SelfRegistration};

/// The way.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The upstream fetches our metadata; the client authenticates so.
    MetadataDocument(ClientAuthentication),
    /// The client is registered there.
    Dynamic(Url),
}

/// A way, and in words why it was taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) way: Way,
    pub(super) reason: String,
}

/// Chooses: a document where that is possible, else a registration, unless the settings pin one of them.
pub(super) fn choose(plan: &SelfRegistration, offer: &Offer) -> Result<Choice, SignInError> {
    let document = by_document(plan, offer);
    let dynamic = match &offer.endpoint {
        None => Err("the metadata name no registration_endpoint".to_owned()),
        Some(Err(reason)) => Err(format!("the registration_endpoint may not be asked: {reason}")),
        Some(Ok(endpoint)) => Ok(endpoint.clone()),
    };
    let pinned = |method: RegistrationMethod| format!("`registration = \"{}\"` says so", method.as_str());
    match (plan.pinned, document, dynamic) {
        (Some(method @ RegistrationMethod::MetadataDocument), Ok(authentication), _) => {
            Ok(Choice { way: Way::MetadataDocument(authentication), reason: pinned(method) })
        }
        (Some(method @ RegistrationMethod::Dynamic), _, Ok(endpoint)) => {
            Ok(Choice { way: Way::Dynamic(endpoint), reason: pinned(method) })
        }
        (Some(RegistrationMethod::MetadataDocument), Err(why), _)
        | (Some(RegistrationMethod::Dynamic), _, Err(why)) => {
            let advice = "Remove `registration`, or enter a client ID that is registered by hand";
            Err(refused(format!("the client cannot be registered as `registration` says: {why}. {advice}")))
        }
        (_, Ok(authentication), _) => {
            let reason = "the metadata say client_id_metadata_document_supported".to_owned();
            Ok(Choice { way: Way::MetadataDocument(authentication), reason })
        }
        (_, Err(why), Ok(endpoint)) => {
            let reason = format!("the metadata name a registration_endpoint, and {why}");
            Ok(Choice { way: Way::Dynamic(endpoint), reason })
        }
        (_, Err(document), Err(dynamic)) => Err(refused(format!(
            "this provider takes no client that registers itself: {document}, and {dynamic}. Register a client there by \
             hand and enter its client ID"
        ))),
    }
}

/// How the client authenticates where the upstream fetches its metadata, or why it cannot.
fn by_document(plan: &SelfRegistration, offer: &Offer) -> Result<ClientAuthentication, String> {
    if !offer.metadata_document {
        return Err("the metadata do not say client_id_metadata_document_supported".to_owned());
    }
    if plan.registrar.callback_query.is_some() {
        return Err("one document cannot name the callback URLs of all servers that people choose".to_owned());
    }
    if plan.public_url.is_loopback() && !plan.on_loopback {
        return Err("the provider cannot fetch anything from a public_url on loopback".to_owned());
    }
    let private_key = offer.lists_method("private_key_jwt") && ClientKeys::fits(offer);
    let none = offer.lists_method("none") || offer.names_no_method();
    match plan.authentication {
        ClientAuthentication::None if plan.authentication_is_set => Ok(ClientAuthentication::None),
        ClientAuthentication::PrivateKeyJwt if plan.authentication_is_set => Ok(ClientAuthentication::PrivateKeyJwt),
        _ if private_key => Ok(ClientAuthentication::PrivateKeyJwt),
        _ if none => Ok(ClientAuthentication::None),
        _ => Err("it takes neither private_key_jwt nor public clients, and a document has no secret".to_owned()),
    }
}
