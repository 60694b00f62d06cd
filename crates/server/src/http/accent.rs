//! The accent colour: made darker or lighter until it is readable on both backgrounds.

/// The contrast that text needs at least (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;
/// The backgrounds of app.css that are hardest to read on: `--page` in light mode, `--raised` in dark mode.
const LIGHT: [u8; 3] = [0xf6, 0xf6, 0xf4];
const DARK: [u8; 3] = [0x25, 0x29, 0x32];

/// The style sheet that sets the accent.
pub(crate) fn accent_css(accent: [u8; 3]) -> String {
    let light = hex(readable(accent, LIGHT, [0, 0, 0]));
    let dark = hex(readable(accent, DARK, [255, 255, 255]));
    format!(":root{{--accent:{light}}}@media(prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}")
}

/// The style sheet with the accent and the variables of the operator; `None` when nothing differs from ours.
pub(crate) fn brand_css(accent: Option<[u8; 3]>, [all, dark]: &[Vec<(String, String)>; 2]) -> Option<String> {
    let mut css = accent.map(accent_css).unwrap_or_default();
    let lines = |values: &[(String, String)]| -> String {
        values.iter().map(|(name, value)| format!("--{name}:{value};")).collect()
    };
    if !all.is_empty() {
        // Our own dark page must not win over what is wanted for all pages.
        css.push_str(&format!(":root:root{{{}}}", lines(all)));
    }
    if !dark.is_empty() {
        css.push_str(&format!("@media(prefers-color-scheme:dark){{:root:root{{{}}}}}", lines(dark)));
    }
    (!css.is_empty()).then_some(css)
}

/// Mixes `colour` with `towards` until it is readable on `background`.
fn readable(colour: [u8; 3], background: [u8; 3], towards: [u8; 3]) -> [u8; 3] {
    let steps = (0..=50u16).map(|step| mix(colour, towards, step * 2));
    let mut readable = steps.filter(|mixed| contrast(*mixed, background) >= READABLE);
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
    fn variables_come_after_our_own() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(brand_css(None, &[Vec::new(), Vec::new()]), None);
        let css = brand_css(None, &[vec![pair("card", "#fff"), pair("corner", "0")], vec![pair("card", "#000")]]);
        let expected = ":root:root{--card:#fff;--corner:0;}@media(prefers-color-scheme:dark){:root:root{--card:#000;}}";
        assert_eq!(css.as_deref(), Some(expected));
    }

    #[test]
    fn a_readable_accent_stays_as_it_is() {
        assert_eq!(readable([0x2f, 0x4f, 0xd0], LIGHT, [0; 3]), [0x2f, 0x4f, 0xd0]);
        assert!(accent_css([0x2f, 0x4f, 0xd0]).starts_with(":root{--accent:#2f4fd0}"));
    }
}
