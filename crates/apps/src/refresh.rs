//! When a refresh token was used once too often (RFC 9700 §4.14.2). Pure.

use chrono::Duration;
use vestibule_core::clock::Timestamp;

/// For how long an application may ask again whose answer was lost.
const LOST_ANSWER: Duration = Duration::seconds(10);

/// What is known of a refresh token that an application presents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshUse {
    /// When it was used before.
    pub used_at: Option<Timestamp>,
    /// Whether it was used a second time already.
    pub retried: bool,
    /// Whether a token that came out of its use has been used: then its answer was not lost.
    pub successor_used: bool,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshDecision {
    /// New tokens.
    Rotate,
    /// New tokens, in place of those of the first use.
    Repeat,
    /// Somebody else has it: the grant ends.
    EndGrant,
}

/// Decides. One lost answer costs nothing; a token that comes back later, or once more, is stolen.
pub fn decide_refresh(token: RefreshUse, now: Timestamp) -> RefreshDecision {
    match token.used_at {
        None => RefreshDecision::Rotate,
        Some(used_at) if !token.retried && !token.successor_used && now - used_at <= LOST_ANSWER => {
            RefreshDecision::Repeat
        }
        Some(_) => RefreshDecision::EndGrant,
    }
}

#[cfg(test)]
mod tests {
    use vestibule_core::clock::from_millis;

    use super::*;

    /// OP-11.
    #[test]
    fn a_used_token_ends_the_grant_but_for_one_lost_answer() {
        use RefreshDecision::{EndGrant, Repeat, Rotate};
        for (case, used_at, retried, successor_used, now, wanted) in [
            ("new", None, false, false, 0, Rotate),
            ("at once", Some(0), false, false, 0, Repeat),
            ("after ten seconds", Some(0), false, false, 10_000, Repeat),
            ("later", Some(0), false, false, 10_001, EndGrant),
            ("a third time", Some(0), true, false, 5_000, EndGrant),
            ("the answer was not lost", Some(0), false, true, 5_000, EndGrant),
        ] {
            let token = RefreshUse { used_at: used_at.map(from_millis), retried, successor_used };
            assert_eq!(decide_refresh(token, from_millis(now)), wanted, "{case}");
        }
    }
}
