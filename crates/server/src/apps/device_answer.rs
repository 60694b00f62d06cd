//! What a person answers on the page `/device` (RFC 8628 §3.3).

use std::sync::Arc;

use vestibule_apps::{App, Scopes, UserCode};
use vestibule_core::code::ErrorCode;
use vestibule_store::EventKind;

use super::{access_token::may_use, answer::event, device_authorization::user_code_hash, state::AppsState};
use crate::{
    http::{api_error::ApiError, client::Client},
    session::CurrentSession,
};

/// A device that waits for a person.
pub(crate) struct WaitingDevice {
    pub(crate) code: UserCode,
    pub(crate) app: Arc<App>,
    pub(crate) scopes: Scopes,
}

impl WaitingDevice {
    /// The device with the code that a person typed. A wrong code counts for the address: whoever guesses is stopped.
    pub(crate) async fn find(app: &AppsState, client: &Client, typed: &str) -> Result<Option<Self>, ApiError> {
        let found = match UserCode::parse(typed) {
            Some(code) => app.store.find_device_request(&user_code_hash(&code)).await?.map(|found| (code, found)),
            None => None,
        };
        let of =
            found.and_then(|(code, found)| Some((code, app.registry.load().apps.find(&found.app).cloned()?, found)));
        let Some((code, of, found)) = of else {
            app.limits.callback_failures.count(client.address)?;
            return Ok(None);
        };
        Ok(Some(Self { code, app: of, scopes: Scopes::parse(&found.scopes) }))
    }

    /// Keeps the answer. Who may not use the app cannot allow it either. False when somebody was first, or it was too late.
    pub(crate) async fn answer(
        &self,
        app: &AppsState,
        client: &Client,
        by: &CurrentSession,
        allows: bool,
    ) -> Result<bool, ApiError> {
        let (user, of) = (by.user.id, &self.app);
        let event = event(app, EventKind::AppSignIn, (of, client), Some(user));
        if allows && may_use(app, of, (&by.session, &by.user)).is_err() {
            app.refused(client.address, event.failed(ErrorCode::AppNotAllowed)).await?;
            return Err(ErrorCode::AppNotAllowed.into());
        }
        let allowed = allows.then_some((user, by.session.id));
        if !app.store.answer_device_request(&user_code_hash(&self.code), allowed).await? {
            return Ok(false);
        }
        let (event, outcome) =
            if allows { (event, "ok") } else { (event.failed(ErrorCode::AccessDenied), "access_denied") };
        app.store.record(&event).await?;
        metrics::counter!("vestibule_app_authorizations_total", "app" => of.id.to_string(), "outcome" => outcome)
            .increment(1);
        Ok(true)
    }
}
