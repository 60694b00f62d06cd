//! `PATCH /api/admin/users/{id}`: keeps a person out or lets them in, gives or takes administrator rights. A request that
//! changes nothing writes nothing.

use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::Value;
use vestibule_core::{code::ErrorCode, violation::Violations};
use vestibule_store::{EventKind, UserChange};

use super::{finished, parse_id, user::ShownUser};
use crate::{
    AppState,
    api::{
        Admin,
        body::{JsonBody, refuse},
        configured::ConfiguredIds,
        query::Parameters,
    },
    http::api_error::ApiError,
};

/// What may be changed about a user. What is left out stays.
#[derive(Debug, schemars::JsonSchema)]
#[allow(dead_code, reason = "its schema documents the body, which is read by hand so that every mistake is named")]
pub(crate) struct UserPatch {
    /// Whether the user is kept out.
    #[schemars(default)]
    disabled: bool,
    /// `true` gives local administrator rights. `false` takes those of every origin; a provider's rules give theirs again
    /// at the next sign-in.
    #[schemars(default)]
    is_admin: bool,
}

pub(crate) async fn patch(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: Parameters,
    body: JsonBody,
) -> Result<Json<ShownUser>, ApiError> {
    parameters.only(&[])?;
    let user = app.store.find_user(parse_id(&id)?).await?.ok_or(ErrorCode::NotFound)?;
    let wanted = read(&body)?;
    let change = UserChange {
        disabled: wanted.disabled.filter(|disabled| *disabled != user.disabled),
        is_admin: wanted.is_admin.filter(|is_admin| *is_admin != user.is_admin),
    };
    let mut words = Vec::new();
    words.extend(change.disabled.map(|disabled| if disabled { "disabled" } else { "enabled" }));
    words.extend(change.is_admin.map(|gained| if gained { "made administrator" } else { "no administrator any more" }));
    if words.is_empty() {
        return Ok(Json(ShownUser::load(&app, user).await?));
    }
    let sessions = app.store.list_sessions(user.id).await?;
    let event = admin.event(&app, EventKind::UserChanged).detail(words.join(", "));
    let configured = ConfiguredIds::of(&app.registry.load());
    let changed = finished(app.store.change_user(user.id, change, configured.borrowed(), &event).await?)?;
    if change.disabled == Some(true) {
        app.sessions.end(sessions.into_iter().map(|session| session.id)).await;
    }
    Ok(Json(ShownUser::load(&app, changed).await?))
}

fn read(body: &JsonBody) -> Result<UserChange, ApiError> {
    body.only(&["disabled", "is_admin"])?;
    let mut bad = Violations::default();
    let mut switch = |name: &str| match body.0.get(name) {
        None => None,
        Some(Value::Bool(on)) => Some(*on),
        Some(_) => {
            bad.push(format!("/{name}"), "this is true or false".to_owned());
            None
        }
    };
    let change = UserChange { disabled: switch("disabled"), is_admin: switch("is_admin") };
    bad.check().map_err(|bad| refuse(ErrorCode::InvalidParameter, bad))?;
    Ok(change)
}
