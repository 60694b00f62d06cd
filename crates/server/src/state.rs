//! The state of the whole HTTP surface. Built once; a clone copies a pointer.
//!
//! Session and sign-in handlers take the state of their own layer, which axum gets from this one.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use vestibule_store::StoreError;

use crate::{
    apps::AppsState,
    http::state::{AppDeps, HttpState},
    session::SessionState,
    sign_in::{SignInState, password_queue::HeldPasswords, setup::SetupLink},
};

/// The state that the API and the pages share.
#[derive(Clone)]
pub struct AppState {
    sign_in: Arc<SignInState>,
    apps: Arc<AppsState>,
}

impl AppState {
    /// Wires the layers together.
    pub fn new(deps: AppDeps) -> Self {
        let session = Arc::new(SessionState::new(Arc::new(HttpState::new(deps))));
        let apps = Arc::new(AppsState::new(session.clone()));
        Self { sign_in: Arc::new(SignInState::new(session)), apps }
    }

    /// What serving applications needs.
    pub(crate) fn apps(&self) -> &AppsState {
        &self.apps
    }

    /// A new link for creating the first administrator; `None` once there is an administrator.
    pub async fn setup_link(&self) -> Result<Option<SetupLink>, StoreError> {
        let exists = self.store.has_administrator().await?;
        let link = || SetupLink::new(&self.settings.public_url, &self.keys, &*self.clock, &*self.random);
        Ok((!exists).then(link).transpose()?)
    }
}

impl AppState {
    /// Ends when the upstream of each enabled provider has been contacted once, or the time for that is over. Until then
    /// readiness says no, and requests that need an upstream wait for it.
    pub async fn watch_start(self) {
        self.lifecycle.watch_start(&self.registry).await;
    }

    /// Says no to whoever asks whether this node is ready, and tells clients to close their connections. Requests are
    /// answered as before.
    pub fn begin_shutdown(&self) {
        self.lifecycle.stop();
    }

    /// Keeps the passwords of browsers that no account knows waiting until the value is dropped: the load that a test
    /// of the queue needs.
    pub async fn hold_passwords(&self) -> HeldPasswords {
        self.passwords.hold().await
    }
}

impl Deref for AppState {
    type Target = SignInState;
    fn deref(&self) -> &SignInState {
        &self.sign_in
    }
}

impl FromRef<AppState> for Arc<SignInState> {
    fn from_ref(app: &AppState) -> Self {
        app.sign_in.clone()
    }
}

impl FromRef<AppState> for Arc<SessionState> {
    fn from_ref(app: &AppState) -> Self {
        app.sign_in.session.clone()
    }
}

impl FromRef<AppState> for Arc<HttpState> {
    fn from_ref(app: &AppState) -> Self {
        app.sign_in.session.http.clone()
    }
}

impl FromRef<AppState> for Arc<AppsState> {
    fn from_ref(app: &AppState) -> Self {
        app.apps.clone()
    }
}
