//! Which paths a provider may ask for in addition to its own.
//!
//! Only what can never work is refused here, where it stops the program. Whether two providers want the same path is for
//! the registry to say, when it builds its routes.

use vestibule_core::routes;

const LONGEST: usize = 256;

/// Checks a `callback_path`. The error is the rest of a sentence that begins with the setting's name.
pub(crate) fn check(path: &str) -> Result<(), String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~".contains(&b);
    let normal = path == "/" || path.split('/').skip(1).all(|part| !matches!(part, "" | "." | ".."));
    if !path.starts_with('/') || path.len() > LONGEST || !path.bytes().all(plain) || !normal {
        return Err("must be a plain path such as `/oauth2/callback`: letters, digits, - . _ ~ and /".to_owned());
    }
    match routes::reserved(path) {
        Some(ours) => Err(format!("is a path of Vestibule itself ({ours}); choose another, or remove the setting")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_other_programs_are_free() {
        for path in [
            "/oauth2/callback",
            "/login/oauth2/code/pocketid",
            "/api/auth/callback/pocketid",
            "/auth/oidc.callback",
            "/accounts/cb",
        ] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn our_own_paths_are_not() {
        for path in [
            "/",
            "/login",
            "/metrics",
            "/admin",
            "/admin/x",
            "/account/cb",
            "/assets/app.css",
            "/api/admin/providers",
            "/api/auth/providers/pocketid/callback",
            "/api/auth/session",
        ] {
            assert!(check(path).is_err_and(|detail| detail.starts_with("is a path of Vestibule itself")), "{path}");
        }
    }

    #[test]
    fn nothing_but_a_plain_path_will_do() {
        let long = format!("/{}", "a".repeat(LONGEST));
        for path in [
            "",
            "cb",
            "//cb",
            "/cb/",
            "/a/../b",
            "/./cb",
            "/{id}",
            "/cb?x=1",
            "/cb#x",
            "/c b",
            "/%2e",
            "/*",
            "/ü",
            "/cb\n",
            "https://example.com/cb",
            &long,
        ] {
            assert!(check(path).is_err_and(|detail| detail.starts_with("must be a plain path")), "{path:?}");
        }
    }
}
