//! `GET /api/auth/factors/passkeys`.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::{HeaderMap, Method, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{clock::Timestamp, code::ErrorCode, ids::PasskeyId, routes::pattern};
use vestibule_store::Passkey;

use crate::{
    http::{api_error::ApiError, openapi::OperationSpec},
    session,
    sign_in::state::SignInState,
};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::GET, pattern::FactorPasskeys, |operation| {
        operation
            .named("listOwnPasskeys", "List own passkeys")
            .tag("session")
            .session()
            .json::<OwnPasskeys>(StatusCode::OK, "The passkeys of the signed-in user, the oldest first.")
    })
}

/// The passkeys of the signed-in user.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnPasskeys {
    passkeys: Vec<OwnPasskey>,
}

/// A passkey of the signed-in user.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OwnPasskey {
    id: PasskeyId,
    name: String,
    /// The host that it works at.
    rp_id: String,
    /// Whether that is the host of `public_url` now.
    usable: bool,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

impl OwnPasskey {
    pub(super) fn new(app: &SignInState, passkey: Passkey) -> Self {
        Self {
            id: passkey.id,
            name: passkey.name,
            usable: passkey.rp_id == app.passkeys.id(),
            rp_id: passkey.rp_id,
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
        }
    }
}

pub(super) async fn list(
    State(app): State<Arc<SignInState>>,
    headers: HeaderMap,
) -> Result<Json<impl Serialize>, ApiError> {
    let current = session::find(&app, &headers).await?.ok_or(ErrorCode::Unauthenticated)?;
    let passkeys = app.store.list_passkeys(current.user.id).await?;
    Ok(Json(OwnPasskeys { passkeys: passkeys.into_iter().map(|passkey| OwnPasskey::new(&app, passkey)).collect() }))
}
