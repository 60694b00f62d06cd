//! The upstream's metadata document (OpenID Connect Discovery §3, RFC 8414): fetched, normalized, checked.
//!
//! What upstreams leave out although the standard requires it gets the standard's default; members that nobody here
//! reads cannot break anything, because they are dropped before the document is read. What *is* read must be right.

mod document;

use self::document::{
    AUTH_ALGORITHMS, Document, ENDPOINTS, MetadataError, known_algorithms, method_name, normalize, prefer_aliases,
};
use super::{issuer::IssuerRule, plan::Plan};
use crate::json;
use http::{Request, header};
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    definition::{Par, SigningAlgorithm, UserinfoUse},
    driver::{Context, SignInError},
    http::Purpose,
    redact::escape_for_log,
};

/// What we know about an upstream. Two documents that say the same give equal values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Metadata {
    pub(crate) issuer: IssuerRule,
    pub(crate) authorization: Url,
    pub(crate) token: Url,
    pub(crate) userinfo: Option<Url>,
    pub(crate) jwks: Url,
    pub(crate) end_session: Option<Url>,
    /// Where authorization requests are pushed; `None` when they go through the browser.
    pub(crate) par_endpoint: Option<Url>,
    /// Signature algorithms that definition and metadata both allow. Empty only where ID tokens are signed with the client
    /// secret.
    pub(crate) algorithms: Vec<SigningAlgorithm>,
    /// The same for signed userinfo, where the metadata says something about it.
    pub(crate) userinfo_algorithms: Vec<SigningAlgorithm>,
    /// Client authentication at the token endpoint, as listed.
    pub(crate) auth_methods: Option<Vec<String>>,
    /// Signature algorithms of client assertions there, as far as we know the listed ones.
    pub(crate) auth_algorithms: Option<Vec<SigningAlgorithm>>,
    /// The upstream promises to say who it is in every successful answer (RFC 9207).
    pub(crate) iss_parameter_supported: bool,
}

/// Fetches and checks the document. Errors say the URL, what came, and what to change.
pub(crate) async fn fetch(context: &Context<'_>, plan: &Plan) -> Result<Metadata, SignInError> {
    let document = fetch_document(context, plan).await?;
    parse(document, plan)
}

/// Checks a document.
pub(super) fn parse(document: Map<String, Value>, plan: &Plan) -> Result<Metadata, SignInError> {
    let url = plan.metadata_url();
    read(document, plan).map_err(|MetadataError { cause, detail }| {
        SignInError::new(ErrorCode::ProviderMisconfigured, cause, format!("the metadata at {url}: {detail}"))
    })
}

/// Fetches the document, and reads nothing of it.
pub(super) async fn fetch_document(context: &Context<'_>, plan: &Plan) -> Result<Map<String, Value>, SignInError> {
    let url = plan.metadata_url();
    let failed = |code, cause, detail: &dyn std::fmt::Display| {
        SignInError::new(code, cause, format!("the metadata at {url}: {detail}"))
    };
    let misconfigured = |error: MetadataError| failed(ErrorCode::ProviderMisconfigured, error.cause, &error.detail);
    let request = Request::builder().uri(&url).header(header::ACCEPT, "application/json").body(bytes::Bytes::new());
    let request = request.map_err(|error| misconfigured(error.to_string().into()))?;
    let answer = context.http.send(Purpose::Discovery, request).await;
    let answer = answer.map_err(|error| failed(error.code(), Cause::from(&error), &error))?;
    let status = answer.status();
    if status.is_server_error() || status.as_u16() == 429 {
        let detail = format!("HTTP {}. It is retried automatically", status.as_u16());
        return Err(failed(ErrorCode::ProviderUnavailable, Cause::Unavailable, &detail));
    }
    if status.as_u16() != 200 {
        let advice = "Check issuer_url: it must be the provider's own URL, without the path of a page";
        return Err(misconfigured(format!("HTTP {}. {advice}", status.as_u16()).into()));
    }
    json::parse_object(answer.body()).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        misconfigured(format!("HTTP 200, but not a JSON object ({place}). Check issuer_url").into())
    })
}

/// Reads a document. Pure; the error is for the administrator.
fn read(mut document: Map<String, Value>, plan: &Plan) -> Result<Metadata, MetadataError> {
    let stated = document.get("issuer").and_then(Value::as_str).ok_or("it states no issuer");
    let issuer = stated
        .map_err(str::to_owned)
        .and_then(|stated| IssuerRule::decide(&plan.issuer, plan.pattern.as_ref(), stated))
        .map_err(|detail| MetadataError { cause: Cause::IssuerMismatch, detail })?;
    if plan.scope.identity.is_some() {
        prefer_aliases(&mut document)?;
    }
    for (name, url) in overrides(plan) {
        document.insert(name.to_owned(), url.as_str().into());
    }
    normalize(&mut document)?;
    check_endpoints(&mut document, plan)?;
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        document.get(name).ok_or_else(|| format!("it names no {name}"))?;
    }
    // RFC 9864 names Ed25519 in a way that the library does not know and would skip.
    let listed =
        |name: &str, allowed: &[SigningAlgorithm]| document.get(name).map(|list| known_algorithms(list, allowed));
    let algorithms = listed("id_token_signing_alg_values_supported", &plan.algorithms).unwrap_or_default();
    // With the client secret, no algorithm of the list counts: LINE lists only the one of its other kind of client.
    if algorithms.is_empty() && plan.id_token_secret.is_none() {
        return Err(no_algorithm(document.get("id_token_signing_alg_values_supported"), plan));
    }
    let allowed = plan.definition.id_token.published_algorithms();
    let userinfo_algorithms = listed("userinfo_signing_alg_values_supported", &allowed).filter(|list| !list.is_empty());
    // HS256 for `client_secret_jwt` is in the same list, and is no algorithm of a key.
    let auth_algorithms = listed(AUTH_ALGORITHMS, SigningAlgorithm::ALL).filter(|list| !list.is_empty());
    document.remove(AUTH_ALGORITHMS);
    let document: Document = serde_json::from_value(Value::Object(document)).map_err(|error| error.to_string())?;
    let userinfo_algorithms = userinfo_algorithms.unwrap_or_else(|| algorithms.clone());
    let algorithms = Algorithms { id_token: algorithms, userinfo: userinfo_algorithms, auth: auth_algorithms };
    assemble(issuer, &document, plan, algorithms)
}

/// Refuses URLs that may not be asked. What nothing here uses is left out instead, and the log says so.
fn check_endpoints(document: &mut Map<String, Value>, plan: &Plan) -> Result<(), MetadataError> {
    let rules = plan.endpoint_rules();
    for name in ENDPOINTS {
        let Some(text) = document.get(*name).and_then(Value::as_str) else { continue };
        let Err(reason) = rules.parse(text) else { continue };
        let problem = format!("its {name} is {}: {reason}", escape_for_log(text));
        let unused = match *name {
            "userinfo_endpoint" => plan.definition.userinfo.when == UserinfoUse::Never,
            "pushed_authorization_request_endpoint" => plan.par == Par::Never,
            _ => false,
        };
        if !unused {
            return Err(problem.into());
        }
        tracing::warn!("the provider's metadata has a URL that cannot be used, and that nothing here needs: {problem}");
        document.remove(*name);
    }
    Ok(())
}

fn no_algorithm(listed: Option<&Value>, plan: &Plan) -> MetadataError {
    let listed: Vec<_> = listed.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let shown = escape_for_log(&listed.join(", "));
    let allowed: Vec<_> = plan.algorithms.iter().map(|algorithm| algorithm.as_str()).collect();
    let detail = format!(
        "none of its ID token algorithms ({shown}) is one that this provider may use ({}). {}",
        allowed.join(", "),
        algorithm_advice(plan)
    );
    MetadataError { cause: Cause::Algorithms, detail }
}

/// What to choose at the upstream: of what is allowed here, the algorithms that upstreams usually have. Where the settings
/// allow less than the definition, they can be changed instead.
fn algorithm_advice(plan: &Plan) -> String {
    let is_usual = |one: &&SigningAlgorithm| matches!(one, SigningAlgorithm::RS256 | SigningAlgorithm::ES256);
    let mut choice: Vec<_> = plan.algorithms.iter().filter(is_usual).collect();
    if choice.is_empty() {
        choice.extend(&plan.algorithms);
    }
    let choice: Vec<_> = choice.into_iter().map(|algorithm| algorithm.as_str()).collect();
    let is_setting = plan.algorithms.len() < plan.definition.id_token.published_algorithms().len();
    let otherwise = if is_setting { ", or change id_token_signed_response_alg" } else { "" };
    format!("Choose {} for this client at the provider{otherwise}", choice.join(" or "))
}

/// What signs what.
struct Algorithms {
    id_token: Vec<SigningAlgorithm>,
    userinfo: Vec<SigningAlgorithm>,
    auth: Option<Vec<SigningAlgorithm>>,
}

fn assemble(
    issuer: IssuerRule,
    document: &Document,
    plan: &Plan,
    algorithms: Algorithms,
) -> Result<Metadata, MetadataError> {
    let extra = document.additional_metadata();
    let par_endpoint = extra.pushed_authorization_request_endpoint.clone();
    // Some upstreams demand pushed requests of single clients, and their metadata does not say so. Pocket ID takes none of
    // public clients: <https://github.com/pocket-id/pocket-id/blob/v2.9.0/backend/internal/controller/oidc_controller.go>
    let push = match plan.par {
        Par::Required => true,
        Par::Never => false,
        Par::Auto => extra.require_pushed_authorization_requests || (par_endpoint.is_some() && plan.is_confidential()),
    };
    if push && par_endpoint.is_none() {
        return Err("requests must be pushed, but it names no pushed_authorization_request_endpoint".into());
    }
    let userinfo = document.userinfo_endpoint().map(|url| url.url().clone());
    let token = document.token_endpoint().ok_or("it names no token_endpoint")?;
    let auth_methods =
        document.token_endpoint_auth_methods_supported().map(|list| list.iter().map(method_name).collect());
    Ok(Metadata {
        issuer,
        authorization: document.authorization_endpoint().url().clone(),
        token: token.url().clone(),
        userinfo: userinfo.filter(|_| plan.definition.userinfo.when != UserinfoUse::Never),
        jwks: document.jwks_uri().url().clone(),
        end_session: extra.end_session_endpoint.clone(),
        par_endpoint: par_endpoint.filter(|_| push),
        algorithms: algorithms.id_token,
        userinfo_algorithms: algorithms.userinfo,
        auth_methods,
        auth_algorithms: algorithms.auth,
        iss_parameter_supported: extra.authorization_response_iss_parameter_supported,
    })
}

fn overrides(plan: &Plan) -> impl Iterator<Item = (&'static str, &Url)> {
    let o = &plan.overrides;
    let all = [&o.authorization, &o.token, &o.userinfo, &o.jwks, &o.end_session, &o.pushed_authorization_request];
    ENDPOINTS.iter().copied().zip(all).filter_map(|(name, url)| Some((name, url.as_ref()?)))
}
