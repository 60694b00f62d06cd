//! The C header and the Rust types say the same.

use std::{mem::offset_of, process::Command};

use vestibule_plugin::abi::{ABI_VERSION, Buffer, Bytes, STATUS_OK, STATUS_PANICKED, STATUS_REFUSED, Table};

#[test]
fn a_c_compiler_makes_the_same_layout_of_the_header() {
    let folder = tempfile::tempdir().unwrap();
    let (source, program) = (folder.path().join("layout.c"), folder.path().join("layout"));
    let fields = [
        ("sizeof(vestibule_bytes)", size_of::<Bytes>()),
        ("offsetof(vestibule_bytes, ptr)", offset_of!(Bytes, ptr)),
        ("offsetof(vestibule_bytes, len)", offset_of!(Bytes, len)),
        ("sizeof(vestibule_buffer)", size_of::<Buffer>()),
        ("offsetof(vestibule_buffer, ptr)", offset_of!(Buffer, ptr)),
        ("offsetof(vestibule_buffer, len)", offset_of!(Buffer, len)),
        ("offsetof(vestibule_buffer, cap)", offset_of!(Buffer, cap)),
        ("sizeof(vestibule_plugin)", size_of::<Table>()),
        ("offsetof(vestibule_plugin, abi_version)", offset_of!(Table, abi_version)),
        ("offsetof(vestibule_plugin, struct_size)", offset_of!(Table, struct_size)),
        ("offsetof(vestibule_plugin, call)", offset_of!(Table, call)),
        ("offsetof(vestibule_plugin, release)", offset_of!(Table, release)),
        ("(size_t)VESTIBULE_PLUGIN_ABI_VERSION", ABI_VERSION as usize),
        ("(size_t)VESTIBULE_OK", STATUS_OK as usize),
        ("(size_t)VESTIBULE_REFUSED", STATUS_REFUSED as usize),
        ("(size_t)VESTIBULE_PANICKED", STATUS_PANICKED as usize),
    ];
    let prints: String = fields.iter().map(|(field, _)| format!("printf(\"%zu\\n\", {field});\n")).collect();
    let text =
        format!("#include \"vestibule_plugin.h\"\n#include <stdio.h>\nint main(void) {{\n{prints}return 0;\n}}\n");
    std::fs::write(&source, text).unwrap();
    let include = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/plugin/include");
    let mut cc = Command::new("cc");
    cc.args(["-std=c11", "-Wall", "-Werror", "-I", include]).arg(&source).arg("-o").arg(&program);
    assert!(cc.status().expect("a C compiler is installed as `cc`").success());
    let printed = String::from_utf8(Command::new(&program).output().unwrap().stdout).unwrap();
    for ((field, wanted), found) in fields.iter().zip(printed.lines()) {
        assert_eq!(found, wanted.to_string(), "{field}");
    }
    assert_eq!(printed.lines().count(), fields.len());
}
