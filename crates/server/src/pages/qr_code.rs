//! A QR code as an inline picture: the secret in it never travels in a URL of ours.

use fast_qr::{
    QRBuilder,
    convert::{Builder as _, svg::SvgBuilder},
};
use vestibule_core::secret::Secret;

/// The code as an SVG element, black on white in light and dark, as readers expect; empty when the text is too long for
/// one: then its owner types the secret.
pub(super) fn svg(text: &Secret) -> String {
    let code = QRBuilder::new(text.expose()).build();
    code.map(|code| SvgBuilder::default().margin(4).to_str(&code)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_and_nothing_else() {
        let picture = svg(&Secret::new("otpauth://totp/A:root@example.com?secret=GEZDGNBV"));
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>"), "{picture}");
        assert!(!picture.contains("GEZDGNBV") && !picture.contains("style"), "{picture}");
        assert_eq!(svg(&Secret::new("x".repeat(10_000))), "");
    }
}
