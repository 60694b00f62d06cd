//! A server with one local administrator.

use http::Method;
use serde_json::json;
use vestibule_core::{
    access::Rules, email::EmailAddress, ids::Ref, password::NewPassword, random::OsRandom, secret::Secret,
};
use vestibule_server::{Limits, hash_password};
use vestibule_store::{LocalAdministrator, User};
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

pub(crate) const EMAIL: &str = "root@example.com";
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// A server that allows that many passwords, with the administrator. Its peers are trusted proxies, so that a test can
/// come from any network.
pub(crate) async fn serve(password: u32) -> (ServerFixture, User) {
    let setup = Setup {
        limits: Limits { authorize: 0, callback_failures: 0, password },
        surface: |settings| settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
        ..Setup::default()
    };
    let fixture = ServerFixture::with(setup).await;
    let user = create(&fixture, EMAIL).await;
    (fixture, user)
}

/// Makes an administrator with [`PASSWORD`], as the shell does.
pub(crate) async fn create(fixture: &ServerFixture, email: &str) -> User {
    let administrator = administrator(EmailAddress::parse(email).unwrap());
    fixture.application.store.create_administrator(&administrator, Rules::LOCAL).await.unwrap()
}

/// An administrator with [`PASSWORD`].
pub(crate) fn administrator(address: EmailAddress) -> LocalAdministrator {
    LocalAdministrator {
        password_hash: hash_password(&NewPassword::accept(Secret::new(PASSWORD), &address).unwrap(), &OsRandom)
            .unwrap(),
        email: address,
        reference: Ref::generate(&OsRandom),
    }
}

/// Tries a password from this address.
pub(crate) async fn try_password(browser: &Browser, address: &str, email: &str, password: &str) -> Answer {
    let headers = [("accept", "application/json"), ("content-type", "application/json"), ("x-forwarded-for", address)];
    let body = json!({ "email": email, "password": password }).to_string();
    browser.send(Method::POST, "/api/auth/password", &headers, Some(body)).await
}
