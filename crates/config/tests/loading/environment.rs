//! Variables: which setting they name, how their text is typed, and which names are refused.

use crate::support::{config, errors};
use serde_json::json;
use vestibule_core::{origin::Origin, settings::OneOrMany};

/// The schema types the text: a secret that looks like a number stays text.
#[test]
fn values_are_typed_by_the_schema() {
    for text in ["007", "1e5", "true", "[x]", "{a=1}", "a,b", "\"q\"", "0x1F", "-5", "null"] {
        let config = config("", &[("VESTIBULE_PROVIDERS__POCKETID__CREDENTIALS__CLIENT_SECRET", text)]);
        assert_eq!(config.providers[0].credentials.text("client_secret"), Some(text));
    }
    let config = config(
        "",
        &[
            ("VESTIBULE_PUBLIC_URL", "https://auth.example.com"),
            ("VESTIBULE_LISTEN", "[::]:0"),
            ("VESTIBULE_LIMITS__PASSWORD_PER_MINUTE", " 0 "),
            ("VESTIBULE_ALLOWED_RETURN_ORIGINS", "https://A.example.com/, http://b.example.com:80,"),
            ("VESTIBULE_NETWORK__TRUSTED_PROXIES", "[\"10.0.0.0/8\", \"::1\"]"),
            ("VESTIBULE_NETWORK__ALLOW_PRIVATE", ""),
            ("VESTIBULE_SESSION__IDLE", "90s"),
            ("VESTIBULE_PROVIDERS__P__ENABLED", "true"),
            ("VESTIBULE_PROVIDERS__P__SORT_ORDER", "-3"),
            ("VESTIBULE_PROVIDERS__P__SCOPES", "groups, 7"),
            ("VESTIBULE_PROVIDERS__P__DISPLAY_NAME", "42"),
            ("VESTIBULE_PROVIDERS__P__MAX_AGE", "60"),
            ("VESTIBULE_PROVIDERS__P__REQUIRED_CLAIMS__HD", "true"),
        ],
    );
    assert_eq!(config.public_url.as_str(), "https://auth.example.com");
    assert_eq!(config.listen.to_string(), "[::]:0");
    assert_eq!(config.limits.password_per_minute, 0);
    assert_eq!(config.allowed_return_origins, ["https://a.example.com", "http://b.example.com"]);
    let proxies: Vec<String> = config.network.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.0/8", "::1/128"]);
    assert!(config.network.allow_private.is_empty());
    assert_eq!(config.session.idle.as_secs(), 90);
    let settings = &config.providers[0].settings;
    assert!(settings.enabled);
    assert_eq!((settings.sort_order, settings.max_age), (Some(-3), Some(60)));
    assert_eq!(
        (settings.scopes.as_slice(), settings.display_name.as_deref()),
        (&["groups".into(), "7".into()][..], Some("42"))
    );
    assert_eq!(settings.required_claims["hd"], OneOrMany::One("true".into()));
}

/// A variable's name cannot contain dashes: an id that exists is found, a new one gets dashes, a credential keeps `_`.
#[test]
fn keys_of_maps_are_found_or_made() {
    let toml = "[providers.my-idp]\nrequired_claims = { \"x-Org\" = \"a\" }\n[providers.my-idp.credentials]\nclient_id = \"c\"";
    let config = config(
        toml,
        &[
            ("VESTIBULE_PROVIDERS__MY_IDP__CREDENTIALS__CLIENT_SECRET", "s"),
            ("VESTIBULE_PROVIDERS__MY_IDP__REQUIRED_CLAIMS__X_ORG", "b"),
            ("VESTIBULE_PROVIDERS__NEW_ONE__AUTHORIZE_PARAMS__UI_LOCALES", "de"),
        ],
    );
    let ids: Vec<&str> = config.providers.iter().map(|provider| provider.id.as_str()).collect();
    assert_eq!(ids, ["my-idp", "new-one"]);
    let [mine, new] = config.providers.as_slice() else { panic!() };
    assert_eq!(mine.credentials.names().collect::<Vec<_>>(), ["client_id", "client_secret"]);
    assert_eq!(json!(mine.settings.required_claims), json!({ "x-Org": "b" }));
    assert_eq!(new.settings.authorize_params["ui_locales"], "de");
    let variable = "VESTIBULE_PROVIDERS__MY_IDP__CREDENTIALS__CLIENT_SECRET".to_owned();
    assert_eq!(mine.credentials.origin("client_secret"), Some(&Origin::Environment { variable }));
    let variable = "VESTIBULE_PROVIDERS__NEW_ONE__AUTHORIZE_PARAMS__UI_LOCALES".to_owned();
    assert_eq!(new.origin(""), Some(&Origin::Environment { variable }));
}

#[test]
fn each_mistake_has_its_line() {
    for (variable, value, detail) in [
        ("VESTIBULE_PUBLIC_UL", "x", "names no setting; did you mean VESTIBULE_PUBLIC_URL?"),
        ("VESTIBULE_CONFIGG", "x", "names no setting; did you mean VESTIBULE_CONFIG?"),
        ("VESTIBULE_SESSION_IDLE", "x", "names no setting; did you mean VESTIBULE_SESSION__IDLE?"),
        ("VESTIBULE_SESSION__IDEL", "x", "names no setting; did you mean VESTIBULE_SESSION__IDLE?"),
        ("VESTIBULE_session__idle", "x", "names no setting; did you mean VESTIBULE_SESSION__IDLE?"),
        (
            "VESTIBULE_PROVIDER__POCKETID__ENABLED",
            "x",
            "names no setting; did you mean VESTIBULE_PROVIDERS__POCKETID__ENABLED?",
        ),
        (
            "VESTIBULE_PROVIDERS__POCKETID__ENABELD",
            "x",
            "names no setting; did you mean VESTIBULE_PROVIDERS__POCKETID__ENABLED?",
        ),
        ("VESTIBULE_", "x", "names no setting; levels are joined by __, as in VESTIBULE_SESSION__IDLE"),
        ("VESTIBULE_QQQ", "x", "names no setting; levels are joined by __, as in VESTIBULE_SESSION__IDLE"),
        ("VESTIBULE_LISTEN_PORT", "3000", "names no setting; did you mean VESTIBULE_LISTEN?"),
        ("VESTIBULE_SESSION", "x", "names a section; add a key of it, such as VESTIBULE_SESSION__ABSOLUTE"),
        ("VESTIBULE_PROVIDERS", "x", "names a section; add a key of it, such as VESTIBULE_PROVIDERS__NAME"),
        (
            "VESTIBULE_LISTEN",
            "",
            "`listen` must be an address and a port such as `127.0.0.1:3000`, `localhost:3000`, `[::]:3000` or `:3000` (every address), a \
             socket such as `unix:/run/vestibule/http.sock`, or `fd` (a socket that systemd passes)",
        ),
        ("VESTIBULE_PROVIDERS__P__ENABLED", "yes", "`providers.p.enabled` must be true or false"),
        ("VESTIBULE_PROVIDERS__P__SORT_ORDER", "1.5", "`providers.p.sort_order` must be a whole number"),
        ("VESTIBULE_PROVIDERS__P__SCOPES", "[groups]", "`providers.p.scopes` must be a list of strings"),
        ("VESTIBULE_PROVIDERS__P__SCOPES", "[1]", "item 1 of `providers.p.scopes` must be a string"),
        (
            "VESTIBULE_NETWORK__TRUSTED_PROXIES",
            "::1, x",
            "item 2 of `network.trusted_proxies` must be a network such as `10.0.0.0/8`, or one IP address",
        ),
        (
            "VESTIBULE_SECRET_KEY",
            "c2hvcnQ=",
            "is not usable: key number 1 is not 32 bytes in base64; make one with `openssl rand -base64 32`",
        ),
        (
            "VESTIBULE_SECRET_KEY",
            "",
            "is not usable: no key: give 32 random bytes in base64, for instance from `openssl rand -base64 32`",
        ),
        ("VESTIBULE_SECRET_KEY_FILE", "", "is empty; name a file, or unset it"),
    ] {
        assert_eq!(errors("", &[(variable, value)]), [format!("{variable}: {detail}")]);
    }
}

/// CL-06, CL-09: names of other programs, credentials without their levels, and other spellings.
#[test]
fn cl_06_names_of_other_programs_are_translated() {
    let meant = |name: &str| format!("names no setting; did you mean VESTIBULE_{name}?");
    let credential =
        |name: &str| format!("names no setting; a credential of a provider is VESTIBULE_PROVIDERS__{name}");
    for (variable, detail) in [
        ("VESTIBULE_PORT", meant("LISTEN")),
        ("VESTIBULE_APP_URL", meant("PUBLIC_URL")),
        ("VESTIBULE_BASE_URL", meant("PUBLIC_URL")),
        ("VESTIBULE_DATABASE_URL", meant("STORAGE__URL")),
        ("VESTIBULE_LOG_LEVEL", meant("LOG")),
        ("VESTIBULE_ENCRYPTION_KEY", meant("SECRET_KEY")),
        ("VESTIBULE_TRUST_PROXY", meant("NETWORK__TRUSTED_PROXIES")),
        ("VESTIBULE_COOKIE_DOMAIN", meant("SESSION__COOKIE_DOMAIN")),
        ("VESTIBULE_SESSION_IDLE", meant("SESSION__IDLE")),
        ("VESTIBULE_STORAGE_URL", meant("STORAGE__URL")),
        ("vestibule_listen", meant("LISTEN")),
        ("Vestibule_Session__Idle", meant("SESSION__IDLE")),
        ("VESTIBUL_LISTEN", meant("LISTEN")),
        ("VESTIBULE_CLIENT_SECRET", credential("ID__CREDENTIALS__CLIENT_SECRET")),
        ("VESTIBULE_OIDC_CLIENT_ID", credential("ID__CREDENTIALS__CLIENT_ID")),
        ("VESTIBULE_PROVIDERS__POCKETID__CLIENT_SECRET_FILE", credential("POCKETID__CREDENTIALS__CLIENT_SECRET__FILE")),
        ("VESTIBULE_PROVIDERS__POCKETID__ISSUER_URL", credential("POCKETID__CREDENTIALS__ISSUER_URL")),
    ] {
        assert_eq!(errors("", &[(variable, "CANARY")]), [format!("{variable}: {detail}")]);
    }
    // Another program's, and not ours.
    config("", &[("VESTRY_LISTEN", "x"), ("PORT", "3000"), ("vestibule", "x"), ("VESTIBULE2_LISTENER", "x")]);
}

#[test]
fn two_answers_to_one_question_are_refused() {
    let found = errors(
        "",
        &[
            ("VESTIBULE_PROVIDERS__P__CREDENTIALS__KEY", "a"),
            ("VESTIBULE_PROVIDERS__P__CREDENTIALS__KEY__FILE", "b"),
            ("VESTIBULE_SECRET_KEY", "a"),
            ("VESTIBULE_SECRET_KEY_FILE", "b"),
        ],
    );
    assert_eq!(
        found,
        [
            "VESTIBULE_PROVIDERS__P__CREDENTIALS__KEY__FILE: sets the same as VESTIBULE_PROVIDERS__P__CREDENTIALS__KEY; keep \
         one of the two",
            "VESTIBULE_SECRET_KEY: is set, and so is VESTIBULE_SECRET_KEY_FILE; keep one of the two",
        ]
    );
}

/// A Kubernetes service called `vestibule` puts these into every container of its namespace.
#[test]
fn service_links_are_no_settings() {
    config(
        "",
        &[
            ("VESTIBULE_SERVICE_HOST", "10.0.0.1"),
            ("VESTIBULE_SERVICE_PORT", "3000"),
            ("VESTIBULE_SERVICE_PORT_HTTP", "3000"),
            ("VESTIBULE_PORT", "tcp://10.0.0.1:3000"),
            ("VESTIBULE_PORT_3000_TCP", "tcp://10.0.0.1:3000"),
            ("VESTIBULE_PORT_3000_TCP_PROTO", "tcp"),
            ("VESTIBULE_PORT_3000_TCP_PORT", "3000"),
            ("VESTIBULE_PORT_3000_TCP_ADDR", "10.0.0.1"),
            ("VESTIBULE_DB_SERVICE_HOST", "10.0.0.2"),
            ("VESTIBULE_DB_PORT_5432_TCP", "tcp://10.0.0.2:5432"),
        ],
    );
    for variable in ["VESTIBULE_PORT", "VESTIBULE_PORT_X_TCP", "VESTIBULE_SESSION__SERVICE_HOST"] {
        assert_eq!(errors("", &[(variable, "3000")]).len(), 1, "{variable}");
    }
}
