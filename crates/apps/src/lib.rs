//! Apps: what people sign in to. What an app is, and what an OpenID provider decides about it.
//!
//! An app is one instance of an [`AppDefinition`] with [`AppSettings`]; [`App`] is the two bound together. In the words of
//! the standards it is a *client*. Owns the rules of the provider's side of OAuth 2.0 and OpenID Connect that need no
//! I/O: where an answer may go, which requests are refused, how a client proves who it is, what is said about a person,
//! when a refresh token was used once too often, and when a signing key takes over. Refuses HTTP, storage and signatures.
//!
//! Start with [`Apps::bind`], then [`AuthorizationRequest`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod app;
mod apps;
mod authorization_request;
mod authorization_target;
mod bind;
mod claims;
mod client_assertion;
mod client_credentials;
mod definition;
mod definition_rules;
mod definitions;
mod key_schedule;
mod logout_endpoint;
mod logout_schedule;
mod oauth_error;
mod parameters;
mod personal_token;
pub mod pkce;
mod prompt;
mod redirect_uri;
mod refresh;
mod scopes;
mod settings;
#[cfg(test)]
mod test_app;
mod url_template;
mod user_code;

pub use app::App;
pub use apps::{Apps, FaultyApp};
pub use authorization_request::{AuthorizationRequest, NextStep, Visitor};
pub use authorization_target::{AuthorizationTarget, MAX_REQUEST, ResponseMode, TargetError};
pub use bind::with_defaults;
pub use claims::{Person, PersonSession, claims_of};
pub use client_assertion::{ASSERTION_TYPE, AssertionClaims, check_assertion};
pub use client_credentials::{ClientCredentials, ClientSecretPlace, parse_basic};
pub use definition::{AppDefinition, ClientAuthentication, ClientPkce, ClientRules, ClientType, GrantType, app_schema};
pub use definition_rules::{OWN_VALUES, sample_values};
pub use definitions::{AppDefinitions, KnownDefinition};
pub use key_schedule::{KeyPlan, KeyTimes, PUBLISHED_BEFORE_USE, ROTATION, next_turn, plan_keys};
pub use logout_endpoint::LogoutEndpoint;
pub use logout_schedule::next_logout_attempt;
pub use oauth_error::OAuthError;
pub use parameters::{Parameters, Repeated};
pub use personal_token::{
    LONGEST_LIFETIME_DAYS, LONGEST_TOKEN_NAME, PERSONAL_TOKEN_PREFIX, TokenRefusal, TokenScope, TokenWish,
    TokenWishError, USUAL_LIFETIME_DAYS, is_personal_token,
};
pub use prompt::Prompt;
pub use redirect_uri::RedirectUri;
pub use refresh::{RefreshDecision, RefreshUse, decide_refresh};
pub use scopes::Scopes;
pub use settings::{AccessTokenFormat, AppAllow, AppRecord, AppSecretHash, AppSettings, Consent, SubjectType};
pub use user_code::UserCode;
