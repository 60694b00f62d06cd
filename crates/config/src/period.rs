//! Lengths of time as an operator writes them.

use std::{borrow::Cow, fmt, str::FromStr, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// The longest period. Ten years is more than any session lives, and far from where calendars overflow.
const LONGEST: Duration = Duration::from_secs(3_650 * DAY);
const DAY: u64 = 24 * 60 * 60;

/// A length of time: a whole number and `s`, `m`, `h` or `d`. At least one second, at most 3650 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period(Duration);

/// A text that is no [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a duration from 1s to 3650d, such as `90s`, `15m`, `12h` or `30d`")]
pub struct InvalidPeriod;

impl Period {
    pub(crate) const PATTERN: &str = "^[0-9]+[smhd]$";

    /// The same length for the standard library.
    pub const fn as_duration(self) -> Duration {
        self.0
    }
}

impl FromStr for Period {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, InvalidPeriod> {
        let unit = text.chars().last().ok_or(InvalidPeriod)?;
        let seconds = match unit {
            's' => 1,
            'm' => 60,
            'h' => 60 * 60,
            'd' => DAY,
            _ => return Err(InvalidPeriod),
        };
        let digits = &text[..text.len() - 1];
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidPeriod);
        }
        let number: u64 = digits.parse().map_err(|_| InvalidPeriod)?;
        let length = number.checked_mul(seconds).map(Duration::from_secs).ok_or(InvalidPeriod)?;
        if length.is_zero() || length > LONGEST { Err(InvalidPeriod) } else { Ok(Self(length)) }
    }
}

impl TryFrom<String> for Period {
    type Error = InvalidPeriod;
    fn try_from(text: String) -> Result<Self, InvalidPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl fmt::Display for Period {
    /// The largest unit that gives a whole number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let units = [(DAY, 'd'), (60 * 60, 'h'), (60, 'm')];
        match units.into_iter().find(|(length, _)| seconds.is_multiple_of(*length)) {
            Some((length, unit)) => write!(f, "{}{unit}", seconds / length),
            None => write!(f, "{seconds}s"),
        }
    }
}

impl JsonSchema for Period {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // The parser checks the bounds: a pattern for them would be unreadable.
        json_schema!({ "type": "string", "pattern": Self::PATTERN, "examples": ["90s", "12h", "30d"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_and_print() {
        for (text, seconds, printed) in [
            ("1s", 1, "1s"),
            ("90s", 90, "90s"),
            ("60s", 60, "1m"),
            ("15m", 900, "15m"),
            ("12h", 43_200, "12h"),
            ("24h", 86_400, "1d"),
            ("30d", 2_592_000, "30d"),
            ("007s", 7, "7s"),
            ("3650d", 315_360_000, "3650d"),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!((period.as_duration().as_secs(), period.to_string().as_str()), (seconds, printed), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let bad = [
            "",
            "s",
            "0s",
            "0d",
            "12",
            "12H",
            "1.5h",
            "-1s",
            "+1s",
            " 1s",
            "1s ",
            "1 s",
            "1h30m",
            "3651d",
            "1w",
            "1µ",
            "١s",
            "18446744073709551615d",
            "99999999999999999999999s",
        ];
        for text in bad {
            assert_eq!(text.parse::<Period>(), Err(InvalidPeriod), "{text:?}");
        }
    }
}
