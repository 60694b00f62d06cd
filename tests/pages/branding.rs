//! What the operator says on the login page, its preview, and the pictures of people.

use http::StatusCode;
use vestibule_demo_idp::Endpoint;
use vestibule_server::Branding;
use vestibule_tests::{ServerFixture, Setup};

use super::{admin::fixture, sign_in_as};

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn the_login_page_has_the_operators_words() {
    let branding = Branding {
        name: "Example Ltd".to_owned(),
        text: Some("Welcome <b>back</b>".to_owned()),
        links: vec![pair("Privacy", "https://example.com/privacy?a=1&b=2")],
        variables: [vec![pair("card", "#fafafa")], vec![pair("card", "#101010")]],
        ..Branding::default()
    };
    let fixture = ServerFixture::with(Setup { branding, ..Setup::default() }).await;
    let page = fixture.browser().get("/login?error=forbidden").await;
    assert!(
        page.body.contains("Welcome &#60;b&#62;back") || page.body.contains("Welcome &lt;b&gt;back"),
        "AD-07: {}",
        page.body
    );
    assert!(
        page.body.contains(">Privacy</a>") && page.body.contains("https://example.com/privacy?a=1&"),
        "{}",
        page.body
    );
    let asset = async |relation: &str| {
        let tag = page.body.split("<link ").find(|tag| tag.contains(relation)).unwrap();
        let url = tag.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        fixture.browser().get(url).await
    };
    let manifest = asset("rel=\"manifest\"").await;
    assert_eq!(manifest.header("content-type"), Some("application/manifest+json"));
    let manifest = manifest.json();
    assert_eq!((manifest["name"].as_str(), manifest["start_url"].as_str()), (Some("Example Ltd"), Some("/")));
    let icon = fixture.browser().get(manifest["icons"][0]["src"].as_str().unwrap()).await;
    assert_eq!(icon.status, StatusCode::OK);
    let css = asset("/brand.").await.body;
    assert!(css.contains("--card:#fafafa;") && css.contains("{--card:#101010;}"), "{css}");
}

/// BD-01, BD-02: the preview shows what is right and says what is not; nothing of it runs, and no other site frames it.
#[tokio::test]
async fn a_preview_saves_nothing() {
    let (_fixture, amara, joonas) = fixture().await;
    let query = "name=Hall&text=Welcome&accent=%232f4fd0&links=Privacy+%3D+javascript%3Aalert(1)%0AImprint+%3D+%2Fimprint&\
                 variables=card+%3D+url(https%3A%2F%2Fevil.example)%0Apage+%3D+%23ffeedd";
    let page = amara.get(format!("/admin/branding?{query}")).await;
    assert!(page.body.contains("<code>links</code>") && page.body.contains("<code>variables</code>"), "{}", page.body);
    let lines = page.body.split("<pre").nth(1).unwrap().split("</pre>").next().unwrap();
    assert!(lines.contains("Imprint") && lines.contains("#ffeedd"), "{lines}");
    assert!(!lines.contains("javascript") && !lines.contains("evil"), "{lines}");
    assert!(page.header("content-security-policy").unwrap().contains("frame-src 'self'"));
    let shown = amara.get(format!("/admin/branding/preview?{query}")).await;
    assert!(shown.body.contains("--page:#ffeedd;") && shown.body.contains("Welcome"), "{}", shown.body);
    assert!(!shown.body.contains("javascript") && !shown.body.contains("evil") && !shown.body.contains("<script"));
    let policy = shown.header("content-security-policy").unwrap();
    for part in ["default-src 'none'", "frame-ancestors 'self'", "form-action 'none'", "sandbox", "'sha256-"] {
        assert!(policy.contains(part), "{part}: {policy}");
    }
    assert!(!policy.contains("script-src"), "{policy}");
    assert!(!amara.get("/login?error=forbidden").await.body.contains("Welcome"), "nothing is saved");
    for path in ["/admin/branding", "/admin/branding/preview"] {
        assert_eq!(joonas.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

/// BD-03: pages ask nobody else for a picture.
#[tokio::test]
async fn pictures_are_served_by_us() {
    let (fixture, amara, joonas) = fixture().await;
    let page = amara.get("/account").await;
    let src = page.body.split("class=\"avatar\" src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(src.starts_with("/account/picture?v="), "{src}");
    assert!(!page.body.contains("profile-picture.png"), "{}", page.body);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("img-src 'self';"), "{policy}");
    let picture = amara.get(&src).await;
    assert_eq!((picture.status, picture.header("content-type")), (StatusCode::OK, Some("image/png")));
    assert_eq!(picture.header("x-content-type-options"), Some("nosniff"));
    let listed = amara.get("/admin/users?q=joonas").await;
    let person = super::action(&listed, "/admin/users/");
    assert_eq!(amara.get(format!("{person}/picture")).await.header("content-type"), Some("image/png"));
    assert_eq!(joonas.get(format!("{person}/picture")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(fixture.browser().get("/account/picture").await.status, StatusCode::UNAUTHORIZED);
    // Once more is not fetched again.
    let asked = || fixture.op.requests().count(Endpoint::Picture);
    let before = asked();
    sign_in_as(&amara, "op", "amara").await;
    assert_eq!(amara.get(&src).await.status, StatusCode::OK);
    assert_eq!((before, asked()), (2, 2));
}
