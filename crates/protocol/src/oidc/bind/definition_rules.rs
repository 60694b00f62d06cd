//! What a definition of this protocol says about metadata and ID tokens, and what a client secret must be for it.

use std::collections::BTreeMap;

use vestibule_core::secret::Secret;

use crate::{answers::Answers, binding::Binding};

/// A shorter key is weaker than the signature, in bytes.
const MIN_HS256_SECRET: usize = 32;

/// Checks it. Returns the client secret, where ID tokens are signed with it, and what claims of ID tokens must be.
pub(super) fn check(binding: &mut Binding<'_>) -> (Option<Secret>, BTreeMap<String, String>) {
    check_definition(binding);
    (id_token_secret(binding), required_claims(binding))
}

/// What a definition of this protocol may not say.
fn check_definition(binding: &mut Binding<'_>) {
    let definition = &binding.input.definition;
    if !definition.discovery.path.starts_with('/') {
        binding.bad.push("/definition/discovery/path", "the path of the metadata document starts with /");
    }
    if definition.registration.is_some() {
        let detail = "only for the protocol oauth2: the metadata of an OpenID provider say how clients are registered";
        binding.bad.push("/definition/registration", detail);
    }
    if definition.id_token.algorithms.is_empty() {
        binding.bad.push("/definition/id_token/algorithms", "at least one signature algorithm is needed");
    }
    let pinned = binding.input.settings.id_token_signed_response_alg;
    if let Some(only) = pinned.filter(|only| !definition.id_token.published_algorithms().contains(only)) {
        let allowed: Vec<_> = definition.id_token.algorithms.iter().map(|algorithm| algorithm.as_str()).collect();
        let detail = format!("the definition allows {}, not {}", allowed.join(", "), only.as_str());
        binding.bad.push("/settings/id_token_signed_response_alg", detail);
    }
}

/// What claims of the ID token must be.
fn required_claims(binding: &Binding<'_>) -> BTreeMap<String, String> {
    let texts = binding.texts(&binding.input.definition.id_token.required_claims).into_iter();
    texts.filter_map(|(claim, value)| Some((claim, value.fill(&Answers::default()).ok()?))).collect()
}

/// The client secret, where ID tokens are signed with it.
fn id_token_secret(binding: &mut Binding<'_>) -> Option<Secret> {
    let rules = &binding.input.definition.id_token;
    if !rules.by_client_secret() {
        return None;
    }
    if rules.algorithms.len() > 1 {
        let detail = "HS256 is alone in its list: a token must not choose between the client secret and a key that everybody knows";
        binding.bad.push("/definition/id_token/algorithms", detail);
    }
    if !binding.input.schema.has("client_secret") {
        let detail = "HS256 signs with the client secret: add `client_secret` to the properties in [credentials]";
        binding.bad.push("/definition/id_token/algorithms", detail);
        return None;
    }
    let secret = binding.input.credentials.secret("client_secret");
    if secret.as_ref().is_none_or(|secret| secret.expose().len() < MIN_HS256_SECRET) {
        let detail = format!(
            "ID tokens of this provider are signed with the client secret, which takes at least {MIN_HS256_SECRET} \
             characters (RFC 7518 §3.2); paste the whole secret"
        );
        binding.refuse_credential("client_secret", detail);
    }
    secret
}
