//! `/api/oidc/end-session` and `/logout`: RP-initiated logout as Pocket ID does it.
//!
//! Every mismatch is silent: the browser lands on `/logout`, which asks.

use std::sync::Arc;

use axum::{
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use serde_json::{Map, Value};
use url::Url;

use crate::{
    answer::see_other,
    call::{Call, Params, Repeated},
    endpoint::Endpoint,
    idp::Idp,
    jwt,
    model::Client,
    pages,
};

/// Ends the session that the hint names and sends the browser back to the client.
pub(crate) fn end_session(idp: &Idp, call: &Call) -> Response {
    let ask = idp.url(Endpoint::Logout);
    let Ok(Some(request)) = EndSession::bind(idp, call, &call.params()) else { return see_other(&ask) };
    idp.grants.revoke(&request.grant);
    let jar = CookieJar::new().add(idp.sessions.end(call));
    (jar, see_other(request.back.as_ref().map_or(ask.as_str(), Url::as_str))).into_response()
}

/// A logout request in which everything fits together.
struct EndSession {
    grant: String,
    /// Where the browser goes, `state` included; nowhere when the client has registered no address.
    back: Option<Url>,
}

impl EndSession {
    fn bind(idp: &Idp, call: &Call, params: &Params) -> Result<Option<Self>, Repeated> {
        let Some(hint) = params.find("id_token_hint")?.and_then(|hint| jwt::parse_own(hint, &idp.keys)) else {
            return Ok(None);
        };
        let Some(client) = client_of(idp, &hint, params.find("client_id")?) else { return Ok(None) };
        let is_other_person = idp.sessions.find(call).is_some_and(|session| hint["sub"] != session.subject.as_str());
        let known = &client.post_logout_redirect_uris;
        let uri = match params.find("post_logout_redirect_uri")? {
            Some(uri) => known.iter().find(|known| *known == uri).map(Some),
            None => Some(known.first()),
        };
        let Some(uri) = uri.filter(|_| !is_other_person) else { return Ok(None) };
        let mut back = uri.and_then(|uri| Url::parse(uri).ok());
        if let (Some(back), Some(state)) = (&mut back, params.find("state")?) {
            back.query_pairs_mut().append_pair("state", state);
        }
        Ok(Some(Self { grant: grant_of(&hint), back }))
    }
}

/// The client that the hint was made for, which is also the one that asks.
fn client_of(idp: &Idp, hint: &Map<String, Value>, client_id: Option<&str>) -> Option<Arc<Client>> {
    let ours = hint.get("iss")? == idp.issuer.as_str() && hint.get("type")? == "id-token" && hint.contains_key("sub");
    let audience = hint.get("aud")?.get(0)?.as_str()?;
    (ours && client_id.is_none_or(|id| id == audience)).then(|| idp.clients.find(audience)).flatten()
}

/// The id of an ID token opens with the id of its grant.
fn grant_of(hint: &Map<String, Value>) -> String {
    let id = hint.get("jti").and_then(Value::as_str).unwrap_or_default();
    id.split('.').next().unwrap_or_default().to_owned()
}

/// Asks whether to sign out, does it, or says that it is done.
pub(crate) fn page(idp: &Idp, call: &Call) -> Response {
    if call.method != Method::POST {
        return pages::logout(idp.sessions.find(call).and_then(|session| idp.people.find(&session.subject)));
    }
    if call.is_cross_site() {
        return pages::refusal(StatusCode::FORBIDDEN, "The form was sent by another site.");
    }
    let jar = CookieJar::new().add(idp.sessions.end(call));
    (jar, see_other(&idp.url(Endpoint::Logout))).into_response()
}
