//! Credentials by value, variable and file; and no secret in anything that is printed.

mod support;

use support::{Folder, config, errors, lines};
use vestibule_core::origin::Origin;

#[test]
fn credentials_by_value_variable_and_file() {
    let folder = Folder::with(&[
        (
            "config.toml",
            "[providers.p.credentials]\nplain = \"a b\"\nkey = \"\"\"\n-----BEGIN\nx\n\"\"\"\nvariable = { env = \"VESTIBULE_MINE\" }\n\
             file = { file = \"secrets/one\" }\nflag = false\nnumber = 7\nlist = [\"x\", \"y\"]\n",
        ),
        ("secrets/one", "from file\r\n"),
        ("secrets/two", "from link"),
    ]);
    let two = "VESTIBULE_PROVIDERS__P__CREDENTIALS__OTHER__FILE";
    let config = folder.load(&[("VESTIBULE_MINE", "007"), (two, "secrets/two")]).unwrap();
    let credentials = &config.providers[0].credentials;
    for (name, text, place) in [
        ("plain", Some("a b"), "config.toml:2:9"),
        ("key", Some("-----BEGIN\nx"), "config.toml:3:7"),
        ("variable", Some("007"), "VESTIBULE_MINE"),
        ("file", Some("from file"), "config.toml:8:8"),
        ("other", Some("from link"), two),
        ("flag", None, "config.toml:9:8"),
        ("number", None, "config.toml:10:10"),
        ("list", None, "config.toml:11:8"),
    ] {
        assert_eq!(credentials.text(name), text, "{name}");
        assert_eq!(credentials.origin(name).unwrap().to_string(), place, "{name}");
        assert!(credentials.origin(name).is_some_and(Origin::is_operator), "{name}");
    }
    let secrets = folder.path().join("secrets");
    assert_eq!(config.named_files, [secrets.join("one"), secrets.join("two")]);
}

/// `{ env }` below and `{ file }` above are two answers to one question, not one answer with two halves.
#[test]
fn the_highest_layer_decides_how_a_credential_is_read() {
    let below = "[providers.p.credentials]\nkey = { env = \"UNSET\" }\n";
    for (above, place) in [("{ file = \"k\" }", "config.d/x.toml:1:29"), ("\"v\"", "config.d/x.toml:1:29")] {
        let above = format!("providers.p.credentials.key = {above}").replace("key = ", "key=");
        let folder = Folder::with(&[("config.toml", below), ("config.d/x.toml", &above), ("k", "v")]);
        let config = folder.load(&[]).unwrap();
        assert_eq!(config.providers[0].credentials.text("key"), Some("v"));
        assert_eq!(config.providers[0].credentials.origin("key").unwrap().to_string(), place);
    }
    let variable = "VESTIBULE_PROVIDERS__P__CREDENTIALS__KEY";
    assert_eq!(config(below, &[(variable, "v")]).providers[0].credentials.text("key"), Some("v"));
    let by_env = config(below, &[(&format!("{variable}__ENV"), "OTHER"), ("OTHER", "v")]);
    assert_eq!(by_env.providers[0].credentials.text("key"), Some("v"));
}

#[test]
fn each_mistake_has_its_line() {
    for (value, detail) in [
        ("\"\"", "is empty; give it a value, or remove it"),
        ("\"\\n\"", "is empty; give it a value, or remove it"),
        ("\" x\"", "begins or ends with white space; remove that"),
        ("\"x\\t\"", "begins or ends with white space; remove that"),
        ("[\"x\", \"y \"]", "begins or ends with white space; remove that"),
        ("{ env = \"UNSET\" }", "names the variable \"UNSET\", which is not set; set it and start again"),
        ("{ env = \"EMPTY\" }", "names the variable \"EMPTY\", whose value is empty; give it a value, or remove it"),
        (
            "{ env = \"PADDED\" }",
            "names the variable \"PADDED\", whose value begins or ends with white space; remove that",
        ),
        ("{ file = \"gone\" }", "names the file DIR/gone, which does not exist; correct the path or the file"),
        ("{ file = \".\" }", "names the file DIR/., which is a folder; correct the path or the file"),
        ("{ file = \"empty\" }", "names the file DIR/empty, which is empty; give it a value, or remove it"),
        ("{ file = \"padded\" }", "names the file DIR/padded, which begins or ends with white space; remove that"),
        ("{ file = \"bytes\" }", "names the file DIR/bytes, which is not UTF-8 text; write the value as text"),
        ("{ file = \"large\" }", "names the file DIR/large, which is larger than 64 KiB; correct the path or the file"),
    ] {
        let toml = format!("[providers.p.credentials]\nkey = {value}\n");
        let folder = Folder::with(&[("config.toml", &toml), ("empty", "\n"), ("padded", " x\n")]);
        std::fs::write(folder.path().join("bytes"), b"\xff").unwrap();
        std::fs::write(folder.path().join("large"), vec![b'x'; 64 * 1024 + 1]).unwrap();
        let found = folder.load(&[("EMPTY", ""), ("PADDED", "x ")]).unwrap_err();
        let wanted = format!("config.toml:2:7: `providers.p.credentials.key` {detail}");
        assert_eq!(lines(&folder, &found), [wanted], "{value}");
    }
}

/// Whatever is wrong, the value that is wrong stays out of the message.
#[test]
fn no_error_shows_a_value() {
    for toml in [
        "providers.p.credentials.key = \" CANARY\"",
        "providers.p.credentials.key = { CANARY = \"CANARY\" }",
        "providers.p.credentials.key = { env = 5, x = \"CANARY\" }",
        "providers.p.credentials.key = [\"CANARY\", 5]",
        "providers.p.credentials.key = CANARY",
        "providers.p.credentials.key = \"CANARY",
        "providers.p.credentials.key = \"CANARY\\q\"",
        "providers.p.credentials.key = \"\"\"CANARY",
        "providers.p.credentials.key = 'CANARY' 'CANARY'",
        "providers.p.credentials = \"CANARY\"",
        "providers.p.credentials = [\"CANARY\"]",
        "providers.p.linking = \"CANARY\"",
        "providers.p.definition = \"CANARY!\"",
        "providers.p.callback_path = \"CANARY\"",
        "providers.p = \"CANARY\"",
        "providers = \"CANARY\"",
        "client_secret = \"CANARY\"",
        "listen = \"CANARY\"",
        "public_url = \"CANARY\"",
        "session.idle = \"CANARY\"",
        "storage.url = \"mysql://u:CANARY@db\"",
        "storage.url = \"sqlite:CANARY?\"",
        "storage.url = \"postgres://v:CANARY@db/v?CANARY=CANARY\"",
        "storage.url = \"postgres://u:CANARY@:x\"",
        "allowed_return_origins = [\"https://u:CANARY@x\"]",
        "network.trusted_proxies = [\"CANARY\"]",
    ] {
        let found = errors(toml, &[]);
        let shown =
            found.iter().any(|line| line.replace("`providers.p.credentials.key.CANARY`", "").contains("CANARY"));
        assert!(!found.is_empty() && !shown, "{toml}: {found:?}");
    }
    for variable in
        ["VESTIBULE_SECRET_KEY", "VESTIBULE_CLIENT_SECRET", "VESTIBULE_PROVIDERS__P", "VESTIBULE_STORAGE__URL"]
    {
        let found = errors("", &[(variable, "CANARY")]);
        assert!(!found.is_empty() && !found.concat().contains("CANARY"), "{variable}: {found:?}");
    }
}

#[test]
fn printing_shows_no_secret() {
    let folder = Folder::with(&[
        (
            "config.toml",
            "storage.url = \"sqlite:CANARY.db\"\n[providers.p.credentials]\na = \"CANARY\"\nb = { env = \"E\" }\nc = { file = \"f\" }",
        ),
        ("f", "CANARY"),
    ]);
    let key = "CANARYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let environment = [("E", "CANARY"), ("VESTIBULE_SECRET_KEY", key)];
    let sources = folder.sources(&environment);
    let config = vestibule_config::load(&sources).unwrap();
    assert_eq!(config.providers[0].credentials.names().count(), 3);
    for printed in [format!("{config:?}"), format!("{config:#?}"), format!("{sources:?}")] {
        assert!(!printed.contains("CANARY"), "{printed}");
    }
}
