//! `/authorize` and `/authorize/decision`: from a request to a person's answer.
//!
//! ```text
//! GET /authorize ── mistake, no known target ─▶ the provider's own page
//!                ── mistake, known target ────▶ back to the client with an error
//!                ── prompt=none ──────────────▶ back with a code from the session, or login_required
//!                ── somebody approves at once ▶ back with a code
//!                ── else ─────────────────────▶ the page with the people
//! POST /authorize/decision ── a person ───────▶ back with a code
//!                          ── Cancel ─────────▶ back with access_denied
//! ```

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::{CookieJar, cookie::Cookie};
use vestibule_core::random::{token_128, token_256};

use crate::{
    answer,
    authorization_request::{AuthorizationRequest, Prompt, Target},
    call::{Call, Params},
    grants::{Grant, Proof},
    idp::{Idp, Interaction},
    model::Person,
    oauth_error::OAuthError,
    pages,
    session::Session,
};

/// Answers an authorization request.
pub(crate) fn begin(idp: &Idp, call: &Call) -> Response {
    let (params, pushed) = match unpack(idp, call.params()) {
        Ok(found) => found,
        Err(text) => return pages::refusal(StatusCode::BAD_REQUEST, text),
    };
    let target = match Target::bind(&params, &idp.clients) {
        Ok(target) => target,
        Err(text) => return pages::refusal(StatusCode::BAD_REQUEST, &text),
    };
    if target.client.require_par && !pushed {
        // Pocket ID's own words: its library knows no better name for this mistake.
        return answer::error(idp, &target, OAuthError::new("error", "The error is unrecognizable"));
    }
    match AuthorizationRequest::bind(target.clone(), &params) {
        Ok(request) => proceed(idp, call, request),
        Err(error) => answer::error(idp, &target, error),
    }
}

/// The parameters themselves, or those that were pushed before under this reference, and which of the two.
fn unpack(idp: &Idp, params: Params) -> Result<(Params, bool), &'static str> {
    let Some(request_uri) = params.hint("request_uri") else { return Ok((params, false)) };
    let pushed = idp.take_pushed(request_uri).filter(|pushed| pushed.hint("client_id") == params.hint("client_id"));
    pushed.map(|pushed| (pushed, true)).ok_or("The 'request_uri' is unknown, expired, used, or of another client.")
}

fn proceed(idp: &Idp, call: &Call, request: AuthorizationRequest) -> Response {
    let session = idp.sessions.find(call).filter(|session| idp.people.find_enabled(&session.subject).is_some());
    let age = session.as_ref().map(|session| idp.now() - session.auth_time);
    // `max_age=0` is a way to say `prompt=login` (OpenID Connect Core §3.1.2.1).
    let stale = request.max_age.is_some_and(|max| max == 0 || age.is_none_or(|age| age > max));
    let interaction = Interaction { ask_again: stale || request.prompt == Prompt::Login, request };
    if interaction.request.prompt == Prompt::Nothing {
        return silently(idp, &interaction.request, session.filter(|_| !stale));
    }
    if let Some(person) = idp.find_approver(interaction.request.login_hint.as_deref()) {
        return approve(idp, call, &interaction, &person);
    }
    let known = session.filter(|_| !interaction.ask_again && interaction.request.prompt == Prompt::Anything);
    let known = known.and_then(|session| idp.people.find_enabled(&session.subject));
    let hinted = interaction.request.login_hint.as_deref().and_then(|hint| idp.people.find_by_hint(hint));
    let id = token_256(&*idp.random);
    let page = pages::choose(&interaction.request.target.client.name, &id, hinted.or(known), &idp.people.all());
    idp.put_interaction(&id, interaction);
    page
}

fn silently(idp: &Idp, request: &AuthorizationRequest, session: Option<Session>) -> Response {
    let signed_in = session.and_then(|session| Some((idp.people.find_enabled(&session.subject)?, session)));
    match signed_in {
        Some((person, session)) => grant(idp, request, &person, session.auth_time),
        None => answer::error(idp, &request.target, OAuthError::new("login_required", "Nobody is signed in.")),
    }
}

/// Answers the form of the page with the people.
pub(crate) fn decide(idp: &Idp, call: &Call) -> Response {
    if call.is_cross_site() {
        return pages::refusal(StatusCode::FORBIDDEN, "The form was sent by another site.");
    }
    let form = call.params();
    let cancelled = form.hint("decision") == Some("cancel");
    let person = form.hint("person").and_then(|subject| idp.people.find_enabled(subject));
    if person.is_none() && !cancelled {
        return pages::refusal(StatusCode::BAD_REQUEST, "There is no such person.");
    }
    let Some(interaction) = form.hint("interaction").and_then(|id| idp.take_interaction(id)) else {
        return pages::refusal(StatusCode::BAD_REQUEST, "This page was used already or is too old.");
    };
    match person.filter(|_| !cancelled) {
        Some(person) => approve(idp, call, &interaction, &person),
        None => {
            let error = OAuthError::new("access_denied", "The person pressed Cancel.");
            answer::error(idp, &interaction.request.target, error)
        }
    }
}

/// Signs the person in, unless this browser's session is theirs and good enough, and grants the request.
fn approve(idp: &Idp, call: &Call, interaction: &Interaction, person: &Person) -> Response {
    let current = idp.sessions.find(call).filter(|session| session.subject == person.subject && !interaction.ask_again);
    let (session, cookie) = match current {
        Some(session) => (session, None),
        None => {
            let (session, cookie) = idp.sessions.start(&person.subject);
            (session, Some(cookie))
        }
    };
    with_cookie(cookie, grant(idp, &interaction.request, person, session.auth_time))
}

fn with_cookie(cookie: Option<Cookie<'static>>, response: Response) -> Response {
    match cookie {
        Some(cookie) => (CookieJar::new().add(cookie), response).into_response(),
        None => response,
    }
}

fn grant(idp: &Idp, request: &AuthorizationRequest, person: &Person, auth_time: i64) -> Response {
    let client = &request.target.client;
    if !client.admits(person) {
        // Pocket ID keeps this from the client on purpose and shows its own page.
        return pages::refusal(StatusCode::FORBIDDEN, "You are not allowed to access this service.");
    }
    let code = token_256(&*idp.random);
    let grant = Grant {
        id: token_128(&*idp.random),
        client_id: client.id.clone(),
        subject: person.subject.clone(),
        scopes: request.scopes.clone(),
        auth_time,
    };
    let proof = Proof {
        redirect_uri: request.target.redirect_uri_text.clone(),
        challenge: request.challenge.clone(),
        nonce: request.nonce.clone(),
    };
    idp.grants.issue_code(&code, grant, proof);
    answer::code(idp, &request.target, code, &request.scopes)
}
