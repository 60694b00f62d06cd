//! A user and the API tokens as an operator is shown them before a change.

use vestibule_core::{
    access::{Access, LinkStanding, Rules, ValueOrigin},
    clock::{Clock as _, SystemClock},
    ids::UserId,
};
use vestibule_store::{ApiToken, Link, Store, User};

use crate::Failure;

/// The users of these ids that exist: name, address and whether it is verified, and each link with what it is good for.
pub(crate) async fn describe(store: &dyn Store, users: &[UserId], rules: Rules<'_>) -> Result<String, Failure> {
    let mut lines = Vec::new();
    for user in users {
        let Some(user) = store.find_user(*user).await? else { continue };
        let access = user.access(rules, SystemClock.now());
        lines.push(headline(&user, &access));
        lines.push(format!("  address: {}", address(&access)));
        let links = store.list_links(user.id).await?;
        if links.is_empty() {
            lines.push("  no links: no provider signs them in".to_owned());
        }
        lines.extend(links.iter().map(|link| line_of(link, &access, rules)));
    }
    Ok(lines.join("\n"))
}

/// All API tokens, none of which belongs to a user.
pub(crate) fn describe_tokens(tokens: &[ApiToken]) -> String {
    if tokens.is_empty() {
        return "There are no API tokens.".to_owned();
    }
    let lines = tokens.iter().map(|token| {
        let end =
            token.expires_at.map_or("never expires".to_owned(), |end| format!("expires {}", end.format("%Y-%m-%d")));
        format!("  {}: made {}, {end}", token.name, token.created_at.format("%Y-%m-%d"))
    });
    let head = "API tokens, which belong to no user and stay unless you use --drop-tokens:".to_owned();
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

fn headline(user: &User, access: &Access) -> String {
    let name = user.name.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
    let rights = if access.is_admin() { ", an administrator" } else { "" };
    let disabled = if user.disabled { ", disabled" } else { "" };
    format!("user {} ({}){name}{rights}{disabled}", user.username, user.id)
}

fn address(access: &Access) -> String {
    match &access.email {
        None => "none that counts now".to_owned(),
        Some(email) if email.verified => format!("{}, verified by {}", email.address, whom(&email.origin)),
        Some(email) => format!("{}, which nobody has verified: {} sent it", email.address, whom(&email.origin)),
    }
}

fn whom(origin: &ValueOrigin) -> String {
    match origin {
        ValueOrigin::Local => "an administrator".to_owned(),
        ValueOrigin::Provider(id) => format!("provider {id}"),
    }
}

fn line_of(link: &Link, access: &Access, rules: Rules<'_>) -> String {
    let issuer = match access.standing(link.id) {
        _ if rules.providers.0.is_empty() => "of which nothing is known here",
        Some(LinkStanding::Counts) => "its current issuer",
        Some(LinkStanding::Unconfirmed) => "its current issuer, which has not confirmed them lately",
        Some(LinkStanding::Refused) => "its current issuer; the provider's rules refuse them",
        Some(LinkStanding::OtherIssuer) => "not its issuer now, so this link signs nobody in",
        Some(LinkStanding::NotOffered) | None => "the provider is disabled or deleted, so this link signs nobody in",
    };
    format!("  link: provider {}, subject {} of {} ({issuer})", link.provider, link.subject.as_str(), link.issuer)
}
