//! `PATCH /api/admin/providers/{id}`: a JSON Merge Patch of settings and credentials. A request that changes nothing
//! writes nothing.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use serde_json::{Map, Value, json};
use vestibule_core::{code::ErrorCode, ids::Issuer, routes::pattern};
use vestibule_store::{ChangeOutcome, EventKind, ProviderInput, StoredProvider};

use super::{
    load::{LoadedProvider, load},
    provider::{Provider, respond},
    provider_request::{BODY_LIMIT, ProviderPatch, ProviderRequest},
    publish::{refused, wait_until_published},
};
use crate::{
    AppState,
    api::{
        Admin,
        body::JsonBody,
        owned::ATTEMPTS,
        query::QueryParameters,
        revision::{IfMatch, mismatch},
    },
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    let endpoint = Endpoint::patch(pattern::ApiProvider, update, |operation| {
        let force = json!({ "type": "boolean", "default": false });
        operation
            .named("updateProvider", "Update provider")
            .tag("providers")
            .admin()
            .if_match()
            .query("force", "Change the issuer even if no administrator can sign in afterwards.", force)
            .body::<ProviderPatch>("application/merge-patch+json")
            .json::<Provider>(StatusCode::OK, "Stored and published.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::ManagedByConfig)
            .problem(ErrorCode::LastWayIn)
            .problem(ErrorCode::InvalidId)
            .problem(ErrorCode::UnknownField)
            .problem(ErrorCode::InvalidCredentials)
            .problem(ErrorCode::SecretRequired)
    });
    endpoint.body_limit(BODY_LIMIT)
}

async fn update(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    if_match: IfMatch,
    parameters: QueryParameters,
    body: JsonBody,
) -> Result<Response, ApiError> {
    parameters.deny_unknown(&["force"])?;
    let change = ProviderUpdate { id: &id, if_match: &if_match, patch: &body.0, force: parameters.flag("force")? };
    Ok(respond(&app, StatusCode::OK, &change.apply(&app, &admin).await?))
}

/// A change of a stored provider.
pub(crate) struct ProviderUpdate<'a> {
    pub(crate) id: &'a str,
    pub(crate) if_match: &'a IfMatch,
    pub(crate) patch: &'a Map<String, Value>,
    /// Whether the issuer may change even if no administrator can sign in afterwards.
    pub(crate) force: bool,
}

impl ProviderUpdate<'_> {
    /// Stores the change, and returns the provider once the registry has published it.
    pub(crate) async fn apply(&self, app: &AppState, admin: &Admin) -> Result<LoadedProvider, ApiError> {
        for _ in 0..ATTEMPTS {
            let registry = app.registry.load();
            let row = load(app, &registry, self.id).await?.into_row()?;
            self.if_match.check(row.revision)?;
            let mut request = ProviderRequest::patch(&row, self.patch, &registry.catalogue)?;
            let entry = registry.catalogue.find(request.definition()).map(|entry| &**entry);
            request.date_secrets(Some(&row), entry, app.clock.now());
            let preview = app.registry.preview(&request.record);
            request.validate(|_| preview.check())?;
            let changes = request.changes(&row);
            if changes.is_empty() {
                return Ok(LoadedProvider::stored(row, &registry));
            }
            let event = admin.event(app, EventKind::ProviderChanged).detail(format!("changed {}", changes.join("\n")));
            let issuer = changed_issuer(app, &row, preview.issuer());
            let checked = preview.checked(&request.record);
            let draft = ProviderInput { issuer, checked, force: self.force, ..request.to_store() };
            match app.store.update_provider(&draft, row.revision, app.rules(&registry), &event).await? {
                ChangeOutcome::Done(row) => return Ok(wait_until_published(app, row).await),
                ChangeOutcome::NotFound => return Err(ErrorCode::NotFound.into()),
                ChangeOutcome::Refused(code) if self.if_match.tries_again(code) => {}
                ChangeOutcome::Refused(ErrorCode::LastWayIn) if draft.issuer.is_some() => return Err(other_issuer()),
                ChangeOutcome::Refused(code) => return Err(refused(code)),
            }
        }
        Err(mismatch(None))
    }
}

/// The issuer after the change, if it is another one than before.
fn changed_issuer(app: &AppState, row: &StoredProvider, issuer: Option<Issuer>) -> Option<Issuer> {
    if issuer == app.registry.preview(&row.record()).issuer() { None } else { issuer }
}

fn other_issuer() -> ApiError {
    ApiError::new(ErrorCode::LastWayIn).detail(
        "No administrator could sign in anymore: links belong to an issuer, and this change selects another one. First \
         give an administrator a password or a link to another provider, or change it anyway with `?force=true`.",
    )
}
