//! A form of our own pages that arrives: from our own page, in a living session, with the token of that session.
//!
//! Two locks against forgery, each enough alone: the browser says where the form came from
//! ([`SignedInRequest`]), and the form holds a token that only a page of this session can hold.

use axum::extract::{FromRequest, Request};
use http::{HeaderMap, header};
use vestibule_core::{code::ErrorCode, routes::Route, secret::constant_time_eq};

use super::kept_secrets;
use crate::{
    AppState,
    http::{answer::text, api_error::ApiError, client::Client, own_request::OwnRequest, return_to::ReturnTo},
    session::{self, CurrentSession, SignedInRequest},
};

/// The field that holds the token.
pub(crate) const TOKEN: &str = "csrf";

/// A form that may be acted upon.
pub(crate) struct Posted {
    pub(crate) current: CurrentSession,
    pub(crate) client: Client,
    pub(crate) headers: HeaderMap,
    path: String,
    fields: Vec<(String, String)>,
    lost: Vec<String>,
}

impl Posted {
    /// A form of this session, with the secrets that it has kept.
    pub(super) fn new(
        app: &AppState,
        current: CurrentSession,
        (client, headers, path): (Client, HeaderMap, String),
        mut fields: Vec<(String, String)>,
    ) -> Self {
        let lost = kept_secrets::restore(app, (current.user.id, &path), &mut fields);
        Self { current, client, headers, path, fields, lost }
    }

    /// Where it was sent to.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// All fields, in order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a field; the first one when there are several.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.fields().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Puts `value` in the place of what was sent; `None` as if nothing was sent.
    pub(crate) fn replace(&mut self, name: &str, value: Option<&str>) {
        self.fields.retain(|(key, _)| key != name);
        self.fields.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    }

    /// The fields whose secrets the form had kept and has no more: they have to be typed again.
    pub(crate) fn lost(&self) -> &[String] {
        &self.lost
    }
}

/// The fields of a form.
pub(super) fn parse(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).take(500).map(|(name, value)| (name.into(), value.into())).collect()
}

/// Whether the fields have the token of the session that the request carries.
pub(super) fn has_token(app: &AppState, headers: &HeaderMap, fields: &[(String, String)]) -> bool {
    let sent = fields.iter().find(|(name, _)| name == TOKEN).map(|(_, value)| value.as_str()).unwrap_or_default();
    let wanted = session::form_token(app, headers);
    wanted.is_some_and(|wanted| constant_time_eq(sent.as_bytes(), wanted.as_bytes()))
}

/// The page of ours that the browser was on; the front page where it does not say.
fn page_before(app: &AppState, headers: &HeaderMap) -> String {
    let referrer = text(headers, &header::REFERER);
    let path = referrer.strip_prefix(app.settings.public_url.base());
    path.filter(|path| path.starts_with('/')).map_or_else(|| Route::Home.path(), str::to_owned)
}

impl FromRequest<AppState> for Posted {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, ApiError> {
        let path = request.uri().path().to_owned();
        let before = page_before(app, request.headers());
        let SignedInRequest { current, own: OwnRequest { client, headers, body } } =
            SignedInRequest::from_request(request, app).await.map_err(|failure| match failure.code {
                ErrorCode::Unauthenticated => failure
                    .detail("Your session has ended. Sign in again, then repeat what you did.")
                    .try_again(Route::Login.with_query(ReturnTo::own(&before, &app.settings).query())),
                _ => failure,
            })?;
        let fields = parse(&body);
        if !has_token(app, &headers, &fields) {
            let failure = ApiError::new(ErrorCode::Csrf).try_again(before);
            return Err(failure.detail("The form is older than your session. Open the page again."));
        }
        Ok(Self::new(app, current, (client, headers, path), fields))
    }
}
