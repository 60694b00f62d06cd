//! Credentials by value, variable and file; and no secret in anything that is printed.

use crate::support::{Folder, config, errors};
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

/// EE-02, F3: what cannot be read is noted at its provider, with its place, and is no error of the configuration.
#[test]
fn ee_02_each_unreadable_credential_is_a_note_of_its_provider() {
    let hidden = "which nobody sees and which would be part of it; remove that";
    for (value, reason) in [
        ("\"\"", "the value is empty; give it a value, or remove it".to_owned()),
        ("\"\\n\"", "the value is empty; give it a value, or remove it".to_owned()),
        ("\" x\"", format!("the value starts with a space (U+0020), {hidden}")),
        ("\"x\\t\"", format!("the value ends with a tab (U+0009), {hidden}")),
        ("\"x\\n\\n\"", format!("the value ends with a line break (U+000A), {hidden}")),
        ("\"x\\u200b\"", format!("the value ends with a zero-width space (U+200B), {hidden}")),
        ("[\"x\", \"y \"]", format!("the value ends with a space (U+0020), {hidden}")),
        ("{ env = \"UNSET\" }", "the variable \"UNSET\" is not set; set it, and start again".to_owned()),
        (
            "{ env = \"EMPTY\" }",
            "the value of the variable \"EMPTY\" is empty; give it a value, or remove it".to_owned(),
        ),
        ("{ env = \"PADDED\" }", format!("the value of the variable \"PADDED\" ends with a space (U+0020), {hidden}")),
        (
            "{ env = \"MARKED\" }",
            format!("the value of the variable \"MARKED\" starts with a byte order mark (U+FEFF), {hidden}"),
        ),
        ("{ file = \"gone\" }", "the file DIR/gone does not exist; correct the path or the file".to_owned()),
        ("{ file = \".\" }", "the file DIR/. is a folder; correct the path or the file".to_owned()),
        ("{ file = \"empty\" }", "the file DIR/empty is empty; give it a value, or remove it".to_owned()),
        ("{ file = \"padded\" }", format!("the file DIR/padded starts with a space (U+0020), {hidden}")),
        ("{ file = \"marked\" }", format!("the file DIR/marked starts with a byte order mark (U+FEFF), {hidden}")),
        ("{ file = \"bytes\" }", "the file DIR/bytes is not UTF-8 text; write the value as text".to_owned()),
        ("{ file = \"large\" }", "the file DIR/large is larger than 64 KiB; correct the path or the file".to_owned()),
    ] {
        let toml = format!("[providers.p.credentials]\nkey = {value}\n");
        let files = [("config.toml", &*toml), ("empty", "\n"), ("padded", " x\n"), ("marked", "\u{feff}x\n")];
        let folder = Folder::with(&files);
        std::fs::write(folder.path().join("bytes"), b"\xff").unwrap();
        std::fs::write(folder.path().join("large"), vec![b'x'; 64 * 1024 + 1]).unwrap();
        let config = folder.load(&[("EMPTY", ""), ("PADDED", "x "), ("MARKED", "\u{feff}x")]).unwrap();
        let credentials = &config.providers[0].credentials;
        assert_eq!(credentials.value("key"), None, "{value}");
        let found: Vec<_> = credentials.unreadable().map(|(name, why)| format!("{name}: {why}")).collect();
        let found: Vec<_> = found.iter().map(|why| why.replace(folder.path().to_str().unwrap(), "DIR")).collect();
        assert_eq!(found, [format!("key: {reason}")], "{value}");
        assert_eq!(credentials.origin("key").unwrap().to_string(), "config.toml:2:7", "{value}");
    }
}

/// A key in PEM is several lines, and nobody counts the empty ones behind it.
#[test]
fn line_ends_behind_a_value() {
    for (text, value) in
        [("x", "x"), ("x\n", "x"), ("x\r\n", "x"), ("-----BEGIN\nx\n-----END\n\n\n", "-----BEGIN\nx\n-----END")]
    {
        let folder = Folder::with(&[("config.toml", "providers.p.credentials.key = { file = \"k\" }"), ("k", text)]);
        let config = folder.load(&[]).unwrap();
        assert_eq!(config.providers[0].credentials.text("key"), Some(value), "{text:?}");
    }
}

/// Whatever is wrong, the value that is wrong stays out of the message.
#[test]
fn no_error_shows_a_value() {
    for toml in [
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
fn no_note_of_an_unreadable_credential_shows_its_value() {
    let folder = Folder::with(&[
        ("config.toml", "[providers.p.credentials]\na = \" CANARY\"\nb = { file = \"f\" }\nc = { env = \"E\" }\n"),
        ("f", "\u{feff}CANARY"),
    ]);
    let config = folder.load(&[("E", "CANARY ")]).unwrap();
    let notes: Vec<_> = config.providers[0].credentials.unreadable().collect();
    assert_eq!(notes.len(), 3);
    assert!(!format!("{notes:?}").contains("CANARY"), "{notes:?}");
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
