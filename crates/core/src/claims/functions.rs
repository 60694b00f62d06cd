//! The functions of claim expressions: which there are, and how many arguments each takes.
//!
//! The interpreter looks a function up when it gets there, which for a claim that is mostly absent may be never. Here a
//! typing error is found when the definition is read.

use jmespath::ast::Ast;

use crate::suggestion::did_you_mean;

/// Name, fewest and most arguments (<https://jmespath.org/specification.html#built-in-functions>).
const FUNCTIONS: &[(&str, usize, usize)] = &[
    ("abs", 1, 1),
    ("avg", 1, 1),
    ("ceil", 1, 1),
    ("contains", 2, 2),
    ("ends_with", 2, 2),
    ("floor", 1, 1),
    ("join", 2, 2),
    ("keys", 1, 1),
    ("length", 1, 1),
    ("map", 2, 2),
    ("max", 1, 1),
    ("max_by", 2, 2),
    ("merge", 1, usize::MAX),
    ("min", 1, 1),
    ("min_by", 2, 2),
    ("not_null", 1, usize::MAX),
    ("reverse", 1, 1),
    ("sort", 1, 1),
    ("sort_by", 2, 2),
    ("starts_with", 2, 2),
    ("sum", 1, 1),
    ("to_array", 1, 1),
    ("to_number", 1, 1),
    ("to_string", 1, 1),
    ("type", 1, 1),
    ("values", 1, 1),
];

/// Checks every call in an expression. The error names the first wrong one and its place in `text`.
pub(super) fn check(text: &str, node: &Ast) -> Result<(), String> {
    if let Ast::Function { name, args, offset } = node {
        // The interpreter counts to the parenthesis.
        let before = text.get(..*offset).unwrap_or(text);
        let column = before.rfind(name.as_str()).map_or(*offset, |at| before[..at].chars().count()) + 1;
        check_call(name, args.len()).map_err(|reason| format!("`{text}` (column {column}): {reason}"))?;
    }
    children(node).into_iter().try_for_each(|child| check(text, child))
}

/// Whether an expression uses a member of this name.
pub(super) fn mentions(node: &Ast, name: &str) -> bool {
    matches!(node, Ast::Field { name: field, .. } if field == name)
        || children(node).into_iter().any(|child| mentions(child, name))
}

fn check_call(name: &str, given: usize) -> Result<(), String> {
    let Some((_, least, most)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
        let near = did_you_mean(name, FUNCTIONS.iter().map(|(known, ..)| *known));
        return Err(format!("there is no function `{name}` in JMESPath{near}"));
    };
    if (*least..=*most).contains(&given) {
        return Ok(());
    }
    let wanted = if least == most { least.to_string() } else { format!("at least {least}") };
    let noun = if wanted.ends_with('1') { "argument" } else { "arguments" };
    Err(format!("the function `{name}` takes {wanted} {noun}, not {given}"))
}

fn children(node: &Ast) -> Vec<&Ast> {
    match node {
        Ast::Comparison { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. } => vec![lhs, rhs],
        Ast::Condition { predicate, then, .. } => vec![predicate, then],
        Ast::Expref { ast, .. } => vec![ast],
        Ast::Flatten { node, .. } | Ast::Not { node, .. } | Ast::ObjectValues { node, .. } => vec![node],
        Ast::Function { args, .. } => args.iter().collect(),
        Ast::MultiList { elements, .. } => elements.iter().collect(),
        Ast::MultiHash { elements, .. } => elements.iter().map(|pair| &pair.value).collect(),
        Ast::Identity { .. } | Ast::Field { .. } | Ast::Index { .. } | Ast::Literal { .. } | Ast::Slice { .. } => {
            vec![]
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::super::ClaimPath;
    use super::*;

    /// UP-25: whatever part of an expression it is in.
    #[test]
    fn a_wrong_call_has_its_place() {
        for (text, said) in [
            ("jion(' ', [a, b])", "(column 1): there is no function `jion` in JMESPath; did you mean `join`?"),
            ("lowercase(email)", "(column 1): there is no function `lowercase` in JMESPath"),
            ("join(' ')", "(column 1): the function `join` takes 2 arguments, not 1"),
            ("length(a, b)", "(column 1): the function `length` takes 1 argument, not 2"),
            ("not_null()", "(column 1): the function `not_null` takes at least 1 argument, not 0"),
            ("'ü' || lenght(a)", "(column 8): there is no function `lenght`"),
            ("emails[?start_with(@, 'a')].x | [0]", "(column 9): there is no function `start_with`"),
            ("a[].[b, upper(c)]", "`upper`"),
            ("{a: b, c: upper(d)}", "`upper`"),
            ("sort_by(a, &upper(b))", "`upper`"),
            ("!upper(a) && b", "`upper`"),
            ("a.upper(b)", "`upper`"),
            ("*.upper(b)", "`upper`"),
            ("a == upper(b)", "`upper`"),
            ("to_array(upper(b))[0]", "`upper`"),
        ] {
            let error = ClaimPath::try_from(text.to_owned()).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
        for text in ["join(' ', [a, b])", "sort_by(a, &b)", "merge(a, b, c)", "groups[?@ != 'x']", "max_by(a, &b).c"] {
            assert!(ClaimPath::try_from(text.to_owned()).is_ok(), "{text}");
        }
    }

    /// The list is that of the interpreter: whatever is in it can be called, and what it adds is added here.
    #[test]
    fn the_list_is_the_interpreters() {
        let names: Vec<_> = FUNCTIONS.iter().map(|(name, ..)| *name).collect();
        assert!(names.is_sorted());
        for name in names {
            let call = format!("{name}()");
            let error = jmespath::compile(&call).unwrap().search(Map::<String, Value>::new()).unwrap_err().to_string();
            assert!(!error.contains("undefined function"), "{error}");
        }
    }
}
