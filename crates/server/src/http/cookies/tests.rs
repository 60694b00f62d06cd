//! What is set, and what is read of odd `Cookie` headers.

use super::*;

/// CK-01.
#[test]
fn attributes() {
    let https = Settings::at("https://auth.example.com");
    assert_eq!(
        set_session(&https, "v"),
        "__Host-vestibule_session=v; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000; Secure"
    );
    let loopback = Settings::at("http://localhost:3000");
    assert_eq!(remove_session(&loopback), ["vestibule_session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0"]);
    let shared = Settings { cookie_domain: Some("example.com".to_owned()), ..https };
    assert_eq!(
        set_session(&shared, "v"),
        "__Secure-vestibule_session=v; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000; Secure; Domain=example.com"
    );
    let longest = set_session(&shared, &"v".repeat(43));
    assert!(longest.len() < 200, "{}", longest.len());
}

/// BR-02: whatever the settings were when it was set.
#[test]
fn a_session_is_removed_for_the_host_and_its_parents() {
    let settings = Settings::at("https://auth.eu.example.com");
    let shared = Settings { cookie_domain: Some("example.com".to_owned()), ..settings.clone() };
    for settings in [settings, shared] {
        let lines = remove_session(&settings);
        let shown: Vec<_> = lines.iter().map(|line| line.to_str().unwrap()).collect();
        let gone = "=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0; Secure";
        let (host, secure) = (format!("__Host-vestibule_session{gone}"), format!("__Secure-vestibule_session{gone}"));
        let below = ["auth.eu.example.com", "eu.example.com", "example.com"].map(|d| format!("{secure}; Domain={d}"));
        assert_eq!(shown, [vec![host, secure], below.to_vec()].concat());
    }
    for (host, domains) in [("localhost", &[][..]), ("127.0.0.1", &[]), ("[::1]", &[]), ("a.b", &["a.b"])] {
        assert_eq!(domains_of(host), domains, "{host}");
    }
}

fn sent(line: &[u8]) -> HeaderMap {
    [(header::COOKIE, HeaderValue::from_bytes(line).unwrap())].into_iter().collect()
}

/// BR-01: what other programs leave in a browser says nothing about our own.
#[test]
fn each_cookie_is_read_by_itself() {
    let long = "x".repeat(8_000);
    for (name, foreign) in [
        ("Latin-1", &b"city=Z\xfcrich"[..]),
        ("UTF-8", "city=Zürich".as_bytes()),
        ("broken UTF-8", b"city=\xc3"),
        ("a name above 127", b"st\xe4dt=x"),
        ("a quote that does not end", b"q=\"a"),
        ("quotes", b"q=\"a b\""),
        ("no name", b"=x"),
        ("no equals sign", b"x"),
        ("nothing", b""),
        ("spaces", b"  \t "),
        ("a comma", b"a=b, c=d"),
        ("JSON", b"j={\"a\":[1,2]}"),
        ("a name that ends like ours", b"x_ours=1; ours2=1; Ours=1"),
        ("8 KB", long.as_bytes()),
    ] {
        for line in
            [[foreign, b"; ours=1"].concat(), [b"ours=1; ", foreign].concat(), [b"a=2;ours=1;;", foreign].concat()]
        {
            let headers = sent(&line);
            assert_eq!(find(&headers, "ours"), Some("1"), "{name}");
            let mut kept = headers.clone();
            keep_only(&mut kept, "ours", Some("3"));
            assert_eq!(values(&kept, "ours"), ["3"], "{name}");
            let others = |headers: &HeaderMap| {
                let others = pairs(headers).filter(|pair| !pair.starts_with(b"ours=") && !pair.is_empty());
                others.map(<[u8]>::to_vec).collect::<Vec<_>>()
            };
            assert_eq!(others(&kept), others(&headers), "{name}");
        }
    }
}

#[test]
fn two_values_for_one_cookie_are_ignored_or_tried_in_turn() {
    let mut headers = sent(b"a=1; b=2; a=1");
    assert_eq!((find(&headers, "a"), find(&headers, "b"), find(&headers, "c")), (Some("1"), Some("2"), None));
    headers.append(header::COOKIE, "b=3".parse().unwrap());
    assert_eq!((find(&headers, "b"), values(&headers, "b")), (None, vec!["2", "3"]));
    keep_only(&mut headers, "b", None);
    assert_eq!((values(&headers, "b").len(), find(&headers, "a")), (0, Some("1")));
    let many: Vec<_> = (0..100).map(|n| format!("a={n}")).collect();
    assert_eq!(values(&sent(many.join("; ").as_bytes()), "a").len(), MOST_VALUES);
}
