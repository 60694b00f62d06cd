//! `/api/admin/providers`: providers, and the check of unsaved ones at `/api/admin/check`.
//!
//! A provider has one owner. Those of the configuration are read-only here; the others are rows of the database, which
//! are loaded for each request, since the registry may still serve an older version.

mod check;
mod check_unsaved;
pub(crate) mod create;
pub(crate) mod delete;
mod get;
mod list;
pub(crate) mod load;
pub(crate) mod provider;
pub(crate) mod provider_request;
mod publish;
pub(crate) mod register;
pub(crate) mod reorder;
pub(crate) mod update;

use crate::{AppState, http::routes::Routes};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes
        .endpoint(list::endpoint())
        .endpoint(create::endpoint())
        .endpoint(reorder::endpoint())
        .endpoint(get::endpoint())
        .endpoint(update::endpoint())
        .endpoint(delete::endpoint())
        .endpoint(check::endpoint())
        .endpoint(check_unsaved::endpoint())
        .endpoint(register::endpoint())
}
