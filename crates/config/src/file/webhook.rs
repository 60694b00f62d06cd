//! `[webhooks.NAME]`, as it is written.

use schemars::JsonSchema;
use serde::Deserialize;

use super::TextEntry;

/// Somebody who is sent events of the audit log. docs/webhooks.md says what a message looks like.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookSection {
    /// Where events are sent. Must be https, unless it and `public_url` are both on loopback.
    #[schemars(extend("format" = "uri", "examples" = ["https://chat.example.com/hooks/vestibule"]))]
    pub(crate) url: String,
    /// What messages are signed with: `whsec_` and random bytes in base64, such as `echo whsec_$(openssl rand -base64 32)`
    /// prints.
    pub(crate) secret: TextEntry,
    /// Which events: `sign_in`, or with how they ended `sign_in.ok` and `sign_in.failed`. Default: all.
    #[serde(default)]
    #[schemars(extend("examples" = [["sign_in.failed", "user_deleted"]]))]
    pub(crate) events: Vec<String>,
}
