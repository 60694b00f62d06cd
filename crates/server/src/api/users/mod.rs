//! `/api/admin/users`: accounts and the identities that are linked to them.

mod delete;
mod get;
mod list;
mod outcome;
mod revoke_sessions;
mod tokens;
mod unlink;
mod update;
mod user;

use crate::{AppState, http::routes::Routes};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes
        .endpoint(list::endpoint())
        .endpoint(get::endpoint())
        .endpoint(update::endpoint())
        .endpoint(delete::endpoint())
        .endpoint(unlink::endpoint())
        .endpoint(revoke_sessions::endpoint())
        .endpoint(tokens::list_endpoint())
        .endpoint(tokens::revoke_endpoint())
}
