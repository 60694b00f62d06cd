//! Every metric of the program: what it is called, what it means, and how it is collected.

use metrics::{describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// What a metric is to Prometheus.
///
/// ```
/// use vestibule::parts::{METRICS, MetricKind};
///
/// let histograms = METRICS.iter().filter(|metric| metric.kind == MetricKind::Histogram);
/// assert!(histograms.count() > 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    /// Only rises.
    Counter,
    /// Rises and falls.
    Gauge,
    /// `_bucket`, `_sum` and `_count`, in seconds.
    Histogram,
}

/// One metric.
///
/// ```
/// use vestibule::parts::{METRICS, Metric};
///
/// for Metric { name, help, .. } in METRICS {
///     println!("{name}: {help}");
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// As Prometheus sees it.
    pub name: &'static str,
    /// What it is.
    pub kind: MetricKind,
    /// The text of its HELP line.
    pub help: &'static str,
}

const fn counter(name: &'static str, help: &'static str) -> Metric {
    Metric { name, kind: MetricKind::Counter, help }
}

const fn gauge(name: &'static str, help: &'static str) -> Metric {
    Metric { name, kind: MetricKind::Gauge, help }
}

const fn histogram(name: &'static str, help: &'static str) -> Metric {
    Metric { name, kind: MetricKind::Histogram, help }
}

/// All metrics of our own. Those of the process are described by the library that reads them.
pub const METRICS: &[Metric] = &[
    gauge("vestibule_build_info", "Always 1; the labels say which version runs."),
    counter("vestibule_sign_ins_total", "Sign-ins that ended, by provider and outcome: ok or an error code."),
    histogram("vestibule_sign_in_seconds", "Duration of a step of a sign-in, by provider and step."),
    counter("vestibule_callbacks_rejected_total", "Answers of providers that fit no sign-in, by error code."),
    counter(
        "vestibule_app_authorizations_total",
        "Requests of apps to sign somebody in, by app and outcome: ok or an error code.",
    ),
    counter("vestibule_app_logouts_total", "Notifications of apps that a session has ended, by app and outcome."),
    counter("vestibule_app_failures_total", "Requests of apps to other endpoints that were refused, by error code."),
    counter("vestibule_backchannel_logouts_total", "Logout tokens of providers, by outcome."),
    counter("vestibule_forward_auth_total", "Answers to proxies that ask /api/auth/verify, by status."),
    counter("vestibule_rate_limited_total", "Requests refused because an address had too many."),
    counter("vestibule_failures_total", "Failures of the server itself, by error code."),
    histogram("vestibule_upstream_seconds", "Duration of a request to an upstream, by purpose and outcome."),
    histogram("vestibule_database_seconds", "Duration of an operation of the database, by operation."),
    gauge("vestibule_registry_generation", "How often the set of providers was published since the start."),
    gauge("vestibule_providers_ready", "Providers that people can sign in with."),
    gauge("vestibule_providers_faulted", "Enabled providers that have a fault."),
    gauge("vestibule_credential_expiry_timestamp_seconds", "When a credential ends, by provider and credential."),
    gauge("vestibule_definitions_faulted", "Definition files that are not valid."),
    gauge(
        "vestibule_settings_refused",
        "1 while the configuration on disk was rejected and the previous one is active.",
    ),
    counter(
        "vestibule_webhook_deliveries_total",
        "Attempts to send an event, by webhook and outcome: ok, failed, dropped.",
    ),
    gauge("vestibule_webhook_waiting", "Events that wait for a webhook."),
    gauge("vestibule_nodes", "Nodes that run on this database."),
    gauge(
        "vestibule_nodes_differing",
        "Nodes that differ from this one in version, configuration, definitions or keys.",
    ),
    gauge("vestibule_node_clock_offset_seconds", "How far the clock of this node is from the database's."),
];

/// From a millisecond, which SQLite needs, to the ten seconds after which an upstream is given up.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// Why metrics cannot be collected.
///
/// ```no_run
/// use vestibule::parts::{MetricsError, install_metrics};
///
/// match install_metrics() {
///     Ok(handle) => println!("{}", handle.render()),
///     Err(MetricsError::Installed) => {}
///     Err(error) => eprintln!("{error}"),
/// }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    /// Another part of the program collects them.
    #[error("metrics are already being collected")]
    Installed,
    /// The collector refuses its settings.
    #[error(transparent)]
    Settings(#[from] BuildError),
}

/// Collects metrics from now on, for the whole process, and describes each. Call
/// [`run_upkeep`](PrometheusHandle::run_upkeep) of the handle every few seconds, or histograms grow until they are read.
pub fn install_metrics() -> Result<PrometheusHandle, MetricsError> {
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let recorder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &BUCKETS)?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|_| MetricsError::Installed)?;
    for Metric { name, kind, help } in METRICS {
        match kind {
            MetricKind::Counter => describe_counter!(*name, *help),
            MetricKind::Gauge => describe_gauge!(*name, *help),
            MetricKind::Histogram => describe_histogram!(*name, *help),
        }
    }
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    metrics::gauge!("vestibule_build_info", "version" => env!("CARGO_PKG_VERSION"), "os" => os, "arch" => arch).set(1);
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    };

    use super::*;

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }

    /// The names behind `counter!(` and its kind, in every crate of the program.
    fn used() -> BTreeSet<String> {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut files = Vec::new();
        for name in ["server", "registry", "store", "protocol", "vestibule", "cli", "plugin-host"] {
            sources(&crates.join(name).join("src"), &mut files);
        }
        let mut names = BTreeSet::new();
        for file in files {
            let text = fs::read_to_string(file).unwrap();
            for call in ["metrics::counter!(\"", "metrics::gauge!(\"", "metrics::histogram!(\""] {
                let behind = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
                names.extend(behind.filter(|name| name.starts_with("vestibule_")).map(str::to_owned));
            }
        }
        names
    }

    /// IN-08.
    #[test]
    fn every_metric_is_described_and_used() {
        let listed: BTreeSet<_> = METRICS.iter().map(|metric| metric.name.to_owned()).collect();
        assert_eq!(listed.len(), METRICS.len(), "each once");
        assert_eq!(used(), listed);
        for Metric { name, kind, help } in METRICS {
            assert!(help.ends_with('.'), "{name}");
            assert_eq!(*kind == MetricKind::Counter, name.ends_with("_total"), "{name}");
        }
    }
}
