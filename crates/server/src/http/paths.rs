//! A router that knows its own paths, so that a test can ask each of them who may come in.

use axum::{Router, routing::MethodRouter};

/// Routes on their way to a [`Router`].
pub(crate) struct Paths<S = ()> {
    router: Router<S>,
    paths: Vec<&'static str>,
}

impl<S: Clone + Send + Sync + 'static> Paths<S> {
    /// No paths yet.
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), paths: Vec::new() }
    }

    /// Adds a path, as [`Router::route`] does.
    pub(crate) fn route(mut self, path: &'static str, methods: MethodRouter<S>) -> Self {
        self.paths.push(path);
        Self { router: self.router.route(path, methods), ..self }
    }

    /// The routes as a router, and their paths in order.
    pub(crate) fn finish(self) -> (Router<S>, Vec<&'static str>) {
        (self.router, self.paths)
    }
}
