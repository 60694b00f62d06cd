//! Content codings (RFC 9110 §8.4.1). None is asked for; the two that upstreams and their proxies apply all the same are
//! decoded, and what comes out is as limited as any other body.

use std::io::Read;

use brotli_decompressor::Decompressor;
use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use http::{HeaderMap, header};
use vestibule_core::{http::HttpError, redact::escape_for_log};

/// How much a decoder reads at once, in bytes.
const BUFFER: usize = 4_096;

/// How a body is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    Gzip,
    Brotli,
}

impl Coding {
    /// The coding of an answer. Any other one, and one on top of another, is refused.
    pub(super) fn of(host: &str, headers: &HeaderMap) -> Result<Self, HttpError> {
        let listed: Vec<_> = headers
            .get_all(header::CONTENT_ENCODING)
            .iter()
            .flat_map(|value| {
                String::from_utf8_lossy(value.as_bytes()).split(',').map(str::to_owned).collect::<Vec<_>>()
            })
            .map(|coding| coding.trim().to_ascii_lowercase())
            .filter(|coding| !coding.is_empty() && coding != "identity")
            .collect();
        match listed.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] => Ok(Self::Identity),
            ["gzip" | "x-gzip"] => Ok(Self::Gzip),
            ["br"] => Ok(Self::Brotli),
            _ => Err(HttpError::Encoded { host: host.to_owned(), coding: escape_for_log(&listed.join(", ")) }),
        }
    }

    /// The body itself, at most `limit` bytes of it: the decoder stops there, however much more would come out.
    pub(super) fn decode(self, host: &str, body: Bytes, limit: usize) -> Result<Bytes, HttpError> {
        match self {
            Self::Identity => Ok(body),
            Self::Gzip => read(MultiGzDecoder::new(&*body), host, limit),
            Self::Brotli => read(Decompressor::new(&*body, BUFFER), host, limit),
        }
    }
}

fn read(decoder: impl Read, host: &str, limit: usize) -> Result<Bytes, HttpError> {
    let mut decoded = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = decoder.take(most).read_to_end(&mut decoded);
    if decoded.len() > limit {
        return Err(HttpError::TooLarge { host: host.to_owned(), limit });
    }
    read.map_err(|error| HttpError::Broken {
        host: host.to_owned(),
        reason: format!("the compressed answer cannot be decoded: {error}"),
    })?;
    Ok(decoded.into())
}
