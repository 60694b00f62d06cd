//! What the command line prints, as files: `cmd/*.trycmd` hold commands with their output and exit code.
//!
//! After a deliberate change, `TRYCMD=overwrite cargo test -p vestibule --test cmd` writes the files again.

#[test]
fn the_command_line_prints_what_the_files_say() {
    let cases = trycmd::TestCases::new();
    cases.register_bin("vestibule", std::path::Path::new(env!("CARGO_BIN_EXE_vestibule")));
    cases.case("tests/cmd/*.trycmd");
}
