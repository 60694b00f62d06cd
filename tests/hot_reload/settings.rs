//! The configuration of a running server: what is applied, what is refused, and that nothing is half applied.

use std::fs;

use http::StatusCode;
use vestibule_tests::installation::{Installation, log_lines, provider};

use crate::club::{Club, eventually, offered};

/// HR-06: a setting that cannot change live is refused by name, with the rest of its file.
#[tokio::test]
async fn hr_06_what_cannot_change_live_is_refused_with_its_file() {
    let mut club = Club::serve_with_club().await;
    let only_op = provider("op", club.op.issuer());
    for (setting, text) in [
        ("data_dir", "data_dir = \"elsewhere\"\n"),
        ("storage.url", "storage.url = \"sqlite:elsewhere.db\"\n"),
        ("session.idle", "session.idle = \"1h\"\n"),
    ] {
        club.configure(&format!("{text}{only_op}"));
        let line = club.program.until_log(&format!("config.toml:1:{}: `{setting}`", text.find('=').unwrap() + 3)).await;
        assert!(line.contains("restart to apply it") && line.contains("their previous version stays in use"), "{line}");
        assert_eq!(offered(&club.browser()).await, ["Our club", "Pocket ID"], "{setting}");
        club.until_answer("/healthz", |answer| answer.json()["status"] == "degraded").await;
    }
    club.configure(&only_op);
    club.until_offered(&["Pocket ID"]).await;
    assert_eq!(club.browser().get_json("/healthz").await.json()["status"], "ok");
}

/// HR-01: nothing that is wrong with a configuration takes anybody out of service.
#[tokio::test]
async fn hr_01_a_configuration_with_a_mistake_changes_nothing() {
    let mut club = Club::serve_with_club().await;
    let program = club.program().await;
    for (text, says) in [
        ("[providers.op\n", "config.toml:1:"),
        ("[providers.op]\nenabled = \"perhaps\"\n", "config.toml:2:11: `providers.op.enabled`"),
        ("", "the file is empty; if that is meant, write a comment into it"),
    ] {
        club.configure(text);
        club.program.until_log(says).await;
        assert_eq!(offered(&club.browser()).await, ["Our club", "Pocket ID"], "{text:?}");
        // The log says it just before it is published.
        club.until_answer("/metrics", |answer| answer.body.contains("vestibule_settings_refused 1")).await;
        assert_eq!(club.browser().get_json("/healthz").await.json()["status"], "degraded", "{text:?}");
        let so =
            async || program.get("/api/admin/registry").await["error"].as_str().is_some_and(|it| it.contains(says));
        eventually(says, so).await;
    }
    fs::remove_file(club.installation.path("config.toml")).unwrap();
    club.program.until_log("the file is gone").await;
    club.assert_signs_in("club").await;
    let ended = club.program.terminate().await;
    let refusals = log_lines(&ended.stderr).iter().filter(|line| line["level"] == "ERROR").count();
    assert_eq!(refusals, 4, "each is told once: {}", ended.stderr);
}

/// A file that a setting names is part of the configuration: where it is missing, its coming back mends it, and nobody
/// has to touch `config.toml`.
#[tokio::test]
async fn a_file_that_a_setting_names_may_come_back() {
    let prepare = |installation: &Installation| {
        fs::create_dir(installation.path("providers")).unwrap();
        fs::create_dir(installation.path("pictures")).unwrap();
        fs::write(installation.path("pictures/logo.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").unwrap();
        installation.configure("branding.logo = \"pictures/logo.svg\"\n");
    };
    let mut club = Club::serve_where(prepare).await;
    let (logo, away) = (club.installation.path("pictures/logo.svg"), club.installation.path("away.svg"));
    fs::rename(&logo, &away).unwrap();
    club.program.until_log("pictures/logo.svg, which is not a file").await;
    club.until_answer("/healthz", |answer| answer.json()["status"] == "degraded").await;
    fs::rename(&away, &logo).unwrap();
    club.until_answer("/healthz", |answer| answer.json()["status"] == "ok").await;
}

/// `config.d` is watched like the file beside it.
#[tokio::test]
async fn a_file_of_the_folder_beside_it_counts() {
    let club = Club::serve_with_club().await;
    let folder = club.installation.path("config.d");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("10.toml"), "[providers.club]\ndisplay_name = \"By another file\"\n").unwrap();
    club.until_offered(&["By another file", "Pocket ID"]).await;
    fs::write(folder.join("10.toml"), "[providers.club]\ndisplay_name = \"Renamed\"\n").unwrap();
    club.until_offered(&["Pocket ID", "Renamed"]).await;
    fs::remove_file(folder.join("10.toml")).unwrap();
    club.until_offered(&["Our club", "Pocket ID"]).await;
}

#[tokio::test]
async fn an_extra_callback_path_is_mounted_and_unmounted() {
    let club = Club::serve_with_club().await;
    assert_eq!(club.browser().get_json("/old/callback").await.code(), "not_found");
    let more = club.section("work", "club", "callback_path = \"/old/callback\"\n");
    club.configure(&(club.both() + &more));
    club.until_answer("/old/callback?state=x&code=y", |answer| answer.code() == "invalid_state").await;
    club.configure(&club.both());
    club.until_answer("/old/callback?state=x&code=y", |answer| answer.status == StatusCode::NOT_FOUND).await;
}
