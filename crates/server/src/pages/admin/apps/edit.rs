//! The page of one app, and its form: new from a definition, or as it is stored.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use vestibule_core::{code::ErrorCode, routes::Route};
use vestibule_registry::AppCatalogueEntry;
use vestibule_store::{User, UserFilter};

use super::{
    super::{
        super::{Forms, Frame, form::Posted, notice::Notice, render, texts},
        extract::{AdminForm, AdminPage},
        shell::{Section, Shell, done, set},
    },
    concurrent,
    form::{self, Claims, Form},
    members,
};
use crate::{
    AppState,
    api::{
        apps::{
            app_request,
            claims::preview,
            create::create_app,
            load::{LoadedApp, load},
            secrets,
            update::AppUpdate,
        },
        revision::{IfMatch, mismatch},
    },
    http::api_error::ApiError,
    session,
};

/// How often a form is compared again with what somebody else has just saved.
const ATTEMPTS: usize = 3;

#[derive(Template)]
#[template(path = "admin/app.html")]
struct AppPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: texts::AppAdmin,
    /// Words that the fields share with those of providers.
    words: texts::Provider,
    f: texts::Form,
    form: Form,
}

/// `GET /admin/apps/new/{definition}`
pub(in crate::pages::admin) async fn new(
    State(app): State<AppState>,
    request: AdminPage,
    Path(definition): Path<String>,
) -> Result<Response, ApiError> {
    let entry = find_definition(&app, &definition)?;
    let language = texts::Language::of(&request.headers);
    Ok(page(&app, &request.headers, Form::of_definition(&app, &entry, None, (&form::defaults(), language))))
}

/// `POST /admin/apps/new/{definition}`: adds it, and shows its secret.
pub(in crate::pages::admin) async fn create(
    State(app): State<AppState>,
    Path(definition): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let entry = find_definition(&app, &definition)?;
    let (posted, language) = (&submitted.posted, texts::Language::of(&submitted.posted.headers));
    let mut sent = members::of(posted, Some(&entry));
    if let Some(id) = posted.find("id").map(str::trim).filter(|id| !id.is_empty()) {
        sent.insert("id".to_owned(), id.into());
    }
    match create_app(&app, &submitted.admin, &sent).await {
        Ok((found, Some(secret))) => {
            let form = Form::of_app(&app, &found, None, language).with_secret(&app, &found, &secret, language);
            Ok(page(&app, &posted.headers, form))
        }
        Ok((found, None)) => {
            Ok(done(&app, Route::AdminApp(&found.record.id), &Notice::AppSaved(found.name().to_owned())))
        }
        Err(failure) => {
            let values = members::values(posted);
            answer(&app, posted, Form::of_definition(&app, &entry, posted.find("id"), (&values, language)), failure)
        }
    }
}

/// `GET /admin/apps/{id}`
pub(in crate::pages::admin) async fn show(
    State(app): State<AppState>,
    request: AdminPage,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let found = load(&app, &app.registry.load(), &id).await?;
    let language = texts::Language::of(&request.headers);
    let mut form = Form::of_app(&app, &found, None, language).with_uses(&app, &found).await?;
    form.claims = claims(&app, &request, &found, language).await?;
    Ok(page(&app, &request.headers, form))
}

/// `POST /admin/apps/{id}`: saves it, unless somebody else has saved something since the form was made that has to be looked
/// at first.
pub(in crate::pages::admin) async fn save(
    State(app): State<AppState>,
    Path(id): Path<String>,
    AdminForm { admin, mut posted }: AdminForm,
) -> Result<Response, ApiError> {
    let language = texts::Language::of(&posted.headers);
    for _ in 0..ATTEMPTS {
        let found = load(&app, &app.registry.load(), &id).await?;
        let differences = match found.row {
            Some(_) => concurrent::find(&app, &mut posted, &found),
            None => Vec::new(),
        };
        let values = members::values(&posted);
        if !differences.is_empty() {
            let mut form = Form::of_app(&app, &found, Some(&values), language).with_uses(&app, &found).await?;
            form.conflict = Some(concurrent::describe(&app, (&found, &form), differences, language).await?);
            return answer(&app, &posted, form, mismatch(None));
        }
        let sent = members::of(&posted, found.entry.as_deref());
        let revision = found.row.as_ref().map(|row| row.revision);
        let if_match = revision.map_or(IfMatch::Any, |revision| IfMatch::Revisions(vec![revision]));
        let update = AppUpdate { id: &id, if_match: &if_match, members: &sent, read: app_request::replace };
        match update.apply(&app, &admin).await {
            Ok(found) => {
                return Ok(done(&app, Route::AdminApp(&found.record.id), &Notice::AppSaved(found.name().to_owned())));
            }
            Err(failure) if failure.code == ErrorCode::RevisionMismatch => {}
            Err(failure) => {
                let form = Form::of_app(&app, &found, Some(&values), language).with_uses(&app, &found).await?;
                return answer(&app, &posted, form, failure);
            }
        }
    }
    Err(mismatch(None))
}

/// `POST /admin/apps/{id}/secrets`: adds a secret, and shows it.
pub(in crate::pages::admin) async fn add_secret(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let (posted, language) = (&submitted.posted, texts::Language::of(&submitted.posted.headers));
    let added = secrets::add(&app, &submitted.admin, &id, None).await;
    let (found, secret) = added.map_err(|failure| failure.try_again(super::change::app_page(&id)))?;
    let form = Form::of_app(&app, &found, None, language).with_uses(&app, &found).await?;
    Ok(page(&app, &posted.headers, form.with_secret(&app, &found, &secret, language)))
}

/// What an ID token would say about the person in the query; about the administrator, where there is none.
async fn claims(
    app: &AppState,
    request: &AdminPage,
    found: &LoadedApp,
    language: texts::Language,
) -> Result<Option<Claims>, ApiError> {
    let wanted = request.find("person");
    let user: Option<User> = match wanted {
        None => session::find(app, &request.headers).await?.map(|current| User::clone(&current.user)),
        Some(text) => {
            let filter = UserFilter { text: Some(text.to_owned()), limit: 1, ..UserFilter::default() };
            app.store.list_users(&filter).await?.into_iter().next()
        }
    };
    let Some(user) = user else {
        let shown = Err(language.app_admin().nobody().to_owned());
        return Ok(Some(Claims {
            person: wanted.unwrap_or_default().to_owned(),
            allowed: false,
            shown,
            is_id_token: false,
        }));
    };
    let provider = request.find("provider").and_then(|text| text.parse().ok());
    let (allowed, shown) = match preview(app, found, &user, provider.as_ref()).await {
        Ok(preview) => {
            (preview.allowed, serde_json::to_string_pretty(&preview.claims).map_err(|error| error.to_string()))
        }
        Err(failure) => (false, Err(failure.detail.clone().unwrap_or_default())),
    };
    Ok(Some(Claims { person: user.username, allowed, shown, is_id_token: false }))
}

fn find_definition(app: &AppState, id: &str) -> Result<Arc<AppCatalogueEntry>, ApiError> {
    let found = id.parse().ok().and_then(|id| app.registry.load().app_catalogue.find(&id).cloned());
    found.ok_or_else(|| ErrorCode::NotFound.into())
}

pub(super) fn page(app: &AppState, headers: &HeaderMap, form: Form) -> Response {
    let (frame, shell) = set(app, headers, Section::Apps);
    let (t, words, f) = (frame.language.app_admin(), frame.language.provider(), frame.language.form());
    let template = AppPage { t, words, f, frame, shell, form };
    // A test may lead through the login page to the only provider.
    let forms = if template.form.stored.is_some() { Forms::Leave } else { Forms::StayHere };
    let response = render(app, &template, forms);
    template.shell.take_notice(app, response)
}

/// The form again, with what was refused at the fields. What is not about the form is an answer of its own.
fn answer(app: &AppState, posted: &Posted, mut form: Form, failure: ApiError) -> Result<Response, ApiError> {
    if failure.status >= 500 {
        return Err(failure);
    }
    form.refused(&failure, texts::Language::of(&posted.headers));
    let mut response = page(app, &posted.headers, form);
    *response.status_mut() = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(response)
}
