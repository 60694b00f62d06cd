//! When an app that did not answer is notified once more that a session has ended. Pure.

use chrono::Duration;

/// Minutes after each attempt; all of them are a day.
const DELAYS: [i64; 9] = [1, 4, 10, 15, 30, 60, 180, 360, 780];

/// How long to wait after so many attempts; `None`: the app is given up.
pub fn next_logout_attempt(attempts: u32) -> Option<Duration> {
    let index = usize::try_from(attempts.checked_sub(1)?).ok()?;
    DELAYS.get(index).map(|minutes| Duration::minutes(*minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_has_a_day_to_answer() {
        let all: Vec<_> = (1..).map_while(next_logout_attempt).collect();
        assert!(all.is_sorted() && all[0] == Duration::minutes(1));
        assert_eq!(all.iter().sum::<Duration>(), Duration::days(1));
    }
}
