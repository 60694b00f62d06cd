//! Profile pictures: a pattern of coloured squares that follows from the subject, as PNG.
//!
//! The picture is a few hundred bytes of two colours, so it is stored without compression and this file needs no image
//! library.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use vestibule_core::secret::sha256;

/// Squares in a row; the right half mirrors the left.
const GRID: usize = 5;
const SQUARE: usize = 16;
const MARGIN: usize = 8;
const SIDE: usize = GRID * SQUARE + 2 * MARGIN;

/// Strong enough on the pale background for the pattern to be visible.
const INKS: [[u8; 3]; 6] = [
    [0x1f, 0x6f, 0x8b],
    [0x8a, 0x3b, 0x6e],
    [0x3d, 0x6b, 0x2f],
    [0x9c, 0x4a, 0x1a],
    [0x4b, 0x4f, 0xa3],
    [0x7a, 0x5c, 0x00],
];
const BACKGROUND: [u8; 3] = [0xf1, 0xee, 0xe8];

/// Answers with the picture of a subject. There is one for every name, as there is in Pocket ID.
pub(crate) fn show(subject: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=900")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, png(subject)).into_response()
}

fn png(subject: &str) -> Vec<u8> {
    let seed = sha256(subject);
    let ink = INKS[usize::from(seed[26]) % INKS.len()];
    let side = u32::try_from(SIDE).unwrap_or_default().to_be_bytes();
    // Width, height, one bit for each pixel, with a palette, no interlacing (PNG §11.2.2).
    let header = [&side[..], &side[..], &[1, 3, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, b"IHDR", &header);
    chunk(&mut file, b"PLTE", &[BACKGROUND, ink].concat());
    chunk(&mut file, b"IDAT", &zlib(&rows(&seed)));
    chunk(&mut file, b"IEND", &[]);
    file
}

/// The rows of the image: a filter byte (none), then eight pixels in each byte.
fn rows(seed: &[u8; 32]) -> Vec<u8> {
    let is_inked = |x: usize, y: usize| {
        let (column, row) = (x.checked_sub(MARGIN)? / SQUARE, y.checked_sub(MARGIN)? / SQUARE);
        let mirrored = column.min((GRID - 1).checked_sub(column)?);
        (row < GRID).then(|| seed[1 + row * GRID + mirrored] & 1 == 1)
    };
    let mut bytes = Vec::with_capacity(SIDE * (1 + SIDE / 8));
    for y in 0..SIDE {
        bytes.push(0);
        for byte in 0..SIDE / 8 {
            let pixel = |bit: usize| u8::from(is_inked(byte * 8 + bit, y) == Some(true)) << (7 - bit);
            bytes.push((0..8).map(pixel).sum());
        }
    }
    bytes
}

/// One stored block (RFC 1951 §3.2.4) in a zlib stream (RFC 1950).
fn zlib(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or_default();
    let mut stream = vec![0x78, 0x01, 0x01];
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(data);
    let (a, b) = data.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let content = [&kind[..], data].concat();
    file.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    file.extend(&content);
    file.extend(crc32(&content).to_be_bytes());
}

/// PNG, annex D, bit by bit: a picture has a thousand of them.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_the_standards() {
        assert_eq!(crc32(b"IEND"), 0xae42_6082, "every PNG ends with this one");
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        // RFC 1950 names no example; this one is in every text about Adler-32.
        assert!(zlib(b"Wikipedia").ends_with(&0x11e6_0398u32.to_be_bytes()));
    }

    #[test]
    fn the_pattern_follows_from_the_subject_and_is_symmetrical() {
        assert_eq!(png("a"), png("a"));
        assert_ne!(png("a"), png("b"));
        for row in rows(&sha256("a")).chunks(1 + SIDE / 8) {
            let mirrored: Vec<u8> = row[1..].iter().rev().map(|byte| byte.reverse_bits()).collect();
            assert_eq!(row[1..], mirrored);
        }
        assert_eq!(rows(&sha256("a")).len(), SIDE * (1 + SIDE / 8), "the side is a multiple of eight");
    }
}
