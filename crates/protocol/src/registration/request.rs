//! What we say about our client (OpenID Connect Dynamic Registration §2, RFC 7591 §2).

use openidconnect::{
    ClientName, ClientUrl, JsonWebKeySetUrl, LogoUrl, RedirectUrl, ResponseTypes,
    core::{
        CoreApplicationType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
        CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType, CoreSubjectIdentifierType,
    },
    registration::{AdditionalClientMetadata, ClientMetadata},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    definition::{ClientAuthentication, SigningAlgorithm},
    driver::SignInError,
};

use super::{client_keys::ClientKeys, errors::refused, offer::Offer, plan::SelfRegistration};

/// Members that openidconnect does not know.
#[derive(Debug, Serialize, Deserialize)]
struct Extra {
    scope: String,
    post_logout_redirect_uris: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backchannel_logout_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backchannel_logout_session_required: Option<bool>,
}

impl AdditionalClientMetadata for Extra {}

type Metadata = ClientMetadata<
    Extra,
    CoreApplicationType,
    CoreClientAuthMethod,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What is registered.
pub(super) struct Wanted {
    pub(super) members: Map<String, Value>,
    pub(super) authentication: ClientAuthentication,
    /// What a client that authenticates with a key signs with.
    pub(super) algorithm: Option<SigningAlgorithm>,
    /// Whether the members are sent as a form, as an upstream with a request of its own wants it, and not as JSON.
    pub(super) form: bool,
}

/// The metadata of our client, without a client id.
pub(super) fn metadata(
    plan: &SelfRegistration,
    offer: &Offer,
    authentication: ClientAuthentication,
) -> Result<Map<String, Value>, SignInError> {
    let build = || -> Result<Map<String, Value>, Box<dyn std::error::Error>> {
        let uris = plan.redirect_uris.iter().map(|uri| RedirectUrl::new(uri.clone())).collect::<Result<_, _>>()?;
        let logout = offer.back_channel_logout.then(|| plan.back_channel_logout_uri.clone());
        let extra = Extra {
            scope: plan.scopes.join(" "),
            post_logout_redirect_uris: vec![plan.post_logout_redirect_uri.clone()],
            backchannel_logout_session_required: logout.is_some().then_some(true),
            backchannel_logout_uri: logout,
        };
        let mut grants = vec![CoreGrantType::AuthorizationCode];
        if plan.refresh && offer.lists_refresh_token() {
            grants.push(CoreGrantType::RefreshToken);
        }
        let name = ClientName::new(plan.registrar.client_name.clone());
        let mut metadata = Metadata::new(uris, extra)
            .set_client_name(Some(name.into()))
            .set_client_uri(Some(ClientUrl::new(plan.public_url.as_str().to_owned())?.into()))
            .set_response_types(Some(vec![ResponseTypes::new(vec![CoreResponseType::Code])]))
            .set_grant_types(Some(grants))
            .set_token_endpoint_auth_method(Some(method(authentication)));
        if let Some(logo) = &plan.registrar.logo_uri {
            metadata = metadata.set_logo_uri(Some(LogoUrl::new(logo.clone())?.into()));
        }
        if authentication == ClientAuthentication::PrivateKeyJwt {
            let algorithm = match ClientKeys::algorithm(offer) {
                SigningAlgorithm::ES256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                _ => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            };
            metadata = metadata
                .set_jwks_uri(Some(JsonWebKeySetUrl::new(plan.jwks_uri.clone())?))
                .set_token_endpoint_auth_signing_alg(Some(algorithm));
        }
        let Value::Object(members) = serde_json::to_value(&metadata)? else { return Ok(Map::new()) };
        Ok(members.into_iter().filter(|(_, value)| !value.is_null()).collect())
    };
    build().map_err(|error| {
        SignInError::new(ErrorCode::Internal, Cause::Internal, format!("the metadata of our client: {error}"))
    })
}

/// What is registered dynamically.
pub(super) fn wanted(plan: &SelfRegistration, offer: &Offer) -> Result<Wanted, SignInError> {
    let none = || refused("it takes none of the ways to authenticate that are supported here".to_owned());
    let authentication = authentication(plan, offer).ok_or_else(none)?;
    let members = metadata(plan, offer, authentication)?;
    Ok(Wanted { members, authentication, algorithm: Some(ClientKeys::algorithm(offer)), form: false })
}

/// How a client that is registered authenticates: as settings or definition want it where the upstream knows that, else
/// with a secret, else with a key, else as a public client with PKCE.
fn authentication(plan: &SelfRegistration, offer: &Offer) -> Option<ClientAuthentication> {
    use ClientAuthentication as Way;
    let known = parse_method(method_name(plan.authentication)) == Some(plan.authentication);
    if plan.authentication_is_set && known {
        return Some(plan.authentication);
    }
    let fetches_keys = plan.on_loopback || !plan.public_url.is_loopback();
    let possible = |way: &Way| match way {
        Way::Auto => false,
        Way::PrivateKeyJwt => offer.lists_method("private_key_jwt") && ClientKeys::fits(offer) && fetches_keys,
        other => offer.lists_method(method_name(*other)),
    };
    let ways = [Way::ClientSecretBasic, Way::ClientSecretPost, Way::ClientSecretJwt, Way::PrivateKeyJwt, Way::None];
    [plan.authentication].into_iter().chain(ways).find(possible)
}

fn method(authentication: ClientAuthentication) -> CoreClientAuthMethod {
    match authentication {
        ClientAuthentication::ClientSecretPost => CoreClientAuthMethod::ClientSecretPost,
        ClientAuthentication::ClientSecretJwt => CoreClientAuthMethod::ClientSecretJwt,
        ClientAuthentication::PrivateKeyJwt => CoreClientAuthMethod::PrivateKeyJwt,
        ClientAuthentication::None => CoreClientAuthMethod::None,
        _ => CoreClientAuthMethod::ClientSecretBasic,
    }
}

/// The name of a method in metadata (RFC 7591 §2).
pub(super) fn method_name(authentication: ClientAuthentication) -> &'static str {
    match authentication {
        ClientAuthentication::ClientSecretPost => "client_secret_post",
        ClientAuthentication::ClientSecretJwt => "client_secret_jwt",
        ClientAuthentication::PrivateKeyJwt => "private_key_jwt",
        ClientAuthentication::None => "none",
        _ => "client_secret_basic",
    }
}

/// The method of that name; `None` for one that we cannot do.
pub(super) fn parse_method(name: &str) -> Option<ClientAuthentication> {
    use ClientAuthentication as Way;
    let all = [Way::ClientSecretBasic, Way::ClientSecretPost, Way::ClientSecretJwt, Way::PrivateKeyJwt, Way::None];
    all.into_iter().find(|way| method_name(*way) == name)
}
