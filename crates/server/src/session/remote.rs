//! The headers that describe a user to an application.
//!
//! An address is sent only while it counts as verified.
//!
//! All five headers are always there, empty without a value, so that a proxy overwrites whatever a client has sent under
//! these names. Printable ASCII is sent as it is; everything else is percent-encoded UTF-8, and so are `%` itself and,
//! within a group, the comma and the semicolon. Nothing is ever cut: half a list of groups is another list of groups.

use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use vestibule_core::{access::Access, code::ErrorCode};
use vestibule_store::User;

use crate::http::api_error::ApiError;

const NAMES: [HeaderName; 5] = [
    HeaderName::from_static("remote-id"),
    HeaderName::from_static("remote-user"),
    HeaderName::from_static("remote-email"),
    HeaderName::from_static("remote-name"),
    HeaderName::from_static("remote-groups"),
];

/// How many bytes the five values have at most: proxies give the header of an answer a buffer of 4 or 8 KiB.
const LIMIT: usize = 4096;

const TEXT: &AsciiSet = &CONTROLS.add(b'%');
const GROUP: &AsciiSet = &TEXT.add(b',').add(b';');

/// The values for one person, or how many bytes they have if that is too many.
pub(crate) struct Remote(Result<[HeaderValue; 5], usize>);

impl Remote {
    /// What is said about a user.
    pub(crate) fn new(user: &User, access: &Access) -> Self {
        let text = |text: &str| utf8_percent_encode(text, TEXT).to_string();
        let group = |group: &str| utf8_percent_encode(group, GROUP).to_string();
        let groups: Vec<String> = access.group_names().filter(|group| !group.is_empty()).map(group).collect();
        let values = [
            user.id.to_string(),
            text(&user.username),
            access.verified_email().map(|email| text(email.as_str())).unwrap_or_default(),
            user.name.as_deref().map(text).unwrap_or_default(),
            groups.join(","),
        ];
        let length: usize = values.iter().map(String::len).sum();
        if length > LIMIT {
            return Self(Err(length));
        }
        // Every byte is printable ASCII by now.
        Self(Ok(values.map(|value| HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("")))))
    }

    /// The headers; refused when they are too large for a proxy.
    pub(crate) fn headers(&self) -> Result<HeaderMap, ApiError> {
        match &self.0 {
            Ok(values) => Ok(NAMES.into_iter().zip(values.iter().cloned()).collect()),
            Err(length) => Err(ApiError::new(ErrorCode::Forbidden).detail(format!(
                "Your name and groups take {length} bytes, and an application can receive at most {LIMIT}. Ask the administrator \
                 for fewer groups."
            ))),
        }
    }

    /// The headers without a user.
    pub(crate) fn anonymous() -> HeaderMap {
        NAMES.into_iter().map(|name| (name, HeaderValue::from_static(""))).collect()
    }
}

#[cfg(test)]
mod tests {
    use vestibule_core::{
        access::{EffectiveEmail, EffectiveGroup, Local, ValueOrigin},
        clock::from_millis,
        email::EmailAddress,
        ids::UserId,
    };

    use super::*;

    fn user(name: Option<&str>) -> User {
        User {
            id: UserId(uuid::Uuid::nil()),
            local: Local::default(),
            grants: Vec::new(),
            has_password: false,
            username: "jane".to_owned(),
            name: name.map(str::to_owned),
            first_name: None,
            last_name: None,
            avatar_url: None,
            origins: std::collections::BTreeMap::new(),
            application_id: None,
            disabled: false,
            created_at: from_millis(0),
            last_sign_in_at: None,
        }
    }

    fn access(verified: bool, groups: &[&str]) -> Access {
        let address = EmailAddress::parse("Jane+x@example.com").unwrap();
        Access {
            email: Some(EffectiveEmail { address, verified, origin: ValueOrigin::Local }),
            groups: groups
                .iter()
                .map(|&name| EffectiveGroup { name: name.to_owned(), providers: vec!["corp".parse().unwrap()] })
                .collect(),
            ..Access::default()
        }
    }

    fn headers(name: Option<&str>, access: &Access) -> Vec<(String, String)> {
        let headers = Remote::new(&user(name), access).headers().ok().unwrap();
        headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
    }

    /// FA-03, FA-06.
    #[test]
    fn every_value_is_one_header_line() {
        let nasty = Some("Zoë\r\nRemote-User: root %41");
        let groups = access(true, &["a,b", "c;d", "", "e f", "é\0", "x%2Cy"]);
        let expected = [
            ("remote-id", "00000000-0000-0000-0000-000000000000"),
            ("remote-user", "jane"),
            ("remote-email", "Jane+x@example.com"),
            ("remote-name", "Zo%C3%AB%0D%0ARemote-User: root %2541"),
            ("remote-groups", "a%2Cb,c%3Bd,e f,%C3%A9%00,x%252Cy"),
        ];
        assert_eq!(headers(nasty, &groups), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        // ID-03: nobody has verified it.
        let values: Vec<String> = headers(None, &access(false, &[])).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values[1..], ["jane", "", "", ""]);
        assert_eq!(Remote::anonymous().len(), 5);
    }

    const ID_LENGTH: usize = 36;

    #[test]
    fn too_much_is_refused_and_not_cut() {
        let group = "g".repeat(100);
        let many = access(true, &vec![group.as_str(); 82]);
        let failure = Remote::new(&user(None), &many).headers().err().unwrap();
        assert_eq!((failure.code, failure.status), (ErrorCode::Forbidden, 403));
        assert!(failure.detail.as_ref().unwrap().contains("bytes"));
        let fits = "g".repeat(LIMIT - ID_LENGTH - "janeJane+x@example.com".len());
        assert!(Remote::new(&user(None), &access(true, &[&fits])).headers().is_ok());
        assert!(Remote::new(&user(None), &access(true, &[&fits, "g"])).headers().is_err());
    }
}
