//! What an operator may change about how the pages look: variables of the style sheet, texts and links. Pure rules, which the
//! configuration and the preview both apply.

use crate::suggestion::did_you_mean;

/// The variables of the style sheet that may have another value.
pub const VARIABLES: [&str; 17] = [
    "page",
    "card",
    "raised",
    "ink",
    "soft",
    "line",
    "edge",
    "accent",
    "accent-ink",
    "alarm",
    "alarm-background",
    "good",
    "good-background",
    "warn",
    "warn-background",
    "shadow",
    "corner",
];

/// Functions that only make a colour or a number.
const FUNCTIONS: [&str; 9] = ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch"];
const LONGEST_VALUE: usize = 100;
const LONGEST_TEXT: usize = 500;
const LONGEST_LABEL: usize = 60;
/// So many links are below the buttons at most.
pub const MOST_LINKS: usize = 8;

/// Whether a variable exists and its value can only be a value: no address, no other declaration, nothing that a browser
/// would load or run.
pub fn check_variable(name: &str, value: &str) -> Result<(), String> {
    if !VARIABLES.contains(&name) {
        return Err(format!("is no variable of the style sheet{}", did_you_mean(name, VARIABLES)));
    }
    if value.trim().is_empty() || value.len() > LONGEST_VALUE {
        return Err(format!("must have 1 to {LONGEST_VALUE} characters"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || " #%.,()/-+".contains(c);
    if let Some(other) = value.chars().find(|c| !allowed(*c)) {
        return Err(format!(
            "must not contain {other:?}: write a colour such as `#1d2027`, or a length such as `1rem`"
        ));
    }
    let mut depth = 0i32;
    for (index, c) in value.char_indices() {
        match c {
            '(' => {
                let function = value[..index].rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '-').next();
                let function = function.unwrap_or_default().to_ascii_lowercase();
                if !FUNCTIONS.contains(&&*function) {
                    return Err(format!("must not contain `{function}(`; the functions are {}", FUNCTIONS.join(", ")));
                }
                depth += 1;
            }
            ')' => depth -= 1,
            '/' if value[index..].starts_with("//") => return Err("must not contain `//`".to_owned()),
            _ => {}
        }
        if !(0..=1).contains(&depth) {
            return Err("has brackets that do not match".to_owned());
        }
    }
    if depth == 0 { Ok(()) } else { Err("has brackets that do not match".to_owned()) }
}

/// `#rrggbb`.
pub fn parse_colour(text: &str) -> Result<[u8; 3], String> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok().filter(|_| !digits.contains('+')));
    let [_, red, green, blue] = number.ok_or("must be a colour such as `#2f4fd0`")?.to_be_bytes();
    Ok([red, green, blue])
}

/// A text below the heading of the login page.
pub fn check_text(text: &str) -> Result<(), String> {
    match text.chars().count() {
        0 => Err("must not be empty".to_owned()),
        count if count > LONGEST_TEXT => Err(format!("has {count} characters; {LONGEST_TEXT} are the most")),
        _ => Ok(()),
    }
}

/// A link below the buttons: a name, and an address on http or https, or a path of this host.
pub fn check_link(name: &str, address: &str) -> Result<(), String> {
    if name.trim().is_empty() || name.chars().count() > LONGEST_LABEL {
        return Err(format!("must have a name of 1 to {LONGEST_LABEL} characters"));
    }
    let is_path = address.starts_with('/') && !address.starts_with("//") && !address.contains('\\');
    let url = url::Url::parse(address).ok();
    let is_web = url.is_some_and(|url| ["https", "http"].contains(&url.scheme()) && url.has_host());
    if is_path || is_web {
        return Ok(());
    }
    Err("must be an address such as `https://example.com/privacy`, or a path such as `/privacy`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours() {
        assert_eq!(parse_colour("#2f4FD0"), Ok([0x2f, 0x4f, 0xd0]));
        for text in ["", "2f4fd0", "#2f4", "#2f4fd00", "blue", "#gg0000", "#+f4fd0", "#ééé"] {
            assert!(parse_colour(text).is_err(), "{text}");
        }
    }

    /// BD-01: a value is a value, whatever somebody writes into it.
    #[test]
    fn variables() {
        for value in
            ["#fff", "rgb(20 22 27 / .5)", "none", "0 1px 2px rgb(20, 22, 27, 10%)", "oklch(0.7 0.1 200)", "1rem"]
        {
            assert_eq!(check_variable("card", value), Ok(()), "{value}");
        }
        for value in [
            "",
            " ",
            "url(https://evil.example/x)",
            "URL(x)",
            "image-set(x)",
            "expression(1)",
            "var(--x)",
            "attr(x)",
            "red; background: blue",
            "red } body { color: red",
            "\"x\"",
            "'x'",
            "<script>",
            "\\75rl(x)",
            "//evil.example",
            "/* x */",
            "rgb(1",
            "rgb(rgb(1))",
            ")(",
            "@import x",
            "a:b",
            "é",
            "red\n",
        ] {
            assert!(check_variable("card", value).is_err(), "{value}");
        }
        assert!(check_variable("card", &"1".repeat(101)).is_err());
        assert_eq!(
            check_variable("crad", "#fff"),
            Err("is no variable of the style sheet; did you mean `card`?".to_owned())
        );
        assert!(check_variable("--card", "#fff").is_err());
    }

    /// BD-02: a link leads to a page and runs nothing.
    #[test]
    fn links() {
        for address in ["https://example.com/privacy", "http://localhost/x", "/privacy"] {
            assert_eq!(check_link("Privacy", address), Ok(()), "{address}");
        }
        for address in ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "privacy", ""] {
            assert!(check_link("Privacy", address).is_err(), "{address}");
        }
        assert!(check_link(" ", "/x").is_err());
    }
}
