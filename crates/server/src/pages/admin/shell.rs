//! What every administration page has around it: the rail, the notice, the token of its forms.

use axum::response::Response;
use http::{HeaderMap, header};

use super::super::{
    Frame,
    notice::Notice,
    texts::{Admin, Language},
};
use super::steps::{self, Stage, Steps};
use crate::{
    AppState,
    http::{answer::see_other, untrusted_proxy},
    session,
};
use vestibule_core::routes::{Route, pattern};

/// The pages of the rail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Providers,
    Users,
    Sessions,
    Audit,
    Statistics,
    Registry,
}

/// What every administration page has around it.
pub(super) struct Shell {
    pub(super) t: Admin,
    section: Section,
    pub(super) token: String,
    pub(super) notice: Option<String>,
    /// What an operator has to see to.
    pub(super) warning: Option<String>,
    /// The first steps, on the pages about providers, until one is switched on.
    pub(super) steps: Option<Steps>,
}

/// One entry of the rail.
pub(super) struct Entry {
    pub(super) url: &'static str,
    pub(super) name: &'static str,
    pub(super) current: bool,
}

impl Shell {
    pub(super) fn new(app: &AppState, headers: &HeaderMap, section: Section) -> Self {
        let language = Language::of(headers);
        let begins = section == Section::Providers && steps::pending(&app.registry.load());
        Self {
            t: language.admin(),
            section,
            token: session::form_token(app, headers).unwrap_or_default(),
            notice: Notice::find(app, headers, language),
            warning: app
                .untrusted_proxy
                .found()
                .map(|peer| language.admin().untrusted_proxy(peer.to_string(), untrusted_proxy::line(peer))),
            steps: begins.then(|| Steps::new(language.setup(), Stage::Choose)),
        }
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        let t = self.t;
        let entry = |section, url, name| Entry { url, name, current: section == self.section };
        vec![
            entry(Section::Providers, pattern::AdminProviders, t.providers()),
            entry(Section::Users, pattern::AdminUsers, t.users()),
            entry(Section::Sessions, pattern::AdminSessions, t.sessions()),
            entry(Section::Audit, pattern::AdminAudit, t.audit()),
            entry(Section::Statistics, pattern::AdminStatistics, t.statistics()),
            entry(Section::Registry, pattern::AdminRegistry, t.configuration()),
        ]
    }

    /// The same, around the form of one provider.
    pub(super) fn at_a_form(self) -> Self {
        Self { steps: self.steps.map(|steps| Steps::new(steps.t, Stage::SwitchOn)), ..self }
    }

    /// The same, for a page that has the steps itself.
    pub(super) fn without_steps(self) -> Self {
        Self { steps: None, ..self }
    }

    /// Takes the notice from the browser, once the page says it.
    pub(super) fn take_notice(&self, app: &AppState, mut response: Response) -> Response {
        if self.notice.is_some() {
            Notice::forget(app, response.headers_mut());
        }
        response
    }
}

/// Frame and shell of a page.
pub(super) fn set<'a>(app: &'a AppState, headers: &HeaderMap, section: Section) -> (Frame<'a>, Shell) {
    (Frame::new(app, headers), Shell::new(app, headers, section))
}

/// Back to a page, which says what was done.
pub(super) fn done(app: &AppState, place: Route<'_>, notice: &Notice) -> Response {
    let mut response = see_other(place);
    response.headers_mut().append(header::SET_COOKIE, notice.cookie(app));
    response
}
