//! The application has a say in each sign-in.

use std::sync::{Arc, Mutex};

use axum::{Router, routing::get};
use http::StatusCode;
use vestibule::{Admit, Auth, Refuse, User};

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

#[tokio::test]
async fn an_application_says_who_somebody_is_for_it() {
    let ids = Arc::new(Mutex::new(vec![Ok("7"), Err(()), Ok("8"), Ok("")].into_iter()));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let asked = seen.clone();
    let running = Running::start(
        |builder| {
            builder.on_sign_in(move |sign_in| {
                asked.lock().unwrap().push(sign_in.application_id().map(str::to_owned));
                let next = ids.lock().unwrap().next().unwrap();
                async move { Ok(next.map_or_else(|()| Admit::default(), Admit::with_id)) }
            })
        },
        |auth| {
            let who = |user: User| async move { user.application_id().unwrap_or("nothing").to_owned() };
            Router::new().route("/", get(who)).merge(auth.router()).layer(auth.layer())
        },
    )
    .await;
    let (first, second) = (running.browser(), running.browser());
    first.sign_in("pocketid").await;
    assert_eq!(first.get_json("/").await.body, "7");
    second.sign_in("pocketid").await;
    assert_eq!(second.get_json("/").await.body, "7", "nothing said leaves it as it is");
    second.sign_in("pocketid").await;
    assert_eq!(first.get_json("/").await.body, "8", "every session has it at once");
    let refused = second.sign_in("pocketid").await;
    assert_eq!(refused.sent_on("reason").as_deref(), Some("invalid_application_id"));
    let known = |id: &str| Some(id.to_owned());
    assert_eq!(*seen.lock().unwrap(), [None, known("7"), known("7"), known("8")]);
    running.end().await;
}
