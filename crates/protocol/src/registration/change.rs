//! One request that registers, changes or deletes a client (RFC 7591 §3.1, RFC 7592 §2).

use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::secret::Secret;

use super::stored::Client;
use crate::client_auth::encode_form;

/// One request about a client.
pub(super) struct Change<'a> {
    pub(super) method: Method,
    pub(super) url: &'a Url,
    pub(super) token: Option<&'a Secret>,
    /// The client that is changed or deleted.
    pub(super) former: Option<&'a Client>,
}

impl Change<'_> {
    /// The request that is sent. The error holds no secret.
    pub(super) fn compose(&self, metadata: &Map<String, Value>, form: bool) -> Result<Request<Bytes>, String> {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(self.url.as_str())
            .header(header::ACCEPT, "application/json");
        if let Some(token) = self.token {
            let value = HeaderValue::from_str(&format!("Bearer {}", token.expose()));
            let mut value = value.map_err(|_| "the access token cannot be sent in a header".to_owned())?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        let mut members = metadata.clone();
        match self.former {
            Some(_) if self.method == Method::DELETE => {
                return request.body(Bytes::new()).map_err(|error| error.to_string());
            }
            // RFC 7592 §2.2: the id has to be there; a secret may, if it is the one that is registered.
            Some(former) => {
                members.insert("client_id".to_owned(), former.client_id.as_str().into());
                if let Some(secret) = &former.client_secret {
                    members.insert("client_secret".to_owned(), secret.expose().into());
                }
            }
            None => {}
        }
        if form {
            let fields = members.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()));
            let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            return request.body(encode_form(fields).into()).map_err(|error| error.to_string());
        }
        let request = request.header(header::CONTENT_TYPE, "application/json");
        request.body(Value::Object(members).to_string().into()).map_err(|error| error.to_string())
    }
}
