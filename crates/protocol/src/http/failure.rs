//! From what the client library reports to what the contract knows.

use std::{error::Error, io};

use url::Url;
use vestibule_core::http::HttpError;

use super::limits::Limits;

/// The library's error in our words. Its own text holds the URL with its query, so only the innermost cause is quoted.
pub(crate) fn classify(host: &str, error: &reqwest::Error, limits: Limits) -> HttpError {
    if let Some(ours) = causes(error).find_map(|cause| cause.downcast_ref::<HttpError>()) {
        return ours.clone();
    }
    let host = host.to_owned();
    let reason = || causes(error).last().map(ToString::to_string).unwrap_or_default();
    if error.is_timeout() {
        return HttpError::Timeout { host, after: limits.connect };
    }
    if causes(error).any(answers_in_plain_http) {
        let reason = "it answers in plain http, not in TLS: write http:// (on loopback only), or let it serve https";
        HttpError::Tls { host, reason: reason.to_owned() }
    } else if causes(error).any(is_tls) {
        HttpError::Tls { host, reason: reason() }
    } else if error.is_connect() {
        HttpError::Connect { host, reason: reason() }
    } else {
        HttpError::Broken { host, reason: reason() }
    }
}

/// An error of the TLS library, bare or inside of the `io::Error`s that others make of it, which are no causes of each
/// other.
fn tls_error<'a>(mut error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    while let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        error = inner;
    }
    error.downcast_ref()
}

fn is_tls(error: &(dyn Error + 'static)) -> bool {
    tls_error(error).is_some()
}

/// The other side has never spoken TLS: the first bytes of its answer are those of no record.
fn answers_in_plain_http(error: &(dyn Error + 'static)) -> bool {
    matches!(tls_error(error), Some(rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType)))
}

fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause: &&'a (dyn Error + 'static)| (*cause).source())
}

/// A URL as it may be logged: without user name, query and fragment.
pub(crate) fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // Fails only for URLs that cannot have a user name.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}
