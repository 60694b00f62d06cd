//! `GET /assets/{path}`: a static file, or the icon of a drop-in definition.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use vestibule_core::code::ErrorCode;
use vestibule_registry::Registry;

use super::{
    accept::weighted,
    api_error::ApiError,
    assets::{COMPANIONS, find},
    state::HttpState,
};

/// The hash in a name is its content: what is there under a name never becomes anything else.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The icon of a drop-in definition at that path below `/assets/`.
fn find_dropped(registry: &Registry, path: &str) -> Option<Response> {
    let path = path.strip_prefix(COMPANIONS)?;
    let icon = registry.catalogue.find_icon(path).or_else(|| registry.app_catalogue.find_icon(path))?;
    let headers = [(header::CACHE_CONTROL, FOR_EVER), (header::CONTENT_TYPE, icon.media_type.try_into().ok()?)];
    Some(with_policy((headers, Bytes::from_owner(icon.bytes.clone())).into_response()))
}

/// A drawing may hold scripts and links: opened by itself it can do nothing with them, and cannot act as a page of ours.
fn with_policy(mut response: Response) -> Response {
    if response.headers().get(header::CONTENT_TYPE).is_some_and(|found| found == "image/svg+xml") {
        let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

pub(crate) async fn serve(
    State(app): State<Arc<HttpState>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Some(asset) = find(&path, &app.brand) else {
        return Ok(find_dropped(&app.registry.load(), &path).ok_or(ErrorCode::NotFound)?);
    };
    let caching = [
        (header::CACHE_CONTROL, FOR_EVER),
        (header::ETAG, asset.etag.clone()),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if headers.get(header::IF_NONE_MATCH) == Some(&asset.etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let content_type = [(header::CONTENT_TYPE, asset.content_type.clone())];
    Ok(with_policy(match takes_gzip(&headers).then(|| asset.gzip()).flatten() {
        Some(gzip) => {
            let encoding = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
            (caching, content_type, encoding, gzip.clone()).into_response()
        }
        None => (caching, content_type, asset.body.clone()).into_response(),
    }))
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    let mut codings = lines.flat_map(weighted);
    codings.any(|(coding, quality)| coding.eq_ignore_ascii_case("gzip") && quality > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gets_it_smaller() {
        for (line, smaller) in
            [("gzip", true), ("br, GZIP;q=0.5", true), ("gzip;q=0", false), ("br", false), ("", false)]
        {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, line.parse().unwrap());
            assert_eq!(takes_gzip(&headers), smaller, "{line}");
        }
    }
}
