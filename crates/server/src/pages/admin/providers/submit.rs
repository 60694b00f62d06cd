//! The form of one provider, sent: to be saved, or tried and not saved. Whatever it is answered with, nothing that was typed
//! is lost.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use vestibule_core::{
    code::ErrorCode,
    routes::Route,
    violation::{Violation, Violations},
};
use vestibule_registry::{CatalogueEntry, Registry};
use vestibule_store::StoredProvider;

use super::{
    super::{
        super::{
            form::Posted,
            kept_secrets::{KEPT, KeptSecrets},
            notice::Notice,
            texts::{self, Language},
        },
        extract::{AdminForm, FilledForm},
        shell::done,
        steps,
    },
    concurrent,
    edit::{find_definition, page},
    fields, members,
    report::Report,
    sheet::{Form, Problem},
    stored::{self, Conflict},
};
use crate::{
    AppState,
    api::{
        providers::{
            create::create_provider,
            load::{LoadedProvider, load},
            provider_request::ProviderRequest,
            update::ProviderUpdate,
        },
        revision::{IfMatch, mismatch},
    },
    http::api_error::ApiError,
    sign_in::{test_sign_in, test_sign_ins::TestedForm},
};

/// How often a form is compared again with what somebody else has just saved.
const ATTEMPTS: usize = 3;

/// `POST /admin/providers/new/{definition}`: adds it, or tries it and saves nothing.
pub(in crate::pages::admin) async fn create(
    State(app): State<AppState>,
    Path(definition): Path<String>,
    submitted: FilledForm,
) -> Result<Response, ApiError> {
    let (entry, before) = (find_definition(&app, &definition)?, app.registry.load());
    let FilledForm { form: AdminForm { admin, posted }, again } = submitted;
    let language = Language::of(&posted.headers);
    let values = members::values(&posted, Some(&entry));
    let mut form = Form::of_definition(&app, &entry, posted.find("id"), (&values, language));
    let sent = Sent { app: &app, posted: &posted, entry: Some(&entry) };
    let wanted = members::create(&posted, &entry);
    let request = || ProviderRequest::create(&wanted, &app.registry.load().catalogue);
    match posted.find("action") {
        Some("inspect") if !again => {
            return Ok(inspected(
                request().and_then(|request| request.validate(|record| app.registry.preview(record).check())),
            ));
        }
        _ if again || !posted.lost().is_empty() => return sent.not_accepted(form, again),
        Some("edit") => {}
        Some("sign-in") => match request().and_then(|request| request.validate_itself().map(|()| request.record)) {
            Ok(record) => {
                return test_sign_in::start(&app, &posted.headers, (record, server(&posted)), Some(tested(&posted)))
                    .await;
            }
            Err(failure) => return sent.answer(form, Some(failure)),
        },
        Some("test") => match request() {
            Ok(request) => form.tried(&app, &request, language.provider()).await,
            Err(failure) => return sent.answer(form, Some(failure)),
        },
        _ => match create_provider(&app, &admin, &wanted).await {
            Ok(found) => return Ok(saved(&app, &found, &before)),
            Err(failure) => return sent.answer(form, Some(failure)),
        },
    }
    sent.answer(form, None)
}

/// `POST /admin/providers/{id}`: saves it, or tries it and saves nothing.
pub(in crate::pages::admin) async fn save(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: FilledForm,
) -> Result<Response, ApiError> {
    let registry = app.registry.load();
    let found = load(&app, &registry, &id).await?;
    let FilledForm { form, again } = submitted;
    let (posted, language) = (&form.posted, Language::of(&form.posted.headers));
    let entry = found.definition.as_deref();
    let sent = Sent { app: &app, posted, entry };
    let typed = || Form::of_provider(&app, &found, Some(&members::values(posted, entry)), language);
    match (posted.find("action"), &found.row, entry) {
        (Some("inspect"), Some(row), _) if !again => {
            let patch = members::patch(posted, entry, Some(&found.record.settings));
            let request = ProviderRequest::patch(row, &patch, &registry.catalogue);
            Ok(inspected(request.and_then(|request| request.validate(|record| app.registry.preview(record).check()))))
        }
        _ if again || !posted.lost().is_empty() => sent.not_accepted(typed()?, again),
        (Some("sign-in"), None, _) => {
            test_sign_in::start(&app, &posted.headers, ((*found.record).clone(), server(posted)), None).await
        }
        (Some("edit"), ..) => sent.answer(typed()?, None),
        (Some("test"), None, _) => {
            let mut form = Form::of_provider(&app, &found, None, language)?;
            form.report = Some(Report::new(app.registry.check(&found.record).await, language.provider()));
            Ok(page(&app, &posted.headers, form))
        }
        (Some(action @ ("test" | "sign-in")), Some(row), Some(entry)) => {
            match trial(posted, entry, &found, row, &registry) {
                Ok(request) if action == "sign-in" => {
                    test_sign_in::start(&app, &posted.headers, (request.record, server(posted)), Some(tested(posted)))
                        .await
                }
                Ok(request) => {
                    let mut form = typed()?;
                    form.tried(&app, &request, language.provider()).await;
                    sent.answer(form, None)
                }
                Err(failure) => sent.answer(typed()?, Some(failure)),
            }
        }
        _ => store(&app, form, found, &registry).await,
    }
}

/// Saves the form, unless somebody else has saved something since it was made that has to be looked at first.
async fn store(
    app: &AppState,
    AdminForm { admin, mut posted }: AdminForm,
    mut found: LoadedProvider,
    before: &Registry,
) -> Result<Response, ApiError> {
    let (language, id) = (Language::of(&posted.headers), found.record.id.clone());
    for _ in 0..ATTEMPTS {
        let differences = concurrent::find(app, &mut posted, &found);
        let entry = found.definition.as_deref();
        let values = members::values(&posted, entry);
        let sent = Sent { app, posted: &posted, entry };
        if !differences.is_empty() {
            let mut form = Form::of_provider(app, &found, Some(&values), language)?;
            form.conflict = Some(Conflict::new(app, (&found, &form), differences, language).await?);
            return sent.answer(form, Some(mismatch(None)));
        }
        let revision = found.row.as_ref().map(|row| row.revision);
        let if_match = revision.map_or(IfMatch::Any, |revision| IfMatch::Revisions(vec![revision]));
        let mut patch = members::patch(&posted, entry, Some(&found.record.settings));
        if members::enables(&posted) {
            patch.insert("enabled".to_owned(), true.into());
        }
        let update = ProviderUpdate { id: id.as_str(), if_match: &if_match, patch: &patch, force: false };
        match update.apply(app, &admin).await {
            Ok(found) => return Ok(saved(app, &found, before)),
            Err(failure) if failure.code == ErrorCode::RevisionMismatch => {}
            Err(failure) => {
                return sent.answer(Form::of_provider(app, &found, Some(&values), language)?, Some(failure));
            }
        }
        found = load(app, &app.registry.load(), id.as_str()).await?;
    }
    Err(mismatch(None))
}

/// The server to test with, where each person enters it.
fn server(posted: &Posted) -> Option<String> {
    posted.find("test_server").map(str::trim).filter(|server| !server.is_empty()).map(str::to_owned)
}

/// The form, for the way back from the report of a test.
fn tested(posted: &Posted) -> TestedForm {
    let fields = posted.fields().map(|(name, value)| (name.to_owned(), value.to_owned()));
    TestedForm { path: posted.path().to_owned(), fields: fields.collect() }
}

/// The provider as the form describes it, valid by itself.
fn trial(
    posted: &Posted,
    entry: &CatalogueEntry,
    found: &LoadedProvider,
    row: &StoredProvider,
    registry: &Registry,
) -> Result<ProviderRequest, ApiError> {
    let stored: Vec<String> = row.secrets.keys().cloned().collect();
    let sent = members::trial(posted, entry, (found.record.id.as_str(), &found.record.settings), &stored);
    let request = ProviderRequest::check_of(&sent, &registry.catalogue, Some(row))?;
    request.validate_itself()?;
    Ok(request)
}

/// What the rules say about the form as it is: field by field, for a page that asks while somebody types.
fn inspected(checked: Result<(), ApiError>) -> Response {
    let mut errors = BTreeMap::new();
    for violation in checked.err().iter().flat_map(|failure| &failure.violations.0) {
        if let Some(field) = fields::field_name(&violation.pointer) {
            errors.entry(field).or_insert_with(|| fields::in_field(violation));
        }
    }
    Json(errors).into_response()
}

/// Back to the provider; with the first one that is switched on, to what comes next. `before` is the registry without it.
fn saved(app: &AppState, found: &LoadedProvider, before: &Registry) -> Response {
    let id = &found.record.id;
    let place = match steps::pending(before) && found.record.settings.enabled {
        true => Route::AdminFirstSteps,
        false => Route::AdminProvider(id),
    };
    done(app, place, &Notice::ProviderSaved(id.to_string()))
}

/// Puts what was refused to the fields of the form. What is not about the form is an answer of its own.
fn explain(mut form: Form, failure: ApiError, language: Language) -> Result<(Form, StatusCode), ApiError> {
    if failure.status >= 500 {
        return Err(failure);
    }
    let title = texts::title(failure.code, language);
    let (of_id, others) = failure.violations.0.iter().cloned().partition(|violation| violation.pointer == "/id");
    let rest = fields::place(&Violations(others), &mut form.credentials, &mut form.groups);
    form.id_errors = Violations(of_id).0.into_iter().map(|violation| violation.detail).collect();
    if failure.code == ErrorCode::IdTaken {
        form.id_errors.push(title.to_owned());
    }
    // What the API says to programs is of no use at a form.
    let detail = match failure.code {
        ErrorCode::IdTaken | ErrorCode::LastWayIn | ErrorCode::RevisionMismatch => {
            Some(texts::what_to_do(failure.code, language).to_owned())
        }
        _ => failure.detail.clone().filter(|_| language.is_english()),
    };
    form.problem = Some(Problem { title, detail, rest });
    let status = failure.http_status();
    Ok((form, status))
}

/// The form of a stored provider, with what was refused at the fields.
pub(super) fn refused(
    app: &AppState,
    headers: &HeaderMap,
    form: Form,
    failure: ApiError,
) -> Result<Response, ApiError> {
    let (form, status) = explain(form, failure, Language::of(headers))?;
    let mut response = page(app, headers, form);
    *response.status_mut() = status;
    Ok(response)
}

/// A form that was sent, to be shown again.
struct Sent<'a> {
    app: &'a AppState,
    posted: &'a Posted,
    entry: Option<&'a CatalogueEntry>,
}

impl Sent<'_> {
    /// The form as it was sent, with what was refused at the fields. What is not about the form is an answer of its own.
    fn answer(&self, form: Form, refused: Option<ApiError>) -> Result<Response, ApiError> {
        match refused {
            None => self.show(form, StatusCode::OK),
            Some(failure) => {
                let (form, status) = explain(form, failure, Language::of(&self.posted.headers))?;
                self.show(form, status)
            }
        }
    }

    /// The form as it was sent by another session, or without a secret that it had kept: nothing is done with it.
    fn not_accepted(&self, mut form: Form, again: bool) -> Result<Response, ApiError> {
        let t = Language::of(&self.posted.headers).form();
        form.restored = again;
        for name in self.posted.lost() {
            let mut lost = Violations::default();
            let pointer = fields::CREDENTIAL.len()..;
            let name = if name == KEPT { "" } else { name.get(pointer).unwrap_or_default() };
            lost.0.push(Violation::new(format!("/credentials/{name}"), t.lost_here()));
            fields::place(&lost, &mut form.credentials, &mut form.groups);
            form.problem = Some(Problem { title: t.lost(), detail: None, rest: Vec::new() });
        }
        self.show(form, if again { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY })
    }

    fn show(&self, mut form: Form, status: StatusCode) -> Result<Response, ApiError> {
        let kept = {
            let place = (self.posted.current.user.id, self.posted.path());
            let is_secret = |name: &str| stored::is_secret(self.entry, name);
            KeptSecrets::of(self.app, place, self.posted.fields(), is_secret)?
        };
        form.carry_on(self.posted, kept, Language::of(&self.posted.headers));
        let mut response = page(self.app, &self.posted.headers, form);
        *response.status_mut() = status;
        Ok(response)
    }
}
