//! The login page: languages, hints, and the way past it when there is only one.

use http::Method;
use serde_json::json;
use vestibule_core::access::Rules;
use vestibule_store::LocalAdministrator;
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

use super::sign_in_as;

/// Opens a page as a browser does that says so.
async fn navigate(browser: &Browser, path: &str) -> Answer {
    let headers = [("accept", "text/html"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    browser.send(Method::GET, path, &headers, None).await
}

#[tokio::test]
async fn it_speaks_the_language_of_the_browser() {
    let fixture = ServerFixture::new().await;
    for (accepted, language, button, problem) in [
        ("en-GB", "en", "Sign in with Pocket ID", "The sign-in was cancelled or denied"),
        ("de-AT, en;q=0.5", "de", "Mit Pocket ID anmelden", "Die Anmeldung wurde abgebrochen oder abgelehnt"),
        ("fr", "fr", "Se connecter avec Pocket ID", "La connexion a été annulée ou refusée"),
        ("eo", "en", "Sign in with Pocket ID", "The sign-in was cancelled or denied"),
    ] {
        let headers = [("accept", "text/html"), ("accept-language", accepted)];
        let page = fixture.browser().send(Method::GET, "/login?error=access_denied&provider=op", &headers, None).await;
        assert!(page.body.contains(&format!("<html lang=\"{language}\">")), "{accepted}");
        assert!(page.body.contains(button) && page.body.contains(problem), "{accepted}: {}", page.body);
        assert_eq!(page.header("vary"), Some("accept-language, cookie"));
        let missing = fixture.browser().send(Method::GET, "/nothing", &headers, None).await;
        assert!(missing.body.contains(&format!("<html lang=\"{language}\">")), "{accepted}");
    }
}

/// The only sign-in method is taken at once by who was on the way to a page; going back leads to a page.
#[tokio::test]
async fn with_one_provider_there_is_nothing_to_choose() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let sent = navigate(&browser, "/login?return_to=%2Faccount").await;
    assert_eq!(sent.header("location"), Some("/api/auth/providers/op/authorize?return_to=%2Faccount"));

    for (name, path) in [
        ("the front page", "/"),
        ("the login page itself", "/login"),
        ("an error", "/login?error=access_denied&provider=op&ref=K7Q2M4X9TB&return_to=%2Faccount"),
    ] {
        assert_eq!(navigate(&browser, path).await.status, 200, "{name}");
    }
    assert_eq!(browser.get("/login?return_to=%2Faccount").await.status, 200, "a program looks at the page");

    browser.get(sent.location().unwrap()).await;
    assert_eq!(navigate(&browser, "/login?return_to=%2Faccount").await.status, 200, "back from the provider");
}

#[tokio::test]
async fn after_a_sign_out_nobody_is_signed_in_again() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    browser.post_form("/api/auth/logout", &[]).await;
    for _ in 0..2 {
        assert_eq!(navigate(&browser, "/").await.status, 200);
        assert_eq!(navigate(&browser, "/login?return_to=%2Faccount").await.status, 200);
    }
}

#[tokio::test]
async fn with_a_choice_it_is_offered() {
    let fixture = ServerFixture::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    assert_eq!(navigate(&fixture.browser(), "/login?return_to=%2Faccount").await.status, 200);
    let browser = fixture.browser();
    assert!(!browser.get("/login").await.body.contains("Last used"));
    sign_in_as(&browser, "second", "amara").await;
    browser.forget("session");
    let page = browser.get("/login").await.body;
    assert_eq!(page.matches("Last used").count(), 1);
    let marked = page.split("Last used").next().unwrap();
    assert!(marked.rfind("/second/authorize") > marked.rfind("/op/authorize"), "on the button that was used: {page}");
}

#[tokio::test]
async fn a_password_is_a_choice_too() {
    let fixture = ServerFixture::new().await;
    let administrator = LocalAdministrator {
        email: vestibule_core::email::EmailAddress::parse("root@example.com").unwrap(),
        password_hash: vestibule_core::secret::Secret::new("x"),
        reference: vestibule_core::ids::Ref::parse("K7Q2M4X9TB").unwrap(),
    };
    fixture.application.store.create_administrator(&administrator, Rules::LOCAL).await.unwrap();
    let page = navigate(&fixture.browser(), "/login?return_to=%2Faccount").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Sign in with a password"));
}

/// Who may fix it sees the cause; nobody else does.
#[tokio::test]
async fn an_administrator_sees_the_cause() {
    let setup = Setup { settings: json!({ "admin_groups": ["admins"] }), ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    let (amara, joonas) = (fixture.browser(), fixture.browser());
    sign_in_as(&amara, "op", "amara").await;
    sign_in_as(&joonas, "op", "joonas").await;
    let begun = fixture.browser();
    fixture
        .op
        .faults()
        .set_answer(vestibule_demo_idp::faults::AnswerFault::new().error("server_error", Some("the canary sang")));
    let failed = sign_in_as(&begun, "op", "amara").await;
    let place = failed.header("location").unwrap().to_owned();
    for (name, browser, seen) in
        [("amara", &amara, true), ("joonas", &joonas, false), ("nobody", &fixture.browser(), false)]
    {
        let page = browser.get(&place).await;
        assert_eq!(page.body.contains("the canary sang"), seen, "{name}: {}", page.body);
        assert_eq!(page.body.contains("Only administrators can see this"), seen, "{name}");
    }
}
