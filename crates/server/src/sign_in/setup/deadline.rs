//! A point in time, sealed for its place: until then whoever has it may pass.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use vestibule_core::{
    clock::{Timestamp, from_millis},
    random::Random,
    seal::{Keyring, SealError},
};

/// No sealed deadline is longer; what is gets not even decoded.
const LONGEST: usize = 128;

/// Seals a deadline. Two of them never look alike.
pub(super) fn seal(keys: &Keyring, random: &dyn Random, place: &str, until: Timestamp) -> Result<String, SealError> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(keys.cookies().seal(random, place, &until.timestamp_millis().to_be_bytes())?))
}

/// The deadline that was sealed for this place; `None` for everything else.
pub(super) fn open(keys: &Keyring, place: &str, sealed: &str) -> Option<Timestamp> {
    let bytes = (sealed.len() <= LONGEST).then(|| BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()).flatten()?;
    let plain = keys.cookies().open(place, &bytes).ok()?;
    Some(from_millis(i64::from_be_bytes(plain.as_slice().try_into().ok()?)))
}
