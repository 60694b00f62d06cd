//! EE-03: where an installation is can be read while the rest of its configuration is wrong.

use crate::support::{Folder, lines};
use vestibule_config::load_installation;

const INSTALLATION: &str = "public_url = \"https://a.example\"\ndata_dir = \"d\"\nstorage.url = \"sqlite:x.db\"\n";

#[test]
fn ee_03_what_else_is_wrong_is_no_matter() {
    for (rest, variables) in [
        ("listen = 3000\nsesion = 1\n", &[][..]),
        ("[branding]\nlogo = \"gone.svg\"\n[network]\nextra_ca = [\"gone.pem\"]\ntrusted_proxies = [\"x\"]\n", &[]),
        ("[providers.p]\ncolour = 1\n[providers.p.credentials]\nsecret = { env = \"UNSET\" }\n", &[]),
        ("[providers.Not_An_Id]\nenabled = \"yes\"\n", &[]),
        ("", &[("VESTIBULE_PORT", "3000"), ("VESTIBULE_LISTN", "x"), ("VESTIBULE_SESSION__IDEL", "1h")]),
    ] {
        let folder = Folder::with(&[("config.toml", &format!("{INSTALLATION}{rest}"))]);
        let found = load_installation(&folder.sources(variables)).unwrap();
        assert_eq!(found.public_url.as_str(), "https://a.example", "{rest}");
        assert_eq!(found.data_dir, folder.path().join("d"), "{rest}");
        let database = format!("sqlite:{}", folder.path().join("x.db").display());
        assert_eq!(found.storage.url.expose(), database, "{rest}");
    }
}

/// What may have been meant to say where it is, is not passed over: another installation would be worked on.
#[test]
fn ee_03_what_may_say_where_it_is_has_to_be_right() {
    for (toml, variables, says) in [
        ("data_dri = \"x\"\n", &[][..], "config.toml:1:1: `data_dri` is not a setting"),
        ("[storge]\nurl = \"sqlite:x.db\"\n", &[], "config.toml:1:2: `storge` is not a setting"),
        ("[storage]\nurll = \"sqlite:x.db\"\n", &[], "config.toml:2:1: `storage.urll` is not a setting"),
        ("public_url = 7\n", &[], "config.toml:1:14: `public_url` must be"),
        ("data_dir = [\n", &[], "config.toml:"),
        ("", &[("VESTIBULE_SECRET_KEY", "short")], "VESTIBULE_SECRET_KEY: is not usable"),
        ("", &[("VESTIBULE_DATADIR", "x")], "VESTIBULE_DATADIR: names no setting"),
        ("", &[("VESTIBULE_STORAGE_URL", "x")], "VESTIBULE_STORAGE_URL: names no setting"),
    ] {
        let folder = Folder::with(&[("config.toml", toml)]);
        let found = lines(&folder, &load_installation(&folder.sources(variables)).unwrap_err());
        assert!(found.len() == 1 && found[0].starts_with(says), "{toml:?}, {variables:?}: {found:?}");
    }
}
