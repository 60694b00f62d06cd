//! One program for every Linux of the last ten years: linked against the symbols of an old glibc, whatever this machine has.
//!
//! A static program would be simpler to carry, but it could not load plugins. zig's linker knows the symbols of every
//! glibc; it and cargo-zigbuild come from PyPI, because that is where they can be had as programs for every machine.

use std::path::PathBuf;

use vestibule_dev::{console, error::Error, program::Program, workspace::Workspace};

/// Of the end of 2012: RHEL 7, Debian 8, Ubuntu 14.04 and all that came after them.
const GLIBC: &str = "2.17";
const TOOLS: [&str; 2] = ["cargo-zigbuild==0.24.1", "ziglang==0.17.1"];

/// Builds the program for a release.
pub(super) fn build(workspace: &Workspace) -> Result<PathBuf, Error> {
    let triple = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let tools = tools(workspace)?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(tools.join("bin")).chain(std::env::split_paths(&path)));
    let path = path.map_err(|_| Error::Refused(format!("{} cannot be part of PATH.", tools.display())))?;
    Program::new("cargo", workspace.root())
        .variable("PATH", path)
        .variable("PYTHONPATH", &tools)
        .words("zigbuild --release --locked --package vestibule-cli --target")
        .argument(format!("{triple}.{GLIBC}"))
        .run()?;
    let program = workspace.built(&triple).join("release/vestibule");
    let needed = needs(workspace, &program)?;
    if needed > version(GLIBC) {
        let (major, minor) = needed;
        return Err(Error::Refused(format!("The program needs glibc {major}.{minor}; releases promise {GLIBC}.")));
    }
    console::line(&format!("{} runs with glibc {GLIBC} and later.", program.display()));
    Ok(program)
}

/// cargo-zigbuild and zig, in the target folder.
fn tools(workspace: &Workspace) -> Result<PathBuf, Error> {
    let folder = workspace.built("tools/python");
    if !folder.join("bin/cargo-zigbuild").exists() {
        let pip = Program::new("python3", workspace.root()).words("-m pip install --quiet --target");
        TOOLS.into_iter().fold(pip.argument(&folder), Program::argument).run()?;
    }
    Ok(folder)
}

/// The newest glibc that a symbol of the program asks for.
fn needs(workspace: &Workspace, program: &std::path::Path) -> Result<(u32, u32), Error> {
    let symbols = Program::new("readelf", workspace.root()).words("--version-info --wide").argument(program);
    let symbols = symbols.find_output().ok_or_else(|| {
        Error::Refused(
            "`readelf` (binutils) fails or is not installed, so what the program needs is not known.".to_owned(),
        )
    })?;
    Ok(newest(&symbols))
}

fn newest(symbols: &str) -> (u32, u32) {
    symbols.split("GLIBC_").skip(1).map(version).max().unwrap_or_default()
}

/// `2.17` as numbers, whatever follows.
fn version(text: &str) -> (u32, u32) {
    let mut numbers =
        text.split(|character: char| !character.is_ascii_digit()).map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::{newest, version};

    #[test]
    fn the_newest_symbol_counts() {
        let symbols =
            "0x0010: Name: GLIBC_2.9  Flags: none\n 0x20: Name: GLIBC_2.34  Flags\n Name: GLIBC_2.2.5 Name: GCC_3.0";
        assert_eq!(newest(symbols), (2, 34));
        assert_eq!(version("2.17"), (2, 17));
        assert_eq!(newest("statically linked"), (0, 0));
    }
}
