//! Credentials that end: the date of each, and when somebody is warned.
//!
//! A date is a setting of the provider (`credentials_expire`), because most upstreams show it once, when the secret is made,
//! and never say it again. Dates are whole days in UTC: an upstream rarely says an hour.

use chrono::{Duration, NaiveDate};
use serde_json::Value;

use crate::{
    clock::Timestamp, credentials::CredentialsSchema, json_pointer::child, settings::ProviderSettings,
    suggestion::did_you_mean, violation::Violations,
};

/// How a date is written.
pub const FORMAT: &str = "%Y-%m-%d";

/// What a registration gives.
const REGISTERED: &str = "client_secret";

/// How many days before the end somebody is warned.
const WARNED_BEFORE: [i64; 3] = [1, 7, 30];

/// The date of one credential, seen from one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry {
    /// Its name.
    pub credential: String,
    /// The last day on which it can be used.
    pub ends_on: NaiveDate,
    /// Days until then: 0 on that day, negative afterwards.
    pub days_left: i64,
}

/// How near an end is. Each is said once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearness {
    /// At most this many days are left: 30, 7 or 1.
    Within(i64),
    /// It is over.
    Ended,
}

impl Expiry {
    fn new(credential: &str, ends_on: NaiveDate, now: Timestamp) -> Self {
        Self { credential: credential.to_owned(), ends_on, days_left: (ends_on - now.date_naive()).num_days() }
    }

    /// How near the end is; `None` while nobody needs to be warned.
    pub fn nearness(&self) -> Option<Nearness> {
        if self.days_left < 0 {
            return Some(Nearness::Ended);
        }
        WARNED_BEFORE.into_iter().find(|days| self.days_left <= *days).map(Nearness::Within)
    }
}

/// The dates of a provider's credentials and of the secret that its upstream gave it at a registration, the earliest first. A
/// date of the settings is taken before that.
pub fn all_expiries(settings: &ProviderSettings, registered: Option<Timestamp>, now: Timestamp) -> Vec<Expiry> {
    let mut all = expiries(settings, now);
    if let Some(end) = registered.filter(|_| !all.iter().any(|expiry| expiry.credential == REGISTERED)) {
        all.push(Expiry::new(REGISTERED, end.date_naive(), now));
        all.sort_by_key(|expiry| expiry.ends_on);
    }
    all
}

/// The dates of a provider's credentials, the earliest first.
pub fn expiries(settings: &ProviderSettings, now: Timestamp) -> Vec<Expiry> {
    let dated = settings.credentials_expire.iter().filter_map(|(name, text)| Some((name, parse(text)?)));
    let mut all: Vec<_> = dated.map(|(name, ends_on)| Expiry::new(name, ends_on, now)).collect();
    all.sort_by_key(|expiry| expiry.ends_on);
    all
}

/// For a failure of the client at its upstream: which credential has ended or ends today, with what comes before it in a
/// sentence; empty when none has.
pub fn explain_failure(settings: &ProviderSettings, now: Timestamp) -> String {
    let ended = expiries(settings, now).into_iter().filter(|expiry| expiry.days_left <= 0);
    let words = ended.map(|Expiry { credential, ends_on, days_left }| match days_left {
        0 => format!("; `{credential}` expires today, {ends_on}"),
        _ => format!("; `{credential}` expired on {ends_on}: make a new one at the provider and enter it"),
    });
    words.collect()
}

/// The date of a secret that is entered at `now` without one: the upstream gives none a longer life than the schema says.
pub fn latest_end(schema: &CredentialsSchema, credential: &str, now: Timestamp) -> Option<String> {
    let property = schema.as_json().get("properties")?.get(credential)?;
    let days = property.get("expiresAfterDays").and_then(Value::as_i64)?;
    let ends_on = now.date_naive().checked_add_signed(Duration::try_days(days)?)?;
    Some(ends_on.format(FORMAT).to_string())
}

fn parse(text: &str) -> Option<NaiveDate> {
    // The year is written with four digits, as in a form.
    NaiveDate::parse_from_str(text, FORMAT).ok().filter(|_| text.len() == "2027-05-31".len())
}

/// What is wrong with the dates by themselves, with pointers into the settings.
pub(crate) fn check(settings: &ProviderSettings, bad: &mut Violations) {
    for (name, _) in settings.credentials_expire.iter().filter(|(_, text)| parse(text).is_none()) {
        bad.push(child("/credentials_expire", name), "must be a date, written as 2027-05-31");
    }
}

/// Dates of credentials that the schema does not have.
pub(crate) fn check_names(settings: &ProviderSettings, schema: &CredentialsSchema, bad: &mut Violations) {
    let properties = schema.as_json().get("properties").and_then(Value::as_object);
    for name in settings.credentials_expire.keys().filter(|name| !schema.has(name)) {
        let near = did_you_mean(name, properties.into_iter().flat_map(|all| all.keys().map(String::as_str)));
        bad.push(child("/credentials_expire", name), format!("there is no credential of this name{near}"));
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use serde_json::json;

    use super::*;

    fn settings(date: &str) -> ProviderSettings {
        serde_json::from_value(json!({ "credentials_expire": { "client_secret": date } })).unwrap()
    }

    fn at(year: i32, month: u32, day: u32) -> Timestamp {
        chrono::Utc.with_ymd_and_hms(year, month, day, 23, 59, 59).unwrap()
    }

    /// GR-10: 30, 7 and 1 days before, and afterwards.
    #[test]
    fn gr_10_an_end_is_near_by_days() {
        for (now, days_left, nearness) in [
            (at(2027, 4, 30), 31, None),
            (at(2027, 5, 1), 30, Some(Nearness::Within(30))),
            (at(2027, 5, 23), 8, Some(Nearness::Within(30))),
            (at(2027, 5, 24), 7, Some(Nearness::Within(7))),
            (at(2027, 5, 29), 2, Some(Nearness::Within(7))),
            (at(2027, 5, 30), 1, Some(Nearness::Within(1))),
            (at(2027, 5, 31), 0, Some(Nearness::Within(1))),
            (at(2027, 6, 1), -1, Some(Nearness::Ended)),
        ] {
            let all = expiries(&settings("2027-05-31"), now);
            assert_eq!((all[0].days_left, all[0].nearness()), (days_left, nearness), "{now}");
        }
    }

    #[test]
    fn a_registration_has_a_date_of_its_own() {
        let end = at(2027, 1, 31);
        let dates = |settings: &ProviderSettings| {
            let all = all_expiries(settings, Some(end), at(2027, 1, 30));
            all.iter().map(|expiry| (expiry.ends_on.to_string(), expiry.days_left)).collect::<Vec<_>>()
        };
        assert_eq!(dates(&ProviderSettings::default()), [("2027-01-31".to_owned(), 1)]);
        assert_eq!(dates(&settings("2027-05-31")), [("2027-05-31".to_owned(), 121)], "what somebody typed");
    }

    /// GR-11: a failure of the client says what has expired, and nothing about what has not.
    #[test]
    fn gr_11_a_failure_names_what_has_expired() {
        let said = |now| explain_failure(&settings("2027-05-31"), now);
        assert_eq!(said(at(2027, 5, 30)), "");
        assert_eq!(said(at(2027, 5, 31)), "; `client_secret` expires today, 2027-05-31");
        assert!(said(at(2027, 6, 1)).starts_with("; `client_secret` expired on 2027-05-31: make a new one"));
    }

    #[test]
    fn a_date_is_a_day() {
        for (text, good) in [
            ("2027-05-31", true),
            ("2028-02-29", true),
            ("2027-02-29", false),
            ("2027-5-31", false),
            ("31.05.2027", false),
            ("2027-05-31T00:00:00Z", false),
            ("soon", false),
        ] {
            let found = settings(text).check();
            let expected = "/credentials_expire/client_secret: must be a date, written as 2027-05-31";
            assert_eq!(found.to_string(), if good { "" } else { expected }, "{text}");
            assert_eq!(expiries(&settings(text), at(2027, 1, 1)).len(), usize::from(good), "{text}");
        }
    }

    #[test]
    fn the_vendors_maximum_is_the_date_of_a_secret_without_one() {
        let schema = CredentialsSchema::parse(&json!({
            "properties": {
                "client_secret": { "type": "string", "writeOnly": true, "expiresAfterDays": 730 },
                "client_id": { "type": "string" },
            },
        }))
        .unwrap();
        assert_eq!(latest_end(&schema, "client_secret", at(2027, 1, 1)).as_deref(), Some("2028-12-31"));
        assert_eq!(latest_end(&schema, "client_id", at(2027, 1, 1)), None);
        let mut bad = Violations::default();
        let settings: ProviderSettings =
            serde_json::from_value(json!({ "credentials_expire": { "client_secert": "2027-01-01" } })).unwrap();
        check_names(&settings, &schema, &mut bad);
        let said =
            "/credentials_expire/client_secert: there is no credential of this name; did you mean `client_secret`?";
        assert_eq!(bad.to_string(), said);
    }
}
