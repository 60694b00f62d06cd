//! Which signing key signs, which are published, and when a new one is made. Pure, for the keys of one algorithm.

use chrono::Duration;
use vestibule_core::clock::Timestamp;

/// How long before its first use a key is published: applications and nodes read the keys at least once a day.
pub const PUBLISHED_BEFORE_USE: Duration = Duration::hours(24);
/// How long a key signs.
pub const ROTATION: Duration = Duration::days(90);
/// How much longer than its last token a key is published.
const KEPT_AFTER: Duration = Duration::hours(24);

/// When a key begins to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyTimes {
    /// From then on, until the next one.
    pub signs_from: Timestamp,
}

/// What to do with the keys of one algorithm. Numbers are places in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyPlan {
    /// The one that signs now; `None`: one has to be made first.
    pub signing: Option<usize>,
    /// Those whose signatures are good: the public set.
    pub published: Vec<usize>,
    /// A key has to be made that signs from then on.
    pub make: Option<Timestamp>,
    /// Those that nobody needs any more.
    pub remove: Vec<usize>,
}

/// Plans. `keys` are in the order in which they begin to sign; `longest_token` is how long what they sign is good.
pub fn plan_keys(keys: &[KeyTimes], longest_token: Duration, now: Timestamp) -> KeyPlan {
    let signing = keys.iter().rposition(|key| key.signs_from <= now);
    let is_done = |index: usize| {
        let next = keys.get(index + 1);
        next.is_some_and(|next| next.signs_from + longest_token + KEPT_AFTER <= now)
    };
    let (remove, published) = (0..keys.len()).partition(|index| is_done(*index));
    let make = match (signing, keys.last()) {
        (None, _) => Some(now),
        (Some(signing), Some(newest)) if signing + 1 == keys.len() => {
            let next = newest.signs_from + ROTATION;
            (next - PUBLISHED_BEFORE_USE <= now).then(|| next.max(now + PUBLISHED_BEFORE_USE))
        }
        _ => None,
    };
    KeyPlan { signing, published, make, remove }
}

/// When a key begins to sign that the operator wants now; `None`: one waits already.
pub fn next_turn(keys: &[KeyTimes], now: Timestamp) -> Option<Timestamp> {
    let waits = keys.iter().any(|key| key.signs_from > now);
    (!waits).then(|| now + PUBLISHED_BEFORE_USE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_core::clock::from_millis;

    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;

    /// OP-12: a key is known for a day before it signs, and for a day after its last token is over.
    #[test]
    fn keys_take_turns() {
        let at = |millis: i64| from_millis(1_000 * DAY + millis);
        for (case, keys, now, signing, published, make, remove) in [
            ("none yet", vec![], 0, None, vec![], Some(0), vec![]),
            ("one", vec![0], HOUR, Some(0), vec![0], None, vec![]),
            ("a day before the end", vec![0], 89 * DAY, Some(0), vec![0], Some(90 * DAY), vec![]),
            ("nobody was there for a year", vec![0], 365 * DAY, Some(0), vec![0], Some(366 * DAY), vec![]),
            ("the next one waits", vec![0, 90 * DAY], 90 * DAY - 1, Some(0), vec![0, 1], None, vec![]),
            ("the next one signs", vec![0, 90 * DAY], 90 * DAY, Some(1), vec![0, 1], None, vec![]),
            ("tokens of the old one", vec![0, 90 * DAY], 91 * DAY + HOUR - 1, Some(1), vec![0, 1], None, vec![]),
            ("no tokens of the old one", vec![0, 90 * DAY], 91 * DAY + HOUR, Some(1), vec![1], None, vec![0]),
            ("only one that waits", vec![DAY], 0, None, vec![0], Some(0), vec![]),
        ] {
            let keys: Vec<_> = keys.into_iter().map(|from| KeyTimes { signs_from: at(from) }).collect();
            let plan = plan_keys(&keys, Duration::hours(1), at(now));
            assert_eq!(plan, KeyPlan { signing, published, make: make.map(at), remove }, "{case}");
        }
    }

    #[test]
    fn one_key_waits_at_a_time() {
        let at = |hours: i64| from_millis(hours * HOUR);
        let keys = |hours: &[i64]| hours.iter().map(|hours| KeyTimes { signs_from: at(*hours) }).collect::<Vec<_>>();
        assert_eq!(next_turn(&keys(&[1]), at(5)), Some(at(29)));
        assert_eq!(next_turn(&keys(&[1, 29]), at(28)), None);
    }
}
