//! What everybody sees before the first start is over.

use serde_json::json;
use vestibule_tests::{ServerFixture, Setup};

use crate::fixture::{SetupFixture, become_administrator};

const WHAT_TO_DO: &str = "Its log shows a setup link";

#[tokio::test]
async fn an_empty_server_says_where_the_link_is_and_not_what_it_is() {
    let fixture = SetupFixture::new().await;
    for place in ["/", "/login", "/login?return_to=%2Faccount", "/login?error=access_denied"] {
        let page = fixture.browser().get(place).await;
        assert_eq!(page.status, 200, "{place}");
        assert!(page.body.contains(WHAT_TO_DO) && !page.body.contains("token="), "{place}: {}", page.body);
        assert!(!page.body.contains("<form"), "{place}");
    }
    become_administrator(&fixture, "root@example.com").await;
    let page = fixture.browser().get("/login").await;
    assert!(!page.body.contains(WHAT_TO_DO) && page.body.contains("Sign in with a password"), "{}", page.body);
}

/// People who have a button do not care who set it up.
#[tokio::test]
async fn a_server_with_a_button_says_nothing_of_it() {
    let fixture = ServerFixture::with(Setup { settings: json!({}), ..Setup::default() }).await;
    assert!(fixture.application.setup_link().await.unwrap().is_some());
    let page = fixture.browser().get("/login").await;
    assert!(!page.body.contains(WHAT_TO_DO) && page.body.contains("/op/authorize"), "{}", page.body);
}
