//! `/admin/users`: who is here, and with which rights.

use askama::Template;
use axum::{extract::State, response::Response};
use vestibule_core::{access::Access, ids::UserId, routes::pattern};
use vestibule_registry::Registry;
use vestibule_store::{User, UserFilter, UserOrder};

use super::{
    super::{Forms, Frame, Moment, render},
    extract::AdminPage,
    listing::{Column, Listing, PAGE},
    shell::{Section, Shell, name_of, set},
};
use crate::{AppState, http::api_error::ApiError};

/// The columns that sort.
const COLUMNS: [&str; 3] = ["name", "seen", "added"];

/// So many users are asked for at once.
const MOST_LISTED: u32 = 200;

#[derive(Template)]
#[template(path = "admin/users.html")]
struct UsersPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    listing: Listing,
    columns: [Column; 3],
    /// The providers that the list can be narrowed to: id and name.
    providers: Vec<(String, String)>,
    rows: Vec<Row>,
}

struct Row {
    id: UserId,
    name: String,
    email: Option<String>,
    verified: bool,
    username: String,
    providers: Vec<String>,
    is_admin: bool,
    disabled: bool,
    last_sign_in: Option<Moment>,
    added: Moment,
}

pub(super) async fn list(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let mut listing = Listing::read(&request, pattern::AdminUsers, &COLUMNS);
    let filter = filter(&listing);
    // What cannot be the id of a provider is nobody's.
    let is_possible = listing.filter("provider").is_empty() || filter.provider.is_some();
    let users = match is_possible {
        true if filter.with_rights => listing.part(administrators(&app, filter).await?),
        true => {
            let skip = listing.skip(app.store.count_users(&filter).await?);
            app.store.list_users(&UserFilter { skip, ..filter }).await?
        }
        false => Vec::new(),
    };
    let registry = app.registry.load();
    let mut rows = Vec::with_capacity(users.len());
    for user in users {
        let links = app.store.list_links(user.id).await?;
        let access = app.access(&user);
        let providers = links.iter().map(|link| name_of(&registry, link.provider.as_str())).collect();
        rows.push(Row::new(user, &access, providers));
    }
    let (frame, shell) = set(&app, &request.headers, Section::Users);
    let t = shell.t;
    let template = UsersPage {
        columns: [
            listing.column("name", t.person()),
            listing.column("seen", t.seen()),
            listing.column("added", t.added()),
        ],
        providers: known(&registry),
        frame,
        shell,
        listing,
        rows,
    };
    let response = render(&app, &template, Forms::StayHere);
    Ok(template.shell.take_notice(&app, response))
}

/// Those who are administrators now. Rights that are stored may not count any more, which rules say and no database knows.
async fn administrators(app: &AppState, filter: UserFilter) -> Result<Vec<User>, ApiError> {
    let mut all = Vec::new();
    let mut skip = 0;
    loop {
        let found = app.store.list_users(&UserFilter { skip, limit: MOST_LISTED, ..filter.clone() }).await?;
        let is_last = found.len() < MOST_LISTED as usize;
        all.extend(found.into_iter().filter(|user| app.access(user).is_admin()));
        if is_last {
            return Ok(all);
        }
        skip += MOST_LISTED;
    }
}

fn filter(listing: &Listing) -> UserFilter {
    let text = listing.filter("q");
    UserFilter {
        text: (!text.is_empty()).then(|| text.to_owned()),
        disabled: match listing.filter("state") {
            "disabled" => Some(true),
            "enabled" => Some(false),
            _ => None,
        },
        provider: listing.filter("provider").parse().ok(),
        with_rights: listing.filter("rights") == "administrator",
        order: match listing.sort() {
            Some(("name", backwards)) => UserOrder::Name(backwards),
            Some(("seen", backwards)) => UserOrder::LastSignIn(backwards),
            Some(("added", false)) => UserOrder::Oldest,
            _ => UserOrder::Newest,
        },
        limit: PAGE,
        ..UserFilter::default()
    }
}

/// All providers, by name.
pub(super) fn known(registry: &Registry) -> Vec<(String, String)> {
    let pair = |slot: &std::sync::Arc<vestibule_registry::Slot>| (slot.id.to_string(), slot.display_name.to_string());
    let mut all: Vec<_> = registry.slots.values().map(pair).collect();
    all.sort_by_cached_key(|(_, name)| name.to_lowercase());
    all
}

impl Row {
    fn new(user: User, access: &Access, providers: Vec<String>) -> Self {
        Self {
            id: user.id,
            name: user.name.clone().unwrap_or_else(|| user.username.clone()),
            email: access.email.as_ref().map(|email| email.address.as_str().to_owned()),
            verified: access.verified_email().is_some(),
            username: user.username,
            providers,
            is_admin: access.is_admin(),
            disabled: user.disabled,
            last_sign_in: user.last_sign_in_at.map(Moment),
            added: Moment(user.created_at),
        }
    }
}
