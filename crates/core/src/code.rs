//! Every error code that a person, a program or an audit event can meet. `docs/errors.md` has a section for each.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal, $title:literal;)*) => {
        /// A stable name for what went wrong. It is part of the contract: renaming one is a breaking change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl ErrorCode {
            /// All codes, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as it appears in URLs, problem documents and audit events.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text),* } }

            /// The HTTP status of an answer that consists of this error.
            pub const fn status(self) -> u16 { match self { $(Self::$name => $status),* } }

            /// What happened, in a few words, for anybody.
            pub const fn title(self) -> &'static str { match self { $(Self::$name => $title),* } }

            /// Reads a code that came back in a URL.
            pub fn parse(text: &str) -> Option<Self> { match text { $($text => Some(Self::$name),)* _ => None } }
        }
    };
}

codes! {
    /// No such provider, or it is disabled: deliberately the same answer.
    UnknownProvider = "unknown_provider", 404, "This sign-in provider does not exist";
    /// The provider was disabled while a person was signing in.
    ProviderDisabled = "provider_disabled", 403, "This sign-in provider has been disabled";
    /// The upstream cannot be reached, or reports that it is unavailable.
    ProviderUnavailable = "provider_unavailable", 503, "The sign-in provider cannot be reached";
    /// The upstream did not answer in time.
    ProviderTimeout = "provider_timeout", 504, "The sign-in provider did not respond in time";
    /// Something that an administrator must fix: issuer, endpoints, algorithms, credentials.
    ProviderMisconfigured = "provider_misconfigured", 502, "The sign-in provider is not set up correctly";
    /// The request is not one that we can understand.
    InvalidRequest = "invalid_request", 400, "The request is not valid";
    /// The server that the person chose is no acceptable address, or signs nobody in here.
    InvalidServer = "invalid_server", 400, "You cannot sign in with this server";
    /// The callback does not belong to a pending sign-in of this browser.
    InvalidState = "invalid_state", 400, "This sign-in was not started here, or is already finished";
    /// The sign-in took longer than ten minutes.
    StateExpired = "state_expired", 400, "This sign-in took too long";
    /// The callback of one provider was reached with the sign-in of another.
    ProviderMismatch = "provider_mismatch", 400, "The response came from a different provider";
    /// The upstream is not the issuer that the sign-in was started with (RFC 9207).
    IssuerMismatch = "issuer_mismatch", 400, "The response came from a different issuer";
    /// The person cancelled, or the upstream refused.
    AccessDenied = "access_denied", 403, "The sign-in was cancelled or denied";
    /// The upstream wants the person to act, and was not allowed to ask.
    LoginRequired = "login_required", 401, "You need to sign in at the provider first";
    /// Any other error of the upstream.
    ProviderError = "provider_error", 502, "The sign-in provider reported an error";
    /// The code was not exchanged for tokens.
    TokenExchangeFailed = "token_exchange_failed", 502, "The sign-in could not be completed with the provider";
    /// An OpenID provider answered without an ID token.
    IdTokenMissing = "id_token_missing", 502, "The provider did not send an ID token";
    /// The ID token breaks a rule.
    IdTokenInvalid = "id_token_invalid", 502, "The ID token from the provider is not valid";
    /// The userinfo endpoint did not answer usefully.
    UserinfoFailed = "userinfo_failed", 502, "The provider did not send your profile";
    /// The userinfo answer is about another subject.
    UserinfoMismatch = "userinfo_mismatch", 502, "The provider sent the profile of someone else";
    /// The identity has no usable subject.
    SubjectMissing = "subject_missing", 502, "The provider did not say who you are";
    /// A policy wants an e-mail address and there is none.
    EmailRequired = "email_required", 403, "An e-mail address is required";
    /// Registration of new users is disabled.
    RegistrationClosed = "registration_closed", 403, "New accounts cannot be created here";
    /// The address belongs to a user to whom this identity may not be linked without proof.
    AccountExists = "account_exists", 409, "An account with this e-mail address already exists";
    /// The local user is disabled.
    AccountDisabled = "account_disabled", 403, "This account is disabled";
    /// The identity belongs to another user.
    IdentityInUse = "identity_in_use", 409, "This identity is linked to another account";
    /// Linking was started in another session.
    LinkSessionMismatch = "link_session_mismatch", 403, "Linking was started in another session";
    /// A policy of the provider refuses this person.
    NotAllowed = "not_allowed", 403, "You are not allowed to sign in here";
    /// Too many requests.
    RateLimited = "rate_limited", 429, "Too many attempts";
    /// Too much is waiting to be done.
    Overloaded = "overloaded", 503, "The sign-in service is busy";
    /// The password is right, and the account asks for more.
    SecondFactorRequired = "second_factor_required", 401, "A second factor is required";
    /// The code is wrong, or has been used.
    SecondFactorInvalid = "second_factor_invalid", 401, "The code is not valid";
    /// What the browser sent is no valid use, or no valid registration, of a passkey.
    PasskeyInvalid = "passkey_invalid", 401, "The passkey was not accepted";
    /// The account has as many passkeys as it may have.
    TooManyPasskeys = "too_many_passkeys", 409, "No more passkeys can be added";
    /// Browsers have passkeys for names and not for IP addresses.
    PasskeysUnavailable = "passkeys_unavailable", 409, "Passkeys do not work at this address";
    /// The sign-in is too long ago for this change.
    FreshSignInRequired = "fresh_sign_in_required", 403, "Sign in again to make this change";
    /// The database does not answer.
    StorageUnavailable = "storage_unavailable", 503, "The sign-in service cannot save anything right now";
    /// A defect of ours.
    Internal = "internal", 500, "Something went wrong on our side";

    /// The provider is named in the configuration and cannot be changed elsewhere.
    ManagedByConfig = "managed_by_config", 409, "This provider is managed by the configuration";
    /// Another provider has that id.
    IdTaken = "id_taken", 409, "This ID is already in use";
    /// Two secrets of the app are valid already.
    TooManyAppSecrets = "too_many_app_secrets", 409, "No more secrets can be added to this application";
    /// Another user has that name, or had it.
    UsernameTaken = "username_taken", 409, "This username is already in use";
    /// The text is not an id.
    InvalidId = "invalid_id", 422, "This is not a valid ID";
    /// No such field.
    UnknownField = "unknown_field", 422, "Unknown field";
    /// The credentials do not fit their schema.
    InvalidCredentials = "invalid_credentials", 422, "The credentials are not valid";
    /// The settings of an app do not fit its definition.
    InvalidAppSettings = "invalid_app_settings", 422, "The settings of the application are not valid";
    /// The secret has to be entered again.
    SecretRequired = "secret_required", 422, "The secret has to be entered again";
    /// The change would remove the last way to sign in.
    LastWayIn = "last_way_in", 409, "This is the last way to sign in";
    /// Only a client that registers itself is registered again by a request.
    RegisteredByHand = "registered_by_hand", 409, "This client is registered by hand";
    /// Something depends on it.
    InUse = "in_use", 409, "This is still in use";
    /// It was changed in the meantime.
    RevisionMismatch = "revision_mismatch", 412, "Someone else saved changes while you were editing";
    /// The request did not come from our own pages.
    Csrf = "csrf", 403, "The request did not come from this site";

    /// A browser loaded ahead of time, or as a part of a page, what has to be opened.
    NotANavigation = "not_a_navigation", 403, "This address has to be opened as a page";

    /// No such page.
    NotFound = "not_found", 404, "Page not found";
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", 405, "This method is not allowed here";
    /// Not signed in.
    Unauthenticated = "unauthenticated", 401, "You are not signed in";
    /// Signed in, but without the rights.
    Forbidden = "forbidden", 403, "You do not have permission to do this";
    /// The body has a type that we do not read.
    UnsupportedMediaType = "unsupported_media_type", 415, "This content type is not supported";
    /// The body is too large.
    PayloadTooLarge = "payload_too_large", 413, "The request is too large";
    /// The body is not JSON.
    InvalidJson = "invalid_json", 400, "The request body is not valid JSON";
    /// A parameter has an invalid value.
    InvalidParameter = "invalid_parameter", 422, "A parameter is not valid";

    /// No app calls itself so, or it is disabled: deliberately the same answer.
    UnknownApp = "unknown_app", 400, "This application is not known here";
    /// The address for the answer is none that the app has registered.
    RedirectUriMismatch = "redirect_uri_mismatch", 400, "The application asked for an answer at an unknown address";
    /// The request of an app breaks a rule.
    AppRequestInvalid = "app_request_invalid", 400, "The request of the application is not valid";
    /// The request of an app was not kept by this browser, or for too long.
    AppRequestExpired = "app_request_expired", 400, "This sign-in to an application was not started here, or took too long";
    /// The rules of the app refuse this person.
    AppNotAllowed = "app_not_allowed", 403, "You are not allowed to use this application";
    /// An app did not prove who it is.
    AppAuthenticationFailed = "app_authentication_failed", 401, "The application did not prove who it is";
    /// A code or token that is unknown, expired, or of another app or request.
    AppTokenInvalid = "app_token_invalid", 400, "The code or token of the application is not valid";
    /// A code or token came a second time, so that what was granted for it has ended.
    AppTokenReplayed = "app_token_replayed", 400, "A code or token of the application was used twice";
    /// An app did not answer when it was notified that a session has ended.
    AppLogoutFailed = "app_logout_failed", 502, "The application did not confirm the sign-out";

    /// A personal access token that is unknown, was revoked, or whose person may not sign in any more.
    PersonalTokenInvalid = "personal_token_invalid", 401, "The personal access token is not valid";
    /// A personal access token that has ended.
    PersonalTokenExpired = "personal_token_expired", 401, "The personal access token has expired";
    /// A personal access token for other hosts and apps.
    PersonalTokenOtherHost = "personal_token_other_host", 401, "The personal access token is not for this application";
    /// A rule wants more than one factor, and a token has none.
    PersonalTokenNoFactor = "personal_token_no_factor", 403, "A personal access token is not enough here";
    /// The person has as many tokens as somebody may have.
    TooManyPersonalTokens = "too_many_personal_tokens", 409, "No more personal access tokens can be added";

    /// The setup needs the link from the log, and this is not it.
    SetupLinkInvalid = "setup_link_invalid", 403, "A valid setup link is required";
    /// The link, or the session of the browser that opened it, has expired.
    SetupLinkExpired = "setup_link_expired", 410, "The setup link has expired";
    /// An administrator exists, so the setup is over.
    SetupClosed = "setup_closed", 410, "Setup is already complete";
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for code in ErrorCode::ALL {
            assert_eq!(ErrorCode::parse(code.as_str()), Some(*code));
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert!((400..600).contains(&code.status()), "{code}");
        }
        assert_eq!(ErrorCode::parse("<script>"), None);
    }
}
