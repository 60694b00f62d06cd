//! Every official definition signs a person in at an upstream that answers as the vendor documents it, traps included.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod agree;
mod catalogue;
mod openid;
mod vendor;
mod vendor_fixture;
/// One file for each definition.
mod vendors {
    automod::dir!("official/vendors");
}
