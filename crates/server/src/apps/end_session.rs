//! `GET` and `POST /api/oidc/end-session`: an app asks to sign its person out (OpenID Connect RP-Initiated Logout 1.0).
//!
//! Without an ID token of this very session anybody could have made the browser come here, so the person is asked first.

use http::HeaderMap;
use serde_json::{Map, Value};
use vestibule_apps::{Parameters, Repeated, TargetError};
use vestibule_core::{ids::ProviderId, redact::escape_for_log};
use vestibule_jose::{KeySet, RawJws};

use super::{algorithms::ALGORITHMS, authorize::unreadable, state::AppsState};
use crate::{
    http::{api_error::ApiError, client::Client, page_load::page_load},
    session,
};

/// What a sign-out request leads to.
pub(crate) enum EndSessionAnswer {
    /// The session may end at once: the app has shown an ID token of it.
    End(SignOut),
    /// The person is asked whether they want to sign out.
    Ask(SignOut),
    /// Nobody is signed in.
    NobodySignedIn(SignOut),
}

/// Where a browser goes after it.
#[derive(Debug, Default)]
pub(crate) struct SignOut {
    /// The app that asks, if it says so.
    pub(crate) app: Option<String>,
    /// One of the app's registered addresses, with the state of the request; `None`: a page of ours.
    pub(crate) back: Option<String>,
    /// Whether the definition of the session's provider wants its own session ended before the browser goes there.
    pub(crate) follows: bool,
}

/// Reads a request. A wrong address is a page of ours, never a redirect.
pub(crate) async fn end_session(
    app: &AppsState,
    (client, headers): (&Client, &HeaderMap),
    parameters: &Parameters,
) -> Result<EndSessionAnswer, ApiError> {
    page_load(headers)?;
    if let Some(Repeated(name)) = parameters.repeated() {
        let name: String = name.chars().take(64).collect();
        let twice = format!("the parameter `{}` appears more than once", escape_for_log(&name));
        return Err(unreadable(app, client, &TargetError::Unreadable(twice)));
    }
    let hint = match parameters.hint("id_token_hint") {
        Some(hint) => claims_of_hint(app, hint).await?,
        None => None,
    };
    let sign_out = sign_out(app, parameters, hint.as_ref()).map_err(|error| unreadable(app, client, &error))?;
    let Some(current) = session::find(app, headers).await? else {
        return Ok(EndSessionAnswer::NobodySignedIn(sign_out));
    };
    let sign_out = SignOut { follows: follows(app, current.session.provider.as_ref()), ..sign_out };
    let text = |name: &str| hint.as_ref()?.get(name)?.as_str();
    let of = text("aud").and_then(|audience| app.registry.load().apps.find_client(audience).cloned());
    let Some(of) = of else { return Ok(EndSessionAnswer::Ask(sign_out)) };
    let of_session = text("sid") == Some(app.session_name(&of, current.session.id).await?.as_str());
    let of_user = text("sub") == Some(app.subject(&of, current.user.id).await?.as_str());
    Ok(if of_session && of_user { EndSessionAnswer::End(sign_out) } else { EndSessionAnswer::Ask(sign_out) })
}

/// The app that asks and where the browser goes: the hint says which app, or the request does (§2).
fn sign_out(
    app: &AppsState,
    parameters: &Parameters,
    hint: Option<&Map<String, Value>>,
) -> Result<SignOut, TargetError> {
    let apps = app.registry.load().apps.clone();
    let audience = hint.and_then(|hint| hint.get("aud")?.as_str());
    let client_id = parameters.hint("client_id");
    if let (Some(audience), Some(client_id)) = (audience, client_id)
        && audience != client_id
    {
        return Err(TargetError::Unreadable("the ID token is of another application than the request".to_owned()));
    }
    let of = client_id.or(audience).and_then(|id| apps.find_client(id));
    let Some(uri) = parameters.hint("post_logout_redirect_uri") else {
        return Ok(SignOut { app: of.map(|of| of.name.clone()), ..SignOut::default() });
    };
    let of = of.ok_or(TargetError::UnknownApp)?;
    let is_known = of.post_logout_redirect_uris.iter().any(|known| known.matches(uri, false));
    if !is_known {
        return Err(TargetError::of_address(of, "post-logout redirect URI", uri));
    }
    Ok(SignOut { app: Some(of.name.clone()), back: back(uri, parameters.hint("state")), follows: false })
}

fn follows(app: &AppsState, provider: Option<&ProviderId>) -> bool {
    let registry = app.registry.load();
    let slot = provider.and_then(|provider| registry.slots.get(provider));
    slot.and_then(|slot| slot.definition.as_ref()).is_some_and(|entry| entry.definition.logout.follow)
}

fn back(uri: &str, state: Option<&str>) -> Option<String> {
    let mut url = url::Url::parse(uri).ok()?;
    if let Some(state) = state {
        url.query_pairs_mut().append_pair("state", state);
    }
    Some(url.into())
}

/// The claims of an ID token that we have signed, expired or not: an app remembers a hint for as long as it cares to.
async fn claims_of_hint(app: &AppsState, hint: &str) -> Result<Option<Map<String, Value>>, ApiError> {
    // An access token or a logout token is no hint.
    let Some(raw) = RawJws::parse(hint).ok().filter(|raw| raw.check_type(&["jwt"]).is_ok()) else { return Ok(None) };
    let keys = app.token_keys().await?;
    let Some(keys) = KeySet::parse(&serde_json::json!({ "keys": keys })) else { return Ok(None) };
    let verified = raw.verify(&keys, &ALGORITHMS).ok().map(|verified| verified.claims);
    Ok(verified.filter(|claims| claims.get("iss").and_then(Value::as_str) == Some(app.issuer())))
}
