//! The dashboard and the alert rules ask for metrics that there are.

use std::collections::BTreeSet;

use serde_json::Value;
use vestibule::parts::{METRICS, MetricKind};
use vestibule_core::code::ErrorCode;

use crate::{text, yaml};

/// What Prometheus makes itself, and what `metrics-process` reads on Linux.
const OTHERS: [&str; 9] = [
    "up",
    "process_cpu_seconds_total",
    "process_open_fds",
    "process_max_fds",
    "process_virtual_memory_bytes",
    "process_virtual_memory_max_bytes",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
    "process_threads",
];

/// Every name of a time series. A histogram has three.
fn known() -> BTreeSet<String> {
    let series = METRICS.iter().flat_map(|metric| match metric.kind {
        MetricKind::Histogram => ["_bucket", "_sum", "_count"].map(|end| format!("{}{end}", metric.name)).to_vec(),
        _ => vec![metric.name.to_owned()],
    });
    series.chain(OTHERS.map(str::to_owned)).collect()
}

/// The names in an expression that can only be a metric: in front of `{` or `[`, or ours by its prefix.
fn named(expression: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut names = Vec::new();
    for (at, c) in expression.char_indices() {
        let starts = is_word(c) && !expression[..at].ends_with(is_word);
        let word = expression[at..].split(|c| !is_word(c)).next().unwrap_or_default();
        let behind = &expression[at + word.len()..];
        if starts && (behind.starts_with(['{', '[']) || word.starts_with("vestibule_") || word.starts_with("process_"))
        {
            names.push(word);
        }
    }
    names
}

/// The values that a label is compared with, without patterns.
fn compared<'a>(expression: &'a str, label: &str) -> Vec<&'a str> {
    let marker = format!("{label}=\"");
    expression.split(&marker).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn check(expression: &str, place: &str) {
    let (known, names) = (known(), named(expression));
    assert!(!names.is_empty(), "{place}: {expression}");
    for name in names {
        assert!(known.contains(name), "{place}: there is no metric {name}");
    }
    for code in compared(expression, "code") {
        assert!(ErrorCode::parse(code).is_some(), "{place}: there is no code {code}");
    }
}

#[test]
fn expressions_are_taken_apart() {
    let expression = "histogram_quantile(0.95, sum by (le) (rate(vestibule_a_bucket{code=\"x\"}[5m]))) > up{job=\"v\"}";
    assert_eq!(named(expression), ["vestibule_a_bucket", "up"]);
    assert_eq!(compared(expression, "code"), ["x"]);
}

/// IN-08.
#[test]
fn the_dashboard_shows_metrics_that_there_are() {
    let dashboard: Value = serde_json::from_str(&text("deploy/grafana/dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");
    let mut shown = String::new();
    for panel in panels {
        for target in panel["targets"].as_array().unwrap() {
            let expression = target["expr"].as_str().unwrap();
            check(expression, panel["title"].as_str().unwrap());
            shown.push_str(expression);
        }
    }
    let unseen = ["vestibule_registry_generation", "vestibule_nodes", "vestibule_node_clock_offset_seconds"];
    for metric in METRICS.iter().filter(|metric| !unseen.contains(&metric.name)) {
        let is_alerted = text("deploy/grafana/alerts.yaml").contains(metric.name);
        assert!(shown.contains(metric.name) || is_alerted, "{} is on no panel and in no rule", metric.name);
    }
}

/// IN-08.
#[test]
fn the_alert_rules_ask_for_metrics_that_there_are() {
    let rules = yaml("deploy/grafana/alerts.yaml");
    let mut names = BTreeSet::new();
    for rule in rules["groups"][0]["rules"].as_array().unwrap() {
        let name = rule["alert"].as_str().unwrap();
        check(rule["expr"].as_str().unwrap(), name);
        assert!(["warning", "critical"].contains(&rule["labels"]["severity"].as_str().unwrap()), "{name}");
        for text in ["summary", "description"] {
            assert!(rule["annotations"][text].is_string(), "{name}: {text}");
        }
        assert!(names.insert(name.to_owned()), "{name} is there twice");
    }
    assert!(names.len() > 10, "{names:?}");
}
