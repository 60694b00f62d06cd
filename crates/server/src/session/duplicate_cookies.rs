//! Requests with several session cookies of one name: `session.cookie_domain` was set, changed or taken away while
//! browsers had a cookie, or a host of the same domain has planted one.
//!
//! Each value is tried. One live session counts, and the browser is given back that cookie alone; two different live
//! ones look alike, so neither counts, and the browser loses both. Everything behind this sees at most one.

use http::{HeaderMap, HeaderValue, header};
use vestibule_core::secret::{Secret, sha256};

use super::{current::unavailable, state::SessionState, token::is_token};
use crate::http::{api_error::ApiError, cookies};

/// What became of several session cookies.
pub(crate) struct Resolved {
    /// The token of the only live session.
    live: Option<Secret>,
}

/// Leaves at most one session cookie in a request; `None` when there was nothing to decide.
pub(crate) async fn resolve(app: &SessionState, headers: &mut HeaderMap) -> Result<Option<Resolved>, ApiError> {
    let name = cookies::session_name(&app.settings);
    let values = cookies::values(headers, &name);
    if values.len() < 2 {
        return Ok(None);
    }
    let mut live = Vec::new();
    for value in values.into_iter().filter(|value| is_token(value)) {
        if app.sessions.get(&sha256(value)).await.map_err(unavailable)?.is_some() {
            live.push(Secret::new(value));
        }
    }
    let live = live.pop().filter(|_| live.is_empty());
    cookies::keep_only(headers, &name, live.as_ref().map(Secret::expose));
    Ok(Some(Resolved { live }))
}

impl Resolved {
    /// Adds the lines that leave one session cookie in the browser: the one that the answer sets by itself, else the one
    /// that counted, else none.
    pub(crate) fn repair(&self, app: &SessionState, headers: &mut HeaderMap) {
        let name = cookies::session_name(&app.settings);
        let is_session = |line: &HeaderValue| line.as_bytes().starts_with(format!("{name}=").as_bytes());
        let answer: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
        let kept = match &self.live {
            Some(token) if !answer.iter().any(is_session) => Some(super::cookie(app, token)),
            _ => None,
        };
        // A browser takes the lines in their order.
        headers.remove(header::SET_COOKIE);
        for line in cookies::remove_session(&app.settings).into_iter().chain(answer).chain(kept) {
            headers.append(header::SET_COOKIE, line);
        }
    }
}
