//! Which layer wins, where values come from, and what paths are relative to.

use std::path::PathBuf;

use crate::support::{Folder, config};
use vestibule_config::{SecretKeySource, config::Network, load};
use vestibule_core::{
    email::EmailAddress,
    forward_auth::{Allow, HostRule, PathPrefix, Rule},
    origin::Origin,
    provider::Owner,
};

fn origin(found: Option<&Origin>) -> String {
    found.map(ToString::to_string).unwrap_or_default()
}

#[test]
fn nothing_at_all_is_a_configuration() {
    let folder = Folder::with(&[]);
    let config = folder.load(&[("HOME", "/root"), ("VESTIBULE", "x")]).unwrap();
    assert_eq!(config.public_url.as_str(), "http://localhost:3000");
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.data_dir, folder.path().join("data"));
    assert_eq!(config.storage.url.expose(), format!("sqlite:{}", folder.path().join("data/vestibule.db").display()));
    assert_eq!(config.definitions.dirs, [folder.path().join("providers")]);
    assert_eq!(config.definitions.app_dirs, [folder.path().join("apps")]);
    assert_eq!((config.session.idle.as_secs(), config.session.absolute.as_secs()), (12 * 3600, 30 * 24 * 3600));
    assert_eq!(config.network, Network { allow_private: vec![], trusted_proxies: vec![], extra_ca: vec![] });
    let limits = config.limits;
    assert_eq!(
        (limits.authorize_per_minute, limits.callback_failures_per_minute, limits.password_per_minute),
        (120, 60, 10)
    );
    assert_eq!(config.secret_key, SecretKeySource::Generated(folder.path().join("data/secret.key")));
    assert!(config.providers.is_empty() && config.files.is_empty() && config.allowed_return_origins.is_empty());
    assert!(config.origins.values().all(|origin| *origin == Origin::BuiltIn));
    assert_eq!(config.origins.len(), 36);
}

#[test]
fn rules_of_forward_auth_keep_their_order() {
    let toml = "public_url = \"https://auth.example.com\"\nsession.cookie_domain = \"Example.com\"\n\
                [[forward_auth.rules]]\nhost = \"APP.example.com\"\npath_prefix = \"/public/\"\nallow = \"anyone\"\n\
                [[forward_auth.rules]]\nhost = \"*.example.com\"\nallow = { groups = [\"a\"], emails = [\"j@b.c\"] }\n\
                [[forward_auth.rules]]\n";
    let folder = Folder::with(&[("config.toml", toml)]);
    let config = folder.load(&[]).unwrap();
    assert_eq!(config.session.cookie_domain.as_deref(), Some("example.com"));
    let rule = |host: Option<&str>, path, allow| Rule {
        host: host.map_or(HostRule::Any, |host| HostRule::parse(host).unwrap()),
        path_prefix: PathPrefix::parse(path).unwrap(),
        path_case: None,
        methods: Vec::new(),
        networks: Vec::new(),
        providers: Vec::new(),
        require_mfa: false,
        allow,
    };
    let emails = vec![EmailAddress::parse("j@b.c").unwrap()];
    assert_eq!(
        config.forward_auth,
        [
            rule(Some("app.example.com"), "/public", Allow::Anyone),
            rule(Some("*.example.com"), "/", Allow::Listed { groups: vec!["a".to_owned()], emails }),
            rule(None, "/", Allow::SignedIn),
        ]
    );
}

#[test]
fn later_layers_win_key_by_key() {
    let folder = Folder::with(&[
        ("config.toml", "listen = \"127.0.0.1:1\"\n[session]\nidle = \"1m\"\n[limits]\npassword_per_minute = 1\n"),
        ("config.d/20.toml", "[session]\nidle = \"3m\"\n[network]\nallow_private = [\"10.0.0.0/8\"]\n"),
        ("config.d/10.toml", "[session]\nidle = \"2m\"\n[limits]\nauthorize_per_minute = 2\n"),
        ("config.d/9.toml", "[network]\nallow_private = [\"fd00::/8\", \"192.168.0.0/16\"]\n"),
        ("config.d/.hidden.toml", "not toml"),
        ("config.d/x.toml.bak", "not toml"),
    ]);
    let config = folder.load(&[("VESTIBULE_LIMITS__AUTHORIZE_PER_MINUTE", "3")]).unwrap();
    assert_eq!(config.session.idle.as_secs(), 180);
    assert_eq!((config.limits.authorize_per_minute, config.limits.password_per_minute), (3, 1));
    assert_eq!(config.limits.callback_failures_per_minute, 60);
    // Lists are replaced; names are ordered as text, so 9 comes last.
    assert_eq!(config.network.allow_private.len(), 2);
    let names = ["config.toml", "config.d/10.toml", "config.d/20.toml", "config.d/9.toml"];
    assert_eq!(config.files, names.map(|name| folder.path().join(name)));
    for (setting, place) in [
        ("listen", "config.toml:1:10"),
        ("session.idle", "config.d/20.toml:2:8"),
        ("session.absolute", "built in"),
        ("limits.authorize_per_minute", "VESTIBULE_LIMITS__AUTHORIZE_PER_MINUTE"),
        ("network.allow_private", "config.d/9.toml:2:17"),
    ] {
        assert_eq!(origin(config.origin(setting)), place, "{setting}");
    }
}

#[test]
fn a_provider_knows_where_each_setting_was_written() {
    let folder = Folder::with(&[
        ("config.toml", "[providers.p]\nenabled = true\nsort_order = 1\ncredentials.client_id = \"c\"\n"),
        ("config.d/a.toml", "[providers.p]\nsort_order = 2\nscopes = [\"x\"]\ncredentials.key = true\n"),
    ]);
    let config = folder.load(&[("VESTIBULE_PROVIDERS__P__AUTO_REGISTER", "false")]).unwrap();
    let [provider] = config.providers.as_slice() else { panic!() };
    assert_eq!((provider.id.as_str(), provider.owner), ("p", Owner::Config));
    assert_eq!((provider.settings.sort_order, provider.settings.auto_register), (Some(2), false));
    for (setting, place) in [
        ("", "config.toml:1:12"),
        ("enabled", "config.toml:2:11"),
        ("sort_order", "config.d/a.toml:2:14"),
        ("scopes", "config.d/a.toml:3:10"),
        ("auto_register", "VESTIBULE_PROVIDERS__P__AUTO_REGISTER"),
        ("linking", "config.toml:1:12"),
    ] {
        assert_eq!(origin(provider.origin(setting)), place, "{setting}");
    }
    assert_eq!(origin(provider.credentials.origin("client_id")), "config.toml:4:25");
    assert_eq!(origin(provider.credentials.origin("key")), "config.d/a.toml:4:19");
    assert!(!provider.origins.contains_key("credentials"));
}

/// The installation can be moved as one folder, and started from anywhere.
#[test]
fn paths_start_at_the_folder_of_the_configuration_file() {
    let toml = "data_dir = \"d\"\ndefinitions.dirs = [\"p\", \"/abs\"]\nnetwork.extra_ca = [\"ca.pem\"]\n";
    let folder = Folder::with(&[("etc/config.toml", toml), ("etc/ca.pem", ""), ("etc/config.d/x.toml", "")]);
    let mut sources =
        folder.sources(&[("VESTIBULE_SECRET_KEY_FILE", "keys"), ("VESTIBULE_STORAGE__URL", "sqlite://db")]);
    sources.config_file = Some("etc/config.toml".into());
    let config = load(&sources).unwrap();
    let etc = folder.path().join("etc");
    assert_eq!(config.base_dir, etc);
    assert_eq!(config.data_dir, etc.join("d"));
    assert_eq!(config.definitions.dirs, [etc.join("p"), PathBuf::from("/abs")]);
    assert_eq!(config.network.extra_ca, [etc.join("ca.pem")]);
    assert_eq!(config.named_files, [etc.join("ca.pem")]);
    assert_eq!(config.storage.url.expose(), format!("sqlite:{}", etc.join("db").display()));
    assert_eq!(config.files, [etc.join("config.toml"), etc.join("config.d/x.toml")]);
    assert_eq!(config.secret_key, SecretKeySource::File(folder.path().join("keys")), "a shell's path, not a setting");
}

#[test]
fn the_embedded_database_follows_the_data_folder() {
    for (toml, url) in [
        ("data_dir = \"/srv/v\"", "sqlite:/srv/v/vestibule.db"),
        ("storage.url = \"sqlite::memory:\"", "sqlite::memory:"),
        ("storage.url = \"sqlite:///srv/x.db\"", "sqlite:/srv/x.db"),
    ] {
        assert_eq!(config(toml, &[]).storage.url.expose(), url, "{toml}");
    }
}

#[test]
fn variables_that_are_no_settings() {
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let found = config("", &[("VESTIBULE_SECRET_KEY", key), ("VESTIBULE_LOG", "debug"), ("VESTIBULE_CONFIG", "")]);
    assert!(matches!(found.secret_key, SecretKeySource::Value(secret) if secret.expose() == key));
    assert_eq!(found.log_filter.as_deref(), Some("debug"));
    assert_eq!(config("", &[("VESTIBULE_LOG", "")]).log_filter, None);
}
