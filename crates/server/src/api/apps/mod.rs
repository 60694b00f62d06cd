//! `/api/admin/apps`: apps, their secrets and what people have let them have; `/api/admin/app-definitions`: what they can be.
//!
//! An app has one owner, as a provider has: those of the configuration are read-only here. A client secret is in one response,
//! the one that made it.

mod add_secret;
mod app;
pub(crate) mod app_request;
pub(crate) mod claims;
pub(crate) mod create;
pub(crate) mod definitions;
pub(crate) mod delete;
mod end_secret;
mod get;
pub(crate) mod grants;
pub(crate) mod guide;
mod list;
pub(crate) mod load;
pub(crate) mod save;
pub(crate) mod secrets;
pub(crate) mod update;

use crate::{AppState, http::routes::Routes};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes
        .endpoint(definitions::list_endpoint())
        .endpoint(definitions::get_endpoint())
        .endpoint(list::endpoint())
        .endpoint(create::endpoint())
        .endpoint(get::endpoint())
        .endpoint(update::put_endpoint())
        .endpoint(update::patch_endpoint())
        .endpoint(delete::endpoint())
        .endpoint(add_secret::endpoint())
        .endpoint(end_secret::patch_endpoint())
        .endpoint(end_secret::delete_endpoint())
        .endpoint(grants::list_endpoint())
        .endpoint(grants::revoke_endpoint())
        .endpoint(claims::endpoint())
}
