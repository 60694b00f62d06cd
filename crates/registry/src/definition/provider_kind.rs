//! Definitions of providers.

use std::{borrow::Cow, collections::BTreeSet, sync::LazyLock};

use jsonschema::Validator;
use serde_json::Value;
use vestibule_core::{
    definition::Definition,
    ids::DefinitionId,
    json_pointer::child,
    protocol::{ProtocolFacts, Protocols},
    suggestion::did_you_mean,
    violation::{Violation, Violations},
};

use super::{
    kind::{DefinitionKind, Source},
    rules,
    schema::ANY_PROTOCOL,
    schema_check::{at, texts_at},
    spanned_document::SpannedDocument,
};

static VALIDATOR: LazyLock<Option<Validator>> = LazyLock::new(|| jsonschema::options().build(&ANY_PROTOCOL).ok());

/// The files of `providers/official/` at build time.
#[derive(rust_embed::RustEmbed)]
#[folder = "official/providers"]
struct OfficialFiles;

impl DefinitionKind for Definition {
    type Context = Protocols;
    type Facts = &'static ProtocolFacts;

    const SCHEMA_MEMBER: &'static str = "credentials";
    const REQUIRED: &'static str = "an `id`, a `name` and a `protocol`";
    const PLACEHOLDERS: &'static [(&'static str, &'static str)] =
        &[("id", "\"x\""), ("name", "\"X\""), ("protocol", "\"\""), ("credentials", "{\"properties\":{}}")];
    const FOLDER: &'static str = "providers/official";

    fn official_names() -> Vec<Cow<'static, str>> {
        OfficialFiles::iter().collect()
    }

    fn official_file(name: &str) -> Option<Cow<'static, [u8]>> {
        OfficialFiles::get(name).map(|file| file.data)
    }

    fn schema() -> &'static Value {
        &ANY_PROTOCOL
    }

    fn validator() -> Option<&'static Validator> {
        VALIDATOR.as_ref()
    }

    fn id(&self) -> &DefinitionId {
        &self.id
    }

    fn icon(&self) -> Option<&str> {
        self.icon.as_deref()
    }

    fn replaces_official(&self) -> bool {
        self.replaces_official
    }

    fn supplied(&mut self) -> &mut Value {
        &mut self.credentials
    }

    fn facts(&self, protocols: &Protocols) -> Result<&'static ProtocolFacts, Violations> {
        let unknown = || Violations(vec![Violation::new("/protocol", "the protocol is unknown")]);
        protocols.find(self.protocol.as_str()).ok_or_else(unknown)
    }

    fn expressions(document: &Value) -> Vec<String> {
        expressions(document)
    }

    fn check_document(
        document: &SpannedDocument<'_>,
        protocols: &Protocols,
        bad: &mut Violations,
        repaired: &mut BTreeSet<String>,
    ) {
        let Some(value) = document.value.get("protocol") else { return };
        let name = value.as_str().unwrap_or_default();
        if protocols.find(name).is_none() {
            let near = did_you_mean(name, protocols.in_files().map(|(facts, _)| facts.name));
            bad.0.push(at(document, "/protocol", format!("this must be {}{near}", protocols.names_in_files())));
            repaired.insert("/protocol".to_owned());
        }
    }

    fn check_rules(&self, source: &Source<'_, Protocols>) -> Violations {
        rules::check(source, self)
    }
}

/// Where a document has, or may have, claim expressions.
fn expressions(document: &Value) -> Vec<String> {
    let claims = document.get("claims").and_then(Value::as_object);
    let claims = claims.into_iter().flat_map(|claims| claims.keys().map(|name| child("/claims", name)));
    let requests = document.get("requests").and_then(Value::as_array).map_or(0, Vec::len);
    let requests = (0..requests).flat_map(|at| [format!("/requests/{at}/error"), format!("/requests/{at}/pages/next")]);
    let others = ["/token/access_token", "/token/error", "/token/error_description", "/userinfo/error"];
    let options = document.get("options").and_then(Value::as_object).into_iter().flatten();
    let options = options.flat_map(|(name, option)| {
        let claims = option.get("claims").and_then(Value::as_object).into_iter().flatten();
        claims.map(move |(claim, _)| child(&format!("{}/claims", child("/options", name)), claim))
    });
    let places = claims.chain(options).chain(requests).chain(others.map(str::to_owned));
    texts_at(document, places)
}
