//! What runs around each request of the application.

use std::{
    any::Any,
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{extract::Request, response::Response};
use tokio::sync::OnceCell;
use tower::{Layer, Service, ServiceExt as _};
use vestibule_server::{Embedded, Refusal, SignedIn};

/// Lets the extractors find the session of a request, as [`Auth::layer`](crate::Auth::layer) makes it. A session is looked up when somebody asks, once
/// for a request; a request whose handler asks for nothing costs nothing.
///
/// It belongs on the outermost router that has the routes of [`Auth::router`](crate::Auth::router), because a provider may have a path of its own for
/// answers. It changes no answer of the application.
///
/// ```no_run
/// use axum::{Router, routing::get};
///
/// # async fn start(auth: vestibule::Auth) {
/// let app: Router = Router::new()
///     .route("/files", get(|user: vestibule::User| async move { user.username().to_owned() }))
///     .merge(auth.router())
///     .layer(auth.layer());
/// # }
/// ```
#[derive(Clone)]
pub struct AuthLayer {
    surface: Embedded,
    /// Reloads and background work go on as long as somebody is served.
    _running: Arc<dyn Any + Send + Sync>,
}

impl AuthLayer {
    pub(crate) fn new(surface: Embedded, running: Arc<dyn Any + Send + Sync>) -> Self {
        Self { surface, _running: running }
    }
}

impl fmt::Debug for AuthLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthLayer").finish_non_exhaustive()
    }
}

impl<S> Layer<S> for AuthLayer {
    type Service = AuthService<S>;

    fn layer(&self, inner: S) -> AuthService<S> {
        AuthService { layer: self.clone(), inner }
    }
}

/// A service with [`AuthLayer`] around it.
///
/// ```no_run
/// use tower::Layer;
///
/// # fn wrap(auth: vestibule::Auth, handler: axum::routing::Route) {
/// let service: vestibule::AuthService<axum::routing::Route> = auth.layer().layer(handler);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct AuthService<S> {
    layer: AuthLayer,
    inner: S,
}

impl<S> Service<Request> for AuthService<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let (layer, application) = (self.layer.clone(), self.inner.clone());
        Box::pin(async move {
            let surface = layer.surface.clone();
            request.extensions_mut().insert(RequestAuth { surface, session: Arc::default() });
            let application = |request| async move {
                match application.oneshot(request).await {
                    Ok(response) => response,
                    Err(never) => match never {},
                }
            };
            Ok(layer.surface.around(request, application).await)
        })
    }
}

/// The session of one request, for the extractors.
#[derive(Clone)]
pub(crate) struct RequestAuth {
    pub(crate) surface: Embedded,
    session: Arc<OnceCell<Option<SignedIn>>>,
}

impl RequestAuth {
    pub(crate) async fn find(&self, headers: &http::HeaderMap) -> Result<Option<SignedIn>, Refusal> {
        self.session.get_or_try_init(|| self.surface.find(headers)).await.cloned()
    }
}
