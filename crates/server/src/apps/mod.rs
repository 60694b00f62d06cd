//! Vestibule as the OpenID provider of applications.
//!
//! ```text
//! GET, POST authorize ─ client and address known? ─▶ AuthorizationTarget      else a page with 400, nothing is sent anywhere
//!                     ─ bind ──▶ AuthorizationRequest                         else an error at the app's own address
//!                     ─ next_step ─┬▶ sign in      request sealed into a cookie, login page, and back
//!                                  ├▶ ask consent  the same with the page `/consent`
//!                                  ├▶ refuse       an error at the app's own address
//!                                  └▶ issue code   sealed, for 60 seconds, and one audit event
//! POST token          ─ client authenticates ─ code or refresh token ─▶ who is it, may they still? ─▶ tokens, stored as hashes
//! GET, POST userinfo  ─ access token ─▶ the same question ─▶ claims
//! a test of an administrator ─ the same as far as the tokens, answered at a page of ours; nothing is granted
//! POST device-authorization ─ client authenticates ─▶ codes, stored as hashes ─ page `/device`, the person allows it ─▶ token
//! a session ends      ─ apps with a back-channel logout URI are due in the store ─▶ logout token, until they answer
//! ```
//! Owns endpoints, sealed codes and signing keys. The rules are `vestibule_apps`'; what was granted is the store's. An
//! anonymous request writes nothing. Start with [`mod@authorize`].

mod access_token;
mod algorithms;
mod answer;
mod app_call;
mod authorize;
mod claims_preview;
mod client;
mod code;
mod device_answer;
mod device_authorization;
mod device_code;
mod end_session;
mod id_token;
mod identity_token;
mod identity_token_cache;
mod introspect;
mod issue;
mod key_cache;
mod keys;
mod made_tokens;
mod make_key;
mod metadata;
mod notify_logout;
mod oauth_answer;
mod own_tokens;
mod own_tokens_api;
mod own_uses;
mod par;
mod pending_request;
mod person;
mod personal_tokens;
mod redeem;
mod refresh;
mod revoke;
mod secret_use;
mod state;
mod subject;
mod test_sign_in;
mod token;
mod token_refusal;
mod userinfo;

use std::sync::Arc;

use axum::extract::FromRef;

pub(crate) use answer::AuthorizeAnswer;
pub(crate) use authorize::{AuthorizeCall, authorize, consent};
pub(crate) use device_answer::WaitingDevice;
pub(crate) use end_session::{EndSessionAnswer, SignOut, end_session};
pub use make_key::{SigningKeyError, SigningKeyTurn, rotate_signing_keys};
pub(crate) use metadata::show as metadata;
pub(crate) use own_tokens::{make_own_token, revoke_own_token};
pub(crate) use own_uses::revoke_own;
pub(crate) use pending_request::{PENDING, PendingRequest, SignInFor};
pub(crate) use personal_tokens::PersonalAccessTokens;
pub(crate) use state::AppsState;
pub(crate) use test_sign_in::{TestOutcome, begin_test, finish_test};

use crate::{
    http::{openapi::Endpoint, routes::Routes, state::HttpState},
    session::SessionState,
};

/// The routes that programs call. Those that browsers open are pages.
pub(crate) fn mount<S>(routes: Routes<S>) -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<HttpState>: FromRef<S>,
    Arc<SessionState>: FromRef<S>,
    Arc<AppsState>: FromRef<S>,
{
    let [openid, oauth] = metadata::operations();
    let [userinfo, userinfo_by_form] = userinfo::operations();
    routes
        .endpoint(Endpoint::new(openid, metadata::show))
        .endpoint(Endpoint::new(oauth, metadata::show))
        .endpoint(Endpoint::new(token::operation(), token::exchange))
        .endpoint(Endpoint::new(par::operation(), par::push))
        .endpoint(Endpoint::new(device_authorization::operation(), device_authorization::begin))
        .endpoint(Endpoint::new(userinfo, userinfo::show))
        .endpoint(Endpoint::new(userinfo_by_form, userinfo::show))
        .endpoint(Endpoint::new(introspect::operation(), introspect::introspect))
        .endpoint(Endpoint::new(revoke::operation(), revoke::revoke))
        .endpoint(Endpoint::new(own_uses::list_operation(), own_uses::list))
        .endpoint(Endpoint::new(own_uses::revoke_operation(), own_uses::revoke))
        .endpoint(Endpoint::new(own_tokens_api::list_operation(), own_tokens_api::list))
        .endpoint(Endpoint::new(own_tokens_api::make_operation(), own_tokens_api::make))
        .endpoint(Endpoint::new(own_tokens_api::revoke_operation(), own_tokens_api::revoke))
}
