//! Where tests name the id of a case.
//!
//! Owns what counts: a test's name (`aa_06_…`), the `///` above it, a string or a comment inside it. What is in a
//! file's own `//!`, or outside of tests, does not count. Reads text, not syntax: a file that is formatted shows by its
//! indentation what belongs to what.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use vestibule_dev::error::Error;

/// One place that names an id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mention {
    /// The file, relative to the repository's root.
    pub(super) file: String,
    /// The test, or the table of rows that tests share.
    pub(super) name: String,
}

/// By id, every test that names it, in the folders where tests are.
pub(super) fn find(root: &Path, groups: &BTreeSet<&str>) -> Result<BTreeMap<String, BTreeSet<Mention>>, Error> {
    let mut files = Vec::new();
    for top in ["crates", "tests"] {
        walk(root, Path::new(top), &mut files)?;
    }
    let mut found: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for file in files {
        let path = root.join(&file);
        let text = fs::read_to_string(&path).map_err(|source| Error::Read { path, source })?;
        let named = if file.ends_with(".mjs") { in_script(&text, groups) } else { in_rust(&file, &text, groups) };
        for (id, name) in named {
            found.entry(id).or_default().insert(Mention { file: file.clone(), name });
        }
    }
    Ok(found)
}

/// Adds the sources below a folder, with `/` between the parts of their paths.
fn walk(root: &Path, folder: &Path, files: &mut Vec<String>) -> Result<(), Error> {
    let path = root.join(folder);
    let read = |source| Error::Read { path: path.clone(), source };
    for entry in fs::read_dir(&path).map_err(read)? {
        let entry = entry.map_err(read)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let below = folder.join(&name);
        if entry.file_type().map_err(read)?.is_dir() {
            if name != "node_modules" && name != "target" {
                walk(root, &below, files)?;
            }
        } else if name.ends_with(".rs") || name.ends_with(".test.mjs") {
            files.push(below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"));
        }
    }
    Ok(())
}

/// Whether a file holds nothing but tests.
fn is_all_tests(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or_default();
    file.starts_with("tests/")
        || ["/tests/", "/conformance/"].iter().any(|part| file.contains(part))
        || name == "tests.rs"
        || name.ends_with("_tests.rs")
}

fn in_rust(file: &str, text: &str, groups: &BTreeSet<&str>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    // How far the items of the tests are indented; `None` outside of tests.
    let mut level = is_all_tests(file).then_some(0);
    let (mut item, mut above, mut is_test) = (None::<String>, Vec::new(), false);
    for line in text.lines() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        if code.starts_with("#[cfg(test)]") {
            level = level.or(Some(4));
            continue;
        }
        let Some(level) = level else { continue };
        if code.starts_with("//!") {
            continue;
        }
        if code.starts_with("///") {
            above.extend(ids(code, groups));
            continue;
        }
        if code.starts_with("#[") {
            is_test |= code.starts_with("#[test") || code.contains("::test");
            continue;
        }
        // A macro may indent its tests once more; any other function that deep is a detail of the one around it.
        if let Some(name) = item_name(code).filter(|_| indent == level || (is_test && indent == level + 4)) {
            found.extend(std::mem::take(&mut above).into_iter().map(|id| (id, name.clone())));
            found.extend(in_name(&name, groups).map(|id| (id, name.clone())));
            item = Some(name);
        }
        is_test = false;
        above.clear();
        if let Some(name) = &item {
            found.extend(ids(code, groups).into_iter().map(|id| (id, name.clone())));
        }
    }
    found
}

/// The name of the function, constant or static that begins on this line.
fn item_name(code: &str) -> Option<String> {
    let mut words = code.split_whitespace();
    words.find(|word| matches!(*word, "fn" | "const" | "static"))?;
    let mut rest = words.filter(|word| *word != "fn" && *word != "async");
    let name: String = rest.next()?.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let before = code.split_whitespace().take_while(|word| !matches!(*word, "fn" | "const" | "static"));
    let is_item = before.into_iter().all(|word| word.starts_with("pub") || word == "async" || word == "unsafe");
    (is_item && !name.is_empty()).then_some(name)
}

/// Ids in a test of a script: they are in its title.
fn in_script(text: &str, groups: &BTreeSet<&str>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.trim_start();
        let Some(rest) = line.strip_prefix("test(").or_else(|| line.strip_prefix("it(")) else { continue };
        let quote = rest.chars().next().unwrap_or('\'');
        let title = rest.split(quote).nth(1).unwrap_or_default();
        found.extend(ids(title, groups).into_iter().map(|id| (id, title.to_owned())));
    }
    found
}

/// `AA-01` wherever it is as a word of its own, of a known group.
fn ids(text: &str, groups: &BTreeSet<&str>) -> Vec<String> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let bytes = text.as_bytes();
    let matches = bytes.windows(5).enumerate().filter(|(at, id)| {
        let alone = (*at == 0 || !is_part(bytes[at - 1])) && bytes.get(at + 5).is_none_or(|next| !is_part(*next));
        alone && id[2] == b'-' && id[3..].iter().all(u8::is_ascii_digit)
    });
    let texts = matches.filter_map(|(_, id)| std::str::from_utf8(id).ok());
    texts.filter(|id| groups.contains(&id[..2])).map(str::to_owned).collect()
}

/// `aa_01` among the words of a name.
fn in_name(name: &str, groups: &BTreeSet<&str>) -> impl Iterator<Item = String> {
    let words: Vec<_> = name.split('_').collect();
    let pairs: Vec<_> = words.windows(2).map(|pair| format!("{}-{}", pair[0].to_ascii_uppercase(), pair[1])).collect();
    let known = |id: &String| ids(id, groups) == [id.as_str()];
    pairs.into_iter().filter(known).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(file: &str, text: &str) -> Vec<String> {
        let groups = BTreeSet::from(["XQ", "YQ"]);
        let found = if file.ends_with(".mjs") { in_script(text, &groups) } else { in_rust(file, text, &groups) };
        found.into_iter().map(|(id, name)| format!("{id} {name}")).collect()
    }

    #[test]
    fn a_test_names_a_case_in_its_name_its_documentation_and_its_rows() {
        let text = "//! XQ-01 is about the file.\n\
            /// XQ-02, YQ-01: more.\n#[tokio::test]\nasync fn one() {\n    let rows = [(\"XQ-03 row\", 1)];\n}\n\
            #[test]\nfn xq_04_by_name() {}\n\
            /// XQ-05 is a table.\nconst ROWS: &[&str] = &[\n    \"XQ-06 x\",\n];\n\
            proptest! {\n    /// YQ-02.\n    #[test]\n    fn deep(x in 0..1) {}\n}\n";
        let expected =
            ["XQ-02 one", "YQ-01 one", "XQ-03 one", "XQ-04 xq_04_by_name", "XQ-05 ROWS", "XQ-06 ROWS", "YQ-02 deep"];
        assert_eq!(named("tests/a/b.rs", text), expected);
    }

    #[test]
    fn what_is_not_a_test_names_nothing() {
        let text = "/// XQ-01.\nfn rule() {} // XQ-02\n\n#[cfg(test)]\nmod tests {\n    // XQ-03 belongs to nothing.\n    \
            #[test]\n    fn shown() {\n        fn inner() {}\n        \"XQ-04\";\n    }\n}\n";
        assert_eq!(named("crates/a/src/b.rs", text), ["XQ-04 shown"]);
        assert_eq!(named("crates/a/src/b.rs", "/// XQ-01.\n#[test]\nfn x() {}"), [""; 0]);
        let other = "#[test]\nfn x() {\n    \"UTF-16 XXQ-01 XQ-011 XQ-01-a ES-25 xq-01\";\n}";
        assert_eq!(named("tests/a.rs", other), [""; 0]);
    }

    #[test]
    fn a_script_names_cases_in_titles() {
        let text = "test('XQ-01: one', async () => {\n  // YQ-01\n});\ntest(\"YQ-02 two\", f);\n";
        assert_eq!(named("tests/x.test.mjs", text), ["XQ-01 XQ-01: one", "YQ-02 YQ-02 two"]);
    }
}
