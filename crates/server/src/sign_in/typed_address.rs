//! The address of a refused password, for the page that asks again: sealed into a cookie of this browser for a minute, so
//! that no URL and no log has it.

use chrono::Duration;
use http::{HeaderMap, HeaderValue, header};

use crate::http::{
    cookies,
    sealed_cookie::{self, SealedCookieError},
    state::HttpState,
};

const LIVES: Duration = Duration::minutes(1);
/// Longer ones are nobody's address, and are typed again.
const LONGEST: usize = 254;

/// The cookie with what was typed; `None` for what no address is like.
pub(super) fn cookie(app: &HttpState, typed: &str) -> Result<Option<HeaderValue>, SealedCookieError> {
    let typed = typed.trim();
    if typed.is_empty() || typed.len() > LONGEST {
        return Ok(None);
    }
    let public_url = &app.settings.public_url;
    let name = cookies::typed_address_name(public_url);
    let mut line = cookies::set(public_url, &name, &sealed_cookie::seal(app, &name, &typed)?, LIVES);
    line.set_sensitive(true);
    Ok(Some(line))
}

/// What was typed in this browser.
pub(crate) fn find(app: &HttpState, headers: &HeaderMap) -> Option<String> {
    let name = cookies::typed_address_name(&app.settings.public_url);
    sealed_cookie::open(app, &name, cookies::find(headers, &name)?)
}

/// Removes it from the browser, once a page has shown it.
pub(crate) fn forget(app: &HttpState, headers: &mut HeaderMap) {
    let public_url = &app.settings.public_url;
    headers.append(header::SET_COOKIE, cookies::remove(public_url, &cookies::typed_address_name(public_url)));
}
