//! What can go wrong with the parameters with which a browser is sent back to the client.

/// What goes wrong with the parameters of an authorization answer.
#[derive(Debug, Clone, Default)]
pub struct AnswerFault {
    error: Option<(String, Option<String>)>,
    set: Vec<(String, String)>,
    remove: Vec<String>,
    append: Vec<(String, String)>,
}

impl AnswerFault {
    /// No fault yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// An error instead of a code, with or without a description.
    pub fn error(mut self, code: &str, description: Option<&str>) -> Self {
        self.error = Some((code.into(), description.map(str::to_owned)));
        self
    }

    /// Another value in place of the honest one, or one parameter more.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.set.push((name.into(), value.into()));
        self
    }

    /// One parameter less.
    pub fn remove(mut self, name: &str) -> Self {
        self.remove.push(name.into());
        self
    }

    /// One parameter more, even when there is one of that name already.
    pub fn append(mut self, name: &str, value: &str) -> Self {
        self.append.push((name.into(), value.into()));
        self
    }

    pub(crate) fn spoil(self, params: &mut Vec<(String, String)>) {
        if let Some((code, description)) = self.error {
            params.retain(|(name, _)| !matches!(name.as_str(), "code" | "scope" | "error" | "error_description"));
            let description = description.map(|text| ("error_description".to_owned(), text));
            params.splice(0..0, [("error".to_owned(), code)].into_iter().chain(description));
        }
        for (name, value) in self.set {
            match params.iter_mut().find(|(key, _)| *key == name) {
                Some((_, honest)) => *honest = value,
                None => params.push((name, value)),
            }
        }
        params.retain(|(name, _)| !self.remove.contains(name));
        params.extend(self.append);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_changes_what_it_names() {
        for (name, fault, expected) in [
            ("none", AnswerFault::new(), "code=c&iss=i&state=s"),
            ("set", AnswerFault::new().set("iss", "other"), "code=c&iss=other&state=s"),
            ("one more", AnswerFault::new().set("extra", "x"), "code=c&iss=i&state=s&extra=x"),
            ("remove", AnswerFault::new().remove("iss"), "code=c&state=s"),
            ("twice", AnswerFault::new().append("state", "s"), "code=c&iss=i&state=s&state=s"),
            ("error", AnswerFault::new().error("server_error", None), "error=server_error&iss=i&state=s"),
        ] {
            let mut params: Vec<_> = [("code", "c"), ("iss", "i"), ("state", "s")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into();
            fault.spoil(&mut params);
            let text: Vec<_> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(text.join("&"), expected, "{name}");
        }
    }
}
