//! The fields of the settings that every provider has, in groups: every setting of the configuration has its place here.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use vestibule_core::{definition::SigningAlgorithm, settings::ProviderSettings};
use vestibule_registry::CatalogueEntry;

use super::{
    super::super::texts::{Language, ProviderForm},
    fields::{Field, Group, Kind, SETTING, Values, as_text, expiry_name},
    group_rules, options,
};
use crate::api::providers::provider::settings_json;
use crate::http::assets;

/// Settings that are true or false, one box each.
pub(super) const SWITCHES: &[&str] = &["auto_register", "require_email", "allow_dotless_email_domains"];
/// Settings that are one text.
pub(super) const TEXTS: &[&str] = &[
    "display_name",
    "icon",
    "linking",
    "profile_sync",
    "unmatched_groups",
    "callback_path",
    "par",
    "registration",
    "client_authentication",
    "id_token_signed_response_alg",
];
/// Settings that are a whole number.
pub(super) const NUMBERS: &[&str] = &["sort_order", "max_age"];
/// Settings that are lists, one item on each line.
pub(super) const LISTS: &[&str] =
    &["allowed_email_domains", "allowed_groups", "admin_email_domains", "admin_groups", "required_acr"];
/// Settings that are a list of words.
pub(super) const WORDS: &[&str] = &["scopes"];
/// Settings that give names values: `name = value`, one on each line; a name may stand on several.
pub(super) const PAIRS: &[&str] = &["required_claims", "authorize_params"];

/// Settings that are rules: `match = name`, one on each line.
pub(super) const RULES: &[&str] = &["group_rules"];

/// All groups, in the order in which people need them.
pub(super) fn groups(entry: Option<&CatalogueEntry>, values: &Values, language: Language) -> Vec<Group> {
    let t = language.provider_form();
    let defaults = settings_values(&ProviderSettings::default());
    let form = Builder { values, defaults: &defaults };
    let options = entry.map(|entry| options::fields(entry, values, language)).unwrap_or_default();
    let options = Group { title: t.options(), about: t.options_about(), fields: options };
    let rest = [
        Group { title: t.appearance(), about: t.appearance_about(), fields: form.appearance(entry, t) },
        Group { title: t.access(), about: t.access_about(), fields: form.access(t) },
        Group { title: t.accounts(), about: t.accounts_about(), fields: form.accounts(t) },
        Group { title: t.request(), about: t.request_about(), fields: form.request(t) },
    ];
    std::iter::once(options).filter(|group| !group.fields.is_empty()).chain(rest).collect()
}

struct Builder<'a> {
    values: &'a Values,
    defaults: &'a Values,
}

impl Builder<'_> {
    fn appearance(&self, entry: Option<&CatalogueEntry>, t: ProviderForm) -> Vec<Field> {
        let mut name = self.field("display_name", t.display_name(), t.display_name_help(), Kind::Text);
        name.placeholder = entry.map(|entry| entry.definition.name.clone()).unwrap_or_default();
        let mut icon = self.field("icon", t.icon(), "", Kind::Icon);
        let mut names: Vec<_> = assets::icon_names().collect();
        names.sort_unstable();
        let option = |value: &str, label: &str, picture| (value.to_owned(), label.to_owned(), picture);
        icon.icons.push(option("", t.icon_default(), assets::choose_icon(None, entry)));
        icon.icons.extend(names.iter().map(|name| option(name, name, assets::icon(Some(name)))));
        let order = self.field("sort_order", t.sort_order(), t.sort_order_help(), Kind::Number);
        vec![name, icon, order]
    }

    fn access(&self, t: ProviderForm) -> Vec<Field> {
        let mut claims = self.field("required_claims", t.required_claims(), t.required_claims_help(), Kind::Lines);
        claims.placeholder = "hd = example.com".to_owned();
        vec![
            self.field("auto_register", t.auto_register(), t.auto_register_help(), Kind::Check),
            self.field("require_email", t.require_email(), "", Kind::Check),
            self.field("allow_dotless_email_domains", t.dotless(), t.dotless_help(), Kind::Check),
            self.field("allowed_email_domains", t.allowed_email_domains(), t.allowed_email_domains_help(), Kind::Lines),
            self.group_rules(t),
            self.unmatched_groups(t),
            self.field("allowed_groups", t.allowed_groups(), t.allowed_groups_help(), Kind::Lines),
            claims,
        ]
    }

    fn accounts(&self, t: ProviderForm) -> Vec<Field> {
        let mut linking = self.field("linking", t.linking(), t.linking_help(), Kind::Select);
        linking.options = choices(&[
            ("verified_email", t.linking_verified_email()),
            ("trusted_email", t.linking_trusted_email()),
            ("ask", t.linking_ask()),
            ("never", t.linking_never()),
        ]);
        let mut sync = self.field("profile_sync", t.profile_sync(), "", Kind::Select);
        sync.options = choices(&[
            ("first_sign_in", t.profile_sync_first_sign_in()),
            ("fill_empty", t.profile_sync_fill_empty()),
            ("every_sign_in", t.profile_sync_every_sign_in()),
        ]);
        vec![
            linking,
            sync,
            self.field("admin_email_domains", t.admin_email_domains(), t.admin_email_domains_help(), Kind::Lines),
            self.field("admin_groups", t.admin_groups(), t.admin_groups_help(), Kind::Lines),
        ]
    }

    fn request(&self, t: ProviderForm) -> Vec<Field> {
        let mut parameters =
            self.field("authorize_params", t.authorize_params(), t.authorize_params_help(), Kind::Lines);
        parameters.placeholder = "prompt = select_account".to_owned();
        let mut path = self.field("callback_path", t.callback_path(), t.callback_path_help(), Kind::Text);
        path.placeholder = "/auth/callback".to_owned();
        vec![
            self.field("scopes", t.scopes(), t.scopes_help(), Kind::Text),
            parameters,
            self.field("required_acr", t.required_acr(), t.required_acr_help(), Kind::Lines),
            self.field("max_age", t.max_age(), t.max_age_help(), Kind::Number),
            path,
            self.par(t),
            self.registration(t),
            self.client_authentication(t),
            self.algorithm(t),
        ]
    }

    fn group_rules(&self, t: ProviderForm) -> Field {
        let mut rules = self.field("group_rules", t.group_rules(), t.group_rules_help(), Kind::Lines);
        rules.placeholder = "^/realm/(.+)$ = $1".to_owned();
        rules
    }

    fn unmatched_groups(&self, t: ProviderForm) -> Field {
        let mut unmatched = self.field("unmatched_groups", t.unmatched_groups(), "", Kind::Select);
        unmatched.options = choices(&[("keep", t.unmatched_groups_keep()), ("drop", t.unmatched_groups_drop())]);
        unmatched
    }

    fn par(&self, t: ProviderForm) -> Field {
        let mut par = self.field("par", t.par(), t.par_help(), Kind::Select);
        par.options = choices(&[
            ("", t.by_definition()),
            ("auto", t.par_auto()),
            ("required", t.par_required()),
            ("never", t.par_never()),
        ]);
        par
    }

    fn registration(&self, t: ProviderForm) -> Field {
        let mut registration = self.field("registration", t.registration(), t.registration_help(), Kind::Select);
        registration.options = choices(&[
            ("", t.registration_auto()),
            ("metadata_document", t.registration_metadata_document()),
            ("dynamic", t.registration_dynamic()),
            ("manual", t.registration_manual()),
        ]);
        registration
    }

    /// The methods have the standard's names in every language.
    fn client_authentication(&self, t: ProviderForm) -> Field {
        let label = t.client_authentication();
        let mut method = self.field("client_authentication", label, t.client_authentication_help(), Kind::Select);
        let named = [
            "client_secret_basic",
            "client_secret_post",
            "client_secret_jwt",
            "private_key_jwt",
            "signed_client_secret",
            "tls_client_auth",
            "self_signed_tls_client_auth",
        ];
        method.options = choices(&named.map(|name| (name, name)));
        method.options.insert(0, (String::new(), t.by_definition().to_owned()));
        method.options.push(("none".to_owned(), t.client_authentication_none().to_owned()));
        method
    }

    fn algorithm(&self, t: ProviderForm) -> Field {
        let (label, help) = (t.id_token_signed_response_alg(), t.id_token_signed_response_alg_help());
        let mut algorithm = self.field("id_token_signed_response_alg", label, help, Kind::Select);
        let names: Vec<_> = SigningAlgorithm::ALL.iter().map(|algorithm| algorithm.as_str()).collect();
        algorithm.options = choices(&names.iter().map(|name| (*name, *name)).collect::<Vec<_>>());
        algorithm.options.insert(0, (String::new(), t.by_definition().to_owned()));
        algorithm
    }

    fn field(&self, name: &str, label: &str, help: &str, kind: Kind) -> Field {
        let mut field = Field::new(format!("{SETTING}{name}"), label, kind);
        field.help = Some(help.to_owned()).filter(|help| !help.is_empty());
        field.value = self.values.get(&field.name).cloned().unwrap_or_default();
        field.chosen = self.defaults.get(&field.name).map_or("", String::as_str) != field.value;
        field
    }
}

fn choices(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
}

/// What the fields of settings show.
pub(super) fn settings_values(settings: &ProviderSettings) -> Values {
    let text = |name: &str, value: &Value| match name {
        _ if WORDS.contains(&name) => as_text(value).replace('\n', " "),
        _ if PAIRS.contains(&name) => pairs_text(value),
        _ if RULES.contains(&name) => group_rules::text(value),
        _ => as_text(value),
    };
    let of_settings = settings_json(settings);
    let values = of_settings.iter().map(|(name, value)| (format!("{SETTING}{name}"), text(name, value)));
    let options = settings.options.iter().map(|name| (options::field_name(name), true.to_string()));
    let dates = settings.credentials_expire.iter().map(|(name, date)| (expiry_name(name), date.clone()));
    values.chain(options).chain(dates).collect()
}

/// Names and values, one on each line.
fn pairs_text(value: &Value) -> String {
    let line = |name: &str, value: &Value| format!("{name} = {}", as_text(value));
    let of = |(name, value): (&String, &Value)| match value {
        Value::Array(items) => items.iter().map(|item| line(name, item)).collect(),
        one => vec![line(name, one)],
    };
    value.as_object().into_iter().flatten().flat_map(of).collect::<Vec<_>>().join("\n")
}

/// The other way round. A name on several lines has several values; a line without a value has an empty one, which the
/// rules refuse at its name.
pub(super) fn pairs(text: &str) -> Map<String, Value> {
    let mut found: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        found.entry(name.trim()).or_default().push(value.trim().into());
    }
    let one_or_many = |mut values: Vec<Value>| if values.len() == 1 { values.remove(0) } else { values.into() };
    found.into_iter().map(|(name, values)| (name.to_owned(), one_or_many(values))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::fields::EXPIRY, *};

    #[test]
    fn pairs_read_back() {
        for (text, value) in [
            ("", json!({})),
            ("hd = example.com", json!({ "hd": "example.com" })),
            ("a = 1\nb = x = y\na = 2", json!({ "a": ["1", "2"], "b": "x = y" })),
            ("  https://id.example/roles=admin \n\n", json!({ "https://id.example/roles": "admin" })),
            ("nothing", json!({ "nothing": "" })),
        ] {
            let read = Value::Object(pairs(text));
            assert_eq!(read, value, "{text}");
            assert_eq!(Value::Object(pairs(&pairs_text(&read))), read, "{text}");
        }
    }

    /// Whoever adds a setting to the configuration adds it to the form.
    #[test]
    fn every_setting_has_a_field_and_a_way_back() {
        let values = settings_values(&ProviderSettings::default());
        let groups = groups(None, &values, Language::english());
        let fields: Vec<_> = groups.iter().flat_map(|group| &group.fields).map(|field| &*field.name).collect();
        let read = [SWITCHES, TEXTS, NUMBERS, LISTS, WORDS, PAIRS, RULES].concat();
        for name in settings_json(&ProviderSettings::default()).keys() {
            // Which options there are, and which credentials, depends on the definition.
            if ["options", EXPIRY].contains(&name.as_str()) {
                continue;
            }
            // It has a switch of its own, which needs no form.
            if name == "enabled" {
                continue;
            }
            assert!(fields.contains(&&*format!("{SETTING}{name}")), "no field for `{name}`");
            assert!(read.contains(&&**name), "`{name}` is not read from the form");
        }
        assert!(groups.iter().all(|group| !group.is_open()), "nothing is chosen yet");
    }
}
