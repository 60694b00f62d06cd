//! A sealed value, and the same sealed by another key.

use vestibule_core::{
    random::Random,
    seal::{Keyring, SealError},
};

/// A sealed value and the place that it is sealed for.
pub(super) struct Sealed {
    pub(super) place: String,
    pub(super) value: Vec<u8>,
}

impl Sealed {
    pub(super) fn opens(&self, keys: &Keyring) -> bool {
        keys.open(&self.place, &self.value).is_ok()
    }

    /// The same, sealed by the first key; `None` when no key opens it.
    pub(super) fn reencrypted_by_first_key(
        &self,
        keys: &Keyring,
        random: &dyn Random,
    ) -> Result<Option<Vec<u8>>, SealError> {
        keys.open(&self.place, &self.value).ok().map(|plain| keys.seal(random, &self.place, &plain)).transpose()
    }
}
