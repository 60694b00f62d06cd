//! `[home]` and `[branding]`, as they are written.

use std::collections::BTreeMap;

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
    /// An SVG or PNG file of at most 256 KiB for the tabs of browsers. Default: the logo.
    #[schemars(length(min = 1), extend("examples" = ["favicon.svg"]))]
    pub(crate) favicon: Option<String>,
    /// A sentence or two below the heading of the login page.
    #[schemars(length(min = 1, max = 500))]
    pub(crate) text: Option<String>,
    /// Links below the buttons of the login page, such as those to an imprint and a privacy policy: name and address, which
    /// is a URL or a path of this host. 8 are the most.
    pub(crate) links: BTreeMap<String, String>,
    /// Variables of the style sheet with another value, such as `card = "#ffffff"`. Colours and lengths only: whether text can
    /// still be read is up to you.
    pub(crate) variables: BTreeMap<String, String>,
    /// The same for browsers that prefer dark pages.
    pub(crate) dark_variables: BTreeMap<String, String>,
}

impl Default for BrandingSection {
    fn default() -> Self {
        Self {
            name: "Vestibule".to_owned(),
            logo: None,
            accent: None,
            favicon: None,
            text: None,
            links: BTreeMap::new(),
            variables: BTreeMap::new(),
            dark_variables: BTreeMap::new(),
        }
    }
}
