//! The OpenAPI operation of an endpoint, written next to its handler.
//!
//! [`Endpoint`] joins a method, a path, a handler and an operation; [`super::routes::Routes`] mounts it. OpenAPI 3.1 and
//! schemars use the same dialect of JSON Schema, so the schemas are those of the types that are sent and received.
//! Knows no endpoint: `crate::api::openapi` assembles the document.

mod endpoint;
mod operation;
mod operations;

pub(crate) use endpoint::{Endpoint, OperationSpec};
pub(crate) use operation::Operation;
pub(crate) use operations::Operations;
