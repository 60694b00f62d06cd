//! Who somebody is and what they may do: one pure function over what was granted, by whom, and what each provider is now.
//!
//! ```text
//! Local (an administrator)  ─┐
//! LinkGrant × links          ├─▶ evaluate ─▶ Access: address, groups, administrator rights, links that count
//! Rules (providers now)      │
//! the time                  ─┘
//! ```
//! What a provider says of a person is kept with the link by which it said so, and gives something only while that
//! provider is enabled, is the same issuer, still admits the person by its rules, and has confirmed it recently enough.
//! Everything that asks for rights, groups or an address asks [`evaluate()`] at that moment; nothing stores its answer for
//! longer than it is true ([`Access::valid_until`]). Owns no I/O: the store keeps the grants, the registry says what the
//! providers are now.

mod evaluate;
mod grant;
mod providers;
mod value_origin;

pub use evaluate::{Access, AdminOrigin, EffectiveEmail, EffectiveGroup, LinkStanding, evaluate};
pub use grant::{AdminRight, LinkGrant, Local};
pub use providers::{Checked, Provider, Providers, Rules};
pub use value_origin::ValueOrigin;
