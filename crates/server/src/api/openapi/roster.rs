//! What administrators see and do about users, sessions, the log and API tokens.

use serde_json::json;
use vestibule_core::code::ErrorCode;

use super::operation::Operations;
use crate::api::schemas::{Listing, ShownEvent, ShownSession, ShownToken, ShownUser, UserPatch};

pub(super) fn describe(operations: &mut Operations) {
    users(operations);
    sessions(operations);
    audit(operations);
    tokens(operations);
}

fn users(operations: &mut Operations) {
    operations.add("GET /api/admin/users", "listUsers", "Accounts, newest first", |operation| {
        let text = json!({ "type": "string" });
        operation
            .tag("users")
            .admin()
            .paged()
            .query("search", "A part of the address, the user name or the name.", text)
            .answer::<Listing<ShownUser>>(200, "With their links.")
    });
    operations.add("GET /api/admin/users/{id}", "getUser", "One account", |operation| {
        operation.tag("users").admin().answer::<ShownUser>(200, "With its links.").problem(ErrorCode::NotFound)
    });
    operations.add(
        "PATCH /api/admin/users/{id}",
        "changeUser",
        "Keeps a person out, changes their rights",
        |operation| {
            operation
                .tag("users")
                .admin()
                .body::<UserPatch>("application/merge-patch+json")
                .answer::<ShownUser>(200, "As it is now. Who is kept out has no sessions any more.")
                .problem(ErrorCode::NotFound)
                .problem(ErrorCode::LastWayIn)
                .problem(ErrorCode::UnknownField)
        },
    );
    operations.add("DELETE /api/admin/users/{id}", "deleteUser", "Deletes an account", |operation| {
        operation
            .tag("users")
            .admin()
            .empty(204, "It is gone, with its links and sessions.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::LastWayIn)
    });
    let summary = "Takes an identity from an account";
    operations.add("DELETE /api/admin/users/{id}/links/{link}", "deleteLink", summary, |operation| {
        operation
            .tag("users")
            .admin()
            .empty(204, "It signs in as this user no more. Sessions go on.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::LastWayIn)
    });
}

fn sessions(operations: &mut Operations) {
    operations.add("GET /api/admin/sessions", "listSessions", "Who is signed in where", |operation| {
        let id = json!({ "type": "string", "format": "uuid" });
        operation
            .tag("users")
            .admin()
            .paged()
            .query("user", "Only of this user.", id)
            .answer::<Listing<ShownSession>>(200, "Newest first.")
    });
    operations.add("DELETE /api/admin/sessions/{id}", "endSession", "Signs a browser out", |operation| {
        operation.tag("users").admin().empty(204, "It has ended.").problem(ErrorCode::NotFound)
    });
}

fn audit(operations: &mut Operations) {
    operations.add("GET /api/admin/audit", "listAudit", "Who did what, when and from where", |operation| {
        let text = || json!({ "type": "string" });
        operation
            .tag("audit")
            .admin()
            .paged()
            .query("ref", "Only with this reference.", text())
            .query("user", "Only about this user.", json!({ "type": "string", "format": "uuid" }))
            .query("provider", "Only of this provider.", text())
            .query("event", "Only of this kind.", text())
            .query("outcome", "Only those that ended so.", json!({ "enum": ["ok", "failed"] }))
            .answer::<Listing<ShownEvent>>(200, "Newest first.")
    });
}

fn tokens(operations: &mut Operations) {
    operations.add("GET /api/admin/tokens", "listTokens", "API tokens, oldest first", |operation| {
        operation.tag("audit").admin().paged().answer::<Listing<ShownToken>>(200, "Never the tokens themselves.")
    });
    operations.add("DELETE /api/admin/tokens/{id}", "deleteToken", "Takes an API token away", |operation| {
        operation.tag("audit").admin().empty(204, "It counts no more.").problem(ErrorCode::NotFound)
    });
}
