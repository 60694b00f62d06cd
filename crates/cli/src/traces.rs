//! Traces for an OpenTelemetry collector: OTLP over HTTP with protobuf. Off, and without cost, unless
//! `telemetry.otlp_endpoint` is set.
//!
//! What is sent are spans of our own crates, from level info: their names, times and fields, which hold no secret. Lines of the log
//! are not sent.

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use opentelemetry::{KeyValue, trace::TracerProvider as _};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::{
    Resource,
    trace::{SdkTracerProvider, Tracer},
};
use tokio::runtime::Handle;
use tracing::{Level, Metadata, Subscriber, instrument::WithSubscriber as _, subscriber::NoSubscriber};
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};
use url::Url;
use vestibule_core::{
    http::{Http, HttpFactory, NetworkScope, Purpose},
    public_url::is_loopback,
};

use crate::Failure;

/// How long the last spans may take at the end of the program.
const FLUSH: Duration = Duration::from_secs(2);

/// Sends spans until it is dropped, then those that wait.
pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// Sends them to the collector at `endpoint`, which has `/v1/traces`. `node` is what this process is called.
    pub(crate) fn start(endpoint: &Url, http: &dyn HttpFactory, node: &str) -> Result<Self, Failure> {
        let scope = NetworkScope {
            loopback: is_loopback(endpoint),
            operator_hosts: endpoint.host_str().map(str::to_ascii_lowercase).into_iter().collect(),
            ..NetworkScope::default()
        };
        let client = Client { http: http.client(&scope), runtime: Handle::current() };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", endpoint.as_str().trim_end_matches('/')))
            .with_http_client(client)
            .build()?;
        let resource = Resource::builder_empty().with_service_name("vestibule").with_attributes([
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", node.to_owned()),
        ]);
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource.build());
        Ok(Self(provider.build()))
    }

    /// What spans go through.
    pub(crate) fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        let tracer: Tracer = self.0.tracer("vestibule");
        tracing_opentelemetry::layer()
            .with_tracer(tracer)
            .with_location(false)
            .with_threads(false)
            .with_filter(filter_fn(is_sent))
    }

    /// Sends what waits. Blocks, for a limited time.
    pub(crate) fn finish(&self) {
        let _ = self.0.shutdown_with_timeout(FLUSH);
    }
}

fn is_sent(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && *metadata.level() <= Level::INFO && metadata.target().starts_with("vestibule")
}

/// Sends through our own client: its rules for addresses, its certificates.
struct Client {
    http: Arc<dyn Http>,
    runtime: Handle,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

#[async_trait]
impl HttpClient for Client {
    /// The exporter runs on a thread of its own, without a runtime. A request that sends spans makes none.
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let http = self.http.clone();
        let sent = async move { http.send(Purpose::Traces, request).await }.with_subscriber(NoSubscriber::default());
        Ok(self.runtime.spawn(sent).await??)
    }
}
