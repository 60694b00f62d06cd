//! The form of a page that consists of one: what `form_post`, our own re-post and a provider's logout page are.

use url::Url;

use crate::Answer;

/// A form with hidden fields, as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where it goes, made absolute.
    pub action: Url,
    /// Its hidden fields, in order.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The form of a page; `None` when there is none, or more than one.
    pub fn of(page: &Answer) -> Option<Self> {
        let mut forms = page.body.split("<form").skip(1);
        let (form, None) = (forms.next()?, forms.next()) else { return None };
        let (tag, inside) = form.split_once('>')?;
        let inside = inside.split("</form").next()?;
        let tags = inside.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
        let hidden = tags.filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"));
        let fields = hidden.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect();
        Some(Self { action: page.url.join(&attribute(tag, "action")?).ok()?, fields })
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(unescape(value))
}

/// Undoes HTML escaping: the names that template engines use, and numbers.
fn unescape(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (entity, rest) = part.split_once(';').unwrap_or_else(|| panic!("a bare & in {text:?}"));
        plain.push(character(entity).unwrap_or_else(|| panic!("an unknown entity &{entity}; in {text:?}")));
        plain.push_str(rest);
    }
    plain
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        _ => entity.strip_prefix('#')?.parse().ok().and_then(char::from_u32),
    }
}
