//! The personal access tokens of the person who is signed in: making one after a fresh sign-in, and revoking one.

use vestibule_apps::{PERSONAL_TOKEN_PREFIX, TokenWish};
use vestibule_core::{
    code::ErrorCode,
    ids::{PersonalTokenId, Ref},
    random::token_256,
    routes::pattern,
    secret::{Secret, sha256},
};
use vestibule_store::{Actor, AuditEvent, EventKind, NewPersonalToken, PersonalToken, PersonalTokenAddition};

use super::state::AppsState;
use crate::{
    http::{api_error::ApiError, client::Client},
    session::{self, CurrentSession},
};

/// Makes a token. It is in the answer and nowhere else: what is stored is its hash.
pub(crate) async fn make_own_token(
    app: &AppsState,
    (current, client): (&CurrentSession, &Client),
    wish: &TokenWish,
) -> Result<(PersonalToken, Secret), ApiError> {
    session::require_fresh(app, current, pattern::AccountTokens)?;
    let token = Secret::new(format!("{PERSONAL_TOKEN_PREFIX}{}", token_256(&*app.random)));
    let new = NewPersonalToken {
        name: &wish.name,
        hash: sha256(token.expose()),
        scope: &wish.scope,
        expires_at: app.clock.now() + wish.lifetime,
    };
    let event = event(app, (current, client), EventKind::PersonalTokenCreated);
    match app.store.create_personal_token(current.session.id, &new, &event).await? {
        PersonalTokenAddition::Added(made) => Ok((made, token)),
        PersonalTokenAddition::TooMany => Err(ErrorCode::TooManyPersonalTokens.into()),
        PersonalTokenAddition::SessionEnded => Err(ErrorCode::Unauthenticated.into()),
    }
}

/// Revokes a token. One of somebody else is as absent as one that never was.
pub(crate) async fn revoke_own_token(
    app: &AppsState,
    (current, client): (&CurrentSession, &Client),
    id: &str,
) -> Result<(), ApiError> {
    let id: PersonalTokenId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let event = event(app, (current, client), EventKind::PersonalTokenRevoked);
    match app.store.revoke_personal_token(current.user.id, id, &event).await? {
        true => Ok(()),
        false => Err(ErrorCode::NotFound.into()),
    }
}

fn event(app: &AppsState, (current, client): (&CurrentSession, &Client), kind: EventKind) -> AuditEvent {
    AuditEvent::new(kind, Ref::generate(&*app.random))
        .actor(Actor::User(current.user.id))
        .address(client.address.to_string())
}
