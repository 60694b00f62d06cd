//! Values that a browser keeps for us in a cookie and can neither read nor change.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::{Serialize, de::DeserializeOwned};
use vestibule_core::seal::SealError;

use super::state::HttpState;

/// Why a value did not become the text of a cookie.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealedCookieError {
    #[error("a cookie could not be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// The value of a cookie. It opens for the same `place` only; usually that is the name of the cookie.
pub(crate) fn seal(app: &HttpState, place: &str, value: &impl Serialize) -> Result<String, SealedCookieError> {
    let plain = serde_json::to_vec(value)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(app.keys.cookies().seal(&*app.random, place, &plain)?))
}

/// What was sealed for `place`; `None` for everything else.
pub(crate) fn open<T: DeserializeOwned>(app: &HttpState, place: &str, text: &str) -> Option<T> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&app.keys.cookies().open(place, &sealed).ok()?).ok()
}
