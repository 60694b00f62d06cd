//! Two administrators at one provider: what the form was made from, what is stored now, and what the form has.

use serde_json::Value;
use vestibule_registry::CatalogueEntry;
use vestibule_store::{Actor, AuditFilter, EventKind};

use super::{
    super::super::{
        Moment,
        conflict::{self, Difference, Values},
        form::Posted,
        texts::{Form as Texts, Language},
    },
    fields::{Field, Kind},
    members,
    sheet::Form,
    stored::{Conflict, Row, digest, is_secret, stored},
};
use crate::{AppState, api::providers::load::LoadedProvider, http::api_error::ApiError};

/// What the form has; a secret that was not typed is the one that was there.
fn wanted(posted: &Posted, entry: Option<&CatalogueEntry>, base: &Values) -> Values {
    let kept =
        base.iter().filter(|(name, _)| is_secret(entry, name)).map(|(name, value)| (name.clone(), value.clone()));
    let typed = posted.fields().filter(|(name, value)| is_secret(entry, name) && !value.is_empty());
    let typed = typed.map(|(name, value)| (name.to_owned(), digest(&Value::from(value.trim()).to_string())));
    members::values(posted, entry).into_iter().chain(kept).chain(typed).collect()
}

/// What has to be looked at before the form may be saved over `found`. Fields that only somebody else has changed are
/// taken over into the form.
pub(super) fn find(app: &AppState, posted: &mut Posted, found: &LoadedProvider) -> Vec<Difference> {
    let (entry, now) = (found.definition.as_deref(), stored(found));
    let Some(row) = &found.row else { return Vec::new() };
    let base = conflict::open_base(app, posted);
    let take = |posted: &mut Posted, name: &str, value: &str| {
        let value = Some(value).filter(|value| !is_secret(entry, name) && !value.is_empty());
        posted.replace(name, value);
    };
    let made_from = base.as_ref().unwrap_or(&now);
    let value_of = |posted: &Posted, name: &str| wanted(posted, entry, made_from).remove(name).unwrap_or_default();
    let open = conflict::apply_choices(posted, made_from, value_of, take);
    let revision: Option<u64> = posted.find("revision").and_then(|text| text.parse().ok());
    let is_older = revision.is_some_and(|revision| revision != row.revision);
    let wanted = wanted(posted, entry, made_from);
    let mut differences = if is_older { conflict::compare(base.as_ref(), &now, &wanted) } else { Vec::new() };
    for undecided in open {
        match differences.iter_mut().find(|difference| difference.name == undecided.name) {
            Some(difference) => difference.decide = true,
            None => differences.push(undecided),
        }
    }
    for difference in differences.iter().filter(|difference| !difference.decide) {
        take(posted, &difference.name, &difference.now);
    }
    differences
}

impl Conflict {
    /// The differences in the words of the form.
    pub(super) async fn new(
        app: &AppState,
        (found, form): (&LoadedProvider, &Form),
        differences: Vec<Difference>,
        language: Language,
    ) -> Result<Self, ApiError> {
        let t = language.form();
        let row = |difference: Difference| {
            let field = form.find(&difference.name);
            let words = |value: &str, of_secret| field_words(field, value, of_secret, t);
            Row {
                label: field.map_or_else(|| difference.name.clone(), |field| field.label.clone()),
                before: difference.before.as_deref().map(|before| words(before, t.no_secret())).unwrap_or_default(),
                now: words(&difference.now, t.other_secret()),
                wanted: words(&difference.wanted, if difference.decide { t.your_secret() } else { t.no_secret() }),
                decide: difference.decide,
                name: difference.name,
            }
        };
        let rows = differences.into_iter().map(row).collect();
        let changed = AuditFilter {
            provider: Some(found.record.id.clone()),
            kind: Some(EventKind::ProviderChanged),
            limit: 1,
            ..AuditFilter::default()
        };
        let last = app.store.list_audit(&changed).await?.into_iter().next();
        let saved_by = match last.map(|entry| (entry.event.actor, entry.at)) {
            Some((Actor::User(id), at)) => {
                let user = app.store.find_user(id).await?;
                user.map(|user| (user.name.unwrap_or(user.username), Moment(at)))
            }
            _ => None,
        };
        Ok(Self { saved_by, rows })
    }
}

/// A value as the form shows it.
pub(in crate::pages::admin) fn field_words(field: Option<&Field>, value: &str, of_secret: &str, t: Texts) -> String {
    match field {
        Some(field) if matches!(field.kind, Kind::Secret | Kind::Key) && !value.is_empty() => of_secret.to_owned(),
        Some(field) if field.kind == Kind::Check => if value == "true" { t.on() } else { t.off() }.to_owned(),
        _ if value.is_empty() => t.empty().to_owned(),
        Some(field) if field.kind == Kind::Select => {
            let label = field.options.iter().find(|(option, _)| option == value);
            label.map_or_else(|| value.to_owned(), |(_, label)| label.clone())
        }
        _ => value.replace('\n', ", "),
    }
}
