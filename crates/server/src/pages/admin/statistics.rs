//! `/admin/statistics?zone=`: sign-ins of the last thirty days as one small chart for each provider, drawn on the server. All
//! charts have one scale, so that their bars can be compared, and each day leads to its events in the audit log. The days are
//! those of a time zone, which the script of the page names.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::State, response::Response};
use chrono::{Days, NaiveDate};
use vestibule_core::routes::Route;
use vestibule_store::{EventKind, Outcome, SignInCount};

use super::{
    super::{Forms, Frame, render},
    audit_filter::PASSWORD,
    extract::AdminPage,
    shell::{Section, Shell, name_of, set},
    zone::{ZONE, Zone},
};
use crate::{AppState, http::api_error::ApiError};

const DAYS: u64 = 30;
/// Of a bar with its gap, and of the tallest bar.
const WIDTH: u64 = 10;
const HEIGHT: u64 = 60;

#[derive(Template)]
#[template(path = "admin/statistics.html")]
struct StatisticsPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    charts: Vec<Chart>,
    /// The sign-ins of the tallest bar, which all charts are drawn to.
    most: u64,
    first: NaiveDate,
    last: NaiveDate,
    zone: Zone,
}

/// The sign-ins by one provider.
struct Chart {
    name: String,
    /// What the picture says in words.
    label: String,
    succeeded: u64,
    failed: u64,
    /// All of them in the audit log, and those that failed.
    all: String,
    failures: String,
    bars: Vec<Bar>,
}

/// One day: two rectangles, the failed ones on top.
struct Bar {
    x: u64,
    succeeded: (u64, u64),
    failed: (u64, u64),
    title: String,
    /// Its events in the audit log; none where there are none.
    url: Option<String>,
}

/// The days that are shown, and the scale of all charts.
#[derive(Clone, Copy)]
struct Scale {
    first: NaiveDate,
    zone: Zone,
    most: u64,
}

pub(super) async fn show(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let zone = Zone::find(request.find(ZONE));
    let today = zone.day(app.clock.now());
    let first = today - Days::new(DAYS - 1);
    let starts: Vec<_> = first.iter_days().take(DAYS as usize + 1).map(|day| zone.start(day)).collect();
    let counts = app.store.count_sign_ins(&starts).await?;
    let (frame, shell) = set(&app, &request.headers, Section::Statistics);
    let registry = app.registry.load();
    let mut by_provider: BTreeMap<(String, &str), Vec<&SignInCount>> = BTreeMap::new();
    for count in &counts {
        let id = count.provider.as_ref().map(|id| id.as_str());
        let name = id.map_or_else(|| shell.t.password().to_owned(), |id| name_of(&registry, id));
        by_provider.entry((name, id.unwrap_or(PASSWORD))).or_default().push(count);
    }
    let scale =
        Scale { first, zone, most: by_provider.values().map(|counts| tallest(counts)).max().unwrap_or(0).max(1) };
    let label = |name: &str, succeeded: u64, failed: u64| shell.t.chart(failed, name, succeeded);
    let charts = by_provider.iter().map(|((name, id), counts)| Chart::new((name, id), counts, scale, label)).collect();
    let template = StatisticsPage { frame, charts, shell, most: scale.most, first, last: today, zone };
    Ok(render(&app, &template, Forms::StayHere))
}

/// The sign-ins of the day with the most of them.
fn tallest(counts: &[&SignInCount]) -> u64 {
    let mut by_day: BTreeMap<usize, u64> = BTreeMap::new();
    for count in counts {
        *by_day.entry(count.day).or_default() += count.count;
    }
    by_day.into_values().max().unwrap_or(0)
}

/// The sign-ins by a provider from one day to another in the audit log.
fn events(provider: &str, (from, to): (NaiveDate, NaiveDate), outcome: Option<Outcome>, zone: Zone) -> String {
    let (from, to) = (from.to_string(), to.to_string());
    let outcome = outcome.map(|outcome| ("outcome", outcome.as_str()));
    let fixed = [("event", EventKind::SignIn.as_str()), ("provider", provider), ("from", &*from), ("to", &*to)];
    Route::AdminAudit.with_query(fixed.into_iter().chain(outcome).chain(zone.parameter()))
}

impl Chart {
    fn new(
        (name, id): (&str, &str),
        counts: &[&SignInCount],
        Scale { first, zone, most }: Scale,
        label: impl Fn(&str, u64, u64) -> String,
    ) -> Self {
        let sum = |day: Option<usize>, outcome: Outcome| -> u64 {
            let fits = |count: &&&SignInCount| count.outcome == outcome && day.is_none_or(|day| count.day == day);
            counts.iter().filter(fits).map(|count| count.count).sum()
        };
        let tall = |count: u64| if count == 0 { 0 } else { (count * HEIGHT / most).max(2) };
        let bar = |(index, day): (usize, NaiveDate)| {
            let (succeeded, failed) = (sum(Some(index), Outcome::Ok), sum(Some(index), Outcome::Failed));
            let (low, high) = (tall(succeeded), tall(failed));
            Bar {
                x: index as u64 * WIDTH,
                succeeded: (HEIGHT.saturating_sub(low), low),
                failed: (HEIGHT.saturating_sub(low + high), high),
                title: label(&day.to_string(), succeeded, failed),
                url: (succeeded + failed > 0).then(|| events(id, (day, day), None, zone)),
            }
        };
        let (succeeded, failed) = (sum(None, Outcome::Ok), sum(None, Outcome::Failed));
        let whole = (first, first + Days::new(DAYS - 1));
        Self {
            label: label(name, succeeded, failed),
            name: name.to_owned(),
            succeeded,
            failed,
            all: events(id, whole, None, zone),
            failures: events(id, whole, Some(Outcome::Failed), zone),
            bars: first.iter_days().take(DAYS as usize).enumerate().map(bar).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_start_at_the_base_line_and_stay_inside_the_picture() {
        let count = |day, outcome, count| SignInCount { day, provider: None, outcome, count };
        let counts = [count(0, Outcome::Ok, 30), count(0, Outcome::Failed, 10), count(29, Outcome::Ok, 1)];
        let counts: Vec<_> = counts.iter().collect();
        let zone = Zone::find(Some("Europe/Berlin"));
        let scale = |most| Scale { first: "1970-04-11".parse().unwrap(), zone, most };
        let chart =
            |most| Chart::new(("x", "-"), &counts, scale(most), |name, ok, failed| format!("{name} {ok} {failed}"));
        assert_eq!(tallest(&counts), 40);
        let own = chart(40);
        assert_eq!((own.succeeded, own.failed, &*own.label), (31, 10, "x 31 10"));
        assert_eq!((own.bars[0].succeeded, own.bars[0].failed), ((15, 45), (0, 15)));
        assert_eq!(own.bars[29].succeeded, (58, 2), "one is seen, however small");
        assert_eq!(own.bars.len(), 30);
        let next_to_a_taller_one = chart(80);
        assert_eq!(next_to_a_taller_one.bars[0].succeeded, (38, 22), "the scale is that of all charts");
        let day = "/admin/audit?event=sign_in&provider=-&from=1970-04-11&to=1970-04-11&zone=Europe%2FBerlin";
        assert_eq!((own.bars[0].url.as_deref(), own.bars[1].url.as_deref()), (Some(day), None));
    }
}
