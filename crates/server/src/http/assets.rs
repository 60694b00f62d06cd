//! Style sheet, scripts and icons: inside the binary, named by their content, cached for ever, compressed once when somebody asks.
//!
//! Start with [`find`], which `serve_asset` answers requests with. Only these are compressed. A page holds a CSRF token, and compressing that together with text of an attacker's
//! choosing would reveal it by the length (BREACH).

use std::{
    borrow::Cow,
    collections::HashMap,
    io::Write as _,
    sync::{LazyLock, OnceLock},
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::HeaderValue;
use serde_json::json;
use vestibule_core::{
    routes::{Route, pattern},
    secret::sha256,
};
use vestibule_registry::{CatalogueEntry, Slot};

use super::{
    accent::brand_css,
    settings::{Logo, Settings},
};

#[derive(rust_embed::RustEmbed)]
#[folder = "assets"]
struct Files;

/// Where the icons of drop-in definitions are, below `/assets/`.
pub(super) const COMPANIONS: &str = "icons/";

pub(super) struct Asset {
    pub(super) body: Bytes,
    gzip: OnceLock<Option<Bytes>>,
    pub(super) content_type: HeaderValue,
    pub(super) etag: HeaderValue,
}

impl Asset {
    /// The same, smaller; none for what is compressed already.
    pub(super) fn gzip(&self) -> Option<&Bytes> {
        let compress = || compressed(&self.body).filter(|gzip| gzip.len() < self.body.len());
        self.gzip.get_or_init(compress).as_ref()
    }
}

/// Files by the path below `/assets/`, with the hash in it.
#[derive(Default)]
struct Shelf {
    by_path: HashMap<String, Asset>,
    /// From the plain name to the URL.
    urls: HashMap<String, String>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let mut shelf = Shelf::default();
    for name in Files::iter() {
        if let Some(file) = Files::get(&name) {
            let body = match file.data {
                Cow::Borrowed(body) => Bytes::from_static(body),
                Cow::Owned(body) => body.into(),
            };
            shelf.put(&name, body);
        }
    }
    shelf
});

impl Shelf {
    /// Files `body` under its name with its hash in it, and returns the URL.
    fn put(&mut self, name: &str, body: Bytes) -> String {
        let digest = sha256(&body);
        let hash: String = digest[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let path = format!("{stem}.{hash}.{ending}");
        let media_type = mime_guess::from_path(name).first_or_octet_stream();
        let charset = if media_type.type_() == "text" { "; charset=utf-8" } else { "" };
        let header = |text: String| HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("text/plain"));
        let gzip = OnceLock::new();
        let content_type = header(format!("{media_type}{charset}"));
        let url = Route::Asset(&path).path();
        self.by_path.insert(path, Asset { body, gzip, content_type, etag: header(format!("\"{hash}\"")) });
        self.urls.insert(name.to_owned(), url.clone());
        url
    }
}

fn compressed(body: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).ok()?;
    Some(encoder.finish().ok()?.into())
}

/// The files of an installation's own.
#[derive(Default)]
pub(crate) struct BrandFiles {
    shelf: Shelf,
    /// Where the style sheet with the accent is.
    pub(crate) css: Option<String>,
    /// Where the logo is.
    pub(crate) logo: Option<String>,
    /// Where the picture for tabs is.
    pub(crate) icon: Option<String>,
    /// Where the web application manifest is.
    pub(crate) manifest: String,
}

/// What a browser shows of the installation on a home screen (Web Application Manifest).
fn manifest(name: &str, icon: &str) -> String {
    let media_type = mime_guess::from_path(icon).first_or_octet_stream().to_string();
    let document = json!({
        "name": name,
        "short_name": name,
        "start_url": pattern::Home,
        "scope": pattern::Home,
        "display": "browser",
        "icons": [{ "src": icon, "type": media_type, "sizes": "any" }],
    });
    document.to_string()
}

impl BrandFiles {
    pub(crate) fn new(settings: &Settings) -> Self {
        let branding = &settings.branding;
        let mut shelf = Shelf::default();
        let css = brand_css(branding.accent, &branding.variables);
        let css = css.map(|css| shelf.put("brand.css", css.into()));
        let mut picture = |name: &str, picture: Option<&Logo>| {
            picture.map(|picture| shelf.put(&format!("{name}.{}", picture.ending), picture.bytes.clone()))
        };
        let logo = picture("logo", branding.logo.as_ref());
        let favicon = picture("favicon", branding.favicon.as_ref());
        let icon = favicon.or_else(|| logo.clone());
        let shown = icon.as_deref().unwrap_or_else(|| url("icons/vestibule.svg"));
        let manifest = manifest(&branding.name, &settings.public_url.place(shown));
        let manifest = shelf.put("site.webmanifest", manifest.into());
        Self { shelf, css, logo, icon, manifest }
    }
}

/// Where the logo of an installation is served; `None` when it has none of its own.
pub fn logo_path(settings: &Settings) -> Option<String> {
    BrandFiles::new(settings).logo
}

/// The file at that path below `/assets/`: one of the program, or one of this installation.
pub(super) fn find<'a>(path: &str, brand: &'a BrandFiles) -> Option<&'a Asset> {
    SHELF.by_path.get(path).or_else(|| brand.shelf.by_path.get(path))
}

/// The path of an asset by its plain name; `/assets/` for one that does not exist, which a test would notice.
pub(crate) fn url(name: &str) -> &'static str {
    SHELF.urls.get(name).map_or("/assets/", String::as_str)
}

/// The path of a bundled icon; a key for a name that is not bundled.
pub(crate) fn icon(name: Option<&str>) -> String {
    let wanted = name.map(|name| format!("icons/{name}.svg"));
    let found = wanted.and_then(|wanted| SHELF.urls.get(&wanted));
    found.map_or_else(|| url("icons/key.svg").to_owned(), Clone::clone)
}

/// The names of all bundled icons.
pub(crate) fn icon_names() -> impl Iterator<Item = &'static str> {
    SHELF.urls.keys().filter_map(|name| name.strip_prefix("icons/")?.strip_suffix(".svg"))
}

/// The path of the icon on a provider's button.
pub(crate) fn icon_of(slot: &Slot) -> String {
    choose_icon(slot.settings.icon.as_deref(), slot.definition.as_deref())
}

/// The path of the icon that a provider's settings choose, else that of its definition.
pub(crate) fn choose_icon(chosen: Option<&str>, entry: Option<&CatalogueEntry>) -> String {
    match (chosen, entry) {
        (None, Some(entry)) => icon_of_definition(entry),
        (chosen, _) => icon(chosen),
    }
}

/// The path of a definition's icon: its companion file, or the bundled one that it names.
pub(crate) fn icon_of_definition(entry: &CatalogueEntry) -> String {
    picture_or_icon(entry.icon.as_ref().map(|icon| icon.path.as_str()), entry.definition.icon.as_deref())
}

/// The path of a companion file below `/assets/icons/`, or of a bundled icon.
pub(crate) fn picture_or_icon(picture: Option<&str>, bundled: Option<&str>) -> String {
    match picture {
        Some(picture) => Route::Asset(&format!("{COMPANIONS}{picture}")).path(),
        None => icon(bundled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_templates_name_exists() {
        for name in ["app.css", "app.js", "repost.js", "icons/key.svg", "icons/pocketid.svg", "icons/vestibule.svg"] {
            assert_ne!(url(name), "/assets/", "{name}");
        }
        assert_eq!(icon(Some("no-such-icon")), icon(None));
    }

    /// The list that definitions and settings are checked against.
    #[test]
    fn the_icons_are_those_that_core_lists() {
        let mut names: Vec<_> = icon_names().collect();
        names.sort_unstable();
        assert_eq!(names, vestibule_core::icons::BUNDLED);
    }
}
