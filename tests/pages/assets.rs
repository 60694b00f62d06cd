//! What pages are made of: small, compressed, and the operator's.

use http::Method;
use vestibule_server::{Branding, Logo};
use vestibule_tests::{ServerFixture, Setup};

fn assets(page: &str) -> Vec<&str> {
    let links = page.split(['"', '\'']).filter(|text| text.starts_with("/assets/"));
    let mut links: Vec<_> = links.collect();
    links.sort_unstable();
    links.dedup();
    links
}

/// The login page with everything on it, as it goes over the wire, without the headers.
#[tokio::test]
async fn the_login_page_is_small() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let page = browser.get("/login?error=access_denied&provider=op").await;
    let mut bytes = page.body.len();
    for path in assets(&page.body) {
        let headers = [("accept-encoding", "gzip, br")];
        let asset = browser.send(Method::GET, path, &headers, None).await;
        assert_eq!(asset.status, 200, "{path}");
        // The client that asks does not decompress: this is what went over the wire.
        bytes += asset.header("content-length").unwrap().parse::<usize>().unwrap();
        assert_eq!(asset.header("vary"), Some("accept-encoding"), "{path}");
    }
    assert!(bytes < 30 * 1024, "{bytes} bytes");
}

#[tokio::test]
async fn the_operators_name_colour_and_logo() {
    let logo = Logo { bytes: b"<svg xmlns='http://www.w3.org/2000/svg'/>".as_slice().into(), ending: "svg" };
    let branding = Branding {
        name: "Bücherei <Süd>".to_owned(),
        logo: Some(logo),
        accent: Some([0xff, 0xcc, 0]),
        ..Branding::default()
    };
    let fixture = ServerFixture::with(Setup { branding, ..Setup::default() }).await;
    let browser = fixture.browser();
    let page = browser.get("/login").await.body;
    assert!(page.contains("Sign in to Bücherei &#60;Süd&#62;"), "{page}");
    let logo = assets(&page).into_iter().find(|path| path.contains("/logo.")).unwrap();
    assert_eq!(browser.get(logo).await.header("content-type"), Some("image/svg+xml"));
    let css = assets(&page).into_iter().find(|path| path.contains("/brand.")).unwrap();
    let css = browser.get(css).await;
    assert!(css.body.contains("--accent:#") && !css.body.contains("#ffcc00}@"), "too light on white: {}", css.body);
}
