//! Text with placeholders: `{credential}` in the URLs of a definition, `{{public_url}}` in its guide.

/// The braces around a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Syntax {
    open: &'static str,
    close: &'static str,
}

impl Syntax {
    /// `{credential}`, in URLs.
    pub const URL: Self = Self { open: "{", close: "}" };
    /// `{{word}}`, in guides.
    pub const GUIDE: Self = Self { open: "{{", close: "}}" };
}

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    /// Literal text, never empty.
    Text(&'t str),
    /// The name between the braces.
    Placeholder(&'t str),
}

/// A placeholder has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a `{}` is not closed by `{}`", syntax.open, syntax.close)]
pub struct UnclosedPlaceholder {
    syntax: Syntax,
}

/// Splits a template. Texts are never empty.
pub fn parts(template: &str, syntax: Syntax) -> Result<Vec<Part<'_>>, UnclosedPlaceholder> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once(syntax.open) {
        let (name, after) = after.split_once(syntax.close).ok_or(UnclosedPlaceholder { syntax })?;
        parts.extend((!before.is_empty()).then_some(Part::Text(before)));
        parts.push(Part::Placeholder(name));
        rest = after;
    }
    parts.extend((!rest.is_empty()).then_some(Part::Text(rest)));
    Ok(parts)
}

/// The names of the placeholders of a URL, in order. One that is not closed is left out.
pub fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// True for one host label or path segment: text that cannot move a URL to another host or path.
pub fn is_url_segment(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let ends = text.starts_with(word) && text.ends_with(word);
    ends && !text.contains("..") && text.len() <= 253 && text.chars().all(|c| word(c) || c == '.')
}

#[cfg(test)]
mod tests {
    use super::{Part::*, *};

    #[test]
    fn a_template_is_texts_and_placeholders() {
        let url = |text| parts(text, Syntax::URL);
        assert_eq!(url(""), Ok(vec![]));
        assert_eq!(
            url("https://{a}.b/{c}"),
            Ok(vec![Text("https://"), Placeholder("a"), Text(".b/"), Placeholder("c")])
        );
        assert_eq!(url("{}}"), Ok(vec![Placeholder(""), Text("}")]));
        assert_eq!(url("a{b").unwrap_err().to_string(), "a `{` is not closed by `}`");
        let guide = parts("a {b} {{ c }}", Syntax::GUIDE);
        assert_eq!(guide, Ok(vec![Text("a {b} "), Placeholder(" c ")]));
        assert_eq!(placeholders("{a}/{b}/{c").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_segment_stays_where_it_is_put() {
        for good in ["a", "eu-1", "id.example", "a_b"] {
            assert!(is_url_segment(good), "{good}");
        }
        for bad in ["", ".", "..", "a..b", "a/b", "a:1", "a@b", ".a", "a.", "é", "a%2fb", "a b"] {
            assert!(!is_url_segment(bad), "{bad}");
        }
    }
}
