//! `[home]` and `[branding]`, as they are written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The start page.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct HomeSection {
    /// Show people who are signed in the apps that they may open, in place of their account.
    pub(crate) apps: bool,
}

/// How the pages present themselves.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct BrandingSection {
    /// The name of this installation: on the login page and in titles.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) name: String,
    /// An SVG or PNG file of at most 256 KiB, shown above the name. Default: our own mark.
    #[schemars(length(min = 1), extend("examples" = ["logo.svg"]))]
    pub(crate) logo: Option<String>,
    /// The colour of buttons and links, `#rrggbb`. It is made darker or lighter where it could not be read.
    #[schemars(length(min = 1), extend("examples" = ["#2f4fd0"]))]
    pub(crate) accent: Option<String>,
}

impl Default for BrandingSection {
    fn default() -> Self {
        Self { name: "Vestibule".to_owned(), logo: None, accent: None }
    }
}
