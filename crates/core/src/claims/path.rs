//! Claim expressions: JMESPath over the merged claims, with `id_token`, `userinfo` and every extra request under its
//! name. A bare name, the common case, is looked up without the interpreter.

use std::fmt;

use jmespath::Variable;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::functions;
use crate::one_or_many::OneOrMany;

const MAX_COMMAS: usize = 16;
const MAX_OPENINGS: usize = 32;
/// The largest outcome of an expression, in values.
const MAX_NODES: usize = 100_000;

/// One claim expression or several: the first one that is present and not empty is taken.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "OneOrMany", into = "OneOrMany")]
#[schemars(with = "OneOrMany")]
pub struct ClaimPaths(Vec<ClaimPath>);

impl TryFrom<OneOrMany> for ClaimPaths {
    type Error = String;
    fn try_from(texts: OneOrMany) -> Result<Self, String> {
        texts.as_slice().iter().cloned().map(ClaimPath::try_from).collect::<Result<_, _>>().map(Self)
    }
}

impl From<ClaimPaths> for OneOrMany {
    fn from(paths: ClaimPaths) -> Self {
        let mut texts: Vec<String> = paths.0.into_iter().map(String::from).collect();
        if texts.len() == 1 { Self::One(texts.remove(0)) } else { Self::Many(texts) }
    }
}

/// A compiled claim expression.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct ClaimPath {
    text: String,
    compiled: Option<jmespath::Expression<'static>>,
}

impl ClaimPaths {
    /// Claims by name.
    pub(crate) fn bare(names: &[&str]) -> Self {
        Self(names.iter().map(|name| ClaimPath::bare(name)).collect())
    }

    /// Those that are names of claims.
    pub(super) fn bare_names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|path| path.compiled.is_none()).map(|path| path.text.as_str())
    }

    /// What the first expression finds.
    pub fn value(&self, scope: &Map<String, Value>) -> Option<Value> {
        self.first(scope, |value| (!value.is_null()).then(|| value.clone()))
    }

    /// Whether there is no expression.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an expression uses a member of this name.
    pub fn mentions(&self, name: &str) -> bool {
        self.0.iter().any(|path| match &path.compiled {
            None => path.text == name,
            Some(compiled) => functions::mentions(compiled.as_ast(), name),
        })
    }

    /// What the first expression finds in an answer that is not null; `None` for an empty text, too.
    pub fn find(&self, answer: &Map<String, Value>) -> Option<Value> {
        self.first(answer, |value| (!value.is_null() && value != "").then(|| value.clone()))
    }

    /// What the first expression finds that `read` can use.
    pub(super) fn first<T>(&self, scope: &Map<String, Value>, mut read: impl FnMut(&Value) -> Option<T>) -> Option<T> {
        self.0.iter().find_map(|path| path.find(scope).as_ref().and_then(&mut read))
    }
}

impl ClaimPath {
    fn bare(name: &str) -> Self {
        Self { text: name.to_owned(), compiled: None }
    }

    /// The expression as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it finds in an answer.
    pub fn find(&self, scope: &Map<String, Value>) -> Option<Value> {
        match &self.compiled {
            None => scope.get(&self.text).cloned(),
            // A type error inside an expression (a function on the wrong type) is treated as absent.
            Some(expression) => {
                let found = expression.search(scope).ok()?;
                to_json(&found, &mut { MAX_NODES })
            }
        }
    }
}

impl fmt::Debug for ClaimPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl PartialEq for ClaimPath {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl From<ClaimPath> for String {
    fn from(path: ClaimPath) -> Self {
        path.text
    }
}

impl TryFrom<String> for ClaimPath {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        if !text.is_empty() && text.bytes().all(is_name) {
            return Ok(Self { text, compiled: None });
        }
        check_size(&text)?;
        let compiled = jmespath::compile(&text).map_err(|error| {
            format!("`{text}` is not a JMESPath expression (column {}): {}", error.column + 1, error.reason)
        })?;
        functions::check(&text, compiled.as_ast())?;
        Ok(Self { text, compiled: Some(compiled) })
    }
}

/// Refuses what would take the interpreter long, deep or without end: each list of two that is flattened or joined
/// doubles what it holds, so twenty of them in a row are a million.
fn check_size(text: &str) -> Result<(), String> {
    if text.len() > 1_024 {
        return Err("a claim expression has at most 1024 characters".to_owned());
    }
    let count = |wanted: &[char]| text.chars().filter(|c| wanted.contains(c)).count();
    if count(&[',']) > MAX_COMMAS || count(&['[', '{', '(', '!', '&']) > MAX_OPENINGS {
        return Err(format!(
            "a claim expression has at most {MAX_COMMAS} commas and {MAX_OPENINGS} of the characters [ {{ ( ! &; take a \
             simpler one, or several in a list"
        ));
    }
    Ok(())
}

/// The outcome as JSON; `None` when it is larger than any profile.
fn to_json(variable: &Variable, left: &mut usize) -> Option<Value> {
    *left = left.checked_sub(1)?;
    match variable {
        Variable::Array(items) => items.iter().map(|item| to_json(item, left)).collect::<Option<_>>().map(Value::Array),
        Variable::Object(members) => {
            let members = members.iter().map(|(name, value)| Some((name.clone(), to_json(value, left)?)));
            members.collect::<Option<_>>().map(Value::Object)
        }
        plain => serde_json::to_value(plain).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_small() {
        for (text, good) in [
            ("join('', ['a', id, '/', avatar, '.png'])".to_owned(), true),
            (["[@,@]"; 20].join("|"), false),
            (["join('',[@,@])"; 9].join("|"), false),
            (format!("{}a", "!".repeat(40)), false),
            (format!("{}a", "(".repeat(40)), false),
            ("a".repeat(1_025) + ".b", false),
        ] {
            assert_eq!(ClaimPath::try_from(text.clone()).is_ok(), good, "{text}");
        }
    }

    #[test]
    fn a_broken_expression_says_where() {
        let error = ClaimPath::try_from("emails[?".to_owned()).unwrap_err();
        assert!(error.contains("column"), "{error}");
    }
}
