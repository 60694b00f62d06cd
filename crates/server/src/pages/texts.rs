//! Every sentence that tells a person what to do about an error, in one place.

use vestibule_core::code::ErrorCode;

/// What the person can do, in one or two sentences.
pub(super) fn what_to_do(code: ErrorCode) -> &'static str {
    use ErrorCode as C;
    match code {
        C::UnknownProvider | C::ProviderDisabled => "Choose another way to sign in.",
        C::ProviderUnavailable | C::ProviderTimeout => {
            "This is usually over in a minute. Try again, or choose another way to sign in."
        }
        C::ProviderMisconfigured
        | C::IdTokenMissing
        | C::IdTokenInvalid
        | C::IssuerMismatch
        | C::UserinfoFailed
        | C::UserinfoMismatch
        | C::SubjectMissing
        | C::ProviderError
        | C::TokenExchangeFailed => "Try once more. If it happens again, tell your administrator the reference below.",
        C::InvalidState | C::ProviderMismatch | C::InvalidRequest => {
            "This happens after the back button, a reload, or when the link was opened in another browser. Start again from here."
        }
        C::StateExpired => "A sign-in has to be finished within ten minutes. Start again.",
        C::AccessDenied => {
            "If you did not cancel it yourself, ask your administrator whether you may use this application."
        }
        C::LoginRequired => "Start again and sign in there when you are asked.",
        C::EmailRequired => "Add an e-mail address to your account at the provider, then try again.",
        C::RegistrationClosed => "Ask your administrator for an account.",
        C::AccountExists => {
            "Sign in the way you did before. You can link this provider afterwards, on your account page."
        }
        C::AccountDisabled => "Ask your administrator why.",
        C::IdentityInUse => "Sign in with that identity to see which account it is, and unlink it there first.",
        C::LinkSessionMismatch => "Sign in again and start linking from your account page.",
        C::NotAllowed => "Ask your administrator to be let in, or sign in with another account.",
        C::RateLimited => "Wait a minute, then try again.",
        C::StorageUnavailable => "Nothing was lost. Try again in a minute.",
        C::Unauthenticated => "Check the address and the password, and try again.",
        C::Forbidden => "Sign in with an account that has them.",
        C::Csrf => "Open the page again and repeat the action there.",
        C::NotFound | C::MethodNotAllowed => "Check the address, or go to the front page.",
        C::Internal => "Try again. If it happens again, tell your administrator the reference below.",
        _ => "Go back and check what you entered.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documentation quotes what the pages say.
    #[test]
    fn errors_md_says_what_the_pages_say() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
        let text = std::fs::read_to_string(path).unwrap();
        for code in ErrorCode::ALL {
            let section = text.split("\n### ").find_map(|section| section.strip_prefix(&format!("`{code}`\n")));
            let section = section.unwrap_or_else(|| panic!("docs/errors.md has no section `{code}`"));
            let words = section.split_whitespace().collect::<Vec<_>>().join(" ");
            let quoted = format!("- **The person sees:** *{}.* {}", code.title(), what_to_do(*code));
            assert!(words.contains(&quoted), "{code}: docs/errors.md should say {quoted}");
        }
    }
}
