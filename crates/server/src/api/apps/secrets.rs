//! Client secrets: made here, shown once, stored as a hash.

use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::AppSecretId,
    random::token_256,
    secret::{Secret, sha256},
    violation::Violations,
};
use vestibule_store::{EventKind, NewAppSecret};

use super::{
    load::{LoadedApp, load},
    save::{changed, published},
};
use crate::{
    AppState,
    api::{Admin, body::reject},
    http::api_error::ApiError,
};

/// A new secret: 256 random bits, and what is stored of it.
pub(super) fn make_secret(app: &AppState, ends_at: Option<Timestamp>) -> (Secret, NewAppSecret) {
    let secret = Secret::new(token_256(&*app.random));
    let new = NewAppSecret { hash: sha256(secret.expose()), ends_at };
    (secret, new)
}

/// Adds a secret to an app, next to the one that it has.
pub(crate) async fn add(
    app: &AppState,
    admin: &Admin,
    id: &str,
    ends_at: Option<Timestamp>,
) -> Result<(LoadedApp, Secret), ApiError> {
    let loaded = load(app, &app.registry.load(), id).await?;
    if !loaded.has_secret() && loaded.row.is_some() {
        let mut bad = Violations::default();
        bad.push("", "apps of this definition have no client secret");
        return Err(reject(ErrorCode::InvalidAppSettings, bad));
    }
    let row = loaded.into_row()?;
    check_end(app, ends_at)?;
    let (secret, new) = make_secret(app, ends_at);
    let event = admin.event(app, EventKind::AppChanged).detail(format!("app {}: secret added", row.id));
    let row = changed(app.store.add_app_secret(&row.id, &new, &event).await?)?;
    Ok((published(app, row).await, secret))
}

/// Sets when a secret ends; `None`: deletes it.
pub(crate) async fn end(
    app: &AppState,
    admin: &Admin,
    (id, secret): (&str, &str),
    ends_at: Option<Timestamp>,
) -> Result<LoadedApp, ApiError> {
    let row = load(app, &app.registry.load(), id).await?.into_row()?;
    let absent = || ApiError::new(ErrorCode::NotFound).detail("The app has no secret with this id.");
    let secret: AppSecretId = secret.parse().map_err(|_| absent())?;
    if !row.secrets.iter().any(|known| known.id == secret) {
        return Err(absent());
    }
    check_end(app, ends_at)?;
    let what = if ends_at.is_some() { "given an end" } else { "deleted" };
    let event = admin.event(app, EventKind::AppChanged).detail(format!("app {}: secret {secret} {what}", row.id));
    let row = changed(app.store.end_app_secret(&row.id, secret, ends_at, &event).await?)?;
    Ok(published(app, row).await)
}

fn check_end(app: &AppState, ends_at: Option<Timestamp>) -> Result<(), ApiError> {
    match ends_at {
        Some(ends_at) if ends_at <= app.clock.now() => {
            let mut bad = Violations::default();
            bad.push("/ends_at", "must be in the future; delete a secret to end it now");
            Err(reject(ErrorCode::InvalidAppSettings, bad))
        }
        _ => Ok(()),
    }
}
