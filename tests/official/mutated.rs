//! Official files with one mistake in them: each key of each table misspelt and of a wrong type, in three files, and each
//! placeholder unknown. All of them are refused at the line of the mistake, with the nearest right word.

use std::collections::BTreeMap;
use std::path::Path;

use vestibule::parts::protocols;
use vestibule_core::{
    origin::Origin,
    placeholder::{Piece, pieces},
    violation::Violation,
};
use vestibule_registry::{Catalogue, Document, Format, faults_of_definition};

use crate::{agree::CONTEXT, vendor_fixture::official};

/// One `key = value` of a file.
struct Line<'t> {
    /// Counted from 1.
    number: u32,
    /// The table that it is in.
    table: &'t str,
    key: &'t str,
    value: &'t str,
}

/// The lines with keys, without those of texts that span lines.
fn lines(text: &str) -> Vec<Line<'_>> {
    let (mut found, mut table, mut in_text) = (Vec::new(), "", false);
    for (line, number) in text.lines().zip(1..) {
        let quotes = line.matches("\"\"\"").count();
        if !in_text && line.starts_with('[') {
            table = line.split(" #").next().unwrap().trim_matches(['[', ']']);
        } else if let Some((key, value)) = line.split_once(" = ").filter(|_| !in_text && !line.starts_with('#')) {
            found.push(Line { number, table, key, value });
        }
        in_text ^= quotes == 1;
    }
    found
}

/// The text with another line in the place of this one.
fn with(text: &str, number: u32, line: &str) -> String {
    let replaced = text.lines().zip(1..).map(|(old, at)| if at == number { line } else { old });
    replaced.map(|line| format!("{line}\n")).collect()
}

/// What `lint` says about a file.
fn faults(text: String) -> Vec<Violation> {
    let document = Document { path: "mutated.toml".into(), format: Format::Toml, text, official: true };
    let catalogue = Catalogue::from_documents([document], &protocols());
    let refused = catalogue.faults().iter().flat_map(|fault| fault.violations.0.clone());
    let bound = catalogue.iter().flat_map(|entry| faults_of_definition(entry, &CONTEXT).0);
    refused.chain(bound).collect()
}

fn at_line(violation: &Violation, number: u32) -> bool {
    matches!(&violation.origin, Some(Origin::File(place)) if place.line == number && place.column > 0)
}

/// Whether the names in a table are the definition's own, and not its vendor's.
fn has_known_keys(line: &Line<'_>) -> bool {
    !matches!(line.table, "authorize_params" | "credentials.properties" | "id_token.required_claims")
}

/// Says yes three times for each key of each table: what a file says about it, another one says in the same words.
fn three_of_each() -> impl FnMut(&Line<'_>) -> bool {
    let mut seen: BTreeMap<String, u8> = BTreeMap::new();
    move |line| {
        let times = seen.entry(format!("{}/{}", line.table, line.key)).or_default();
        *times += 1;
        *times <= 3
    }
}

/// The placeholders of a value, each with the place of its first letter.
fn words(value: &str) -> Vec<(usize, &str)> {
    let (mut at, mut found) = (0, Vec::new());
    for piece in pieces(value) {
        match piece {
            Piece::Text(text) => at += text.len(),
            Piece::Placeholder(word) => {
                found.push((at + 1, word));
                at += word.len() + 2;
            }
        }
    }
    found
}

fn ids() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../providers/official");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(".toml").map(str::to_owned)).collect()
}

#[test]
fn pf_01_a_misspelt_key_is_refused_where_it_is() {
    let (mut tried, mut is_needed) = (0, three_of_each());
    for id in ids() {
        let text = official(&id);
        for line in lines(&text).iter().filter(|line| has_known_keys(line) && is_needed(line)) {
            let last = line.key.trim_matches('"').chars().last().unwrap();
            let key = format!("{}{last}", line.key);
            let found = faults(with(&text, line.number, &format!("{key} = {}", line.value)));
            // Of a key with dots, its last word is misspelt.
            let word = if line.key.starts_with('"') { line.key } else { line.key.rsplit('.').next().unwrap() };
            let said = format!("did you mean `{word}`?");
            // The keywords of JSON Schema are a list that people know from elsewhere.
            let named =
                |violation: &Violation| line.table.starts_with("credentials") || violation.detail.contains(&said);
            let refused = found.iter().any(|violation| at_line(violation, line.number) && named(violation));
            // The whole of a text that spans lines goes with its key.
            assert!(refused, "{id}:{}: {key}: {found:?}", line.number);
            tried += 1;
        }
    }
    assert!(tried > 150, "{tried}");
}

#[test]
fn pf_02_a_value_of_the_wrong_type_is_refused_where_it_is() {
    let mut is_needed = three_of_each();
    for id in ids() {
        let text = official(&id);
        // What a credential may be is any JSON.
        let any = |line: &Line<'_>| {
            line.table.starts_with("credentials.") && matches!(line.key, "const" | "default" | "examples" | "enum")
        };
        let typed = |line: &&Line<'_>| !any(line) && !line.value.starts_with("\"\"\"");
        for line in lines(&text).iter().filter(typed).filter(|line| is_needed(line)) {
            let wrong = if line.value.starts_with(|c: char| c.is_ascii_digit()) { "\"seven\"" } else { "7" };
            let found = faults(with(&text, line.number, &format!("{} = {wrong}", line.key)));
            let refused = found.iter().any(|violation| at_line(violation, line.number));
            assert!(refused, "{id}:{}: {} = {wrong}: {found:?}", line.number, line.key);
        }
    }
}

#[test]
fn pf_03_an_unknown_placeholder_is_refused_where_it_is() {
    let mut tried = 0;
    for id in ids() {
        let text = official(&id);
        // The claim of a pattern is whatever the upstream calls it.
        for line in
            lines(&text).iter().filter(|line| line.key != "issuer_template" && !line.value.starts_with("\"\"\""))
        {
            // `{10}` in a pattern is how often something comes.
            let is_count = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
            for (at, word) in words(line.value).into_iter().filter(|(_, word)| !is_count(word)) {
                let name = word.split('.').next().unwrap().len();
                let value = format!("{}q{}", &line.value[..at + name], &line.value[at + name..]);
                let faults = faults(with(&text, line.number, &format!("{} = {value}", line.key)));
                let said = format!("did you mean `{{{word}}}`?");
                let refused = faults.iter().any(|fault| at_line(fault, line.number) && fault.detail.contains(&said));
                assert!(refused, "{id}:{}: {value}: {faults:?}", line.number);
                tried += 1;
            }
        }
        let guide = text.replacen("{{callback_url}}", "{{callback_urll}}", 1);
        let found = faults(guide);
        assert!(found.iter().any(|fault| fault.detail.contains("did you mean `callback_url`?")), "{id}: {found:?}");
    }
    assert!(tried > 20, "{tried}");
}
