//! Rules, the requests that they are about, and who is let through.

use super::*;

fn rule(host: &str, path: &str, allow: Allow) -> Rule {
    let host = if host.is_empty() { HostRule::Any } else { HostRule::parse(host).unwrap() };
    Rule {
        host,
        path_prefix: PathPrefix::parse(path).unwrap(),
        path_case: None,
        methods: Vec::new(),
        networks: Vec::new(),
        allow,
        providers: Vec::new(),
        require_mfa: false,
    }
}

fn find_rule<'r>(rules: &'r [Rule], target: &Target) -> Result<&'r Allow, Unclear> {
    super::find_rule(rules, target).map(|requirement| requirement.allow)
}

/// FA-21: what a session lacks, and where a request has to come from.
#[test]
fn a_rule_asks_for_more_than_who_somebody_is() {
    let (google, github): (ProviderId, ProviderId) = ("google".parse().unwrap(), "github".parse().unwrap());
    let access = Access::default();
    let (one, two) = (Authentication::local(&["pwd"]), Authentication::local(&["pwd", "otp"]));
    let check = |rule: &Rule, provider: Option<&ProviderId>, by: &Authentication| {
        super::find_rule(std::slice::from_ref(rule), &target("a.example", "/")).unwrap().check(&access, provider, by)
    };
    let by_google = Rule { providers: vec![google.clone()], ..rule("", "/", Allow::SignedIn) };
    assert_eq!(check(&by_google, Some(&google), &one), Ok(()));
    assert_eq!(check(&by_google, Some(&github), &two), Err(Lacking::Provider));
    assert_eq!(check(&by_google, None, &two), Err(Lacking::Provider), "by a password");
    let factors = Rule { require_mfa: true, ..rule("", "/", Allow::SignedIn) };
    assert_eq!((check(&factors, None, &two), check(&factors, None, &one)), (Ok(()), Err(Lacking::Factor)));
    assert_eq!(check(&rule("", "/", listed()), None, &two), Err(Lacking::Membership));

    let networks = vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
    let rules = [Rule { networks, ..rule("", "/", Allow::Anyone) }];
    for (client, expected) in [
        ("10.1.2.3", Ok(&Allow::Anyone)),
        ("::ffff:10.1.2.3", Ok(&Allow::Anyone)),
        ("fd12::1", Ok(&Allow::Anyone)),
        ("11.0.0.1", Ok(&Allow::SignedIn)),
    ] {
        let asked = Target { client: Some(client.parse().unwrap()), ..target("a.example", "/") };
        assert_eq!(find_rule(&rules, &asked), expected, "{client}");
    }
    assert!(find_rule(&rules, &target("a.example", "/")).is_err(), "nobody said where it comes from");
}

fn target(host: &str, path: &str) -> Target {
    Target { host: parse_host(host), path: TargetPath::parse(path), method: Some(Method::GET), client: None }
}

fn listed() -> Allow {
    Allow::Listed { groups: vec!["staff".to_owned()], emails: Vec::new() }
}

/// FA-05: the rules of one application, and what is asked for.
#[test]
fn the_first_rule_that_fits_decides() {
    let rules = [
        rule("app.example.com", "/public", Allow::Anyone),
        rule("app.example.com", "/admin", listed()),
        rule("*.internal.example.com", "/", listed()),
        rule("open.example.com", "/", Allow::Anyone),
    ];
    let (anyone, staff, signed_in) = (Ok(&Allow::Anyone), Ok(&listed()), Ok(&Allow::SignedIn));
    for (host, path, expected) in [
        ("app.example.com", "/public", anyone),
        ("app.example.com", "/public/", anyone),
        ("app.example.com", "/public/a.css", anyone),
        ("app.example.com", "/%70ublic", anyone),
        ("app.example.com", "/publicity", signed_in),
        ("app.example.com", "/PUBLIC", signed_in),
        ("app.example.com", "/", signed_in),
        ("app.example.com", "/admin", staff),
        ("app.example.com", "//admin", staff),
        ("app.example.com", "//public", signed_in),
        ("app.example.com", "/public//x", signed_in),
        ("app.example.com", "/%61dmin/x", staff),
        ("APP.example.com.:8443", "/admin", staff),
        ("other.example.com", "/public", signed_in),
        ("a.internal.example.com", "/public", staff),
        ("a.b.internal.example.com", "/", staff),
        ("internal.example.com", "/", signed_in),
        ("evilinternal.example.com", "/", signed_in),
        // No rule of this host depends on the path.
        ("open.example.com", "//x/../y", anyone),
        ("other.example.com", "/a/../public", signed_in),
    ] {
        assert_eq!(find_rule(&rules, &target(host, path)), expected, "{host} {path}");
    }
}

#[test]
fn what_two_programs_read_in_two_ways_has_no_answer() {
    let rules = [rule("app.example.com", "/public", Allow::Anyone)];
    for path in [
        "/public/../admin",
        "/public/./x",
        "/public/%2e%2e/admin",
        "/public/%2E./admin",
        "/public/%252e%252e/admin",
        "/...",
        "/public/.../admin",
        "/%20/admin",
        "/public%2f..%2fadmin",
        "/public\\..\\admin",
        "/public%5cx",
        "/public;/../admin",
        "/admin;x",
        "/public%00",
        "/public%0d%0a",
        "/public%",
        "/public%zz",
        "/public%ff",
        "/admin%23/public",
        "/admin#/public",
        "/admin%3fx",
        "public",
        "",
        "https://app.example.com/public",
    ] {
        assert!(find_rule(&rules, &target("app.example.com", path)).is_err(), "{path}");
    }
}

#[test]
fn an_unknown_host_or_path_fits_no_rule_that_needs_it() {
    let rules = [rule("app.example.com", "/", listed())];
    assert!(find_rule(&rules, &Target::default()).is_err());
    assert_eq!(find_rule(&[], &Target::default()), Ok(&Allow::SignedIn));
    let no_path = Target { host: parse_host("app.example.com"), ..Target::default() };
    assert_eq!(find_rule(&rules, &no_path), Ok(&listed()));
    assert!(find_rule(&[rule("", "/x", Allow::Anyone)], &no_path).is_err());
    assert_eq!(find_rule(&[rule("", "/", Allow::Anyone)], &Target::default()), Ok(&Allow::Anyone));
}

#[test]
fn hosts_are_spelt_in_one_way() {
    for (text, host) in [
        ("app.example.com", Some("app.example.com")),
        ("App.Example.COM:443", Some("app.example.com")),
        ("app.example.com.", Some("app.example.com")),
        ("bücher.example", Some("xn--bcher-kva.example")),
        ("127.0.0.1:80", Some("127.0.0.1")),
        ("[::1]:8080", Some("[::1]")),
        ("[::1]", Some("[::1]")),
        ("app.example.com:", None),
        ("app.example.com:x", None),
        ("app.example.com:99999", None),
        ("a,b", None),
        ("a@b", None),
        ("a/b", None),
        ("a b", None),
        ("%61pp.example.com", None),
        (".", None),
        ("", None),
    ] {
        assert_eq!(parse_host(text).as_deref(), host, "{text}");
    }
    for bad in ["*", "*.", "a.*.example.com", "*.127.0.0.1", "app.example.com:80", "", "https://a", "a/b"] {
        assert_eq!(HostRule::parse(bad), None, "{bad}");
    }
}

/// PX-18: whatever an application may take for `/admin` is `/admin`, and nothing is opened that is not `/public`.
#[test]
fn a_rule_that_restricts_fits_every_reading_of_its_path() {
    let rules = [rule("", "/admin", listed()), rule("", "/public", Allow::Anyone)];
    let staff = Ok(&listed());
    for path in [
        "/admin",
        "/admin/",
        "/ADMIN",
        "/Admin/x",
        "/admin.",
        "/admin..",
        "/admin%20",
        "/admin%20.",
        "/admin./x",
        "/%41dmin",
        "/admin%2e",
        "/%61dmin.",
        "//admin",
        "///ADMIN//x",
        "/admin//",
        "/adm\u{131}n/../admin",
        "/ADM\u{130}N/..",
    ] {
        let found = find_rule(&rules, &target("a.example", path));
        assert!(found == staff || found.is_err(), "{path}: {found:?}");
    }
    let kelvin = [rule("", "/desk", listed()), rule("", "/", Allow::Anyone)];
    assert_eq!(find_rule(&kelvin, &target("a.example", "/des\u{212a}")), staff, "a letter that folds to k");
    assert_eq!(find_rule(&kelvin, &target("a.example", "/de\u{17f}k")), staff, "a letter that folds to s");
    let anyone = Ok(&Allow::Anyone);
    for (path, opened) in [
        ("/public", true),
        ("/public/x", true),
        ("/PUBLIC", false),
        ("/public.", false),
        ("/public%20", false),
        ("//public", false),
    ] {
        assert_eq!(find_rule(&rules, &target("a.example", path)) == anyone, opened, "{path}");
    }
    let given = |allow, case| [Rule { path_case: Some(case), ..rule("", "/x", allow) }];
    let fits = |rules: &[Rule], path| find_rule(rules, &target("a.example", path)) != Ok(OTHERWISE.allow);
    assert!(!fits(&given(listed(), PathCase::Sensitive), "/X"));
    assert!(fits(&given(listed(), PathCase::Sensitive), "//x."), "only the case is the operator's");
    assert!(fits(&given(Allow::Anyone, PathCase::Insensitive), "/X"));
}

/// PX-02: a preflight has no cookie, so a rule lets it pass by its method.
#[test]
fn rules_for_methods() {
    let preflight = Rule { methods: vec![Method::OPTIONS], ..rule("", "/api", Allow::Anyone) };
    let rules = [preflight, rule("", "/api", listed())];
    let asked = |method| find_rule(&rules, &Target { method, ..target("a.example", "/api/x") }).cloned();
    assert_eq!(asked(Some(Method::OPTIONS)), Ok(Allow::Anyone));
    for method in [Method::GET, Method::POST, Method::from_bytes(b"options").unwrap()] {
        assert_eq!(asked(Some(method.clone())), Ok(listed()), "{method}");
    }
    assert!(asked(None).is_err(), "nobody said which method");
}

#[test]
fn a_rule_is_written_as_in_the_configuration() {
    let listed = Allow::Listed { groups: vec!["a \"b\"".into()], emails: Vec::new() };
    let more = Rule {
        methods: vec![http::Method::OPTIONS],
        networks: vec!["10.0.0.0/8".parse().unwrap()],
        path_case: Some(PathCase::Sensitive),
        providers: vec!["corp".parse().unwrap()],
        require_mfa: true,
        ..rule("*.example.com", "/a", Allow::SignedIn)
    };
    for (rule, text) in [
        (rule("", "/", Allow::Anyone), r#"allow = "anyone""#),
        (
            rule("app.example.com", "/admin", listed),
            r#"host = "app.example.com", path_prefix = "/admin", allow = { groups = ["a \"b\""] }"#,
        ),
        (
            more,
            r#"host = "*.example.com", path_prefix = "/a", path_case = "sensitive", methods = ["OPTIONS"], networks = ["10.0.0.0/8"], providers = ["corp"], require_mfa = true, allow = "signed_in""#,
        ),
    ] {
        assert_eq!(rule.to_string(), text);
    }
}
