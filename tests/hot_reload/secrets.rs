//! A secret that lies in a file of its own is watched with the configuration that names it.

use std::fs;

use vestibule_tests::installation::{SECRET, provider};

use crate::club::{Club, definition, eventually};

#[tokio::test]
async fn a_secret_in_a_file_counts_when_it_is_exchanged() {
    let mut club = Club::serve().await;
    fs::create_dir(club.installation.path("secrets")).unwrap();
    let file = club.installation.path("secrets/club");
    fs::write(&file, "yesterday").unwrap();
    club.drop_in(&definition("Our club"));
    let by_file = club.section("club", "club", "").replace(&format!("\"{SECRET}\""), "{ file = \"secrets/club\" }");
    let configuration = provider("op", club.op.issuer()) + &by_file;
    club.configure(&configuration);
    club.until_offered(&["Our club", "Pocket ID"]).await;
    let refused = club.browser().sign_in("club").await;
    assert_eq!(refused.code(), "provider_misconfigured");

    fs::write(&file, SECRET).unwrap();
    let signs_in = async || club.browser().sign_in("club").await.header("location") == Some("/");
    eventually("the new secret counts", signs_in).await;

    // A file that is named before it exists is waited for.
    club.configure(&configuration.replace("secrets/club", "secrets/later"));
    let line = club.program.until_log("secrets/later").await;
    assert!(line.contains("their previous version stays in use") && !line.contains(SECRET), "{line}");
    club.assert_signs_in("club").await;
    fs::write(club.installation.path("secrets/later"), SECRET).unwrap();
    let mended = async || club.browser().get_json("/healthz").await.json()["status"] == "ok";
    eventually("the file is found", mended).await;
    club.assert_signs_in("club").await;
}
