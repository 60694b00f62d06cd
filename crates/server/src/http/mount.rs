//! Our paths below a path of the origin, for an application that wants them there.
//!
//! ```text
//! browser ── /auth/account ──▶ Router::nest takes the mount off ──▶ routes, handlers, pages know /account
//!         ◀── /auth/account ── [`in_headers`] and [`in_page`] put it on ◀──
//! ```
//! What we send is a path of ours when it begins with `/`, and is written without the mount; what is not ours is a whole URL
//! ([`ReturnTo::location`](super::return_to::ReturnTo::location)). `/` itself is the application's front page. URLs that leave as a
//! whole are made by [`PublicUrl`], which knows the mount.

use http::{HeaderMap, HeaderValue, header};
use vestibule_core::public_url::{PublicUrl, is_front_page};

/// The attributes of our pages that hold addresses, for the browser and for our scripts. The others hold what comes back to us.
const ADDRESSES: [&str; 12] = [
    "action",
    "data-added",
    "data-answer",
    "data-challenge",
    "data-continue",
    "data-newer",
    "data-order",
    "data-page",
    "data-preview",
    "data-strength",
    "href",
    "src",
];

/// Puts the mount before a path in `Location`.
pub(crate) fn in_headers(headers: &mut HeaderMap, public_url: &PublicUrl) {
    if public_url.mount().is_empty() {
        return;
    }
    let path = headers.get(header::LOCATION).and_then(|location| location.to_str().ok());
    let place = path.filter(|path| path.starts_with('/')).map(|path| public_url.place(path));
    if let Some(Ok(place)) = place.map(HeaderValue::try_from) {
        headers.insert(header::LOCATION, place);
    }
}

/// Puts the mount before the paths in the addresses of a page. Templates escape quotation marks in what they are given, so that
/// an attribute is always one of theirs.
pub(crate) fn in_page(page: String, public_url: &PublicUrl) -> String {
    const VALUE: &str = "=\"/";
    if public_url.mount().is_empty() {
        return page;
    }
    let (mut placed, mut rest) = (String::with_capacity(page.len() * 9 / 8), page.as_str());
    while let Some(at) = rest.find(VALUE) {
        let (before, value) = rest.split_at(at + VALUE.len() - 1);
        placed.push_str(before);
        let name = before[..at].rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        let path = value.split('"').next().unwrap_or_default();
        if ADDRESSES.contains(&name) && !is_front_page(path) {
            placed.push_str(public_url.mount());
        }
        rest = value;
    }
    placed + rest
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    fn mounted() -> PublicUrl {
        PublicUrl::parse("https://files.example.com").unwrap().mounted("/auth").unwrap()
    }

    #[test]
    fn addresses_of_a_page_are_below_the_mount() {
        let page = "<a href=\"/account\">/account</a> <a href=\"/\">front</a> <a href=\"https://a.example/b\">b</a>\
                    <input name=\"back\" value=\"/admin\"><form\n  action=\"/login?return_to=%2Fx\"><p data-copy=\"/x\">";
        let placed = "<a href=\"/auth/account\">/account</a> <a href=\"/\">front</a> <a href=\"https://a.example/b\">b</a>\
                      <input name=\"back\" value=\"/admin\"><form\n  action=\"/auth/login?return_to=%2Fx\"><p data-copy=\"/x\">";
        assert_eq!(in_page(page.to_owned(), &mounted()), placed);
        assert_eq!(in_page(page.to_owned(), &PublicUrl::parse("https://files.example.com").unwrap()), page);
    }

    #[test]
    fn a_location_of_ours_is_below_the_mount() {
        for (location, placed) in [
            ("/login?error=x", "/auth/login?error=x"),
            ("/", "/"),
            ("https://id.example.com/authorize", "https://id.example.com/authorize"),
        ] {
            let mut headers = HeaderMap::from_iter([(header::LOCATION, HeaderValue::from_static(location))]);
            in_headers(&mut headers, &mounted());
            assert_eq!(headers[header::LOCATION], placed);
        }
    }

    /// An attribute that a template gives a route, and a script an address, is one that is looked at.
    #[test]
    fn every_attribute_with_a_route_is_known() {
        fn files(folder: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { files(&path, found) } else { found.push(fs::read_to_string(path).unwrap()) }
            }
        }
        let (mut templates, mut seen) = (Vec::new(), 0);
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut templates);
        for template in templates {
            for (before, _) in template.match_indices("{{ crate::pages::Route::").map(|(at, _)| template.split_at(at)) {
                let before = before.trim_end_matches("{{ frame.base }}");
                let name =
                    before.strip_suffix("=\"").map(|before| before.rsplit([' ', '\n']).next().unwrap_or_default());
                assert!(name.is_some_and(|name| ADDRESSES.contains(&name)), "{name:?} in {template}");
                seen += 1;
            }
        }
        assert!(seen > 50, "{seen}");
    }
}
