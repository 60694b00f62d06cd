//! Rules that hold for whatever anybody thinks of, tried with what a generator thinks of.

use proptest::{collection::vec, prelude::*, sample::select};
use url::Url;
use vestibule_core::{
    ids::ProviderId,
    public_url::PublicUrl,
    random::{CountingRandom, Random},
    seal::Keyring,
};
use vestibule_registry::RouteTable;
use vestibule_server::{ReturnTo, Settings, paths};
use vestibule_tests::settings;

/// Pieces of which people make URLs that are two things at once.
const PIECES: &[&str] = &[
    "/",
    "//",
    "\\",
    "/\\",
    "%2f",
    "%2F",
    "%5c",
    "%252f",
    "%255c",
    "%09",
    "%0d%0a",
    "%00",
    "%",
    "%2",
    "\t",
    "\r\n",
    "\n",
    "\0",
    " ",
    "@",
    ":",
    "https:",
    "https://",
    "http://",
    "javascript:",
    "data:",
    "ftp://",
    "evil.example",
    "app.example.com",
    "auth.example.com",
    "https://app.example.com",
    "https://app.example.com.",
    "https://app.example.com:8443",
    "https://app.example.com@",
    "https://app.example.com.evil.example",
    ".",
    "..",
    "/..",
    "/./",
    "?",
    "#",
    "&",
    "=",
    "a",
    "account",
    "\u{202e}",
    "é",
    "＠",
    "。",
    "[::1]",
    "127.0.0.1",
    ";",
    "|",
];

/// The server of the properties: https, one listed origin.
fn with_return_origin() -> Settings {
    let mut settings = settings(PublicUrl::parse("https://auth.example.com").unwrap());
    settings.allowed_return_origins = vec!["https://app.example.com".to_owned()];
    settings
}

/// Where a browser ends up that is at the callback and gets this `Location`.
fn landing(location: &str) -> Result<Url, url::ParseError> {
    Url::parse("https://auth.example.com/api/auth/providers/op/callback?code=c&state=s").unwrap().join(location)
}

/// Percent-decoding once, as a careless proxy or browser might.
fn decoded(text: &str) -> String {
    url::form_urlencoded::parse(format!("x={}", text.replace('+', "%2B").replace('&', "%26")).as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect()
}

fn is_home(url: &Url) -> bool {
    ["https://auth.example.com", "https://app.example.com"].contains(&&*url.origin().ascii_serialization())
        && url.username().is_empty()
        && url.password().is_none()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// RD-01, RD-02: whatever is asked for, a person lands here or at a listed origin, and no header can be smuggled in.
    #[test]
    fn rd_01_every_way_back_leads_home(parts in vec(prop_oneof![4 => select(PIECES).prop_map(str::to_owned), 1 => ".{0,4}"], 0..9)) {
        let asked = parts.concat();
        let place = ReturnTo::parse(Some(&asked), &with_return_origin());
        let location = place.as_str();
        prop_assert!(location.bytes().all(|byte| (0x21..0x7f).contains(&byte)), "{asked:?} gives {location:?}");
        prop_assert!(!location.contains('\\'), "{asked:?} gives {location:?}");
        for spelling in [location.to_owned(), decoded(location), decoded(&decoded(location))] {
            let Ok(url) = landing(&spelling) else { continue };
            prop_assert!(is_home(&url), "{asked:?} gives {location:?}, which may lead to {url}");
        }
    }

    /// RD-01: what is plainly ours is kept, to the letter.
    #[test]
    fn rd_01_plain_paths_are_kept(path in "(/[a-k][a-z0-9_-]{0,8}){1,4}(\\?[a-z]{1,4}=[a-z0-9]{0,6})?(#[a-z]{1,5})?") {
        let place = ReturnTo::parse(Some(&path), &with_return_origin());
        prop_assert_eq!(place.as_str(), path.as_str());
    }

    /// CK-06, CK-07, DB-12: what was sealed for one place opens there, whole, and nowhere else.
    #[test]
    fn ck_06_a_sealed_value_opens_whole_and_in_its_place(
        plain in vec(any::<u8>(), 0..200),
        places in ("[a-z/]{1,12}", "[a-z/]{1,12}"),
        change in any::<prop::sample::Index>(),
        bit in 0u8..8,
        cut in any::<prop::sample::Index>(),
    ) {
        let random = CountingRandom::default();
        let keys = Keyring::parse(&Keyring::generate(&random)).unwrap();
        let (place, other) = (&places.0, &places.1);
        let sealed = keys.seal(&random, place, &plain).unwrap();
        let opened = keys.open(place, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
        prop_assert_eq!(keys.open(other, &sealed).is_ok(), place == other);
        let mut altered = sealed.clone();
        altered[change.index(sealed.len())] ^= 1 << bit;
        prop_assert!(keys.open(place, &altered).is_err());
        prop_assert!(keys.open(place, &sealed[..cut.index(sealed.len())]).is_err());
        prop_assert!(keys.open(place, &[sealed.as_slice(), &[0]].concat()).is_err());
        // Half of one and half of another.
        let second = keys.seal(&random, place, &plain).unwrap();
        let at = 1 + cut.index(sealed.len() - 1);
        let spliced = [&sealed[..at], &second[at..]].concat();
        prop_assert!(spliced == sealed || spliced == second || keys.open(place, &spliced).is_err());
        let unknown = Keyring::parse(&Keyring::generate(&random)).unwrap();
        prop_assert!(unknown.open(place, &sealed).is_err());
    }

    /// ST-09: whatever providers are mounted in whatever order, a path has one owner, is found as it is spelled and in no
    /// other way, and a provider that is refused has no path at all.
    #[test]
    fn st_09_a_path_has_one_owner(
        wanted in vec((prop_oneof!["[a-c]", "[a-c]-x"], prop::option::of(prop_oneof![
            select(&["/x/callback", "/x", "/login", "/", "//x", "/x/", "/x/../y", "/admin", "/admin/x", "/api/auth/providers/a/callback",
                     "/api/auth/callback/a", "/api/auth/providers", "/assets/a", "/X"][..]).prop_map(str::to_owned),
            "/[a-z/.%]{0,10}",
        ])), 0..8),
    ) {
        let mut table = RouteTable::default();
        let mut mounted: Vec<ProviderId> = Vec::new();
        for (name, extra) in &wanted {
            let id: ProviderId = name.parse().unwrap();
            let before = table.len();
            if table.mount(&id, extra.as_deref(), None).is_ok() {
                mounted.push(id);
            } else {
                prop_assert_eq!(table.len(), before, "{} was refused and has paths", name);
            }
        }
        for (path, route) in table.iter() {
            prop_assert!(mounted.contains(&route.provider), "{path}");
            let own = ["authorize", "callback", "link"].map(|end| format!("/api/auth/providers/{}/{end}", route.provider));
            let fixed = path.starts_with("/api/auth/providers/");
            prop_assert!(!fixed || own.iter().any(|own| own == path) || path.starts_with(&own[0][..own[0].len() - 9]), "{path} is {}", route.provider);
            prop_assert!(fixed || !paths().contains(&path), "{path} belongs to the program");
            for other in [format!("{path}/"), format!("/{path}"), path.replacen('/', "/%2e/", 1), path.to_ascii_uppercase()] {
                prop_assert!(other == *path || table.find(&other).is_none_or(|found| table.iter().any(|(p, r)| p == other && r == found)));
            }
        }
    }
}

/// A path of the program itself cannot be taken as somebody's `callback_path`, now or when a route is added.
#[test]
fn no_provider_takes_a_path_of_the_program() {
    let id: ProviderId = "op".parse().unwrap();
    let filled = paths().into_iter().map(|path| path.replace("{id}", "x").replace("{*path}", "x"));
    let free: Vec<_> = filled.filter(|path| RouteTable::default().mount(&id, Some(path), None).is_ok()).collect();
    assert!(free.is_empty(), "a provider could take {free:?}; list them in crates/registry/src/publish/routes.rs");
}

/// The generator of the properties is not what the product uses: that one gives other bytes each time.
#[test]
fn randomness_is_random() {
    let mut both = [[0u8; 32]; 2];
    both.iter_mut().for_each(|bytes| vestibule_core::random::OsRandom.fill(bytes));
    assert_ne!(both[0], both[1]);
}
