//! The administration pages: who may see them, who may change something, and that no secret is ever in one.

use http::StatusCode;
use serde_json::json;
use vestibule_server::paths;
use vestibule_tests::{Browser, ServerFixture, Setup};

use super::{sign_in_as, sure, token};

const CANARY: &str = "canary-secret-of-a-form";

/// A server whose administrators are Amara's group, with Amara and Joonas signed in.
pub(super) async fn fixture() -> (ServerFixture, Browser, Browser) {
    let setup = Setup { settings: json!({ "admin_groups": ["admins"] }), ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    let (amara, joonas) = (fixture.browser(), fixture.browser());
    sign_in_as(&amara, "op", "amara").await;
    sign_in_as(&joonas, "op", "joonas").await;
    (fixture, amara, joonas)
}

fn admin_paths() -> Vec<String> {
    let own = paths().into_iter().filter(|path| path.starts_with("/admin"));
    own.map(|path| path.replace("{id}", "op").replace("{name}", "none").replace("{definition}", "pocketid")).collect()
}

/// AD-01: every path, by everybody who may not.
#[tokio::test]
async fn nobody_else_gets_in() {
    let (fixture, amara, joonas) = fixture().await;
    let paths = admin_paths();
    assert!(paths.len() > 15, "{paths:?}");
    for path in paths.iter().filter(|path| *path != "/admin") {
        let anonymous = fixture.browser().get(path).await;
        if anonymous.status != StatusCode::METHOD_NOT_ALLOWED {
            assert!(anonymous.header("location").unwrap().starts_with("/login?return_to=%2Fadmin"), "{path}");
            assert_eq!(joonas.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
            // Neither a report nor a person nor an app has this name.
            let absent = ["/trials/", "/admin/users/", "/admin/apps/op", "/admin/apps/new/pocketid"];
            let is_absent = absent.iter().any(|part| path.contains(part));
            let expected = if is_absent { StatusCode::NOT_FOUND } else { StatusCode::OK };
            assert_eq!(amara.get(path).await.status, expected, "{path}");
        }
        let posted = joonas.post_form(path, &[("csrf", "x")]).await.status;
        assert!([StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED].contains(&posted), "{path}: {posted}");
        let posted = amara.post_form(path, &[("csrf", "x")]).await.status;
        assert!([StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED].contains(&posted), "CF-01 {path}: {posted}");
    }
}

/// SC-01: a secret goes in and never comes out, whatever is wrong with the rest of the form.
#[tokio::test]
async fn a_secret_is_never_shown() {
    let (fixture, amara, _) = fixture().await;
    let page = amara.get("/admin/providers/new/pocketid").await;
    let csrf = token(&page);
    let issuer = fixture.op.issuer().to_owned();
    let form = |action: &'static str, issuer: &str| {
        let fields = [
            ("csrf", csrf.as_str()),
            ("action", action),
            ("id", "fresh"),
            ("c.issuer_url", issuer),
            ("c.client_id", "fresh"),
            ("c.client_secret", CANARY),
        ];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let post = async |path: &str, fields: &[(String, String)]| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        amara.post_form(path, &fields).await
    };
    let refused = post("/admin/providers/new/pocketid", &form("save", "nonsense")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let inspected = post("/admin/providers/new/pocketid", &form("inspect", "nonsense")).await;
    assert!(inspected.json()["c.issuer_url"].is_string(), "{}", inspected.body);
    let tried = post("/admin/providers/new/pocketid", &form("test", &issuer)).await;
    assert_eq!(tried.status, StatusCode::OK, "a dry run is an answer, whatever it says");
    let saved = post("/admin/providers/new/pocketid", &form("save", &issuer)).await;
    assert_eq!(saved.header("location"), Some("/admin/providers/fresh"), "{}", saved.body);
    let shown = amara.get("/admin/providers/fresh").await;
    assert!(shown.body.contains(">set<"), "that there is one is shown");
    for answer in [refused, inspected, tried, saved, shown, amara.get("/admin/audit").await] {
        assert!(!answer.body.contains(CANARY), "{}", answer.body);
    }

    // Saved again without entering it, it stays; sent elsewhere, it has to be entered again (AD-04).
    let keep: Vec<_> = form("save", &issuer).into_iter().filter(|(name, _)| name != "c.client_secret").collect();
    assert_eq!(post("/admin/providers/fresh", &keep).await.status, StatusCode::SEE_OTHER);
    let other: Vec<_> =
        form("save", "http://127.0.0.1:9").into_iter().filter(|(name, _)| name != "c.client_secret").collect();
    let moved = post("/admin/providers/fresh", &other).await;
    assert_eq!((moved.status, moved.body.contains("entered again")), (StatusCode::UNPROCESSABLE_ENTITY, true));
}

/// The configuration's own cannot be changed by a form either.
#[tokio::test]
async fn what_the_configuration_owns_stays() {
    let (_world, amara, _) = fixture().await;
    let csrf = token(&amara.get("/admin/registry").await);
    for path in ["/admin/providers/op", "/admin/providers/op/switch", "/admin/providers/op/delete"] {
        let answer = amara.post_form(path, &[("csrf", &csrf), ("enabled", "false"), ("force", "true")]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
        assert!(answer.body.contains("managed by the configuration"), "{path}: {}", answer.body);
    }
}

/// A person who is disabled is out at once, and the last administrator stays.
#[tokio::test]
async fn users_are_changed() {
    let (_world, amara, joonas) = fixture().await;
    let page = amara.get("/admin/users?q=joonas").await;
    let (csrf, path) = (token(&page), super::action(&page, "/admin/users/"));
    let done = sure(&amara, &path, &[("csrf", &csrf), ("action", "disable")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(joonas.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    let own = super::action(&amara.get("/admin/users?q=amara").await, "/admin/users/");
    let refused = sure(&amara, &own, &[("csrf", &csrf), ("action", "disable")]).await;
    assert_eq!((refused.status, &*refused.code()), (StatusCode::CONFLICT, "last_way_in"));
}

/// CT-01: the search of the catalogue knows other words for a provider, and the page says what has not been tried.
#[tokio::test]
async fn the_catalogue_is_searched_by_alias() {
    let (_fixture, amara, _joonas) = fixture().await;
    for wanted in ["Office%20365", "azure", "entra"] {
        let page = amara.get(&format!("/admin/providers/new?q={wanted}")).await.body;
        assert!(
            page.contains("/admin/providers/new/entra") && !page.contains("/admin/providers/new/pocketid"),
            "{wanted}"
        );
    }
    // GR-14: in groups, with what one needs, and where one starts.
    let all = amara.get("/admin/providers/new").await.body;
    for title in ["Things you run yourself", "For organizations", "For people", "Others"] {
        assert!(all.contains(&format!(">{title}</h2>")), "{title}");
    }
    let entra = amara.get("/admin/providers/new?q=office%20365").await.body;
    assert_eq!(entra.matches("data-group").count(), 1, "no group without a definition");
    assert!(entra.contains("You need: Directory (tenant) ID, Application (client) ID."), "{entra}");
    assert!(entra.contains("<a href=\"https://entra.microsoft.com\">Entra admin center</a>"), "{entra}");
    let nothing = amara.get("/admin/providers/new?q=no-such-thing").await.body;
    assert!(nothing.contains("<p class=\"empty\" data-empty>No matching provider."), "{nothing}");
    let unconfirmed = "Not yet tried against the provider itself.";
    assert!(!entra.contains(unconfirmed));
    assert!(amara.get("/admin/providers/new?q=keycloak").await.body.contains(unconfirmed));
}
