//! What the pages say about an error: what happened, and what the person can do. `locales/*/errors.ftl` has both under
//! the name of the code.

use vestibule_core::code::ErrorCode;

use super::Language;

/// What happened, in a few words.
pub(crate) fn title(code: ErrorCode, language: Language) -> &'static str {
    language.0.find(code.as_str()).unwrap_or_else(|| code.title())
}

/// What the person can do, in one or two sentences.
pub(crate) fn what_to_do(code: ErrorCode, language: Language) -> &'static str {
    language.0.find(&format!("{code}.what-to-do")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{super::CATALOG, *};

    #[test]
    fn every_code_has_both_texts_in_every_language() {
        let english = Language(CATALOG.locales().first().unwrap());
        for code in ErrorCode::ALL {
            // Programs and pages say the same.
            assert_eq!(title(*code, english), code.title(), "{code}");
            for language in CATALOG.locales() {
                assert!(language.find(code.as_str()).is_some(), "{}: {code}", language.tag());
                assert!(!what_to_do(*code, Language(language)).is_empty(), "{}: {code}", language.tag());
            }
        }
    }

    /// The documentation quotes what the pages say.
    #[test]
    fn errors_md_says_what_the_pages_say() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
        let text = std::fs::read_to_string(path).unwrap();
        let english = Language(CATALOG.locales().first().unwrap());
        for code in ErrorCode::ALL {
            let section = text.split("\n### ").find_map(|section| section.strip_prefix(&format!("`{code}`\n")));
            let section = section.unwrap_or_else(|| panic!("docs/errors.md has no section `{code}`"));
            let words = section.split_whitespace().collect::<Vec<_>>().join(" ");
            let quoted = format!("- **The person sees:** *{}.* {}", code.title(), what_to_do(*code, english));
            assert!(words.contains(&quoted), "{code}: docs/errors.md should say {quoted}");
        }
    }
}
