//! What can go wrong with an endpoint's answer, whatever the endpoint is.

use axum::{
    body::{self, Body, Bytes},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::{Map, Value};
use tokio::sync::watch;

use crate::{gate::Gate, listener::Connection};

/// What goes wrong with the answers of one endpoint. Several changes may be combined.
#[derive(Debug, Clone, Default)]
pub struct Fault {
    hold: Option<Gate>,
    patch: Map<String, Value>,
    body: Option<Bytes>,
    status: Option<StatusCode>,
    headers: Vec<(HeaderName, HeaderValue)>,
    disconnect: bool,
    pub(crate) left: Option<usize>,
}

impl Fault {
    /// No fault yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another status, with the honest body.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// Another body, with the honest status and type.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Another `Content-Type`, with the honest body.
    pub fn content_type(self, value: &'static str) -> Self {
        self.header(header::CONTENT_TYPE, HeaderValue::from_static(value))
    }

    /// Another header, in place of the honest one of that name.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Other members in the JSON object; `null` removes one. An answer that is no JSON object stays as it is.
    pub fn patch(mut self, members: Map<String, Value>) -> Self {
        self.patch.extend(members);
        self
    }

    /// A redirect to `location` instead of the honest status.
    pub fn redirect(self, status: StatusCode, location: HeaderValue) -> Self {
        self.status(status).header(header::LOCATION, location)
    }

    /// Requests wait at the gate before anything is done for them.
    pub fn hold(mut self, gate: &Gate) -> Self {
        self.hold = Some(gate.clone());
        self
    }

    /// Requests are never answered.
    pub fn hang(self) -> Self {
        self.hold(&Gate::new())
    }

    /// The connection is reset after the request was read and its work done, without a byte of an answer.
    pub fn disconnect(mut self) -> Self {
        self.disconnect = true;
        self
    }

    /// Only the next `requests` are affected, the later ones are not.
    pub fn times(mut self, requests: usize) -> Self {
        self.left = Some(requests);
        self
    }

    /// Waits at the gate, if there is one, until it opens or the provider closes.
    pub(crate) async fn wait(&self, mut closing: watch::Receiver<bool>) {
        if let Some(gate) = &self.hold {
            tokio::select! {
                () = gate.wait() => {}
                _ = closing.wait_for(|closing| *closing) => {}
            }
        }
    }

    /// Changes the honest answer.
    pub(crate) async fn spoil(self, honest: Response, connection: &Connection) -> Response {
        if self.disconnect {
            connection.reset();
        }
        let (mut head, honest_body) = honest.into_parts();
        let body = match (self.body, self.patch.is_empty()) {
            (Some(body), _) => Body::from(body),
            (None, true) => honest_body,
            (None, false) => {
                let honest = body::to_bytes(honest_body, usize::MAX).await.unwrap_or_default();
                Body::from(patched(&honest, self.patch).unwrap_or(honest))
            }
        };
        // Left to the server to compute, because the body may have changed.
        head.headers.remove(header::CONTENT_LENGTH);
        head.status = self.status.unwrap_or(head.status);
        for (name, value) in self.headers {
            head.headers.insert(name, value);
        }
        Response::from_parts(head, body)
    }
}

fn patched(honest: &[u8], members: Map<String, Value>) -> Option<Bytes> {
    let mut object: Map<String, Value> = serde_json::from_slice(honest).ok()?;
    apply(&mut object, members);
    serde_json::to_vec(&object).ok().map(Bytes::from)
}

/// Sets members; `null` removes.
pub(crate) fn apply(object: &mut Map<String, Value>, members: Map<String, Value>) {
    for (name, value) in members {
        match value {
            Value::Null => object.remove(&name),
            value => object.insert(name, value),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Json, response::IntoResponse as _};
    use serde_json::json;

    async fn spoiled(fault: Fault) -> (StatusCode, Option<String>, String) {
        let honest = Json(json!({ "a": 1, "b": 2 })).into_response();
        let (head, body) = fault.spoil(honest, &Connection::default()).await.into_parts();
        let kind = head.headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned());
        let body = body::to_bytes(body, usize::MAX).await.unwrap();
        (head.status, kind, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn each_change_changes_what_it_names() {
        let members = |value: Value| value.as_object().unwrap().clone();
        let honest = r#"{"a":1,"b":2}"#;
        let json = Some("application/json".to_owned());
        for (name, fault, status, kind, body) in [
            ("none", Fault::new(), 200, &json, honest),
            ("status", Fault::new().status(StatusCode::IM_A_TEAPOT), 418, &json, honest),
            ("body", Fault::new().body("<html>"), 200, &json, "<html>"),
            ("type", Fault::new().content_type("text/plain"), 200, &Some("text/plain".to_owned()), honest),
            ("patch", Fault::new().patch(members(json!({ "a": null, "c": "x" }))), 200, &json, r#"{"b":2,"c":"x"}"#),
        ] {
            assert_eq!(
                spoiled(fault).await,
                (StatusCode::from_u16(status).unwrap(), kind.clone(), body.to_owned()),
                "{name}"
            );
        }
    }
}
