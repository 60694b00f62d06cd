//! The link to the first administrator: who prints it, and what it is good for.

use http::StatusCode;
use url::Url;
use vestibule_tests::{Answer, Browser, Ended, Program};

use crate::{
    installation::{Installation, log_lines},
    password::{PASSWORD, create},
};

/// The link that a starting server prints.
async fn printed(program: &mut Program) -> Url {
    let line = log_lines(&program.until_log("setup_url").await).remove(0);
    assert_eq!(line["level"], "INFO");
    assert!(line["message"].as_str().unwrap().contains("no administrator exists yet"), "{line}");
    assert!(line["expires_at"].as_str().unwrap().ends_with('Z'), "{line}");
    Url::parse(line["setup_url"].as_str().unwrap()).unwrap()
}

/// Starts the server and waits for its link: it is printed before the address answers.
async fn serve(installation: &Installation) -> (Program, Url) {
    let mut program = installation.serve().await;
    let link = printed(&mut program).await;
    (program, link)
}

async fn open(browser: &Browser, link: &Url) -> Answer {
    let exchanged = browser.get(link.as_str()).await;
    assert_eq!(exchanged.header("location"), Some("/setup"), "{} {}", exchanged.status, exchanged.body);
    browser.get("/setup").await
}

async fn become_administrator(browser: &Browser, link: &Url) {
    let page = open(browser, link).await;
    let form = page.form();
    let fields = [
        ("csrf", form.value("csrf").unwrap()),
        ("email", "root@example.com"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    assert_eq!(browser.post_form("/setup", &fields).await.status, StatusCode::SEE_OTHER);
}

/// From an empty folder to an administrator, and the link is never printed again.
#[tokio::test]
async fn the_link_of_an_empty_folder_leads_to_an_administrator() {
    let installation = Installation::new();
    let (program, link) = serve(&installation).await;
    assert_eq!(link.origin(), installation.base.origin(), "below public_url");
    let browser = installation.browser();
    become_administrator(&browser, &link).await;
    let user = browser.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!((&user["email"], &user["is_admin"]), (&"root@example.com".into(), &true.into()));
    assert_eq!(installation.browser().get(link.as_str()).await.code(), "setup_closed");
    let ended = program.terminate().await;
    assert_eq!(ended.stderr.matches("/setup?token=").count(), 1, "{}", ended.stderr);

    let program = installation.serve().await;
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    let ended = program.terminate().await;
    assert!(!ended.stderr.contains("setup_url"), "{}", ended.stderr);
}

/// Each start prints a link of its own, and the one before is not lost while its hour lasts.
#[tokio::test]
async fn a_restart_prints_another_one() {
    let installation = Installation::new();
    let (program, first) = serve(&installation).await;
    program.terminate().await;
    let (_program, second) = serve(&installation).await;
    assert_ne!(first, second);
    open(&installation.browser(), &first).await;
    become_administrator(&installation.browser(), &second).await;
}

/// Next to the running server, and while it is stopped.
#[tokio::test]
async fn the_shell_prints_another_one() {
    let installation = Installation::new();
    serve(&installation).await.0.terminate().await;
    let before = installation.run(&["admin", "setup"]).await;
    let (_program, _) = serve(&installation).await;
    let with_server = installation.run(&["admin", "setup"]).await;
    for ended in [&before, &with_server] {
        assert_eq!((ended.code, &*ended.stderr), (Some(0), ""));
        let link = Url::parse(ended.stdout.trim_end()).unwrap();
        open(&installation.browser(), &link).await;
    }
    let link = Url::parse(with_server.stdout.trim_end()).unwrap();
    become_administrator(&installation.browser(), &link).await;
    let refusal = "an administrator already exists, so setup links no longer work. To add another: vestibule admin create \
                   EMAIL. To set a new password: vestibule admin reset EMAIL\n";
    let wanted = Ended { code: Some(2), stdout: String::new(), stderr: refusal.to_owned() };
    assert_eq!(installation.run(&["admin", "setup"]).await, wanted);
}

/// The server that runs notices an administrator from the shell at once.
#[tokio::test]
async fn an_administrator_from_the_shell_ends_it() {
    let installation = Installation::new();
    let (_program, link) = serve(&installation).await;
    open(&installation.browser(), &link).await;
    create(&installation, "root@example.com").await;
    let answer = installation.browser().get(link.as_str()).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::GONE, "setup_closed"));
}

/// A check opens no database, so it knows of no administrator and says nothing about one.
#[tokio::test]
async fn a_check_prints_no_link() {
    let installation = Installation::new();
    let checked = installation.run(&["check"]).await;
    assert_eq!(checked.code, Some(0));
    assert!(!checked.stdout.contains("setup") && !checked.stderr.contains("setup"), "{checked:?}");
    assert!(!installation.path("data/vestibule.db").exists(), "a check writes nothing");
}
