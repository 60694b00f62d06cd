//! `/admin/branding`: how the login page looks with another name, text, colour and links, before the operator writes them to
//! the configuration. Nothing is saved here: what the form has is in the URL, and the page shows the lines to be copied.

use std::fmt::Write as _;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use vestibule_core::{
    branding::{MOST_LINKS, check_link, check_text, check_variable, parse_colour},
    code::ErrorCode,
    routes::Route,
};

use super::{
    super::{
        Forms, Frame, render,
        texts::{self, Language},
    },
    extract::AdminPage,
    shell::{Section, Shell, set},
};
use crate::{
    AppState,
    http::{accent::brand_css, api_error::ApiError, assets, security_headers, settings::Branding},
};

#[derive(Template)]
#[template(path = "admin/branding.html")]
struct BrandingPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    draft: Draft,
    /// What is wrong with it: the field, and why.
    problems: Vec<(&'static str, String)>,
    /// The lines for the configuration.
    lines: String,
    /// Where the preview is.
    preview: String,
}

#[derive(Template)]
#[template(path = "admin/branding_preview.html")]
struct Preview<'a> {
    frame: Frame<'a>,
    t: texts::Login,
    branding: Branding,
    style: &'a str,
    /// The providers: picture and name.
    buttons: Vec<(String, String)>,
}

/// The form as it was typed.
struct Draft {
    name: String,
    text: String,
    accent: String,
    /// One on each line: `Name = address`.
    links: String,
    /// One on each line: `name = value`.
    variables: String,
    dark_variables: String,
}

impl Draft {
    /// What was typed; what is in force, where nothing was.
    fn of(request: &AdminPage, app: &AppState) -> Self {
        let now = &app.settings.branding;
        let pairs = |pairs: &[(String, String)]| -> String {
            pairs.iter().map(|(name, value)| format!("{name} = {value}\n")).collect()
        };
        let accent = now.accent.map(|[red, green, blue]| format!("#{red:02x}{green:02x}{blue:02x}"));
        if request.find("name").is_none() {
            return Self {
                name: now.name.clone(),
                text: now.text.clone().unwrap_or_default(),
                accent: accent.unwrap_or_default(),
                links: pairs(&now.links),
                variables: pairs(&now.variables[0]),
                dark_variables: pairs(&now.variables[1]),
            };
        }
        let typed = |name: &str| request.find(name).unwrap_or_default().to_owned();
        Self {
            name: typed("name"),
            text: typed("text"),
            accent: typed("accent"),
            links: typed("links"),
            variables: typed("variables"),
            dark_variables: typed("dark_variables"),
        }
    }

    /// What of it is right, and what is not.
    fn read(&self, now: &Branding) -> (Branding, Vec<(&'static str, String)>) {
        let mut problems = Vec::new();
        let mut note = |field: &'static str, checked: Result<(), String>| {
            let right = checked.is_ok();
            problems.extend(checked.err().map(|problem| (field, problem)));
            right
        };
        let has_text = !self.text.is_empty() && note("text", check_text(&self.text));
        let accent = (!self.accent.is_empty()).then(|| parse_colour(&self.accent));
        note("accent", accent.clone().map_or(Ok(()), |accent| accent.map(drop)));
        let mut table = |field: &'static str, text: &str, check: fn(&str, &str) -> Result<(), String>| {
            let mut right = Vec::new();
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                let (name, value) =
                    line.split_once('=').map_or((line, ""), |(name, value)| (name.trim(), value.trim()));
                let checked = check(name, value).map_err(|problem| format!("{name}: {problem}"));
                if note(field, checked) {
                    right.push((name.to_owned(), value.to_owned()));
                }
            }
            right
        };
        let mut links = table("links", &self.links, check_link);
        links.truncate(MOST_LINKS);
        let variables = table("variables", &self.variables, check_variable);
        let dark = table("dark_variables", &self.dark_variables, check_variable);
        let branding = Branding {
            name: self.name.clone(),
            text: has_text.then(|| self.text.clone()),
            accent: accent.and_then(Result::ok),
            links,
            variables: [variables, dark],
            ..now.clone()
        };
        (branding, problems)
    }

    fn query(&self) -> [(&'static str, &str); 6] {
        [
            ("name", &self.name),
            ("text", &self.text),
            ("accent", &self.accent),
            ("links", &self.links),
            ("variables", &self.variables),
            ("dark_variables", &self.dark_variables),
        ]
    }
}

/// `GET /admin/branding`
pub(super) async fn show(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let draft = Draft::of(&request, &app);
    let (branding, problems) = draft.read(&app.settings.branding);
    let (frame, shell) = set(&app, &request.headers, Section::Branding);
    let preview = Route::AdminBrandingPreview.with_query(draft.query());
    let template = BrandingPage { lines: lines(&branding), frame, shell, draft, problems, preview };
    Ok(render(&app, &template, Forms::StayHereWithFrame))
}

/// The part of the configuration, as TOML.
fn lines(branding: &Branding) -> String {
    // A JSON string of these characters is a TOML string, too.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut lines = format!("[branding]\nname = {}\n", quoted(&branding.name));
    let texts = [
        ("text", branding.text.clone()),
        ("accent", branding.accent.map(|[r, g, b]| format!("#{r:02x}{g:02x}{b:02x}"))),
    ];
    for (name, value) in texts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        let _ = writeln!(lines, "{name} = {}", quoted(&value));
    }
    let [variables, dark] = &branding.variables;
    for (name, values) in [("links", &branding.links), ("variables", variables), ("dark_variables", dark)] {
        if !values.is_empty() {
            let _ = write!(lines, "\n[branding.{name}]\n");
        }
        for (name, value) in values {
            let _ = writeln!(lines, "{} = {}", quoted(name), quoted(value));
        }
    }
    lines
}

/// `GET /admin/branding/preview`: the login page as it would be, without anything that could be pressed.
pub(super) async fn preview(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let (branding, _) = Draft::of(&request, &app).read(&app.settings.branding);
    let style = brand_css(branding.accent, &branding.variables).unwrap_or_default();
    let frame = Frame { brand_css: None, ..Frame::in_language(&app, Language::of(&request.headers)) };
    let registry = app.registry.load();
    let slots = registry.login_providers.iter();
    let buttons = slots.map(|slot| (assets::icon_of(slot), slot.display_name.to_string())).collect();
    let template = Preview { t: frame.language.login(), frame, branding, style: &style, buttons };
    let body = template.render().map_err(|_| ApiError::new(ErrorCode::Internal))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, security_headers::framed_page(&style)),
    ];
    Ok((headers, body).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(links: &str, variables: &str) -> Draft {
        Draft {
            name: "Example \"Ltd\"".to_owned(),
            text: "Welcome".to_owned(),
            accent: "#2f4fd0".to_owned(),
            links: links.to_owned(),
            variables: variables.to_owned(),
            dark_variables: String::new(),
        }
    }

    #[test]
    fn what_is_right_becomes_lines_for_the_configuration() {
        let (branding, problems) =
            draft("Privacy = https://example.com/p?a=b\n\nBad = javascript:x", "card = #fff\nnone = 1")
                .read(&Branding::default());
        let fields: Vec<_> = problems.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["links", "variables"], "{problems:?}");
        let expected = "[branding]\nname = \"Example \\\"Ltd\\\"\"\ntext = \"Welcome\"\naccent = \"#2f4fd0\"\n\n\
                        [branding.links]\n\"Privacy\" = \"https://example.com/p?a=b\"\n\n\
                        [branding.variables]\n\"card\" = \"#fff\"\n";
        assert_eq!(lines(&branding), expected);
    }
}
