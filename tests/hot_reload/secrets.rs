//! A secret that lies in a file of its own is watched with the configuration that names it.

use std::fs;

use vestibule_tests::installation::{SECRET, provider};

use crate::reload_fixture::{ReloadFixture, definition, eventually};

#[tokio::test]
async fn a_secret_in_a_file_counts_when_it_is_exchanged() {
    let mut fixture = ReloadFixture::serve().await;
    fs::create_dir(fixture.installation.path("secrets")).unwrap();
    let file = fixture.installation.path("secrets/club");
    fs::write(&file, "yesterday").unwrap();
    fixture.drop_in(&definition("Our club"));
    let by_file = fixture
        .section("club", "club", "par = \"never\"\n")
        .replace(&format!("\"{SECRET}\""), "{ file = \"secrets/club\" }");
    let configuration = provider("op", fixture.op.issuer()) + &by_file;
    fixture.configure(&configuration);
    fixture.until_offered(&["Our club", "Pocket ID"]).await;
    let refused = fixture.browser().sign_in("club").await;
    assert_eq!(refused.code(), "provider_misconfigured");

    fs::write(&file, SECRET).unwrap();
    let signs_in = async || fixture.browser().sign_in("club").await.header("location") == Some("/");
    eventually("the new secret counts", signs_in).await;

    // A file that is named before it exists is waited for.
    fixture.configure(&configuration.replace("secrets/club", "secrets/later"));
    let line = fixture.program.until_log("secrets/later").await;
    assert!(line.contains("their previous version stays in use") && !line.contains(SECRET), "{line}");
    fixture.assert_signs_in("club").await;
    fs::write(fixture.installation.path("secrets/later"), SECRET).unwrap();
    let healthy = async || fixture.browser().get_json("/healthz").await.json()["status"] == "ok";
    eventually("the file is found", healthy).await;
    fixture.assert_signs_in("club").await;
}
