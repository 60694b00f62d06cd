//! `/api/admin/definitions`: what providers are instances of.

mod definition;
mod find;
mod get;
mod get_credentials_schema;
pub(crate) mod guide;
mod list;

pub(super) use self::definition::FaultyFile;
use crate::{AppState, http::routes::Routes};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes.endpoint(list::endpoint()).endpoint(get::endpoint()).endpoint(get_credentials_schema::endpoint())
}
