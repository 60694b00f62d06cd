//! The provider's own session: a browser that signed in here before need not choose again.

use std::sync::{Arc, Mutex, PoisonError};

use axum_extra::extract::cookie::{Cookie, SameSite};
use vestibule_core::{
    clock::Clock,
    random::{Random, token_256},
};

use crate::{call::Call, expiring::Expiring};

const SESSION_SECONDS: i64 = 12 * 60 * 60;
/// Clients without a cookie jar (a benchmark) get a session each time and never come back to it.
const CAPACITY: usize = 10_000;

/// Who is signed in here, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) subject: String,
    /// Seconds since 1970.
    pub(crate) auth_time: i64,
}

/// The sessions, by the value of the cookie. One plain lock: a session is one look-up.
pub(crate) struct Sessions {
    cookie_name: String,
    sessions: Mutex<Expiring<String, Session>>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Sessions {
    pub(crate) fn new(port: u16, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        // Browsers do not separate cookies by port: without it in the name two providers would sign each other out.
        let cookie_name = format!("demonstration_session_{port}");
        Self { cookie_name, sessions: Mutex::new(Expiring::new(SESSION_SECONDS, CAPACITY)), clock, random }
    }

    /// Signs the person in now and returns the session and the cookie for it.
    pub(crate) fn start(&self, subject: &str) -> (Session, Cookie<'static>) {
        let (now, id) = (self.clock.now(), token_256(&*self.random));
        let session = Session { subject: subject.to_owned(), auth_time: now.timestamp() };
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(now, id.clone(), session.clone());
        (session, self.cookie(id))
    }

    /// The session of the browser that sent this request.
    pub(crate) fn find(&self, call: &Call) -> Option<Session> {
        let id = call.cookie(&self.cookie_name)?;
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).get_mut(self.clock.now(), &id).cloned()
    }

    /// Ends the browser's session, and returns the cookie that removes its cookie.
    pub(crate) fn end(&self, call: &Call) -> Cookie<'static> {
        if let Some(id) = call.cookie(&self.cookie_name) {
            self.sessions.lock().unwrap_or_else(PoisonError::into_inner).take(self.clock.now(), &id);
        }
        let mut cookie = self.cookie(String::new());
        cookie.make_removal();
        cookie
    }

    fn cookie(&self, value: String) -> Cookie<'static> {
        Cookie::build((self.cookie_name.clone(), value)).path("/").http_only(true).same_site(SameSite::Lax).build()
    }
}
