//! `vestibule provider new ID`: a definition to start from that is right as it is, and never in the place of another.

use std::{fs, os::unix::fs::PermissionsExt as _};

use vestibule_tests::Ended;

use crate::installation::Installation;

async fn new(installation: &Installation, arguments: &[&str]) -> Ended {
    installation.run(&[&["provider", "new"], arguments].concat()).await
}

#[tokio::test]
async fn what_it_writes_is_right_as_it_is() {
    let installation = Installation::new();
    for (id, protocol) in [("our-club", "oidc"), ("guild", "oauth2")] {
        let name = "The \"best\" \\ club";
        let ended = new(&installation, &[id, "--protocol", protocol, "--name", name]).await;
        assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "{id}");
        let file = format!("providers/{id}.toml");
        let callback = installation.base.join(&format!("api/auth/providers/{id}/callback")).unwrap();
        for wanted in [&format!("to {file}."), &format!("vestibule provider lint {file}"), callback.as_str()] {
            assert!(ended.stdout.contains(wanted), "{}", ended.stdout);
        }
        let linted = installation.run(&["provider", "lint", &file]).await;
        assert_eq!(linted.stdout, format!("{file}: OK: {id} ({name}), {protocol}\nno faults\n"));
        assert_eq!(fs::metadata(installation.path(&file)).unwrap().permissions().mode() & 0o777, 0o644);
        let printed = new(&installation, &["zzz", "--protocol", protocol, "--name", name, "--stdout"]).await;
        let written = fs::read_to_string(installation.path(&file)).unwrap();
        assert_eq!(printed.stdout.replace("zzz", id), written, "the same text");
    }
    let schema = fs::read_to_string(installation.path("providers/definition.schema.json")).unwrap();
    assert_eq!(schema, include_str!("../../../schemas/definition.schema.json"));
    let listed = installation.run(&["provider", "list"]).await.stdout;
    assert!(listed.contains("our-club") && listed.contains("providers/guild.toml"), "{listed}");
    assert!(!listed.contains("definition.schema.json"), "the schema is no definition: {listed}");
}

/// A schema of an older version is renewed; a file of that name that is none is the operator's own.
#[tokio::test]
async fn the_schema_file_is_updated_if_it_is_ours() {
    let installation = Installation::new();
    let schema = installation.path("providers/definition.schema.json");
    fs::create_dir(installation.path("providers")).unwrap();
    fs::write(&schema, r#"{ "title": "Vestibule provider definition", "properties": {} }"#).unwrap();
    assert_eq!(new(&installation, &["one"]).await.code, Some(0));
    assert!(fs::read_to_string(&schema).unwrap().contains("\"protocol\""));
    let own = r#"{ "properties": { "client_id": { "type": "string" } } }"#;
    fs::write(&schema, own).unwrap();
    let ended = new(&installation, &["two"]).await;
    assert!(!ended.stdout.contains("lets an editor"), "{}", ended.stdout);
    assert_eq!(fs::read_to_string(&schema).unwrap(), own);
}

#[tokio::test]
async fn it_refuses_with_a_way_out() {
    let installation = Installation::new();
    assert_eq!(new(&installation, &["club"]).await.code, Some(0));
    fs::rename(installation.path("providers/club.toml"), installation.path("providers/there.toml")).unwrap();
    fs::write(installation.path("providers/broken.toml"), "nonsense").unwrap();
    for (arguments, says) in [
        (&["Our_Club"][..], "start with a letter or digit. Did you mean `our-club`?"),
        (&["…"], "start with a letter or digit"),
        (&["../club"], "Did you mean `club`?"),
        (&["pocketid"], "`pocketid` is an official definition"),
        (&["pocketid", "--stdout"], "[providers.pocketid]"),
        (&["club"], "the definition `club` already exists in "),
        (&["broken"], "providers/broken.toml already exists; change it, or choose another id"),
        (&["mine", "--name", "a\nb"], "the name contains a line break or a control character"),
        (&["mine", "--name", " "], "the name is empty"),
        (&["mine", "--protocol", "saml"], "[possible values: oidc, oauth2]"),
    ] {
        let ended = new(&installation, arguments).await;
        // What the command line itself does not take is a wrong use of it.
        let code = if arguments.contains(&"--protocol") { 64 } else { 2 };
        assert_eq!((ended.code, &*ended.stdout), (Some(code), ""), "{arguments:?}");
        assert!(ended.stderr.contains(says), "{arguments:?}: {}", ended.stderr);
    }
    let mut names: Vec<_> =
        installation.path("providers").read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["broken.toml", "definition.schema.json", "there.toml"], "nothing is left of a refusal");

    installation.configure("[definitions]\ndirs = []\n");
    let ended = new(&installation, &["mine"]).await;
    assert!(ended.code == Some(2) && ended.stderr.contains("--stdout"), "{}", ended.stderr);
    fs::write(installation.path("file"), "").unwrap();
    installation.configure("[definitions]\ndirs = [\"file\"]\n");
    let ended = new(&installation, &["mine"]).await;
    assert!(ended.code == Some(2) && ended.stderr.starts_with("cannot write into "), "{}", ended.stderr);
}
