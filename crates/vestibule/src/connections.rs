//! Serves the routes over HTTP/1.1, with limits for each connection.
//!
//! A client that sends nothing, sends its request byte by byte or never reads the answer holds a file descriptor for as
//! long as the server lets it (the "slowloris" attack). `axum::serve` lets it for ever and has no settings, so the loop
//! is written out here, over the same hyper. It speaks HTTP/1.1 only: that is what reverse proxies speak to us, and
//! HTTP/2 would bring bounds of its own to be watched.

use std::{
    collections::VecDeque,
    future::Future,
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::{Body, HttpBody as _},
    extract::{ConnectInfo, Request},
    serve::Listener,
};
use futures_util::{StreamExt as _, stream};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch},
    time::{Instant, timeout, timeout_at},
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;

/// Time limits of a connection, and how many there may be.
///
/// ```
/// use std::time::Duration;
/// use vestibule::parts::ConnectionLimits;
///
/// let limits = ConnectionLimits { body: Duration::from_secs(5), ..ConnectionLimits::for_descriptors(1024) };
/// assert_eq!(limits.at_once, 512);
/// ```
#[derive(Debug, Clone)]
pub struct ConnectionLimits {
    /// From the beginning of a connection, or the end of the last answer, until the whole head of a request is there. So
    /// it is also how long an idle connection is kept.
    pub head: Duration,
    /// From the end of the head until the whole body is there.
    pub body: Duration,
    /// How long a client may read nothing of an answer.
    pub unread: Duration,
    /// How many connections may be open at once. The oldest that are idle are closed for new ones; while none is, those
    /// wait.
    pub at_once: usize,
}

impl ConnectionLimits {
    /// As long as nginx waits by default for a client's next request, and longer than it keeps its own idle connections
    /// to us (60 s): so it is the proxy that closes them, never we while it sends.
    const HEAD: Duration = Duration::from_secs(75);
    /// No body of ours is larger than 64 KiB; a telephone in a tunnel needs seconds for that.
    const BODY: Duration = Duration::from_secs(30);
    /// A client that reads anything at all in this time may continue.
    const UNREAD: Duration = Duration::from_secs(30);

    /// For a process that may have so many file descriptors. Half of them stay for what connections are good for: the
    /// database, upstreams and files.
    pub fn for_descriptors(descriptors: u64) -> Self {
        let half = usize::try_from(descriptors / 2).unwrap_or(usize::MAX);
        let at_once = half.clamp(1, Semaphore::MAX_PERMITS);
        Self { head: Self::HEAD, body: Self::BODY, unread: Self::UNREAD, at_once }
    }
}

/// How long a new connection waits for one that was asked to close, before another one is asked.
const ASKED: Duration = Duration::from_millis(100);

/// Serves until `stop`, then lets the requests under way finish. Each request knows its peer's address.
pub async fn serve<L>(mut listener: L, router: Router, limits: ConnectionLimits, stop: impl Future<Output = ()>)
where
    L: Listener<Addr = SocketAddr>,
{
    let mut slots = Slots::new(limits.at_once);
    let (stopping, stopped) = watch::channel(());
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let accepted = listener.accept().await;
            (accepted, slots.enter().await)
        };
        let ((stream, peer), (permit, leave)) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let service = router.clone().map_request(move |request| prepare(request, peer, limits.body));
        let stream = TokioIo::new(with_write_timeout(stream, limits.unread));
        let connection = http.serve_connection(stream, TowerToHyperService::new(service));
        let mut stopped = stopped.clone();
        tokio::spawn(async move {
            let mut connection = pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                () = either(leave, stopped.changed()) => {
                    // An idle one ends at once, another one after its answer.
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::trace!(%error, "connection closed early");
            }
            drop((permit, stopped));
        });
    }
    drop((listener, stopped));
    stopping.send_replace(());
    // Each connection holds a receiver until it has ended.
    stopping.closed().await;
}

async fn either(leave: oneshot::Receiver<()>, stopped: impl Future) {
    tokio::select! {
        Ok(()) = leave => {}
        _ = stopped => {}
    }
}

/// So many connections may be open at once.
struct Slots {
    permits: Arc<Semaphore>,
    at_once: usize,
    /// Asks a connection to leave; the oldest first. Those that have ended are among them.
    entered: VecDeque<oneshot::Sender<()>>,
    is_full: bool,
}

impl Slots {
    fn new(at_once: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(at_once)), at_once, entered: VecDeque::new(), is_full: false }
    }

    /// Waits for a free one, and asks older connections to leave until there is one. The receiver is what the new one is asked
    /// by.
    async fn enter(&mut self) -> (Option<OwnedSemaphorePermit>, oneshot::Receiver<()>) {
        if self.entered.len() > self.at_once.saturating_mul(2) {
            self.entered.retain(|entered| !entered.is_closed());
        }
        let is_full = self.permits.available_permits() == 0;
        if is_full && !std::mem::replace(&mut self.is_full, is_full) {
            tracing::warn!(limit = self.at_once, "connection limit reached; idle connections are closed for new ones");
        }
        self.is_full = is_full;
        let permit = loop {
            if let Ok(permit) = self.permits.clone().try_acquire_owned() {
                break Some(permit);
            }
            while self.entered.pop_front().is_some_and(|oldest| oldest.send(()).is_err()) {}
            if let Ok(permit) = timeout(ASKED, self.permits.clone().acquire_owned()).await {
                // The semaphore is never closed.
                break permit.ok();
            }
        };
        let (leave, asked) = oneshot::channel();
        self.entered.push_back(leave);
        (permit, asked)
    }
}

/// Adds the peer's address and a deadline for the body.
fn prepare(request: Request<Incoming>, peer: SocketAddr, limit: Duration) -> Request {
    let mut request =
        request.map(|body| if body.is_end_stream() { Body::new(body) } else { with_body_deadline(body, limit) });
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

/// A body that fails if it is not complete within the limit, even if it makes progress.
fn with_body_deadline(body: Incoming, limit: Duration) -> Body {
    let deadline = Instant::now() + limit;
    let parts = stream::unfold(Some(Body::new(body).into_data_stream()), move |parts| async move {
        let mut parts = parts?;
        match timeout_at(deadline, parts.next()).await {
            Ok(Some(Ok(part))) => Some((Ok(part), Some(parts))),
            Ok(Some(Err(error))) => Some((Err(error), None)),
            Ok(None) => None,
            Err(_) => Some((
                Err(axum::Error::new(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "the request body was not complete in time",
                ))),
                None,
            )),
        }
    });
    Body::from_stream(parts)
}

/// A stream that fails when nothing could be written to it for that long.
fn with_write_timeout<S: AsyncRead + AsyncWrite>(stream: S, unread: Duration) -> Pin<Box<TimeoutStream<S>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(unread));
    Box::pin(stream)
}

#[cfg(test)]
mod tests;
