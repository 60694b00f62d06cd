//! Keyrings and what they seal.

use super::*;
use crate::random::CountingRandom;

fn ring(random: &CountingRandom) -> (Keyring, Secret) {
    let text = Keyring::generate(random);
    (Keyring::parse(&text).unwrap(), text)
}

#[test]
fn opens_in_its_place_only() {
    let random = CountingRandom::default();
    let (keys, _) = ring(&random);
    let sealed = keys.seal(&random, "row/1", b"secret").unwrap();
    assert_eq!(keys.open("row/1", &sealed).unwrap().as_slice(), b"secret");
    assert_eq!(keys.open("row/2", &sealed).unwrap_err(), OpenError::Tampered);
}

#[test]
fn every_flipped_bit_is_noticed() {
    let random = CountingRandom::default();
    let (keys, _) = ring(&random);
    let sealed = keys.seal(&random, "place", b"secret").unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut bad = sealed.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(keys.open("place", &bad).is_err(), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert!(keys.open("place", &sealed[..length]).is_err(), "cut to {length}");
    }
}

#[test]
fn an_older_key_still_opens_and_a_missing_one_is_named() {
    let random = CountingRandom::default();
    let (old, old_text) = ring(&random);
    let (new, new_text) = ring(&random);
    let both = Keyring::parse(&Secret::new(format!("{},{}", new_text.expose(), old_text.expose()))).unwrap();
    let sealed = old.seal(&random, "place", b"x").unwrap();
    assert!(both.open("place", &sealed).is_ok());
    assert_eq!(new.open("place", &sealed).unwrap_err(), OpenError::UnknownKey);
    assert!(new.open("place", &both.seal(&random, "place", b"y").unwrap()).is_ok(), "the first key writes");
}

/// KY-01: each purpose has a key of its own, and neither is the key itself.
#[test]
fn what_is_sealed_for_a_cookie_does_not_open_as_a_stored_value() {
    let random = CountingRandom::default();
    let (keys, _) = ring(&random);
    let stored = keys.seal(&random, "place", b"x").unwrap();
    let cookie = keys.cookies().seal(&random, "place", b"x").unwrap();
    assert!(keys.open("place", &stored).is_ok() && keys.cookies().open("place", &cookie).is_ok());
    assert_eq!(keys.open("place", &cookie).unwrap_err(), OpenError::Tampered);
    assert_eq!(keys.cookies().open("place", &stored).unwrap_err(), OpenError::Tampered);
    for (mut sealed, opens) in [(stored, false), (cookie, false)] {
        sealed[0] = FIRST_VERSION;
        assert_eq!(keys.open("place", &sealed).is_ok(), opens, "no derived key is the undivided one");
    }
}

/// KY-01: what an earlier version sealed still opens. The key is 32 times 7, the nonce 24 times 9.
#[test]
fn the_first_version_still_opens() {
    let text = Secret::new(BASE64_STANDARD.encode([7; 32]));
    let keys = Keyring::parse(&text).unwrap();
    let cipher = XChaCha20Poly1305::new_from_slice(&[7; 32]).unwrap();
    let payload = Payload { msg: b"secret", aad: b"place" };
    let ciphertext = cipher.encrypt(&XNonce::from([9; NONCE]), payload).unwrap();
    let old = [&[1], keys.fingerprint().as_slice(), &[9; NONCE], &ciphertext].concat();
    assert_eq!(keys.open("place", &old).unwrap().as_slice(), b"secret");
    assert_eq!(keys.cookies().open("place", &old).unwrap().as_slice(), b"secret");
    let new = keys.seal(&CountingRandom::default(), "place", b"secret").unwrap();
    assert_eq!((new[0], &new[1..5]), (2, keys.fingerprint().as_slice()), "the key id is where it was");
}

#[test]
fn bad_key_texts_are_named() {
    assert_eq!(Keyring::parse(&Secret::new(" , ")).unwrap_err(), KeyError::Empty);
    let good = Keyring::generate(&CountingRandom::default());
    let text = Secret::new(format!("{},AAAA", good.expose()));
    assert_eq!(Keyring::parse(&text).unwrap_err(), KeyError::Invalid(2));
}
