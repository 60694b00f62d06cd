//! The lists of the administration: sorted, narrowed and paged by links alone, and as they were after an action.

use chrono::Duration;
use http::StatusCode;
use vestibule_core::{
    code::ErrorCode,
    identity::{Identity, Profile},
    ids::{Issuer, Ref, Subject},
};
use vestibule_store::{AuditEvent, EventKind, ImportedUser};
use vestibule_tests::{Answer, ServerFixture};

use super::{admin::fixture, hidden, sure, token};

/// The targets of all links of the page, decoded.
fn links(page: &Answer) -> Vec<String> {
    let targets = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    targets.map(|target| target.replace("&amp;", "&").replace("&#38;", "&")).collect()
}

/// Where the link of that relation leads: `next` or `prev`.
fn rel(page: &Answer, name: &str) -> Option<String> {
    let tag = page.body.split("<a ").find(|tag| tag.contains(&format!("rel=\"{name}\"")))?;
    let target = tag.split("href=\"").nth(1)?.split('"').next()?;
    Some(target.replace("&amp;", "&").replace("&#38;", "&"))
}

/// Adds people named `Person 000` and so on.
async fn add_people(fixture: &ServerFixture, count: usize) {
    for number in 0..count {
        let profile = Profile { name: Some(format!("Person {number:03}")), ..Profile::default() };
        let identity = Identity {
            issuer: Issuer(fixture.op.issuer().to_owned()),
            subject: Subject::parse(&format!("person-{number}")).unwrap(),
            profile: Profile::default(),
            not_taken: Vec::new(),
            claims: serde_json::Map::new(),
            id_token: None,
            id_token_alg: None,
            upstream_session: None,
            refresh_token: None,
        };
        let identities = vec![("op".parse().unwrap(), identity)];
        let user = ImportedUser { profile, disabled: number % 2 == 1, identities };
        let event = AuditEvent::new(EventKind::UserCreated, Ref::parse("0123456789").unwrap());
        fixture.application.store.import_user(&user, &event).await.unwrap();
    }
}

/// Every person is on exactly one page, in both directions, and the page survives an action on it.
#[tokio::test]
async fn people_are_sorted_narrowed_and_paged() {
    let (fixture, amara, _) = fixture().await;
    add_people(&fixture, 110).await;
    let first = amara.get("/admin/users?q=person&sort=name&state=disabled").await;
    assert!(first.body.contains("1–50 of 55"), "{}", first.body);
    assert!(first.body.contains("aria-sort=\"ascending\""));
    assert!(
        first.body.contains("Person 001") && !first.body.contains("Person 000") && !first.body.contains("Person 109")
    );
    assert_eq!(rel(&first, "prev"), None);
    let second = amara.get(rel(&first, "next").unwrap()).await;
    assert!(second.body.contains("51–55 of 55") && second.body.contains("Person 109"), "{}", second.body);
    assert_eq!(rel(&second, "next"), None);
    let back = amara.get(rel(&second, "prev").unwrap()).await;
    assert!(back.body.contains("1–50 of 55") && back.body.contains("Person 001"));
    let column = links(&first).into_iter().find(|link| link.contains("sort=-name")).unwrap();
    let backwards = amara.get(&column).await;
    assert!(backwards.body.contains("aria-sort=\"descending\"") && backwards.body.contains("Person 109"));
    assert!(!backwards.body.contains("Person 001"), "{column}");

    let (path, csrf) = (super::action(&second, "/admin/users/"), token(&second));
    let query = hidden(&second, "back").unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let done = amara.post_form(&path, &[("csrf", &csrf), ("action", "enable"), ("back", &query)]).await;
    let place = done.header("location").unwrap().to_owned();
    assert_eq!(place, "/admin/users?q=person&state=disabled&sort=name&page=2", "{}", done.body);
    assert!(amara.get(&place).await.body.contains("51–54 of 54"));
    let none = amara.get("/admin/users?provider=no-such-provider").await;
    assert!(none.body.contains("Nothing here yet") && none.body.contains("Nothing found"), "{}", none.body);
}

/// Only those whose rights count now, in the order and with the other filters of the list.
#[tokio::test]
async fn only_administrators_are_listed() {
    let (fixture, amara, _) = fixture().await;
    add_people(&fixture, 3).await;
    let shown = |page: &Answer| {
        let names = ["Amara Okafor", "Joonas", "Person 000"];
        names.map(|name| page.body.split("<tbody>").nth(1).is_some_and(|rows| rows.contains(name)))
    };
    let all = amara.get("/admin/users").await;
    assert_eq!(shown(&all), [true; 3], "{}", all.body);
    let page = amara.get("/admin/users?rights=administrator").await;
    assert_eq!(shown(&page), [true, false, false], "by the groups of her provider: {}", page.body);
    assert!(page.body.contains("1–1 of 1"), "{}", page.body);
    super::nothing_lost::make_administrator(&amara, "joonas").await;
    let page = amara.get("/admin/users?rights=administrator&sort=-name").await;
    assert_eq!(shown(&page), [true, true, false], "{}", page.body);
    assert!(page.body.find("Joonas") < page.body.rfind("Amara Okafor"), "in the order of the list");
    let none = amara.get("/admin/users?rights=administrator&q=person").await;
    assert!(none.body.contains("Nothing here yet"), "{}", none.body);
}

/// The id in the link to the page of the first person of a list.
fn person_id(page: &Answer) -> String {
    let link = links(page).into_iter().find_map(|link| Some(link.strip_prefix("/admin/users/")?.to_owned()));
    link.unwrap_or_else(|| panic!("a person: {}", page.body))
}

/// Every session is on exactly one page, in both directions; ending one leads back to the page that it was on.
#[tokio::test]
async fn sessions_are_narrowed_and_paged_both_ways() {
    let (fixture, amara, _) = fixture().await;
    for _ in 0..55 {
        super::sign_in_as(&fixture.browser(), "op", "joonas").await;
    }
    let first = amara.get("/admin/sessions?q=JOONAS").await;
    assert!(first.body.contains("1–50 of 56") && !first.body.contains("Amara Okafor,"), "{}", first.body);
    let second = amara.get(rel(&first, "next").unwrap()).await;
    assert!(second.body.contains("51–56 of 56") && rel(&second, "next").is_none(), "{}", second.body);
    let back = amara.get(rel(&second, "prev").unwrap()).await;
    assert!(back.body.contains("1–50 of 56") && rel(&back, "prev").is_none());
    let ends = |page: &Answer| -> Vec<String> {
        let parts = page.body.split("action=\"/admin/sessions/").skip(1);
        parts.map(|part| part.split('/').next().unwrap().to_owned()).collect()
    };
    let mut ids = [ends(&first), ends(&second)].concat();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 56, "each is on one page");

    let query = hidden(&second, "back").unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let path = format!("/admin/sessions/{}/end", ends(&second)[0]);
    let done = amara.post_form(&path, &[("csrf", &token(&second)), ("back", &query)]).await;
    assert_eq!(done.header("location"), Some("/admin/sessions?q=JOONAS&page=2"), "{}", done.body);
    assert!(amara.get(done.header("location").unwrap()).await.body.contains("51–55 of 55"));
    let amaras = person_id(&amara.get("/admin/users?q=amara").await);
    let own = amara.get(format!("/admin/sessions?user={amaras}")).await;
    assert!(own.body.contains("1–1 of 1") && own.body.contains("Amara Okafor,"), "{}", own.body);
    for (narrowed, count) in [
        ("user=nobody", "Nothing found"),
        ("provider=op", "1–50 of 56"),
        ("provider=No+Id", "Nothing found"),
        ("q=nobody", "Nothing found"),
    ] {
        let page = amara.get(format!("/admin/sessions?{narrowed}")).await;
        assert!(page.body.contains(count), "{narrowed}: {}", page.body);
    }
}

/// A day of the statistics is one of the zone that the URL names, and so are those of the events that it leads to.
#[tokio::test]
async fn statistics_count_the_days_of_a_time_zone() {
    let (fixture, amara, _) = fixture().await;
    // It is noon in UTC, and one in the morning of the next day in Auckland.
    for (hours, detail) in [(-18, "the day before"), (0, "today")] {
        fixture.clock.advance(Duration::hours(hours));
        let event = AuditEvent::new(EventKind::SignIn, Ref::parse("0123456789").unwrap())
            .failed(ErrorCode::Unauthenticated)
            .detail(detail.to_owned());
        fixture.application.store.record(&event).await.unwrap();
        fixture.clock.advance(Duration::hours(-hours));
    }
    for (zone, said, days) in [
        ("", "UTC", ["2026-11-02: 0 succeeded, 1 failed", "2026-11-03: 0 succeeded, 1 failed"]),
        ("?zone=Nowhere", "UTC", ["2026-11-02: 0 succeeded, 1 failed", "2026-11-03: 0 succeeded, 1 failed"]),
        (
            "?zone=Pacific/Auckland",
            "Pacific/Auckland",
            ["2026-11-03: 0 succeeded, 1 failed", "2026-11-04: 0 succeeded, 1 failed"],
        ),
    ] {
        let page = amara.get(format!("/admin/statistics{zone}")).await;
        assert!(page.body.contains(&format!("in the time zone {said}.")), "{zone}: {}", page.body);
        for day in days {
            assert!(page.body.contains(day), "{zone}: {day}: {}", page.body);
            let date = day.split(':').next().unwrap();
            let day_of = format!("from={date}&to={date}");
            let link = links(&page).into_iter().find(|link| link.contains(&day_of) && link.contains("provider=-"));
            let link = link.unwrap_or_else(|| panic!("{zone}: {day}"));
            assert_eq!(link.contains("zone=Pacific%2FAuckland"), said != "UTC", "{link}");
            let events = amara.get(&link).await;
            assert!(events.body.contains("1 event<"), "{zone}: {link}: {}", events.body);
            assert!(events.body.contains(&format!("in the time zone {said}.")), "{link}");
            let csv = links(&events).into_iter().find(|link| link.contains("audit.csv")).unwrap();
            assert_eq!(amara.get(&csv).await.body.lines().count(), 2, "the export too: {csv}");
        }
    }
}

/// Events in both directions, those that are newer, who has a password alone, and how many there are.
#[tokio::test]
async fn events_are_paged_both_ways() {
    let (fixture, amara, _) = fixture().await;
    for number in 0..120 {
        fixture.clock.advance(Duration::seconds(1));
        let event = AuditEvent::new(EventKind::SignIn, Ref::parse("0123456789").unwrap())
            .failed(ErrorCode::Unauthenticated)
            .detail(format!("attempt {number:03}"));
        fixture.application.store.record(&event).await.unwrap();
    }
    let narrowed = "/admin/audit?event=sign_in&outcome=failed&provider=-";
    let first = amara.get(narrowed).await;
    assert!(first.body.contains("120 events"), "{}", first.body);
    assert!(first.body.contains("attempt 119") && first.body.contains("attempt 070"), "{}", first.body);
    let second = amara.get(rel(&first, "next").unwrap()).await;
    assert!(second.body.contains("attempt 069") && second.body.contains("attempt 020"), "{}", second.body);
    let third = amara.get(rel(&second, "next").unwrap()).await;
    assert!(third.body.contains("attempt 000") && rel(&third, "next").is_none());
    let up = amara.get(rel(&third, "prev").unwrap()).await;
    assert!(up.body.contains("attempt 069") && up.body.contains("attempt 020") && !up.body.contains("attempt 070"));
    let top = amara.get(rel(&up, "prev").unwrap()).await;
    assert!(top.body.contains("attempt 119") && rel(&top, "prev").is_none(), "{}", top.body);

    let newer = first.body.split("data-newer=\"").nth(1).unwrap().split('"').next().unwrap();
    let newer = newer.replace("&amp;", "&").replace("&#38;", "&");
    assert!(amara.get(&newer).await.body.contains("attempt 119"), "nothing is newer, and the page is not empty");
    let event = AuditEvent::new(EventKind::SignIn, Ref::parse("0123456789").unwrap())
        .failed(ErrorCode::Unauthenticated)
        .detail("the newest".to_owned());
    fixture.application.store.record(&event).await.unwrap();
    assert!(amara.get(&newer).await.body.contains("the newest"));

    let oldest = amara.get(format!("{narrowed}&order=oldest")).await;
    assert!(oldest.body.contains("attempt 000") && !oldest.body.contains("attempt 119"), "{}", oldest.body);
    assert!(amara.get(rel(&oldest, "next").unwrap()).await.body.contains("attempt 050"));
    let with_provider = amara.get("/admin/audit?event=sign_in&provider=op").await;
    assert!(!with_provider.body.contains("attempt"), "those have no provider");
}

/// A change says what the value was and what it is, and never a secret.
#[tokio::test]
async fn an_event_says_before_and_after() {
    let (fixture, amara, _) = fixture().await;
    let page = amara.get("/admin/providers/new/pocketid").await;
    let csrf = token(&page);
    let issuer = fixture.op.issuer().to_owned();
    let post = async |path: &str, name: &str, secret: &str, base: Option<String>| {
        let base = base.unwrap_or_default();
        let fields = [
            ("csrf", &*csrf),
            ("id", "fresh"),
            ("base", &*base),
            ("c.issuer_url", &*issuer),
            ("c.client_id", "fresh"),
            ("c.client_secret", secret),
            ("s.auto_register", "true"),
            ("s.linking", "verified_email"),
            ("s.profile_sync", "first_sign_in"),
            ("s.unmatched_groups", "keep"),
            ("s.display_name", name),
        ];
        amara.post_form(path, &fields).await
    };
    let made = post("/admin/providers/new/pocketid", "Before", "canary-secret-one", None).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let base = hidden(&amara.get("/admin/providers/fresh").await, "base");
    let saved = post("/admin/providers/fresh", "After", "canary-secret-two", base).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let log = amara.get("/admin/audit?event=provider_changed").await.body;
    let detail = log.split("class=\"lines\">").nth(1).unwrap().split('<').next().unwrap();
    let detail = detail.replace("&quot;", "\"").replace("&#34;", "\"");
    assert_eq!(detail, "changed credentials.client_secret\ndisplay_name: \"Before\" → \"After\"");
    assert!(!log.contains("canary"));
}

/// The search finds pages, people, providers and apps, and nothing of them without the right.
#[tokio::test]
async fn the_search_finds_everything() {
    let (fixture, amara, joonas) = fixture().await;
    add_people(&fixture, 12).await;
    for (query, found) in [
        ("", vec!["/admin/users", "/admin/statistics", "/admin/providers/new"]),
        ("audit", vec!["/admin/audit"]),
        ("OP", vec!["/admin/providers/op"]),
        ("person", vec!["/admin/users?q=person"]),
    ] {
        let page = amara.get(format!("/admin/search?q={query}")).await;
        let part = page.body.split("class=\"found\"").nth(1).unwrap().split("<footer").next().unwrap().to_owned();
        for link in found {
            assert!(part.contains(&format!("href=\"{link}\"")), "{query}: {link}: {part}");
        }
    }
    let nothing = amara.get("/admin/search?q=%3Cscript%3E").await;
    assert!(nothing.body.contains("Nothing has “"), "{}", nothing.body);
    assert!(!nothing.body.contains("“<script>"), "AD-07: {}", nothing.body);
    assert_eq!(joonas.get("/admin/search?q=person").await.status, StatusCode::FORBIDDEN);
}

/// Tokens are listed without themselves, and one is revoked after a question.
#[tokio::test]
async fn a_token_is_revoked() {
    let (fixture, amara, _) = fixture().await;
    let new = vestibule_store::NewApiToken {
        name: "deploy".to_owned(),
        hash: [7; 32],
        expires_at: None,
        reference: Ref::parse("0123456789").unwrap(),
    };
    fixture.application.store.create_token(&new).await.unwrap();
    let page = amara.get("/admin/tokens").await;
    assert!(page.body.contains("<strong>deploy</strong>") && page.body.contains("vestibule admin token NAME"));
    let (path, csrf) = (super::action(&page, "/admin/tokens/"), token(&page));
    let question = amara.post_form(&path, &[("csrf", &csrf)]).await;
    assert!(question.body.contains("Revoke the API token") && question.body.contains("deploy"), "{}", question.body);
    assert_eq!(fixture.application.store.list_tokens().await.unwrap().len(), 1, "nothing is revoked unasked");
    assert_eq!(sure(&amara, &path, &[("csrf", &csrf)]).await.status, StatusCode::SEE_OTHER);
    assert!(fixture.application.store.list_tokens().await.unwrap().is_empty());
    assert!(amara.get("/admin/tokens").await.body.contains("The API token deploy has been revoked"));
    assert_eq!(amara.post_form(&path, &[("csrf", &csrf)]).await.status, StatusCode::NOT_FOUND);
}
