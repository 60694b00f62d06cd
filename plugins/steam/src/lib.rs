//! Sign in through Steam, which speaks OpenID 2.0 and nothing later: a plugin, and an example for those who write one.
//!
//! ```text
//! begin ─▶ redirect to Steam ─▶ callback: the assertion is checked ─▶ fetch: Steam says whether it made it
//!                                                                    ─▶ fetch: the profile, with a key ─▶ identity
//! ```
//! OpenID Authentication 2.0 is at <https://openid.net/specs/openid-authentication-2_0.html>, Steam's own words at
//! <https://partner.steamgames.com/doc/features/auth#website>. Steam tells no e-mail address; the subject is the SteamID.

mod assertion;
mod openid;
mod profile;

use serde_json::json;
use vestibule_plugin::{Begin, Definition, Event, Plugin, Redirect, Refusal, Resume, Step, export_plugin};

use openid::{NS, endpoint, form};

/// The plugin.
pub struct Steam;

export_plugin!(Steam);

const SELECT: &str = "http://specs.openid.net/auth/2.0/identifier_select";

impl Plugin for Steam {
    fn describe(&self) -> Vec<Definition> {
        let credentials = json!({
            "type": "object",
            "properties": {
                "api_key": {
                    "type": "string", "title": "Web API key", "writeOnly": true, "minLength": 1,
                    "description": "From https://steamcommunity.com/dev/apikey. With it, people come with their name and picture.",
                },
                "community_url": {
                    "type": "string", "title": "Steam community", "format": "uri",
                    "default": "https://steamcommunity.com", "description": "Leave it as it is.",
                },
                "api_url": {
                    "type": "string", "title": "Steam Web API", "format": "uri",
                    "default": "https://api.steampowered.com", "description": "Leave it as it is.",
                },
            },
        });
        vec![
            Definition::new("steam", "Steam", credentials)
                .host("{community_url}")
                .host("{api_url}")
                .issuer("{community_url}/openid")
                .icon("openid")
                .homepage("https://steamcommunity.com")
                .guide(GUIDE),
        ]
    }

    fn begin(&self, begin: &Begin) -> Result<Step, Refusal> {
        let back = begin.flow.callback_url();
        let parameters = [
            ("openid.ns", NS),
            ("openid.mode", "checkid_setup"),
            ("openid.return_to", &back),
            ("openid.realm", realm(&back)),
            ("openid.identity", SELECT),
            ("openid.claimed_id", SELECT),
        ];
        Ok(Redirect::to(format!("{}?{}", endpoint(&begin.credentials)?, form(parameters))).into())
    }

    fn resume(&self, resume: &Resume) -> Result<Step, Refusal> {
        match (&resume.event, resume.saved.split_once(' ')) {
            (Event::Callback(callback), _) => assertion::check(resume, callback),
            (Event::Answers(answers), Some(("checked", id))) => {
                assertion::confirmed(answers.first()?)?;
                Ok(profile::ask(&resume.credentials, id))
            }
            (Event::Answers(answers), Some(("profile", id))) => Ok(profile::read(answers.first()?, id).into()),
            _ => Err(Refusal::unsupported("this event does not belong here")),
        }
    }
}

const GUIDE: &str = "Nothing has to be registered: Steam shows people the address that they come from.\n\n\
    With a [Web API key](https://steamcommunity.com/dev/apikey) they bring their name and picture along. Steam tells \
    nobody's e-mail address, so `require_email` cannot be used with it.";

/// What people are shown, and what `return_to` must lie in (§9.2): our origin.
fn realm(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or(url, |end| &url[..=host + end])
}
