//! In place of traces, in a program that was built without them.

use tracing_subscriber::layer::Identity;
use url::Url;
use vestibule_core::http::HttpFactory;

use crate::{Failure, failure};

/// There are none.
pub(crate) enum Traces {}

impl Traces {
    pub(crate) fn start(_: &Url, _: &dyn HttpFactory, _: &str) -> Result<Self, Failure> {
        Err(failure(
            "telemetry.otlp_endpoint is set, and this program was built without the feature `tracing-otlp`. Take the setting \
             away, or install a program with it: cargo install --path crates/cli --features tracing-otlp",
        ))
    }

    pub(crate) fn layer(&self) -> Identity {
        match *self {}
    }

    pub(crate) fn finish(&self) {
        match *self {}
    }
}
