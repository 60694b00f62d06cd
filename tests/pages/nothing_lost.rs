//! What somebody typed, and what somebody else saved meanwhile, is not lost by any answer of a form.

use chrono::Duration;
use http::StatusCode;
use vestibule_tests::{Answer, Browser, ServerFixture};

use super::{admin::fixture, hidden, sign_in_as, sure, token};

const SECRET: &str = "canary-secret-that-was-typed";
const NEW: &str = "/admin/providers/new/pocketid";

/// The secret of a stored provider, as JSON.
async fn stored_secret(fixture: &ServerFixture, id: &str) -> Option<String> {
    let row = fixture.application.store.find_provider(&id.parse().unwrap()).await.unwrap()?;
    Some(row.secrets.get("client_secret")?.as_ref().unwrap().expose().to_owned())
}

/// A form of a provider, with other values than the usual ones and without those that are none.
pub(super) fn form<'a>(page: &Answer, values: &[(&'a str, Option<&'a str>)]) -> Vec<(&'a str, String)> {
    let mut fields: Vec<(&str, String)> = vec![
        ("csrf", token(page)),
        ("action", "save".to_owned()),
        ("s.auto_register", "true".to_owned()),
        ("s.linking", "verified_email".to_owned()),
        ("s.profile_sync", "first_sign_in".to_owned()),
        ("s.unmatched_groups", "keep".to_owned()),
    ];
    for name in ["revision", "base", "kept"] {
        fields.extend(hidden(page, name).map(|value| (name, value)));
    }
    for (name, value) in values {
        fields.retain(|(other, _)| other != name);
        fields.extend(value.map(|value| (*name, value.to_owned())));
    }
    fields
}

async fn post(browser: &Browser, path: &str, fields: &[(&str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post_form(path, &fields).await
}

/// FO-01: through a mistake in another field, a bad id, an id that is taken and a dry run, one after the other.
#[tokio::test]
async fn a_typed_secret_survives_every_answer() {
    let (fixture, amara, _) = fixture().await;
    let issuer = fixture.op.issuer().to_owned();
    let typed = |id, issuer, secret| {
        [("id", Some(id)), ("c.issuer_url", Some(issuer)), ("c.client_id", Some("fresh")), ("c.client_secret", secret)]
    };
    let mut page = amara.get(NEW).await;
    let steps = [
        ("a mistake elsewhere", "fresh", "nonsense", "save", Some(SECRET), 422),
        ("a bad id", "No Id!", &*issuer, "save", None, 422),
        ("an id that is taken", "op", &*issuer, "save", None, 409),
        ("a dry run", "fresh", &*issuer, "test", None, 200),
    ];
    for (step, id, issuer, action, secret, status) in steps {
        let values = [&typed(id, issuer, secret)[..], &[("action", Some(action))]].concat();
        page = post(&amara, NEW, &form(&page, &values)).await;
        assert_eq!(page.status.as_u16(), status, "{step}: {}", page.body);
        assert!(!page.body.contains(SECRET), "{step}: AD-02");
        assert!(hidden(&page, "kept").is_some() && page.body.contains(">entered<"), "{step}");
    }
    let saved = post(&amara, NEW, &form(&page, &typed("fresh", &issuer, None))).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert_eq!(stored_secret(&fixture, "fresh").await, Some(format!("{SECRET:?}")));
}

/// FO-01: what is lost is said, and the stored secret is not kept in silence. For ten minutes, for this person, for this form.
#[tokio::test]
async fn a_secret_that_is_lost_is_asked_for() {
    let (fixture, amara, joonas) = fixture().await;
    make_administrator(&amara, "joonas").await;
    let issuer = fixture.op.issuer().to_owned();
    let values = [("id", Some("fresh")), ("c.issuer_url", Some("nonsense")), ("c.client_secret", Some(SECRET))];
    let refused = post(&amara, NEW, &form(&amara.get(NEW).await, &values)).await;
    let values = [
        ("id", Some("fresh")),
        ("c.issuer_url", Some(&*issuer)),
        ("c.client_id", Some("fresh")),
        ("c.client_secret", None),
    ];
    let right = form(&refused, &values);
    let of_joonas: Vec<_> = [vec![("csrf", token(&joonas.get(NEW).await))], right[1..].to_vec()].concat();
    let elsewhere = post(&joonas, NEW, &of_joonas).await;
    fixture.clock.advance(Duration::minutes(11));
    let late = post(&amara, NEW, &right).await;
    for (case, answer) in [("another person", elsewhere), ("too late", late)] {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{case}");
        assert!(answer.body.contains("kept for ten minutes and is gone"), "{case}: {}", answer.body);
        assert_eq!(stored_secret(&fixture, "fresh").await, None, "{case}: nothing was saved");
    }
}

/// FO-02: a form whose session has ended comes back as it was, after signing in again, and nothing is done before.
#[tokio::test]
async fn a_form_outlives_its_session() {
    let (fixture, amara, _) = fixture().await;
    let issuer = fixture.op.issuer().to_owned();
    let values = [
        ("id", Some("fresh")),
        ("c.issuer_url", Some(&*issuer)),
        ("c.client_id", Some("fresh")),
        ("c.client_secret", Some(SECRET)),
        ("s.display_name", Some("My own name")),
    ];
    let filled = form(&amara.get(NEW).await, &values);
    amara.forget("session");
    let ended = post(&amara, NEW, &filled).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(ended.body.contains("Your session has ended") && !ended.body.contains(SECRET), "{}", ended.body);
    let again = hidden(&ended, "again").unwrap();
    let still = post(&amara, NEW, &[("again", again.clone())]).await;
    assert_eq!(still.status, StatusCode::UNAUTHORIZED, "who is not signed in yet is asked again");
    let again = hidden(&still, "again").unwrap();

    sign_in_as(&amara, "op", "amara").await;
    let back = post(&amara, NEW, &[("again", again.clone())]).await;
    assert!(back.body.contains("as you left it") && back.body.contains("My own name"), "{}", back.body);
    assert_eq!(stored_secret(&fixture, "fresh").await, None, "it is only shown");
    let saved = post(&amara, NEW, &form(&back, &[&values[..], &[("c.client_secret", None)]].concat())).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert_eq!(stored_secret(&fixture, "fresh").await, Some(format!("{SECRET:?}")));

    let other = fixture.browser();
    sign_in_as(&other, "op", "amara").await;
    assert_eq!(post(&other, NEW, &[("again", again)]).await.status, StatusCode::BAD_REQUEST, "another browser");
}

/// Adds the provider `both` and returns its address.
pub(super) async fn add(fixture: &ServerFixture, amara: &Browser) -> String {
    let issuer = fixture.op.issuer().to_owned();
    let values = [
        ("id", Some("both")),
        ("c.issuer_url", Some(&*issuer)),
        ("c.client_id", Some("both")),
        ("c.client_secret", Some(SECRET)),
        ("s.display_name", Some("Before")),
        ("s.scopes", Some("one")),
    ];
    assert_eq!(post(amara, NEW, &form(&amara.get(NEW).await, &values)).await.status, StatusCode::SEE_OTHER);
    "/admin/providers/both".to_owned()
}

pub(super) async fn make_administrator(amara: &Browser, who: &str) {
    let page = amara.get(&format!("/admin/users?q={who}")).await;
    let path = super::action(&page, "/admin/users/");
    let done = sure(amara, &path, &[("csrf", &token(&page)), ("action", "promote")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

/// One save in the table below: whose page it is from, and what was typed into it: name on the button, scopes, choice.
type Save<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// FO-03: two administrators at one provider, in every order of clicks: what one of them saved is gone only when the other
/// one has chosen so.
#[tokio::test]
async fn no_change_is_lost_in_any_order_of_clicks() {
    let orders: [(&str, &[Save<'_>], (&str, &str)); 8] = [
        ("one after the other", &[("a", Some("A"), None, None), ("new b", None, Some("two"), None)], ("A", "two")),
        (
            "different fields, and a second click",
            &[("a", Some("A"), None, None), ("b", None, Some("two"), None), ("b", None, None, None)],
            ("A", "two"),
        ),
        (
            "different fields, without a second click",
            &[("a", Some("A"), None, None), ("b", None, Some("two"), None)],
            ("A", "one"),
        ),
        (
            "one field, no choice",
            &[("a", Some("A"), None, None), ("b", Some("B"), None, None), ("b", None, None, None)],
            ("A", "one"),
        ),
        (
            "one field, the other's",
            &[("a", Some("A"), None, None), ("b", Some("B"), None, None), ("b", None, None, Some("now"))],
            ("A", "one"),
        ),
        (
            "one field, one's own",
            &[("a", Some("A"), None, None), ("b", Some("B"), None, None), ("b", None, None, Some("wanted"))],
            ("B", "one"),
        ),
        (
            "a third save before the choice",
            &[
                ("a", Some("A"), None, None),
                ("b", Some("B"), None, None),
                ("a", Some("C"), None, None),
                ("b", None, None, Some("now")),
                ("b", None, None, None),
            ],
            ("C", "one"),
        ),
        (
            "a dry run between",
            &[
                ("a", Some("A"), None, None),
                ("b test", None, Some("two"), None),
                ("b", None, None, None),
                ("b", None, None, None),
            ],
            ("A", "two"),
        ),
    ];
    for (order, saves, (name, scopes)) in orders {
        let (fixture, amara, joonas) = fixture().await;
        make_administrator(&amara, "joonas").await;
        let path = add(&fixture, &amara).await;
        let mut pages = [("a", &amara, amara.get(&path).await), ("b", &joonas, joonas.get(&path).await)];
        for (whose, typed_name, typed_scopes, choice) in saves {
            let (_, browser, page) = pages.iter_mut().find(|(of, ..)| whose.contains(of)).unwrap();
            if whose.starts_with("new") || page.status == StatusCode::SEE_OTHER {
                *page = browser.get(&path).await;
            }
            let shown = |name: &str| hidden(page, name).unwrap_or_default();
            let issuer = fixture.op.issuer().to_owned();
            let (name, scopes) = (shown("s.display_name"), shown("s.scopes"));
            let values = [
                ("action", Some(if whose.ends_with("test") { "test" } else { "save" })),
                ("c.issuer_url", Some(&*issuer)),
                ("c.client_id", Some("both")),
                ("s.display_name", Some(typed_name.unwrap_or(&name))),
                ("s.scopes", Some(typed_scopes.unwrap_or(&scopes))),
                ("decide", page.body.contains("name=\"decide\"").then_some("s.display_name")),
                ("choose.s.display_name", *choice),
            ];
            let fields = form(page, &values);
            *page = post(browser, &path, &fields).await;
        }
        let row = fixture.application.store.find_provider(&"both".parse().unwrap()).await.unwrap().unwrap();
        let settings = row.settings.unwrap();
        assert_eq!((settings.display_name.as_deref(), &*settings.scopes.join(" ")), (Some(name), scopes), "{order}");
        assert_eq!(stored_secret(&fixture, "both").await, Some(format!("{SECRET:?}")), "{order}");
    }
}

/// FO-04: a yes to a question is good for what the question said.
#[tokio::test]
async fn a_question_is_asked_again_when_it_has_changed() {
    let (fixture, amara, _) = fixture().await;
    let page = amara.get("/admin/users?q=joonas").await;
    let (path, csrf) = (super::action(&page, "/admin/users/"), token(&page));
    let fields = [("csrf", &*csrf), ("action", "delete"), ("back", "q=joonas&x=1")];
    let question = amara.post_form(&path, &fields).await;
    assert_eq!(question.status, StatusCode::OK);
    assert!(question.body.contains("Delete Joonas") && question.body.contains("1 session ends"), "{}", question.body);
    // They sign in somewhere else meanwhile.
    sign_in_as(&fixture.browser(), "op", "joonas").await;
    let yes = hidden(&question, "confirmed").unwrap();
    let again = amara.post_form(&path, &[&fields[..], &[("confirmed", &*yes)]].concat()).await;
    assert!(again.body.contains("has changed") && again.body.contains("2 sessions end"), "{}", again.body);
    let yes = hidden(&again, "confirmed").unwrap();
    let done = amara.post_form(&path, &[&fields[..], &[("confirmed", &*yes)]].concat()).await;
    assert_eq!(done.header("location"), Some("/admin/users?q=joonas"), "the search stays");
    assert!(amara.get("/admin/users").await.body.contains("has been deleted"));
}

/// FO-03: two administrators give one user a name.
#[tokio::test]
async fn a_name_that_somebody_else_gave_is_not_undone() {
    let (_fixture, amara, _) = fixture().await;
    let page = amara.get("/admin/users?q=joonas").await;
    let (path, csrf) = (super::action(&page, "/admin/users/"), token(&page));
    let rename = async |was: &str, username: &str, yes: &str| {
        let fields = [("csrf", &*csrf), ("action", "rename"), ("was", was), ("username", username), ("confirmed", yes)];
        amara.post_form(&path, &fields).await
    };
    let was = hidden(&page, "was").unwrap();
    assert_eq!(rename(&was, "first", "").await.status, StatusCode::SEE_OTHER);
    let question = rename(&was, "second", "").await;
    assert!(question.body.contains("Somebody else has changed it to first"), "{}", question.body);
    let yes = hidden(&question, "confirmed").unwrap();
    assert_eq!(rename(&was, "second", &yes).await.status, StatusCode::SEE_OTHER);
}
