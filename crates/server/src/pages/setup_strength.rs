//! `POST /setup/strength`: how hard the password that is being typed is to guess. The page works without it.
//!
//! It takes the form of the page, so it answers holders of the setup link alone, and keeps nothing.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
};
use http::HeaderMap;
use serde::Serialize;
use vestibule_core::{code::ErrorCode, email::EmailAddress};

use super::{setup::Posted, texts::Language};
use crate::{
    AppState,
    http::{api_error::ApiError, origin_check::same_origin},
    sign_in::setup::Pass,
};

/// The answer to the script of the page.
#[derive(Serialize)]
pub(crate) struct Estimate {
    /// 0 to 4.
    score: u8,
    text: &'static str,
}

pub(crate) async fn estimate(
    State(app): State<AppState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Estimate>, ApiError> {
    same_origin(&headers, &app.settings.public_url)?;
    let pass = Pass::find(&app, &headers)?;
    let posted = Posted::parse(&body.map_err(|error| ApiError::body_read_error(&error, ErrorCode::InvalidRequest))?);
    posted.is_of(&pass)?;
    let email = EmailAddress::parse(&posted.email).ok();
    let (strength, _) = app.passwords.estimate(posted.password, email).await?;
    let t = Language::of(&headers).setup();
    let text = match strength.score() {
        0 => t.strength_very_weak(),
        1 => t.strength_weak(),
        2 => t.strength_fair(),
        3 => t.strength_strong(),
        _ => t.strength_very_strong(),
    };
    Ok(Json(Estimate { score: strength.score(), text }))
}
