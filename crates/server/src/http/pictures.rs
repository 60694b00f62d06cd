//! Pictures of people that were fetched, in memory: what comes must be a picture by its first bytes.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use moka::future::Cache;
use vestibule_core::http::{Http, Purpose};

/// How long a picture, or that there is none, is believed.
const KEPT: Duration = Duration::from_secs(60 * 60);
const NONE_KEPT: Duration = Duration::from_secs(5 * 60);
/// The pictures in memory have so many bytes at most.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// A picture as it is sent on.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Bytes,
}

/// The pictures that were fetched, by URL.
pub(crate) struct Pictures(Cache<String, Option<Arc<Picture>>>);

impl Pictures {
    pub(crate) fn new() -> Self {
        let weight = |url: &String, picture: &Option<Arc<Picture>>| {
            let bytes = picture.as_ref().map_or(0, |picture| picture.bytes.len());
            u32::try_from(url.len() + bytes + 64).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(MOST_BYTES).weigher(weight).expire_after(Lifetime).build())
    }

    /// The picture at that URL, if there is one; requests for one URL wait for one fetch.
    pub(crate) async fn find(&self, url: &str, http: &dyn Http) -> Option<Arc<Picture>> {
        self.0.get_with_by_ref(url, fetch(url, http)).await
    }
}

struct Lifetime;

impl moka::Expiry<String, Option<Arc<Picture>>> for Lifetime {
    fn expire_after_create(
        &self,
        _: &String,
        picture: &Option<Arc<Picture>>,
        _: std::time::Instant,
    ) -> Option<Duration> {
        Some(if picture.is_some() { KEPT } else { NONE_KEPT })
    }
}

async fn fetch(url: &str, http: &dyn Http) -> Option<Arc<Picture>> {
    let request = Request::builder().method(Method::GET).uri(url).header(header::ACCEPT, "image/*");
    let request = request.body(Bytes::new()).ok()?;
    match http.send(Purpose::Picture, request).await {
        Ok(found) if found.status() == StatusCode::OK => {
            let bytes = found.into_body();
            let media_type = media_type(&bytes)?;
            Some(Arc::new(Picture { media_type, bytes }))
        }
        Ok(other) => {
            tracing::debug!(status = %other.status(), "a picture could not be fetched");
            None
        }
        Err(error) => {
            tracing::debug!(%error, "a picture could not be fetched");
            None
        }
    }
}

/// What the first bytes say. A drawing (SVG) may hold scripts and is none of these.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BD-03: by what it is, not by what it is called.
    #[test]
    fn only_pictures_are_pictures() {
        for (bytes, wanted) in [
            (&b"\x89PNG\r\n\x1a\n rest"[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"GIF89a", Some("image/gif")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\">", None),
            (b"<!doctype html>", None),
            (b"\x89PNG", None),
            (b"", None),
        ] {
            assert_eq!(media_type(bytes), wanted, "{bytes:?}");
        }
    }
}
