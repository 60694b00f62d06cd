//! The form of one provider: new from a definition, or as it is stored; with its guide, its dry run, and whatever the
//! admin API's rules say about what was entered.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use vestibule_core::{code::ErrorCode, ids::ProviderId, settings::ProviderSettings};
use vestibule_registry::CatalogueEntry;

use super::{
    super::{
        super::{
            Forms, Frame,
            form::Posted,
            notice::Notice,
            render,
            texts::{self, Provider},
        },
        shell::{Section, Shell, done, set},
        visitor::{Order, Visitor},
    },
    fields::{self, Field, Values},
    guide,
    list::{FaultLine, icon_of, state_words},
    locked::{self, Line},
    members, protocol_name,
    report::Report,
};
use crate::{
    App,
    admin::{
        definitions::guide::fill,
        providers::{
            create::store,
            draft::Draft,
            find::{self, Found},
            patch::apply,
            provider::callback_urls,
        },
        revision::IfMatch,
    },
    failure::Failure,
    pages::assets,
    sign_in::trial,
};

#[derive(Template)]
#[template(path = "admin/provider.html")]
struct ProviderPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: Provider,
    form: Form,
}

/// Everything that the page of one provider shows.
struct Form {
    name: String,
    icon: String,
    protocol: Option<&'static str>,
    official: bool,
    /// The id of a stored one; a new one has a field for it.
    stored: Option<String>,
    id: String,
    action: String,
    revision: Option<u64>,
    state: Option<(&'static str, &'static str)>,
    faults: Vec<FaultLine>,
    locked: Option<Locked>,
    enabled: bool,
    credentials: Vec<Field>,
    appearance: Vec<Field>,
    rules: Vec<Field>,
    guide: Option<String>,
    callback_urls: Vec<String>,
    logout_url: String,
    report: Option<Report>,
    problem: Option<Problem>,
}

struct Locked {
    place: String,
    key: String,
    lines: Vec<Line>,
}

/// Why nothing was saved.
struct Problem {
    title: &'static str,
    detail: Option<String>,
    /// What belongs to no field.
    rest: Vec<String>,
}

/// `GET /admin/providers/new/{definition}`
pub(in crate::pages::admin) async fn new(
    State(app): State<App>,
    visitor: Visitor,
    Path(definition): Path<String>,
) -> Result<Response, Failure> {
    let entry = find_definition(&app, &definition)?;
    let t = texts::Language::of(&visitor.headers).provider();
    let values = fields::settings_values(&ProviderSettings::default());
    Ok(page(&app, &visitor.headers, Form::of_definition(&app, &entry, None, (&values, t))))
}

/// `POST /admin/providers/new/{definition}`: adds it, or tries it and saves nothing.
pub(in crate::pages::admin) async fn create(
    State(app): State<App>,
    Path(definition): Path<String>,
    order: Order,
) -> Result<Response, Failure> {
    let entry = find_definition(&app, &definition)?;
    let (posted, t) = (&order.posted, texts::Language::of(&order.posted.headers).provider());
    let sent = members::create(posted, &entry);
    if posted.find("action") == Some("inspect") {
        let draft = Draft::create(&sent, &app.registry.load().catalogue);
        return Ok(inspected(draft.and_then(|draft| draft.check(|record| app.registry.bind(record)))));
    }
    let values = members::values(posted, Some(&entry));
    let mut form = Form::of_definition(&app, &entry, posted.find("id"), (&values, t));
    if posted.find("action") == Some("sign-in") {
        let draft = Draft::create(&sent, &app.registry.load().catalogue);
        return match draft.and_then(|draft| draft.check_request().map(|()| draft.record)) {
            Ok(record) => trial::start(&app, &posted.headers, record).await,
            Err(failure) => answer(&app, posted, form, Some(failure)),
        };
    }
    let refused = if posted.find("action") == Some("test") {
        match Draft::create(&sent, &app.registry.load().catalogue) {
            Ok(draft) => {
                form.tried(&app, &draft, t).await;
                None
            }
            Err(failure) => Some(failure),
        }
    } else {
        match store(&app, &order.admin, &sent).await {
            Ok(found) => return Ok(saved(&app, &found)),
            Err(failure) => Some(failure),
        }
    };
    answer(&app, posted, form, refused)
}

/// `GET /admin/providers/{id}`
pub(in crate::pages::admin) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let found = find::get(&app, &app.registry.load(), &id).await?;
    let t = texts::Language::of(&visitor.headers).provider();
    Ok(page(&app, &visitor.headers, Form::of_provider(&app, &found, None, t)))
}

/// `POST /admin/providers/{id}`: saves it, or tries it and saves nothing.
pub(in crate::pages::admin) async fn save(
    State(app): State<App>,
    Path(id): Path<String>,
    order: Order,
) -> Result<Response, Failure> {
    let registry = app.registry.load();
    let found = find::get(&app, &registry, &id).await?;
    let (posted, t) = (&order.posted, texts::Language::of(&order.posted.headers).provider());
    let entry = found.definition.as_deref();
    let test = posted.find("action") == Some("test");
    if let (Some("inspect"), Some(row)) = (posted.find("action"), &found.row) {
        let draft = Draft::patch(row, &members::patch(posted, entry), &registry.catalogue);
        return Ok(inspected(draft.and_then(|draft| draft.check(|record| app.registry.bind(record)))));
    }
    if found.row.is_none() && posted.find("action") == Some("sign-in") {
        return trial::start(&app, &posted.headers, (*found.record).clone()).await;
    }
    if found.row.is_none() && test {
        let mut form = Form::of_provider(&app, &found, None, t);
        form.report = Some(Report::new(app.registry.check(&found.record).await, t));
        return Ok(page(&app, &posted.headers, form));
    }
    let mut form = Form::of_provider(&app, &found, Some(&members::values(posted, entry)), t);
    let tries = test || posted.find("action") == Some("sign-in");
    let refused = match (tries, entry, &found.row) {
        (true, Some(entry), Some(row)) => {
            let stored: Vec<String> = row.secrets.keys().cloned().collect();
            let sent = members::trial(posted, entry, (&id, &found.record.settings), &stored);
            match Draft::trial(&sent, &registry.catalogue, Some(row)) {
                Ok(draft) => match draft.check_request() {
                    Ok(()) if !test => return trial::start(&app, &posted.headers, draft.record).await,
                    Ok(()) => {
                        form.tried(&app, &draft, t).await;
                        None
                    }
                    Err(failure) => Some(failure),
                },
                Err(failure) => Some(failure),
            }
        }
        _ => {
            let revision = posted.find("revision").and_then(|text| text.parse().ok());
            let if_match = revision.map_or(IfMatch::Any, |revision| IfMatch::Revisions(vec![revision]));
            match apply(&app, &order.admin, (&id, &if_match), (&members::patch(posted, entry), false)).await {
                Ok(found) => return Ok(saved(&app, &found)),
                Err(failure) => Some(failure),
            }
        }
    };
    answer(&app, posted, form, refused)
}

/// What the rules say about the form as it is: field by field, for a page that asks while somebody types.
fn inspected(checked: Result<(), Failure>) -> Response {
    let mut errors = BTreeMap::new();
    for violation in checked.err().iter().flat_map(|failure| &failure.errors.0) {
        if let Some(field) = fields::field_name(&violation.pointer) {
            errors.entry(field).or_insert_with(|| violation.detail.clone());
        }
    }
    Json(errors).into_response()
}

fn find_definition(app: &App, id: &str) -> Result<Arc<CatalogueEntry>, Failure> {
    let found = id.parse().ok().and_then(|id| app.registry.load().catalogue.find(&id).cloned());
    found.ok_or_else(|| ErrorCode::NotFound.into())
}

fn saved(app: &App, found: &Found) -> Response {
    let id = &found.record.id;
    done(app, &format!("/admin/providers/{id}"), &Notice::ProviderSaved(id.to_string()))
}

fn page(app: &App, headers: &HeaderMap, form: Form) -> Response {
    let (frame, shell) = set(app, headers, Section::Providers);
    let template = ProviderPage { t: frame.language.provider(), frame, shell, form };
    // A test sign-in leads to the upstream.
    let response = render(app, &template, Forms::Leave);
    template.shell.told(app, response)
}

/// The form again, with what was refused at the fields. What is not about the form is an answer of its own.
fn answer(app: &App, posted: &Posted, mut form: Form, refused: Option<Failure>) -> Result<Response, Failure> {
    let Some(failure) = refused else { return Ok(page(app, &posted.headers, form)) };
    if failure.status >= 500 {
        return Err(failure);
    }
    let rest = fields::place(&failure.errors, &mut [&mut form.credentials, &mut form.appearance, &mut form.rules]);
    let title = texts::title(failure.code, texts::Language::of(&posted.headers));
    form.problem = Some(Problem { title, detail: failure.detail.clone(), rest });
    let mut response = page(app, &posted.headers, form);
    *response.status_mut() = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(response)
}

impl Form {
    /// A new provider of this definition.
    fn of_definition(app: &App, entry: &CatalogueEntry, id: Option<&str>, (values, t): (&Values, Provider)) -> Self {
        let definition = &entry.definition;
        let public_url = &app.settings.public_url;
        let typed = id.map(str::trim).filter(|id| !id.is_empty());
        let id: ProviderId =
            typed.and_then(|id| id.parse().ok()).unwrap_or_else(|| free_id(app, &definition.id.clone().into()));
        Self {
            name: definition.name.clone(),
            icon: assets::icon(definition.icon.as_deref()),
            protocol: Some(protocol_name(definition.protocol)),
            official: entry.official,
            stored: None,
            action: format!("/admin/providers/new/{}", definition.id),
            revision: None,
            state: None,
            faults: Vec::new(),
            locked: None,
            enabled: values.get("s.enabled").is_some_and(|value| value == "true"),
            credentials: fields::credentials(entry, values, &[], t),
            appearance: fields::appearance(Some(entry), values, t),
            rules: fields::rules(values, t),
            guide: definition.guide.as_deref().map(|text| guide::html(&fill(text, public_url, &id))),
            callback_urls: vec![public_url.callback(&id)],
            logout_url: public_url.as_str().to_owned(),
            report: None,
            problem: None,
            id: typed.map_or_else(|| id.to_string(), str::to_owned),
        }
    }

    /// A provider that is there; `typed` is what the form had.
    fn of_provider(app: &App, found: &Found, typed: Option<&Values>, t: Provider) -> Self {
        let (record, entry) = (&found.record, found.definition.as_deref());
        let public_url = &app.settings.public_url;
        let values = typed.cloned().unwrap_or_else(|| {
            let mut values = fields::settings_values(&record.settings);
            let public = found.row.iter().flat_map(|row| &row.public);
            values.extend(public.map(|(name, value)| (format!("c.{name}"), fields::as_text(value))));
            values
        });
        let stored: Vec<String> = found.row.iter().flat_map(|row| row.secrets.keys().cloned()).collect();
        let guide = entry.and_then(|entry| entry.definition.guide.as_deref());
        Self {
            name: found.name().to_owned(),
            icon: icon_of(found),
            protocol: entry.map(|entry| protocol_name(entry.definition.protocol)),
            official: entry.is_some_and(|entry| entry.official),
            stored: Some(record.id.to_string()),
            id: record.id.to_string(),
            action: format!("/admin/providers/{}", record.id),
            revision: found.row.as_ref().map(|row| row.revision),
            state: Some(state_words(found, t)),
            faults: found.slot.iter().flat_map(|slot| &slot.faults).map(FaultLine::from).collect(),
            locked: found.row.is_none().then(|| Locked {
                place: record.origin("").map(ToString::to_string).unwrap_or_default(),
                key: locked::key(record),
                lines: locked::lines(found),
            }),
            enabled: values.get("s.enabled").is_some_and(|value| value == "true"),
            credentials: entry.map(|entry| fields::credentials(entry, &values, &stored, t)).unwrap_or_default(),
            appearance: fields::appearance(entry, &values, t),
            rules: fields::rules(&values, t),
            guide: guide.map(|text| guide::html(&fill(text, public_url, &record.id))),
            callback_urls: callback_urls(record, public_url),
            logout_url: public_url.as_str().to_owned(),
            report: None,
            problem: None,
        }
    }

    async fn tried(&mut self, app: &App, draft: &Draft, t: Provider) {
        self.report = Some(Report::new(app.registry.check(&draft.record).await, t));
    }
}

/// The definition's id, or the first that is free after it.
fn free_id(app: &App, wanted: &ProviderId) -> ProviderId {
    let registry = app.registry.load();
    let numbered = (2..1_000).filter_map(|number| format!("{wanted}-{number}").parse().ok());
    let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
    candidates.find(|id| !registry.slots.contains_key(id)).unwrap_or_else(|| wanted.clone())
}
