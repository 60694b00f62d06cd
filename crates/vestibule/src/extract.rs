//! Arguments of handlers: who is signed in, and what they may do.

use std::{fmt, ops::Deref};

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    response::{IntoResponse, Response},
};
use http::{StatusCode, request::Parts};
use vestibule_core::{application_id::ApplicationId, ids::UserId};
use vestibule_server::SignedIn;

use crate::layer::RequestAuth;

/// Who is signed in. As an argument of a handler it sends a browser to the login page, which leads back, and answers 401 to
/// everybody else who is not signed in; `Option<User>` is `None` for them. Needs [`Auth::layer`](crate::Auth::layer).
///
/// ```
/// use vestibule::User;
///
/// async fn files(user: User) -> String {
///     format!("Files of {}", user.username())
/// }
///
/// async fn home(user: Option<User>) -> String {
///     match user {
///         Some(user) => format!("Hello {}", user.name().unwrap_or(user.username())),
///         None => "Hello".to_owned(),
///     }
/// }
/// # let app: axum::Router = axum::Router::new()
/// #     .route("/files", axum::routing::get(files))
/// #     .route("/", axum::routing::get(home));
/// ```
#[derive(Clone)]
pub struct User(SignedIn);

impl User {
    /// Never changed, and never given to anybody else: what tables of the application refer to.
    pub fn id(&self) -> UserId {
        self.0.user().id
    }

    /// What the application calls them, as [`Admit::with_id`](crate::Admit::with_id) said last; `None` if it never has.
    pub fn application_id(&self) -> Option<&str> {
        self.0.user().application_id.as_ref().map(ApplicationId::as_str)
    }

    /// Unique. An administrator may change it.
    pub fn username(&self) -> &str {
        &self.0.user().username
    }

    /// The full name.
    pub fn name(&self) -> Option<&str> {
        self.0.user().name.as_deref()
    }

    /// The address, while it counts as verified.
    pub fn email(&self) -> Option<&str> {
        self.0.access().verified_email().map(|email| email.as_str())
    }

    /// The groups that count now, by the names that they have here.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.0.access().group_names()
    }

    /// Whether they are in that group.
    pub fn is_in(&self, group: &str) -> bool {
        self.groups().any(|name| name == group)
    }

    /// Whether they have administrator rights now.
    pub fn is_administrator(&self) -> bool {
        self.0.access().is_admin()
    }

    /// The provider that they signed in with; `None` for a password or a passkey.
    pub fn provider(&self) -> Option<&str> {
        self.0.provider().map(|provider| provider.as_str())
    }

    /// When they proved who they are, in seconds since 1970.
    pub fn signed_in_at(&self) -> i64 {
        self.0.signed_in_at().timestamp()
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id()).field("username", &self.username()).finish_non_exhaustive()
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Rejection> {
        let auth = request_auth(parts)?;
        find(&auth, parts).await?.ok_or_else(|| auth.surface.sign_in_first(parts).into())
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for User {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Rejection> {
        find(&request_auth(parts)?, parts).await
    }
}

/// Somebody who has administrator rights now. Whoever is signed in without them is answered 403, everybody else as by [`User`].
///
/// ```
/// async fn reports(administrator: vestibule::Administrator) -> String {
///     format!("Reports for {}", administrator.username())
/// }
/// # let app: axum::Router = axum::Router::new().route("/admin/reports", axum::routing::get(reports));
/// ```
#[derive(Debug, Clone)]
pub struct Administrator(User);

impl Deref for Administrator {
    type Target = User;
    fn deref(&self) -> &User {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Administrator {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let user = <User as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        if user.is_administrator() {
            return Ok(Self(user));
        }
        let auth = request_auth(parts)?;
        Err(auth.surface.forbidden("This page is for administrators.").into())
    }
}

/// The groups of whoever is signed in; of nobody, none.
///
/// ```
/// async fn menu(groups: vestibule::Groups) -> &'static str {
///     if groups.contains("editors") { "read, write" } else { "read" }
/// }
/// # let app: axum::Router = axum::Router::new().route("/menu", axum::routing::get(menu));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups(Vec<String>);

impl Groups {
    /// Whether they are in that group.
    pub fn contains(&self, group: &str) -> bool {
        self.0.iter().any(|name| name == group)
    }

    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<S: Sync> FromRequestParts<S> for Groups {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Rejection> {
        let user = find(&request_auth(parts)?, parts).await?;
        Ok(Self(user.iter().flat_map(User::groups).map(str::to_owned).collect()))
    }
}

/// The answer to a request that a handler is not called for.
///
/// ```
/// use axum::response::IntoResponse;
///
/// async fn who(user: Result<vestibule::User, vestibule::Rejection>) -> axum::response::Response {
///     match user {
///         Ok(user) => user.username().to_owned().into_response(),
///         Err(rejection) => rejection.into_response(),
///     }
/// }
/// # let app: axum::Router = axum::Router::new().route("/who", axum::routing::get(who));
/// ```
#[derive(Debug)]
pub struct Rejection(Box<Response>);

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for Rejection {
    fn from(answer: Response) -> Self {
        Self(Box::new(answer))
    }
}

async fn find(auth: &RequestAuth, parts: &Parts) -> Result<Option<User>, Rejection> {
    match auth.find(&parts.headers).await {
        Ok(found) => Ok(found.map(User)),
        Err(refusal) => Err(refusal.into_response().into()),
    }
}

fn request_auth(parts: &Parts) -> Result<RequestAuth, Rejection> {
    parts.extensions.get::<RequestAuth>().cloned().ok_or_else(|| {
        tracing::error!(
            path = parts.uri.path(),
            "the route is not below `.layer(auth.layer())`, so nobody can be known"
        );
        StatusCode::INTERNAL_SERVER_ERROR.into_response().into()
    })
}
