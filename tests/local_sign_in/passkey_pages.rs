//! The pages around passkeys, and an address that has none.

use http::{Method, StatusCode};
use vestibule_core::public_url::PublicUrl;
use vestibule_server::Limits;
use vestibule_tests::{ServerFixture, Setup};

use crate::{
    administrator::{EMAIL, PASSWORD, create, serve, try_password},
    passkey::{HOME, answer, challenge, register},
};

/// The login page offers passkeys once there is one, says that they need a script, and keeps the password.
#[tokio::test]
async fn the_login_page_offers_what_there_is() {
    let (fixture, _) = serve(0).await;
    let before = fixture.browser().get("/login").await;
    assert!(!before.body.contains("passkey"), "{}", before.body);
    let (own, _) = register(&fixture, b"one").await;
    let login = fixture.browser().get("/login?return_to=%2Fadmin").await;
    for part in
        ["Sign in with a passkey", "<noscript>", "Passkeys need JavaScript", "autocomplete=\"username webauthn\""]
    {
        assert!(login.body.contains(part), "{part}: {}", login.body);
    }
    assert!(login.body.contains("name=\"password\"") && login.body.contains("data-return-to=\"/admin\""));
    let policy = login.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self'; connect-src 'self'"), "{policy}");
    let account = own.get("/account").await;
    assert!(account.body.contains("You have one passkey"), "{}", account.body);
    let page = own.get("/account/passkeys").await;
    assert!(page.body.contains("A key") && page.body.contains("not used yet"), "{}", page.body);
    let refused = own.get("/account/passkeys?error=passkey_invalid").await;
    assert!(refused.body.contains("The passkey was not accepted"), "{}", refused.body);
    let form = page.body.split("/account/passkeys/").nth(1).unwrap().split("/remove").next().unwrap().to_owned();
    let token = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/account/passkeys/{form}/remove");
    let unproven = own.post_form(&path, &[("csrf", "guess")]).await;
    assert_eq!(unproven.status, StatusCode::FORBIDDEN);
    let removed = own.post_form(&path, &[("csrf", &token)]).await;
    assert_eq!(removed.header("location"), Some("/account"));
    let account = own.get("/account").await;
    assert!(account.body.contains("The passkey has been removed"), "{}", account.body);
    assert!(account.body.contains("You have no passkey yet"), "{}", account.body);
    let nobody = fixture.browser().get("/account/passkeys").await;
    assert_eq!(nobody.header("location"), Some("/login?return_to=%2Faccount%2Fpasskeys"));
}

/// PK-10, PK-13: when `public_url` gets another host, the page says of each passkey where it works, and the password stays.
#[tokio::test]
async fn another_host() {
    let (mut fixture, _) = serve(0).await;
    let (_, mut authenticator) = register(&fixture, b"one").await;
    let port = fixture.environment.base.port().unwrap();
    let moved = PublicUrl::parse(&format!("http://auth.localhost:{port}")).unwrap();
    fixture.environment.settings.public_url = moved;
    let fixture = fixture.restart().await;
    let own = fixture.browser();
    assert_eq!(try_password(&own, HOME, EMAIL, PASSWORD).await.status, StatusCode::OK);
    let page = own.get("/account/passkeys").await;
    assert!(page.body.contains("Works at localhost only"), "{}", page.body);
    let login = fixture.browser().get("/login").await;
    assert!(!login.body.contains("Sign in with a passkey"), "nobody has one for this host");
    let browser = fixture.browser();
    authenticator.origin = format!("http://auth.localhost:{port}");
    let credential = authenticator.get(&challenge(&browser).await);
    assert_eq!(answer(&browser, &credential).await.code(), "passkey_invalid");
}

/// PK-13: browsers have no passkeys for an IP address.
#[tokio::test]
async fn an_ip_address() {
    let surface = |settings: &mut vestibule_server::Settings| {
        let at = settings.public_url.as_str().replace("localhost", "127.0.0.1");
        settings.public_url = PublicUrl::parse(&at).unwrap();
    };
    let limits = Limits { authorize: 0, callback_failures: 0, password: 0 };
    let fixture = ServerFixture::with(Setup { surface, limits, ..Setup::default() }).await;
    create(&fixture, EMAIL).await;
    let own = fixture.browser();
    assert_eq!(try_password(&own, HOME, EMAIL, PASSWORD).await.status, StatusCode::OK);
    let page = own.get("/account/passkeys").await;
    assert!(page.body.contains("this server is at 127.0.0.1"), "{}", page.body);
    let refused = own.send(Method::POST, "/api/auth/passkey/challenge", &[("accept", "application/json")], None).await;
    assert_eq!((refused.status.as_u16(), &*refused.code()), (409, "passkeys_unavailable"));
    let offer = own.get("/account/second-factor").await;
    assert!(!offer.body.contains("/account/passkeys"), "{}", offer.body);
}
