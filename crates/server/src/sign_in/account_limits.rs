//! How many secrets may be tried against one account, from all addresses together.
//!
//! Browsers that the account does not know share one allowance; a [known device](super::known_device) has its own, so
//! guessing keeps nobody out of a browser that they have used before. An address counts whether or not it belongs to
//! somebody: a refusal says nothing about that.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use governor::Quota;
use vestibule_core::{clock::Clock, ids::UserId, secret::sha256};

use super::known_device::KnownDevice;
use crate::http::{api_error::ApiError, limits::KeyedLimit};

/// How long one attempt takes to come back.
const REFILL: Duration = Duration::from_secs(60);

/// The allowances of accounts and of known devices.
pub(crate) struct AccountLimits(KeyedLimit<[u8; 32]>);

impl AccountLimits {
    /// `burst` attempts at once, then one a minute; 0 is off.
    pub(super) fn new(burst: u32, clock: &Arc<dyn Clock>) -> Self {
        let quota = NonZeroU32::new(burst).and_then(|burst| Some(Quota::with_period(REFILL)?.allow_burst(burst)));
        Self(KeyedLimit::new(quota, clock))
    }

    /// Counts a password that a browser which nobody knows tries for this address.
    pub(crate) fn count_address(&self, folded_email: &str) -> Result<(), ApiError> {
        self.count(&["address\0", folded_email].concat())
    }

    /// Counts a second factor that a browser which the account does not know tries for this user.
    pub(super) fn count_user(&self, user: UserId) -> Result<(), ApiError> {
        self.count(&format!("user\0{user}"))
    }

    /// Counts an attempt in a browser that the account knows.
    pub(crate) fn count_device(&self, device: &KnownDevice) -> Result<(), ApiError> {
        self.count(&["device\0", device.id()].concat())
    }

    fn count(&self, key: &str) -> Result<(), ApiError> {
        self.0.count(&sha256(key))
    }

    /// Forgets what has its whole allowance back.
    pub(crate) fn forget_quiet(&self) {
        self.0.forget_quiet();
    }
}

#[cfg(test)]
mod tests {
    use vestibule_core::clock::FixedClock;

    use super::*;

    #[test]
    fn addresses_do_not_share_an_allowance() {
        let clock: Arc<dyn Clock> = Arc::new(FixedClock::at(1_700_000_000_000));
        let limits = AccountLimits::new(2, &clock);
        let count = |email| limits.count_address(email).is_ok();
        assert_eq!([count("a@example.com"), count("a@example.com"), count("a@example.com")], [true, true, false]);
        assert!(count("b@example.com"));
        let off = AccountLimits::new(0, &clock);
        assert!((0..100).all(|_| off.count_address("a@example.com").is_ok()), "0 is off");
    }
}
