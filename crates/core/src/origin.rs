//! Where a value comes from.

use std::{fmt, path::PathBuf};

use serde::{Deserialize, Serialize};

/// A place in a text file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FilePlace {
    /// The file, as the operator would name it.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

impl fmt::Display for FilePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path.display(), self.line, self.column)
    }
}

/// The origin of a value: who said so, and where.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// A default of the program, or an official definition inside the binary.
    BuiltIn,
    /// A drop-in definition, or a companion file of one.
    File(FilePlace),
    /// A key of `config.toml` or `config.d`.
    Config(FilePlace),
    /// An environment variable.
    Environment {
        /// The variable's name.
        variable: String,
    },
    /// An administrator, in the browser or over the API.
    Admin,
    /// The upstream's own metadata.
    Discovery,
    /// A native plugin.
    Plugin,
}

impl Origin {
    /// True where the operator said so: someone who can edit files or the environment of the process.
    pub fn is_operator(&self) -> bool {
        matches!(self, Self::BuiltIn | Self::Config(_) | Self::Environment { .. })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built in"),
            Self::File(place) | Self::Config(place) => place.fmt(f),
            Self::Environment { variable } => f.write_str(variable),
            Self::Admin => f.write_str("administrator"),
            Self::Discovery => f.write_str("discovery"),
            Self::Plugin => f.write_str("plugin"),
        }
    }
}
