//! Who is let through, and what everybody else is answered.

use axum::{Router, routing::get};
use http::{Method, StatusCode};
use vestibule::{Administrator, Auth, Groups, User};

use crate::Running;

fn app(auth: &Auth) -> Router {
    let inner = Router::new()
        .route("/files", get(|user: User| async move { user.username().to_owned() }).post(|_: User| async {}))
        .route("/reports", get(|administrator: Administrator| async move { administrator.id().to_string() }));
    Router::new()
        .route(
            "/",
            get(
                |user: Option<User>| async move { user.map_or("nobody".to_owned(), |user| user.username().to_owned()) },
            ),
        )
        .route("/groups", get(|groups: Groups| async move { groups.iter().collect::<Vec<_>>().join(",") }))
        .nest("/tools", inner)
        .merge(auth.router())
        .layer(auth.layer())
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_sent_to_the_login_page_or_answered() {
    let running = Running::start(|builder| builder, app).await;
    let browser = running.browser();
    assert_eq!((browser.get("/").await.body, browser.get("/groups").await.body), ("nobody".to_owned(), String::new()));
    let page = browser.get("/tools/files?sort=name").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(
        page.header("location"),
        Some("/login?return_to=%2Ftools%2Ffiles%3Fsort%3Dname"),
        "below the whole path"
    );
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let program = browser.get_json("/tools/files").await;
    assert_eq!((program.status, program.code().as_str()), (StatusCode::UNAUTHORIZED, "unauthenticated"));
    assert!(program.header("www-authenticate").is_some(), "RFC 9110 §11.6.1");
    // What cannot be repeated by a link leads to the login page alone, and a script is answered 401.
    let sent = browser.post_form("/tools/files", &[]).await;
    assert_eq!(sent.header("location"), Some("/login"));
    let script = [("accept", "text/html"), ("sec-fetch-mode", "cors")];
    assert_eq!(browser.send(Method::GET, "/tools/files", &script, None).await.status, StatusCode::UNAUTHORIZED);
    running.end().await;
}

#[tokio::test]
async fn people_have_the_rights_that_their_provider_gives() {
    let running = Running::start(|builder| builder, app).await;
    let (amara, joonas) = (running.browser(), running.browser());
    let back = amara.get("/api/auth/providers/pocketid/authorize?login_hint=amara&return_to=/tools/files").await;
    let callback = amara.through_the_provider(&back).await;
    assert_eq!(amara.get(callback).await.header("location"), Some("/tools/files"));
    assert_eq!(amara.get("/tools/files").await.body, "amara");
    assert_eq!(amara.get("/groups").await.body, "admins,staff");
    assert_eq!(amara.get("/tools/reports").await.status, StatusCode::OK);

    joonas.sign_in_as("pocketid", "joonas").await;
    assert_eq!(joonas.get("/").await.body, "joonas");
    let refused = joonas.get_json("/tools/reports").await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::FORBIDDEN, "forbidden"));
    let page = joonas.get("/tools/reports").await;
    assert!(page.body.contains("<code>forbidden</code>") && page.header("content-security-policy").is_some());

    joonas.post_form("/api/auth/logout", &[]).await;
    assert_eq!(joonas.get("/").await.body, "nobody");
    running.end().await;
}

/// Without the layer nobody can be known: a mistake of the application, and no access.
#[tokio::test]
async fn a_route_without_the_layer_lets_nobody_in() {
    let outside = |auth: &Auth| {
        Router::new().merge(auth.router()).layer(auth.layer()).route("/", get(|_: Option<User>| async { "in" }))
    };
    let running = Running::start(|builder| builder, outside).await;
    assert_eq!(running.browser().get("/").await.status, StatusCode::INTERNAL_SERVER_ERROR);
    running.end().await;
}
