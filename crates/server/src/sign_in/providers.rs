//! `GET /api/auth/providers`: what a login page of somebody else needs.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;
use vestibule_core::{ids::ProviderId, routes::Route};
use vestibule_registry::Slot;

use crate::{http::assets, http::state::HttpState};

/// All providers that people can sign in with now, in the order of their buttons.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct ProviderList {
    providers: Vec<ListedProvider>,
}

/// One provider.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct ListedProvider {
    id: ProviderId,
    name: String,
    /// Where its icon is.
    icon_url: String,
    protocol: &'static str,
    /// Whether its definition came with the program.
    official: bool,
    /// Where a browser goes to sign in.
    authorize_url: String,
}

pub(crate) async fn list(State(app): State<Arc<HttpState>>) -> Json<ProviderList> {
    let public_url = &app.settings.public_url;
    let listed = |slot: &Arc<Slot>| {
        let entry = slot.definition.as_ref()?;
        Some(ListedProvider {
            id: slot.id.clone(),
            name: slot.display_name.to_string(),
            icon_url: public_url.at(&assets::icon_of(slot)),
            protocol: entry.definition.protocol.as_str(),
            official: entry.official,
            authorize_url: public_url.at(Route::Authorize(&slot.id)),
        })
    };
    Json(ProviderList { providers: app.registry.load().login_providers.iter().filter_map(listed).collect() })
}
