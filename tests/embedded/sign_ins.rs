//! The application has a say in each sign-in.

use std::sync::{Arc, Mutex};

use axum::{Router, routing::get};
use http::StatusCode;
use vestibule::{Auth, Refuse, User};

use crate::Running;

fn app(auth: &Auth) -> Router {
    Router::new()
        .route("/", get(|user: User| async move { user.id().to_string() }))
        .merge(auth.router())
        .layer(auth.layer())
}

#[tokio::test]
async fn an_application_refuses_with_a_code_and_nothing_is_kept() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = asked.clone();
    let running = Running::start(
        |builder| {
            builder.on_sign_in(move |sign_in| {
                let (name, known) = (sign_in.name().map(str::to_owned), sign_in.user_id().is_some());
                assert_eq!(
                    (sign_in.provider(), sign_in.groups()[0].as_str()),
                    (Some("pocketid"), sign_in.claim("groups").unwrap()[0].as_str().unwrap())
                );
                let refused = sign_in.email() == Some("joonas@example.com");
                seen.lock().unwrap().push((name.unwrap(), known));
                async move { if refused { Err(Refuse::with_code("subscription expired")) } else { Ok(()) } }
            })
        },
        app,
    )
    .await;
    let (amara, joonas) = (running.browser(), running.browser());
    amara.sign_in_as("pocketid", "amara").await;
    amara.sign_in_as("pocketid", "amara").await;
    let refused = joonas.sign_in_as("pocketid", "joonas").await;
    let query = ["error", "reason", "provider"].map(|name| refused.sent_on(name).unwrap());
    assert_eq!(query, ["not_allowed", "subscription_expired", "pocketid"]);
    assert_eq!(joonas.get_json("/").await.status, StatusCode::UNAUTHORIZED);
    let asked = asked.lock().unwrap().clone();
    let (amara_said, joonas_said) = ("Amara Okafor".to_owned(), "Joonas Lindqvist".to_owned());
    assert_eq!(asked, [(amara_said.clone(), false), (amara_said, true), (joonas_said, false)]);

    let users = amara.get_json("/api/admin/users").await;
    let csrf = users.status == StatusCode::FORBIDDEN;
    let origin = running.base.origin().ascii_serialization();
    let headers = [("accept", "application/json"), ("origin", &*origin)];
    let users = amara.send(http::Method::GET, "/api/admin/users", &headers, None).await;
    assert!(csrf && !users.body.contains("joonas"), "{}", users.body);
    let log = amara.send(http::Method::GET, "/api/admin/audit", &headers, None).await;
    assert!(log.body.contains("refused by the application: subscription_expired"), "{}", log.body);
    running.end().await;
}
