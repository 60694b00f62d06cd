//! Name and picture, where there is a Web API key. Signing in works without them, and while the Web API is away.

use serde_json::Value;
use vestibule_plugin::{Answer, Credentials, Fetch, Identity, Method, Request, Step, encode};

/// The profile's request; without a key there is nothing to ask.
pub(crate) fn ask(credentials: &Credentials, id: &str) -> Step {
    let (Some(key), Some(api)) = (credentials.text("api_key"), credentials.text("api_url")) else {
        return Identity::new(id).into();
    };
    let path = "ISteamUser/GetPlayerSummaries/v2/";
    let url = format!("{}/{path}?key={}&steamids={}", api.trim_end_matches('/'), encode(key), encode(id));
    Fetch::all([Request::new(Method::Get, url).optional()]).saving(format!("profile {id}")).into()
}

/// The identity with as much of a profile as there is.
pub(crate) fn read(answer: &Answer, id: &str) -> Identity {
    let identity = Identity::new(id);
    let Ok(body) = answer.ok().and_then(Answer::json_body::<Value>) else { return identity };
    let players = body["response"]["players"].as_array();
    let Some(player) = players.into_iter().flatten().find(|player| player["steamid"] == id) else { return identity };
    identity
        .claim("name", player["personaname"].clone())
        .claim("picture", player["avatarfull"].clone())
        .claim("profile", player["profileurl"].clone())
}
