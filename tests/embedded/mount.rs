//! Everything of Vestibule below a path of the application's origin.

use std::collections::{BTreeSet, VecDeque};

use axum::{
    Router,
    extract::Request,
    http::uri::Uri,
    routing::{get, post},
};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule::{Administrator, Auth, Builder, StartError, User};
use vestibule_tests::{Answer, Browser};

use crate::Running;

const MOUNT: &str = "/auth";
const PASSWORD: &str = "correct horse battery staple";

/// An application that has paths which Vestibule has at the root.
fn app(auth: &Auth) -> Router {
    Router::new()
        .route(
            "/",
            get(|user: Option<User>| async move { user.map_or("nobody".to_owned(), |user| user.username().into()) }),
        )
        .route("/login", get(|| async { "the application's own" }))
        .route("/account", get(|user: User| async move { format!("account of {}", user.username()) }))
        .route("/admin/reports", get(|_: Administrator| async { "reports" }))
        .route("/api/auth/session", post(|| async { "the application's own" }))
        .merge(auth.router())
        .merge(auth.operations_router())
        .fallback(|uri: Uri| async move { (StatusCode::NOT_FOUND, format!("nothing at {}", uri.path())) })
        .layer(auth.layer())
}

async fn start() -> Running {
    Running::start_below(MOUNT, |builder| builder, app).await
}

/// Signs in as somebody of the demonstration provider, from a page of the application and back.
async fn sign_in(browser: &Browser, who: &str, return_to: &str) -> Answer {
    let begin = format!("{MOUNT}/api/auth/providers/pocketid/authorize?login_hint={who}&return_to={return_to}");
    let callback = browser.through_the_provider(&browser.get(begin).await).await;
    assert_eq!(callback.path(), "/auth/api/auth/providers/pocketid/callback");
    browser.get(callback).await
}

#[tokio::test]
async fn people_sign_in_below_the_mount_and_come_back_to_the_application() {
    let running = start().await;
    let (amara, origin) = (running.browser(), running.base.origin().ascii_serialization());
    let asked = amara.get("/account").await;
    assert_eq!(asked.header("location"), Some("/auth/login?return_to=%2Faccount"));
    let login = amara.get(asked.location().unwrap()).await;
    let button = "href=\"/auth/api/auth/providers/pocketid/authorize?return_to=%2Faccount\"";
    assert!(login.status == StatusCode::OK && login.body.contains(button), "{}", login.body);

    let back = sign_in(&amara, "amara", "/account").await;
    assert_eq!(back.header("location"), Some(&*format!("{origin}/account")));
    assert!(back.set_cookies().iter().any(|line| line.contains("session=") && line.contains("Path=/;")));
    assert_eq!(amara.get("/account").await.body, "account of amara");
    assert_eq!(amara.get("/admin/reports").await.body, "reports");
    // The same path below the mount is another page, for whoever is signed in and for whoever is sent back to it.
    assert!(amara.get("/auth/account").await.body.contains("Amara Okafor"));
    let asked = running.browser().get("/auth/admin/providers?q=x").await;
    assert_eq!(asked.header("location"), Some("/auth/login?return_to=%2Fauth%2Fadmin%2Fproviders%3Fq%3Dx"));
    let back = sign_in(&running.browser(), "joonas", "/auth/account").await;
    assert_eq!(back.header("location"), Some(&*format!("{origin}/auth/account")));

    let providers = amara.get_json("/auth/api/auth/providers").await.json();
    let authorize = format!("{origin}/auth/api/auth/providers/pocketid/authorize");
    assert_eq!(providers["providers"][0]["authorize_url"], json!(authorize));
    let icon = providers["providers"][0]["icon_url"].as_str().unwrap().to_owned();
    assert_eq!(amara.get(icon).await.header("content-type"), Some("image/svg+xml"));
    let signed_out = amara.post_form("/auth/api/auth/logout", &[]).await;
    assert_eq!(signed_out.status, StatusCode::SEE_OTHER);
    assert_eq!(amara.get("/").await.body, "nobody");
    running.end().await;
}

/// What Vestibule has at the root without a mount is the application's there, or nobody's.
#[tokio::test]
async fn the_root_is_the_applications() {
    let running = start().await;
    let browser = running.browser();
    assert_eq!(browser.get("/login").await.body, "the application's own");
    for absent in [
        "/setup",
        "/admin/providers",
        "/assets/app.css",
        "/api/auth/providers",
        "/api/auth/providers/pocketid/authorize",
        "/api/auth/providers/pocketid/callback",
        "/.well-known/openid-configuration",
        "/auth",
        "/auth/no/such/page",
    ] {
        let answer = browser.get(absent).await;
        assert_eq!((answer.status, answer.body), (StatusCode::NOT_FOUND, format!("nothing at {absent}")));
    }
    assert_eq!(browser.send(Method::DELETE, "/auth/login", &[], None).await.status, StatusCode::METHOD_NOT_ALLOWED);
    running.end().await;
}

/// What a page refers to: its links, pictures, scripts and forms.
fn references(page: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for name in ["href", "src", "action"] {
        let begin = format!(" {name}=\"");
        let values = page.split(&*begin).skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(values.map(|value| (name, value.replace("&amp;", "&").replace("&#38;", "&"))));
    }
    found
}

/// Every page that an administrator gets to by links is below the mount, and there.
#[tokio::test]
async fn every_link_of_every_page_leads_below_the_mount() {
    let running = start().await;
    let amara = running.browser();
    sign_in(&amara, "amara", "/").await;
    let mut open = VecDeque::from(["/auth/login?error=not_allowed", "/auth/account", "/auth/admin"].map(str::to_owned));
    let (mut seen, mut shapes) = (BTreeSet::new(), std::collections::BTreeMap::<_, usize>::new());
    while let Some(path) = open.pop_front() {
        // Of hundreds of pages that differ in their last part alone, some are enough.
        let shape = path.split('?').next().unwrap().rsplit_once('/').unwrap().0.to_owned();
        let of_shape = shapes.entry(shape).or_default();
        if !seen.insert(path.clone()) || *of_shape == 8 {
            continue;
        }
        *of_shape += 1;
        let answer = amara.get(&path).await;
        let is_there = answer.status.is_success() || answer.status == StatusCode::SEE_OTHER;
        assert!(is_there, "{path}: {} {}", answer.status, answer.body);
        if let Some(location) = answer.header("location").filter(|location| location.starts_with('/')) {
            assert!(location.starts_with("/auth/") || location == "/", "{path} leads to {location}");
            open.push_back(location.to_owned());
        }
        if !answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            continue;
        }
        for (name, place) in
            references(&answer.body).into_iter().filter(|(_, place)| place.starts_with('/') && place != "/")
        {
            assert!(place.starts_with("/auth/"), "{path} has {name}={place}");
            let page = place.split('#').next().unwrap();
            // A form posts, a link of a form's page may sign out, and a reload would be asked for by a form.
            if name != "action" {
                open.push_back(page.to_owned());
            }
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
    for page in ["/auth/admin/users", "/auth/admin/audit", "/auth/account/tokens", "/auth/admin/apps/new"] {
        assert!(seen.iter().any(|path| path.starts_with(page)), "{page}: {seen:?}");
    }
    running.end().await;
}

/// Forms: from the setup link over a password to the offer of a second factor.
#[tokio::test]
async fn forms_of_the_pages_work_below_the_mount() {
    let running = Running::start_below(MOUNT, |builder| builder, app).await;
    let browser = running.browser();
    let link = running.auth.setup_link().await.unwrap().unwrap();
    assert!(link.starts_with(&format!("{}auth/setup?token=", running.base)), "{link}");
    let exchanged = browser.get(&link).await;
    assert_eq!(exchanged.header("location"), Some("/auth/setup"));
    let form = browser.get("/auth/setup").await.form();
    assert_eq!(form.action.path(), "/auth/setup");
    let token = form.value("csrf").unwrap();
    let fields = [("csrf", token), ("email", "root@example.com"), ("password", PASSWORD), ("again", PASSWORD)];
    let made = browser.post_form(form.action.as_str(), &fields).await;
    let offer = "/auth/account/second-factor?return_to=%2Fauth%2Fadmin%2Ffirst-steps";
    assert_eq!(made.header("location"), Some(offer), "{}", made.body);
    let offered = browser.get(offer).await;
    let later = format!("href=\"{}auth/admin/first-steps\"", running.base);
    assert!(offered.body.contains(&later), "{}", offered.body);

    let other = running.browser();
    let wrong = [("email", "root@example.com"), ("password", "wrong"), ("return_to", "/account")];
    let refused = other.post_form("/auth/api/auth/password", &wrong).await;
    assert!(refused.header("location").unwrap().starts_with("/auth/login?error=unauthenticated"), "{refused:?}");
    let right = [("email", "root@example.com"), ("password", PASSWORD), ("return_to", "/account")];
    let signed_in = other.post_form("/auth/api/auth/password", &right).await;
    assert_eq!(signed_in.header("location"), Some("/auth/account/second-factor?return_to=%2Faccount"));
    let page = other.get(signed_in.location().unwrap()).await;
    assert!(page.body.contains(&format!("href=\"{}account\"", running.base)), "{}", page.body);
    running.end().await;
}

fn payload(jwt: &str) -> Value {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// Apps find everything from the issuer alone, by OpenID Connect Discovery and by RFC 8414, and get tokens of that issuer.
#[tokio::test]
async fn apps_know_an_issuer_with_the_mount() {
    let running = start().await;
    let (amara, issuer) = (running.browser(), format!("{}auth", running.base));
    for metadata in ["/auth/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/auth"] {
        let document = amara.get_json(metadata).await.json();
        assert_eq!(document["issuer"], json!(issuer), "{metadata}");
        for (name, url) in document.as_object().unwrap() {
            let Some(url) = url.as_str().filter(|_| name.ends_with("_endpoint") || name == "jwks_uri") else {
                continue;
            };
            let path = url.strip_prefix(&*issuer).unwrap_or_else(|| panic!("{name}: {url}"));
            assert_ne!(amara.get_json(format!("{MOUNT}{path}")).await.status, StatusCode::NOT_FOUND, "{name}: {url}");
        }
    }
    sign_in(&amara, "amara", "/").await;
    let origin = running.base.origin().ascii_serialization();
    let headers = [("accept", "application/json"), ("content-type", "application/json"), ("origin", &*origin)];
    let wanted =
        json!({ "definition": "openid", "id": "work", "settings": { "redirect_uris": ["https://work.example/cb"] } });
    let made = amara.send(Method::POST, "/auth/api/admin/apps", &headers, Some(wanted.to_string())).await;
    assert_eq!(
        (made.status, made.header("location")),
        (StatusCode::CREATED, Some("/auth/api/admin/apps/work")),
        "{}",
        made.body
    );
    let secret = made.json()["client_secret"].as_str().unwrap().to_owned();
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"; // RFC 7636, appendix B
    let asked = format!(
        "/auth/api/oidc/authorize?response_type=code&client_id=work&redirect_uri=https://work.example/cb&scope=openid&state=s\
         &code_challenge={challenge}&code_challenge_method=S256"
    );
    let anyone = running.browser().get(&asked).await;
    let login = anyone.header("location").unwrap();
    assert!(login.starts_with("/auth/login?return_to=%2Fauth%2Fapi%2Foidc%2Fauthorize%3F"), "{login}");
    let answered = amara.get(&asked).await;
    let back = answered.location().unwrap_or_else(|| panic!("{answered:?}"));
    assert_eq!((back.host_str(), answered.sent_on("iss")), (Some("work.example"), Some(issuer.clone())));
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("work:{secret}")));
    let body = format!(
        "grant_type=authorization_code&code={}&redirect_uri=https://work.example/cb&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        answered.sent_on("code").unwrap()
    );
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", &*basic)];
    let tokens = running.browser().send(Method::POST, "/auth/api/oidc/token", &headers, Some(body)).await.json();
    assert_eq!(payload(tokens["id_token"].as_str().unwrap_or_else(|| panic!("{tokens}")))["iss"], json!(issuer));
    running.end().await;
}

/// A path that a provider was moved here with is one of the origin.
#[tokio::test]
async fn a_callback_path_stays_at_the_origin() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    let text = "public_url = \"http://localhost:3000\"\n[providers.moved]\ndefinition = \"oidc\"\nenabled = true\n\
                callback_path = \"/oauth2/callback\"\n[providers.moved.credentials]\nissuer_url = \"http://localhost:9\"\n\
                client_id = \"c\"\nclient_secret = \"s\"\n";
    std::fs::write(&file, text).unwrap();
    let auth = Builder::from_config_file(&file).unwrap().mount(MOUNT).build().await.unwrap();
    let app = app(&auth);
    for (path, status) in [
        ("/oauth2/callback", StatusCode::BAD_REQUEST),
        ("/auth/api/auth/providers/moved/callback", StatusCode::BAD_REQUEST),
        ("/auth/oauth2/callback", StatusCode::NOT_FOUND),
        ("/api/auth/providers/moved/callback", StatusCode::NOT_FOUND),
    ] {
        let request = Request::get(path).body(axum::body::Body::empty()).unwrap();
        let answer = tower::ServiceExt::oneshot(app.clone(), request).await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
    // The configuration says the origin alone: reading it again changes nothing.
    assert_eq!(auth.reload().await.faults.iter().filter(|fault| fault.contains("public_url")).count(), 0);
    auth.close().await;
}

#[tokio::test]
async fn a_mount_is_a_plain_path() {
    for mount in ["auth", "/", "/auth/", "/a b", "/{x}"] {
        let error =
            Builder::new("http://localhost:3000").database("sqlite::memory:").mount(mount).build().await.unwrap_err();
        assert!(matches!(&error, StartError::Mount { path, .. } if path == mount), "{mount}: {error}");
    }
}
