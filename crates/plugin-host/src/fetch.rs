//! The requests of a plugin, made by the host: to listed hosts, with the provider's own limits and network rules.

use std::collections::BTreeMap;

use bytes::Bytes;
use futures_util::future::join_all;
use http::{HeaderName, HeaderValue, header};
use url::Url;
use vestibule_core::{
    cause::Cause,
    driver::SignInError,
    http::{Http, HttpError, Purpose},
    redact::escape_for_log,
};
use vestibule_plugin::{Answer, Answers, Method, Request};

use crate::{contract::contract_violation, hosts::Hosts};

/// Requests in one step.
const MOST: usize = 8;
/// The body of one request.
const BODY: usize = 256 * 1024;
/// Headers of an answer that are handed on.
const HEADERS: usize = 64;
const POSSIBLE: &[HeaderName] = &[header::ACCEPT, header::ACCEPT_LANGUAGE, header::AUTHORIZATION, header::CONTENT_TYPE];

/// Makes all requests at once. Nothing is sent unless every one of them is acceptable.
pub(crate) async fn run(
    http: &dyn Http,
    hosts: &Hosts,
    loopback: bool,
    requests: &[Request],
) -> Result<Answers, SignInError> {
    if requests.is_empty() || requests.len() > MOST {
        return Err(contract_violation(format!(
            "it asks for {} requests at once; 1 to {MOST} are possible",
            requests.len()
        )));
    }
    let build = |request: &Request| build(hosts, loopback, request);
    let built = requests.iter().map(build).collect::<Result<Vec<_>, _>>().map_err(contract_violation)?;
    let sent = built.into_iter().map(|request| http.send(Purpose::Extra, request));
    let answered = join_all(sent).await;
    let pairs = requests.iter().zip(answered);
    let answers = pairs.map(|(request, answered)| read(request, answered)).collect::<Result<_, _>>()?;
    Ok(Answers { answers })
}

/// Whether a request holds the flow's state.
pub(crate) fn carries(request: &Request, state: &str) -> bool {
    let body = request.body.as_deref().unwrap_or_default();
    let mut places = [request.url.as_str(), body].into_iter().chain(request.headers.values().map(String::as_str));
    places.any(|place| place.contains(state))
}

fn build(hosts: &Hosts, loopback: bool, request: &Request) -> Result<http::Request<Bytes>, String> {
    let refuse = |why: String| format!("a request is refused: {why}");
    let url: Url = hosts.check(&request.url, loopback).map_err(refuse)?;
    let (method, body) = match (request.method, &request.body) {
        (Method::Get, None) => (http::Method::GET, Bytes::new()),
        (Method::Post, body) => (http::Method::POST, Bytes::from(body.clone().unwrap_or_default())),
        (Method::Get, Some(_)) => return Err(refuse("a GET has no body".to_owned())),
        _ => return Err(refuse("its method is not known here".to_owned())),
    };
    if body.len() > BODY {
        return Err(refuse(format!("its body has {} bytes; {BODY} are possible", body.len())));
    }
    let mut built = http::Request::new(body);
    *built.method_mut() = method;
    *built.uri_mut() = url.as_str().parse().map_err(|_| refuse("its URL cannot be sent".to_owned()))?;
    for (name, value) in &request.headers {
        let shown = escape_for_log(name);
        let known = HeaderName::try_from(name.as_str()).ok();
        let known = known.filter(|name| POSSIBLE.contains(name) || name.as_str().starts_with("x-"));
        let name = known.ok_or_else(|| refuse(format!("the header {shown} is not for plugins")))?;
        let value = HeaderValue::try_from(value.as_str());
        built.headers_mut().insert(name, value.map_err(|_| refuse(format!("the header {shown} has no valid value")))?);
    }
    Ok(built)
}

fn read(request: &Request, answered: Result<http::Response<Bytes>, HttpError>) -> Result<Answer, SignInError> {
    let failed = |reason: &str| Answer::failed(reason);
    match answered {
        Ok(response) => match std::str::from_utf8(response.body()) {
            Ok(body) => Ok(Answer::response(response.status().as_u16(), headers(response.headers()), body)),
            Err(_) if request.optional => Ok(failed("the answer is not UTF-8 text")),
            Err(_) => {
                let code = vestibule_core::code::ErrorCode::ProviderError;
                Err(SignInError::new(
                    code,
                    Cause::InvalidResponse,
                    "the upstream's answer to the plugin is not UTF-8 text",
                ))
            }
        },
        Err(error) if request.optional => Ok(failed(&error.to_string())),
        Err(error) => Err(SignInError::new(error.code(), Cause::from(&error), error.to_string())),
    }
}

/// Texts without cookies; of several with one name the first.
fn headers(headers: &http::HeaderMap) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (name, value) in headers.iter().filter(|(name, _)| **name != header::SET_COOKIE).take(HEADERS) {
        if let Ok(value) = value.to_str() {
            texts.entry(name.as_str().to_owned()).or_insert_with(|| value.to_owned());
        }
    }
    texts
}
