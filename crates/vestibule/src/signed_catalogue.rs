//! A newer catalogue as a file: a token that is signed with one Ed25519 key (RFC 7515, RFC 8037), whose claims are the
//! catalogue's number and its definitions. The public key is in the configuration.

use std::{
    collections::BTreeMap,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use serde_json::{Map, Value, json};
use vestibule_core::{
    definition::{Definition, SigningAlgorithm},
    ids::DefinitionId,
    protocol::Protocols,
    secret::{Secret, sha256},
};
use vestibule_jose::{KeyError, KeySet, RawJws, SigningKey};
use vestibule_registry::{Catalogue, NewerCatalogue, OfficialSource};

/// The `typ` of the token: nothing else that the key may sign is a catalogue.
const TYPE: &str = "vestibule-catalogue+jwt";
/// Many times what all definitions take.
const MAX_SIZE: u64 = 16 * 1024 * 1024;

/// Signs a catalogue.
pub fn sign_catalogue(catalogue: &NewerCatalogue, key: &SigningKey) -> Result<String, KeyError> {
    let claims = json!({ "serial": catalogue.serial, "definitions": catalogue.definitions });
    let signed = key.sign_jwt_as(SigningAlgorithm::EdDSA, json!({ "typ": TYPE }), &claims)?;
    Ok(signed.expose().to_owned())
}

/// The public key of a signing key, as `definitions.catalogue_key` has it; `None` for one that is not Ed25519.
pub fn catalogue_key(key: &SigningKey) -> Option<String> {
    let jwk = key.jwk();
    let is_ed25519 = jwk.get("crv").is_some_and(|curve| curve == "Ed25519");
    jwk.get("x").and_then(Value::as_str).filter(|_| is_ed25519).map(str::to_owned)
}

/// Reads a file that the owner of `key` has signed. The error says what is wrong with it.
pub fn read_catalogue(text: &str, key: &str) -> Result<NewerCatalogue, String> {
    let keys = KeySet::parse(&json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": key }] }));
    let keys = keys.filter(|keys| keys.serves(&[SigningAlgorithm::EdDSA]));
    let keys = keys.ok_or_else(|| "`definitions.catalogue_key` is not an Ed25519 key".to_owned())?;
    let token = RawJws::parse(text.trim()).map_err(|error| format!("this is no signed catalogue: {error}"))?;
    token.require_type(TYPE).map_err(|_| "this is signed, and is no catalogue".to_owned())?;
    let verified = token.verify(&keys, &[SigningAlgorithm::EdDSA]);
    let verified =
        verified.map_err(|error| format!("the key `definitions.catalogue_key` has not signed it: {error}"))?;
    parse(&verified.claims).ok_or_else(|| "it is signed, and is not in the form of a catalogue".to_owned())
}

fn parse(claims: &Map<String, Value>) -> Option<NewerCatalogue> {
    let serial = claims.get("serial")?.as_u64()?;
    let definition = |(id, text): (&String, &Value)| Some((id.parse::<DefinitionId>().ok()?, text.as_str()?.into()));
    let definitions: Option<BTreeMap<_, Arc<str>>> =
        claims.get("definitions")?.as_object()?.iter().map(definition).collect();
    Some(NewerCatalogue { serial, definitions: definitions? })
}

/// Reads a file of bounded size; `None` when there is none.
pub fn read_bounded(path: &Path) -> Result<Option<String>, String> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("it cannot be read: {error}")),
    };
    let mut text = String::new();
    let read =
        file.take(MAX_SIZE + 1).read_to_string(&mut text).map_err(|error| format!("it cannot be read: {error}"))?;
    if read as u64 > MAX_SIZE { Err(format!("it is larger than {MAX_SIZE} bytes")) } else { Ok(Some(text)) }
}

/// The official definitions with those of the file in the data folder, which is looked at again at every reload.
#[derive(Debug)]
pub(crate) struct SignedCatalogueFile(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    path: PathBuf,
    key: Option<String>,
    protocols: Protocols,
    /// What the last file gave, by its digest.
    last: Mutex<Option<([u8; 32], Arc<Catalogue>)>>,
}

impl SignedCatalogueFile {
    pub(crate) fn new(path: PathBuf, key: Option<String>, protocols: Protocols) -> Self {
        Self(Arc::new(Inside { path, key, protocols, last: Mutex::default() }))
    }
}

impl Inside {
    fn read(&self) -> Arc<Catalogue> {
        let outcome = read_bounded(&self.path);
        let digest = sha256(format!("{outcome:?}"));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, catalogue)) = last.as_ref().filter(|(read, _)| *read == digest) {
            return catalogue.clone();
        }
        let official = Catalogue::official(&self.protocols);
        let newer = outcome.and_then(|text| match (text, &self.key) {
            (None, _) => Ok(None),
            (Some(_), None) => Err("there is no `definitions.catalogue_key` to check it with".to_owned()),
            (Some(text), Some(key)) => read_catalogue(&text, key).map(Some),
        });
        let catalogue = Arc::new(match newer {
            Ok(None) => official,
            Ok(Some(newer)) => {
                if !newer.is_newer() {
                    tracing::info!(
                        serial = newer.serial,
                        "the signed catalogue is older than the program, and not used"
                    );
                }
                official.with_newer(&newer)
            }
            Err(reason) => official.with_fault(self.path.clone(), &reason),
        });
        *last = Some((digest, catalogue.clone()));
        catalogue
    }
}

#[async_trait]
impl OfficialSource<Definition> for SignedCatalogueFile {
    async fn load(&self) -> Arc<Catalogue> {
        let inside = self.0.clone();
        let read = tokio::task::spawn_blocking(move || inside.read()).await;
        read.unwrap_or_else(|error| {
            tracing::error!(%error, "the signed catalogue could not be read");
            Arc::new(Catalogue::official(&self.0.protocols))
        })
    }
}

/// Reads an Ed25519 private key in PEM. The error says what is wrong.
pub fn catalogue_signing_key(pem: &Secret) -> Result<SigningKey, String> {
    let key = SigningKey::parse(pem, None).map_err(|_| "this is no private key in PEM".to_owned())?;
    match catalogue_key(&key) {
        Some(_) => Ok(key),
        None => Err("a catalogue is signed with an Ed25519 key: openssl genpkey -algorithm ed25519".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use vestibule_registry::SERIAL;

    use super::*;

    fn protocols() -> Protocols {
        vestibule_protocol::protocols().collect()
    }

    fn key() -> SigningKey {
        SigningKey::generate(SigningAlgorithm::EdDSA).unwrap()
    }

    fn newer() -> NewerCatalogue {
        let definitions = BTreeMap::from([("a".parse().unwrap(), "id = \"a\"".into())]);
        NewerCatalogue { serial: SERIAL + 1, definitions }
    }

    #[test]
    fn what_is_signed_is_read() {
        let key = key();
        let signed = sign_catalogue(&newer(), &key).unwrap();
        assert_eq!(read_catalogue(&format!("{signed}\n"), &catalogue_key(&key).unwrap()).unwrap(), newer());
    }

    /// CU-01, CU-02: no signature, another key, another kind of token, a changed letter.
    #[test]
    fn cu_01_only_what_the_key_has_signed() {
        let key = key();
        let own = catalogue_key(&key).unwrap();
        let signed = sign_catalogue(&newer(), &key).unwrap();
        let (head, signature) = signed.rsplit_once('.').unwrap();
        let (header, payload) = head.split_once('.').unwrap();
        let swapped = if payload.contains('J') { payload.replace('J', "K") } else { format!("{payload}A") };
        let token = |claims: &Value| key.sign_jwt_as(SigningAlgorithm::EdDSA, json!({ "typ": TYPE }), claims).unwrap();
        let other_type = key.sign_jwt(&json!({ "serial": 1, "definitions": {} })).unwrap();
        for (name, text, says) in [
            ("unsigned", format!("{head}."), "has not signed it"),
            ("no token", "{}".to_owned(), "no signed catalogue"),
            ("another key", sign_catalogue(&newer(), &super::tests::key()).unwrap(), "has not signed it"),
            ("changed", format!("{header}.{swapped}.{signature}"), "has not signed it"),
            ("another kind", other_type.expose().to_owned(), "is no catalogue"),
            ("no serial", token(&json!({ "definitions": {} })).expose().to_owned(), "form of a catalogue"),
            (
                "no id",
                token(&json!({ "serial": 1, "definitions": { "A b": "" } })).expose().to_owned(),
                "form of a catalogue",
            ),
            (
                "no text",
                token(&json!({ "serial": 1, "definitions": { "a": 1 } })).expose().to_owned(),
                "form of a catalogue",
            ),
        ] {
            let reason = read_catalogue(&text, &own).unwrap_err();
            assert!(reason.contains(says), "{name}: {reason}");
        }
        assert!(read_catalogue(&signed, "c2hvcnQ").unwrap_err().contains("catalogue_key"));
    }

    /// CU-01: a file that cannot be believed is a fault, and the definitions inside the binary serve.
    #[test]
    fn cu_01_a_file_that_is_not_believed_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("catalogue.jws");
        let key = key();
        let file = |own: Option<String>| SignedCatalogueFile::new(path.clone(), own, protocols());
        let count = Catalogue::official(&protocols()).ids().len();
        assert!(file(None).0.read().faults().is_empty(), "there need not be one");
        fs::write(&path, sign_catalogue(&newer(), &key).unwrap()).unwrap();
        let good = file(catalogue_key(&key));
        assert_eq!(good.0.read().ids().len(), count + 1);
        assert!(Arc::ptr_eq(&good.0.read(), &good.0.read()), "an unchanged file is the same catalogue");
        for own in [None, catalogue_key(&super::tests::key())] {
            let catalogue = file(own).0.read();
            assert_eq!((catalogue.ids().len(), catalogue.faults().len()), (count, 1));
        }
    }
}
