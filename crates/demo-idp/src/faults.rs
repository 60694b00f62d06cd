//! Faults that a test switches on: one named thing goes wrong, and everything else stays honest.
//!
//! An endpoint with a [`Fault`] does its honest work first (a code is spent, a grant is started), and then the answer
//! is changed on its way out; only holding happens before the work. [`TokenFault`] spoils a signed token,
//! [`AnswerFault`] the parameters with which a browser is sent back.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::endpoint::Endpoint;

pub use crate::{
    answer_fault::AnswerFault,
    endpoint_fault::Fault,
    gate::Gate,
    token_fault::{Signing, TokenFault},
};

#[derive(Default)]
struct Active {
    endpoints: HashMap<Endpoint, Fault>,
    id_token: Option<TokenFault>,
    userinfo_jwt: Option<TokenFault>,
    answer: Option<AnswerFault>,
}

/// A handle on the faults. Cheap to clone; a change counts from the next request on.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Active>>);

impl Faults {
    /// Puts a fault on an endpoint, in place of the one that it had.
    pub fn set(&self, endpoint: Endpoint, fault: Fault) {
        self.lock().endpoints.insert(endpoint, fault);
    }

    /// Spoils every ID token.
    pub fn set_id_token(&self, fault: TokenFault) {
        self.lock().id_token = Some(fault);
    }

    /// Answers userinfo as a signed JWT. An honest one, unless the fault says more.
    pub fn set_userinfo_jwt(&self, fault: TokenFault) {
        self.lock().userinfo_jwt = Some(fault);
    }

    /// Spoils every authorization answer.
    pub fn set_answer(&self, fault: AnswerFault) {
        self.lock().answer = Some(fault);
    }

    /// Takes an endpoint's fault away. Requests that it holds stay held until its gate opens.
    pub fn clear(&self, endpoint: Endpoint) {
        self.lock().endpoints.remove(&endpoint);
    }

    /// Takes all faults away.
    pub fn clear_all(&self) {
        *self.lock() = Active::default();
    }

    /// The fault for one request, used up by it when it was for a number of requests only.
    pub(crate) fn next(&self, endpoint: Endpoint) -> Option<Fault> {
        let mut active = self.lock();
        let fault = active.endpoints.get_mut(&endpoint)?;
        match &mut fault.left {
            Some(0) => return None,
            Some(left) => *left -= 1,
            None => {}
        }
        Some(fault.clone())
    }

    pub(crate) fn id_token(&self) -> TokenFault {
        self.lock().id_token.clone().unwrap_or_default()
    }

    pub(crate) fn userinfo_jwt(&self) -> Option<TokenFault> {
        self.lock().userinfo_jwt.clone()
    }

    pub(crate) fn answer(&self) -> Option<AnswerFault> {
        self.lock().answer.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Active> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
