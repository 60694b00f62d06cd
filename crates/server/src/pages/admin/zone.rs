//! The time zone whose days a page counts in. The script of the pages names the reader's in the URL, so that what a URL shows
//! is the same for whoever opens it; without a script the days are those of UTC, and the page says so.

use chrono::{Duration, NaiveDate, NaiveTime, TimeZone as _};
use chrono_tz::Tz;
use vestibule_core::clock::Timestamp;

/// The name of the parameter.
pub(super) const ZONE: &str = "zone";

/// Clocks are put forward by a quarter of an hour at least.
const STEP: Duration = Duration::minutes(15);
/// For so many steps a local time may be missing: an island that changes sides of the date line skips a day.
const MOST_STEPS: i32 = 4 * 48;

/// A time zone of the IANA database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Zone(Tz);

impl Zone {
    /// The zone of that name; UTC without one, or where nobody knows it.
    pub(super) fn find(name: Option<&str>) -> Self {
        Self(name.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC))
    }

    pub(super) fn name(self) -> &'static str {
        self.0.name()
    }

    /// The value of the parameter; none for UTC, which needs no name.
    pub(super) fn parameter(self) -> Option<(&'static str, &'static str)> {
        (self.0 != Tz::UTC).then(|| (ZONE, self.name()))
    }

    /// The day that it is there.
    pub(super) fn day(self, at: Timestamp) -> NaiveDate {
        at.with_timezone(&self.0).date_naive()
    }

    /// The first moment of a day there: midnight, or when the clocks skip it, the moment at which they do.
    pub(super) fn start(self, day: NaiveDate) -> Timestamp {
        let midnight = day.and_time(NaiveTime::MIN);
        let local = (0..MOST_STEPS).filter_map(|step| self.0.from_local_datetime(&(midnight + STEP * step)).earliest());
        local.map(|at| at.to_utc()).next().unwrap_or_else(|| midnight.and_utc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_when_it_does_there() {
        for (zone, day, wanted) in [
            ("UTC", "2026-11-29", "2026-11-29T00:00:00Z"),
            ("no such zone", "2026-11-29", "2026-11-29T00:00:00Z"),
            ("Europe/Berlin", "2026-07-01", "2026-06-30T22:00:00Z"),
            ("Asia/Kathmandu", "2026-07-01", "2026-06-30T18:15:00Z"),
            // The clocks go from 0:00 to 1:00, and from 1:00 back to 0:00.
            ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"),
            ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"),
            // The day that this island skipped begins with the next one.
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
        ] {
            let start = Zone::find(Some(zone)).start(day.parse().unwrap());
            assert_eq!(start.to_rfc3339_opts(chrono::SecondsFormat::Secs, true), wanted, "{zone}, {day}");
        }
    }

    #[test]
    fn the_day_there_is_another_one() {
        let at: Timestamp = "2026-11-28T23:30:00Z".parse().unwrap();
        let day = |zone| Zone::find(Some(zone)).day(at).to_string();
        assert_eq!([day("UTC"), day("Europe/Berlin")], ["2026-11-28", "2026-11-29"]);
    }
}
