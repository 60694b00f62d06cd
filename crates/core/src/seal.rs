//! Authenticated encryption for everything that leaves our memory and comes back: flow cookies, stored secrets.
//!
//! XChaCha20-Poly1305 with a random 24-byte nonce. The place where a value belongs is authenticated with it, so that a
//! ciphertext moved to another row, field or cookie does not open. Several keys may be given: the first one seals, all
//! open, which is how a key is rotated without losing anything.
//!
//! Cookies and stored values have keys of their own, derived from the installation's keys with HKDF (RFC 5869) and a
//! label for the purpose: what a browser can have us open says nothing about the key of what is stored.
//!
//! Layout: version (1 byte) ‖ key id (4 bytes) ‖ nonce (24) ‖ ciphertext and tag. Version 2 is sealed with the derived
//! key; version 1, with the installation's key itself, still opens, and is replaced when keys are rotated.

use std::fmt;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
    made_keys::MadeKeys,
    random::Random,
    secret::{Secret, sha256},
};

const VERSION: u8 = 2;
/// Sealed before purposes had keys of their own.
const FIRST_VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 24;

/// Why a sealed value does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not one of our values: too short, or of an unknown version.
    #[error("the sealed value is malformed")]
    Malformed,
    /// Sealed with a key that we do not have.
    #[error("the sealed value needs a key that is not configured")]
    UnknownKey,
    /// Altered, or moved here from another place.
    #[error("the sealed value was altered or belongs to another place")]
    Tampered,
}

/// A value that cannot be encrypted; the cipher refuses only those of more than 256 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the value could not be encrypted")]
pub struct SealError;

/// Why a key text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text holds no key at all.
    #[error("no key: give 32 random bytes in base64, for instance from `openssl rand -base64 32`")]
    Empty,
    /// The n-th key (from 1) is not base64 of 32 bytes.
    #[error("key number {0} is not 32 bytes in base64; make one with `openssl rand -base64 32`")]
    Invalid(usize),
}

struct Key {
    id: [u8; KEY_ID],
    /// The key itself, for version 1.
    undivided: XChaCha20Poly1305,
    stored: XChaCha20Poly1305,
    cookies: XChaCha20Poly1305,
    made_keys: MadeKeys,
}

/// What is sealed with a key.
#[derive(Clone, Copy)]
enum Purpose {
    Stored,
    Cookies,
}

/// The keys of an installation as far as cookies and links need them: what travels through browsers.
#[derive(Clone, Copy)]
pub struct CookieKeys<'k>(&'k Keyring);

/// The keys of an installation. The first one seals.
pub struct Keyring(Vec<Key>);

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} keys)", self.0.len())
    }
}

impl Keyring {
    /// Reads keys as an operator writes them: base64 of 32 bytes each, several separated by commas or white space.
    pub fn parse(text: &Secret) -> Result<Self, KeyError> {
        let keys = Self::split(text).into_iter().enumerate().map(|(index, word)| {
            let bytes = BASE64_STANDARD.decode(word.expose()).map(Zeroizing::new);
            bytes.ok().as_deref().and_then(|bytes| Key::new(bytes)).ok_or(KeyError::Invalid(index + 1))
        });
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(KeyError::Empty) } else { Ok(Self(keys)) }
    }

    /// The texts of the single keys, in their order. Says nothing about whether they are keys.
    pub fn split(text: &Secret) -> Vec<Secret> {
        let words = text.expose().split([',', ' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
        words.map(Secret::new).collect()
    }

    /// The text of a new key, in the form that [`Keyring::parse`] reads.
    pub fn generate(random: &dyn Random) -> Secret {
        let mut bytes = Zeroizing::new([0u8; 32]);
        random.fill(bytes.as_mut_slice());
        Secret::new(BASE64_STANDARD.encode(bytes.as_slice()))
    }

    /// The keys for what travels through browsers.
    pub fn cookies(&self) -> CookieKeys<'_> {
        CookieKeys(self)
    }

    /// What the keys are derived from that this installation makes for itself; of the first key.
    pub fn made_keys(&self) -> MadeKeys {
        self.0[0].made_keys.clone()
    }

    /// Encrypts `plain` to be stored at `place`, with the first key.
    ///
    /// `place` names where the value is going to live, for instance `session/<id>/id_token`.
    pub fn seal(&self, random: &dyn Random, place: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        self.seal_for(Purpose::Stored, random, place, plain)
    }

    /// Decrypts what [`Keyring::seal`] made for the same `place`.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.open_for(Purpose::Stored, place, sealed)
    }

    fn seal_for(&self, purpose: Purpose, random: &dyn Random, place: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = &self.0[0];
        let mut nonce = [0u8; NONCE];
        random.fill(&mut nonce);
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed = key.cipher(VERSION, purpose).encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError)?;
        Ok([&[VERSION], key.id.as_slice(), &nonce, &sealed].concat())
    }

    fn open_for(&self, purpose: Purpose, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (version, rest) = sealed.split_first().ok_or(OpenError::Malformed)?;
        if !matches!(*version, FIRST_VERSION | VERSION) || rest.len() < KEY_ID + NONCE {
            return Err(OpenError::Malformed);
        }
        let (id, rest) = rest.split_at(KEY_ID);
        let (nonce, msg) = rest.split_at(NONCE);
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| OpenError::Malformed)?;
        let payload = || Payload { msg, aad: place.as_bytes() };
        // Two keys may share an id by chance; each of them is tried.
        let mut known = self.0.iter().filter(|key| key.id == id).peekable();
        if known.peek().is_none() {
            return Err(OpenError::UnknownKey);
        }
        let mut opened =
            known.filter_map(|key| key.cipher(*version, purpose).decrypt(&XNonce::from(nonce), payload()).ok());
        opened.next().map(Zeroizing::new).ok_or(OpenError::Tampered)
    }

    /// The ids of the keys that only decrypt, as their ciphertexts contain them.
    pub fn former(&self) -> impl Iterator<Item = [u8; KEY_ID]> {
        self.0.iter().skip(1).map(|key| key.id).filter(|id| *id != self.fingerprint())
    }

    /// A number that is the same wherever the same first key is used, and reveals nothing about it.
    pub fn fingerprint(&self) -> [u8; KEY_ID] {
        self.0[0].id
    }
}

impl CookieKeys<'_> {
    /// Encrypts `plain` for a cookie or a link, with the first key. `place` names which one.
    pub fn seal(self, random: &dyn Random, place: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        self.0.seal_for(Purpose::Cookies, random, place, plain)
    }

    /// Decrypts what [`CookieKeys::seal`] made for the same `place`.
    pub fn open(self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.0.open_for(Purpose::Cookies, place, sealed)
    }
}

impl Purpose {
    /// Part of the format: a changed label is another key.
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Stored => b"vestibule stored values",
            Self::Cookies => b"vestibule cookies",
        }
    }
}

impl Key {
    fn new(bytes: &[u8]) -> Option<Self> {
        let undivided = XChaCha20Poly1305::new_from_slice(bytes).ok()?;
        let digest = sha256([b"vestibule key id\0", bytes].concat());
        let derive = |label: &[u8]| {
            let mut key = Zeroizing::new([0u8; 32]);
            // The key is random already, so no salt is needed (RFC 5869 §3.1).
            Hkdf::<Sha256>::new(None, bytes).expand(label, key.as_mut_slice()).ok()?;
            Some(key)
        };
        let cipher = |purpose: Purpose| XChaCha20Poly1305::new_from_slice(derive(purpose.label())?.as_slice()).ok();
        let id = [digest[0], digest[1], digest[2], digest[3]];
        let made_keys = MadeKeys::new(*derive(b"vestibule made keys")?);
        Some(Self { id, undivided, stored: cipher(Purpose::Stored)?, cookies: cipher(Purpose::Cookies)?, made_keys })
    }

    fn cipher(&self, version: u8, purpose: Purpose) -> &XChaCha20Poly1305 {
        match purpose {
            _ if version == FIRST_VERSION => &self.undivided,
            Purpose::Stored => &self.stored,
            Purpose::Cookies => &self.cookies,
        }
    }
}

#[cfg(test)]
mod tests;
