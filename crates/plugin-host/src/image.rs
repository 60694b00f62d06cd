//! Whether bytes are a whole library for this machine, before the system's loader gets them. Pure.
//!
//! The loader maps what the headers promise. Of a file that was cut off it would map pages that nothing is behind, and
//! touching one of those ends the process.

use object::{Architecture, File, Object as _, ObjectSegment as _};

/// Why bytes are not given to the loader. `Display` is a sentence about the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ImageFault {
    #[error("not a shared library, or truncated ({0}); pass the file that a `cdylib` build produced")]
    NoLibrary(String),
    #[error("it is built for {theirs}, and this server runs on {ours}; build it for this machine", ours = std::env::consts::ARCH)]
    OtherMachine { theirs: String },
    #[error("truncated after {len} of {wanted} bytes; copy it again")]
    CutOff { len: u64, wanted: u64 },
}

/// Looks at the headers, and at whether everything that they want to have mapped is there.
pub(crate) fn check(bytes: &[u8]) -> Result<(), ImageFault> {
    let file = File::parse(bytes).map_err(|error| ImageFault::NoLibrary(error.to_string()))?;
    let theirs = file.architecture();
    if ours().is_some_and(|ours| ours != theirs) {
        return Err(ImageFault::OtherMachine { theirs: format!("{theirs:?}").to_lowercase() });
    }
    let ends = file.segments().map(|segment| segment.file_range()).map(|(offset, size)| offset.saturating_add(size));
    let (wanted, len) = (ends.max().unwrap_or_default(), bytes.len() as u64);
    if wanted > len { Err(ImageFault::CutOff { len, wanted }) } else { Ok(()) }
}

/// This machine; `None` for one that has no name here, where the loader decides.
fn ours() -> Option<Architecture> {
    Some(match std::env::consts::ARCH {
        "x86_64" => Architecture::X86_64,
        "aarch64" => Architecture::Aarch64,
        "riscv64" => Architecture::Riscv64,
        "arm" => Architecture::Arm,
        "x86" => Architecture::I386,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    /// This test itself: an image of this machine that has everything a library has.
    fn whole() -> Vec<u8> {
        std::fs::read(std::env::current_exe().unwrap()).unwrap()
    }

    /// PL-02.
    #[test]
    fn what_is_not_whole_is_refused() {
        let whole = whole();
        assert_eq!(check(&whole), Ok(()));
        for bytes in [&b""[..], b"not a library", &whole[..40], &whole[..whole.len() / 4], &whole[..whole.len() / 2]] {
            let said = check(bytes).unwrap_err().to_string();
            assert!(said.contains("truncated"), "{} bytes: {said}", bytes.len());
        }
    }

    /// PL-02: without section headers, which stand at the end and are of no use to the loader, only the segments tell.
    #[cfg(all(target_os = "linux", target_pointer_width = "64"))]
    #[test]
    fn what_the_loader_would_map_and_is_not_there_is_refused() {
        let mut stripped = whole();
        stripped[40..48].fill(0); // e_shoff
        stripped[60..64].fill(0); // e_shnum, e_shstrndx
        assert_eq!(check(&stripped), Ok(()));
        let len = stripped.len() / 4;
        let said = check(&stripped[..len]).unwrap_err();
        assert!(matches!(said, ImageFault::CutOff { len: found, wanted } if found == len as u64 && wanted > found));
    }

    /// PL-02.
    #[cfg(target_os = "linux")]
    #[test]
    fn another_machine_is_named() {
        let mut other = whole();
        other[18..20].copy_from_slice(&[0x16, 0]); // e_machine of s390x
        let said = check(&other).unwrap_err().to_string();
        assert_eq!(
            said,
            format!(
                "it is built for s390x, and this server runs on {}; build it for this machine",
                std::env::consts::ARCH
            )
        );
    }

    proptest! {
        /// PL-02: any headers have an answer.
        #[test]
        fn no_header_is_too_odd(edits in prop::collection::vec((0..4096_usize, any::<u8>()), 1..40)) {
            static HEAD: LazyLock<Vec<u8>> = LazyLock::new(|| whole()[..64 * 1024].to_vec());
            let mut bytes = HEAD.clone();
            for (at, byte) in edits {
                bytes[at] = byte;
            }
            let _ = check(&bytes);
        }
    }
}
