//! What every administration page has around it: the rail, the notice, the token of its forms.

use std::fmt::Display;

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
    http::{
        answer::see_other,
        expiring::{self, Expiring},
        untrusted_proxy,
    },
    session,
};
use vestibule_core::{
    expiry::Nearness,
    routes::{Route, pattern},
};
use vestibule_registry::Registry;

/// The pages of the rail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Providers,
    Apps,
    Users,
    Sessions,
    Audit,
    Statistics,
    Tokens,
    Branding,
    Registry,
    /// None of them.
    Search,
}

/// What every administration page has around it.
pub(super) struct Shell {
    pub(super) t: Admin,
    section: Section,
    pub(super) token: String,
    pub(super) notice: Option<String>,
    /// What an operator has to see to.
    pub(super) warning: Option<String>,
    /// Credentials that end soon or have ended: the page of the provider, and a sentence.
    pub(super) expiring: Vec<(String, String)>,
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
            expiring: expiring_lines(app, language.admin()),
            steps: begins.then(|| Steps::new(language.setup(), Stage::Choose)),
        }
    }

    /// The version of the program.
    #[expect(clippy::unused_self, reason = "templates call it")]
    pub(super) fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// Where the documentation of this version is.
    #[expect(clippy::unused_self, reason = "templates call it")]
    pub(super) fn documentation(&self) -> &'static str {
        concat!("https://github.com/vestibule-auth/vestibule/tree/v", env!("CARGO_PKG_VERSION"), "/docs")
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        let t = self.t;
        let entry = |section, url, name| Entry { url, name, current: section == self.section };
        vec![
            entry(Section::Providers, pattern::AdminProviders, t.providers()),
            entry(Section::Apps, pattern::AdminApps, t.apps()),
            entry(Section::Users, pattern::AdminUsers, t.users()),
            entry(Section::Sessions, pattern::AdminSessions, t.sessions()),
            entry(Section::Audit, pattern::AdminAudit, t.audit()),
            entry(Section::Statistics, pattern::AdminStatistics, t.statistics()),
            entry(Section::Tokens, pattern::AdminTokens, t.tokens()),
            entry(Section::Branding, pattern::AdminBranding, t.branding()),
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

fn expiring_lines(app: &AppState, t: Admin) -> Vec<(String, String)> {
    let registry = app.registry.load();
    let near = expiring::all(&registry, app.clock.now()).filter_map(|one| Some((one.expiry.nearness()?, one)));
    let line = |(nearness, Expiring { slot, expiry }): (Nearness, Expiring<'_>)| {
        let (provider, date) = (slot.display_name.to_string(), expiry.ends_on.to_string());
        let words = match nearness {
            Nearness::Ended => t.credential_ended(expiry.credential, provider, date),
            Nearness::Within(_) => t.credential_ends(expiry.credential, provider, date),
        };
        (Route::AdminProvider(&slot.id).path(), words)
    };
    near.map(line).collect()
}

/// Frame and shell of a page.
pub(super) fn set<'a>(app: &'a AppState, headers: &HeaderMap, section: Section) -> (Frame<'a>, Shell) {
    (Frame::new(app, headers), Shell::new(app, headers, section))
}

/// The name of a provider; its id, when it is not there any more.
pub(super) fn name_of(registry: &Registry, id: &str) -> String {
    registry.find(id).map_or_else(|| id.to_owned(), |slot| slot.display_name.to_string())
}

/// Back to a page, which says what was done.
pub(super) fn done(app: &AppState, place: impl Display, notice: &Notice) -> Response {
    let mut response = see_other(place);
    response.headers_mut().append(header::SET_COOKIE, notice.cookie(app));
    response
}
