//! oauth2-proxy (<https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview>, read for 7.15).

use url::Url;

use super::{
    fields::Fields,
    outcome::{Credential, Imported},
};

/// Where it is answered when no redirect URL is set.
const CALLBACK: &str = "/oauth2/callback";

/// What narrows who gets in, and has no counterpart.
const RESTRICTIONS: [&str; 12] = [
    "authenticated_emails_file",
    "allowed_roles",
    "github_org",
    "github_team",
    "github_repo",
    "github_users",
    "gitlab_projects",
    "google_groups",
    "bitbucket_team",
    "bitbucket_repository",
    "azure_tenant",
    "htpasswd_file",
];

pub(super) fn read(mut fields: Fields, imported: &mut Imported) {
    let redirect = fields.text("redirect_url");
    if let Some(url) = &redirect {
        imported.public_url("redirect_url", url);
    }
    if let Some(address) = fields.text("http_address") {
        imported.listen("listen", "http_address", &address);
    }
    if let Some(address) = fields.text("metrics_address") {
        imported.listen("metrics.listen", "metrics_address", &address);
    }
    session(&mut fields, imported);
    network(&mut fields, imported);
    provider(&mut fields, redirect.as_deref(), imported);
    if !fields.list("upstreams").is_empty() {
        imported.lost("upstreams: Vestibule is no proxy; let yours ask /api/auth/verify (docs/forward-auth.md)");
    }
    fields.report_rest("", imported);
}

fn session(fields: &mut Fields, imported: &mut Imported) {
    if fields.text("cookie_secret").is_some() || fields.text("cookie_secret_file").is_some() {
        imported.changed("cookie_secret: Vestibule makes a key of its own, and everybody signs in once more");
    }
    if let Some(domain) = fields.list("cookie_domains").first() {
        imported.set("session.cookie_domain", domain.trim_start_matches('.'));
        imported.taken("the first of cookie_domains as session.cookie_domain");
    }
    if let Some(expire) = fields.text("cookie_expire") {
        match hours(&expire) {
            Some(hours) if hours > 0 => {
                imported.set("session.absolute", format!("{hours}h"));
                imported.set("session.idle", format!("{}h", hours.min(12)));
                imported.taken("cookie_expire as session.absolute");
            }
            _ => imported.lost("cookie_expire: the default of session.absolute is 30d"),
        }
    }
}

/// `168h0m0s`.
fn hours(text: &str) -> Option<u32> {
    let (hours, rest) = text.split_once('h')?;
    rest.chars().all(|c| "0ms".contains(c)).then(|| hours.parse().ok())?
}

fn network(fields: &mut Fields, imported: &mut Imported) {
    let (exact, wide): (Vec<_>, Vec<_>) =
        fields.list("whitelist_domains").into_iter().partition(|domain| !domain.starts_with(['.', '*']));
    if !exact.is_empty() {
        let origins = exact.iter().map(|domain| format!("https://{domain}")).collect();
        imported.list("allowed_return_origins", origins);
        imported.taken("whitelist_domains as allowed_return_origins");
    }
    for domain in wide {
        imported.lost(format!("whitelist_domains, {domain}: add each application to allowed_return_origins"));
    }
    let proxies = fields.list("trusted_proxy_ips");
    if !proxies.is_empty() {
        imported.list("network.trusted_proxies", proxies);
        imported.taken("trusted_proxy_ips as network.trusted_proxies");
    } else if fields.is_true("reverse_proxy") {
        imported.changed("reverse_proxy trusts everybody: name the proxy in network.trusted_proxies");
    }
    let authorities = fields.list("provider_ca_files");
    if !authorities.is_empty() {
        imported.list("network.extra_ca", authorities);
        imported.taken("provider_ca_files as network.extra_ca");
    }
}

fn provider(fields: &mut Fields, redirect: Option<&str>, imported: &mut Imported) {
    let kind = fields.text("provider").unwrap_or_else(|| "google".to_owned());
    let definition = match kind.as_str() {
        "google" | "github" | "gitlab" | "adfs" => kind.as_str(),
        "keycloak-oidc" => "keycloak",
        "entra-id" => "entra",
        "oidc" => "oidc",
        other => {
            return imported.lost(format!("provider {other}: choose one that `vestibule provider list` shows"));
        }
    };
    let restriction = RESTRICTIONS.into_iter().filter(|key| {
        let given = !fields.list(key).is_empty();
        given && *key != "azure_tenant"
    });
    let restrictions: Vec<_> = restriction.collect();
    let mut provider = imported.provider(definition, definition, fields.text("provider_display_name"));
    provider.credential("issuer_url", fields.text("oidc_issuer_url").map(Credential::Value));
    provider.credential("client_id", fields.text("client_id").map(Credential::Value));
    let secret = fields.text("client_secret").map(Credential::Value);
    provider.credential("client_secret", secret.or_else(|| fields.text("client_secret_file").map(Credential::File)));
    provider.list("allowed_groups", fields.list("allowed_groups"));
    let domains = fields.list("email_domains");
    provider.list("allowed_email_domains", domains.into_iter().filter(|domain| domain != "*").collect());
    let scopes = fields.text("scope").unwrap_or_default();
    let own = ["openid", "email", "profile"];
    let scopes = scopes.split_whitespace().filter(|scope| !own.contains(scope)).map(str::to_owned);
    provider.list("scopes", scopes.collect());
    let path = redirect.and_then(|url| Url::parse(url).ok()).map(|url| url.path().to_owned());
    provider.callback(path.as_deref().filter(|path| *path != "/").unwrap_or(CALLBACK));
    provider.open(&format!("provider {kind}"), (!restrictions.is_empty()).then(|| restrictions.join(", ")).as_deref());
}
