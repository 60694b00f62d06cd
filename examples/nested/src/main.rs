//! An application below a path of a larger router, which has its own state, fallback and middleware.
//!
//! Vestibule is below `/auth`, so that `/login` and `/admin` are the application's to give: providers send people back to
//! `/auth/api/auth/providers/NAME/callback`. The session's cookie is for the whole origin, and the layer is around all of it.
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{Next, from_fn},
    response::Response,
    routing::get,
};
use vestibule::{Administrator, Builder, Groups, User};

/// The state of the application.
type Visits = Arc<AtomicU64>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let auth = Builder::from_config_file("config.toml")?.mount("/auth").build().await?;
    let tools: Router<Visits> =
        Router::new().route("/", get(visit)).route("/reports", get(reports)).route("/menu", get(menu));
    let app = Router::new()
        .route("/", get(|| async { "The tools are at /tools." }))
        .nest("/tools", tools)
        .with_state(Visits::default())
        .merge(auth.router())
        .fallback(|| async { (StatusCode::NOT_FOUND, "Nothing here.") })
        .layer(auth.layer())
        .layer(from_fn(named));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    vestibule::serve(listener, app, async { drop(tokio::signal::ctrl_c().await) }).await;
    auth.close().await;
    Ok(())
}

async fn visit(State(visits): State<Visits>, user: User) -> String {
    format!("Hello {}, visit {} of this run.", user.username(), visits.fetch_add(1, Ordering::Relaxed) + 1)
}

async fn reports(administrator: Administrator) -> String {
    format!("Reports for {}.", administrator.username())
}

async fn menu(groups: Groups) -> String {
    groups.iter().collect::<Vec<_>>().join(", ")
}

/// Middleware of the application, around everything.
async fn named(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert("x-served-by", axum::http::HeaderValue::from_static("nested"));
    response
}
