//! The pages about apps: added from the catalogue with a secret that is shown once, and deleted.

use http::StatusCode;

use super::{admin::fixture, hidden, sure, token};

const NEW: &str = "/admin/apps/new/grafana";

/// AP-08: from the catalogue to an app with its secret and guide; what is wrong is at its field, and nothing is lost.
#[tokio::test]
async fn an_app_is_added_from_the_catalogue() {
    let (_fixture, amara, _) = fixture().await;
    let catalogue = amara.get("/admin/apps/new?q=graf").await.body;
    assert!(catalogue.contains(NEW) && !catalogue.contains("/admin/apps/new/gitea"), "it is searched");
    let page = amara.get(NEW).await;
    assert!(page.body.contains("Not yet tried against the application itself"), "{}", page.body);
    let csrf = token(&page);
    let post = async |url: &str| {
        let fields =
            [("csrf", &*csrf), ("id", "charts"), ("c.base_url", url), ("s.enabled", "true"), ("s.consent", "first")];
        amara.post_form(NEW, &fields).await
    };
    let wrong = post("http://charts.example.com").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
    assert!(wrong.body.contains("must begin with https://"), "{}", wrong.body);
    assert!(wrong.body.contains("value=\"http://charts.example.com\"") && wrong.body.contains("value=\"charts\""));
    let added = post("https://charts.example.com").await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.body);
    assert!(added.body.contains("It is shown only once"), "{}", added.body);
    let secret = added.body.split("client_secret = ").nth(1).unwrap().split('\n').next().unwrap().to_owned();
    assert!(secret.len() > 40, "{secret}");
    let shown = amara.get("/admin/apps/charts").await;
    assert!(!shown.body.contains(&secret) && shown.body.contains("YOUR-CLIENT-SECRET"), "once");
    assert!(shown.body.contains("preferred_username") && shown.body.contains("may use it"), "the claims of oneself");
    assert!(shown.body.contains("https://charts.example.com/login/generic_oauth"));
    let mut tested = amara.post_form("/admin/apps/charts/test", &[("csrf", &csrf)]).await;
    while let Some(next) = tested.location() {
        tested = amara.get(next).await;
    }
    // The app asks for consent at first.
    let asked = tested.form();
    let fields: Vec<_> = asked.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let allowed = amara.post_form(asked.action.as_str(), &[&fields[..], &[("answer", "allow")]].concat()).await;
    let tested = amara.get(allowed.location().unwrap()).await.body;
    for part in [
        "The ID token that the app would get now",
        "&#34;kid&#34;",
        "&#34;auth_time&#34;",
        "&#34;aud&#34;: &#34;charts&#34;",
    ] {
        assert!(tested.contains(part), "{part}: {tested}");
    }
    let rotated = amara.post_form("/admin/apps/charts/secrets", &[("csrf", &csrf)]).await;
    assert!(rotated.status == StatusCode::OK && rotated.body.contains("It is shown only once"), "{}", rotated.body);
    let base = hidden(&shown, "base").unwrap();
    let off = [("csrf", &*csrf), ("c.base_url", "https://charts.example.com")];
    let conflict = amara.post_form("/admin/apps/charts", &off).await;
    assert_eq!(conflict.status, StatusCode::PRECONDITION_FAILED, "it is not known what the form was made from");
    // The secret that was added since is no value of the form.
    let off =
        [("csrf", &*csrf), ("c.base_url", "https://charts.example.com"), ("s.consent", "first"), ("base", &*base)];
    assert_eq!(amara.post_form("/admin/apps/charts", &off).await.status, StatusCode::SEE_OTHER);
    let list = amara.get("/admin/apps").await.body;
    assert!(list.contains("Grafana") && list.contains(">Disabled<"), "{list}");
    let question = amara.post_form("/admin/apps/charts/delete", &[("csrf", &csrf)]).await;
    assert!(question.body.contains("Nobody uses it yet"), "{}", question.body);
    assert_eq!(amara.get("/admin/apps/charts").await.status, StatusCode::OK, "nothing is deleted unasked");
    let gone = sure(&amara, "/admin/apps/charts/delete", &[("csrf", &csrf)]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert_eq!(amara.get("/admin/apps/charts").await.status, StatusCode::NOT_FOUND);
}
