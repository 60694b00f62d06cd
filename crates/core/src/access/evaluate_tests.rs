use std::{collections::BTreeMap, sync::Arc};

use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::{
    access::{Checked, Provider, Providers},
    clock::from_millis,
    ids::Issuer,
    provider::Owner,
    settings::ProviderSettings,
};

const ISSUER: &str = "https://id.example.com";
const NOW: i64 = 1_700_000_000_000;

fn grant(link: u128, provider: &str) -> LinkGrant {
    LinkGrant {
        link: LinkId(Uuid::from_u128(link)),
        provider: provider.parse().unwrap(),
        issuer: Issuer(ISSUER.into()),
        email: EmailAddress::parse(&format!("jane@{provider}.example")).ok(),
        email_verified: true,
        email_ceded: false,
        groups: vec!["staff".into(), format!("of {provider}")],
        admin: AdminRight::Granted,
        checked: Checked::default(),
        confirmed_at: Some(from_millis(NOW - 1_000)),
    }
}

/// A provider that makes members of `staff` administrators, with `settings` on top.
fn provider(settings: Value) -> Provider {
    let mut all = json!({ "enabled": true, "admin_groups": ["staff"] });
    all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    let settings: ProviderSettings = serde_json::from_value(all).unwrap();
    let checked = Checked::new(&settings, None);
    let (enabled, issuer) = (settings.enabled, Some(Issuer(ISSUER.into())));
    Provider { enabled, owner: Owner::Config, issuer, settings: Arc::new(settings), checked }
}

fn providers(all: Vec<(&str, Provider)>) -> Providers {
    Providers(all.into_iter().map(|(id, provider)| (id.parse().unwrap(), provider)).collect::<BTreeMap<_, _>>())
}

fn ask(local: &Local, grants: &[LinkGrant], all: &Providers) -> Access {
    evaluate(local, grants, Rules { providers: all, grant_max_age: Duration::days(30) }, from_millis(NOW))
}

/// ID-01: what one provider granted counts while that provider confirms it, and not a moment longer.
#[test]
fn a_grant_counts_while_its_provider_confirms_it() {
    use LinkStanding::{Counts, NotOffered, OtherIssuer, Refused, Unconfirmed};
    let old = LinkGrant { confirmed_at: Some(from_millis(NOW) - Duration::days(30)), ..grant(1, "corp") };
    let withdrawn = LinkGrant { confirmed_at: None, ..grant(1, "corp") };
    let unverified = LinkGrant { email_verified: false, ..grant(1, "corp") };
    let read_otherwise =
        LinkGrant { checked: Checked { mapping: Some("another".into()), requirements: None }, ..grant(1, "corp") };
    let with = |settings: Value| vec![("corp", provider(settings))];
    let moved = Provider { issuer: Some(Issuer("https://other.example".into())), ..provider(json!({})) };
    let slashed = Provider { issuer: Some(Issuer(format!("{ISSUER}/"))), ..provider(json!({})) };
    let unknown = Provider { issuer: None, ..provider(json!({})) };
    #[rustfmt::skip]
    let cases = [
        // name, grant, providers, standing, whether it gives groups, an address and rights
        ("as it was granted", grant(1, "corp"), with(json!({})), Counts, true),
        ("disabled", grant(1, "corp"), with(json!({ "enabled": false })), NotOffered, false),
        ("deleted", grant(1, "corp"), vec![], NotOffered, false),
        ("re-pointed", grant(1, "corp"), vec![("corp", moved)], OtherIssuer, false),
        ("the same issuer with a slash", grant(1, "corp"), vec![("corp", slashed)], Counts, true),
        ("an issuer that is not known", grant(1, "corp"), vec![("corp", unknown)], Counts, true),
        ("too old", old.clone(), with(json!({})), Unconfirmed, false),
        ("too old, and groups are asked for", old, with(json!({ "allowed_groups": ["staff"] })), Refused, false),
        ("withdrawn", withdrawn, with(json!({})), Unconfirmed, false),
        ("claims are read in another way", read_otherwise, with(json!({})), Unconfirmed, false),
        ("the domain is allowed", grant(1, "corp"), with(json!({ "allowed_email_domains": ["corp.example"] })), Counts, true),
        ("another domain is", grant(1, "corp"), with(json!({ "allowed_email_domains": ["b.example"] })), Refused, false),
        ("unverified", unverified, with(json!({ "allowed_email_domains": ["corp.example"] })), Refused, false),
        ("the group is allowed", grant(1, "corp"), with(json!({ "allowed_groups": ["staff"] })), Counts, true),
        ("another group is", grant(1, "corp"), with(json!({ "allowed_groups": ["board"] })), Refused, false),
        ("a claim is required now", grant(1, "corp"), with(json!({ "required_claims": { "hd": "x" } })), Refused, false),
        ("a context is required now", grant(1, "corp"), with(json!({ "required_acr": ["mfa"] })), Refused, false),
    ];
    for (name, grant, all, standing, gives) in cases {
        let access = ask(&Local::default(), std::slice::from_ref(&grant), &providers(all));
        assert_eq!(access.standing(grant.link), Some(standing), "{name}");
        assert_eq!(
            (access.is_admin(), !access.groups.is_empty(), access.email.is_some()),
            (gives, gives, gives),
            "{name}"
        );
    }
}

#[test]
fn a_claim_that_was_checked_counts_until_the_rule_changes() {
    let all = providers(vec![("corp", provider(json!({ "required_claims": { "hd": "x" } })))]);
    let checked = all.0.values().next().unwrap().checked.clone();
    let granted = LinkGrant { checked, ..grant(1, "corp") };
    assert!(ask(&Local::default(), std::slice::from_ref(&granted), &all).is_admin());
    let narrowed = providers(vec![("corp", provider(json!({ "required_claims": { "hd": "y" } })))]);
    assert!(!ask(&Local::default(), std::slice::from_ref(&granted), &narrowed).links[0].1.is_usable());
    let widened = providers(vec![("corp", provider(json!({})))]);
    assert!(ask(&Local::default(), &[granted], &widened).is_admin());
}

/// ID-09: side by side, by origin.
#[test]
fn grants_of_two_providers_stand_side_by_side() {
    let all = || vec![("corp", provider(json!({}))), ("pub", provider(json!({ "admin_groups": [] })))];
    let grants = [grant(1, "pub"), grant(2, "corp")];
    let access = ask(&Local::default(), &grants, &providers(all()));
    let groups: Vec<_> = access.groups.iter().map(|group| (&*group.name, group.providers.len())).collect();
    assert_eq!(groups, [("staff", 2), ("of pub", 1), ("of corp", 1)]);
    assert_eq!(access.admin, [AdminOrigin::Provider("corp".parse().unwrap())]);
    assert_eq!(access.verified_email().unwrap().as_str(), "jane@pub.example", "the oldest link's");
    assert!(access.holds(&EmailAddress::parse("JANE@corp.example").unwrap()));
    assert_eq!(access.valid_until, Some(from_millis(NOW - 1_000) + Duration::days(30)));
    // Without corp, what pub said is left.
    let access = ask(&Local::default(), &grants, &providers(all().into_iter().skip(1).collect()));
    assert_eq!((access.group_names().collect::<Vec<_>>(), access.admin.len()), (vec!["staff", "of pub"], 0));
}

/// ID-03, ID-06: an address is as good as the word behind it.
#[test]
fn an_address_is_verified_by_somebody_or_is_not() {
    let local = Local { email: EmailAddress::parse("root@here.example").ok(), is_admin: true };
    let all = providers(vec![("corp", provider(json!({}))), ("own", provider(json!({ "linking": "trusted_email" })))]);
    let unverified = |link, id| LinkGrant { email_verified: false, ..grant(link, id) };
    let ceded = LinkGrant { email_ceded: true, ..grant(1, "corp") };
    let found = |local: &Local, grants: &[LinkGrant]| {
        ask(local, grants, &all).email.map(|email| (email.address.as_str().to_owned(), email.verified))
    };
    let is = |text: &str, verified| Some((text.to_owned(), verified));
    let nobody = Local::default();
    assert_eq!(found(&local, &[grant(1, "corp")]), is("root@here.example", true), "an administrator's word first");
    assert_eq!(found(&nobody, &[unverified(1, "corp")]), is("jane@corp.example", false));
    assert_eq!(found(&nobody, &[unverified(1, "corp"), unverified(2, "own")]), is("jane@own.example", true));
    assert_eq!(found(&nobody, &[ceded]), None);
    assert_eq!(ask(&local, &[], &all).admin, [AdminOrigin::Local]);
}

/// AC-16 and rule 8: a right that is kept is seen to be, and ends with its provider.
#[test]
fn a_kept_right_is_visible() {
    let kept = LinkGrant { admin: AdminRight::Kept, groups: vec![], ..grant(1, "corp") };
    let all = providers(vec![("corp", provider(json!({})))]);
    let access = ask(&Local::default(), std::slice::from_ref(&kept), &all);
    assert_eq!(access.admin, [AdminOrigin::Kept("corp".parse().unwrap())]);
    assert!(!ask(&Local::default(), &[kept], &Providers::default()).is_admin());
}

/// GR-03: the rules of now give names to what was sent then, so no right of former rules is left.
#[test]
fn gr_03_a_changed_rule_counts_at_once() {
    let ask = |settings: Value| {
        let all = providers(vec![("corp", provider(settings))]);
        (ask(&Local::default(), &[grant(1, "corp")], &all), all.0.values().next().unwrap().digest())
    };
    let rule = |name: &str| json!({ "group_rules": [{ "match": "^staff$", "name": name }] });
    let (before, digest) = ask(json!({}));
    assert!(before.is_admin());
    let (renamed, renamed_digest) = ask(rule("people"));
    assert_eq!(renamed.group_names().collect::<Vec<_>>(), ["people", "of corp"]);
    assert!(!renamed.is_admin(), "`admin_groups` names a group that nobody has any more");
    assert_ne!(digest, renamed_digest, "so that the store withdraws what it gave");
    let mut by_new_name = rule("people");
    by_new_name["admin_groups"] = json!(["people"]);
    assert!(ask(by_new_name.clone()).0.is_admin());
    by_new_name["allowed_groups"] = json!(["staff"]);
    assert_eq!(ask(by_new_name).0.links[0].1, LinkStanding::Refused);
    let (dropped, _) = ask(json!({ "unmatched_groups": "drop", "group_rules": [{ "match": "x", "name": "x" }] }));
    assert!(dropped.groups.is_empty() && !dropped.is_admin());
    let (broken, _) = ask(json!({ "group_rules": [{ "match": "(", "name": "x" }] }));
    assert!(broken.groups.is_empty() && !broken.is_admin());
}
