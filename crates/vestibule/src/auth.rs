//! Sign-in that is up and running.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::Router;
use vestibule_server::Embedded;
use vestibule_store::maintenance::ServerLock;

use crate::{application::Application, error::Unavailable, layer::AuthLayer};

/// Sign-in for one application: its routes, its layer, and its end. A clone is the same one. [`Builder::build`](crate::Builder::build)
/// makes it; background work ends when the last clone, layers included, is dropped.
///
/// ```no_run
/// use axum::{Router, routing::get};
/// use vestibule::{Builder, User};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let auth = Builder::from_config_file("config.toml")?.build().await?;
/// let app = Router::new()
///     .route("/", get(|user: User| async move { format!("Hello {}", user.username()) }))
///     .merge(auth.router())
///     .layer(auth.layer());
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
/// vestibule::serve(listener, app, async { drop(tokio::signal::ctrl_c().await) }).await;
/// auth.close().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Auth(Arc<Running>);

struct Running {
    application: Application,
    surface: Embedded,
    /// Held until the end; `None` for a database that several processes may share.
    lock: Mutex<Option<ServerLock>>,
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").finish_non_exhaustive()
    }
}

/// What came of reading configuration and definitions again.
///
/// ```no_run
/// # async fn reload(auth: vestibule::Auth) {
/// let reloaded = auth.reload().await;
/// for fault in &reloaded.faults {
///     eprintln!("{fault}");
/// }
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reloaded {
    /// What is wrong now, one sentence each. What is not named here serves.
    pub faults: Vec<String>,
}

impl Auth {
    pub(crate) fn new(application: Application, mut lock: Option<ServerLock>) -> Self {
        if let Some(lock) = &mut lock {
            lock.mark_running();
        }
        let surface = application.embedded();
        Self(Arc::new(Running { application, surface, lock: Mutex::new(lock) }))
    }

    /// The routes below `/login`, `/setup`, `/account`, `/admin`, `/api/auth`, `/api/admin`, `/api/oidc`, `/assets`, `/.well-known`,
    /// `/consent`, `/device` and `/sign-out`, for [`Router::merge`]. They bring no fallback. They are at the root of the
    /// origin, or below the path of [`Builder::mount`](crate::Builder::mount), which is in them already: merge them into the router that serves
    /// the origin, and nest the application as you like.
    pub fn router(&self) -> Router {
        self.0.surface.router()
    }

    /// `/healthz`, `/readyz`, `/metrics` and `/api/openapi.json`, below the mount if there is one, for an application that has none of its own.
    pub fn operations_router(&self) -> Router {
        self.0.surface.operations()
    }

    /// What lets handlers ask for [`User`](crate::User) and the other extractors. Put it around the routes of the application and
    /// [`Auth::router`].
    pub fn layer(&self) -> AuthLayer {
        AuthLayer::new(self.0.surface.clone(), self.0.clone())
    }

    /// Reads configuration and definitions again, and publishes what has changed. Files are watched anyway.
    pub async fn reload(&self) -> Reloaded {
        let Some(report) = self.0.application.registry.reload().await else { return Reloaded::default() };
        let of_providers = report.faults.iter().flat_map(|(id, faults)| faults.iter().map(move |fault| (id, fault)));
        let faults = of_providers.map(|(id, fault)| format!("provider {id}: {}", fault.detail));
        Reloaded { faults: report.error.into_iter().chain(faults).collect() }
    }

    /// Waits until every enabled provider can be used or has a fault, for at most `limit`. False when the time is over.
    pub async fn settled(&self, limit: Duration) -> bool {
        let settled = self.0.application.registry.wait_until(|registry| {
            registry.slots.values().all(|slot| !slot.enabled() || slot.ready().is_some() || !slot.faults.is_empty())
        });
        tokio::time::timeout(limit, settled).await.is_ok()
    }

    /// A link for making the first administrator, for the operator alone and for an hour; `None` once there is one.
    pub async fn setup_link(&self) -> Result<Option<String>, Unavailable> {
        let link = self.0.application.setup_link().await?;
        Ok(link.map(|link| link.url.expose().to_owned()))
    }

    /// From now on `/readyz` says no, and answers close their connections. Requests are answered as before.
    pub fn begin_shutdown(&self) {
        self.0.application.begin_shutdown();
    }

    /// Ends background work and closes the database: all that was acknowledged is in its file then. Call it when the last request
    /// is answered; later ones that need the database are refused.
    pub async fn close(&self) {
        self.0.application.close().await;
        if let Some(lock) = self.0.lock.lock().unwrap_or_else(PoisonError::into_inner).take() {
            lock.mark_stopped();
        }
    }
}
