//! Style sheet, script and icons: inside the binary, named by their content, cached for ever.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use vestibule_core::{code::ErrorCode, secret::sha256};

use crate::failure::Failure;

#[derive(rust_embed::RustEmbed)]
#[folder = "assets"]
struct Files;

struct Asset {
    body: Bytes,
    content_type: HeaderValue,
    etag: HeaderValue,
}

struct Assets {
    /// By the path below `/assets/`, with the hash in it.
    by_path: HashMap<String, Asset>,
    /// From the plain name to the URL.
    urls: HashMap<String, String>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut assets = Assets { by_path: HashMap::new(), urls: HashMap::new() };
    for name in Files::iter() {
        let Some(file) = Files::get(&name) else { continue };
        let digest = sha256(&file.data);
        let hash: String = digest[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        let path = match name.rsplit_once('.') {
            Some((stem, ending)) => format!("{stem}.{hash}.{ending}"),
            None => continue,
        };
        let media_type = mime_guess::from_path(name.as_ref()).first_or_octet_stream();
        let charset = if media_type.type_() == "text" { "; charset=utf-8" } else { "" };
        let header = |text: String| HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("text/plain"));
        let content_type = header(format!("{media_type}{charset}"));
        let asset = Asset { body: file.data.into_owned().into(), content_type, etag: header(format!("\"{hash}\"")) };
        assets.urls.insert(name.into_owned(), format!("/assets/{path}"));
        assets.by_path.insert(path, asset);
    }
    assets
});

/// The path of an asset by its plain name; `/assets/` for one that does not exist, which a test would notice.
pub(crate) fn url(name: &str) -> &'static str {
    ASSETS.urls.get(name).map_or("/assets/", String::as_str)
}

/// The path of a bundled icon; a key for a name that is not bundled.
pub(crate) fn icon(name: Option<&str>) -> String {
    let wanted = name.map(|name| format!("icons/{name}.svg"));
    let found = wanted.and_then(|wanted| ASSETS.urls.get(&wanted));
    found.map_or_else(|| url("icons/key.svg").to_owned(), Clone::clone)
}

pub(crate) async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let asset = ASSETS.by_path.get(&path).ok_or(ErrorCode::NotFound)?;
    let caching = [
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::ETAG, asset.etag.clone()),
    ];
    if headers.get(header::IF_NONE_MATCH) == Some(&asset.etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, [(header::CONTENT_TYPE, asset.content_type.clone())], asset.body.clone()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_templates_name_exists() {
        for name in ["app.css", "repost.js", "icons/key.svg", "icons/pocketid.svg"] {
            assert_ne!(url(name), "/assets/", "{name}");
        }
        assert_eq!(icon(Some("no-such-icon")), icon(None));
    }
}
