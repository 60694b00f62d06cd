//! One group rule: an expression, and the name for the groups that it finds. Matched in linear time, bounded in size.

use std::fmt;

use regex::{Regex, RegexBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Of a compiled expression. One Unicode class takes some twenty KiB.
const MAX_SIZE: usize = 256 * 1024;
const MAX_DEPTH: u32 = 32;
/// As long as the name of a group may be that a provider sends, in characters.
const MAX_NAME: usize = 256;

/// Gives the groups whose name fits another name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// Which names it is for: a regular expression, found anywhere in the name unless it has `^` and `$`.
    #[serde(rename = "match")]
    pub pattern: GroupPattern,
    /// The name that counts here. `$1` or `${name}` is what a pair of parentheses of the expression has found.
    pub name: String,
}

/// What becomes of a group that no rule fits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnmatchedGroups {
    /// It counts under its own name.
    #[default]
    Keep,
    /// It does not count.
    Drop,
}

/// A regular expression. One that cannot be compiled matches nothing; [`GroupPattern::fault`] says why.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String", into = "String")]
#[schemars(with = "String")]
pub struct GroupPattern {
    text: String,
    compiled: Result<Regex, String>,
}

impl From<String> for GroupPattern {
    fn from(text: String) -> Self {
        let mut builder = RegexBuilder::new(&text);
        let compiled = builder.size_limit(MAX_SIZE).dfa_size_limit(MAX_SIZE).nest_limit(MAX_DEPTH).build();
        let compiled = compiled.map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "the expression is too large; write a simpler one".to_owned(),
            // The last line says what is wrong; those above it draw the expression.
            other => {
                let said = other.to_string();
                let last = said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                format!("this is no regular expression: {last}")
            }
        });
        Self { text, compiled }
    }
}

impl From<GroupPattern> for String {
    fn from(pattern: GroupPattern) -> Self {
        pattern.text
    }
}

impl PartialEq for GroupPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for GroupPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl GroupRule {
    /// The name for a group; `None` when the rule does not fit.
    pub(crate) fn rename(&self, group: &str) -> Option<String> {
        let captures = self.pattern.compiled.as_ref().ok()?.captures(group)?;
        let mut name = String::new();
        captures.expand(&self.name, &mut name);
        Some(name.trim().chars().take(MAX_NAME).collect())
    }

    /// Why the name would not be what somebody meant: it refers to what the expression does not have.
    pub(crate) fn name_fault(&self) -> Option<String> {
        name_fault(&self.name, self.pattern.compiled.as_ref().ok()?)
    }
}

impl GroupPattern {
    /// Why it cannot be used.
    pub fn fault(&self) -> Option<&str> {
        self.compiled.as_ref().err().map(String::as_str)
    }
}

fn name_fault(name: &str, regex: &Regex) -> Option<String> {
    let mut rest = name;
    while let Some((_, after)) = rest.split_once('$') {
        if let Some(after) = after.strip_prefix('$') {
            rest = after;
            continue;
        }
        let (reference, after) = match after.strip_prefix('{') {
            Some(inside) => inside.split_once('}')?,
            None => after.split_at(after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len())),
        };
        let known = match reference.parse::<usize>() {
            Ok(number) => number < regex.captures_len(),
            Err(_) => reference.is_empty() || regex.capture_names().flatten().any(|name| name == reference),
        };
        if !known {
            let digits = reference.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
            let (number, text) = reference.split_at(digits);
            return Some(match number {
                "" => format!("`${reference}` refers to parentheses that `match` does not have"),
                number => format!("`${reference}` is one name; write `${{{number}}}{text}`"),
            });
        }
        rest = after;
    }
    None
}
