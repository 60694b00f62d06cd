//! Rate limits by client address, on the clock of the installation.
//!
//! The limiter is governor's keyed GCRA. What is ours is the key: an IPv6 client owns a /64, so that is what counts.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{self, Clock as _},
    middleware::NoOpMiddleware,
    state::keyed::DashMapStateStore,
};
use vestibule_core::{clock::Clock, code::ErrorCode};

use super::{api_error::ApiError, settings::Limits};

/// How many clients with a whole allowance may be behind one address.
const TOGETHER: u32 = 20;

/// All limits of the HTTP surface.
pub(crate) struct RateLimits {
    pub(crate) authorize: Limit,
    /// Of all clients behind an address that looks like a proxy and is not named as one.
    pub(crate) authorize_together: Limit,
    pub(crate) callback_failures: Limit,
    pub(crate) password: Limit,
}

/// One limit by client address.
pub(crate) struct Limit(KeyedLimit<IpAddr>);

/// One limit; `None` inside is off.
pub(crate) struct KeyedLimit<K: Hash + Eq + Clone>(Option<Limiter<K>>);

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, LimiterClock, NoOpMiddleware<Duration>>;

/// Our clock as governor reads one: the time since 1970.
#[derive(Clone)]
struct LimiterClock(Arc<dyn Clock>);

impl clock::Clock for LimiterClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(self.0.now().timestamp_millis().unsigned_abs())
    }
}

impl RateLimits {
    pub(crate) fn new(limits: Limits, clock: &Arc<dyn Clock>) -> Self {
        let per_minute = |count| Limit::per_minute(count, clock);
        Self {
            authorize: per_minute(limits.authorize),
            authorize_together: per_minute(limits.authorize.saturating_mul(TOGETHER)),
            callback_failures: per_minute(limits.callback_failures),
            password: per_minute(limits.password),
        }
    }

    /// Forgets addresses that have been quiet for long enough to have their whole allowance back.
    pub(crate) fn forget_quiet(&self) {
        for limit in [&self.authorize, &self.authorize_together, &self.callback_failures, &self.password] {
            limit.0.forget_quiet();
        }
    }
}

impl Limit {
    fn per_minute(count: u32, clock: &Arc<dyn Clock>) -> Self {
        Self(KeyedLimit::new(NonZeroU32::new(count).map(Quota::per_minute), clock))
    }

    /// Counts one request; refused when the allowance is used up.
    pub(crate) fn count(&self, address: IpAddr) -> Result<(), ApiError> {
        self.0.count(&network(address))
    }
}

impl<K: Hash + Eq + Clone> KeyedLimit<K> {
    pub(crate) fn new(quota: Option<Quota>, clock: &Arc<dyn Clock>) -> Self {
        Self(quota.map(|quota| RateLimiter::dashmap_with_clock(quota, LimiterClock(clock.clone()))))
    }

    /// Counts one request; refused when the allowance is used up.
    pub(crate) fn count(&self, key: &K) -> Result<(), ApiError> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(limiter.clock().now());
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(60) + 1;
            metrics::counter!("vestibule_rate_limited_total").increment(1);
            let detail = format!("Wait {seconds} seconds and try again.");
            ApiError::new(ErrorCode::RateLimited).detail(detail).retry_after(seconds)
        })
    }

    /// Forgets the keys that have their whole allowance back.
    pub(crate) fn forget_quiet(&self) {
        if let Some(limiter) = &self.0 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
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
    use vestibule_core::clock::FixedClock;

    use super::*;

    fn limit(count: u32) -> (Limit, Arc<FixedClock>) {
        let clock = Arc::new(FixedClock::at(1_700_000_000_000));
        (Limit::per_minute(count, &(clock.clone() as Arc<dyn Clock>)), clock)
    }

    #[test]
    fn the_allowance_is_per_client_and_comes_back_with_time() {
        let (limit, clock) = limit(2);
        let (one, other) = ("203.0.113.1".parse().unwrap(), "203.0.113.2".parse().unwrap());
        let seconds = chrono::Duration::seconds;
        assert!(limit.count(one).is_ok() && limit.count(one).is_ok());
        assert!(limit.count(one).is_err());
        assert!(limit.count(other).is_ok());
        clock.advance(seconds(29));
        assert!(limit.count(one).is_err());
        clock.advance(seconds(1));
        assert!(limit.count(one).is_ok() && limit.count(one).is_err(), "one of two a minute is back after half of it");
        clock.advance(seconds(-3_600));
        assert!(limit.count(one).is_err(), "a clock that is set back gives nothing");
        assert!(super::tests::limit(0).0.count(one).is_ok(), "0 is off");
    }

    #[test]
    fn a_v6_client_is_its_network() {
        let (limit, _) = limit(1);
        assert!(limit.count("2001:db8:1:2::1".parse().unwrap()).is_ok());
        assert!(limit.count("2001:db8:1:2:ffff::9".parse().unwrap()).is_err());
        assert!(limit.count("2001:db8:1:3::1".parse().unwrap()).is_ok());
    }
}
