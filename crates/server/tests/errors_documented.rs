//! `docs/errors.md` and the codes say the same. The sentences for people are compared in `pages/texts/errors.rs`.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::{fs, path::Path};

use vestibule_core::code::ErrorCode;

const PARTS: [&str; 4] = ["- **The person sees:** ", "- **Meaning:** ", "- **Look at:** ", "- **Status:** "];

/// The sections whose heading is a code, as (code, text in one line).
fn sections() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
    let text = fs::read_to_string(path).unwrap();
    let mut sections: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with('#') {
            let code = line.strip_prefix("### `").and_then(|rest| rest.strip_suffix('`'));
            inside = code.is_some();
            sections.extend(code.map(|code| (code.to_owned(), String::new())));
        } else if let Some((_, text)) = sections.last_mut().filter(|_| inside) {
            text.push_str(line.trim());
            text.push(' ');
        }
    }
    sections
}

#[test]
fn each_code_has_one_section_in_the_order_of_the_codes() {
    let found: Vec<String> = sections().into_iter().map(|(code, _)| code).collect();
    let codes: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    for code in &codes {
        assert!(found.iter().any(|section| section == code), "docs/errors.md has no section `{code}`");
    }
    for section in &found {
        assert!(codes.contains(&section.as_str()), "docs/errors.md explains `{section}`, which is no code");
    }
    assert_eq!(found, codes, "a section appears twice, or is out of the order of the codes");
}

#[test]
fn each_section_has_its_parts_title_and_status() {
    for (code, text) in sections() {
        let places: Vec<_> = PARTS.iter().map(|part| text.find(part)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "`{code}` has not all parts in order");
        let known = ErrorCode::parse(&code).unwrap_or_else(|| panic!("`{code}` is no code"));
        let title = format!("{}*{}.* ", PARTS[0], known.title());
        assert!(text.contains(&title), "`{code}` does not begin with its title: {}", known.title());
        let stated = text.split_once(PARTS[3]).and_then(|(_, rest)| rest.split([',', '.']).next());
        assert_eq!(stated, Some(known.status().to_string().as_str()), "the status of `{code}`");
    }
}
