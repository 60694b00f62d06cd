//! What the administrator supplies, and the schema that it must fit.
//!
//! A credentials schema is a JSON Schema (2020-12) of a flat object. [`CredentialsSchema::parse`] accepts exactly the
//! keywords that the admin form can show and that cannot be made to run for ever; everything else is a violation in
//! the definition, not something that is silently ignored.

mod advice;
mod keywords;
mod schema;
mod values;

pub use advice::COMMON_NAMES;
pub use schema::CredentialsSchema;
pub use values::Credentials;
