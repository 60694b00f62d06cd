//! Routes on their way to an axum router, with their paths and OpenAPI operations.
//!
//! Tests take the paths from here: a new route without a guard or a description fails there.

use axum::{Router, routing::MethodRouter};

use super::openapi::{Endpoint, OperationSpec};

/// A router that knows its paths and their operations.
pub(crate) struct Routes<S> {
    router: Router<S>,
    paths: Vec<&'static str>,
    operations: Vec<OperationSpec>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), paths: Vec::new(), operations: Vec::new() }
    }

    /// Mounts an endpoint. Several may share a path.
    pub(crate) fn endpoint(mut self, endpoint: Endpoint<S>) -> Self {
        let path = endpoint.operation.path;
        self.operations.push(endpoint.operation);
        self.route(path, endpoint.handler)
    }

    /// Mounts a path that the OpenAPI document leaves out, as [`Router::route`] does.
    pub(crate) fn route(mut self, path: &'static str, methods: MethodRouter<S>) -> Self {
        if !self.paths.contains(&path) {
            self.paths.push(path);
        }
        Self { router: self.router.route(path, methods), ..self }
    }

    /// Adds an operation whose path the registry mounts.
    pub(crate) fn operation(mut self, operation: OperationSpec) -> Self {
        self.operations.push(operation);
        self
    }

    pub(crate) fn into_router(self) -> Router<S> {
        self.router
    }

    pub(crate) fn into_paths(self) -> Vec<&'static str> {
        self.paths
    }

    pub(crate) fn into_operations(self) -> Vec<OperationSpec> {
        self.operations
    }
}
