//! `[telemetry]`, as it is written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is sent to a collector.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TelemetrySection {
    /// Where an OpenTelemetry collector takes OTLP over HTTP, without `/v1/traces`: steps of sign-ins and requests to upstreams
    /// are sent there as spans. Must be https unless it is on loopback. Left out: nothing is sent.
    #[schemars(length(min = 1), extend("examples" = ["http://127.0.0.1:4318", "https://otel.example.com"]))]
    pub(crate) otlp_endpoint: Option<String>,
}
