//! Two administrators at one user, one app and the order of the providers, in every order of clicks: nothing that one of them
//! saved is lost or undone unless the other one has chosen so. One provider is in `nothing_lost`.

use http::StatusCode;
use vestibule_store::{StoredApp, User, UserFilter};
use vestibule_tests::{Answer, Browser, ServerFixture};

use super::{admin::fixture, hidden, sure, token};

pub(super) const APP: &str = "/admin/apps/charts";

/// Two signed-in administrators.
pub(super) async fn administrators() -> (ServerFixture, Browser, Browser) {
    let (fixture, amara, joonas) = fixture().await;
    let page = amara.get("/admin/users?q=joonas").await;
    let path = super::action(&page, "/admin/users/");
    let done = sure(&amara, &path, &[("csrf", &token(&page)), ("action", "promote")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    (fixture, amara, joonas)
}

/// The form of the app, as a browser would send it, with what was typed.
pub(super) fn app_form(
    page: &Answer,
    (name, url): (Option<&str>, Option<&str>),
    choice: Option<&str>,
) -> Vec<(String, String)> {
    let shown = |field: &str| hidden(page, field).unwrap_or_default();
    let mut fields = vec![
        ("csrf", token(page)),
        ("base", shown("base")),
        ("c.base_url", url.map_or_else(|| shown("c.base_url"), str::to_owned)),
        ("s.display_name", name.map_or_else(|| shown("s.display_name"), str::to_owned)),
        ("s.consent", "first".to_owned()),
        ("s.enabled", "true".to_owned()),
    ];
    if page.body.contains("name=\"decide\" value=\"s.display_name\"") {
        fields.push(("decide", "s.display_name".to_owned()));
    }
    fields.extend(choice.map(|choice| ("choose.s.display_name", choice.to_owned())));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub(super) async fn post(browser: &Browser, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post_form(path, &fields).await
}

async fn stored_app(fixture: &ServerFixture) -> StoredApp {
    fixture.application.store.find_app(&"charts".parse().unwrap()).await.unwrap().unwrap()
}

/// Whose page it is from, the name and the address that were typed, and the choice.
type Save<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>);

const ONE: &str = "https://one.example.com";
const TWO: &str = "https://two.example.com";

/// Adds the app `charts` with the name `Before`.
pub(super) async fn add_app(browser: &Browser) {
    let csrf = token(&browser.get("/admin/apps/new/grafana").await);
    let fields = [
        ("csrf", &*csrf),
        ("id", "charts"),
        ("c.base_url", ONE),
        ("s.enabled", "true"),
        ("s.consent", "first"),
        ("s.display_name", "Before"),
    ];
    let made = browser.post_form("/admin/apps/new/grafana", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
}

/// FO-03: one app.
#[tokio::test]
async fn no_change_of_an_app_is_lost_in_any_order_of_clicks() {
    let orders: [(&str, &[Save<'_>], (&str, &str)); 6] = [
        ("one after the other", &[("a", Some("A"), None, None), ("new b", None, Some(TWO), None)], ("A", TWO)),
        (
            "different fields, without a second click",
            &[("a", Some("A"), None, None), ("b", None, Some(TWO), None)],
            ("A", ONE),
        ),
        (
            "different fields, and a second click",
            &[("a", Some("A"), None, None), ("b", None, Some(TWO), None), ("b", None, None, None)],
            ("A", TWO),
        ),
        (
            "one field, no choice",
            &[("a", Some("A"), None, None), ("b", Some("B"), None, None), ("b", None, None, None)],
            ("A", ONE),
        ),
        (
            "one field, the other's",
            &[("a", Some("A"), None, None), ("b", Some("B"), None, None), ("b", None, None, Some("now"))],
            ("A", ONE),
        ),
        (
            "one field, one's own",
            &[("a", Some("A"), None, None), ("b", Some("B"), None, None), ("b", None, None, Some("wanted"))],
            ("B", ONE),
        ),
    ];
    for (order, saves, (name, url)) in orders {
        let (fixture, amara, joonas) = administrators().await;
        add_app(&amara).await;
        let mut pages = [("a", &amara, amara.get(APP).await), ("b", &joonas, joonas.get(APP).await)];
        for (whose, typed_name, typed_url, choice) in saves {
            let (_, browser, page) = pages.iter_mut().find(|(of, ..)| whose.contains(of)).unwrap();
            if whose.starts_with("new") || page.status == StatusCode::SEE_OTHER {
                *page = browser.get(APP).await;
            }
            *page = post(browser, APP, &app_form(page, (*typed_name, *typed_url), *choice)).await;
        }
        let row = stored_app(&fixture).await;
        let shown = (row.settings.unwrap().display_name, row.supplied["base_url"].as_str().map(str::to_owned));
        assert_eq!(shown, (Some(name.to_owned()), Some(url.to_owned())), "{order}");
    }
}

/// FO-03: a switch in the list, and a form that was opened before it.
#[tokio::test]
async fn a_switch_is_not_undone_by_an_older_form() {
    let (fixture, amara, joonas) = administrators().await;
    let csrf = token(&amara.get("/admin/apps/new/grafana").await);
    let fields =
        [("csrf", &*csrf), ("id", "charts"), ("c.base_url", ONE), ("s.enabled", "true"), ("s.consent", "first")];
    assert_eq!(amara.post_form("/admin/apps/new/grafana", &fields).await.status, StatusCode::OK);
    let older = joonas.get(APP).await;
    let off = [("csrf", &*csrf), ("enabled", "false")];
    assert_eq!(amara.post_form("/admin/apps/charts/switch", &off).await.status, StatusCode::SEE_OTHER);
    let answer = post(&joonas, APP, &app_form(&older, (Some("Charts"), None), None)).await;
    assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{}", answer.body);
    assert!(answer.body.contains("What changed while you were editing"), "{}", answer.body);
    assert!(!stored_app(&fixture).await.settings.unwrap().enabled, "nothing is saved before that is seen");
}

pub(super) async fn person(fixture: &ServerFixture, text: &str) -> Option<User> {
    let filter = UserFilter { text: Some(text.to_owned()), limit: 1, ..UserFilter::default() };
    fixture.application.store.list_users(&filter).await.unwrap().pop()
}

/// FO-03: one user. What each of them presses on the page that they opened first, and what is so in the end.
#[tokio::test]
async fn no_change_of_a_user_is_lost_in_any_order_of_clicks() {
    // Who, what, and whether they answer the question with yes.
    type Click<'a> = (&'a str, &'a str, bool);
    // The clicks, and the name and the state in the end.
    type Order<'a> = (&'a str, &'a [Click<'a>], Option<(&'a str, bool)>);
    let orders: [Order<'_>; 6] = [
        (
            "two names, the second one seen",
            &[("a", "rename first", true), ("b", "rename second", true)],
            Some(("second", false)),
        ),
        (
            "two names, the question not answered",
            &[("a", "rename first", true), ("b", "rename second", false)],
            Some(("first", false)),
        ),
        ("a name, then disabled", &[("a", "rename first", true), ("b", "disable", true)], Some(("first", true))),
        ("disabled, then a name", &[("a", "disable", true), ("b", "rename first", true)], Some(("first", true))),
        ("disabled twice", &[("a", "disable", true), ("b", "disable", true)], Some(("amara2", true))),
        ("deleted, then a name", &[("a", "delete", true), ("b", "rename first", true)], None),
    ];
    for (order, clicks, expected) in orders {
        let (fixture, amara, joonas) = administrators().await;
        // A third person.
        super::sign_in_as(&fixture.browser(), "op", "mei").await;
        let mei = person(&fixture, "mei").await.unwrap();
        let path = format!("/admin/users/{}", mei.id);
        let pages = [("a", &amara, amara.get(&path).await), ("b", &joonas, joonas.get(&path).await)];
        for (whose, click, yes) in clicks {
            let (_, browser, page) = pages.iter().find(|(of, ..)| of == whose).unwrap();
            let (action, username) = click.split_once(' ').unwrap_or((click, ""));
            let was = hidden(page, "was").unwrap();
            let csrf = token(page);
            let fields =
                [("csrf", &*csrf), ("action", action), ("was", &*was), ("username", username), ("page", "user")];
            match yes {
                true => drop(sure(browser, &path, &fields).await),
                false => drop(browser.post_form(&path, &fields).await),
            }
        }
        let now = fixture.application.store.find_user(mei.id).await.unwrap();
        let found = now.as_ref().map(|user| (user.username.as_str(), user.disabled));
        let expected =
            expected.map(|(name, disabled)| (if name == "amara2" { &*mei.username } else { name }, disabled));
        assert_eq!(found, expected, "{order}");
    }
}

/// FO-05: the order of the providers, dragged on a list that somebody else has changed meanwhile.
#[tokio::test]
async fn an_order_is_not_undone_by_an_older_list() {
    let (fixture, amara, joonas) = administrators().await;
    let csrf = token(&amara.get("/admin/providers/new/oidc").await);
    for id in ["one", "two", "three"] {
        let fields = [("csrf", &*csrf), ("id", id), ("s.display_name", id), ("s.linking", "verified_email")];
        let made = amara.post_form("/admin/providers/new/oidc", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    }
    let seen = |page: &Answer| page.body.split("data-seen=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let orders = async |page: &Answer| {
        let fresh = amara.get("/admin/providers").await;
        (seen(page), seen(&fresh))
    };
    let older = joonas.get("/admin/providers").await;
    let (first, _) = orders(&older).await;
    assert_eq!(first, "one,three,two", "by name, as long as nobody has ordered them");
    let drag = async |browser: &Browser, page: &Answer, ids: &str, confirmed: &str| {
        let (csrf, seen) = (token(page), seen(page));
        let fields = [("csrf", &*csrf), ("ids", ids), ("seen", &*seen), ("confirmed", confirmed)];
        browser.post_form("/admin/providers/order", &fields).await
    };
    let done = drag(&amara, &amara.get("/admin/providers").await, "three,one,two", "").await;
    assert_eq!(done.header("location"), Some("/admin/providers"), "{}", done.body);
    let question = drag(&joonas, &older, "one,two,three", "").await;
    assert_eq!(question.status, StatusCode::OK);
    for words in ["Somebody else has changed it meanwhile", "three, one, two", "one, two, three"] {
        assert!(question.body.contains(words), "{words}: {}", question.body);
    }
    assert_eq!(orders(&older).await.1, "three,one,two", "nothing is saved before it is decided");
    // A third change between question and answer is asked about again.
    let again = drag(&amara, &amara.get("/admin/providers").await, "two,three,one", "").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let yes = hidden(&question, "confirmed").unwrap();
    let stale = drag(&joonas, &older, "one,two,three", &yes).await;
    assert!(stale.body.contains("two, three, one"), "{}", stale.body);
    let yes = hidden(&stale, "confirmed").unwrap();
    assert_eq!(drag(&joonas, &older, "one,two,three", &yes).await.status, StatusCode::SEE_OTHER);
    assert_eq!(orders(&older).await.1, "one,two,three");
    let log = fixture.audit().await;
    let detail = log.iter().find(|entry| entry.event.kind == vestibule_store::EventKind::ProvidersReordered);
    assert_eq!(detail.unwrap().event.detail.as_deref(), Some("two, three, one → one, two, three"));
}
