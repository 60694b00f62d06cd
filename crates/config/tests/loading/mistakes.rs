//! Every kind of mistake and the exact line that names it.

use crate::support::{Folder, errors, lines};

fn check(cases: &[(&str, &str)]) {
    for (toml, line) in cases {
        assert_eq!(errors(toml, &[]), [*line], "{toml}");
    }
}

#[test]
fn branding() {
    check(&[
        ("branding.accent = \"blue\"", "config.toml:1:19: `branding.accent` must be a colour such as `#2f4fd0`"),
        ("branding.name = \" \"", "config.toml:1:17: `branding.name` must not be empty"),
        (
            "branding.variables.card = \"url(https://x.example)\"",
            "config.toml:1:27: `branding.variables.card` must not contain ':': write a colour such as `#1d2027`, or a length \
             such as `1rem`",
        ),
        (
            "branding.dark_variables.cart = \"#000000\"",
            "config.toml:1:32: `branding.dark_variables.cart` is no variable of the style sheet; did you mean `card`?",
        ),
        (
            "branding.links.Privacy = \"javascript:alert(1)\"",
            "config.toml:1:26: `branding.links.Privacy` must be an address such as `https://example.com/privacy`, or a path \
             such as `/privacy`",
        ),
        (
            "branding.logo = \"logo.gif\"",
            "config.toml:1:17: `branding.logo` must name a file that ends with `.svg` or `.png`",
        ),
        (
            "branding.logo = \"logo.svg\"",
            "config.toml:1:17: `branding.logo` names DIR/logo.svg, which is not a file; correct the path",
        ),
    ]);
    let text = "branding = { name = \"Example\", logo = \"logo.svg\", accent = \"#123456\" }";
    let folder = Folder::with(&[("config.toml", text), ("logo.svg", "<svg/>")]);
    let branding = folder.load(&[]).unwrap().branding;
    assert_eq!((&*branding.name, branding.accent), ("Example", Some([0x12, 0x34, 0x56])));
    assert_eq!(branding.logo, Some(folder.path().join("logo.svg")));
}

/// PL-01: a plugin is a file with a hash, written where the operator keeps what is reviewed.
#[test]
fn plugins() {
    let hash = "ab".repeat(32);
    let good = format!("[plugins]\nenabled = true\n[plugins.steam]\npath = \"a/b.so\"\nsha256 = \"{hash}\"\n");
    check(&[
        (
            "[plugins.steam]\npath = \"a.so\"\n",
            "config.toml:1:10: `plugins.steam` has no `sha256`; `vestibule plugin inspect FILE` prints it",
        ),
        (
            &good.replace(&hash, &"xy".repeat(32)),
            "config.toml:5:10: `plugins.steam.sha256` must be the SHA-256 of the library, 64 hexadecimal digits; \
             `vestibule plugin inspect FILE` prints it",
        ),
        (&good.replace("enabled", "enable"), "config.toml:2:10: `plugins.enable` must be a table"),
        (
            &format!("{good}file = \"b.so\"\n"),
            "config.toml:6:1: `plugins.steam.file` is not a setting; the keys here are path, sha256",
        ),
        (
            &good.replace("steam", "Steam"),
            "config.toml:3:10: `plugins.Steam` cannot be the name of a plugin; use 1 to 63 of a-z, 0-9 and -, and the \
             first a letter or digit",
        ),
    ]);
    let variable = ("VESTIBULE_PLUGINS__STEAM__PATH", "/tmp/other.so");
    let refused = errors(&good, &[variable]);
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0].contains("cannot be set by a variable; write it in config.toml"), "{refused:?}");
    let folder = Folder::with(&[("config.toml", &good)]);
    let plugins = folder.load(&[]).unwrap().plugins;
    assert_eq!((plugins.len(), &*plugins[0].name, plugins[0].sha256), (1, "steam", [0xab; 32]));
    assert_eq!(plugins[0].path, folder.path().join("a/b.so"));
    let off = Folder::with(&[("config.toml", &good.replace("true", "false"))]);
    assert_eq!(off.load(&[]).unwrap().plugins, [], "nothing is loaded unless it is switched on");
}

#[test]
fn unknown_keys_and_wrong_types() {
    check(&[
        ("sesion = 1", "config.toml:1:1: `sesion` is not a setting; did you mean `session`?"),
        ("[sesion]\nidle = 1\n", "config.toml:1:2: `sesion` is not a setting; did you mean `session`?"),
        (
            "[session]\n\nidel = \"1h\"\n",
            "config.toml:3:1: `session.idel` is not a setting; did you mean `session.idle`?",
        ),
        (
            "[storage]\n\"col\\nour\" = 1",
            "config.toml:2:1: `storage.\"col\\nour\"` is not a setting; the keys here are connections, url, wait",
        ),
        ("listen = 3000", "config.toml:1:10: `listen` must be a string"),
        ("session = 5", "config.toml:1:11: `session` must be a table"),
        ("session = 2024-01-01", "config.toml:1:11: `session` must be a table"),
        ("providers.p.authorize_params = 07:32:00", "config.toml:1:32: `providers.p.authorize_params` must be a table"),
        ("data_dir = \"\"", "config.toml:1:12: `data_dir` must be a string that is not empty"),
        ("data_dir = 2024-01-01", "config.toml:1:12: `data_dir` must be a string that is not empty"),
        ("definitions.dirs = \"x\"", "config.toml:1:20: `definitions.dirs` must be a list of strings"),
        (
            "definitions.dirs = [\"ä\", 7]",
            "config.toml:1:26: item 2 of `definitions.dirs` must be a string that is not empty",
        ),
        (
            "limits.password_per_minute = -1",
            "config.toml:1:30: `limits.password_per_minute` must be a whole number from 0 to 4294967295",
        ),
        (
            "limits.password_per_minute = 4294967296",
            "config.toml:1:30: `limits.password_per_minute` must be a whole number from 0 to 4294967295",
        ),
        (
            "limits.password_per_minute = 1.0",
            "config.toml:1:30: `limits.password_per_minute` must be a whole number from 0 to 4294967295",
        ),
        ("providers.p.sort_order = nan", "config.toml:1:26: `providers.p.sort_order` must be a whole number"),
        ("providers.p.enabled = \"yes\"", "config.toml:1:23: `providers.p.enabled` must be true or false"),
        (
            "providers.p.linking = \"always\"",
            "config.toml:1:23: `providers.p.linking` must be `verified_email`, `trusted_email`, `ask` or `never`",
        ),
        (
            "providers.p.required_claims.\"https://x.y/z\" = 5",
            "config.toml:1:47: `providers.p.required_claims.\"https://x.y/z\"` must be a string or a list of strings",
        ),
        (
            "[providers.My_IDP]",
            "config.toml:1:12: `providers.My_IDP` cannot be the id of a provider; use 1 to 63 of a-z, 0-9 and -, and the \
             first a letter or digit",
        ),
        (
            "providers.p.definition = \"Pocket ID\"",
            "config.toml:1:26: `providers.p.definition` must be an id: 1 to 63 of a-z, 0-9 and -, and the first a letter \
             or digit",
        ),
        (
            "providers.p.credentials.client_id = { environment = \"X\" }",
            "config.toml:1:37: `providers.p.credentials.client_id` must be a string, a whole number, true or false, a list \
             of strings, `{ env = \"…\" }` or `{ file = \"…\" }`",
        ),
    ]);
}

#[test]
fn values_that_cannot_be_meant() {
    check(&[
        (
            "public_url = \"http://auth.example.com\"",
            "config.toml:1:14: `public_url` is not usable: it must start with https://, unless its host is localhost, \
             127.0.0.1 or [::1]",
        ),
        (
            "public_url = \"https://auth.example.com \"",
            "config.toml:1:14: `public_url` is not usable: this is not a URL; write it like https://auth.example.com",
        ),
        (
            "public_url = \"https://auth.example.com/app\"",
            "config.toml:1:14: `public_url` is not usable: it must be an origin alone: no path, query, fragment, user \
             name or password",
        ),
        (
            "listen = \"auth.example.com:3000\"",
            "config.toml:1:10: `listen` has a host name; write an IP address, because a name may lead elsewhere tomorrow. \
             `localhost` is the one exception",
        ),
        (
            "session.idle = \"0s\"",
            "config.toml:1:16: `session.idle` must be a duration from 1s to 3650d, such as `90s`, `15m`, `12h` or `30d`",
        ),
        (
            "session.idle = 60",
            "config.toml:1:16: `session.idle` must be a duration from 1s to 3650d, such as `90s`, `15m`, `12h` or `30d`",
        ),
        (
            "session.idle = \"31d\"",
            "config.toml:1:16: `session.idle` is longer than `session.absolute`; lower it, or raise the other",
        ),
        (
            "session.absolute = \"1h\"",
            "config.toml:1:20: `session.absolute` is shorter than `session.idle`; raise it, or lower the other",
        ),
        (
            "network.trusted_proxies = [\"10.0.0.0/33\"]",
            "config.toml:1:28: item 1 of `network.trusted_proxies` must be a network such as `10.0.0.0/8`, or one IP \
             address",
        ),
        (
            "network.allow_private = [\"::1\", \"10.0.0.7/8\"]",
            "config.toml:1:33: item 2 of `network.allow_private` has digits beyond its prefix; write `10.0.0.0/8` for the \
             network or `10.0.0.7` for the address",
        ),
        (
            "network.extra_ca = [\"ca.pem\"]",
            "config.toml:1:21: item 1 of `network.extra_ca` names DIR/ca.pem, which is not a file; correct the path",
        ),
        (
            "storage.url = \"mysql://db/x\"",
            "config.toml:1:15: `storage.url` must be `sqlite:PATH`, such as `sqlite:data/vestibule.db`, or \
             `postgres://USER:PASSWORD@HOST/DATABASE`",
        ),
        (
            "storage.url = \"postgres://me:pw@db\"",
            "config.toml:1:15: `storage.url` names no database; write `postgres://USER:PASSWORD@HOST:PORT/DATABASE`",
        ),
        (
            "storage.url = \"sqlite:x.db?mode=ro\"",
            "config.toml:1:15: `storage.url` must name a file after `sqlite:`, without options, such as \
             `sqlite:data/vestibule.db`",
        ),
        (
            "providers.p.callback_path = \"/login\"",
            "config.toml:1:29: `providers.p.callback_path` is a path of Vestibule itself (/login); choose another, or \
             remove the setting",
        ),
    ]);
}

/// CL-01: a credential directly in its provider's section, of every definition that we bring.
#[test]
fn cl_01_credentials_one_level_too_high_are_sent_below() {
    check(&[
        (
            "[providers.pocketid]\nenabled = true\nissuer_url = \"https://a.b\"\nclient_id = \"c\"\nclient_secret = \"s\"",
            "config.toml:3:1: `providers.pocketid.issuer_url` is a credential: move it (and `client_id`, `client_secret`) \
             below `[providers.pocketid.credentials]`",
        ),
        (
            "[providers.p]\nclientSecret = \"s\"",
            "config.toml:2:1: `providers.p.clientSecret` is a credential: move it below `[providers.p.credentials]`, as \
             `client_secret`",
        ),
        (
            "[providers.p]\nenabeld = true",
            "config.toml:2:1: `providers.p.enabeld` is not a setting; did you mean `providers.p.enabled`?",
        ),
        (
            "[providers.p]\ncolander = 1",
            "config.toml:2:1: `providers.p.colander` is not a setting; `vestibule schema config` describes all that are",
        ),
    ]);
    for name in vestibule_core::credentials::COMMON_NAMES {
        let found = errors(&format!("[providers.p]\n{name} = \"x\""), &[]);
        let wanted =
            format!("config.toml:2:1: `providers.p.{name}` is a credential: move it below `[providers.p.credentials]`");
        assert_eq!(found, [wanted]);
    }
}

/// CL-08: a setting of the whole file behind the name of a section.
#[test]
fn cl_08_a_setting_below_a_section_is_sent_above() {
    let where_to = "where it means nothing: move `listen` above the first section of the file";
    for section in ["session", "network", "providers.p", "branding"] {
        let found = errors(&format!("[{section}]\nlisten = \"127.0.0.1:1\"\npublic_url = \"https://a.b\""), &[]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0], format!("config.toml:2:1: `{section}.listen` is below `[{section}]`, {where_to}"));
    }
    check(&[(
        "[providers.p.credentials]\nclient_id = \"c\"\nlisten = \"127.0.0.1:1\"",
        "config.toml:3:10: `providers.p.credentials.listen` is below a section, where it means nothing: move `listen` above \
         the first section of the file",
    )]);
}

/// CL-06: names of other sections and of other programs.
#[test]
fn cl_06_the_nearest_right_key_is_named() {
    for (toml, says) in [
        ("port = 3000", "`port` is not a setting; did you mean `listen`?"),
        ("base_url = \"x\"", "`base_url` is not a setting; did you mean `public_url`?"),
        ("database_url = \"x\"", "`database_url` is not a setting; did you mean `storage.url`?"),
        ("log_level = \"debug\"", "`log_level` is not a setting; it is the environment variable VESTIBULE_LOG"),
        ("idle = \"1h\"", "`idle` is not a setting; did you mean `session.idle`?"),
        (
            "session.trusted_proxies = []",
            "`session.trusted_proxies` is not a setting; did you mean `network.trusted_proxies`?",
        ),
    ] {
        let found = errors(toml, &[]);
        assert!(found.len() == 1 && found[0].ends_with(says), "{toml}: {found:?}");
    }
}

/// CL-10: see `foreign_format` for every language.
#[test]
fn cl_10_another_language_is_named_once() {
    let folder = Folder::with(&[("config.yaml", "public_url: https://a.example\nproviders:\n  pocketid: {}\n")]);
    let sources = vestibule_config::Sources { config_file: Some("config.yaml".into()), ..folder.sources(&[]) };
    let found = lines(&folder, &vestibule_config::load(&sources).unwrap_err());
    let says = "config.yaml:1:11: this looks like YAML, and the configuration is TOML: write `key = \"value\"`, and \
                `[section]` above the keys of a section";
    assert_eq!(found, [says]);
}

#[test]
fn what_is_not_toml() {
    check(&[
        (
            "listen = x",
            "config.toml:1:10: this is not TOML: invalid string, expected `\"`, `'`; write a text in quotes: `key = \"…\"`",
        ),
        (
            "listen = \"x\"\nlisten = \"y\"",
            "config.toml:2:1: this is not TOML: duplicate key `listen` in document root; correct it here",
        ),
        ("# ä\nlisten = ", "config.toml:2:10: this is not TOML; correct it here"),
    ]);
}

#[test]
fn exact_origins_only() {
    let wanted = "config.toml:1:27: item 1 of `allowed_return_origins` must be an exact origin such as \
                  `https://app.example.com`: no path, no wildcard";
    for origin in [
        "",
        "*",
        "app.example.com",
        "https://*.example.com",
        "https://app.example.com/x",
        "https://app.example.com/?a",
        "https://app.example.com/#a",
        "https://me@app.example.com",
        "https://:pw@app.example.com",
        "ftp://app.example.com",
        "javascript://app.example.com",
        "data:text/html",
        "null",
        " https://app.example.com",
        "https://app.exam ple.com",
    ] {
        assert_eq!(errors(&format!("allowed_return_origins = [\"{origin}\"]"), &[]), [wanted], "{origin:?}");
    }
}

/// All errors are reported at once, not one per attempt.
#[test]
fn all_mistakes_at_once_in_the_order_of_the_files() {
    let folder = Folder::with(&[
        ("config.toml", "public_url = \"https://x/y\"\nlisten = 5\nsesion = 1\n\n[providers.p]\nenabled = 1\n"),
        ("config.d/10-a.toml", "[session]\nidle = \"soon\"\nabsolute = \"1s\"\n"),
        ("config.d/30-c.toml", "broken"),
    ]);
    let environment = [("VESTIBULE_LIMITS__PASSWORD_PER_MINUTE", "many"), ("VESTIBULE_LOGG", "debug")];
    assert_eq!(
        lines(&folder, &folder.load(&environment).unwrap_err()),
        [
            "config.d/10-a.toml:2:8: `session.idle` must be a duration from 1s to 3650d, such as `90s`, `15m`, `12h` or `30d`",
            "config.d/30-c.toml:1:7: this is not TOML: expected `.`, `=`; correct it here",
            "config.toml:1:14: `public_url` is not usable: it must be an origin alone: no path, query, fragment, user name or \
         password",
            "config.toml:2:10: `listen` must be a string",
            "config.toml:3:1: `sesion` is not a setting; did you mean `session`?",
            "config.toml:6:11: `providers.p.enabled` must be true or false",
            "VESTIBULE_LIMITS__PASSWORD_PER_MINUTE: `limits.password_per_minute` must be a whole number from 0 to 4294967295",
            "VESTIBULE_LOGG: names no setting; did you mean VESTIBULE_LOG?",
        ]
    );
}

#[test]
fn rules_of_forward_auth() {
    check(&[
        ("forward_auth.rules = \"x\"", "config.toml:1:22: `forward_auth.rules` must be a list of tables"),
        (
            "[[forward_auth.rules]]\nhsot = \"a.b\"",
            "config.toml:2:1: `hsot` of item 1 of `forward_auth.rules` is not a setting; did you mean `host`?",
        ),
        (
            "[[forward_auth.rules]]\n[[forward_auth.rules]]\npath_prefix = 7",
            "config.toml:3:15: `path_prefix` of item 2 of `forward_auth.rules` must be a string",
        ),
        (
            "[forward_auth]\nrules = [{}, { host = \"https://a.b\" }]",
            "config.toml:2:23: `host` of item 2 of `forward_auth.rules` must be a host without a port, such as \
             `app.example.com`, or `*.example.com`",
        ),
        (
            "[[forward_auth.rules]]\npath_prefix = \"/a/../b\"",
            "config.toml:2:15: `path_prefix` of item 1 of `forward_auth.rules` must be a plain path such as `/public`: no \
             `..`, no `//`, no `%`, no query, no dot at the end of a name",
        ),
        (
            "[[forward_auth.rules]]\nmethods = [\"options\"]",
            "config.toml:2:11: `methods` of item 1 of `forward_auth.rules` must be HTTP methods in capital letters, such as \
             `OPTIONS`",
        ),
        (
            "[[forward_auth.rules]]\nallow = \"everybody\"",
            "config.toml:2:9: `allow` of item 1 of `forward_auth.rules` must be `anyone`, `signed_in`, `{ emails = … }` or \
             `{ groups = … }`",
        ),
        (
            "[[forward_auth.rules]]\nallow = { group = [\"a\"] }",
            "config.toml:2:9: `allow` of item 1 of `forward_auth.rules` must be `anyone`, `signed_in`, `{ emails = … }` or \
             `{ groups = … }`",
        ),
        (
            "[[forward_auth.rules]]\nallow = { groups = [] }",
            "config.toml:2:9: `allow` of item 1 of `forward_auth.rules` allows no one; add a group or an address",
        ),
        (
            "[[forward_auth.rules]]\nallow.emails = [\"jane\"]",
            "config.toml:2:16: `allow.emails` of item 1 of `forward_auth.rules` must be e-mail addresses such as \
             `jane@example.com`",
        ),
        (
            "public_url = \"https://auth.example.com\"\nsession.cookie_domain = \"example.org\"",
            "config.toml:2:25: `session.cookie_domain` must be a domain that `public_url` lies in; auth.example.com does not",
        ),
        (
            "public_url = \"https://auth.example.com\"\nsession.cookie_domain = \"com\"",
            "config.toml:2:25: `session.cookie_domain` must be a domain of at least two labels, such as `example.com`",
        ),
    ]);
    let lines = errors("", &[("VESTIBULE_FORWARD_AUTH__RULES", "a")]);
    let wanted = "VESTIBULE_FORWARD_AUTH__RULES: item 1 of `forward_auth.rules` must be a table";
    assert_eq!(lines, [wanted]);
}

/// The same typing error in two files is two lines to correct.
#[test]
fn an_unknown_key_is_named_in_every_file() {
    let folder = Folder::with(&[("config.toml", "a.b = 1"), ("config.d/x.toml", "\n[a]\nc = 1")]);
    let wanted = "`a` is not a setting; `vestibule schema config` describes all that are";
    let found = lines(&folder, &folder.load(&[]).unwrap_err());
    assert_eq!(found, [format!("config.d/x.toml:2:2: {wanted}"), format!("config.toml:1:1: {wanted}")]);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = Folder::with(&[("bytes.toml", "x"), ("folder/x", "")]);
    std::fs::write(folder.path().join("bytes.toml"), b"# ok\nlisten = \"\xff\"").unwrap();
    std::fs::write(folder.path().join("large.toml"), vec![b'#'; 1024 * 1024 + 1]).unwrap();
    for (file, line) in [
        ("gone.toml", "gone.toml: the file does not exist; correct the path or the file, and start again"),
        ("sub/gone.toml", "sub/gone.toml: the file does not exist; correct the path or the file, and start again"),
        ("folder", "folder: the file is a folder; correct the path or the file, and start again"),
        ("large.toml", "large.toml: the file is larger than 1024 KiB; correct the path or the file, and start again"),
        ("bytes.toml", "bytes.toml:2:11: the file is not UTF-8 text; save it in that encoding"),
    ] {
        let mut sources = folder.sources(&[]);
        sources.config_file = Some(file.into());
        let found = vestibule_config::load(&sources).unwrap_err();
        assert_eq!(lines(&folder, &found), [line]);
        let by_variable = folder.load(&[("VESTIBULE_CONFIG", file)]).unwrap_err();
        assert_eq!(lines(&folder, &by_variable), [line], "by VESTIBULE_CONFIG");
    }
    let folder = Folder::with(&[("config.d", "a file")]);
    assert_eq!(
        lines(&folder, &folder.load(&[]).unwrap_err()),
        ["config.d: the folder cannot be read (not a directory); correct its rights, or remove it"]
    );
}

/// A link that leads nowhere is a mistake, not the absence of a configuration.
#[cfg(unix)]
#[test]
fn a_dangling_config_file_is_an_error() {
    let folder = Folder::with(&[]);
    std::os::unix::fs::symlink("nowhere", folder.path().join("config.toml")).unwrap();
    let found = folder.load(&[]).unwrap_err();
    assert_eq!(
        lines(&folder, &found),
        ["config.toml: the file does not exist; correct the path or the file, and start again"]
    );
}
