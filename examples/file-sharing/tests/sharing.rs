//! People sign in with the demonstration provider, upload, share and sign out.

use http::{Method, StatusCode};
use vestibule::{Builder, demo::DemoProvider};
use vestibule_example_file_sharing::{Files, app};
use vestibule_tests::{Answer, Browser};

const JSON: (&str, &str) = ("accept", "application/json");

async fn upload(browser: &Browser, name: &str, content: &str) -> Answer {
    browser.send(Method::PUT, format!("/files/{name}"), &[JSON], Some(content.to_owned())).await
}

async fn share(browser: &Browser, id: i64) -> Answer {
    browser.send(Method::POST, format!("/files/{id}/share"), &[JSON], None).await
}

#[tokio::test]
async fn people_share_files() {
    let folder = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let demo = DemoProvider::for_tests(&url, "pocketid").await.unwrap();
    let auth = Builder::new(&url)
        .data_dir(folder.path().to_str().unwrap())
        .provider("pocketid", |provider| demo.describe(provider).admin_groups(["admins"]))
        .build()
        .await
        .unwrap();
    let files = Files::open(&folder.path().join("files.db")).await.unwrap();
    let serving = tokio::spawn(vestibule::serve(listener, app(&auth, files), std::future::pending()));
    let base = url.parse().unwrap();
    let (amara, joonas, anyone) = (Browser::new(&base), Browser::new(&base), Browser::new(&base));

    assert_eq!(amara.get_json("/me").await.body, "null");
    let page = amara.get("/").await.body;
    assert!(page.contains("/api/auth/providers"), "the page lists the providers itself");
    let providers = amara.get_json("/api/auth/providers").await.json();
    assert_eq!(providers["providers"][0]["authorize_url"], format!("{url}/api/auth/providers/pocketid/authorize"));
    let asked = amara.get("/files").await;
    assert_eq!((asked.status, asked.header("location")), (StatusCode::SEE_OTHER, Some("/login?return_to=%2Ffiles")));
    assert_eq!(upload(&amara, "plan.txt", "x").await.status, StatusCode::UNAUTHORIZED);

    amara.sign_in_as("pocketid", "amara").await;
    joonas.sign_in_as("pocketid", "joonas").await;
    assert_eq!(amara.get_json("/me").await.json()["name"], "Amara Okafor");
    assert_eq!(upload(&amara, "plan.txt", "the plan").await.status, StatusCode::CREATED);
    let listed = amara.get_json("/files").await.json();
    assert_eq!((&listed[0]["name"], &listed[0]["bytes"]), (&"plan.txt".into(), &8.into()));
    assert_eq!(joonas.get_json("/files").await.body, "[]", "files are their owner's");
    let id = listed[0]["id"].as_i64().unwrap();
    assert_eq!(share(&joonas, id).await.status, StatusCode::NOT_FOUND);

    let link = share(&amara, id).await.json()["link"].as_str().unwrap().to_owned();
    let shared = anyone.get(&link).await;
    assert_eq!((shared.body.as_str(), shared.header("x-content-type-options")), ("the plan", Some("nosniff")));
    assert_eq!(anyone.get(format!("{link}x")).await.status, StatusCode::NOT_FOUND);

    let usage = serde_json::json!({ "files": 1, "bytes": 8 });
    assert_eq!(amara.get_json("/usage").await.json(), usage, "her group makes her an administrator");
    assert_eq!(joonas.get_json("/usage").await.status, StatusCode::FORBIDDEN);
    assert_eq!(anyone.get_json("/usage").await.status, StatusCode::UNAUTHORIZED);

    amara.post_form("/api/auth/logout", &[]).await;
    assert_eq!(amara.get_json("/files").await.status, StatusCode::UNAUTHORIZED);
    serving.abort();
    auth.close().await;
    demo.shutdown().await;
}
