//! From Rust to C: what [`export_plugin!`](crate::export_plugin) expands to. Not for calling by hand.
//!
//! Owns the three dangers of that border: a panic must not cross it, the host's pointers are trusted for one call only,
//! and what was allocated here is freed here.
#![expect(unsafe_code, reason = "this module is the border to C")]

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, set_hook},
    sync::Once,
};

use crate::{
    abi::{Buffer, Bytes, STATUS_OK, STATUS_PANICKED, STATUS_REFUSED},
    plugin::{Plugin, answer},
    refusal::Refusal,
    step::{Reply, Response},
};

/// Exports a plugin: `export_plugin!(Tickets);` once, in the crate that becomes the library.
///
/// The value is any constant expression of a type that implements [`Plugin`](crate::Plugin). With `panic = "abort"` this
/// does not compile, because a panic would end the server.
#[macro_export]
macro_rules! export_plugin {
    ($plugin:expr) => {
        #[cfg(panic = "abort")]
        compile_error!("a plugin with panic = \"abort\" could end the server; build it with panic = \"unwind\"");

        const _: () = {
            static TABLE: $crate::abi::Table = $crate::abi::Table::new(call, release);

            unsafe extern "C" fn call(request: $crate::abi::Bytes, response: *mut $crate::abi::Buffer) -> u32 {
                // SAFETY: the host keeps the contract of `call`, which is that of this function.
                unsafe { $crate::export::call(&$plugin, request, response) }
            }

            unsafe extern "C" fn release(response: $crate::abi::Buffer) {
                // SAFETY: the host hands back what `call` has given it, once.
                unsafe { $crate::export::release(response) }
            }

            /// The entry point (docs/plugin-abi.md).
            #[unsafe(no_mangle)]
            pub extern "C" fn vestibule_plugin_v1() -> *const $crate::abi::Table {
                &TABLE
            }
        };
    };
}

/// Answers one request.
///
/// # Safety
/// `request` points to bytes that live during the call; `response` points to a buffer that may be written.
pub unsafe fn call(plugin: &dyn Plugin, request: Bytes, response: *mut Buffer) -> u32 {
    if response.is_null() {
        return STATUS_PANICKED;
    }
    // The library has a standard library of its own, and with it a hook of its own that would write to the host's
    // standard error. The host learns of the panic by the status.
    static QUIET: Once = Once::new();
    QUIET.call_once(|| set_hook(Box::new(|_| {})));
    let answered = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: the caller lends the bytes for this call.
        let request = unsafe { request.as_slice() };
        let answered = answer(plugin, request);
        let status = if matches!(answered.reply, Reply::Refuse(_)) { STATUS_REFUSED } else { STATUS_OK };
        (status, to_bytes(&answered))
    }));
    let (status, bytes) = answered.unwrap_or_else(|panic| {
        let bytes = to_bytes(&panicked(&*panic));
        // Its own drop could panic, with nobody to catch that.
        std::mem::forget(panic);
        (STATUS_PANICKED, bytes)
    });
    // SAFETY: not null, and writable by the caller's promise.
    unsafe { response.write(lend(bytes)) };
    status
}

fn panicked(panic: &(dyn Any + Send)) -> Response {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Response::new(Reply::Refuse(Refusal::new("panicked", message.unwrap_or("a panic without words"))))
}

fn to_bytes(response: &Response) -> Vec<u8> {
    // Maps with keys that are no text are the only thing that cannot be written, and no message has one.
    serde_json::to_vec(response).unwrap_or_default()
}

fn lend(bytes: Vec<u8>) -> Buffer {
    let mut bytes = std::mem::ManuallyDrop::new(bytes);
    Buffer { ptr: bytes.as_mut_ptr(), len: bytes.len(), cap: bytes.capacity() }
}

/// Frees a response.
///
/// # Safety
/// `response` comes from [`call`] unchanged and is handed back once.
pub unsafe fn release(response: Buffer) {
    if !response.ptr.is_null() {
        // SAFETY: pointer, length and capacity are those of the vector that `lend` took apart.
        drop(unsafe { Vec::from_raw_parts(response.ptr, response.len, response.cap) });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        definition::Definition,
        message::{Begin, Operation, Question, Resume},
        step::{Identity, Step},
    };

    struct Fixture;

    impl Plugin for Fixture {
        fn describe(&self) -> Vec<Definition> {
            vec![Definition::new("fixture", "Fixture", json!({}))]
        }

        fn begin(&self, begin: &Begin) -> Result<Step, Refusal> {
            match begin.definition.as_str() {
                "panic" => panic!("over {}", begin.definition),
                "refuse" => Err(Refusal::access_denied("no")),
                _ => Ok(Identity::new("1").into()),
            }
        }

        fn resume(&self, _: &Resume) -> Result<Step, Refusal> {
            std::panic::panic_any(7_u8)
        }
    }

    /// What the host sees of one request: the way through C and back.
    fn ask(request: &[u8]) -> (u32, Value) {
        let mut buffer = Buffer::EMPTY;
        // SAFETY: the bytes and the buffer live in this frame.
        let status = unsafe { call(&Fixture, Bytes::of(request), &raw mut buffer) };
        // SAFETY: `call` has filled the buffer.
        let bytes = unsafe { std::slice::from_raw_parts(buffer.ptr, buffer.len) };
        let value = serde_json::from_slice(bytes).unwrap();
        // SAFETY: handed back unchanged, once.
        unsafe { release(buffer) };
        (status, value)
    }

    fn begin(definition: &str) -> Vec<u8> {
        serde_json::to_vec(&Question::new(Operation::Begin(Begin::example(definition, json!({}))))).unwrap()
    }

    #[test]
    fn answers_refusals_and_panics_are_distinguished() {
        let identity = json!({ "v": 1, "type": "identity", "subject": "1", "claims": {} });
        assert_eq!(ask(&begin("good")), (STATUS_OK, identity));
        let refusal = json!({ "v": 1, "type": "refuse", "code": "access_denied", "message": "no" });
        assert_eq!(ask(&begin("refuse")), (STATUS_REFUSED, refusal));
        let panicked = json!({ "v": 1, "type": "refuse", "code": "panicked", "message": "over panic" });
        assert_eq!(ask(&begin("panic")), (STATUS_PANICKED, panicked));
        let resume = Resume::new(Begin::example("x", json!({})), "", crate::Event::callback([]));
        let (status, answer) = ask(&serde_json::to_vec(&Question::new(Operation::Resume(resume))).unwrap());
        assert_eq!((status, &answer["message"]), (STATUS_PANICKED, &json!("a panic without words")));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (name, request) in [
            ("no JSON", &b"nonsense"[..]),
            ("not UTF-8", b"{\"v\":1,\"op\":\"\xff\"}"),
            ("empty", b""),
            ("another version", br#"{"v":2,"op":"describe"}"#),
            ("a newer operation", br#"{"v":1,"op":"logout","sid":"x"}"#),
            ("an operation without its members", br#"{"v":1,"op":"begin"}"#),
        ] {
            let (status, answer) = ask(request);
            assert_eq!((status, &answer["code"]), (STATUS_REFUSED, &json!("unsupported")), "{name}: {answer}");
        }
    }

    #[test]
    fn nothing_is_written_where_there_is_no_place() {
        // SAFETY: a null response is what is being tested.
        let status = unsafe { call(&Fixture, Bytes::of(b"{}"), std::ptr::null_mut()) };
        assert_eq!(status, STATUS_PANICKED);
        // SAFETY: an empty buffer has nothing to free.
        unsafe { release(Buffer::EMPTY) };
    }

    #[test]
    fn the_host_may_lend_nothing() {
        let nothing = Bytes { ptr: std::ptr::null(), len: 7 };
        // SAFETY: null is the case that `as_slice` answers by itself.
        assert_eq!(unsafe { nothing.as_slice() }, b"");
    }
}
