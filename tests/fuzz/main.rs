//! Everything that parses an unknown client's bytes, over a corpus and its mutations: no panic, and an answer within a bound.
//!
//! The corpora are folders next to this file, one file an input. Add an input there when a defect was found by it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::{
    fs,
    path::Path,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use proptest::{
    collection::vec,
    prelude::any,
    prop_oneof,
    strategy::{Strategy, ValueTree as _},
    test_runner::TestRunner,
};
use vestibule_tests::fuzz::{TARGETS, Target};

/// No answer takes longer. A hundred times what the slowest needs in a build without optimisation.
const BOUND: Duration = Duration::from_secs(60);
const MUTATIONS: usize = 400;
/// What parsers stumble over.
const ODD: &[&[u8]] = &[
    b"\0",
    b"\"",
    b"\\",
    b"{{",
    b"}",
    b"[[[[[[[[",
    b"%00",
    b"%",
    b"&state=",
    b"=",
    b";",
    b",",
    b"\r\n",
    b"\xff\xfe",
    b"\\ud800",
    b"1e999",
    b"-0",
    b"99999999999999999999",
    b"null",
    b"true",
    b"//",
    b"..",
    b"@",
    b"*",
    b"\xe2\x80\xae",
];

/// One change of an input.
#[derive(Clone, Debug)]
enum Change {
    Set(usize, u8),
    Drop(usize, usize),
    Insert(usize, usize),
    Repeat(usize, usize, usize),
    Cut(usize),
}

fn changes() -> impl Strategy<Value = (usize, Vec<Change>)> {
    let at = any::<usize>;
    let change = prop_oneof![
        (at(), any::<u8>()).prop_map(|(place, byte)| Change::Set(place, byte)),
        (at(), 1..16_usize).prop_map(|(place, length)| Change::Drop(place, length)),
        (at(), 0..ODD.len()).prop_map(|(place, odd)| Change::Insert(place, odd)),
        (at(), 1..64_usize, 1..64_usize).prop_map(|(place, length, times)| Change::Repeat(place, length, times)),
        at().prop_map(Change::Cut),
    ];
    (at(), vec(change, 1..6))
}

fn mutated(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let size = bytes.len();
        let place = |at: usize| at % (size + 1);
        match *change {
            Change::Set(at, byte) if size > 0 => bytes[at % size] = byte,
            Change::Set(_, byte) => bytes.push(byte),
            Change::Drop(at, length) => drop(bytes.drain(place(at)..size.min(place(at) + length))),
            Change::Insert(at, odd) => drop(bytes.splice(place(at)..place(at), ODD[odd].iter().copied())),
            Change::Repeat(at, length, times) => {
                let piece = bytes[place(at)..size.min(place(at) + length)].repeat(times);
                drop(bytes.splice(place(at)..place(at), piece));
            }
            Change::Cut(at) => bytes.truncate(place(at)),
        }
    }
    bytes
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{name} has a corpus");
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// The corpus, and mutations of it that are the same in every run.
fn inputs(name: &str) -> Vec<Vec<u8>> {
    let mut inputs = corpus(name);
    let seeds = inputs.len();
    let mut runner = TestRunner::deterministic();
    for _ in 0..MUTATIONS {
        let (seed, changes) = changes().new_tree(&mut runner).unwrap().current();
        inputs.push(mutated(inputs[seed % seeds].clone(), &changes));
    }
    inputs
}

/// Runs a target on a thread of its own, so that an input on which it hangs is reported and not waited for.
fn run(name: &str, target: Target) {
    let inputs = inputs(name);
    let (done, next) = mpsc::channel();
    let all = inputs.clone();
    let worker = thread::spawn(move || {
        for input in all {
            target(&input);
            done.send(()).unwrap();
        }
    });
    for input in &inputs {
        match next.recv_timeout(BOUND) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => panic!("{name} takes longer than {BOUND:?}: {}", input.escape_ascii()),
            // What it stumbled over is above, in the words of its own panic.
            Err(RecvTimeoutError::Disconnected) => panic!("{name} breaks a promise on: {}", input.escape_ascii()),
        }
    }
    worker.join().unwrap();
}

fn target(name: &str) -> Target {
    TARGETS.iter().find(|(known, _)| *known == name).unwrap().1
}

/// The same way that the targets take ends with a person when nothing is odd.
#[test]
fn the_upstream_of_the_targets_is_a_good_one() {
    assert!(vestibule_tests::fuzz::good_answers_sign_in());
}

macro_rules! tests {
    ($($name:ident),*) => {
        $(#[test] fn $name() { run(stringify!($name), target(stringify!($name))); })*

        #[test]
        fn every_target_is_here_and_has_a_program() {
            let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/fuzz_targets");
            for name in names {
                assert!(folder.join(format!("{name}.rs")).is_file(), "{name}");
            }
        }
    };
}

tests!(
    callback,
    claim_expression,
    cookies,
    definition,
    discovery,
    forwarded,
    id_token,
    keys,
    plugin_answer,
    token_answer,
    userinfo
);
