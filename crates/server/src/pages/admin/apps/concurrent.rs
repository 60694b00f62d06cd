//! Two administrators at one app: what the form was made from, what is stored now, and what the form has.

use vestibule_core::ids::AppId;
use vestibule_store::{Actor, AuditFilter, EventKind};

use super::{
    super::{
        super::{
            Moment,
            conflict::{self, Difference},
            form::Posted,
            texts::Language,
        },
        providers::{Conflict, Row, field_words},
    },
    form::Form,
    members, settings_fields,
};
use crate::{AppState, api::apps::load::LoadedApp, http::api_error::ApiError};

/// So many of the last changes of apps are looked at for one of this app.
const LOOKED_AT: u32 = 50;

/// What has to be looked at before the form may be saved over `found`. Fields that only somebody else has changed are taken
/// over into the form.
pub(super) fn find(app: &AppState, posted: &mut Posted, found: &LoadedApp) -> Vec<Difference> {
    let now = settings_fields::of_app(found);
    let base = conflict::open_base(app, posted);
    let take =
        |posted: &mut Posted, name: &str, value: &str| posted.replace(name, Some(value).filter(|v| !v.is_empty()));
    let value_of = |posted: &Posted, name: &str| members::values(posted).remove(name).unwrap_or_default();
    let open = conflict::apply_choices(posted, base.as_ref().unwrap_or(&now), value_of, take);
    let mut differences = conflict::compare(base.as_ref(), &now, &members::values(posted));
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

/// The differences in the words of the form.
pub(super) async fn describe(
    app: &AppState,
    (found, form): (&LoadedApp, &Form),
    differences: Vec<Difference>,
    language: Language,
) -> Result<Conflict, ApiError> {
    let t = language.form();
    let row = |difference: Difference| {
        let field = form.find(&difference.name);
        let label = match field {
            Some(field) => field.label.clone(),
            None if difference.name == "s.enabled" => language.app_admin().enabled().to_owned(),
            None => difference.name.clone(),
        };
        let words = |value: &str| field_words(field, value, "", t);
        Row {
            label,
            before: difference.before.as_deref().map(words).unwrap_or_default(),
            now: words(&difference.now),
            wanted: words(&difference.wanted),
            decide: difference.decide,
            name: difference.name,
        }
    };
    let rows = differences.into_iter().map(row).collect();
    Ok(Conflict { saved_by: saved_by(app, &found.record.id).await?, rows })
}

/// Who changed the app last, and when.
async fn saved_by(app: &AppState, id: &AppId) -> Result<Option<(String, Moment)>, ApiError> {
    let changed = AuditFilter { kind: Some(EventKind::AppChanged), limit: LOOKED_AT, ..AuditFilter::default() };
    let is_of = |detail: &str| {
        let rest = detail.strip_prefix("app ").and_then(|rest| rest.strip_prefix(id.as_str()));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['\n', ':']))
    };
    let all = app.store.list_audit(&changed).await?;
    let last = all.into_iter().find(|entry| entry.event.detail.as_deref().is_some_and(is_of));
    let Some((Actor::User(user), at)) = last.map(|entry| (entry.event.actor, entry.at)) else { return Ok(None) };
    let user = app.store.find_user(user).await?;
    Ok(user.map(|user| (user.name.unwrap_or(user.username), Moment(at))))
}
