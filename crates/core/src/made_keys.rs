//! Keys that an installation makes for itself: derived from its secret key, so they are stored nowhere, and every node has
//! the same ones. Another secret key gives other keys.

use std::{fmt, sync::Arc};

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// What the keys are derived from. [`Keyring::made_keys`](crate::seal::Keyring::made_keys) has it.
#[derive(Clone)]
pub struct MadeKeys(Arc<Zeroizing<[u8; 32]>>);

impl MadeKeys {
    /// `root` is random, or derived from something that is.
    pub fn new(root: [u8; 32]) -> Self {
        Self(Arc::new(Zeroizing::new(root)))
    }

    /// 32 bytes for the key that `place` names: the same for the same place, and unrelated to those of any other.
    pub fn seed(&self, place: &str) -> Zeroizing<[u8; 32]> {
        let mut seed = Zeroizing::new([0; 32]);
        // Fails for more than 255 hashes alone (RFC 5869 §2.3), and this is one. The root is random, so no salt is needed.
        let _ = Hkdf::<Sha256>::new(None, self.0.as_slice()).expand(place.as_bytes(), seed.as_mut_slice());
        seed
    }
}

impl fmt::Debug for MadeKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MadeKeys([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_one_seed() {
        let keys = MadeKeys::new([7; 32]);
        assert_eq!(keys.seed("dpop/a"), keys.seed("dpop/a"));
        assert_ne!(keys.seed("dpop/a"), keys.seed("dpop/b"));
        assert_ne!(keys.seed("dpop/a"), MadeKeys::new([8; 32]).seed("dpop/a"));
        assert!(keys.seed("").iter().any(|byte| *byte != 0));
        assert_eq!(format!("{keys:?}"), "MadeKeys([redacted])");
    }
}
