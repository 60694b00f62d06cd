//! An endpoint: method, path and handler, with the operation that documents them.

use axum::{
    extract::DefaultBodyLimit,
    handler::Handler,
    routing::{self, MethodFilter, MethodRouter},
};
use http::Method;

use super::operation::Operation;

/// The operation at a method and a path.
pub(crate) struct OperationSpec {
    pub(super) method: Method,
    pub(in crate::http) path: &'static str,
    pub(super) describe: fn(Operation<'_>) -> Operation<'_>,
}

impl OperationSpec {
    /// For a path that the router does not mount itself, such as one that belongs to a provider.
    pub(crate) fn new(method: Method, path: &'static str, describe: fn(Operation<'_>) -> Operation<'_>) -> Self {
        Self { method, path, describe }
    }
}

/// A route with one method, and its operation.
pub(crate) struct Endpoint<S> {
    pub(crate) operation: OperationSpec,
    pub(crate) handler: MethodRouter<S>,
}

/// `Endpoint::get(path, handler, describe)`, and the same for the other methods.
macro_rules! methods {
    ($($name:ident $method:ident),*) => {
        $(pub(crate) fn $name<T: 'static>(
            path: &'static str,
            handler: impl Handler<T, S>,
            describe: fn(Operation<'_>) -> Operation<'_>,
        ) -> Self {
            Self::new(OperationSpec::new(Method::$method, path, describe), handler)
        })*
    };
}

impl<S: Clone + Send + Sync + 'static> Endpoint<S> {
    /// Joins an operation and its handler. A layer that is generic over the state does this where it mounts them.
    pub(crate) fn new<T: 'static>(operation: OperationSpec, handler: impl Handler<T, S>) -> Self {
        let filter = MethodFilter::try_from(operation.method.clone()).unwrap_or(MethodFilter::GET);
        Self { operation, handler: routing::on(filter, handler) }
    }

    methods!(get GET, post POST, put PUT, patch PATCH, delete DELETE);

    /// Accepts bodies of up to `bytes` in place of the router's own limit.
    pub(crate) fn body_limit(self, bytes: usize) -> Self {
        Self { handler: self.handler.layer(DefaultBodyLimit::max(bytes)), ..self }
    }
}
