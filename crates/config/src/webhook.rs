//! Webhooks: who is sent which events.

use serde_json::Value;
use url::Url;
use vestibule_core::{
    event::EventPattern,
    ids::WebhookName,
    public_url::{PublicUrl, is_loopback},
    webhook::{Webhook, WebhookKey},
};

use crate::{binder::Binder, file::WebhookSection, key_path::KeyPath};

impl Binder<'_> {
    /// One webhook of the configuration. `None` means that an error has been reported.
    pub(crate) fn webhook(&mut self, name: &str, section: Value, public_url: Option<&PublicUrl>) -> Option<Webhook> {
        let path = KeyPath::new(["webhooks", name]);
        let read = (name.parse::<WebhookName>(), serde_json::from_value::<WebhookSection>(section));
        let (Ok(name), Ok(section)) = read else {
            self.refuse(&path, "does not fit together; compare it with `vestibule schema config`");
            return None;
        };
        let url = self.refused(&path.child("url"), receiver(&section.url, public_url?));
        let at = path.child("secret");
        let secret = self.credential(&at, section.secret.into());
        let key = secret.and_then(|(value, _)| {
            WebhookKey::parse(value.as_str().unwrap_or_default()).map_err(|error| error.to_string())
        });
        let key = self.refused(&at, key);
        let at = path.child("events");
        let mut events = Vec::new();
        for (index, text) in section.events.iter().enumerate() {
            let pattern = text.parse::<EventPattern>().map_err(|error| error.to_string());
            events.push(self.refused(&at.item(index), pattern));
        }
        Some(Webhook { name, url: url?, key: key?, events: events.into_iter().collect::<Option<_>>()? })
    }

    fn refused<T>(&mut self, path: &KeyPath, read: Result<T, String>) -> Option<T> {
        read.map_err(|detail| self.refuse(path, detail)).ok()
    }
}

/// Where messages may go: what they say about people is read by nobody on the way.
fn receiver(text: &str, public_url: &PublicUrl) -> Result<Url, String> {
    let url = plain_url(text)?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) && public_url.is_loopback() => Ok(url),
        _ => {
            Err("must begin with https://; http is possible only while it and `public_url` are on loopback".to_owned())
        }
    }
}

/// Where spans may go. A collector is often on the same machine.
pub(crate) fn collector(text: &str) -> Result<Url, String> {
    let url = plain_url(text)?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => {
            Err("must begin with https://; http is possible only on loopback, such as `http://127.0.0.1:4318`"
                .to_owned())
        }
    }
}

fn plain_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "must be a URL such as `https://chat.example.com/hooks/x`".to_owned())?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("must not hold a user name, a password or a fragment (#)".to_owned());
    }
    Ok(url)
}
