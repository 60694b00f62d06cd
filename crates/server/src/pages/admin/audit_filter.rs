//! What the list of events is narrowed to: as it was typed, and as the store takes it.

use chrono::{Days, NaiveDate};
use vestibule_core::{
    clock::Timestamp,
    ids::{AuditId, Ref, UserId},
    routes::Route,
};
use vestibule_store::{AuditFilter, EventKind, Outcome, User, UserFilter};

use super::{
    extract::AdminPage,
    zone::{ZONE, Zone},
};
use crate::{AppState, http::api_error::ApiError};

/// So many events are on a page.
pub(super) const PAGE: u32 = 50;
/// In place of a provider: sign-ins with a password have none.
pub(super) const PASSWORD: &str = "-";

/// The filter as it was typed.
#[derive(Clone, Default)]
pub(super) struct Shown {
    pub(super) event: String,
    pub(super) outcome: String,
    pub(super) provider: String,
    pub(super) user: String,
    pub(super) address: String,
    pub(super) from: String,
    pub(super) to: String,
    /// The time zone of both days, as its name was given.
    pub(super) zone: String,
    pub(super) reference: String,
    pub(super) oldest_first: bool,
}

impl Shown {
    pub(super) fn of(request: &AdminPage) -> Self {
        let own = |name: &str| request.find(name).unwrap_or_default().to_owned();
        Self {
            event: own("event"),
            outcome: own("outcome"),
            provider: own("provider"),
            user: own("user"),
            address: own("address"),
            from: own("from"),
            to: own("to"),
            zone: own(ZONE),
            reference: own("ref"),
            oldest_first: request.find("order") == Some("oldest"),
        }
    }

    /// What does not parse matches nothing, which the empty list then shows. A person is found by id, username, name or
    /// address, as long as the text fits one person.
    pub(super) async fn filter(&self, app: &AppState) -> Result<Option<AuditFilter>, ApiError> {
        let user = match self.user.parse() {
            _ if self.user.is_empty() => None,
            Ok(id) => Some(id),
            Err(_) => match find_person(app, &self.user).await? {
                None => return Ok(None),
                found => found,
            },
        };
        Ok(self.parsed().map(|filter| AuditFilter { user, ..filter }))
    }

    /// The time zone of the days.
    pub(super) fn zone(&self) -> Zone {
        Zone::find(Some(&self.zone))
    }

    /// Whether it is narrowed to days, which are those of a time zone.
    pub(super) fn has_days(&self) -> bool {
        !self.from.is_empty() || !self.to.is_empty()
    }

    fn parsed(&self) -> Option<AuditFilter> {
        fn parsed<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
            if text.is_empty() { Some(None) } else { parse(text).map(Some) }
        }
        Some(AuditFilter {
            reference: parsed(&self.reference.to_uppercase(), Ref::parse)?,
            user: None,
            address: parsed(&self.address, |text| Some(text.to_owned()))?,
            since: parsed(&self.from, |text| start(text, 0, self.zone()))?,
            until: parsed(&self.to, |text| start(text, 1, self.zone()))?,
            provider: match &*self.provider {
                PASSWORD => None,
                text => parsed(text, |text| text.parse().ok())?,
            },
            without_provider: self.provider == PASSWORD,
            kind: parsed(&self.event, EventKind::parse)?,
            outcome: parsed(&self.outcome, Outcome::parse)?,
            limit: PAGE,
            ..AuditFilter::default()
        })
    }

    pub(super) fn query(&self, more: &[(&str, &str)]) -> String {
        let pairs = [
            ("event", &self.event),
            ("outcome", &self.outcome),
            ("provider", &self.provider),
            ("user", &self.user),
            ("address", &self.address),
            ("from", &self.from),
            ("to", &self.to),
            ("ref", &self.reference),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let zone = self.zone().parameter().filter(|_| self.has_days());
        let order = self.oldest_first.then_some(("order", "oldest"));
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(given).extend_pairs(zone).extend_pairs(order).extend_pairs(more).finish()
    }

    /// The page with events on one side of this one.
    pub(super) fn beyond(&self, side: &str, id: AuditId) -> String {
        format!("{}?{}", Route::AdminAudit, self.query(&[(side, &id.to_string())]))
    }
}

/// The one person whom a text fits: by their username or address, else alone among those that have it in one of their names.
async fn find_person(app: &AppState, text: &str) -> Result<Option<UserId>, ApiError> {
    let filter = UserFilter { text: Some(text.to_owned()), limit: 50, ..UserFilter::default() };
    let users = app.store.list_users(&filter).await?;
    let is_exact = |user: &&User| {
        let email = app.access(user).email;
        user.username == text || email.is_some_and(|email| email.address.as_str().eq_ignore_ascii_case(text))
    };
    Ok(match (users.iter().find(is_exact), &*users) {
        (Some(user), _) => Some(user.id),
        (None, [only]) => Some(only.id),
        _ => None,
    })
}

/// The beginning of a day in the zone, that many days later.
fn start(day: &str, later: u64, zone: Zone) -> Option<Timestamp> {
    let day: NaiveDate = day.parse().ok()?;
    Some(zone.start(day.checked_add_days(Days::new(later))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_whole() {
        let start = |day, later, zone| start(day, later, Zone::find(zone)).map(|at| at.to_rfc3339());
        assert_eq!(start("2026-02-28", 1, None).as_deref(), Some("2026-03-01T00:00:00+00:00"));
        assert_eq!(start("2026-02-28", 1, Some("Asia/Tokyo")).as_deref(), Some("2026-02-28T15:00:00+00:00"));
        assert_eq!(start("yesterday", 0, None), None);
        assert_eq!(start("+262142-12-31", 1, None), None, "no day comes after it");
    }

    #[test]
    fn the_zone_is_kept_with_days_alone() {
        let shown = |from: &str| Shown { from: from.to_owned(), zone: "Asia/Tokyo".to_owned(), ..Shown::default() };
        assert_eq!(shown("2026-02-28").query(&[]), "from=2026-02-28&zone=Asia%2FTokyo");
        assert_eq!(shown("").query(&[]), "");
    }
}
