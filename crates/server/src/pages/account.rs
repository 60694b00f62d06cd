//! `GET /account`: who am I here, and how do I get out.

use askama::Template;
use axum::{extract::State, response::Response};
use http::HeaderMap;
use vestibule_core::{clock::Timestamp, public_url::PublicUrl};
use vestibule_registry::Slot;
use vestibule_store::User;

use super::{Forms, assets, render};
use crate::{App, answer::see_other, failure::Failure, session};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    css: &'static str,
    user: &'a User,
    display_name: &'a str,
    provider: String,
    signed_in_at: String,
    ends_at: String,
    links: Vec<LinkRow>,
    linkable: Vec<Linkable>,
}

/// A provider that the person may link: none of their identities is of it yet.
struct Linkable {
    name: String,
    icon: String,
    action: String,
}

struct LinkRow {
    name: String,
    icon: String,
    email: Option<String>,
    last_used: Option<String>,
}

pub(crate) async fn account(State(app): State<App>, headers: HeaderMap) -> Result<Response, Failure> {
    let Some(current) = session::find(&app, &headers).await? else {
        return Ok(see_other("/login?return_to=%2Faccount"));
    };
    let (session, user) = (&current.session, &current.user);
    let registry = app.registry.load();
    let name_of = |id: &str| registry.find(id).map_or_else(|| id.to_owned(), |slot| slot.display_name.to_string());
    let links = app.store.list_links(user.id).await?;
    let is_linked = |slot: &Slot| links.iter().any(|link| link.provider == slot.id);
    let linkable = registry.buttons.iter().filter(|slot| !is_linked(slot)).map(|slot| Linkable {
        name: slot.display_name.to_string(),
        icon: assets::icon(slot.icon()),
        action: PublicUrl::link_path(&slot.id),
    });
    let linkable = linkable.collect();
    let links = links.into_iter().map(|link| LinkRow {
        name: name_of(link.provider.as_str()),
        icon: assets::icon(registry.find(link.provider.as_str()).and_then(|slot| slot.icon())),
        email: link.email,
        last_used: link.last_used_at.map(readable),
    });
    let template = AccountPage {
        css: assets::url("app.css"),
        display_name: user.name.as_deref().unwrap_or(&user.username),
        user,
        provider: session.provider.as_ref().map_or_else(|| "a password".to_owned(), |id| name_of(id.as_str())),
        signed_in_at: readable(session.signed_in_at),
        ends_at: readable(session.ends_at()),
        links: links.collect(),
        linkable,
    };
    Ok(render(&app, &template, Forms::Leave))
}

fn readable(at: Timestamp) -> String {
    at.format("%-d %B %Y, %H:%M UTC").to_string()
}
