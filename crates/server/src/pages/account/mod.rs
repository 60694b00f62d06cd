//! The pages on which people look after themselves: `/account` and the forms on it.
//!
//! ```text
//! GET  /account                        profile, links, sessions
//! POST /account/links/{id}/unlink      removes a link, unless it is the only way to sign in
//! GET  /account/picture                one's picture
//! GET, POST /account/password          another password of a local administrator
//! GET, POST /account/second-factor     one-time codes of a local administrator; /recovery-codes, /remove
//! GET  /account/passkeys               passkeys of a local administrator; /{id}/remove
//! GET, POST /account/link              an identity that waits is linked after a question; /dismiss drops it
//! GET, POST /account/tokens            personal access tokens: a new one is shown once; /{id}/revoke
//! POST /account/apps/{id}/revoke       ends what an app has
//! POST /account/sessions/{id}/end      one session of one's own
//! POST /account/sessions/end-others    all but this one
//! ```
//! Every form is answered by 303 to `/account`, where a notice says what was done.

pub(super) mod apps;
mod confirm;
mod links;
mod overview;
#[cfg_attr(not(feature = "passkeys"), path = "without_passkeys.rs")]
mod passkeys;
mod password;
pub(super) mod profile;
mod second_factor;
mod sessions;
pub(super) mod tokens;

use axum::routing::{get, post};

use vestibule_core::routes::pattern;

use crate::{AppState, http::routes::Routes};

/// The routes below `/account`.
pub(crate) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    passkeys::mount(routes)
        .endpoint(overview::endpoint())
        .route(pattern::AccountLink, get(confirm::ask).post(confirm::link))
        .route(pattern::AccountLinkDismiss, post(confirm::dismiss))
        .route(pattern::AccountPicture, get(super::pictures::own))
        .route(pattern::AccountPassword, get(password::show).post(password::change))
        .route(pattern::AccountSecondFactor, get(second_factor::show).post(second_factor::confirm))
        .route(pattern::AccountRecoveryCodes, post(second_factor::replace_codes))
        .route(pattern::AccountRemoveSecondFactor, post(second_factor::remove))
        .route(pattern::AccountRevokeApp, post(apps::revoke))
        .route(pattern::AccountTokens, get(tokens::show).post(tokens::create))
        .route(pattern::AccountRevokeToken, post(tokens::revoke))
        .route(pattern::AccountUnlink, post(links::unlink))
        .route(pattern::AccountEndSession, post(sessions::end))
        .route(pattern::AccountEndOtherSessions, post(sessions::end_others))
}
