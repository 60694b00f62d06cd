//! In place of answers to proxies, in a build without them.

use crate::http::routes::Routes;

pub(crate) fn mount<S>(routes: Routes<S>) -> Routes<S> {
    routes
}
