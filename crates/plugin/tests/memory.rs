//! The border to C, crossed often: whoever allocates frees, and nothing is left.
#![expect(unsafe_code, reason = "the border to C is what this crosses")]

mod counting;

use serde_json::json;
use vestibule_plugin::{
    Begin, Definition, Identity, Operation, Plugin, Question, Refusal, Resume, Step,
    abi::{Buffer, Bytes, STATUS_OK, STATUS_REFUSED},
    export,
};

const CALLS: usize = 10_000;

struct Fixture;

impl Plugin for Fixture {
    fn describe(&self) -> Vec<Definition> {
        vec![Definition::new("fixture", "Fixture", json!({})).host("a.example")]
    }

    fn begin(&self, begin: &Begin) -> Result<Step, Refusal> {
        Ok(Identity::new(begin.credentials.required("key")?).claim("name", "Ada").into())
    }

    fn resume(&self, _: &Resume) -> Result<Step, Refusal> {
        Err(Refusal::access_denied("no"))
    }
}

/// One request through C and back.
fn ask(request: &[u8]) -> u32 {
    let mut response = Buffer::EMPTY;
    // SAFETY: the bytes and the buffer live in this frame.
    let status = unsafe { export::call(&Fixture, Bytes::of(request), &raw mut response) };
    // SAFETY: handed back unchanged, once.
    unsafe { export::release(response) };
    status
}

#[test]
fn calls_leave_nothing_behind() {
    let mut requests: Vec<Vec<u8>> =
        Operation::examples().into_iter().map(|one| serde_json::to_vec(&Question::new(one)).unwrap()).collect();
    requests.push(b"no question".to_vec());
    let all = || requests.iter().map(|request| ask(request)).collect::<Vec<_>>();
    assert_eq!(all(), [STATUS_OK, STATUS_OK, STATUS_REFUSED, STATUS_REFUSED, STATUS_REFUSED]);
    let before = counting::live();
    for _ in 0..CALLS / requests.len() {
        drop(all());
    }
    // The harness may have a word to say meanwhile, which is less than one byte for each call.
    let grown = counting::live().saturating_sub(before);
    assert!(grown < CALLS, "{CALLS} calls left {grown} bytes");
}
