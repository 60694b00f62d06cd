//! From the text of one definition to its type: parsed with the span of every value, checked against the schema, then
//! against the rules that a schema cannot express. Pure, except for `file` and `companion_files`, which read.

mod app_kind;
pub(crate) mod companion_files;
mod copy;
pub(crate) mod document;
pub(crate) mod file;
pub(crate) mod format;
mod json_spans;
pub(crate) mod kind;
mod offset;
mod provider_kind;
mod rules;
pub(crate) mod schema;
mod schema_check;
pub(crate) mod source_map;
mod span;
pub(crate) mod spanned_document;
mod url_template;

/// The built-in protocols, and one that no file can have.
#[cfg(test)]
pub(crate) fn protocols() -> vestibule_core::protocol::Protocols {
    use vestibule_core::protocol::{IssuerSource, ProtocolFacts};
    const PLUGIN: ProtocolFacts = ProtocolFacts {
        name: "plugin",
        label: "Plugin",
        required_endpoints: &[],
        unsupported_sections: &[],
        authorization_endpoint: false,
        issuer: IssuerSource::Plugin,
        starter: None,
    };
    vestibule_protocol::protocols().chain([&PLUGIN]).collect()
}
