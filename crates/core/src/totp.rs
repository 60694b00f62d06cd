//! One-time codes of an authenticator application (RFC 6238): six digits, SHA-1, steps of 30 seconds, as every
//! application expects them.

use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::{clock::Timestamp, random::Random, secret::Secret};

/// How many steps before and after the current one are taken: clocks differ, and people type slowly (RFC 6238 §5.2).
const WINDOW: u16 = 1;

/// What an authenticator application and we share.
#[derive(Debug, Clone)]
pub struct TotpSecret(Secret);

impl TotpSecret {
    /// A new one of 160 bits (RFC 4226 §4).
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0u8; 20]);
        random.fill(bytes.as_mut_slice());
        Self(Secret::new(totp_rs::Secret::new_stack(*bytes).to_base32()))
    }

    /// One that was kept, in base32; `None` when it is none.
    pub fn parse(base32: Secret) -> Option<Self> {
        totp_rs::Secret::try_from_base32(base32.expose()).ok().filter(|secret| secret.as_bytes().len() == 20)?;
        Some(Self(base32))
    }

    /// In base32, as people type it and as it is kept.
    pub fn base32(&self) -> &Secret {
        &self.0
    }

    /// The link that a QR code holds, for the account of that name at that installation; `None` for names that have no
    /// place in one.
    pub fn url(&self, installation: &str, account: &str) -> Option<Secret> {
        let plain = |text: &str| text.replace(':', " ");
        let totp = self.builder()?.with_issuer(Some(plain(installation))).with_account_name(plain(account)).build();
        totp.ok()?.to_url().ok().map(Secret::new)
    }

    /// The step that a code is of; `None` when it is of none that is near. Each step is good for one sign-in: whoever
    /// keeps the last one that was used refuses it and those before.
    pub fn check(&self, code: &str, now: Timestamp) -> Option<u64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.totp()?.check(&digits, u64::try_from(now.timestamp()).ok()?)
    }

    /// The code at that time, as an application shows it.
    pub fn code(&self, at: Timestamp) -> Option<String> {
        Some(self.totp()?.generate(u64::try_from(at.timestamp()).ok()?).to_string())
    }

    fn totp(&self) -> Option<Totp> {
        self.builder()?.with_account_name("-").build().ok()
    }

    fn builder(&self) -> Option<Builder> {
        let secret = totp_rs::Secret::try_from_base32(self.0.expose()).ok()?;
        Some(Builder::new().with_secret(secret).with_skew(WINDOW).with_step_duration(30))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::from_millis, random::CountingRandom};

    /// The vectors of RFC 6238, appendix B, for SHA-1, of which six digits are the last six.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = TotpSecret::parse(Secret::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")).unwrap();
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(secret.code(from_millis(second * 1_000)).as_deref(), Some(code));
        }
    }

    /// LA-08.
    #[test]
    fn a_code_is_good_for_its_step_and_the_two_next_to_it() {
        let secret = TotpSecret::generate(&CountingRandom::default());
        let at = |step: i64| from_millis(step * 30_000 + 7_000);
        let code = secret.code(at(1_000)).unwrap();
        let found: Vec<_> = (998..=1_002).map(|step| secret.check(&code, at(step))).collect();
        assert_eq!(found, [None, Some(1_000), Some(1_000), Some(1_000), None]);
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        assert_eq!(secret.check(&spaced, at(1_000)), Some(1_000), "as applications show it");
        for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(secret.check(wrong, at(1_000)), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_reads_back_and_is_not_shown() {
        let secret = TotpSecret::generate(&CountingRandom::default());
        assert!(!format!("{secret:?}").contains(secret.base32().expose()));
        assert_eq!(TotpSecret::parse(secret.base32().clone()).unwrap().base32(), secret.base32());
        assert!(TotpSecret::parse(Secret::new("AAAA")).is_none());
        let url = secret.url("Auth: of Example", "root@example.com").unwrap();
        assert!(url.expose().starts_with("otpauth://totp/"), "{}", url.expose());
        assert!(url.expose().contains(&format!("secret={}", secret.base32().expose())));
    }
}
