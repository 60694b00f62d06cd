//! Vendors that do something in their own way, as a table: what the vendor answers, what it wants, who comes of it, and which
//! refusals of its documentation have which code.

use serde_json::{Value, json};

use crate::{
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

/// One vendor.
pub(crate) struct Row {
    pub(crate) id: &'static str,
    /// What replaces the vendor's hosts.
    pub(crate) hosts: &'static [(&'static str, &'static str)],
    /// Credentials in addition to client id and secret.
    pub(crate) credentials: Value,
    pub(crate) script: Script,
    /// What the authorization request has to hold; an empty value: not at all.
    pub(crate) authorize: &'static [(&'static str, &'static str)],
    /// The profile that comes of it.
    pub(crate) profile: Value,
    pub(crate) refusals: Vec<Refusal>,
}

/// PF-09: a refusal of the vendor's documentation, with our code, and a part of what the audit log says.
pub(crate) enum Refusal {
    /// Parameters of the authorization answer.
    Authorization(&'static [(&'static str, &'static str)], &'static str),
    /// An answer of the token endpoint.
    Token(u16, Value, &'static str, &'static str),
    /// An answer to the access token.
    Answer(&'static str, u16, Value, &'static str, &'static str),
}

macro_rules! rows {
    ($($module:ident: $($row:ident),+;)+) => {
        /// The definitions with a row.
        pub(crate) const IDS: &[&str] = &[$($(stringify!($row)),+),+];
        $(
            mod $module;
            $(
                #[tokio::test]
                async fn $row() {
                    let row = $module::$row();
                    assert_eq!(row.id, stringify!($row));
                    check(row).await;
                }
            )+
        )+
    };
}

rows! {
    chat: slack, slackv2, twitch, feishu, dingtalk;
    china: wechat, qq, weibo;
    meta: facebook, instagram, threads;
    people: tiktok, trakt, yandex, vk, x, pinterest, linkedin;
    work: notion, linear, dropbox, atlassian, hubspot, shopify, stripe, paypal;
    clouds: cognito, entraexternal, azureb2c;
}

async fn check(row: Row) {
    let Row { id, hosts, credentials, script, authorize, profile, refusals } = row;
    let fixture = VendorFixture::open(Setup { hosts, credentials, ..Setup::official(id, script) }).await;
    let user = fixture.signs_in().await;
    for (field, wanted) in profile.as_object().unwrap() {
        assert_eq!(&user[field], wanted, "{field} of {user}");
    }
    fixture.vendor.seen(|seen| {
        assert_eq!(seen.token.len(), 1, "the code is sent once");
        for (name, wanted) in authorize {
            assert_eq!(seen.authorize[0].get(*name).map(String::as_str).unwrap_or_default(), *wanted, "{name}");
        }
    });
    assert_eq!(fixture.signs_in().await["id"], user["id"], "the same person");
    assert!(!refusals.is_empty(), "a refusal of the vendor's documentation");
    are_said(&fixture, refusals).await;
}

/// Each refusal has its code, and the audit log says what the vendor said, without what it was sent.
pub(crate) async fn are_said(fixture: &VendorFixture, refusals: Vec<Refusal>) {
    for refusal in refusals {
        fixture.vendor.change(|script| {
            let odd = &mut script.odd;
            (odd.refuse_authorization, odd.refuse_token, odd.refuse) = (Vec::new(), None, None);
            match &refusal {
                Refusal::Authorization(parameters, _) => odd.refuse_authorization = parameters.to_vec(),
                Refusal::Token(status, body, ..) => odd.refuse_token = Some((*status, body.clone())),
                Refusal::Answer(path, status, body, ..) => odd.refuse = Some((*path, *status, body.clone())),
            }
        });
        let (Refusal::Authorization(_, code) | Refusal::Token(_, _, code, _) | Refusal::Answer(_, _, _, code, _)) =
            &refusal;
        let reported = fixture.is_refused(code).await;
        if let Refusal::Token(.., said) | Refusal::Answer(.., said) = &refusal {
            assert!(reported.contains(said), "{said}: {reported}");
        }
        assert!(!reported.contains("the-access-token") && !reported.contains("s3cret"), "{reported}");
    }
}

/// A row for a vendor without OpenID Connect.
fn row<const N: usize>(
    id: &'static str,
    endpoints: (&'static str, &'static str),
    documents: [(&'static str, Value); N],
) -> Row {
    Row {
        id,
        hosts: &[],
        credentials: json!({}),
        script: Script::oauth2(endpoints, documents),
        authorize: &[],
        profile: json!({}),
        refusals: Vec::new(),
    }
}
