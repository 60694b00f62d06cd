//! The running provider: binding, routing, and the one path that every request takes.

use std::{
    net::SocketAddr,
    sync::{Arc, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{self, MethodRouter},
};
use serde_json::{Map, Value};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use vestibule_core::definition::SigningAlgorithm;
use vestibule_jose::{KeyError, SigningKey};

use crate::{
    authorize,
    call::{Call, Unreadable},
    endpoint::Endpoint,
    faults::Faults,
    idp::{Idp, Parts},
    key_ring::{KeyRing, Rotation},
    listener::{Connection, Door},
    logout, logout_token, metadata,
    model::{Clients, People},
    observe::Requests,
    options::{Options, StartError},
    pages, par, picture, registration, token,
    token_fault::TokenFault,
    userinfo,
};

/// How long a client may take to finish what it has begun when the provider stops.
const GRACE: Duration = Duration::from_secs(1);

/// A running demonstration identity provider. It stops when this is dropped; [`DemoIdp::shutdown`] also waits for it.
pub struct DemoIdp {
    idp: Arc<Idp>,
    address: SocketAddr,
    closing: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl DemoIdp {
    /// Listens, makes a signing key and serves in the background.
    ///
    /// An RSA key takes about a tenth of a second to make, any other kind less than a millisecond.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        if !options.address.ip().is_loopback() {
            return Err(StartError::NotLoopback(options.address));
        }
        let bind = |source| StartError::Bind { address: options.address, source };
        let listener = TcpListener::bind(options.address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let keys = KeyRing::new(generate(options.signing).await?);
        let (closing, closed) = watch::channel(false);
        let parts = Parts { issuer: format!("http://{address}"), port: address.port(), keys, closing: closed.clone() };
        let idp = Arc::new(Idp::new(options, parts));
        let service = routes(idp.clone()).into_make_service_with_connect_info::<Connection>();
        let serving = tokio::spawn(async move {
            let served = axum::serve(Door(listener), service).with_graceful_shutdown(closes(closed)).await;
            if let Err(error) = served {
                tracing::error!(%error, "the demonstration identity provider stopped serving");
            }
        });
        tracing::debug!(issuer = %idp.issuer, "the demonstration identity provider is listening");
        Ok(Self { idp, address, closing, serving })
    }

    /// `http://127.0.0.1:PORT`, without a trailing slash.
    pub fn issuer(&self) -> &str {
        &self.idp.issuer
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The absolute address of an endpoint.
    pub fn url(&self, endpoint: Endpoint) -> String {
        self.idp.url(endpoint)
    }

    /// Who can be signed in; changes count from the next request on.
    pub fn people(&self) -> &People {
        &self.idp.people
    }

    /// Which applications are known; changes count from the next request on.
    pub fn clients(&self) -> &Clients {
        &self.idp.clients
    }

    /// The faults that a test may switch on.
    pub fn faults(&self) -> Faults {
        self.idp.faults.clone()
    }

    /// What was asked so far.
    pub fn requests(&self) -> Requests {
        self.idp.requests.clone()
    }

    /// Changes who approves every request at once; see [`Options::auto_approve`].
    pub fn approve_as(&self, subject: Option<&str>) {
        let mut current = self.idp.auto_approve.write().unwrap_or_else(PoisonError::into_inner);
        *current = subject.map(str::to_owned);
    }

    /// Changes the published keys; a new one is of the same algorithm.
    pub async fn rotate_keys(&self, rotation: Rotation) -> Result<(), KeyError> {
        let algorithm = self.idp.keys.signing().algorithm();
        self.rotate_keys_to(rotation, algorithm).await
    }

    /// Changes the published keys; a new one is of that algorithm, and the metadata then name it alone.
    pub async fn rotate_keys_to(&self, rotation: Rotation, algorithm: SigningAlgorithm) -> Result<(), KeyError> {
        match rotation {
            Rotation::RemoveOld => self.idp.keys.remove_old(),
            Rotation::Add | Rotation::Replace => {
                self.idp.keys.publish(generate(algorithm).await?, rotation == Rotation::Add);
            }
        }
        Ok(())
    }

    /// A logout token for a client (Back-Channel Logout 1.0 §2.4) that names whom `claims` name, with `sub`, `sid` or
    /// both; `claims` may also replace what every such token holds, or take it out with null. It is not sent: this
    /// provider knows no address for it.
    pub async fn logout_token(
        &self,
        client_id: &str,
        claims: Map<String, Value>,
        fault: TokenFault,
    ) -> Result<String, KeyError> {
        logout_token::sign(&self.idp, client_id, claims, fault).await
    }

    /// Stops: closes the port, answers what has arrived, and lets go of what a fault holds. Takes a second at most,
    /// which is for clients that have sent half a request.
    pub async fn shutdown(mut self) {
        self.closing.send_replace(true);
        match tokio::time::timeout(GRACE, &mut self.serving).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the demonstration identity provider did not stop in order"),
            Err(_) => self.serving.abort(),
        }
    }
}

impl Drop for DemoIdp {
    fn drop(&mut self) {
        self.closing.send_replace(true);
    }
}

async fn generate(algorithm: SigningAlgorithm) -> Result<SigningKey, KeyError> {
    tokio::task::spawn_blocking(move || SigningKey::generate(algorithm)).await.map_err(|_| KeyError)?
}

async fn closes(mut closing: watch::Receiver<bool>) {
    // A dropped sender closes as well as a `true`.
    let _ = closing.wait_for(|closing| *closing).await;
}

fn routes(idp: Arc<Idp>) -> Router {
    let mut router = Router::new()
        .route("/", routing::get(async || pages::welcome()))
        .route("/assets/style.css", routing::get(async || asset("text/css; charset=utf-8", pages::STYLE)))
        .route("/assets/submit.js", routing::get(async || asset("text/javascript; charset=utf-8", pages::SUBMIT)))
        .route("/assets/icon.png", routing::get(async || picture::show("demonstration")));
    for endpoint in Endpoint::ALL {
        for path in endpoint.paths() {
            router = router.route(path, route(endpoint));
        }
    }
    router.fallback(async || pages::refusal(StatusCode::NOT_FOUND, "There is nothing at this address.")).with_state(idp)
}

fn asset(kind: &'static str, content: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, content).into_response()
}

fn route(endpoint: Endpoint) -> MethodRouter<Arc<Idp>> {
    let handler = move |State(idp): State<Arc<Idp>>, ConnectInfo(connection): ConnectInfo<Connection>, request| {
        serve(idp, endpoint, connection, request)
    };
    routing::on(endpoint.methods(), handler)
}

/// Reads, records, holds, answers, spoils: in this order for every endpoint.
async fn serve(idp: Arc<Idp>, endpoint: Endpoint, connection: Connection, request: Request<Body>) -> Response {
    let call = match Call::read(request).await {
        Ok(call) => call,
        Err(Unreadable) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    };
    idp.requests.record(endpoint, &call);
    let fault = idp.faults.next(endpoint);
    if let Some(fault) = &fault {
        fault.wait(idp.closing.clone()).await;
    }
    let honest = answer(&idp, endpoint, &call).await;
    tracing::debug!(?endpoint, status = honest.status().as_u16(), "answered");
    match fault {
        Some(fault) => fault.spoil(honest, &connection).await,
        None => honest,
    }
}

async fn answer(idp: &Idp, endpoint: Endpoint, call: &Call) -> Response {
    if matches!(endpoint, Endpoint::Authorize | Endpoint::Par) {
        registration::admit(idp, call).await;
    }
    match endpoint {
        Endpoint::Discovery => metadata::discovery(idp),
        Endpoint::Jwks => metadata::jwks(idp),
        Endpoint::Authorize => authorize::begin(idp, call),
        Endpoint::Decision => authorize::decide(idp, call),
        Endpoint::Par => par::push(idp, call),
        Endpoint::Token => token::exchange(idp, call).await,
        Endpoint::Userinfo => userinfo::show(idp, call).await,
        Endpoint::EndSession => logout::end_session(idp, call),
        Endpoint::Logout => logout::page(idp, call),
        Endpoint::Register => registration::register(idp, call),
        // `/api/users/{id}/profile-picture.png`
        Endpoint::Picture => picture::show(call.uri.path().split('/').nth(3).unwrap_or_default()),
    }
}
