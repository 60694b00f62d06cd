//! `PATCH /api/admin/users/{id}`: disables or enables a user, grants or removes administrator rights, gives another
//! username. A request that changes nothing writes nothing.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use vestibule_core::{code::ErrorCode, username, violation::Violations};
use vestibule_store::{self as store, EventKind, UserChange};

use super::{
    outcome::{changed, parse_id},
    user::User,
};
use crate::{
    AppState,
    api::{
        Admin,
        body::{JsonBody, reject},
        query::QueryParameters,
    },
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::patch("/api/admin/users/{id}", update, |operation| {
        operation
            .named("updateUser", "Update user")
            .tag("users")
            .admin()
            .body::<UserPatch>("application/merge-patch+json")
            .json::<UpdatedUser>(
                StatusCode::OK,
                "The updated user. Disabling a user, or removing administrator rights, revokes their sessions.",
            )
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::LastWayIn)
            .problem(ErrorCode::UsernameTaken)
            .problem(ErrorCode::UnknownField)
    })
}

/// Changes to a user. Absent members are not changed.
#[derive(Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct UserPatch {
    /// Whether the user is disabled.
    #[schemars(extend("type" = "boolean"))]
    disabled: Option<bool>,
    /// `true` grants local administrator rights. `false` removes those of every origin; the rules of a provider grant
    /// theirs again at the next sign-in.
    #[schemars(extend("type" = "boolean"))]
    is_admin: Option<bool>,
    /// Applications behind forward-auth get it as `Remote-User`. Nobody else ever gets the former one.
    #[schemars(extend("type" = "string"))]
    username: Option<String>,
}

/// A user after a change.
#[derive(Debug, Serialize, JsonSchema)]
struct UpdatedUser {
    #[serde(flatten)]
    user: User,
    /// How many of their sessions have ended with the change.
    sessions_ended: u64,
}

async fn update(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
    body: JsonBody,
) -> Result<Json<UpdatedUser>, ApiError> {
    parameters.deny_unknown(&[])?;
    let user = app.store.find_user(parse_id(&id)?).await?.ok_or(ErrorCode::NotFound)?;
    let is_admin = app.access(&user).is_admin();
    let change = UserPatch::parse(&body)?.change(&user, is_admin);
    let summary = summarize(&change, &user);
    if summary.is_empty() {
        return Ok(Json(UpdatedUser { user: User::load(&app, user).await?, sessions_ended: 0 }));
    }
    let event = admin.event(&app, EventKind::UserChanged).detail(summary.join(", "));
    let registry = app.registry.load();
    let updated = changed(app.store.change_user(user.id, change, app.rules(&registry), &event).await?)?;
    let user = User::load(&app, updated.user).await?;
    Ok(Json(UpdatedUser { user, sessions_ended: updated.sessions_ended }))
}

impl UserPatch {
    fn parse(body: &JsonBody) -> Result<Self, ApiError> {
        body.deny_unknown(&["disabled", "is_admin", "username"])?;
        let mut bad = Violations::default();
        let mut flag = |name: &str| match body.0.get(name) {
            None => None,
            Some(Value::Bool(on)) => Some(*on),
            Some(_) => {
                bad.push(format!("/{name}"), "must be true or false".to_owned());
                None
            }
        };
        let (disabled, is_admin) = (flag("disabled"), flag("is_admin"));
        let username = match body.0.get("username") {
            None => None,
            Some(Value::String(name)) => {
                if let Err(invalid) = username::check(name) {
                    bad.push("/username".to_owned(), invalid.to_string());
                }
                Some(name.clone())
            }
            Some(_) => {
                bad.push("/username".to_owned(), "must be a string".to_owned());
                None
            }
        };
        let patch = Self { disabled, is_admin, username };
        bad.check().map_err(|bad| reject(ErrorCode::InvalidParameter, bad))?;
        Ok(patch)
    }

    /// What differs from the stored user.
    fn change(&self, user: &store::User, is_admin: bool) -> UserChange {
        UserChange {
            disabled: self.disabled.filter(|disabled| *disabled != user.disabled),
            is_admin: self.is_admin.filter(|wanted| *wanted != is_admin),
            username: self.username.clone().filter(|name| *name != user.username),
        }
    }
}

/// For the audit log.
fn summarize(change: &UserChange, user: &store::User) -> Vec<String> {
    let disabled = change.disabled.map(|disabled| if disabled { "disabled" } else { "enabled" }.to_owned());
    let is_admin = change.is_admin.map(|granted| {
        if granted { "administrator rights granted" } else { "administrator rights removed" }.to_owned()
    });
    let renamed = change.username.as_ref().map(|name| format!("username: {} → {name}", user.username));
    disabled.into_iter().chain(is_admin).chain(renamed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_optional_booleans() {
        let parse = |text: &str| {
            let Value::Object(members) = serde_json::from_str(text).unwrap() else { panic!("an object") };
            UserPatch::parse(&JsonBody(members))
        };
        assert_eq!(parse("{}").ok(), Some(UserPatch { disabled: None, is_admin: None, username: None }));
        let all = UserPatch { disabled: Some(true), is_admin: Some(false), username: Some("jane".to_owned()) };
        assert_eq!(parse(r#"{"disabled":true,"is_admin":false,"username":"jane"}"#).ok(), Some(all));
        for (text, code) in [
            (r#"{"disabled":null}"#, ErrorCode::InvalidParameter),
            (r#"{"is_admin":1}"#, ErrorCode::InvalidParameter),
            (r#"{"username":7}"#, ErrorCode::InvalidParameter),
            (r#"{"username":"Jane"}"#, ErrorCode::InvalidParameter),
            (r#"{"username":"admin"}"#, ErrorCode::InvalidParameter),
            (r#"{"admin":true}"#, ErrorCode::UnknownField),
        ] {
            assert_eq!(parse(text).unwrap_err().code, code, "{text}");
        }
    }
}
