//! Sign in through an upstream that speaks OAuth 1.0a, such as X (Twitter): a plugin, and an example of one that signs
//! its own requests.
//!
//! ```text
//! begin ─▶ fetch: request token ─▶ redirect ─▶ callback: the same token ─▶ fetch: access token ─▶ fetch: profile
//!                                                                                               ─▶ identity
//! ```
//! The protocol is RFC 5849; the defaults are those of X (<https://docs.x.com/fundamentals/authentication/guides/log-in-with-x>).
//! Where the upstream is another one, its four URLs and the places of its profile are credentials.

mod signature;

use serde_json::{Value, json};
use vestibule_plugin::{
    Answer, Begin, Callback, Credentials, Definition, Event, Fetch, Flow, Identity, Method, Plugin, Redirect, Refusal,
    Request, Resume, Step, encode, export_plugin,
};

pub use signature::{Signer, sign};

/// The plugin.
pub struct Oauth1;

export_plugin!(Oauth1);

impl Plugin for Oauth1 {
    fn describe(&self) -> Vec<Definition> {
        let mut definition = Definition::new("oauth1", "X", credentials()).issuer("{access_token_url}");
        for url in ["request_token_url", "authorize_url", "access_token_url", "profile_url"] {
            definition = definition.host(format!("{{{url}}}"));
        }
        vec![definition.icon("key").homepage("https://x.com").guide(GUIDE)]
    }

    fn begin(&self, begin: &Begin) -> Result<Step, Refusal> {
        let callback = begin.flow.callback_url();
        let client = SignedClient::new(&begin.credentials, &begin.flow, "1")?;
        // §2.1: the callback carries the state, so the redirect that follows need not.
        client.post("request_token_url", &[("oauth_callback", &callback)], "request")
    }

    fn resume(&self, resume: &Resume) -> Result<Step, Refusal> {
        let (credentials, flow) = (&resume.credentials, &resume.flow);
        match (&resume.event, resume.saved.as_str()) {
            (Event::Answers(answers), "request") => authorize(credentials, answers.first()?),
            (Event::Callback(callback), saved) => {
                let (token, secret) = unsave(saved)?;
                let verifier = verifier(callback, &token)?;
                let client = SignedClient::new(credentials, flow, "2")?.with_token(&token, &secret);
                client.post("access_token_url", &[("oauth_verifier", verifier)], "access")
            }
            (Event::Answers(answers), "access") => {
                let (token, secret) = token(answers.first()?)?;
                SignedClient::new(credentials, flow, "3")?.with_token(&token, &secret).get("profile_url", "profile")
            }
            (Event::Answers(answers), "profile") => identify(credentials, answers.first()?),
            _ => Err(Refusal::unsupported("this event does not belong here")),
        }
    }
}

/// §2.1: the temporary credentials. The person goes on with the token; its secret waits in the sealed cookie.
fn authorize(credentials: &Credentials, answer: &Answer) -> Result<Step, Refusal> {
    let (token, secret) = token(answer)?;
    if field(answer.body(), "oauth_callback_confirmed").as_deref() != Some("true") {
        return Err(Refusal::misconfigured(
            "the upstream does not confirm the callback: it speaks OAuth 1.0, not 1.0a",
        ));
    }
    let url = credentials.required("authorize_url")?;
    let separator = if url.contains('?') { '&' } else { '?' };
    let saved = json!([token, secret]).to_string();
    Ok(Redirect::to(format!("{url}{separator}oauth_token={}", encode(&token))).saving(saved).into())
}

/// §2.2: the person said yes to this very token.
fn verifier<'a>(callback: &'a Callback, token: &str) -> Result<&'a str, Refusal> {
    if callback.get("denied").is_some() {
        return Err(Refusal::access_denied("the person said no"));
    }
    if callback.required("oauth_token")? != token {
        return Err(Refusal::invalid_proof("the answer is about another token than the one that was asked for"));
    }
    callback.required("oauth_verifier")
}

fn identify(credentials: &Credentials, answer: &Answer) -> Result<Step, Refusal> {
    let profile: Value = answer.ok()?.json_body()?;
    let find = |name: &str| credentials.text(name).and_then(|pointer| profile.pointer(pointer));
    let subject = match find("subject_pointer") {
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        Some(Value::Number(number)) if number.is_u64() => number.to_string(),
        _ => return Err(Refusal::subject_missing("there is no subject at subject_pointer in the profile")),
    };
    let claim = |name: &str| find(name).filter(|value| value.is_string()).cloned().unwrap_or_default();
    let identity = Identity::new(subject)
        .claim("name", claim("name_pointer"))
        .claim("preferred_username", claim("username_pointer"))
        .claim("picture", claim("picture_pointer"))
        .claim("email", claim("email_pointer"));
    Ok(identity.into())
}

/// Token and secret of a form (§2.1, §2.3). 401 is about our key; the body may say more, and may quote a secret.
fn token(answer: &Answer) -> Result<(String, String), Refusal> {
    let body = answer.ok()?.body();
    let find = |name: &str| {
        let value = field(body, name).filter(|value| !value.is_empty() && value.len() <= 256);
        value.ok_or_else(|| Refusal::provider_error(format!("the upstream's answer has no usable {name}")))
    };
    Ok((find("oauth_token")?, find("oauth_token_secret")?))
}

fn unsave(saved: &str) -> Result<(String, String), Refusal> {
    serde_json::from_str(saved).map_err(|_| Refusal::unsupported("what was saved is not ours"))
}

/// One field of an encoded form.
fn field(form: &str, name: &str) -> Option<String> {
    let pairs = form.trim().split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| signature::decode(value)).next()
}

/// Makes signed requests for one step of one sign-in.
struct SignedClient<'a> {
    credentials: &'a Credentials,
    signer: Signer<'a>,
    nonce: String,
    now: String,
}

impl<'a> SignedClient<'a> {
    /// The flow's nonce is used once in each step, so with the step's number it is new in each request (§3.3).
    fn new(credentials: &'a Credentials, flow: &Flow, step: &str) -> Result<Self, Refusal> {
        let signer = Signer {
            key: credentials.required("client_id")?,
            secret: credentials.required("client_secret")?,
            token: None,
        };
        Ok(Self { credentials, signer, nonce: format!("{}{step}", flow.nonce), now: flow.now.to_string() })
    }

    fn with_token(mut self, token: &'a str, secret: &'a str) -> Self {
        self.signer.token = Some((token, secret));
        self
    }

    fn post(&self, url: &str, extra: &[(&str, &str)], saved: &str) -> Result<Step, Refusal> {
        self.send(Method::Post, url, extra, saved)
    }

    fn get(&self, url: &str, saved: &str) -> Result<Step, Refusal> {
        self.send(Method::Get, url, &[], saved)
    }

    fn send(&self, method: Method, url: &str, extra: &[(&str, &str)], saved: &str) -> Result<Step, Refusal> {
        let url = self.credentials.required(url)?;
        let name = if method == Method::Post { "POST" } else { "GET" };
        let header = self.signer.header(name, url, (&self.nonce, &self.now), extra);
        Ok(Fetch::all([Request::new(method, url).header("authorization", header)]).saving(saved).into())
    }
}

const GUIDE: &str = "Register an app at <https://developer.x.com>, switch on \"User authentication\" with OAuth 1.0a, and \
    enter `{{callback_url}}` as the callback URL. Its API key and secret are the two credentials here.\n\nFor another \
    upstream, change the four URLs and the places of the profile too.";

fn credentials() -> Value {
    let text = |title: &str, default: &str| json!({ "type": "string", "title": title, "default": default });
    let url =
        |title: &str, default: &str| json!({ "type": "string", "title": title, "default": default, "format": "uri" });
    json!({
        "type": "object",
        "properties": {
            "client_id": { "type": "string", "title": "API key", "minLength": 1 },
            "client_secret": { "type": "string", "title": "API key secret", "minLength": 1, "writeOnly": true },
            "request_token_url": url("Request token URL", "https://api.x.com/oauth/request_token"),
            "authorize_url": url("Authorization URL", "https://api.x.com/oauth/authenticate"),
            "access_token_url": url("Access token URL", "https://api.x.com/oauth/access_token"),
            "profile_url": url("Profile URL", "https://api.x.com/2/users/me?user.fields=profile_image_url"),
            "subject_pointer": text("Place of the subject in the profile (JSON Pointer)", "/data/id"),
            "name_pointer": text("Place of the name", "/data/name"),
            "username_pointer": text("Place of the user name", "/data/username"),
            "picture_pointer": text("Place of the picture", "/data/profile_image_url"),
            "email_pointer": text("Place of the e-mail address", ""),
        },
        "required": ["client_id", "client_secret"],
    })
}
