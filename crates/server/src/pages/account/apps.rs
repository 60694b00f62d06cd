//! The apps that one uses, and ending that.

use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_core::{ids::AppId, routes::Route};
use vestibule_store::AppUse;

use super::super::{Moment, form::Posted};
use crate::{
    AppState,
    apps::revoke_own,
    http::{answer::see_other, api_error::ApiError, assets},
};

/// What the person has let one app have.
pub(in crate::pages) struct AppRow {
    pub(in crate::pages) id: AppId,
    pub(in crate::pages) name: String,
    pub(in crate::pages) icon: String,
    pub(in crate::pages) since: Moment,
    pub(in crate::pages) last_used: Option<Moment>,
}

/// The rows of a page about a person.
pub(in crate::pages) fn rows(app: &AppState, uses: Vec<AppUse>) -> Vec<AppRow> {
    let apps = app.registry.load().apps.clone();
    let row = |used: AppUse| {
        let of = apps.find(&used.app);
        AppRow {
            name: of.map_or_else(|| used.app.to_string(), |of| of.name.clone()),
            icon: of.map_or_else(
                || assets::icon(None),
                |of| assets::picture_or_icon(of.picture.as_deref(), of.icon.as_deref()),
            ),
            since: Moment(used.since),
            last_used: used.last_used_at.map(Moment),
            id: used.app,
        }
    };
    uses.into_iter().map(row).collect()
}

/// `POST /account/apps/{id}/revoke`
pub(super) async fn revoke(
    State(app): State<AppState>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, ApiError> {
    revoke_own(app.apps(), posted.current.user.id, &posted.client, &id).await?;
    Ok(see_other(Route::Account))
}
