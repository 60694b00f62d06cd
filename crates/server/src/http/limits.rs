//! Rate limits by client address.
//!
//! The limiter is governor's keyed GCRA. What is ours is the key: an IPv6 client owns a /64, so that is what counts.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

use governor::{
    DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock, QuantaInstant},
};
use vestibule_core::code::ErrorCode;

use super::{api_error::ApiError, settings::Limits};

/// All limits of the HTTP surface.
pub(crate) struct RateLimits {
    pub(crate) authorize: Limit,
    pub(crate) callback_failures: Limit,
    pub(crate) password: Limit,
}

/// One limit; `None` inside is off.
pub(crate) struct Limit(Option<DefaultKeyedRateLimiter<IpAddr>>);

impl RateLimits {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            authorize: Limit::per_minute(limits.authorize),
            callback_failures: Limit::per_minute(limits.callback_failures),
            password: Limit::per_minute(limits.password),
        }
    }

    /// Forgets addresses that have been quiet for long enough to have their whole allowance back.
    pub(crate) fn forget_quiet(&self) {
        for limiter in
            [&self.authorize, &self.callback_failures, &self.password].into_iter().filter_map(|l| l.0.as_ref())
        {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

impl Limit {
    fn per_minute(count: u32) -> Self {
        Self(NonZeroU32::new(count).map(|count| RateLimiter::keyed(Quota::per_minute(count))))
    }

    /// Counts one request; refused when the allowance is used up.
    pub(crate) fn count(&self, address: IpAddr) -> Result<(), ApiError> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        limiter.check_key(&network(address)).map_err(|not_until| rate_limited(&not_until))
    }
}

/// The refusal of a request whose allowance is used up.
pub(crate) fn rate_limited(not_until: &NotUntil<QuantaInstant>) -> ApiError {
    let wait = not_until.wait_time_from(DefaultClock::default().now());
    let seconds = u32::try_from(wait.as_secs()).unwrap_or(60) + 1;
    metrics::counter!("vestibule_rate_limited_total").increment(1);
    ApiError::new(ErrorCode::RateLimited).detail(format!("Wait {seconds} seconds and try again.")).retry_after(seconds)
}

/// What counts as one client: an IPv6 client owns a /64.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_is_per_client() {
        let limit = Limit::per_minute(2);
        let (one, other) = ("203.0.113.1".parse().unwrap(), "203.0.113.2".parse().unwrap());
        assert!(limit.count(one).is_ok() && limit.count(one).is_ok());
        assert!(limit.count(one).is_err());
        assert!(limit.count(other).is_ok());
        assert!(Limit::per_minute(0).count(one).is_ok(), "0 is off");
    }

    #[test]
    fn a_v6_client_is_its_network() {
        let limit = Limit::per_minute(1);
        assert!(limit.count("2001:db8:1:2::1".parse().unwrap()).is_ok());
        assert!(limit.count("2001:db8:1:2:ffff::9".parse().unwrap()).is_err());
        assert!(limit.count("2001:db8:1:3::1".parse().unwrap()).is_ok());
    }
}
