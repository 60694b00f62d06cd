//! The pages over HTTP: what they say, in which language, and what their forms do. What they look like is shown by the
//! browser tests.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod account;
mod admin;
mod apps;
mod assets;
mod branding;
mod fresh;
mod language;
mod linking;
mod login;
mod lost_address;
mod nodes;
mod nothing_lost;
mod orders;
mod registering;
mod tables;
mod test_sign_in;
mod together;

use vestibule_tests::{Answer, Browser};

/// Signs in as a person of the demonstration provider.
async fn sign_in_as(browser: &Browser, provider: &str, who: &str) -> Answer {
    let begun = browser.get(format!("/api/auth/providers/{provider}/authorize?login_hint={who}")).await;
    let callback = browser.through_the_provider(&begun).await;
    browser.get(callback).await
}

/// The token that the forms of a page hold.
fn token(page: &Answer) -> String {
    let after = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap_or_else(|| panic!("a form: {}", page.body));
    after.split('"').next().unwrap().to_owned()
}

/// Where the form goes whose action begins so.
fn action(page: &Answer, beginning: &str) -> String {
    let mut actions = page.body.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    actions
        .find(|action| action.starts_with(beginning))
        .unwrap_or_else(|| panic!("{beginning}: {}", page.body))
        .to_owned()
}

/// The value of the first field of that name, if the page has one.
fn hidden(page: &Answer, name: &str) -> Option<String> {
    let tag = page.body.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\"")))?;
    Some(tag.split("value=\"").nth(1)?.split('"').next()?.to_owned())
}

/// Sends a form, and answers the question that comes first with yes.
async fn sure(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let question = browser.post_form(path, fields).await;
    let Some(yes) = hidden(&question, "confirmed") else { return question };
    browser.post_form(path, &[fields, &[("confirmed", &*yes)]].concat()).await
}
