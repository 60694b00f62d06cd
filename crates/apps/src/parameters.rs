//! The parameters of a request. They follow RFC 6749 §3.1: one without a value counts as left out, and one that is
//! repeated is an error.

use serde::{Deserialize, Serialize};
use url::form_urlencoded;

/// A parameter that may appear once appears more often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated(pub String);

/// The parameters of a query or a form, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query or a form.
    pub fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The value of a parameter, if it has one.
    pub fn find(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Repeated(name.to_owned())),
            (first, None) => Ok(first.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())),
        }
    }

    /// The value of a parameter, absent also when it is repeated: for hints that nothing depends on.
    pub fn hint(&self, name: &str) -> Option<&str> {
        self.find(name).ok().flatten()
    }

    /// The first name that appears more than once.
    pub fn repeated(&self) -> Option<Repeated> {
        self.0.iter().find_map(|(name, _)| self.find(name).err())
    }

    /// The same with `name` once, with that value.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut parameters = self.without(&[name]);
        parameters.0.push((name.to_owned(), value.to_owned()));
        parameters
    }

    /// The same without those parameters.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(key, _)| !names.contains(&key.as_str())).cloned().collect())
    }

    /// Only those parameters.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(key, _)| names.contains(&key.as_str())).cloned().collect())
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_is_absent_and_twice_is_an_error() {
        let parameters = Parameters::parse(b"a=1&b=&c=2&c=3&d=%20x");
        assert_eq!(parameters.find("a"), Ok(Some("1")));
        assert_eq!(parameters.find("b"), Ok(None));
        assert_eq!(parameters.find("c"), Err(Repeated("c".into())));
        assert_eq!(parameters.hint("c"), None);
        assert_eq!(parameters.find("d"), Ok(Some(" x")));
        assert_eq!(parameters.repeated(), Some(Repeated("c".into())));
        let replaced = parameters.with("c", "4");
        assert_eq!((replaced.find("c"), replaced.repeated()), (Ok(Some("4")), None));
    }
}
