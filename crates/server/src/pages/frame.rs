//! What every page is set in: its language, the installation's name and colour, and who is signed in.

use http::HeaderMap;

use super::texts::{self, Language};
use crate::{AppState, http::assets};

/// What every page is set in.
pub(crate) struct Frame<'a> {
    pub(crate) language: Language,
    /// What our paths begin with: nothing, or a whole URL where the page is shown at another host.
    pub(crate) base: &'a str,
    /// The installation's name.
    pub(crate) name: &'a str,
    /// The operator's logo; our own mark when there is none.
    pub(crate) logo: &'a str,
    /// The picture in the tab.
    pub(crate) icon: &'a str,
    pub(crate) manifest: &'a str,
    pub(crate) css: &'static str,
    pub(crate) script: &'static str,
    /// The style sheet with the operator's accent.
    pub(crate) brand_css: Option<&'a str>,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(app: &'a AppState, headers: &HeaderMap) -> Self {
        Self::in_language(app, Language::of(headers))
    }

    pub(crate) fn in_language(app: &'a AppState, language: Language) -> Self {
        Self {
            language,
            base: "",
            name: &app.settings.branding.name,
            logo: app.brand.logo.as_deref().unwrap_or_else(|| assets::url("icons/vestibule.svg")),
            icon: app.brand.icon.as_deref().unwrap_or_else(|| assets::url("icons/vestibule.svg")),
            manifest: &app.brand.manifest,
            css: assets::url("app.css"),
            script: assets::url("app.js"),
            brand_css: app.brand.css.as_deref(),
        }
    }

    /// The same, for a page that a proxy shows at the address of an application.
    pub(crate) fn elsewhere(self, app: &'a AppState) -> Self {
        Self { base: app.settings.public_url.base(), ..self }
    }

    /// Words that several pages share.
    pub(crate) fn common(&self) -> texts::Common {
        self.language.common()
    }
}
