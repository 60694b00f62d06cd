//! What an application has of its own stays as it is.

use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn},
    response::Response,
    routing::get,
};
use http::{HeaderValue, Method, StatusCode};
use tower_http::{
    compression::CompressionLayer,
    cors::{AllowOrigin, CorsLayer},
};
use vestibule::{Auth, User};

use crate::Running;

const FRIEND: &str = "https://friend.example";

async fn marked(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert("x-application", HeaderValue::from_static("files"));
    response
}

fn app(auth: &Auth) -> Router {
    Router::new()
        .route("/", get(|State(name): State<&'static str>| async move { format!("{name}\n").repeat(1_000) }))
        .route("/healthz", get(|| async { "of the application" }))
        .route("/mine", get(|user: User| async move { user.username().to_owned() }))
        .with_state("the state")
        .merge(auth.router())
        .fallback(|| async { (StatusCode::NOT_FOUND, "nothing of the application") })
        .layer(auth.layer())
        .layer(from_fn(marked))
        .layer(CorsLayer::new().allow_origin(AllowOrigin::exact(HeaderValue::from_static(FRIEND))))
        .layer(CompressionLayer::new())
}

#[tokio::test]
async fn an_application_keeps_its_state_fallback_and_middleware() {
    let running = Running::start(|builder| builder, app).await;
    let browser = running.browser();
    let home = browser.get("/").await;
    assert!(home.body.starts_with("the state\n"));
    for absent in ["content-security-policy", "strict-transport-security", "x-frame-options", "set-cookie"] {
        assert_eq!(home.header(absent), None, "answers of the application are its own: {absent}");
    }
    let zipped = browser.send(Method::GET, "/", &[("accept-encoding", "gzip"), ("origin", FRIEND)], None).await;
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    assert_eq!(zipped.header("access-control-allow-origin"), Some(FRIEND));
    let nothing = browser.get("/no/such/page").await;
    assert_eq!((nothing.status, nothing.body.as_str()), (StatusCode::NOT_FOUND, "nothing of the application"));
    assert_eq!(browser.get("/api/auth/providers/unknown/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/healthz").await.body, "of the application");
    for ours in ["/login", "/api/auth/providers", "/"] {
        assert_eq!(browser.get(ours).await.header("x-application"), Some("files"), "{ours}");
    }
    assert!(browser.get("/login").await.header("content-security-policy").is_some(), "pages of ours have theirs");
    browser.sign_in("pocketid").await;
    assert_eq!(browser.get("/mine").await.body, "amara");
    running.end().await;
}

/// A provider that was moved here answers where it did before, unless the application has that path.
#[tokio::test]
async fn a_callback_path_of_a_provider_is_served_where_the_application_has_nothing() {
    let config = |path: &str| format!("[providers.moved]\ndefinition = \"oidc\"\ncallback_path = \"{path}\"\n");
    for (path, ours) in [("/oauth2/callback", true), ("/mine", false)] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let credentials = "enabled = true\n[providers.moved.credentials]\nissuer_url = \"http://localhost:9\"\n\
                           client_id = \"c\"\nclient_secret = \"s\"\n";
        let text = format!("public_url = \"http://localhost:3000\"\n{}{credentials}", config(path));
        std::fs::write(&file, text).unwrap();
        let auth = vestibule::Builder::from_config_file(&file).unwrap().build().await.unwrap();
        let answer =
            tower::ServiceExt::oneshot(app(&auth), Request::get(path).body(axum::body::Body::empty()).unwrap());
        let status = answer.await.unwrap().status();
        // An answer to no sign-in of this browser, or the application's handler, which wants somebody signed in.
        assert_eq!(status, if ours { StatusCode::BAD_REQUEST } else { StatusCode::UNAUTHORIZED }, "{path}");
        auth.close().await;
    }
}
