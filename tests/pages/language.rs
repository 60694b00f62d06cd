//! Choosing the language of the pages.

use http::Method;
use vestibule_tests::{Browser, ServerFixture};

/// The language of a page for a browser that asks for French.
async fn language_of_login(browser: &Browser) -> String {
    let headers = [("accept", "text/html"), ("accept-language", "fr")];
    let page = browser.send(Method::GET, "/login", &headers, None).await;
    page.body.split("<html lang=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_chosen_language_counts_before_that_of_the_browser() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    assert_eq!(language_of_login(&browser).await, "fr");
    let answer = browser.post_form("/language", &[("language", "de"), ("return_to", "/account?a=b")]).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, Some("/account?a=b")));
    assert_eq!(language_of_login(&browser).await, "de");
    // An empty choice is that of the browser.
    browser.post_form("/language", &[("language", "")]).await;
    assert_eq!(language_of_login(&browser).await, "fr");
}

#[tokio::test]
async fn the_page_lists_every_language_and_leads_back() {
    let fixture = ServerFixture::new().await;
    let from = fixture.environment.base.join("/login?return_to=%2Faccount").unwrap();
    let headers = [("accept", "text/html"), ("referer", from.as_str())];
    let page = fixture.browser().send(Method::GET, "/language", &headers, None).await;
    for (tag, name) in [("en", "English"), ("de", "Deutsch"), ("fr", "Français")] {
        assert!(page.body.contains(&format!("value=\"{tag}\" lang=\"{tag}\"")), "{}", page.body);
        assert!(page.body.contains(&format!(">{name}</button>")), "{}", page.body);
    }
    assert!(page.body.contains("reviewed by Vestibule"), "{}", page.body);
    let login = fixture.browser().send(Method::GET, "/login", &[("accept", "text/html")], None).await;
    assert!(login.body.contains("<a href=\"/language\" rel=\"nofollow\">Language: English</a>"), "{}", login.body);
}

#[tokio::test]
async fn what_is_no_choice_of_ours_is_refused() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    for unknown in ["xx", "DE", "de; Path=/", "../de"] {
        let answer = browser.post_form("/language", &[("language", unknown)]).await;
        assert_eq!((answer.status.as_u16(), answer.set_cookies()), (400, vec![]), "{unknown}");
    }
    let elsewhere = browser.post_form("/language", &[("language", "de"), ("return_to", "https://evil.example/")]).await;
    assert_eq!(elsewhere.header("location"), Some("/"));
    let foreign = browser.post_form_cross_site("/language", &[("language", "fr")]).await;
    assert_eq!((foreign.status.as_u16(), foreign.set_cookies()), (403, vec![]));
    // A cookie that is no language leaves the browser's.
    let other = fixture.browser();
    other.plant("vestibule_language", "xx");
    assert_eq!(language_of_login(&other).await, "fr");
}
