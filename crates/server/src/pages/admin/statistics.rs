//! `/admin/statistics`: sign-ins of the last thirty days as one small chart for each provider, drawn on the server.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::State, response::Response};
use chrono::DateTime;
use vestibule_store::{Outcome, SignInCount};

use super::{
    super::{Forms, Frame, render},
    extract::AdminPage,
    shell::{Section, Shell, set},
};
use crate::{AppState, http::api_error::ApiError};

const DAYS: i64 = 30;
/// Of a bar with its gap, and of the tallest bar.
const WIDTH: u64 = 10;
const HEIGHT: u64 = 60;

#[derive(Template)]
#[template(path = "admin/statistics.html")]
struct StatisticsPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    charts: Vec<Chart>,
}

/// The sign-ins by one provider.
struct Chart {
    name: String,
    /// What the picture says in words.
    label: String,
    succeeded: u64,
    failed: u64,
    bars: Vec<Bar>,
    first: String,
    last: String,
}

/// One day: two rectangles, the failed ones on top.
struct Bar {
    x: u64,
    succeeded: (u64, u64),
    failed: (u64, u64),
    title: String,
}

pub(super) async fn show(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let now = app.clock.now();
    let today = now.timestamp() / 86_400;
    let first = today - DAYS + 1;
    let since = DateTime::from_timestamp(first * 86_400, 0).unwrap_or(now);
    let counts = app.store.count_sign_ins(since).await?;
    let (frame, shell) = set(&app, &request.headers, Section::Statistics);
    let registry = app.registry.load();
    let mut by_provider: BTreeMap<String, Vec<&SignInCount>> = BTreeMap::new();
    for count in &counts {
        let id = count.provider.as_ref().map(|id| id.as_str());
        let name = id.map_or_else(
            || shell.t.password().to_owned(),
            |id| registry.find(id).map_or_else(|| id.to_owned(), |slot| slot.display_name.to_string()),
        );
        by_provider.entry(name).or_default().push(count);
    }
    let label = |name: &str, succeeded: u64, failed: u64| shell.t.chart(failed, name, succeeded);
    let charts = by_provider.iter().map(|(name, counts)| Chart::new(name, counts, first, label)).collect();
    let template = StatisticsPage { frame, charts, shell };
    Ok(render(&app, &template, Forms::StayHere))
}

impl Chart {
    fn new(name: &str, counts: &[&SignInCount], first: i64, label: impl Fn(&str, u64, u64) -> String) -> Self {
        let sum = |day: Option<i64>, outcome: Outcome| -> u64 {
            let fits = |count: &&&SignInCount| count.outcome == outcome && day.is_none_or(|day| count.day == day);
            counts.iter().filter(fits).map(|count| count.count).sum()
        };
        let days: Vec<i64> = (first..first + DAYS).collect();
        let of = |day: i64| (sum(Some(day), Outcome::Ok), sum(Some(day), Outcome::Failed));
        let most =
            days.iter().map(|day| of(*day)).map(|(succeeded, failed)| succeeded + failed).max().unwrap_or(0).max(1);
        let tall = |count: u64| if count == 0 { 0 } else { (count * HEIGHT / most).max(2) };
        let bar = |(index, day): (u64, &i64)| {
            let (succeeded, failed) = of(*day);
            let (low, high) = (tall(succeeded), tall(failed));
            Bar {
                x: index * WIDTH,
                succeeded: (HEIGHT.saturating_sub(low), low),
                failed: (HEIGHT.saturating_sub(low + high), high),
                title: label(&date(*day), succeeded, failed),
            }
        };
        let (succeeded, failed) = (sum(None, Outcome::Ok), sum(None, Outcome::Failed));
        Self {
            label: label(name, succeeded, failed),
            name: name.to_owned(),
            succeeded,
            failed,
            bars: (0..).zip(&days).map(bar).collect(),
            first: date(first),
            last: date(first + DAYS - 1),
        }
    }
}

fn date(day: i64) -> String {
    let start = DateTime::from_timestamp(day * 86_400, 0);
    start.map(|start| start.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_start_at_the_base_line_and_stay_inside_the_picture() {
        let count = |day, outcome, count| SignInCount { day, provider: None, outcome, count };
        let counts = [count(100, Outcome::Ok, 30), count(100, Outcome::Failed, 10), count(129, Outcome::Ok, 1)];
        let counts: Vec<_> = counts.iter().collect();
        let chart = Chart::new("x", &counts, 100, |name, succeeded, failed| format!("{name} {succeeded} {failed}"));
        assert_eq!((chart.succeeded, chart.failed, &*chart.label), (31, 10, "x 31 10"));
        let first = &chart.bars[0];
        assert_eq!((first.succeeded, first.failed), ((15, 45), (0, 15)));
        assert_eq!(chart.bars[29].succeeded, (58, 2), "one is seen, however small");
        assert_eq!(chart.bars.len(), 30);
    }
}
