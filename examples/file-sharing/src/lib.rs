//! Files that people upload, and links by which they share them. Who somebody is comes from Vestibule; everything else is here.

mod files;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post, put},
};
use serde::Serialize;
use vestibule::{Administrator, Auth, User};

pub use files::Files;

/// The largest file.
const LIMIT: usize = 20 * 1024 * 1024;

/// The whole application: its own routes, and those of sign-in.
pub fn app(auth: &Auth, files: Files) -> Router {
    Router::new()
        .route("/", get(|| async { Html(include_str!("index.html")) }))
        .route("/me", get(me))
        .route("/files", get(list))
        .route("/files/{file}", put(upload).layer(DefaultBodyLimit::max(LIMIT)))
        .route("/files/{file}/share", post(share))
        .route("/shared/{token}", get(download))
        .route("/usage", get(usage))
        .with_state(files)
        .merge(auth.router())
        .layer(auth.layer())
}

#[derive(Serialize)]
struct Me {
    name: String,
    is_administrator: bool,
}

/// The page asks who is there. `null` is nobody, who is offered the providers of `GET /api/auth/providers`.
async fn me(user: Option<User>) -> Json<Option<Me>> {
    Json(user.map(|user| Me {
        name: user.name().unwrap_or(user.username()).to_owned(),
        is_administrator: user.is_administrator(),
    }))
}

async fn list(State(files): State<Files>, user: User) -> Result<Response, Failure> {
    Ok(Json(files.of(&user.id().to_string()).await?).into_response())
}

/// Only a page of ours can send a PUT with the cookie: browsers ask before they send one from elsewhere.
async fn upload(
    State(files): State<Files>,
    user: User,
    Path(name): Path<String>,
    content: Bytes,
) -> Result<StatusCode, Failure> {
    files.add(&user.id().to_string(), &name, &content).await?;
    Ok(StatusCode::CREATED)
}

#[derive(Serialize)]
struct Link {
    link: String,
}

async fn share(State(files): State<Files>, user: User, Path(id): Path<i64>) -> Result<Response, Failure> {
    Ok(match files.share(&user.id().to_string(), id).await? {
        Some(token) => Json(Link { link: format!("/shared/{token}") }).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

/// Whoever has the link. It is never shown as a page: what people upload must not run here.
async fn download(State(files): State<Files>, Path(token): Path<String>) -> Result<Response, Failure> {
    let Some((name, content)) = files.shared(&token).await? else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let name = name.chars().map(plain).collect::<String>();
    let attachment = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let attachment = attachment.unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, attachment),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, content).into_response())
}

#[derive(Serialize)]
struct Usage {
    files: i64,
    bytes: i64,
}

/// Administrators alone: whom the provider's `admin_groups` name.
async fn usage(State(files): State<Files>, _: Administrator) -> Result<Json<Usage>, Failure> {
    let (files, bytes) = files.usage().await?;
    Ok(Json(Usage { files, bytes }))
}

/// The database does not answer.
struct Failure(sqlx::Error);

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::error!(error = %self.0, "the files cannot be read");
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    }
}
