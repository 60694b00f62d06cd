//! How a run of tests is counted.

use std::path::Path;

use vestibule_dev::program::Program;

use super::count;
use crate::verify::tally::Tally;

fn prints(line: &str, code: u8) -> Program {
    Program::new("sh", Path::new(".")).argument("-c").argument(format!("echo '{line}'; exit {code}"))
}

#[test]
fn a_run_is_judged_by_its_exit_code_and_by_having_tests() {
    let passed = count(prints("ℹ pass 3", 0), Tally::read_node).unwrap();
    assert_eq!(passed.to_string(), "3 passed, 0 failed");

    let failed = count(prints("ℹ fail 1", 1), Tally::read_node).unwrap_err();
    assert_eq!(failed.tally.to_string(), "0 passed, 1 failed");

    let crashed = count(prints("ℹ pass 3", 1), Tally::read_node).unwrap_err();
    assert_eq!(crashed.tally.to_string(), "3 passed, 0 failed");
    assert!(crashed.error.to_string().contains("exit status: 1"), "{}", crashed.error);

    let empty = count(prints("ℹ pass 0", 0), Tally::read_node).unwrap_err();
    assert_eq!(empty.error.to_string(), "No test was run.");
}
