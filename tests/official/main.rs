//! Every official definition signs a person in at an upstream that answers as the vendor documents it, traps included.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod agree;
mod catalogue;
mod client_key;
mod mutated;
mod odd;
mod openid;
mod per_sign_in;
mod plain;
mod plain_oauth2;
mod table;
mod vendor;
mod vendor_fixture;
mod wrong_answers;
/// One file for each definition about which something is unusual.
mod vendors {
    automod::dir!(pub(crate) "official/vendors");
}
