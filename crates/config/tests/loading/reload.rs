//! HR-06: what cannot change while the program runs is refused by name, and a save that went wrong asks for nothing.

use crate::support::Folder;
use vestibule_config::check_reload;

const START: &str = "[providers.a]\nenabled = true\n";

/// The lines with which a reload of `after` is refused, where the program started with `before`.
fn refusal(before: &str, after: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let folder = Folder::with(&[("config.toml", before)]);
    let running = folder.load(&[]).unwrap();
    std::fs::write(folder.path().join("config.toml"), after).unwrap();
    let refused = check_reload(&running, &folder.load(variables).unwrap());
    refused.err().map(|errors| crate::support::lines(&folder, &errors)).unwrap_or_default()
}

#[test]
fn providers_and_rules_may_change() {
    for after in [
        "# none\n",
        "[providers.b]\nenabled = false\n",
        "listen = \"127.0.0.1:3000\"\n",
        "[[forward_auth.rules]]\nallow = \"anyone\"\n",
    ] {
        assert_eq!(refusal(START, after, &[]), [""; 0], "{after}");
    }
}

#[test]
fn hr_06_each_other_setting_is_refused_by_name() {
    for (setting, text) in [
        ("public_url", "public_url = \"https://a.example\"\n"),
        ("listen", "listen = \"127.0.0.1:4000\"\n"),
        ("data_dir", "data_dir = \"elsewhere\"\n"),
        ("allowed_return_origins", "allowed_return_origins = [\"https://a.example\"]\n"),
        ("storage.url", "storage.url = \"sqlite:other.db\"\n"),
        ("definitions.dirs", "definitions.dirs = []\n"),
        ("definitions.app_dirs", "definitions.app_dirs = []\n"),
        ("session.idle", "session.idle = \"1h\"\n"),
        ("session.absolute", "session.absolute = \"2d\"\n"),
        ("network.allow_private", "network.allow_private = [\"10.0.0.0/8\"]\n"),
        ("network.trusted_proxies", "network.trusted_proxies = [\"10.0.0.1\"]\n"),
        ("limits.authorize_per_minute", "limits.authorize_per_minute = 1\n"),
        ("limits.callback_failures_per_minute", "limits.callback_failures_per_minute = 1\n"),
        ("limits.password_per_minute", "limits.password_per_minute = 1\n"),
        ("branding.name", "branding.name = \"Hall\"\n"),
        ("home.apps", "home.apps = true\n"),
        ("forward_auth.identity_token", "forward_auth.identity_token = true\n"),
        ("branding.text", "branding.text = \"Welcome\"\n"),
        ("branding.accent", "branding.accent = \"#102030\"\n"),
    ] {
        let column = text.find('=').unwrap() + 3;
        let detail = "needs a restart to change; until then the old one stays";
        let said = format!("config.toml:1:{column}: `{setting}` {detail}");
        assert_eq!(refusal(START, &format!("{text}{START}"), &[]), [said], "{setting}");
        let taken_out = format!("configuration: `{setting}` {detail}");
        assert_eq!(refusal(&format!("{text}{START}"), START, &[]), [taken_out], "{setting}");
    }
}

#[test]
fn hr_06_variables_that_are_no_settings_too() {
    for (variable, value) in
        [("VESTIBULE_LOG", "debug"), ("VESTIBULE_SECRET_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    {
        let said = refusal(START, START, &[(variable, value)]);
        assert!(said.len() == 1 && said[0].starts_with(&format!("{variable}: ")), "{said:?}");
    }
}

/// HR-01: an editor empties a file before it writes it, and a full disk leaves it so.
#[test]
fn hr_01_a_file_that_is_blank_or_gone_asks_for_nothing() {
    assert_eq!(
        refusal(START, " \n", &[]),
        ["DIR/config.toml: the file is empty; if that is meant, write a comment into it"]
    );
    assert_eq!(refusal("", "", &[]), [""; 0], "it was so from the start");
    let folder = Folder::with(&[("config.toml", START), ("config.d/a.toml", "# more\n")]);
    let running = folder.load(&[]).unwrap();
    std::fs::remove_file(folder.path().join("config.d/a.toml")).unwrap();
    check_reload(&running, &folder.load(&[]).unwrap()).unwrap();
    std::fs::remove_file(folder.path().join("config.toml")).unwrap();
    let refused = check_reload(&running, &folder.load(&[]).unwrap()).unwrap_err();
    let says = "DIR/config.toml: the file is gone; bring it back, or restart to run without it";
    assert_eq!(crate::support::lines(&folder, &refused), [says]);
}
