//! The icons that every installation has: the files in `crates/server/assets/icons`, listed by the build script.

use crate::suggestion::did_you_mean;

/// Their names, in order.
pub const BUNDLED: &[&str] = include!(concat!(env!("OUT_DIR"), "/icons.rs"));

/// What to say about a name that is none of them.
pub fn unknown(name: &str) -> String {
    format!("there is no bundled icon with this name{}", did_you_mean(name, BUNDLED.iter().copied()))
}
