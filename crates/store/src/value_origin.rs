//! Where the values of a user's profile come from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
pub use vestibule_core::access::ValueOrigin;

/// A value of a profile whose origin is kept. The username is made here, always; addresses and groups belong to what was
/// granted ([`vestibule_core::access`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileField {
    /// Full name.
    Name,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// Where a picture is.
    AvatarUrl,
}

/// The origins of a profile. A value without an origin was written before origins were kept, and has not been sent since.
pub type ValueOrigins = BTreeMap<ProfileField, ValueOrigin>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let origins = ValueOrigins::from([
            (ProfileField::Name, ValueOrigin::Local),
            (ProfileField::FirstName, ValueOrigin::Provider("pocketid".parse().unwrap())),
        ]);
        let text = serde_json::to_string(&origins).unwrap();
        assert_eq!(text, r#"{"name":"local","first_name":"provider:pocketid"}"#);
        assert_eq!(serde_json::from_str::<ValueOrigins>(&text).unwrap(), origins);
        for wrong in [r#"{"name":"somewhere"}"#, r#"{"name":"provider:"}"#, r#"{"phone":"local"}"#] {
            assert!(serde_json::from_str::<ValueOrigins>(wrong).is_err(), "{wrong}");
        }
    }
}
