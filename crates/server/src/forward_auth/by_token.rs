//! A request with a personal access token: judged as the session of its person would be, within what the token is for.
//!
//! Programs send tokens, so nothing is a redirect. A refusal leaves a trace as one of an API token does: whoever has a token
//! that is not good, or tries one elsewhere, may have found it.

use vestibule_apps::TokenRefusal;
use vestibule_core::{
    code::ErrorCode,
    forward_auth::{Lacking, Requirement, Target},
    ids::Ref,
    routes::Route,
};
use vestibule_store::{Actor, AuditEvent, EventKind, PersonalToken};

use crate::{
    apps::AppsState,
    http::{api_error::ApiError, client::Client},
    session::{
        CurrentSession, PersonalTokenError, PresentedToken, TokenScheme, TokenSession, find_by_token, unavailable,
    },
};

/// What is taken for the session of the token's person, if the token lets this request in.
pub(super) async fn admit(
    app: &AppsState,
    (client, target): (&Client, &Target),
    rule: Requirement<'_>,
    presented: &PresentedToken,
) -> Result<CurrentSession, ApiError> {
    let TokenSession { token, current } = match find_by_token(app, presented).await {
        Ok(found) => found,
        Err(PersonalTokenError::Storage(error)) => return Err(unavailable(error)),
        Err(PersonalTokenError::Invalid) => {
            let refused = ApiError::new(ErrorCode::PersonalTokenInvalid).detail(format!(
                "It is unknown or was revoked, its person may not sign in now, or it came with another user name. Make a new \
                 one on {}.",
                app.settings.public_url.at(Route::AccountTokens)
            ));
            return Err(report(app, (client, target), (refused, None), presented.scheme).await);
        }
        Err(PersonalTokenError::Expired(token)) => {
            let (name, at) = (&token.name, token.expires_at.format("%Y-%m-%d %H:%M"));
            let page = app.settings.public_url.at(Route::AccountTokens);
            let detail = format!("The token {name} ended at {at} UTC. Make a new one on {page}.");
            let refused = ApiError::new(ErrorCode::PersonalTokenExpired).detail(detail);
            return Err(report(app, (client, target), (refused, Some((&token, None))), presented.scheme).await);
        }
    };
    let (host, provider) = (target.host.as_deref(), current.session.provider.as_ref());
    let apps = app.registry.load().apps.clone();
    match token.scope.check(host, rule, (current.access(), provider), &apps) {
        Ok(()) => Ok(current),
        Err(refusal) => {
            let refused = explain(refusal, &token, host);
            let of = Some((&token, Some(&current)));
            Err(report(app, (client, target), (refused, of), presented.scheme).await)
        }
    }
}

fn explain(refusal: TokenRefusal, token: &PersonalToken, host: Option<&str>) -> ApiError {
    let (code, detail) = match refusal {
        TokenRefusal::OtherHost => {
            let detail = match host {
                Some(host) => format!("The token {} was not made for {host}. Make one that is.", token.name),
                None => {
                    "The proxy is no trusted one, or does not name the host, and a token is for some hosts only: see \
                         `server.trusted_proxies`."
                        .to_owned()
                }
            };
            (ErrorCode::PersonalTokenOtherHost, detail)
        }
        TokenRefusal::Lacking(Lacking::Factor) => {
            let detail = "This application asks for more than one factor, and a token is one. Sign in with a browser.";
            (ErrorCode::PersonalTokenNoFactor, detail.to_owned())
        }
        TokenRefusal::Lacking(Lacking::Provider) => {
            let detail = "The token was made in a session by another provider than those that are allowed here.";
            (ErrorCode::Forbidden, detail.to_owned())
        }
        TokenRefusal::Lacking(Lacking::Membership) => {
            (ErrorCode::Forbidden, "No group or address of the token's person is allowed here.".to_owned())
        }
    };
    ApiError::new(code).detail(detail)
}

/// Writes what was refused, with whose token it was where that is known, and says how to authenticate.
async fn report(
    app: &AppsState,
    (client, target): (&Client, &Target),
    (refused, of): (ApiError, Option<(&PersonalToken, Option<&CurrentSession>)>),
    scheme: TokenScheme,
) -> ApiError {
    let reference = Ref::generate(&*app.random);
    let what = of.map_or_else(
        || "a personal access token".to_owned(),
        |(token, _)| format!("personal access token {} named {}", token.id, token.name),
    );
    let user = of.and_then(|(_, current)| current).map(|current| current.user.id);
    let event = AuditEvent::new(EventKind::AccessRefused, reference.clone())
        .failed(refused.code)
        .actor(user.map_or(Actor::Anonymous, Actor::User))
        .user(user)
        .address(client.address.to_string())
        .detail(format!("{what} for {}", target.host.as_deref().unwrap_or("an unknown host")));
    if let Err(error) = app.refused(client.address, event).await {
        tracing::error!(%error, "could not write an audit event");
    }
    let challenge = match scheme {
        TokenScheme::Bearer => "Bearer error=\"invalid_token\"",
        TokenScheme::Basic => "Basic realm=\"personal access token\", charset=\"UTF-8\"",
    };
    refused.reference(reference).challenge(challenge)
}
