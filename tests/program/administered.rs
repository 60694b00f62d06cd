//! That nobody is left who can administer an installation is said: by a server, and by `check`.

use crate::installation::{Installation, provider};

/// WH-06: here by a configuration that takes the provider of the only administrator away.
#[tokio::test]
async fn that_nobody_can_administer_is_said() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    let settings = |enabled: bool| format!("enabled = {enabled}\nadmin_email_domains = [\"example.com\"]");
    let configuration = |enabled| provider("op", op.issuer()).replace("enabled = true", &settings(enabled));
    installation.configure(&configuration(true));
    let mut program = installation.serve_ready().await;
    let browser = installation.browser();
    browser.sign_in("op").await;
    assert_eq!(browser.get_json("/api/auth/session").await.json()["user"]["is_admin"], true);
    let warning = "nobody can administer this installation: no enabled user";
    let check = installation.run(&["check"]).await;
    assert!(check.code == Some(0) && !check.stdout.contains(warning), "{}", check.stdout);

    installation.configure(&configuration(false));
    let check = installation.run(&["check"]).await;
    assert!(
        check.stdout.contains(warning) && check.stdout.contains("`vestibule admin create EMAIL`"),
        "{}",
        check.stdout
    );
    program.until_log("nobody can administer this installation any more").await;
    let log = program.terminate().await.stderr;
    assert!(log.contains("`vestibule admin create EMAIL`"), "{log}");
    assert_eq!(log.matches("nobody can administer this installation").count(), 1, "{log}");
}
