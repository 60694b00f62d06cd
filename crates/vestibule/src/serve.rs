//! Serving the router of an application.

use std::future::Future;

use axum::{Router, serve::Listener};

use crate::connections::{self, ConnectionLimits};

/// Descriptors that a process may have open where nobody has raised the limit; connections are half of them.
const DESCRIPTORS: u64 = 1024;

/// Serves a router until `stop` ends, then waits for the requests that run: with limits for connections that are slow or idle, and with
/// the address of each client, which limits of attempts and the audit log go by. `axum::serve` does as well with
/// `into_make_service_with_connect_info::<SocketAddr>()`; without it all clients count as one.
///
/// ```no_run
/// # async fn run(app: axum::Router) -> std::io::Result<()> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
/// vestibule::serve(listener, app, async { drop(tokio::signal::ctrl_c().await) }).await;
/// # Ok(())
/// # }
/// ```
pub async fn serve<L>(listener: L, router: Router, stop: impl Future<Output = ()> + Send + 'static)
where
    L: Listener<Addr = std::net::SocketAddr>,
{
    connections::serve(listener, router, ConnectionLimits::for_descriptors(DESCRIPTORS), stop).await;
}
