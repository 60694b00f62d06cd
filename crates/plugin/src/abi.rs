//! The C ABI, version 1: what `include/vestibule_plugin.h` says, as Rust types.
//!
//! Owns the layout and nothing else: who calls what, and when, is in `docs/plugin-abi.md`.

use std::{ptr, slice};

/// The ABI version that [`Table::abi_version`] states. The major version is also in the name of the entry point.
pub const ABI_VERSION: u32 = 1;
/// The only symbol that a plugin exports, of the type [`Entry`].
pub const ENTRY_SYMBOL: &str = "vestibule_plugin_v1";
/// The header for plugins in C.
pub const HEADER: &str = include_str!("../include/vestibule_plugin.h");

/// [`Call`]: the response is an answer.
pub const STATUS_OK: u32 = 0;
/// [`Call`]: the response is a refusal.
pub const STATUS_REFUSED: u32 = 1;
/// [`Call`]: the plugin panicked. The response, if there is one, says so as a refusal. The plugin is not called again.
pub const STATUS_PANICKED: u32 = 2;

/// Bytes of the host, valid during the call only. `vestibule_bytes` in C.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Bytes {
    /// The first byte.
    pub ptr: *const u8,
    /// How many there are.
    pub len: usize,
}

impl Bytes {
    /// Lends bytes to a plugin.
    pub fn of(bytes: &[u8]) -> Self {
        Self { ptr: bytes.as_ptr(), len: bytes.len() }
    }

    /// The bytes.
    ///
    /// # Safety
    /// `ptr` is null or points to `len` initialised bytes that nobody changes during `'a`.
    #[expect(unsafe_code, reason = "this is where the host's pointer becomes a slice")]
    pub unsafe fn as_slice<'a>(self) -> &'a [u8] {
        if self.ptr.is_null() {
            return &[];
        }
        // SAFETY: not null, and the rest is what the caller promises.
        unsafe { slice::from_raw_parts(self.ptr, self.len) }
    }
}

/// Bytes of the plugin: it allocates them, the host copies them out, and they go back through [`Release`] once.
/// `vestibule_buffer` in C.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Buffer {
    /// The first byte; null in an empty buffer.
    pub ptr: *mut u8,
    /// How many there are.
    pub len: usize,
    /// How many were allocated, at least `len`. The host hands it back as it was.
    pub cap: usize,
}

impl Buffer {
    /// A buffer without bytes.
    pub const EMPTY: Self = Self { ptr: ptr::null_mut(), len: 0, cap: 0 };
}

/// Answers one request. Stateless and thread-safe; the status says what the response is.
pub type Call = unsafe extern "C" fn(request: Bytes, response: *mut Buffer) -> u32;
/// Takes back a response, on any thread.
pub type Release = unsafe extern "C" fn(response: Buffer);
/// The entry point: the plugin's table, which lives as long as the library.
pub type Entry = unsafe extern "C" fn() -> *const Table;

/// What a plugin offers. `vestibule_plugin` in C. Later versions append fields and change none.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// [`ABI_VERSION`]. Read before any other field.
    pub abi_version: u32,
    /// The size of the table when the plugin was built. Read second.
    pub struct_size: u32,
    /// Answers requests. An option, so that a null from C can be looked at.
    pub call: Option<Call>,
    /// Takes responses back.
    pub release: Option<Release>,
}

impl Table {
    /// The size of a table of this version.
    #[expect(clippy::cast_possible_truncation, reason = "a few words")]
    pub const SIZE: u32 = size_of::<Self>() as u32;

    /// A table of this version.
    pub const fn new(call: Call, release: Release) -> Self {
        Self { abi_version: ABI_VERSION, struct_size: Self::SIZE, call: Some(call), release: Some(release) }
    }
}

#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use std::mem::offset_of;

    use super::*;

    /// The layout is the contract. `tests/plugins/header.rs` compares it with what a C compiler makes of the header.
    #[test]
    fn the_layout_is_frozen() {
        assert_eq!((size_of::<Bytes>(), offset_of!(Bytes, ptr), offset_of!(Bytes, len)), (16, 0, 8));
        assert_eq!((size_of::<Buffer>(), offset_of!(Buffer, ptr)), (24, 0));
        assert_eq!((offset_of!(Buffer, len), offset_of!(Buffer, cap)), (8, 16));
        assert_eq!((size_of::<Table>(), offset_of!(Table, abi_version), offset_of!(Table, struct_size)), (24, 0, 4));
        assert_eq!((offset_of!(Table, call), offset_of!(Table, release)), (8, 16));
    }

    #[test]
    fn the_header_names_what_is_exported() {
        assert!(HEADER.contains(&format!("{ENTRY_SYMBOL}(void)")));
        assert!(HEADER.contains(&format!("#define VESTIBULE_PLUGIN_ABI_VERSION {ABI_VERSION}u")));
    }
}
