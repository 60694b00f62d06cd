//! `PATCH /api/admin/providers/{id}`: a JSON Merge Patch of settings and credentials. A request that changes nothing
//! writes nothing.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, ids::Issuer};
use vestibule_store::{ChangeOutcome, EventKind, ProviderInput, StoredProvider};

use super::{
    draft::Draft,
    find::{self, Found},
    get::answer,
    save::{refused, settle},
};
use crate::{
    AppState,
    api::{
        Admin,
        body::JsonBody,
        configured::ConfiguredIds,
        query::Parameters,
        revision::{IfMatch, mismatch},
    },
    http::api_error::ApiError,
};

/// How often a patch that names no revision is put on top of what somebody else has just stored.
const ATTEMPTS: usize = 3;

pub(crate) async fn patch(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    if_match: IfMatch,
    parameters: Parameters,
    body: JsonBody,
) -> Result<Response, ApiError> {
    parameters.only(&["force"])?;
    let force = parameters.flag("force")?;
    Ok(answer(&app, StatusCode::OK, &apply(&app, &admin, (&id, &if_match), (&body.0, force)).await?))
}

/// Changes the provider of that id, if it has that revision, and returns it as it is once the registry has taken it up.
/// With `force` it may point to another upstream even when no administrator comes from there.
pub(crate) async fn apply(
    app: &AppState,
    admin: &Admin,
    (id, if_match): (&str, &IfMatch),
    (members, force): (&Map<String, Value>, bool),
) -> Result<Found, ApiError> {
    for _ in 0..ATTEMPTS {
        let registry = app.registry.load();
        let row = find::get(app, &registry, id).await?.into_row()?;
        if_match.check(row.revision)?;
        let draft = Draft::patch(&row, members, &registry.catalogue)?;
        let preview = app.registry.preview(&draft.record);
        draft.check(|_| preview.check())?;
        let changes: Vec<String> = draft.changes(&row).into_iter().collect();
        if changes.is_empty() {
            return Ok(Found::stored(row, &registry));
        }
        let event = admin.event(app, EventKind::ProviderChanged).detail(format!("changed {}", changes.join(", ")));
        let configured = ConfiguredIds::of(&registry);
        let issuer = moved(app, &row, preview.issuer()).filter(|_| !force);
        let wanted = ProviderInput { issuer, ..draft.to_store() };
        match app.store.update_provider(&wanted, row.revision, configured.borrowed(), &event).await? {
            ChangeOutcome::Done(row) => return Ok(settle(app, row).await),
            ChangeOutcome::NotFound => return Err(ErrorCode::NotFound.into()),
            ChangeOutcome::Refused(ErrorCode::RevisionMismatch) if *if_match == IfMatch::Any => {}
            ChangeOutcome::Refused(ErrorCode::LastWayIn) if wanted.issuer.is_some() => return Err(leads_elsewhere()),
            ChangeOutcome::Refused(code) => return Err(refused(code)),
        }
    }
    Err(mismatch(None))
}

/// Who would vouch for people, when that is somebody else than before.
fn moved(app: &AppState, row: &StoredProvider, issuer: Option<Issuer>) -> Option<Issuer> {
    if issuer == app.registry.preview(&row.record()).issuer() { None } else { issuer }
}

fn leads_elsewhere() -> ApiError {
    ApiError::new(ErrorCode::LastWayIn).detail(
        "No administrator could sign in any more: links belong to the issuer that vouched, and this is another one. Give \
         an administrator another way in first: a password, or a link to another provider. With `?force=true` it is \
         changed all the same.",
    )
}
