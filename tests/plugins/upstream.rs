//! A fake upstream: one function answers every request, and what was asked is remembered.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    response::Response,
};
use http::header;
use tokio::net::TcpListener;
use url::form_urlencoded;

/// One request as the upstream saw it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) form: BTreeMap<String, String>,
    pub(crate) authorization: String,
    /// The request's URL with its query, as it was signed.
    pub(crate) url: String,
}

type Answering = Arc<dyn Fn(&Asked) -> Response + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Upstream {
    /// Without a slash at the end.
    pub(crate) base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    answer: Answering,
}

impl Upstream {
    pub(crate) async fn start(answer: impl Fn(&Asked) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let upstream = Self { base, asked: Arc::default(), answer: Arc::new(answer) };
        let router = Router::new().fallback(respond).with_state(upstream.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        upstream
    }

    /// The requests to a path.
    pub(crate) fn asked(&self, path: &str) -> Vec<Asked> {
        self.asked.lock().unwrap().iter().filter(|asked| asked.path == path).cloned().collect()
    }
}

/// Sends people back to where `parameter` says, with more parameters.
pub(crate) fn back(to: &str, parameters: &[(&str, &str)]) -> Response {
    let mut url = url::Url::parse(to).unwrap();
    url.query_pairs_mut().extend_pairs(parameters);
    let answer = Response::builder().status(303).header(header::LOCATION, url.as_str());
    answer.body(axum::body::Body::empty()).unwrap()
}

async fn respond(State(upstream): State<Upstream>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let parse = |bytes: &[u8]| form_urlencoded::parse(bytes).into_owned().collect::<BTreeMap<_, _>>();
    let authorization = parts.headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
    let asked = Asked {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parse(parts.uri.query().unwrap_or_default().as_bytes()),
        form: parse(&to_bytes(body, 1 << 20).await.unwrap()),
        authorization: authorization.unwrap_or_default(),
        url: format!("{}{}", upstream.base, parts.uri),
    };
    upstream.asked.lock().unwrap().push(asked.clone());
    (upstream.answer)(&asked)
}
