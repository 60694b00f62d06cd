//! A loaded library and the two functions of its table: the border to native code.
//!
//! Owns what C cannot promise: the table is looked at field by field before it is believed, a response is measured before
//! it is copied, and it is handed back exactly once. Libraries are never unloaded, because a thread that was given up may
//! still be inside.
#![expect(unsafe_code, reason = "this module is the border to native code")]

use std::{mem::ManuallyDrop, path::Path, slice};

use libloading::os::unix::{Library as Handle, RTLD_LOCAL, RTLD_NOW};
use vestibule_plugin::abi::{ABI_VERSION, Buffer, Bytes, Call, ENTRY_SYMBOL, Entry, Release, Table};

/// The most that a response may hold.
pub(crate) const RESPONSE_LIMIT: usize = 1024 * 1024;

/// Why a file is no plugin for this host. `Display` is a sentence about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LibraryFault {
    #[error("the system cannot load it: {0}")]
    NotLoadable(String),
    #[error(
        "it exports no `{ENTRY_SYMBOL}`; it is no plugin (in Rust, `export_plugin!` makes it one), or one for another major version of the ABI"
    )]
    NoEntry,
    #[error("its entry point gives no table; `{ENTRY_SYMBOL}` must return one")]
    NoTable,
    #[error("it speaks version {0} of the ABI, and this host speaks {ABI_VERSION}; build it for this version")]
    OtherVersion(u32),
    #[error("its table has {0} bytes, and version {ABI_VERSION} of the ABI has {size}; build it with the header of that version",
            size = Table::SIZE)]
    ShortTable(u32),
    #[error("its table has no {0} function; both `call` and `release` are needed")]
    NoFunction(&'static str),
}

/// What came back from one call, copied out and handed back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawResponse {
    pub(crate) status: u32,
    pub(crate) bytes: Result<Vec<u8>, BrokenBuffer>,
}

/// A response that could not be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BrokenBuffer {
    #[error("the response is null, with a length of {0}")]
    Null(usize),
    #[error("the response has {0} bytes; {RESPONSE_LIMIT} are possible")]
    TooLarge(usize),
    #[error("the response has {len} bytes in a buffer of {cap}")]
    Overrun { len: usize, cap: usize },
}

/// A loaded library whose table is in order.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) struct_size: u32,
    call: Call,
    release: Release,
    _handle: ManuallyDrop<Handle>,
}

impl Library {
    /// Loads the library at `path`, which runs its constructors: the caller has verified what it is.
    pub(crate) fn open(path: &Path) -> Result<Self, LibraryFault> {
        // SAFETY: loading runs the library's code. That is what the operator asked for by pinning its hash, which the
        // caller has compared with these very bytes.
        let handle = unsafe { Handle::open(Some(path), RTLD_NOW | RTLD_LOCAL) };
        let handle = ManuallyDrop::new(handle.map_err(|error| LibraryFault::NotLoadable(words(&error, path)))?);
        // SAFETY: a plugin exports a function of this type under this name; the name holds the version of the type.
        let entry = unsafe { handle.get::<Entry>(ENTRY_SYMBOL.as_bytes()) };
        let entry: Entry = *entry.map_err(|_| LibraryFault::NoEntry)?;
        // SAFETY: the entry point takes nothing and returns a pointer; the library stays loaded for ever.
        let table = unsafe { entry() };
        let (struct_size, call, release) = Self::check(table)?;
        Ok(Self { struct_size, call, release, _handle: handle })
    }

    /// Reads the table in the order that the ABI gives: version, size, and only then the rest.
    fn check(table: *const Table) -> Result<(u32, Call, Release), LibraryFault> {
        if table.is_null() || !table.is_aligned() {
            return Err(LibraryFault::NoTable);
        }
        // SAFETY: not null and aligned; every version of the table begins with this field.
        let version = unsafe { (*table).abi_version };
        if version != ABI_VERSION {
            return Err(LibraryFault::OtherVersion(version));
        }
        // SAFETY: version 1 has this field second.
        let struct_size = unsafe { (*table).struct_size };
        if struct_size < Table::SIZE {
            return Err(LibraryFault::ShortTable(struct_size));
        }
        // SAFETY: the table is at least as large as ours; a null function is the option's `None`.
        let call = unsafe { (*table).call };
        // SAFETY: as above.
        let release = unsafe { (*table).release };
        let call = call.ok_or(LibraryFault::NoFunction("call"))?;
        Ok((struct_size, call, release.ok_or(LibraryFault::NoFunction("release"))?))
    }

    /// Asks one thing. Blocks as long as the plugin likes.
    pub(crate) fn call(&self, request: &[u8]) -> RawResponse {
        let mut response = Buffer::EMPTY;
        // SAFETY: the request lives during the call, the response may be written; the function is of a library that is
        // never unloaded.
        let status = unsafe { (self.call)(Bytes::of(request), &raw mut response) };
        if response.ptr.is_null() {
            let bytes = if response.len == 0 { Ok(Vec::new()) } else { Err(BrokenBuffer::Null(response.len)) };
            return RawResponse { status, bytes };
        }
        let Buffer { ptr, len, cap } = response;
        let bytes = if len > RESPONSE_LIMIT {
            Err(BrokenBuffer::TooLarge(len))
        } else if len > cap {
            Err(BrokenBuffer::Overrun { len, cap })
        } else {
            // SAFETY: not null, of a bounded length and not longer than what was allocated; the plugin promises that many
            // initialised bytes.
            Ok(unsafe { slice::from_raw_parts(ptr, len) }.to_vec())
        };
        // SAFETY: handed back unchanged, and only here.
        unsafe { (self.release)(response) };
        RawResponse { status, bytes }
    }
}

/// What the loader says, without the path of our private copy, which would only confuse.
fn words(error: &libloading::Error, path: &Path) -> String {
    let mut text = error.to_string();
    if let Some(source) = std::error::Error::source(error) {
        text = source.to_string();
    }
    let shown = text.replace(&format!("{}: ", path.display()), "").replace(&path.display().to_string(), "the file");
    vestibule_core::redact::escape_for_log(&shown)
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use super::*;

    unsafe extern "C" fn call(_: Bytes, _: *mut Buffer) -> u32 {
        0
    }
    unsafe extern "C" fn release(_: Buffer) {}

    /// PL-02.
    #[test]
    fn a_table_is_believed_field_by_field() {
        let good = Table::new(call, release);
        let refused = |table: &Table| Library::check(table).err();
        assert_eq!(refused(&good), None);
        assert_eq!(refused(&Table { struct_size: Table::SIZE + 8, ..good }), None, "a later, larger table fits");
        assert_eq!(Library::check(ptr::null()).err(), Some(LibraryFault::NoTable));
        // Nothing behind a version that is not ours means anything.
        let other = Table { abi_version: 2, struct_size: 0, call: None, release: None };
        assert_eq!(refused(&other), Some(LibraryFault::OtherVersion(2)));
        let short = Table { struct_size: 16, call: None, ..good };
        assert_eq!(refused(&short), Some(LibraryFault::ShortTable(16)));
        assert_eq!(refused(&Table { call: None, ..good }), Some(LibraryFault::NoFunction("call")));
        assert_eq!(refused(&Table { release: None, ..good }), Some(LibraryFault::NoFunction("release")));
    }
}
