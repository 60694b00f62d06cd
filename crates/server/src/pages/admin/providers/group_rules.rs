//! Group rules as lines of text: `match = name`, in the order in which they are tried.

use serde_json::{Value, json};

/// Between a rule's expression and its name. With spaces, because expressions for directories hold equals signs.
const BETWEEN: &str = " = ";

/// The rules as lines.
pub(super) fn text(rules: &Value) -> String {
    let line = |rule: &Value| {
        let member = |name: &str| rule[name].as_str().unwrap_or_default().to_owned();
        format!("{}{BETWEEN}{}", member("match"), member("name"))
    };
    rules.as_array().into_iter().flatten().map(line).collect::<Vec<_>>().join("\n")
}

/// The other way round. A line without a name has an empty one, which the rules refuse at its line.
pub(super) fn parse(text: &str) -> Value {
    let rule = |line: &str| {
        // What is left of the separator where there is no name is the end of the line.
        let line = line.strip_suffix(BETWEEN.trim_end()).unwrap_or(line);
        let (pattern, name) = line.rsplit_once(BETWEEN).unwrap_or((line, ""));
        json!({ "match": pattern.trim(), "name": name.trim() })
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_back() {
        for (lines, value) in [
            ("", json!([])),
            ("^/realm/(.+)$ = $1", json!([{ "match": "^/realm/(.+)$", "name": "$1" }])),
            (
                " ^CN=([^,]+), = ad:$1 \n\n(.*) = x\n",
                json!([
                    { "match": "^CN=([^,]+),", "name": "ad:$1" }, { "match": "(.*)", "name": "x" },
                ]),
            ),
            ("a = b = c", json!([{ "match": "a = b", "name": "c" }])),
            ("nothing", json!([{ "match": "nothing", "name": "" }])),
        ] {
            assert_eq!(parse(lines), value, "{lines}");
            assert_eq!(parse(&text(&value)), value, "{lines}");
        }
    }
}
