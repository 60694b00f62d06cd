//! In place of the pages, in a build without them: every answer is one for programs.

pub(crate) mod routes {
    use crate::{AppState, http::routes::Routes};

    pub(crate) fn mount_home(routes: Routes<AppState>) -> Routes<AppState> {
        routes
    }

    pub(crate) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
        routes
    }
}

pub(crate) mod texts {
    use http::HeaderMap;

    /// Texts for programs are English.
    #[derive(Clone, Copy)]
    pub(crate) struct Language;

    impl Language {
        pub(crate) fn of(_: &HeaderMap) -> Self {
            Self
        }
    }
}

pub(crate) mod error {
    use axum::response::Response;

    use super::texts::Language;
    use crate::{AppState, http::api_error::ApiError};

    pub(crate) fn page(_: &AppState, failure: &ApiError, _: Language, _: Option<&str>) -> Response {
        failure.problem()
    }
}

pub(crate) mod repost {
    use axum::response::{IntoResponse, Response};
    use http::HeaderMap;
    use vestibule_core::code::ErrorCode;

    use crate::{AppState, http::api_error::ApiError};

    /// An answer by `form_post` needs a page that posts it once more, because cookies do not come with it.
    pub(crate) fn page(_: &AppState, _: &HeaderMap, _: &str, _: &[(String, String)]) -> Response {
        let detail =
            "The provider answers by form_post, which needs the pages, and this program was built without them.";
        ApiError::new(ErrorCode::ProviderMisconfigured).detail(detail).into_response()
    }
}
