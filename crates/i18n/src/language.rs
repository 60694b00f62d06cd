//! One language as it was written: its messages, the arguments that each takes, and what is wrong with its files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::File;

/// Something about a translation that a translator should look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// `de/login.ftl`, or the folder when a whole message is missing.
    pub place: String,
    /// `message` or `message.attribute`; empty for a part that cannot be read.
    pub key: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What can be wrong with a translation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields say it")]
pub enum ProblemKind {
    /// English is shown instead.
    Missing,
    /// English has no such message, so nothing shows it.
    Unknown,
    /// The arguments differ from the English ones.
    Arguments { expected: BTreeSet<String>, found: BTreeSet<String> },
    /// A message or term that it refers to does not exist.
    Reference(String),
    /// The same message in two places.
    Duplicate,
    /// Not Fluent.
    Syntax { line: usize, detail: String },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, key, kind } = self;
        let list =
            |names: &BTreeSet<String>| names.iter().map(|name| format!("${name}")).collect::<Vec<_>>().join(", ");
        match kind {
            ProblemKind::Missing => write!(f, "{place}: {key}: missing"),
            ProblemKind::Unknown => write!(f, "{place}: {key}: not in the English files"),
            ProblemKind::Arguments { expected, found } => {
                write!(f, "{place}: {key}: takes [{}], English takes [{}]", list(found), list(expected))
            }
            ProblemKind::Reference(name) => write!(f, "{place}: {key}: refers to `{name}`, which does not exist"),
            ProblemKind::Duplicate => write!(f, "{place}: {key}: defined twice"),
            ProblemKind::Syntax { line, detail } => write!(f, "{place}:{line}: {detail}"),
        }
    }
}

/// A message or an attribute of one.
pub(crate) struct Message {
    /// The file that it is in.
    pub(crate) file: String,
    pub(crate) arguments: BTreeSet<String>,
    /// The text as it was written, for documentation.
    pub(crate) source: String,
}

/// All files of one language.
pub(crate) struct Language {
    pub(crate) tag: String,
    pub(crate) resources: Vec<Arc<FluentResource>>,
    /// By key: `message` or `message.attribute`.
    pub(crate) messages: BTreeMap<String, Message>,
    pub(crate) problems: Vec<Problem>,
}

impl Language {
    /// Reads the files of `tag`. What cannot be read is a problem; the rest is there.
    pub(crate) fn parse(tag: &str, files: &[File]) -> Self {
        let mut language =
            Self { tag: tag.to_owned(), resources: Vec::new(), messages: BTreeMap::new(), problems: Vec::new() };
        let mut names = Vec::new();
        for file in files.iter().filter(|file| file.language == tag) {
            let resource = match FluentResource::try_new(file.text.clone().into_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    language.problems.extend(errors.iter().map(|error| {
                        let line = file.text.get(..error.pos.start).unwrap_or_default().matches('\n').count() + 1;
                        problem(file, "", ProblemKind::Syntax { line, detail: error.kind.to_string() })
                    }));
                    resource
                }
            };
            names.push(file);
            language.resources.push(Arc::new(resource));
        }
        language.collect(&names);
        language
    }

    fn collect(&mut self, files: &[&File]) {
        let mut patterns = BTreeMap::new();
        for (resource, file) in self.resources.iter().zip(files) {
            for (key, pattern) in resource.entries().flat_map(patterns_of) {
                if patterns.insert(key.clone(), (pattern, *file)).is_some() {
                    self.problems.push(problem(file, &key, ProblemKind::Duplicate));
                }
            }
        }
        for (key, (pattern, file)) in &patterns {
            let mut uses = Uses { patterns: &patterns, arguments: BTreeSet::new(), unknown: BTreeSet::new(), depth: 0 };
            uses.pattern(pattern);
            let unknown = uses.unknown.into_iter().map(|name| problem(file, key, ProblemKind::Reference(name)));
            self.problems.extend(unknown);
            if !key.starts_with('-') {
                let message =
                    Message { file: file.name.to_string(), arguments: uses.arguments, source: source(pattern) };
                self.messages.insert(key.clone(), message);
            }
        }
    }
}

pub(crate) fn problem(file: &File, key: &str, kind: ProblemKind) -> Problem {
    Problem { place: format!("{}/{}.ftl", file.language, file.name), key: key.to_owned(), kind }
}

/// The texts of a message or term by their keys; those of a term begin with `-`.
fn patterns_of<'a>(entry: &'a Entry<&'a str>) -> Vec<(String, &'a Pattern<&'a str>)> {
    let (id, value, attributes) = match entry {
        Entry::Message(message) => (message.id.name.to_owned(), message.value.as_ref(), &message.attributes),
        Entry::Term(term) => (format!("-{}", term.id.name), Some(&term.value), &term.attributes),
        _ => return Vec::new(),
    };
    let named = attributes.iter().map(|attribute| (format!("{id}.{}", attribute.id.name), &attribute.value));
    value.map(|value| (id.clone(), value)).into_iter().chain(named).collect()
}

fn source(pattern: &Pattern<&str>) -> String {
    let element = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            format!("{{${}}}", id.name)
        }
        PatternElement::Placeable { .. } => "{…}".to_owned(),
    };
    pattern.elements.iter().map(element).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a text uses, itself and through the messages that it refers to.
struct Uses<'a> {
    patterns: &'a BTreeMap<String, (&'a Pattern<&'a str>, &'a File)>,
    arguments: BTreeSet<String>,
    unknown: BTreeSet<String>,
    depth: u8,
}

impl Uses<'_> {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { .. } => {}
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                variants.iter().for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, attribute } => {
                self.reference(id.name.to_owned(), attribute.as_ref().map(|attribute| attribute.name));
            }
            InlineExpression::TermReference { id, attribute, .. } => {
                self.reference(format!("-{}", id.name), attribute.as_ref().map(|attribute| attribute.name));
            }
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|argument| self.inline(argument));
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn reference(&mut self, id: String, attribute: Option<&str>) {
        let key = attribute.map_or_else(|| id.clone(), |attribute| format!("{id}.{attribute}"));
        match self.patterns.get(&key) {
            // A cycle ends here; Fluent itself shows the message's id then.
            Some((pattern, _)) if self.depth < 8 => {
                self.depth += 1;
                self.pattern(pattern);
                self.depth -= 1;
            }
            Some(_) => {}
            None => {
                self.unknown.insert(key);
            }
        }
    }
}
