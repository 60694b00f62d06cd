//! Signed-in browsers: the cookie, the check, the end.
//!
//! The cookie holds 256 random bits; the database holds their SHA-256. A check reads memory ([`SessionCache`]), for at
//! most [`cache::FRESH`] after the database was asked; ending a session on this node forgets it at once. A check never
//! writes: use is remembered in the background, at most once in a while.

mod back_channel;
mod cache;
mod current;
pub(crate) mod guard;
mod logout;
mod own;
mod remote;
mod state;
mod token;

pub(crate) use back_channel::back_channel_logout;
pub(crate) use cache::CachedSession;
pub(crate) use current::{current, find};
pub(crate) use logout::logout;
pub(crate) use own::{OwnSessions, end_own, ending, list_own};
pub(crate) use remote::Remote;
pub(crate) use state::SessionState;
pub(crate) use token::{begin, cookie, form_token, token_hash};
