//! What `cargo dev`, the generator and the measurements share: the workspace, other programs, what is printed, errors.
#![forbid(unsafe_code)]

pub mod console;
pub mod error;
pub mod program;
pub mod workspace;
