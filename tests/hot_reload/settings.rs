//! The configuration of a running server: what is applied, what is refused, and that nothing is half applied.

use std::fs;

use http::{Method, StatusCode};
use vestibule_tests::installation::{Installation, log_lines, provider};

use crate::reload_fixture::{ReloadFixture, eventually, offered};

/// HR-06: a setting that cannot change live is refused by name, with the rest of its file.
#[tokio::test]
async fn hr_06_what_cannot_change_live_is_refused_with_its_file() {
    let mut fixture = ReloadFixture::serve_with_club().await;
    let only_op = provider("op", fixture.op.issuer());
    for (setting, text) in [
        ("data_dir", "data_dir = \"elsewhere\"\n"),
        ("storage.url", "storage.url = \"sqlite:elsewhere.db\"\n"),
        ("session.idle", "session.idle = \"1h\"\n"),
    ] {
        fixture.configure(&format!("{text}{only_op}"));
        let line =
            fixture.program.until_log(&format!("config.toml:1:{}: `{setting}`", text.find('=').unwrap() + 3)).await;
        assert!(
            line.contains("needs a restart to change; until then the old one stays")
                && line.contains("their previous version stays in use"),
            "{line}"
        );
        assert_eq!(offered(&fixture.browser()).await, ["Our club", "Pocket ID"], "{setting}");
        fixture.until_answer("/healthz", |answer| answer.json()["status"] == "degraded").await;
    }
    fixture.configure(&only_op);
    fixture.until_offered(&["Pocket ID"]).await;
    assert_eq!(fixture.browser().get_json("/healthz").await.json()["status"], "ok");
}

/// HR-01: nothing that is wrong with a configuration takes anybody out of service.
#[tokio::test]
async fn hr_01_a_configuration_with_a_mistake_changes_nothing() {
    let mut fixture = ReloadFixture::serve_with_club().await;
    let program = fixture.program().await;
    for (text, says) in [
        ("[providers.op\n", "config.toml:1:"),
        ("[providers.op]\nenabled = \"perhaps\"\n", "config.toml:2:11: `providers.op.enabled`"),
        ("", "the file is empty; if that is meant, write a comment into it"),
    ] {
        fixture.configure(text);
        fixture.program.until_log(says).await;
        assert_eq!(offered(&fixture.browser()).await, ["Our club", "Pocket ID"], "{text:?}");
        // The log says it just before it is published.
        let refused = async || fixture.installation.metrics().await.contains("vestibule_settings_refused 1");
        eventually("the metric", refused).await;
        // The metric is set before the status.
        fixture.until_answer("/healthz", |answer| answer.json()["status"] == "degraded").await;
        let so =
            async || program.get("/api/admin/registry").await["error"].as_str().is_some_and(|it| it.contains(says));
        eventually(says, so).await;
    }
    fs::remove_file(fixture.installation.path("config.toml")).unwrap();
    fixture.program.until_log("the file is gone").await;
    fixture.assert_signs_in("club").await;
    let ended = fixture.program.terminate().await;
    let refusals = log_lines(&ended.stderr).iter().filter(|line| line["level"] == "ERROR").count();
    assert_eq!(refusals, 4, "each is logged once: {}", ended.stderr);
}

/// A file that a setting names is part of the configuration: where it is missing, the fault ends when it comes back, and nobody
/// has to touch `config.toml`.
#[tokio::test]
async fn a_file_that_a_setting_names_may_come_back() {
    let prepare = |installation: &Installation| {
        fs::create_dir(installation.path("providers")).unwrap();
        fs::create_dir(installation.path("pictures")).unwrap();
        fs::write(installation.path("pictures/logo.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").unwrap();
        installation.configure("branding.logo = \"pictures/logo.svg\"\n");
    };
    let mut fixture = ReloadFixture::serve_where(prepare).await;
    let (logo, away) = (fixture.installation.path("pictures/logo.svg"), fixture.installation.path("away.svg"));
    fs::rename(&logo, &away).unwrap();
    fixture.program.until_log("pictures/logo.svg, which is not a file").await;
    fixture.until_answer("/healthz", |answer| answer.json()["status"] == "degraded").await;
    fs::rename(&away, &logo).unwrap();
    fixture.until_answer("/healthz", |answer| answer.json()["status"] == "ok").await;
}

/// FA-09: the rules of forward-auth change with the file; a mistake in one leaves all of them as they were.
#[tokio::test]
async fn fa_09_rules_of_forward_auth_change_with_the_file() {
    let trusted = "[network]\ntrusted_proxies = [\"127.0.0.1\", \"::1\"]\n";
    let mut fixture = ReloadFixture::serve_where(|installation| installation.configure(trusted)).await;
    let op = provider("op", fixture.op.issuer());
    let rule =
        |allow: &str| format!("{trusted}[[forward_auth.rules]]\nhost = \"app.example.com\"\nallow = {allow}\n{op}");
    let browser = fixture.browser();
    let status = async || {
        let headers =
            [("accept", "application/json"), ("x-forwarded-host", "app.example.com"), ("x-forwarded-uri", "/")];
        browser.send(Method::GET, "/api/auth/verify", &headers, None).await.status.as_u16()
    };
    assert_eq!(status().await, 401, "without a rule, whoever is signed in");
    fixture.configure(&rule("\"anyone\""));
    eventually("anyone", async || status().await == 200).await;
    fixture.configure(&rule("\"everybody\""));
    fixture.program.until_log("forward_auth.rules").await;
    assert_eq!(status().await, 200, "the last good ones stay");
    fixture.configure(&rule("{ groups = [\"admins\"] }"));
    eventually("admins", async || status().await == 401).await;
}

/// `config.d` is watched like the file next to it.
#[tokio::test]
async fn a_file_of_config_d_counts() {
    let fixture = ReloadFixture::serve_with_club().await;
    let folder = fixture.installation.path("config.d");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("10.toml"), "[providers.club]\ndisplay_name = \"By another file\"\n").unwrap();
    fixture.until_offered(&["By another file", "Pocket ID"]).await;
    fs::write(folder.join("10.toml"), "[providers.club]\ndisplay_name = \"Renamed\"\n").unwrap();
    fixture.until_offered(&["Pocket ID", "Renamed"]).await;
    fs::remove_file(folder.join("10.toml")).unwrap();
    fixture.until_offered(&["Our club", "Pocket ID"]).await;
}

#[tokio::test]
async fn an_extra_callback_path_is_mounted_and_unmounted() {
    let fixture = ReloadFixture::serve_with_club().await;
    assert_eq!(fixture.browser().get_json("/old/callback").await.code(), "not_found");
    let more = fixture.section("work", "club", "callback_path = \"/old/callback\"\n");
    fixture.configure(&(fixture.both() + &more));
    fixture.until_answer("/old/callback?state=x&code=y", |answer| answer.code() == "invalid_state").await;
    fixture.configure(&fixture.both());
    fixture.until_answer("/old/callback?state=x&code=y", |answer| answer.status == StatusCode::NOT_FOUND).await;
}
