//! The representation of an app: owner, settings, secrets with their dates, state. No secret is in it.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use vestibule_apps::{AppSettings, OWN_VALUES};
use vestibule_core::{
    clock::Timestamp,
    ids::{AppId, AppSecretId, DefinitionId},
    provider::Owner,
    secret::Secret,
    violation::Violation,
};
use vestibule_store::StoredAppSecret;

use super::{
    guide,
    load::{LoadedApp, LoadedAppState},
};
use crate::{AppState, api::revision::etag, http::assets};

/// An app.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct App {
    id: AppId,
    /// Who manages it; `config` is read-only here.
    owner: Owner,
    /// The name that people see.
    name: String,
    /// The URL of its icon.
    icon_url: String,
    state: LoadedAppState,
    /// What is wrong with it, if so.
    faults: Vec<Violation>,
    /// Whether its definition is built in.
    official: bool,
    /// Where answers may be sent; empty while it is not right.
    redirect_uris: Vec<String>,
    /// Where people open it.
    start_url: Option<String>,
    /// Increases with each change; null for an app of the configuration.
    revision: Option<u64>,
    created_at: Option<Timestamp>,
    updated_at: Option<Timestamp>,
    /// What its definition asks for.
    settings: Map<String, Value>,
    /// The public keys of an application that signs its assertions: a JWK set as JSON text.
    client_keys: Option<String>,
    /// Client secrets, without the secrets themselves: oldest first. Empty for an app of the configuration.
    secrets: Vec<AppSecret>,
    /// What an administrator does in the application, in Markdown, with the values of this app.
    guide: Option<String>,
    #[serde(flatten)]
    options: AppSettings,
}

/// A client secret, without the secret itself.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AppSecret {
    id: AppSecretId,
    created_at: Timestamp,
    /// When it was last used, to within a minute.
    last_used_at: Option<Timestamp>,
    /// When it ends; null: when it is deleted.
    ends_at: Option<Timestamp>,
    /// Whether it is good now.
    valid: bool,
}

impl AppSecret {
    fn new(secret: &StoredAppSecret, now: Timestamp) -> Self {
        Self {
            id: secret.id,
            created_at: secret.created_at,
            last_used_at: secret.last_used_at,
            ends_at: secret.ends_at,
            valid: secret.is_valid(now),
        }
    }
}

/// An app with a secret that was made just now.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AppWithSecret {
    #[serde(flatten)]
    app: App,
    /// The client secret. It is in no other response. Null for an app that has none.
    client_secret: Option<String>,
}

impl App {
    pub(crate) fn new(loaded: &LoadedApp, app: &AppState, secret: Option<&Secret>) -> Self {
        let LoadedApp { record, row, entry, bound } = loaded;
        let definition: DefinitionId = record.definition();
        let supplied = record.values.names().filter(|name| !OWN_VALUES.contains(name));
        let settings = supplied.filter_map(|name| Some((name.to_owned(), record.values.value(name)?.clone())));
        let (picture, icon) = match (bound, entry) {
            (Ok(bound), _) => (bound.picture.as_deref(), bound.icon.as_deref()),
            (Err(_), Some(entry)) => {
                (entry.icon.as_ref().map(|icon| icon.path.as_str()), entry.definition.icon.as_deref())
            }
            (Err(_), None) => (None, record.settings.icon.as_deref()),
        };
        let uris = bound.iter().flat_map(|bound| bound.redirect_uris.iter());
        let now = app.clock.now();
        Self {
            id: record.id.clone(),
            owner: record.owner,
            name: loaded.name().to_owned(),
            icon_url: app.settings.public_url.at(assets::picture_or_icon(picture, icon)),
            state: loaded.state(),
            faults: bound.as_ref().err().map(|violations| violations.0.clone()).unwrap_or_default(),
            official: entry.as_ref().is_some_and(|entry| entry.official),
            redirect_uris: uris.map(|uri| uri.as_str().to_owned()).collect(),
            start_url: bound.as_ref().ok().and_then(|bound| bound.start_url.clone()),
            revision: row.as_ref().map(|row| row.revision),
            created_at: row.as_ref().map(|row| row.created_at),
            updated_at: row.as_ref().map(|row| row.updated_at),
            settings: settings.collect(),
            client_keys: record.values.text("client_keys").map(str::to_owned),
            secrets: row.iter().flat_map(|row| &row.secrets).map(|secret| AppSecret::new(secret, now)).collect(),
            guide: guide::of(loaded, app, secret.map(Secret::expose)),
            options: AppSettings {
                definition: Some(definition),
                client_id: Some(loaded.client_id().to_owned()),
                ..AppSettings::clone(&record.settings)
            },
        }
    }
}

/// A response with the app, and its revision as the `ETag`.
pub(super) fn respond(app: &AppState, status: StatusCode, loaded: &LoadedApp) -> Response {
    with_etag((status, Json(App::new(loaded, app, None))).into_response(), loaded)
}

/// The same with a secret that was made just now.
pub(super) fn respond_with_secret(
    app: &AppState,
    status: StatusCode,
    loaded: &LoadedApp,
    secret: Option<&Secret>,
) -> Response {
    let client_secret = secret.map(|secret| secret.expose().to_owned());
    let answer = AppWithSecret { app: App::new(loaded, app, secret), client_secret };
    with_etag((status, Json(answer)).into_response(), loaded)
}

fn with_etag(mut response: Response, loaded: &LoadedApp) -> Response {
    if let Some(row) = &loaded.row {
        response.headers_mut().insert(header::ETAG, etag(row.revision));
    }
    response
}
