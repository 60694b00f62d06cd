//! Two administrators at one provider, one app and one user, each with a page that was opened before the other one did
//! something: what they press, and what is so in the end. Nothing is undone, made again or deleted that nobody has asked for.
//! What happens when both change one field is in `nothing_lost` and `together`.

use http::StatusCode;
use vestibule_tests::{Answer, Browser, ServerFixture};

use super::{
    nothing_lost, sure,
    together::{self, administrators, person},
    token,
};

/// What somebody presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Click {
    /// Saves the form that was opened at first, with this name.
    Save(&'static str),
    /// Saves what the answer to that has, once more.
    Again,
    /// The switch of the list.
    Switch(bool),
    /// Deletes it, and says yes to the question.
    Delete,
}

use Click::{Again, Delete, Save, Switch};

/// The name, and whether it is enabled; `None` once it is deleted.
type End = Option<(&'static str, bool)>;

/// What it is called, the clicks of both in their order, and the end.
type Order = (&'static str, &'static [(&'static str, Click)], End);

const ORDERS: [Order; 12] = [
    ("save, save", &[("a", Save("A")), ("b", Save("B"))], Some(("A", true))),
    ("save, delete", &[("a", Save("A")), ("b", Delete)], None),
    ("delete, save", &[("a", Delete), ("b", Save("B"))], None),
    ("delete, save twice", &[("a", Delete), ("b", Save("B")), ("b", Again)], None),
    ("delete, delete", &[("a", Delete), ("b", Delete)], None),
    ("save, disable", &[("a", Save("A")), ("b", Switch(false))], Some(("A", false))),
    ("disable, save", &[("a", Switch(false)), ("b", Save("B"))], Some(("Before", false))),
    ("disable, save twice", &[("a", Switch(false)), ("b", Save("B")), ("b", Again)], Some(("B", false))),
    ("disable, enable", &[("a", Switch(false)), ("b", Switch(true))], Some(("Before", true))),
    ("disable, delete", &[("a", Switch(false)), ("b", Delete)], None),
    ("delete, disable", &[("a", Delete), ("b", Switch(false))], None),
    ("delete, enable", &[("a", Delete), ("b", Switch(true))], None),
];

/// What both kinds of things have in common.
trait Kind {
    const PATH: &'static str;
    /// Whether its form has what the switch of the list switches. Where it has not, an older form undoes no switch.
    const FORM_HAS_SWITCH: bool;
    async fn add(fixture: &ServerFixture, browser: &Browser);
    /// The form of the page with that name; with its own where there is none.
    fn form(page: &Answer, fixture: &ServerFixture, name: Option<&str>) -> Vec<(String, String)>;
    async fn end(fixture: &ServerFixture) -> Option<(String, bool)>;
}

struct Provider;

impl Kind for Provider {
    const PATH: &'static str = "/admin/providers/both";
    const FORM_HAS_SWITCH: bool = false;

    async fn add(fixture: &ServerFixture, browser: &Browser) {
        nothing_lost::add(fixture, browser).await;
        let csrf = token(&browser.get(Self::PATH).await);
        let on = [("csrf", &*csrf), ("enabled", "true")];
        let done = browser.post_form(&format!("{}/switch", Self::PATH), &on).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }

    fn form(page: &Answer, fixture: &ServerFixture, name: Option<&str>) -> Vec<(String, String)> {
        let shown = super::hidden(page, "s.display_name").unwrap_or_default();
        let values = [
            ("c.issuer_url", Some(fixture.op.issuer())),
            ("c.client_id", Some("both")),
            ("s.scopes", Some("one")),
            ("s.display_name", Some(name.unwrap_or(&shown))),
        ];
        nothing_lost::form(page, &values).into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    async fn end(fixture: &ServerFixture) -> Option<(String, bool)> {
        let row = fixture.application.store.find_provider(&"both".parse().unwrap()).await.unwrap()?;
        let settings = row.settings.unwrap();
        Some((settings.display_name.unwrap_or_default(), settings.enabled))
    }
}

struct App;

impl Kind for App {
    const PATH: &'static str = together::APP;
    const FORM_HAS_SWITCH: bool = true;

    async fn add(_: &ServerFixture, browser: &Browser) {
        together::add_app(browser).await;
    }

    fn form(page: &Answer, _: &ServerFixture, name: Option<&str>) -> Vec<(String, String)> {
        let mut fields = together::app_form(page, (name, None), None);
        // A box that is not checked is not sent.
        if !page.body.contains("name=\"s.enabled\" value=\"true\" checked") {
            fields.retain(|(name, _)| name != "s.enabled");
        }
        fields
    }

    async fn end(fixture: &ServerFixture) -> Option<(String, bool)> {
        let row = fixture.application.store.find_app(&"charts".parse().unwrap()).await.unwrap()?;
        let settings = row.settings.unwrap();
        Some((settings.display_name.unwrap_or_default(), settings.enabled))
    }
}

async fn press<K: Kind>(fixture: &ServerFixture, browser: &Browser, page: &mut Answer, csrf: &str, click: Click) {
    let path = K::PATH;
    let own = |name: &'static str, value: &'static str| [("csrf", csrf), (name, value)];
    let answer = match click {
        Save(_) | Again => {
            let name = if let Save(name) = click { Some(name) } else { None };
            // After an answer that is no form there is nothing to save again.
            if click == Again && !page.body.contains("name=\"csrf\"") {
                return;
            }
            let answer = together::post(browser, path, &K::form(page, fixture, name)).await;
            *page = answer.clone();
            answer
        }
        Switch(on) => {
            sure(browser, &format!("{path}/switch"), &own("enabled", if on { "true" } else { "false" })).await
        }
        Delete => sure(browser, &format!("{path}/delete"), &own("action", "delete")).await,
    };
    assert!(!answer.status.is_server_error(), "{click:?}: {}", answer.body);
}

async fn in_every_order<K: Kind>() {
    for (order, clicks, end) in ORDERS {
        let (fixture, amara, joonas) = administrators().await;
        K::add(&fixture, &amara).await;
        let (one, other) = (amara.get(K::PATH).await, joonas.get(K::PATH).await);
        let tokens = [token(&one), token(&other)];
        let mut pages = [one, other];
        for (who, click) in clicks {
            let index = usize::from(*who == "b");
            let browser = [&amara, &joonas][index];
            press::<K>(&fixture, browser, &mut pages[index], &tokens[index], *click).await;
        }
        // The form of an app is shown again first, with what has changed.
        let end = if order == "disable, save" && !K::FORM_HAS_SWITCH { Some(("B", false)) } else { end };
        let expected = end.map(|(name, enabled)| (name.to_owned(), enabled));
        assert_eq!(K::end(&fixture).await, expected, "{}: {order}", K::PATH);
    }
}

/// FO-03
#[tokio::test]
async fn one_provider_is_what_both_have_asked_for() {
    in_every_order::<Provider>().await;
}

/// FO-03
#[tokio::test]
async fn one_app_is_what_both_have_asked_for() {
    in_every_order::<App>().await;
}

/// FO-03: one user. What ends their account or their rights is asked first, and the answer is good for what was asked.
#[tokio::test]
async fn one_user_is_what_both_have_asked_for() {
    // The actions of `a` and `b`, and in the end: name, disabled, administrator.
    type Actions = (&'static str, &'static str, Option<(&'static str, bool, bool)>);
    const ACTIONS: [Actions; 9] = [
        ("rename first", "delete", None),
        ("rename first", "promote", Some(("first", false, true))),
        ("disable", "delete", None),
        ("disable", "promote", Some(("mei", true, true))),
        ("disable", "enable", Some(("mei", false, false))),
        ("promote", "demote", Some(("mei", false, false))),
        ("delete", "disable", None),
        ("delete", "promote", None),
        ("delete", "delete", None),
    ];
    for (one, other, end) in ACTIONS {
        let (fixture, amara, joonas) = administrators().await;
        super::sign_in_as(&fixture.browser(), "op", "mei").await;
        let mei = person(&fixture, "mei").await.unwrap();
        let path = format!("/admin/users/{}", mei.id);
        let pages = [(&amara, amara.get(&path).await, one), (&joonas, joonas.get(&path).await, other)];
        for (browser, page, click) in &pages {
            let (action, username) = click.split_once(' ').unwrap_or((click, ""));
            let (csrf, was) = (token(page), super::hidden(page, "was").unwrap());
            let fields =
                [("csrf", &*csrf), ("action", action), ("was", &*was), ("username", username), ("page", "user")];
            let answer = sure(browser, &path, &fields).await;
            assert!(!answer.status.is_server_error(), "{one}, {other}: {}", answer.body);
        }
        let now = fixture.application.store.find_user(mei.id).await.unwrap();

        let found = now.map(|user| (user.username.clone(), user.disabled, user.local.is_admin));
        let name = |name: &str| if name == "mei" { mei.username.clone() } else { name.to_owned() };
        assert_eq!(found, end.map(|(text, disabled, admin)| (name(text), disabled, admin)), "{one}, {other}");
    }
}
