//! Refusals in log and audit log: one line each, for as long as their network has a share left; beyond it they are counted,
//! and a minute of them is one row.
//!
//! So a flood costs a database write a minute, and what people and administrators look for is not buried in it. The share
//! is governor's keyed GCRA, as the limits are.

use std::{
    collections::HashMap,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use vestibule_core::{clock::Timestamp, code::ErrorCode, ids::ProviderId};
use vestibule_store::{AuditEvent, EventKind};

use super::limits::network;

/// So many refusals of one network are rows of their own at once, and then one a minute.
const SHARE: NonZeroU32 = NonZeroU32::new(60).unwrap();
const A_MINUTE: NonZeroU32 = NonZeroU32::new(1).unwrap();
/// So many networks and codes are counted apart in one minute; the rest together.
const COUNTED_APART: usize = 1_000;

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    kind: EventKind,
    code: Option<ErrorCode>,
    provider: Option<ProviderId>,
    /// `None`: of networks beyond [`COUNTED_APART`].
    network: Option<IpAddr>,
}

/// Refusals that are no rows yet.
struct Counted {
    /// The first of them.
    event: AuditEvent,
    minute: i64,
    count: u64,
}

/// The shares, and what was counted.
pub(crate) struct Refusals {
    shares: DefaultKeyedRateLimiter<IpAddr>,
    counted: Mutex<HashMap<Key, Counted>>,
}

impl Refusals {
    pub(super) fn new() -> Self {
        let quota = Quota::per_minute(A_MINUTE).allow_burst(SHARE);
        Self { shares: RateLimiter::keyed(quota), counted: Mutex::default() }
    }

    /// Forgets networks that have their whole share back.
    pub(crate) fn forget_quiet(&self) {
        self.shares.retain_recent();
        self.shares.shrink_to_fit();
    }

    /// Whether this one is a row of its own; otherwise it was counted.
    pub(super) fn admit(&self, address: IpAddr, event: &AuditEvent, now: Timestamp) -> bool {
        let network = network(address);
        if self.shares.check_key(&network).is_ok() {
            return true;
        }
        let mut key =
            Key { kind: event.kind, code: event.code, provider: event.provider.clone(), network: Some(network) };
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= COUNTED_APART && !counted.contains_key(&key) {
            key.network = None;
        }
        let minute = minute(now);
        let first = || Counted { event: AuditEvent { user: None, ..event.clone() }, minute, count: 0 };
        counted.entry(key).or_insert_with(first).count += 1;
        false
    }

    /// Takes what was counted in minutes that are over.
    pub(super) fn take_counted(&self, now: Timestamp) -> Vec<AuditEvent> {
        let (mut taken, minute) = (Vec::new(), minute(now));
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.retain(|key, one| {
            let over = one.minute < minute;
            if over {
                let address = key.network.and(one.event.address.take());
                let whence = if address.is_some() { "this network" } else { "further networks" };
                let detail =
                    format!("{} of these from {whence} within a minute, the first has this reference", one.count);
                taken.push(one.event.clone().address(address).detail(detail));
            }
            !over
        });
        taken
    }
}

fn minute(at: Timestamp) -> i64 {
    at.timestamp().div_euclid(60)
}

#[cfg(test)]
mod tests {
    use vestibule_core::{
        clock::from_millis,
        ids::Ref,
        random::{CountingRandom, Random},
    };

    use super::*;

    fn event(code: ErrorCode, random: &dyn Random) -> AuditEvent {
        AuditEvent::new(EventKind::SignIn, Ref::generate(random)).failed(code).address("192.0.2.1".to_owned())
    }

    /// AU-01.
    #[test]
    fn a_flood_is_a_share_and_a_row_a_minute() {
        let (refusals, random, now) = (Refusals::new(), CountingRandom::default(), from_millis(0));
        let other = "192.0.2.1".parse().unwrap();
        let rows = (0..1_000).filter(|_| refusals.admit(other, &event(ErrorCode::NotAllowed, &random), now)).count();
        assert_eq!(rows, 60);
        assert!(refusals.admit("192.0.2.2".parse().unwrap(), &event(ErrorCode::NotAllowed, &random), now));
        assert!(!refusals.admit(other, &event(ErrorCode::AccessDenied, &random), now), "one share for all codes");
        assert!(refusals.take_counted(now).is_empty(), "the minute is not over");
        let mut written = refusals.take_counted(from_millis(60_000));
        written.sort_by_key(|event| event.code);
        let [denied, flood] = &written[..] else { panic!("{written:?}") };
        assert!(denied.detail.as_deref().unwrap().starts_with("1 of these"));
        assert!(flood.detail.as_deref().unwrap().starts_with("940 of these from this network"), "{flood:?}");
        assert_eq!(flood.address.as_deref(), Some("192.0.2.1"));
        assert!(refusals.take_counted(from_millis(120_000)).is_empty(), "once");
    }

    /// AU-01: so does one from very many networks.
    #[test]
    fn what_is_counted_is_bounded() {
        let (refusals, random, now) = (Refusals::new(), CountingRandom::default(), from_millis(0));
        for number in 0..2_000u32 {
            let address = IpAddr::from(std::net::Ipv4Addr::from_bits(0x0A00_0000 + number));
            for _ in 0..61 {
                refusals.admit(address, &event(ErrorCode::NotAllowed, &random), now);
            }
        }
        let written = refusals.take_counted(from_millis(60_000));
        assert_eq!(written.len(), COUNTED_APART + 1);
        let rest = written.iter().find(|event| event.address.is_none()).unwrap();
        assert!(rest.detail.as_deref().unwrap().starts_with("1000 of these from further networks"), "{rest:?}");
    }
}
