//! oauth2-proxy (<https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview>, read for 7.15): its configuration file, its
//! variables, and its structured configuration (`--alpha-config`).

use url::Url;

use super::{
    dex_connector::is_directory_id,
    duration::seconds,
    fields::Fields,
    oauth2_proxy_yaml,
    outcome::{Credential, Imported},
};

/// Where it is answered when no redirect URL is set.
const CALLBACK: &str = "/oauth2/callback";

/// What narrows who gets in, and has no counterpart.
const RESTRICTIONS: [&str; 15] = [
    "authenticated_emails_file",
    "allowed_roles",
    "github_org",
    "github_team",
    "github_repo",
    "github_users",
    "gitlab_projects",
    "google_groups",
    "google_group",
    "keycloak_groups",
    "bitbucket_team",
    "bitbucket_repository",
    "azure_tenant",
    "entra_id_allowed_tenants",
    "htpasswd_user_groups",
];

pub(super) fn read((mut fields, structured): (Fields, Fields), imported: &mut Imported) {
    let redirect = fields.text("redirect_url");
    if let Some(url) = &redirect {
        imported.public_url("redirect_url", url);
    }
    let (mut providers, rest) = oauth2_proxy_yaml::read(structured, imported);
    for (key, setting) in [("http_address", "listen"), ("metrics_address", "metrics.listen")] {
        if let Some(address) = fields.text(key) {
            imported.listen(setting, key, &address);
        }
    }
    session(&mut fields, imported);
    network(&mut fields, imported);
    let domains = fields.list("email_domains");
    // Whoever has one in the other way of writing has none here.
    let is_structured = !providers.is_empty();
    if !is_structured {
        providers.push(std::mem::take(&mut fields));
    }
    let mut callbacks = Vec::new();
    let shared = RESTRICTIONS.into_iter().filter(|key| fields.is_given(key)).collect::<Vec<_>>();
    for mut one in providers {
        provider(&mut one, &domains, &shared, redirect.as_deref(), &mut callbacks, imported);
        if !one.list("upstreams").is_empty() {
            imported.no_proxy();
        }
        one.report_rest("", imported);
    }
    fields.report_rest("", imported);
    rest.report_rest("", imported);
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
        match seconds(&expire).filter(|seconds| *seconds > 0) {
            Some(seconds) => {
                imported.session(seconds.min(12 * 3600), seconds);
                imported.taken("cookie_expire as session.absolute");
            }
            None => imported.lost("cookie_expire: the default of session.absolute is 30d"),
        }
    }
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

fn definition(kind: &str) -> Option<&str> {
    Some(match kind {
        "google" | "github" | "gitlab" | "adfs" | "oidc" | "gitea" | "bitbucket" | "linkedin" | "facebook"
        | "digitalocean" | "nextcloud" => kind,
        "keycloak-oidc" => "keycloak",
        "entra-id" | "azure" => "entra",
        _ => return None,
    })
}

/// One provider, in the words of the configuration file. `domains` and `elsewhere` hold for all of them.
fn provider(
    fields: &mut Fields,
    domains: &[String],
    elsewhere: &[&str],
    redirect: Option<&str>,
    callbacks: &mut Vec<String>,
    imported: &mut Imported,
) {
    let kind = fields.text("provider").unwrap_or_else(|| "google".to_owned());
    let Some(definition) = definition(&kind) else {
        return imported.lost(format!("provider {kind}: choose one that `vestibule provider list` shows"));
    };
    let Some(client_id) = fields.text("client_id") else {
        return imported.lost(format!("provider {kind}: there is no client_id in these files; add the provider"));
    };
    let id = fields.text("id").unwrap_or_else(|| definition.to_owned());
    let mut provider = imported.provider(&id, definition, fields.text("provider_display_name"));
    let (mut issuer, mut has_tenant) = (fields.text("oidc_issuer_url"), false);
    match definition {
        "gitlab" => issuer = issuer.or_else(|| Some("https://gitlab.com".to_owned())),
        "entra" => {
            // https://login.microsoftonline.com/TENANT/v2.0
            let named = issuer.as_deref().and_then(|url| url.split('/').nth(3)).map(str::to_owned);
            let tenant = fields.text("azure_tenant").or(named).filter(|tenant| is_directory_id(tenant));
            has_tenant = tenant.is_some();
            provider.credential("tenant", tenant.map(|tenant| Credential::Value(tenant.to_ascii_lowercase())));
            issuer = None;
        }
        _ => {}
    }
    provider.credential("issuer_url", issuer.map(Credential::Value));
    provider.credential("client_id", Some(Credential::Value(client_id)));
    let secret = fields.text("client_secret").map(Credential::Value);
    let secret = secret.or_else(|| fields.text("client_secret_file").map(Credential::File));
    provider.credential("client_secret", secret.or_else(|| fields.text("client_secret_env").map(Credential::Variable)));
    let groups = [fields.list("allowed_groups"), fields.list("gitlab_groups")].concat();
    provider.list("allowed_groups", groups);
    provider.list("allowed_email_domains", domains.iter().filter(|domain| *domain != "*").cloned().collect());
    let scopes = fields.text("scope").unwrap_or_default();
    let own = ["openid", "email", "profile"];
    let scopes = scopes.split_whitespace().filter(|scope| !own.contains(scope)).map(str::to_owned);
    provider.list("scopes", scopes.collect());
    let path = redirect.and_then(|url| Url::parse(url).ok()).map(|url| url.path().to_owned());
    let path = path.filter(|path| path != "/").unwrap_or_else(|| CALLBACK.to_owned());
    let is_shared = callbacks.contains(&path);
    if !is_shared {
        provider.callback(&path);
    }
    callbacks.push(path);
    let own = RESTRICTIONS.into_iter().filter(|key| fields.is_given(key));
    let restrictions: Vec<_> = own.chain(elsewhere.iter().copied()).collect();
    let id = provider.id.clone();
    let lacks_tenant = definition == "entra" && !has_tenant;
    provider.open(&format!("provider {kind}"), (!restrictions.is_empty()).then(|| restrictions.join(", ")).as_deref());
    if lacks_tenant {
        imported.changed(format!(
            "{id}: enter the directory (tenant) ID as credentials.tenant; a provider is for one directory"
        ));
    }
    if is_shared {
        imported.changed(format!(
            "{id} shares its redirect URI with another provider: register PUBLIC_URL/api/auth/providers/{id}/callback for it"
        ));
    }
}
