use super::*;
use crate::definition::protocols;

fn document(format: Format, text: &str) -> Document {
    Document { path: "providers/x.toml".into(), format, text: text.to_owned(), official: false }
}

const GOOD: &str = "id = \"x\"\nname = \"X\"\nprotocol = \"oidc\"\n[credentials]\nproperties = {}\n";

fn found(format: Format, text: &str) -> String {
    document(format, text).parse(&protocols()).map_or_else(|bad| bad.to_string(), |_| "nothing".to_owned())
}

#[test]
fn both_formats_give_the_same_definition() {
    let json = r#"{"id":"x","name":"X","protocol":"oidc","credentials":{"properties":{}}}"#;
    assert_eq!(
        document(Format::Toml, GOOD).parse(&protocols()).unwrap(),
        document(Format::Json, json).parse(&protocols()).unwrap()
    );
}

#[test]
fn a_schema_violation_has_a_place_and_a_hint() {
    let with = |line: &str| GOOD.replace("[credentials]", &format!("{line}\n[credentials]"));
    for (name, format, text, wanted) in [
        ("syntax", Format::Toml, "id = \n".to_owned(), "providers/x.toml:1:6: this is not TOML"),
        ("empty", Format::Toml, String::new(), "providers/x.toml:1:1: /id: `id` is missing: Names the definition"),
        ("unknown key", Format::Toml, with("nam = 1"), "x.toml:4:1: /nam: unknown key `nam`; did you mean `name`?"),
        ("bad id", Format::Toml, GOOD.replace("\"x\"", "\"X y\""), "x.toml:1:6: /id: not a valid id"),
        ("protocol", Format::Toml, GOOD.replace("oidc", "saml"), "/protocol: this must be `oidc` or `oauth2`"),
        ("misspelled protocol", Format::Toml, GOOD.replace("oidc", "odic"), "; did you mean `oidc`?"),
        ("protocol type", Format::Toml, GOOD.replace("\"oidc\"", "7"), "/protocol: this must be `oidc` or `oauth2`"),
        ("type", Format::Toml, with("scopes = \"openid\""), "x.toml:4:10: /scopes: this must be a list"),
        ("item", Format::Toml, with("scopes = [\"openid\", 7]"), "x.toml:4:21: /scopes/1: this must be a string"),
        ("number", Format::Toml, with("id_token.max_age = -1"), "/id_token/max_age: "),
        ("date", Format::Toml, with("homepage = 2026-01-01"), "x.toml:4:12: /homepage: dates are not supported"),
        (
            "expression",
            Format::Toml,
            format!("{GOOD}[claims]\nname = \"a[\"\n"),
            "x.toml:7:8: /claims/name: `a[` is not a JMESPath",
        ),
        (
            "expression in a list",
            Format::Toml,
            format!("{GOOD}[claims]\nname = [\"a\", \"b[\"]\n"),
            "x.toml:7:14: /claims/name/1: ",
        ),
        (
            "claim type",
            Format::Toml,
            format!("{GOOD}[claims]\nname = 7\n"),
            "/claims/name: this must be a string or a list of strings",
        ),
        ("json type", Format::Json, "{\n  \"id\": 7\n}".to_owned(), "x.toml:2:9: /id: this must be a string"),
        ("json syntax", Format::Json, "{\n  \"id\" 7\n}".to_owned(), "x.toml:2:8: this is not JSON: expected `:`"),
        ("json duplicate", Format::Json, "{\"id\":\"a\",\n\"id\":\"b\"}".to_owned(), "x.toml:2:1: /id: duplicate key"),
        ("json list", Format::Json, "[]".to_owned(), "a definition is an object"),
    ] {
        let found = found(format, &text);
        assert!(found.contains(wanted), "{name}: {found}");
    }
}

/// GR-02: whatever is wrong in an option has the place of the option.
#[test]
fn gr_02_a_wrong_option_has_its_place() {
    let with = |lines: &str| format!("{GOOD}[options.teams]\ntitle = \"Teams\"\n{lines}\n");
    let request = |name: &str, url: &str| format!("requests = [{{ name = \"{name}\", url = \"{url}\" }}]");
    for (text, wanted) in [
        (with("scopse = [\"a\"]"), "x.toml:8:1: /options/teams/scopse: unknown key `scopse`; did you mean `scopes`?"),
        (with("claims = { email = \"a\" }"), "x.toml:8:12: /options/teams/claims/email: unknown key `email`"),
        (with("claims = { groups = \"a[\" }"), "x.toml:8:21: /options/teams/claims/groups: `a[` is not a JMESPath"),
        (with("scopes = [\"a b\"]"), "x.toml:8:11: /options/teams/scopes/0: write one scope per item"),
        (with(&request("teams", "http://a.example/")), "/options/teams/requests/0/url: "),
        (
            with(&request("teams", "https://a.example/{org}")),
            "/options/teams/requests/0/url: `{org}` names no credential",
        ),
        (with(&request("userinfo", "https://a.example/")), "/options/teams/requests/0/name: `userinfo` is reserved"),
        (format!("{GOOD}[options.teams]\n"), "/options/teams/title: `title` is missing"),
        (format!("{GOOD}[options.Teams]\ntitle = \"a\"\n"), "/options/Teams: the name of an option"),
    ] {
        let found = found(Format::Toml, &text);
        assert!(found.contains(wanted), "{text}: {found}");
    }
    let twice = format!(
        "{}\n[[requests]]\nname = \"teams\"\nurl = \"https://a.example/\"\n",
        with(&request("teams", "https://a.example/"))
    );
    assert!(found(Format::Toml, &twice).contains("/options/teams/requests/0/name: duplicate request name"));
}

/// AD-07 where it says `icon`.
#[test]
fn a_broken_rule_has_a_place_and_a_hint() {
    let with = |line: &str| GOOD.replace("[credentials]", &format!("{line}\n[credentials]"));
    let oauth2 = |rest: &str| format!("{}{rest}", GOOD.replace("oidc", "oauth2"));
    for (name, text, wanted) in [
        ("empty name", GOOD.replace("\"X\"", "\" \""), "x.toml:2:8: /name: the name is empty"),
        ("long name", GOOD.replace("\"X\"", &format!("\"{}\"", "X".repeat(65))), "longer than 64"),
        ("scope", with("scopes = [\"openid email\"]"), "/scopes/0: write one scope per item"),
        ("homepage", with("homepage = \"javascript:alert(1)\""), "/homepage: this must be an address"),
        (
            "guide",
            with("guide = \"{{calback_url}}\""),
            "/guide: unknown placeholder `{{calback_url}}`; did you mean `callback_url`?",
        ),
        ("guide end", with("guide = \"{{callback_url\""), "/guide: a `{{` is not closed"),
        ("icon", with("icon = \"../x\""), "/icon: this must be the name of a bundled icon"),
        (
            "icon script",
            with("icon = \"javascript:alert(1)\""),
            "x.toml:4:8: /icon: this must be the name of a bundled icon",
        ),
        (
            "icon script file",
            with("icon = \"javascript:alert(1)//.svg\""),
            "x.toml:4:8: /icon: `javascript:alert(1)//.svg`: ",
        ),
        ("icon elsewhere", with("icon = \"https://cdn.example/x\""), "/icon: this must be the name of a bundled icon"),
        ("icon data", with("icon = \"data:image/svg+xml,<svg onload=alert(1)>\""), "/icon: this must be the name"),
        ("icon file", with("icon = \"x.svg\""), "/icon: `x.svg`: this definition has no companion files"),
        ("plugin", GOOD.replace("oidc", "plugin"), "/protocol: the protocol `plugin` is reserved"),
        ("oauth2 endpoints", oauth2(""), "/endpoints/userinfo: required for `oauth2`"),
        ("oauth2 discovery", oauth2("[discovery]\npath = \"/x\"\n"), "x.toml:6:1: /discovery: [discovery] applies to"),
        (
            "endpoint",
            format!("{GOOD}[endpoints]\ntoken = \"http://op.example/t\"\n"),
            "x.toml:7:9: /endpoints/token: this must be an absolute URL",
        ),
        (
            "placeholder",
            format!("{GOOD}[endpoints]\ntoken = \"{{host}}/t\"\n"),
            "/endpoints/token: `{host}` names no credential",
        ),
        (
            "parameter",
            format!("{GOOD}[authorize_params]\nstate = \"x\"\n"),
            "/authorize_params/state: this parameter belongs to the sign-in itself",
        ),
        (
            "mode",
            format!("{GOOD}[authorize_params]\nresponse_mode = \"fragment\"\n"),
            "/authorize_params/response_mode: ",
        ),
        (
            "request",
            format!("{GOOD}[[requests]]\nname = \"userinfo\"\nurl = \"https://a.b/\"\n"),
            "/requests/0/name: `userinfo` is reserved",
        ),
        ("request key", format!("{GOOD}[[requests]]\nname = \"a\"\n"), "/requests/0/url: `url` is missing"),
        (
            "credentials keyword",
            GOOD.replace("properties = {}", "properties = {}\nanyOf = []"),
            "x.toml:6:1: /credentials/anyOf: this keyword is not supported",
        ),
        (
            "credentials type",
            GOOD.replace("[credentials]\nproperties = {}", "credentials = 7"),
            "/credentials: this must be a table",
        ),
        (
            "credentials file",
            GOOD.replace("properties = {}", "\"$ref\" = \"x.schema.json\""),
            "/credentials/$ref: `x.schema.json`: this definition has no companion files",
        ),
        ("official", with("official = true"), "/official: unknown key `official`"),
    ] {
        let found = found(Format::Toml, &text);
        assert!(found.contains(wanted), "{name}: {found}");
    }
}

#[test]
fn two_requests_need_two_names() {
    let request = "[[requests]]\nname = \"a\"\nurl = \"https://a.b/\"\n";
    let found = found(Format::Toml, &format!("{GOOD}{request}{request}"));
    assert!(found.contains("/requests/1/name: duplicate request name"), "{found}");
}

#[test]
fn every_violation_is_reported_once() {
    let text = "id = \"X\"\nname = \"\"\nprotocol = \"oidc\"\nscopes = [\"a b\"]\ncolour = 1\n[clams]\n[credentials]\nfoo = 1\n";
    let bad = document(Format::Toml, text).parse(&protocols()).unwrap_err();
    let pointers: Vec<_> = bad.0.iter().map(|violation| violation.pointer.as_str()).collect();
    assert_eq!(
        pointers,
        ["/id", "/name", "/scopes/0", "/colour", "/clams", "/credentials/properties", "/credentials/foo"]
    );
}

/// A mistake in one place hides none in another, unless that one follows from the first.
#[test]
fn a_mistake_hides_no_other() {
    let text = "id = \"x\"\nname = \"X\"\nprotocol = \"oauth2\"\nscopes = 1\n[endpoints]\nauthorization = \"http://a.b\"\n\
                token = \"https://{tenant}.example/t\"\n[[requests]]\nname = \"userinfo\"\nurl = \"/x\"\n\
                [credentials]\nfoo = 1\n";
    let pointers = |text: &str| -> Vec<String> {
        let bad = document(Format::Toml, text).parse(&protocols()).unwrap_err();
        bad.0.iter().map(|violation| violation.pointer.clone()).collect()
    };
    let common = ["/endpoints/authorization", "/requests/0/name", "/requests/0/url"];
    let of_schema = ["/credentials/properties", "/credentials/foo"];
    let sorted = |pointers: &[&str]| {
        let mut pointers: Vec<String> = pointers.iter().map(|pointer| (*pointer).to_owned()).collect();
        pointers.sort();
        pointers
    };
    let found = |text: &str| {
        let mut found = pointers(text);
        found.sort();
        found
    };
    assert_eq!(found(text), sorted(&[&common[..], &of_schema, &["/scopes", "/endpoints/userinfo"]].concat()));
    // An unknown protocol has no rules.
    let unknown = text.replace("oauth2", "saml");
    assert_eq!(found(&unknown), sorted(&[&common[..], &of_schema, &["/scopes", "/protocol"]].concat()));
    // Which credentials there are is known here, so the placeholder is checked.
    let known = text.replace("foo = 1", "properties = {}");
    assert_eq!(found(&known), sorted(&[&common[..], &["/scopes", "/endpoints/userinfo", "/endpoints/token"]].concat()));
}

/// DF-03: a file cannot turn off a security check.
#[test]
fn no_security_switch_can_be_set() {
    for line in [
        "allow_private_network = true",
        "verify_tls = false",
        "skip_nonce = true",
        "admin_group = \"staff\"",
        "admin_groups = [\"staff\"]",
        "linking = \"trusted_email\"",
        "trusted = true",
        "client.nonce = false",
        "id_token.alg = \"none\"",
        "id_token.algorithms = [\"none\"]",
        "id_token.algorithms = [\"HS256\"]",
        "id_token.skip_issuer = true",
        "client.pkce = \"plain\"",
        "id_token.trusted_audiences = [\"*\"]",
        "id_token.trusted_audiences = [\"api\", \"*\"]",
    ] {
        let text = GOOD.replace("[credentials]", &format!("{line}\n[credentials]"));
        let bad = document(Format::Toml, &text).parse(&protocols()).unwrap_err();
        let place = bad.0[0].origin.as_ref().unwrap().to_string();
        assert!(place.starts_with("providers/x.toml:4:"), "{line}: {bad}");
    }
}

/// Decision 0007: only an official definition may trust any audience; any definition may name some.
#[test]
fn trusted_audiences_are_named_in_a_file() {
    let with = |audiences: &str| {
        GOOD.replace("[credentials]", &format!("[id_token]\ntrusted_audiences = {audiences}\n[credentials]"))
    };
    for (audiences, official, wanted) in [
        (r#"["api", "https://op.example"]"#, false, None),
        (r#"["*"]"#, true, None),
        (r#"["api", "*"]"#, false, Some("/id_token/trusted_audiences/1: only an official definition")),
        (r#"[""]"#, true, Some("/id_token/trusted_audiences/0: an audience must not be empty")),
    ] {
        let found = Document { official, ..document(Format::Toml, &with(audiences)) }.parse(&protocols());
        match (found, wanted) {
            (Ok(_), None) => {}
            (Err(bad), Some(wanted)) if bad.to_string().contains(wanted) => {}
            (found, _) => panic!("{audiences}: {found:?}"),
        }
    }
}

#[test]
fn the_number_of_reported_violations_is_limited() {
    let unknown: String = (0..5_000).map(|index| format!("k{index} = 1\n")).collect();
    let bad = document(Format::Toml, &format!("{unknown}{GOOD}")).parse(&protocols()).unwrap_err();
    assert_eq!(bad.0.len(), MAX_VIOLATIONS + 1);
    assert_eq!(bad.0.last().unwrap().detail, "and 4950 more");
}
