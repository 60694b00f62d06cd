//! Percent-encoding, for plugins that depend on nothing but this crate.

use std::fmt::Write as _;

/// Percent-encodes everything but the unreserved characters of RFC 3986 §2.3, for one value of a query or a form.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
