//! Several nodes on the page of the configuration, and a provider whose definition one of them does not have.

use std::sync::Arc;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use url::Url;
use vestibule_registry::{Catalogue, Document, Format};
use vestibule_tests::{Answer, Browser, ServerFixture, Setup, provider};

use super::sign_in_as;

/// Pocket ID's definition, and with it the drop-in `corp` of that name.
fn catalogue(corp: Option<&str>) -> Catalogue {
    let text = std::fs::read_to_string("../providers/official/pocketid.toml").unwrap();
    let renamed = |name: &str| {
        text.replace("id = \"pocketid\"", "id = \"corp\"")
            .replace("name = \"Pocket ID\"", &format!("name = \"{name}\""))
    };
    let corp = corp.map(|name| Document {
        path: "corp.toml".into(),
        format: Format::Toml,
        text: renamed(name),
        official: false,
    });
    let official = Document { path: "pocketid.toml".into(), format: Format::Toml, text: text.clone(), official: true };
    Catalogue::from_documents(corp.into_iter().chain([official]), &vestibule::parts::protocols())
}

async fn at(browser: &Browser, node: &Url, path: &str) -> Answer {
    browser.get(node.join(path).unwrap()).await
}

async fn status(browser: &Browser, node: &Url) -> Value {
    let own = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    browser.send(Method::GET, node.join("/api/admin/registry").unwrap(), &own, None).await.json()
}

/// ND-20, ND-30: what differs, and a clock that is not the database's, is named on the page of each node.
/// ND-21: a definition that lies on another node only is no provider that does not exist.
#[tokio::test]
async fn nd_21_what_is_at_one_node_only_is_named() {
    let settings = json!({ "admin_groups": ["admins"] });
    let setup = Setup { settings, postgres: true, catalogue: Some(catalogue(Some("Corp"))), ..Setup::default() };
    let mut fixture = ServerFixture::with(setup).await;
    let corp = provider("corp", "corp", &json!({}), fixture.op.issuer());
    fixture.reconfigure(|providers| providers.push(corp)).await;
    fixture.environment.catalogue = Arc::new(catalogue(Some("Corporation")));
    let (_other, other) = fixture.another_node().await;
    fixture.environment.catalogue = Arc::new(catalogue(None));
    fixture.environment.node_settings = [("session.idle".to_owned(), "1".to_owned())].into();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut lacking = fixture.environment.base.clone();
    lacking.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
    let node = fixture.environment.open(listener).await;
    node.application.registry.wait_until(|registry| registry.find("op").unwrap().ready().is_some()).await.unwrap();

    let browser = fixture.browser();
    let authorize = "/api/auth/providers/corp/authorize";
    let refused = at(&browser, &lacking, authorize).await;
    assert_eq!((refused.status, &*refused.code()), (StatusCode::SEE_OTHER, "provider_misconfigured"));
    let refused = browser.get_json(lacking.join(authorize).unwrap()).await;
    assert_eq!((refused.status, &*refused.code()), (StatusCode::SERVICE_UNAVAILABLE, "provider_misconfigured"));
    let begun = at(&browser, &other, authorize).await;
    assert!(begun.header("location").unwrap().starts_with(fixture.op.issuer()));

    let amara = fixture.browser();
    sign_in_as(&amara, "op", "amara").await;
    let own = fixture.environment.base.clone();
    for (node, expected) in [
        (
            &own,
            ["It has another definition of corp", "It has no definition of corp", "another session.idle"].as_slice(),
        ),
        (&other, &["It has another definition of corp", "It has no definition of corp", "another session.idle"]),
        (&lacking, &["It has a definition of corp, this node has none", "another session.idle"]),
    ] {
        // Each node has said what it is when it started; that is written in the background.
        let page = loop {
            let page = at(&amara, node, "/admin/registry").await;
            if page.body.matches("last seen").count() == 3 {
                break page;
            }
            vestibule_tests::pause().await;
        };
        for text in expected {
            assert!(page.body.contains(text), "{node} {text}: {}", page.body);
        }
        assert_eq!(page.body.matches("(this node)").count(), 1);
        // The test's clock does not move.
        assert_eq!(
            page.body.matches(" of the database’s").count() + page.body.matches("behind the database’s").count(),
            3
        );
        let status = status(&amara, node).await;
        assert_eq!(status["nodes"].as_array().unwrap().len(), 3, "{status}");
    }
}

/// A server that has its database for itself is not a list of one.
#[tokio::test]
async fn one_node_with_nothing_wrong_is_not_listed() {
    let settings = json!({ "admin_groups": ["admins"] });
    let fixture = ServerFixture::with(Setup { settings, ..Setup::default() }).await;
    let amara = fixture.browser();
    sign_in_as(&amara, "op", "amara").await;
    let listed = async || status(&amara, &fixture.environment.base).await["nodes"].as_array().unwrap().len();
    while listed().await == 0 {
        vestibule_tests::pause().await;
    }
    assert!(!amara.get("/admin/registry").await.body.contains("last seen"));
}
