//! Credentials schemas that nobody should ship: they reach nothing, and they take no time.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::{
    fs,
    io::ErrorKind,
    net::TcpListener,
    path::Path,
    sync::{Arc, mpsc},
};

use notify::{Event, RecursiveMode, Watcher as _};
use serde_json::{Value, json};
use vestibule_core::{credentials::Credentials, origin::Origin};
use vestibule_registry::{Catalogue, Definitions};

/// The definition `x` as a document with these credentials.
fn definition(credentials: &Value) -> String {
    json!({ "id": "x", "name": "X", "protocol": "oidc", "credentials": credentials }).to_string()
}

async fn load(folder: &Path) -> Arc<Catalogue> {
    let official = Arc::new(Catalogue::new(vestibule_protocol::protocols().collect()));
    let definitions = Definitions { folders: vec![folder.to_owned()], ..official.into() };
    definitions.load(&Arc::default()).await
}

/// What is wrong with the definition that has these credentials; nothing when it is accepted.
async fn faults(folder: &Path, credentials: &Value) -> Vec<String> {
    fs::write(folder.join("x.json"), definition(credentials)).unwrap();
    let catalogue = load(folder).await;
    let pointers = |fault: &vestibule_registry::CatalogueFault| {
        fault.violations.0.iter().map(|violation| violation.pointer.clone()).collect::<Vec<_>>()
    };
    catalogue.faults().iter().flat_map(pointers).collect()
}

/// Whether a file was opened until now, by the word of the operating system.
struct Marker {
    _folder: tempfile::TempDir,
    _watcher: notify::RecommendedWatcher,
    path: std::path::PathBuf,
    events: mpsc::Receiver<notify::Result<Event>>,
}

impl Marker {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("marker.schema.json");
        fs::write(&path, r#"{"properties":{"marker":{"type":"string"}}}"#).unwrap();
        let (sender, events) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(sender).unwrap();
        watcher.watch(folder.path(), RecursiveMode::NonRecursive).unwrap();
        Self { _folder: folder, _watcher: watcher, path, events }
    }

    /// A file that is written now is reported after everything that happened before.
    fn was_opened(&self) -> bool {
        let end = self.path.with_file_name("end");
        fs::write(&end, "").unwrap();
        let received = std::iter::from_fn(|| Some(self.events.recv().unwrap().unwrap()));
        let before: Vec<Event> = received.take_while(|event| !event.paths.contains(&end)).collect();
        // The file of the question is reported more than once.
        fs::remove_file(&end).unwrap();
        let gone = |event: &Event| event.kind.is_remove() && event.paths.contains(&end);
        while !gone(&self.events.recv().unwrap().unwrap()) {}
        before.iter().any(|event| event.paths.contains(&self.path))
    }
}

/// SC-07: whatever keyword names an address or a file, nobody connects and nobody opens it.
#[tokio::test]
async fn sc_07_a_schema_reaches_neither_the_network_nor_a_file() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/schema.json", listener.local_addr().unwrap());
    let (folder, marker) = (tempfile::tempdir().unwrap(), Marker::new());
    fs::read(&marker.path).unwrap();
    assert!(marker.was_opened(), "the witness sees");
    let file = marker.path.display().to_string();
    let relative = Path::new("..").join(marker.path.strip_prefix(folder.path().parent().unwrap()).unwrap());
    let elsewhere = [address.clone(), format!("file://{file}"), file.clone(), relative.display().to_string()];
    for reference in &elsewhere {
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef", "$schema", "$id", "$anchor"] {
            let at_top = json!({ keyword: reference, "properties": {} });
            let of_property = json!({ "properties": { "a": { keyword: reference } } });
            let of_item = json!({ "properties": { "a": { "type": "array", "items": { "type": "string", keyword: reference } } } });
            for (credentials, pointer) in [
                (at_top, format!("/credentials/{keyword}")),
                (of_property, format!("/credentials/properties/a/{keyword}")),
                (of_item, format!("/credentials/properties/a/items/{keyword}")),
            ] {
                let found = faults(folder.path(), &credentials).await;
                // A name is no reference: at the top a schema may have one.
                let is_name = matches!(pointer.as_str(), "/credentials/$schema" | "/credentials/$id");
                assert!(is_name || found.contains(&pointer), "{credentials}: {found:?}");
                fs::write(folder.path().join("other.schema.json"), credentials.to_string()).unwrap();
                let found = faults(folder.path(), &json!({ "$ref": "other.schema.json" })).await;
                assert!(is_name || !found.is_empty(), "{credentials} in another file");
            }
        }
    }
    assert!(!marker.was_opened(), "a file was read");
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "somebody connected");
}

/// SC-08: what recurses or branches is not a keyword of ours.
#[tokio::test]
async fn sc_08_what_could_run_for_ever_is_no_keyword() {
    let folder = tempfile::tempdir().unwrap();
    let branches = vec![json!({}); 100_000];
    let own = |keyword: &str, value: Value| json!({ "properties": { "a": { keyword: value } } });
    for (credentials, pointer) in [
        (own("$ref", json!("#")), "/credentials/properties/a/$ref"),
        (own("$ref", json!("#/properties/a")), "/credentials/properties/a/$ref"),
        (own("$dynamicRef", json!("#a")), "/credentials/properties/a/$dynamicRef"),
        (json!({ "$ref": "#" }), "/credentials/$ref"),
        (json!({ "properties": {}, "$defs": { "a": { "$ref": "#/$defs/a" } } }), "/credentials/$defs"),
        (json!({ "properties": {}, "anyOf": branches }), "/credentials/anyOf"),
        (own("anyOf", json!(branches)), "/credentials/properties/a/anyOf"),
        (own("properties", json!({})), "/credentials/properties/a/properties"),
    ] {
        let found = faults(folder.path(), &credentials).await;
        assert!(found.iter().any(|found| found == pointer), "{pointer}: {found:?}");
    }
}

/// SC-08: patterns are matched by an engine that never goes back. One that does would not end here in our lifetime, and
/// what needs to go back is refused.
#[tokio::test]
async fn sc_08_patterns_are_matched_in_linear_time() {
    let folder = tempfile::tempdir().unwrap();
    let with = |pattern: &str| json!({ "properties": { "a": { "type": "string", "pattern": pattern } } });
    for pattern in [r"^(a)\1$", "^(?=a)a$", "^(?<!b)a$", "^((a{1000}){1000}){1000}$"] {
        assert!(!faults(folder.path(), &with(pattern)).await.is_empty(), "{pattern}");
    }
    for pattern in ["^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "^(.*a){12}$"] {
        assert_eq!(faults(folder.path(), &with(pattern)).await, Vec::<String>::new(), "{pattern}");
        let catalogue = load(folder.path()).await;
        let schema = &catalogue.iter().next().unwrap().schema;
        let check = |text: String| {
            let mut credentials = Credentials::default();
            credentials.insert("a", json!(text), Origin::BuiltIn);
            schema.check(&credentials).0.len()
        };
        let many = "a".repeat(100_000);
        assert_eq!((check(many.clone()), check(many + "!")), (0, 1), "{pattern}");
    }
}
