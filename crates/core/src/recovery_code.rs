//! Recovery codes: what gets somebody in who has lost their second factor. Each is good once.

use crate::{
    ids::UserId,
    random::Random,
    secret::{Secret, sha256},
};

/// How many there are of one account.
pub const COUNT: usize = 10;
/// Characters that are not mistaken for each other when they are copied from paper (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code, of five random bits each.
const LENGTH: usize = 16;

/// New codes, as they are shown: four groups of four characters, 80 random bits.
pub fn generate(random: &dyn Random) -> Vec<Secret> {
    let code = |_| {
        let mut bytes = [0u8; LENGTH];
        random.fill(&mut bytes);
        let characters: Vec<char> = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        Secret::new(characters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-"))
    };
    (0..COUNT).map(code).collect()
}

/// What is kept of a code; `None` for what cannot be one. A code has too many bits to be guessed from it, so it needs no
/// salt; the user makes it good for nobody else.
pub fn hash(user: UserId, typed: &str) -> Option<[u8; 32]> {
    let written = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let code: String = written.take(LENGTH + 1).collect();
    let is_code = code.len() == LENGTH && code.bytes().all(|byte| ALPHABET.contains(&byte));
    is_code.then(|| sha256(format!("recovery code\0{user}\0{code}")))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::random::CountingRandom;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let user = UserId(Uuid::from_u128(1));
        let codes = generate(&CountingRandom::default());
        assert_eq!(codes.len(), COUNT);
        for code in &codes {
            let text = code.expose();
            let kept = hash(user, text).unwrap();
            for typed in [text.to_lowercase(), text.replace('-', ""), text.replace('-', " "), text.replace('0', "o")] {
                assert_eq!(hash(user, &typed), Some(kept), "{typed}");
            }
            assert_ne!(hash(UserId(Uuid::from_u128(2)), text), Some(kept), "of one account");
        }
        for wrong in ["", "ABCD", "ABCD-EFGH-JKMN-PQRST", "ABCD-EFGH-JKMN-PQR!", "ÄBCD-EFGH-JKMN-PQRS"] {
            assert_eq!(hash(user, wrong), None, "{wrong}");
        }
    }
}
