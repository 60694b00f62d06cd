//! Apps that the operator named: settings, and secrets by value, variable or file.

use std::{collections::BTreeMap, sync::Arc};

use chrono::Duration;
use serde_json::Value;
use vestibule_apps::{AppAllow, AppRecord, AppSettings};
use vestibule_core::{credentials::Credentials, email::EmailAddress, forward_auth::Allow, ids::AppId, provider::Owner};

use crate::{
    binder::Binder,
    file::{AppAllowSection, AppSection, CredentialEntry},
    key_path::KeyPath,
};

impl Binder<'_> {
    /// One app of the configuration. `None` means that an error has been reported.
    pub(crate) fn app(&mut self, id: &str, section: Value) -> Option<AppRecord> {
        let path = KeyPath::new(["apps", id]);
        let mut origins = BTreeMap::new();
        origins.insert(String::new(), self.layers.introduction(&path));
        for setting in section.as_object().into_iter().flat_map(serde_json::Map::keys) {
            origins.insert(setting.clone(), self.layers.origin(&path.child(setting)));
        }
        let read = (id.parse::<AppId>(), serde_json::from_value::<AppSection>(section));
        let (Ok(id), Ok(mut section)) = read else {
            self.refuse(&path, "does not fit together; compare it with `vestibule schema config`");
            return None;
        };
        let mut values = Credentials::default();
        for (name, entry) in [
            ("client_secret", section.client_secret.take()),
            ("former_client_secret", section.former_client_secret.take()),
            ("client_keys", section.client_keys.take()),
        ] {
            if let Some(entry) = entry {
                self.add_value(&mut values, name, &path.child(name), entry.into());
            }
        }
        for (name, entry) in std::mem::take(&mut section.settings) {
            let path = path.child("settings").child(&name);
            self.add_value(&mut values, &name, &path, entry);
        }
        let settings = self.app_settings(&path, section)?;
        Some(AppRecord {
            id,
            owner: Owner::Config,
            settings: settings.into(),
            values: values.into(),
            secret_hashes: Arc::default(),
            origins: origins.into(),
        })
    }

    /// What cannot be read is a fault of this app alone: the others serve without it.
    fn add_value(&mut self, values: &mut Credentials, name: &str, path: &KeyPath, entry: CredentialEntry) {
        match self.credential(path, entry) {
            Ok((value, origin)) => values.insert(name, value, origin),
            Err(reason) => values.mark_unreadable(name, reason, self.layers.origin(path)),
        }
    }

    fn app_settings(&mut self, path: &KeyPath, section: AppSection) -> Option<AppSettings> {
        let allow = self.app_allow(&path.child("allow"), section.allow);
        let mut lifetime = |name: &str, text: &str| {
            let period = self.period(&path.child(name).dotted(), text)?;
            Duration::from_std(period).ok()
        };
        let access_token_lifetime = lifetime("access_token_lifetime", &section.access_token_lifetime);
        let refresh_token_lifetime = lifetime("refresh_token_lifetime", &section.refresh_token_lifetime);
        let max_age = section.max_age.map(|text| lifetime("max_age", &text));
        let session_absolute = section.session_absolute.map(|text| lifetime("session_absolute", &text));
        Some(AppSettings {
            definition: section.definition,
            enabled: section.enabled,
            display_name: section.display_name,
            icon: section.icon,
            client_id: section.client_id,
            allow: allow?,
            consent: section.consent,
            max_age: match max_age {
                None => None,
                Some(max_age) => Some(max_age?),
            },
            id_token_algorithm: section.id_token_algorithm,
            access_token: section.access_token,
            subject: section.subject,
            require_mfa: section.require_mfa,
            session_absolute: match session_absolute {
                None => None,
                Some(session_absolute) => Some(session_absolute?),
            },
            access_token_lifetime: access_token_lifetime?,
            refresh_token_lifetime: refresh_token_lifetime?,
            extra_redirect_uris: section.extra_redirect_uris,
            lenient_authentication: section.lenient_authentication,
        })
    }

    fn app_allow(&mut self, path: &KeyPath, section: AppAllowSection) -> Option<AppAllow> {
        let AppAllowSection { groups, emails, providers } = section;
        if groups.is_empty() && emails.is_empty() {
            return Some(AppAllow { people: Allow::SignedIn, providers });
        }
        let parsed: Option<Vec<_>> = emails.iter().map(|text| EmailAddress::parse_dotless(text).ok()).collect();
        if parsed.is_none() {
            self.refuse(&path.child("emails"), "must be e-mail addresses such as `jane@example.com`");
        }
        Some(AppAllow { people: Allow::Listed { groups, emails: parsed? }, providers })
    }
}
