//! Values of a definition that are filled in: credentials when a provider is bound, answers when they are there.

use std::collections::BTreeMap;

use vestibule_core::placeholder::{Piece, of_answer, pieces};

use crate::{
    answers::{Answers, missing},
    binding::Binding,
};

/// A value whose credentials are filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BoundText(Vec<Bound>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Bound {
    Text(String),
    Answer(String),
}

impl BoundText {
    /// The value; the error names what is missing.
    pub(crate) fn fill(&self, answers: &Answers) -> Result<String, String> {
        let fill = |piece: &Bound| match piece {
            Bound::Text(text) => Ok(text.clone()),
            Bound::Answer(name) => answers.find(name).ok_or_else(|| missing(name)),
        };
        self.0.iter().map(fill).collect()
    }

    /// Whether it takes a part of this answer.
    pub(crate) fn uses(&self, answer: &str) -> bool {
        let is_part = |name: &str| of_answer(name).is_some_and(|(from, _)| from == answer);
        self.0.iter().any(|piece| matches!(piece, Bound::Answer(name) if is_part(name)))
    }
}

impl Binding<'_> {
    /// A value of the definition with its credentials; `None` when one of them is not entered. What is no credential is
    /// filled in later.
    pub(crate) fn text(&self, template: &str) -> Option<BoundText> {
        let bind = |piece: Piece<'_>| match piece {
            Piece::Text(text) => Some(Bound::Text(text.to_owned())),
            Piece::Placeholder(name) if self.input.schema.has(name) => {
                self.credential(name).map(|value| Bound::Text(value.to_owned()))
            }
            Piece::Placeholder(name) => Some(Bound::Answer(name.to_owned())),
        };
        pieces(template).into_iter().map(bind).collect::<Option<_>>().map(BoundText)
    }

    /// Named values; one whose credential is not entered is left out.
    pub(crate) fn texts(&self, templates: &BTreeMap<String, String>) -> Vec<(String, BoundText)> {
        templates.iter().filter_map(|(name, value)| Some((name.clone(), self.text(value)?))).collect()
    }
}
