//! Each fault, seen from outside: what it names is wrong, and nothing else.

use std::io::ErrorKind;

use reqwest::{Method, StatusCode, header};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use vestibule_demo_idp::{
    Endpoint,
    faults::{AnswerFault, Fault, Gate, Signing, TokenFault},
};

use crate::support::{Answer, Party, browser, claims, decoded, head, location, object, soon, subject};

#[tokio::test]
async fn an_endpoint_lies_alone() {
    let party = Party::start().await;
    let honest = party.get_json(Endpoint::Jwks).await;
    let faults = party.idp.faults();
    let patch = object(json!({ "issuer": "http://other.example", "jwks_uri": null }));
    faults.set(Endpoint::Discovery, Fault::new().patch(patch));
    let document = party.get_json(Endpoint::Discovery).await;
    assert_eq!(document["issuer"], "http://other.example");
    assert!(document.get("jwks_uri").is_none());
    assert_eq!(document["token_endpoint"], party.idp.url(Endpoint::Token));
    assert_eq!(party.get_json(Endpoint::Jwks).await, honest);
    party.sign_in().await;
    faults.clear(Endpoint::Discovery);
    assert_eq!(party.get_json(Endpoint::Discovery).await["issuer"], party.idp.issuer());
}

#[tokio::test]
async fn the_token_answer_is_changed_after_the_honest_work() {
    let party = Party::start().await;
    let faults = party.idp.faults();
    let location = "http://127.0.0.1:9/elsewhere".parse().unwrap();
    for (name, fault, status, has_tokens) in [
        ("status", Fault::new().status(StatusCode::CREATED), 201, true),
        ("body", Fault::new().body("<html>"), 200, false),
        ("type", Fault::new().content_type("text/plain"), 200, true),
        ("redirect", Fault::new().redirect(StatusCode::TEMPORARY_REDIRECT, location), 307, true),
        ("patch", Fault::new().patch(object(json!({ "id_token": null }))), 200, true),
    ] {
        let code = party.answer(&[]).await["code"].clone();
        faults.set(Endpoint::Token, fault);
        let answer = party.redeem(&code, &[]).await;
        assert_eq!(answer.status, status, "{name}");
        assert_eq!(answer.body.get("access_token").is_some(), has_tokens, "{name}");
        assert_eq!(answer.headers.contains_key(header::LOCATION), name == "redirect");
        assert_eq!(answer.headers[header::CONTENT_TYPE] == "text/plain", name == "type");
        assert_eq!(answer.body.get("id_token").is_none(), matches!(name, "patch" | "body"));
        faults.clear_all();
        assert_eq!(party.redeem(&code, &[]).await.error(), (400, "invalid_grant"), "{name}: the code was spent");
    }
}

#[tokio::test]
async fn a_fault_may_be_for_some_requests_only() {
    let party = Party::start().await;
    party.idp.faults().set(Endpoint::Jwks, Fault::new().status(StatusCode::SERVICE_UNAVAILABLE).times(2));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(party.request(Method::GET, Endpoint::Jwks).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [503, 503, 200]);
}

/// Whether the peer reset the connection, as opposed to closing it in order.
fn is_reset(error: &reqwest::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::ConnectionReset) {
            return true;
        }
        source = error.source();
    }
    false
}

#[tokio::test]
async fn a_connection_breaks_without_an_answer() {
    let party = Party::start().await;
    let code = party.answer(&[]).await["code"].clone();
    party.idp.faults().set(Endpoint::Token, Fault::new().disconnect());
    let form = [("grant_type", "authorization_code"), ("code", code.as_str())];
    // A new connection, so that no client may think of it as an idle one that was closed and send again.
    let broken = browser().post(party.idp.url(Endpoint::Token)).form(&form).send().await;
    assert!(is_reset(&broken.unwrap_err()));
    assert_eq!(party.idp.requests().count(Endpoint::Token), 1);
    party.idp.faults().clear_all();
    party.sign_in().await;
}

#[tokio::test]
async fn a_gate_holds_requests_until_it_opens() {
    let party = Party::start().await;
    let gate = Gate::new();
    party.idp.faults().set(Endpoint::Token, Fault::new().hold(&gate));
    let code = party.answer(&[]).await["code"].clone();
    let opening = async {
        soon(gate.reached(1)).await;
        // What is done behind the gate is done after it opened: the person left meanwhile.
        party.idp.people().remove(&subject("amara"));
        gate.open();
    };
    let (held, ()) = tokio::join!(party.redeem(&code, &[]), opening);
    assert_eq!(held.error(), (400, "invalid_grant"));
    party.idp.approve_as(Some(&subject("joonas")));
    soon(party.sign_in()).await;
}

#[tokio::test]
async fn a_hanging_request_does_not_keep_the_provider_from_stopping() {
    for hangs in [false, true] {
        let party = Party::start().await;
        let gate = Gate::new();
        let fault = if hangs { Fault::new().hang() } else { Fault::new().hold(&gate) };
        party.idp.faults().set(Endpoint::Discovery, fault);
        let hanging = tokio::spawn(party.request(Method::GET, Endpoint::Discovery).send());
        soon(party.idp.requests().arrived(Endpoint::Discovery, 1)).await;
        if !hangs {
            soon(gate.reached(1)).await;
        }
        assert!(!hanging.is_finished());
        soon(party.idp.shutdown()).await;
        // Answered on the way out or cut off: either is an end.
        let _ = soon(hanging).await.unwrap();
    }
}

#[tokio::test]
async fn half_a_request_does_not_keep_the_provider_from_stopping() {
    let party = Party::start().await;
    let mut client = tokio::net::TcpStream::connect(party.idp.address()).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nHost: ").await.unwrap();
    // The provider has accepted the first connection when it answers on a second one.
    party.get_json(Endpoint::Jwks).await;
    soon(party.idp.shutdown()).await;
    drop(client);
}

#[tokio::test]
async fn an_id_token_lies_alone() {
    let party = Party::start().await;
    let faults = party.idp.faults();
    for (name, fault) in [
        ("unsigned", TokenFault::new().signing(Signing::Unsigned)),
        ("client secret", TokenFault::new().signing(Signing::HmacWithClientSecret)),
        ("foreign key", TokenFault::new().signing(Signing::ForeignKey)),
        ("broken", TokenFault::new().signing(Signing::Broken)),
        ("unknown kid", TokenFault::new().signing(Signing::UnknownKid)),
        ("claims", TokenFault::new().claims(object(json!({ "aud": ["other"], "exp": null })))),
        ("header", TokenFault::new().header(object(json!({ "typ": "logout+jwt" })))),
    ] {
        faults.set_id_token(fault);
        let tokens = party.sign_in().await;
        let id_token = tokens["id_token"].as_str().unwrap();
        let verifies = party.verified(id_token).await.is_some();
        assert_eq!(verifies, matches!(name, "claims" | "header"), "{name}");
        assert_eq!(claims(id_token)["aud"] == json!(["other"]), name == "claims", "{name}");
        assert_eq!(claims(id_token).get("exp").is_none(), name == "claims", "{name}");
        assert_eq!(head(id_token)["typ"] == "logout+jwt", name == "header", "{name}");
        assert_eq!(claims(id_token)["sub"], subject("amara"), "{name}");
        let access_token = tokens["access_token"].as_str().unwrap();
        assert!(party.verified(access_token).await.is_some(), "{name}: the access token is honest");
        assert_eq!(party.userinfo(access_token).await.status, StatusCode::OK, "{name}");
    }
}

#[tokio::test]
async fn an_authorization_answer_lies_alone() {
    let party = Party::start().await;
    let issuer = party.idp.issuer().to_owned();
    let faults = party.idp.faults();
    for (fault, expected) in [
        (AnswerFault::new().set("iss", "http://other.example"), "code,iss=http://other.example,scope,state"),
        (AnswerFault::new().remove("iss"), "code,scope,state"),
        (AnswerFault::new().set("id_token", "x"), "code,iss,scope,state,id_token=x"),
        (AnswerFault::new().append("iss", &issuer), "code,iss,scope,state,iss"),
        (AnswerFault::new().error("server_error", Some("oops")), "error=server_error,error_description=oops,iss,state"),
    ] {
        faults.set_answer(fault);
        let location = location(&party.authorize(&[]).await);
        let shown: Vec<_> = location
            .query_pairs()
            .map(|(name, value)| {
                let honest = matches!(&*name, "code" | "scope" | "state") || value == issuer.as_str();
                if honest { name.into_owned() } else { format!("{name}={value}") }
            })
            .collect();
        assert_eq!(shown.join(","), expected);
    }
}

#[tokio::test]
async fn userinfo_may_be_signed() {
    let party = Party::start().await;
    let tokens = party.sign_in().await;
    let token = tokens["access_token"].as_str().unwrap();
    party.idp.faults().set_userinfo_jwt(TokenFault::new());
    let answer = party.userinfo(token).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/jwt");
    let claims = party.verified(answer.body.as_str().unwrap()).await.unwrap();
    assert_eq!((&claims["aud"], &claims["sub"]), (&json!("app"), &json!(subject("amara"))));
    assert_eq!(claims["iss"], party.idp.issuer());

    party.idp.faults().set_userinfo_jwt(TokenFault::new().signing(Signing::Unsigned));
    let answer = party.userinfo(token).await;
    let unsigned = answer.body.as_str().unwrap();
    assert!(unsigned.ends_with('.') && decoded(unsigned.split('.').nth(1).unwrap()).starts_with(b"{"));
}

#[tokio::test]
async fn the_authorization_endpoint_may_fail_itself() {
    let party = Party::start().await;
    party.idp.faults().set(Endpoint::Authorize, Fault::new().status(StatusCode::BAD_GATEWAY).body("down"));
    let answer = Answer::of(party.authorize(&[]).await).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (502, Some("down")));
}
