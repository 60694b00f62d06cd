//! Lengths of time, as other programs write them and as ours are written.

/// `90s`, `5m`, `12h` or `30d`: the largest unit that fits.
pub(super) fn period(seconds: u64) -> String {
    let units = [(86_400, 'd'), (3600, 'h'), (60, 'm')];
    let fits = units.into_iter().find(|(length, _)| seconds.is_multiple_of(*length));
    fits.map_or_else(|| format!("{seconds}s"), |(length, unit)| format!("{}{unit}", seconds / length))
}

/// A length of time as other programs write it: `168h0m0s`, `5 minutes`, `1d12h`, or a number of seconds.
pub(super) fn seconds(text: &str) -> Option<u64> {
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let (mut total, mut rest) = (0_u64, text.trim());
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest.get(..digits)?.parse().ok()?;
        let behind = rest.get(digits..)?.trim_start();
        let end = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
        let (unit, next) = behind.split_at(end);
        let length = match unit {
            "ms" | "millisecond" | "milliseconds" => 0,
            "s" | "second" | "seconds" => 1,
            "m" | "minute" | "minutes" => 60,
            "h" | "hour" | "hours" => 3600,
            "d" | "day" | "days" => 86_400,
            "w" | "week" | "weeks" => 7 * 86_400,
            "M" | "month" | "months" => 30 * 86_400,
            "y" | "year" | "years" => 365 * 86_400,
            _ => return None,
        };
        total = number.checked_mul(length)?.checked_add(total)?;
        rest = next.trim_start().trim_start_matches("and ").trim_start_matches(',').trim_start();
    }
    (total > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_as_others_write_them() {
        for (text, seconds, ours) in [
            ("168h0m0s", 604_800, "7d"),
            ("5 minutes", 300, "5m"),
            ("1d12h", 129_600, "36h"),
            ("1 hour and 30 minutes", 5_400, "90m"),
            ("7200", 7_200, "2h"),
            ("1M", 2_592_000, "30d"),
            ("90s", 90, "90s"),
        ] {
            assert_eq!(super::seconds(text), Some(seconds), "{text}");
            assert_eq!(period(seconds), ours);
        }
        for text in ["", "soon", "5 fortnights", "h", "99999999999999999999h", "0s"] {
            assert_eq!(super::seconds(text), None, "{text}");
        }
    }
}
