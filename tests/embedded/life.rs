//! Starting, reloading, ending; and two at once.

use std::time::Duration;

use axum::{Router, routing::get};
use http::StatusCode;
use vestibule::{Auth, Builder, StartError, User};

use crate::Running;

fn app(auth: &Auth) -> Router {
    let own = Router::new().route("/", get(|user: User| async move { user.username().to_owned() }));
    own.merge(auth.router()).merge(auth.operations_router()).layer(auth.layer())
}

#[tokio::test]
async fn two_instances_in_one_process_know_nothing_of_each_other() {
    let (one, other) = (Running::start(|builder| builder, app).await, Running::start(|builder| builder, app).await);
    let browser = one.browser();
    browser.sign_in("pocketid").await;
    assert_eq!(browser.get_json("/").await.status, StatusCode::OK);
    // The same browser takes its cookies along: both are on one host.
    let there = other.base.join("/").unwrap();
    assert_eq!(browser.get_json(there.as_str()).await.status, StatusCode::UNAUTHORIZED);
    one.end().await;
    assert_eq!(other.browser().get_json("/readyz").await.status, StatusCode::OK, "one ends, the other serves");
    other.end().await;
}

#[tokio::test]
async fn a_database_has_one_process_and_is_free_after_its_end() {
    let running = Running::start(|builder| builder, app).await;
    let again = || {
        let builder = Builder::new(running.base.as_str().trim_end_matches('/'));
        builder.data_dir(running.folder.path().to_str().unwrap()).build()
    };
    assert!(matches!(again().await, Err(StartError::InUse(_))));
    assert!(running.auth.settled(Duration::from_secs(60)).await);
    running.auth.begin_shutdown();
    assert_eq!(running.browser().get_json("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    running.auth.close().await;
    let second = again().await.unwrap();
    assert!(second.setup_link().await.unwrap().is_some_and(|link| link.contains("/setup")));
    second.close().await;
    running.serving.abort();
}

#[tokio::test]
async fn mistakes_say_where_they_are() {
    let error = Builder::new("http://files.example.com").build().await.unwrap_err();
    assert!(error.to_string().contains("https://"), "{error}");
    let error = Builder::new("http://localhost:1").provider("No Id", |provider| provider).build().await.unwrap_err();
    assert!(matches!(error, StartError::Provider { .. }) && error.to_string().contains("No Id"), "{error}");
    let error = Builder::from_config_file("/no/such/file.toml").err().unwrap();
    assert!(error.to_string().contains("/no/such/file.toml"), "{error}");
}

#[tokio::test]
async fn a_reload_reads_the_file_and_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    let public_url = "public_url = \"http://localhost:3000\"\n";
    std::fs::write(&file, public_url).unwrap();
    let auth = Builder::from_config_file(&file).unwrap().build().await.unwrap();
    assert_eq!(auth.reload().await.faults, Vec::<String>::new());
    std::fs::write(&file, format!("{public_url}[providers.corp]\ndefinition = \"oidc\"\nenabled = true\n")).unwrap();
    let faults = auth.reload().await.faults;
    assert!(faults.iter().any(|fault| fault.contains("provider corp")), "{faults:?}");
    std::fs::write(&file, "public_url = 1\n").unwrap();
    assert!(auth.reload().await.faults.iter().any(|fault| fault.contains("public_url")));
    auth.close().await;
}
