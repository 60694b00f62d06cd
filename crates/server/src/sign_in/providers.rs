//! `GET /api/auth/providers`: for a custom login page.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::{Method, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{
    ids::ProviderId,
    routes::{Route, pattern},
};
use vestibule_registry::Slot;

use crate::http::{assets, openapi::OperationSpec, state::HttpState};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::GET, pattern::Providers, |operation| {
        operation
            .named("listSignInProviders", "List providers for sign-in")
            .tag("sign-in")
            .json::<ProviderList>(StatusCode::OK, "In the order of the sign-in page.")
    })
}

/// All available providers, in the order of the sign-in page.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ProviderList {
    providers: Vec<ListedProvider>,
}

/// A provider for sign-in.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ListedProvider {
    id: ProviderId,
    name: String,
    /// The URL of its icon.
    icon_url: String,
    protocol: &'static str,
    /// Whether its definition is built in.
    official: bool,
    /// The URL that starts a sign-in.
    authorize_url: String,
}

pub(super) async fn list(State(app): State<Arc<HttpState>>) -> Json<ProviderList> {
    app.lifecycle.started().await;
    let public_url = &app.settings.public_url;
    let listed = |slot: &Arc<Slot>| {
        let entry = slot.definition.as_ref()?;
        Some(ListedProvider {
            id: slot.id.clone(),
            name: slot.display_name.to_string(),
            icon_url: public_url.at(assets::icon_of(slot)),
            protocol: entry.protocol.name,
            official: entry.official,
            authorize_url: public_url.at(Route::Authorize(&slot.id)),
        })
    };
    Json(ProviderList { providers: app.registry.load().login_providers.iter().filter_map(listed).collect() })
}
