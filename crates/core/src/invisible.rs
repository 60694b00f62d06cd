//! Characters that nobody sees at the ends of a text that was pasted or read from a file.
//!
//! A secret with one of them is another secret, and the upstream only says that it is wrong.

use std::fmt;

/// An invisible character at an end of a text. `Display` continues a sentence about the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvisibleEnd {
    at_start: bool,
    found: char,
}

impl InvisibleEnd {
    /// The first invisible character that `text` starts with, else the last one that it ends with.
    pub fn find(text: &str) -> Option<Self> {
        let start = text.chars().next().filter(|c| is_invisible(*c));
        let end = || text.chars().next_back().filter(|c| is_invisible(*c));
        start.map(|found| Self { at_start: true, found }).or_else(|| end().map(|found| Self { at_start: false, found }))
    }
}

impl fmt::Display for InvisibleEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.at_start { "starts" } else { "ends" };
        write!(f, "{verb} with {} (U+{:04X})", name(self.found), u32::from(self.found))
    }
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_format(c)
}

/// The format characters (Unicode general category Cf) and the blank letters that editors, chats and web pages leave
/// in what is copied from them.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn name(c: char) -> &'static str {
    match c {
        ' ' => "a space",
        '\t' => "a tab",
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => "a line break",
        '\u{a0}' | '\u{202f}' => "a no-break space",
        '\u{feff}' => "a byte order mark",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' | '\u{200d}' | '\u{2060}' => "a zero-width joiner",
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a mark of writing direction"
        }
        '\u{ad}' => "a soft hyphen",
        c if c.is_control() => "a control character",
        _ => "an invisible character",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F3.
    #[test]
    fn f3_invisible_characters_at_the_ends_are_named() {
        for (text, found) in [
            ("secret", None),
            ("se cret\u{200b}s", None),
            ("", None),
            ("\u{feff}secret", Some("starts with a byte order mark (U+FEFF)")),
            ("secret\u{200b}", Some("ends with a zero-width space (U+200B)")),
            (" secret", Some("starts with a space (U+0020)")),
            ("secret\t", Some("ends with a tab (U+0009)")),
            ("secret\n", Some("ends with a line break (U+000A)")),
            ("secret\u{a0}", Some("ends with a no-break space (U+00A0)")),
            ("\u{202a}secret", Some("starts with a mark of writing direction (U+202A)")),
            ("secret\u{0}", Some("ends with a control character (U+0000)")),
            ("\u{2060}", Some("starts with a zero-width joiner (U+2060)")),
        ] {
            assert_eq!(InvisibleEnd::find(text).map(|end| end.to_string()).as_deref(), found, "{text:?}");
        }
    }
}
