use serde_json::json;

use super::*;

use aws_lc_rs::digest;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};

const NOW: i64 = 1_800_000_000;

fn good() -> Value {
    json!({ "iss": "https://op.example", "sub": "u1", "aud": "client", "exp": NOW + 300, "iat": NOW, "nonce": "n" })
}

fn patched(patch: &Value) -> Value {
    let mut claims = good();
    for (name, value) in patch.as_object().unwrap() {
        if value == "<absent>" {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

struct Case {
    trusted: Vec<String>,
    max_age: Option<u32>,
    acr: Vec<String>,
    answered_by: Option<&'static str>,
    nonce_rule: NonceRule,
    algorithm: SigningAlgorithm,
}

impl Default for Case {
    fn default() -> Self {
        let algorithm = SigningAlgorithm::RS256;
        let nonce_rule = NonceRule::Required;
        Self { trusted: Vec::new(), max_age: None, acr: Vec::new(), answered_by: None, nonce_rule, algorithm }
    }
}

impl Case {
    /// The claim that is refused, if any.
    fn refused(&self, patch: &Value) -> Option<&'static str> {
        let issuer = IssuerRule::Exact(Issuer("https://op.example".into()));
        let (nonce, access_token) = (Secret::new("n"), Secret::new("access"));
        let expected = Expected {
            issuer: &issuer,
            answered_by: self.answered_by,
            client_id: "client",
            trusted_audiences: &self.trusted,
            nonce: Some(&nonce),
            nonce_rule: self.nonce_rule,
            access_token: Some(&access_token),
            now: NOW,
            max_token_age: 600,
            max_age: self.max_age,
            required_acr: &self.acr,
        };
        let claims = patched(patch).as_object().cloned().unwrap();
        IdToken::check(claims, Some(self.algorithm), &expected).err().map(|rule| rule.claim)
    }
}

/// IT-08, IT-09, IT-12, IT-13, IT-15, IT-16.
#[test]
fn each_rule_refuses_for_its_own_reason() {
    let case = Case::default();
    for (claim, values) in [
        (
            "iss",
            json!([
                "<absent>",
                "https://op.example1",
                "https://op.example/",
                "https://OP.example",
                "",
                ["https://op.example"],
                7,
                null
            ]),
        ),
        (
            "aud",
            json!(["<absent>", "other", [], ["other"], 7, "clien", "CLIENT", "client ", ["client", 7], null,
                       ["client", "other"], { "client": true }]),
        ),
        ("azp", json!(["other", "", 7, null, ["client"]])),
        (
            "exp",
            json!([
                "<absent>",
                null,
                NOW - 60,
                NOW - 86_400,
                "9999999999",
                -1,
                1e300,
                9_223_372_036_854_775_808_u64,
                [NOW + 300],
                true
            ]),
        ),
        ("iat", json!(["<absent>", null, NOW + 61, NOW - 604_800, NOW - 661, "1800000000", -1, 1e18])),
        ("nbf", json!([NOW + 61, "soon", null, -5])),
        ("nonce", json!(["<absent>", "other", ["n"], "n ", " n", "N", "", null, 7])),
        ("sub", json!(["<absent>", "", null, 7, ["u1"], "x".repeat(256), "a\nb", "\u{7f}"])),
        ("at_hash", json!(["AAAA", "", null, 7])),
    ] {
        for value in values.as_array().unwrap() {
            assert_eq!(case.refused(&json!({ claim: value })), Some(claim), "{claim} {value}");
        }
    }
}

#[test]
fn what_the_standard_allows_passes() {
    let case = Case::default();
    for patch in [
        json!({}),
        json!({ "aud": ["client"] }),
        json!({ "aud": ["client", "client"] }),
        json!({ "azp": "client" }),
        json!({ "exp": NOW - 59 }),
        json!({ "exp": (NOW + 300) as f64 + 0.5 }),
        json!({ "iat": NOW + 60 }),
        json!({ "iat": NOW - 660 }),
        json!({ "nbf": NOW + 60 }),
        json!({ "sub": "x".repeat(255) }),
        json!({ "auth_time": "text", "acr": 7, "amr": "pwd", "email_verified": "true", "name": null }),
    ] {
        assert_eq!(case.refused(&patch), None, "{patch}");
    }
}

#[test]
fn trusted_audiences_need_an_authorized_party() {
    let case = Case { trusted: vec!["api".into()], ..Case::default() };
    assert_eq!(case.refused(&json!({ "aud": ["client", "api"], "azp": "client" })), None);
    assert_eq!(case.refused(&json!({ "aud": ["client", "api"] })), Some("azp"));
    assert_eq!(case.refused(&json!({ "aud": ["client", "evil"], "azp": "client" })), Some("aud"));
    assert_eq!(case.refused(&json!({ "aud": ["api"], "azp": "client" })), Some("aud"));
    let any = Case { trusted: vec!["*".into()], ..Case::default() };
    for (claims, rule) in [
        (json!({ "aud": ["client", "project", "another"], "azp": "client" }), None),
        (json!({ "aud": ["client", "project"] }), Some("azp")),
        (json!({ "aud": ["client", "project"], "azp": "another" }), Some("azp")),
        (json!({ "aud": ["project"], "azp": "client" }), Some("aud")),
    ] {
        assert_eq!(any.refused(&claims), rule, "{claims}");
    }
}

#[test]
fn the_access_token_is_bound_by_the_signatures_hash() {
    use SigningAlgorithm as A;
    let half = |hash: &'static digest::Algorithm| {
        let full = digest::digest(hash, b"access");
        BASE64_URL_SAFE_NO_PAD.encode(&full.as_ref()[..full.as_ref().len() / 2])
    };
    for (algorithm, hash, accepted) in [
        (A::RS256, &digest::SHA256, true),
        (A::RS256, &digest::SHA512, false),
        (A::ES384, &digest::SHA384, true),
        (A::PS512, &digest::SHA512, true),
        (A::ES512, &digest::SHA256, false),
        (A::EdDSA, &digest::SHA512, true),
        (A::EdDSA, &digest::SHA256, true),
        (A::EdDSA, &digest::SHA384, false),
    ] {
        let refused = Case { algorithm, ..Case::default() }.refused(&json!({ "at_hash": half(hash) }));
        assert_eq!(refused.is_none(), accepted, "{algorithm:?}");
    }
}

#[test]
fn what_was_asked_for_about_the_sign_in_is_checked() {
    let case = Case { max_age: Some(100), ..Case::default() };
    for (patch, wanted) in [
        (json!({ "auth_time": NOW - 160 }), None),
        (json!({ "auth_time": NOW - 161 }), Some("auth_time")),
        (json!({ "auth_time": NOW + 61 }), Some("auth_time")),
        (json!({ "auth_time": NOW.to_string() }), Some("auth_time")),
        (json!({}), Some("auth_time")),
    ] {
        assert_eq!(case.refused(&patch), wanted, "{patch}");
    }
    let case = Case { acr: vec!["gold".into(), "silver".into()], ..Case::default() };
    for (patch, wanted) in [
        (json!({ "acr": "silver" }), None),
        (json!({ "acr": "bronze" }), Some("acr")),
        (json!({ "acr": ["gold"] }), Some("acr")),
        (json!({}), Some("acr")),
    ] {
        assert_eq!(case.refused(&patch), wanted, "{patch}");
    }
}

#[test]
fn answer_and_token_come_from_one_issuer() {
    assert_eq!(Case { answered_by: Some("https://op.example"), ..Case::default() }.refused(&json!({})), None);
    assert_eq!(Case { answered_by: Some("https://b.example"), ..Case::default() }.refused(&json!({})), Some("iss"));
}

/// PF-08: LinkedIn leaves the nonce out; one that is there is still this sign-in's.
#[test]
fn a_nonce_may_be_missing_only_where_the_definition_says_so() {
    let lenient = Case { nonce_rule: NonceRule::NotReturned, ..Case::default() };
    for (patch, strictly, leniently) in [
        (json!({}), None, None),
        (json!({ "nonce": "<absent>" }), Some("nonce"), None),
        (json!({ "nonce": "other" }), Some("nonce"), Some("nonce")),
        (json!({ "nonce": null }), Some("nonce"), Some("nonce")),
        (json!({ "nonce": "" }), Some("nonce"), Some("nonce")),
    ] {
        assert_eq!((Case::default().refused(&patch), lenient.refused(&patch)), (strictly, leniently), "{patch}");
    }
}
