//! The server that a person chose.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::{Deserialize, Serialize};
use url::{Host, Url};
use vestibule_core::{
    credentials::{Credentials, CredentialsSchema},
    driver::{Callback, FlowValues},
    http::NetworkScope,
    origin::Origin,
    public_url::is_loopback,
    secret::sha256,
};

use crate::{endpoint::EndpointRules, http::AddressRules};

/// The callback parameter that says which server a callback URL belongs to.
const PARAMETER: &str = "server";

/// An acceptable server, by the one spelling that it has here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Server(String);

impl Server {
    /// Reads what a person typed: `mastodon.social`, `@jane@mastodon.social` or the whole URL. The error says what is wrong
    /// with it.
    pub(super) fn parse(
        typed: &str,
        name: &str,
        schema: &CredentialsSchema,
        scope: &NetworkScope,
    ) -> Result<Self, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err("no server was entered".to_owned());
        }
        let whole = match typed.contains("://") {
            true => typed.to_owned(),
            // The address of an account ends with its server.
            false => format!("https://{}", typed.rsplit_once('@').map_or(typed, |(_, server)| server)),
        };
        let rules = EndpointRules { rules: &AddressRules::default(), scope };
        let url = rules.parse(&whole)?;
        if url.query().is_some() {
            return Err("it must not hold a query (?)".to_owned());
        }
        if !is_loopback(&url) {
            // Neither a port scan nor a list of addresses is a way to sign in.
            if url.port().is_some() {
                return Err("only servers at the standard port can be chosen".to_owned());
            }
            if !matches!(url.host(), Some(Host::Domain(name)) if name.contains('.')) {
                return Err("a server has a name, such as social.example".to_owned());
            }
        }
        let server = Url::as_str(&url).trim_end_matches('/').to_owned();
        let mut entered = Credentials::default();
        entered.insert(name, server.as_str().into(), Origin::BuiltIn);
        let pointer = format!("/{name}");
        match schema.check(&entered).0.into_iter().find(|violation| violation.pointer == pointer) {
            None => Ok(Self(server)),
            Some(violation) => Err(violation.detail),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// What the query of its callback URLs is.
    pub(super) fn callback_query(&self) -> String {
        format!("{PARAMETER}={}", self.tag())
    }

    /// A flow whose answer arrives at the callback URL of this server.
    pub(super) fn flow(&self, flow: &FlowValues) -> FlowValues {
        FlowValues { redirect_uri: format!("{}?{}", flow.redirect_uri, self.callback_query()), ..flow.clone() }
    }

    /// Whether an answer arrived at the callback URL of this server. Another server has another one, which only it knows the
    /// client by: an answer that an honest server gave there is not sent on to one that has sent the browser astray (RFC
    /// 9700 §4.4).
    pub(super) fn is_answered_by(&self, callback: &Callback) -> bool {
        let mut named = callback.parameters.iter().filter(|(name, _)| name == PARAMETER);
        matches!((named.next(), named.next()), (Some((_, tag)), None) if *tag == self.tag())
    }

    /// Its name in a URL: 128 bits that nobody finds a second server for.
    fn tag(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(&sha256(["server\0", self.as_str()].concat())[..16])
    }
}
