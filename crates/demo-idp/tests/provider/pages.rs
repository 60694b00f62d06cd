//! The page with the people, and what its buttons do.

use reqwest::{Method, Response, StatusCode, header};
use vestibule_demo_idp::{Client, Endpoint, Person, demonstration_people};

use crate::support::{CALLBACK, Party, STATE, returned, subject};

/// The value of the hidden field that ties the form to its request.
pub(crate) fn interaction(html: &str) -> &str {
    html.split(r#"name="interaction" value=""#).nth(1).unwrap().split('"').next().unwrap()
}

pub(crate) async fn decide(party: &Party, fields: &[(&str, &str)]) -> Response {
    party.request(Method::POST, Endpoint::Decision).form(fields).send().await.unwrap()
}

async fn undecided() -> Party {
    Party::start_with(|options| options.auto_approve = None).await
}

#[tokio::test]
async fn the_page_offers_everybody_and_says_what_it_is() {
    let party = undecided().await;
    let unavailable = Person { disabled: true, ..Person::new("gone", "gone", "Not", "Here") };
    party.idp.people().put(unavailable);
    let response = party.authorize(&[]).await;
    assert_eq!(response.status(), StatusCode::OK);
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    ] {
        assert_eq!(response.headers()[&name], value, "{name}");
    }
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    let html = response.text().await.unwrap();
    for person in demonstration_people() {
        assert!(html.contains(&format!(r#"name="person" value="{}""#, person.subject)), "{}", person.name());
        assert!(html.contains(&person.name()));
    }
    assert!(html.contains("Demonstration identity provider") && html.contains("no password is needed"));
    assert!(html.contains("Cancel") && html.contains("unverified") && html.contains("no e-mail address"));
    assert!(!html.contains("Not Here"));
    assert!(!html.contains("<script") && !html.contains("style="));
}

#[tokio::test]
async fn a_button_answers_the_request_once() {
    let party = undecided().await;
    let html = party.authorize(&[]).await.text().await.unwrap();
    let (interaction, person) = (interaction(&html), subject("joonas"));
    let fields = [("interaction", interaction), ("person", person.as_str())];
    let answer = returned(&decide(&party, &fields).await);
    assert_eq!(answer["state"], STATE);
    let tokens = party.redeem(&answer["code"], &[]).await.body;
    assert_eq!(party.userinfo(tokens["access_token"].as_str().unwrap()).await.body["sub"], person);
    assert_eq!(decide(&party, &fields).await.status(), StatusCode::BAD_REQUEST, "the page is used up");
}

#[tokio::test]
async fn cancel_sends_access_denied() {
    let party = undecided().await;
    let html = party.authorize(&[]).await.text().await.unwrap();
    let answer = returned(&decide(&party, &[("interaction", interaction(&html)), ("decision", "cancel")]).await);
    assert_eq!((answer["error"].as_str(), answer["state"].as_str()), ("access_denied", STATE));
    assert_eq!(answer["iss"], party.idp.issuer());
}

#[tokio::test]
async fn a_form_that_makes_no_sense_goes_nowhere() {
    let party = undecided().await;
    let html = party.authorize(&[]).await.text().await.unwrap();
    let (interaction, person) = (interaction(&html), subject("amara"));
    for (name, fields) in [
        ("unknown", vec![("interaction", interaction)]),
        ("somebody unknown", vec![("interaction", interaction), ("person", "root")]),
        ("no page", vec![("person", person.as_str())]),
        ("an invented page", vec![("interaction", "invented"), ("person", &person)]),
    ] {
        assert_eq!(decide(&party, &fields).await.status(), StatusCode::BAD_REQUEST, "{name}");
    }
    let right = [("interaction", interaction), ("person", &person)];
    let foreign = party.request(Method::POST, Endpoint::Decision).header("sec-fetch-site", "cross-site").form(&right);
    assert_eq!(foreign.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    assert!(returned(&decide(&party, &right).await).contains_key("code"), "none of it used the page up");
}

#[tokio::test]
async fn a_page_grows_old() {
    let party = undecided().await;
    let html = party.authorize(&[]).await.text().await.unwrap();
    party.clock.advance(chrono::Duration::minutes(60));
    let person = subject("amara");
    let answer = decide(&party, &[("interaction", interaction(&html)), ("person", &person)]).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_hint_preselects() {
    let party = undecided().await;
    let html = party.authorize(&[("login_hint", "mei@example.com")]).await.text().await.unwrap();
    assert!(html.contains("Continue as Mei Tanaka-Ruiz"));
    assert_eq!(html.matches(&format!(r#"value="{}""#, subject("mei"))).count(), 1, "and is not offered twice");
    party.idp.people().put(Person { disabled: true, ..Person::new("gone", "gone", "Not", "Here") });
    for hint in ["unknown", "gone"] {
        let html = party.authorize(&[("login_hint", hint)]).await.text().await.unwrap();
        assert!(!html.contains("Continue as"), "{hint}");
    }
}

#[tokio::test]
async fn what_others_write_is_escaped() {
    let party = undecided().await;
    let name = "<b>&\"'";
    party.idp.clients().put(Client { name: name.into(), ..Client::confidential("app", "s", CALLBACK) });
    party.idp.people().put(Person::new("x\"><i>", "u", "<i>", "</i>"));
    let html = party.authorize(&[]).await.text().await.unwrap();
    assert!(!html.contains("<b>") && !html.contains("<i>"), "{html}");
}

#[tokio::test]
async fn the_issuers_address_says_what_this_is() {
    let party = undecided().await;
    for (path, kind) in [("/", "text/html; charset=utf-8"), ("/assets/style.css", "text/css; charset=utf-8")] {
        let response = party.http.get(format!("{}{path}", party.idp.issuer())).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
    }
}
