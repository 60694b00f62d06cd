//! The authorization answer: what the browser carries back to the client, and how.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use url::form_urlencoded;

use crate::{
    authorization_request::{ResponseMode, Scopes, Target},
    idp::Idp,
    oauth_error::OAuthError,
    pages,
};

/// Success.
pub(crate) fn code(idp: &Idp, target: &Target, code: String, scopes: &Scopes) -> Response {
    deliver(idp, target, [("code", code), ("iss", idp.issuer.clone()), ("scope", scopes.to_string())])
}

/// A refusal or a mistake.
pub(crate) fn error(idp: &Idp, target: &Target, error: OAuthError) -> Response {
    let code = error.code.to_owned();
    deliver(idp, target, [("error", code), ("error_description", error.description), ("iss", idp.issuer.clone())])
}

fn deliver<const N: usize>(idp: &Idp, target: &Target, params: [(&str, String); N]) -> Response {
    let mut params: Vec<_> = params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    params.extend(target.state.iter().map(|state| ("state".to_owned(), state.clone())));
    if let Some(fault) = idp.faults.answer() {
        fault.spoil(&mut params);
    }
    let mut url = target.redirect_uri.clone();
    match target.mode {
        ResponseMode::FormPost => return pages::form_post(url.as_str(), &params),
        ResponseMode::Query => {
            url.query_pairs_mut().extend_pairs(&params);
        }
        ResponseMode::Fragment => {
            let fragment = form_urlencoded::Serializer::new(String::new()).extend_pairs(&params).finish();
            url.set_fragment(Some(&fragment));
        }
    }
    see_other(url.as_str())
}

/// 303, so that the browser comes with GET whatever it came with here (RFC 9700 §4.12).
pub(crate) fn see_other(url: &str) -> Response {
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::SEE_OTHER, no_store, Redirect::to(url)).into_response()
}
