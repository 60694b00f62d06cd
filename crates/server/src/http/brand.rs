//! The operator's name, logo and accent colour: `[branding]` of the configuration.
//!
//! Owns what they become on a page: an accent that stays readable on light and dark ground, and the two files that
//! carry colour and logo, named by their content like every other asset.

use bytes::Bytes;

/// How an installation presents itself.
#[derive(Debug, Clone)]
pub struct Branding {
    /// Stands in titles and on the login page.
    pub name: String,
    /// Stands above the name.
    pub logo: Option<Logo>,
    /// The colour of buttons and links, made darker or lighter until it can be read.
    pub accent: Option<[u8; 3]>,
}

impl Default for Branding {
    fn default() -> Self {
        Self { name: "Vestibule".to_owned(), logo: None, accent: None }
    }
}

/// A picture that the operator has chosen.
#[derive(Debug, Clone)]
pub struct Logo {
    /// The file.
    pub bytes: Bytes,
    /// `svg` or `png`.
    pub ending: &'static str,
}

/// What text needs at least on its ground (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;
/// The grounds of app.css that are hardest to read on: `--ground` in the light, `--raised` in the dark.
const LIGHT: [u8; 3] = [0xf6, 0xf6, 0xf4];
const DARK: [u8; 3] = [0x25, 0x29, 0x32];

/// The style sheet that sets the accent.
pub(crate) fn accent_css(accent: [u8; 3]) -> String {
    let light = hex(readable(accent, LIGHT, [0, 0, 0]));
    let dark = hex(readable(accent, DARK, [255, 255, 255]));
    format!(":root{{--accent:{light}}}@media(prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}")
}

/// Mixes `colour` with `towards` until it can be read on `ground`.
fn readable(colour: [u8; 3], ground: [u8; 3], towards: [u8; 3]) -> [u8; 3] {
    let steps = (0..=50u16).map(|step| mix(colour, towards, step * 2));
    let mut readable = steps.filter(|mixed| contrast(*mixed, ground) >= READABLE);
    readable.next().unwrap_or(towards)
}

fn mix(colour: [u8; 3], towards: [u8; 3], percent: u16) -> [u8; 3] {
    let one = |from: u8, to: u8| {
        let mixed = (u16::from(from) * (100 - percent) + u16::from(to) * percent) / 100;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    [one(colour[0], towards[0]), one(colour[1], towards[1]), one(colour[2], towards[2])]
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance, as WCAG defines it.
fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

fn hex(colour: [u8; 3]) -> String {
    format!("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_can_be_read() {
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let accent = [red, green, blue];
                    assert!(contrast(readable(accent, LIGHT, [0; 3]), LIGHT) >= READABLE, "{accent:?} on light");
                    assert!(contrast(readable(accent, DARK, [255; 3]), DARK) >= READABLE, "{accent:?} on dark");
                }
            }
        }
    }

    #[test]
    fn a_readable_accent_stays_as_it_is() {
        assert_eq!(readable([0x2f, 0x4f, 0xd0], LIGHT, [0; 3]), [0x2f, 0x4f, 0xd0]);
        assert!(accent_css([0x2f, 0x4f, 0xd0]).starts_with(":root{--accent:#2f4fd0}"));
    }
}
