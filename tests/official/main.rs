//! Every official definition signs a person in at an upstream that answers as the vendor documents it, traps included.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

mod auth0;
mod authentik;
mod catalogue;
mod discord;
mod frontegg;
mod github;
mod google;
mod kinde;
mod oauth2;
mod oidc;
mod pocketid;
mod vendor;
mod vendor_fixture;
mod zitadel;
