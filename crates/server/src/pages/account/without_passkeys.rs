//! In place of the page of passkeys, in a build without them.

use crate::{AppState, http::routes::Routes};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes
}
