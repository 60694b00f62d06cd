//! What is open to administrators and to programs with a token.

use serde_json::{Map, Value, json};
use vestibule_core::code::ErrorCode;
use vestibule_registry::CheckReport;

use super::{
    operation::Operations,
    provider_request::{ProviderPatch, ProviderRequest},
};
use crate::api::schemas::{DefinitionDetails, Definitions, Listing, NewOrder, Provider, RegistryState, Reloaded};

pub(super) fn describe(operations: &mut Operations) {
    definitions(operations);
    read_providers(operations);
    change_providers(operations);
    check(operations);
    registry(operations);
}

fn definitions(operations: &mut Operations) {
    operations.add("GET /api/admin/definitions", "listDefinitions", "All definitions", |operation| {
        operation.tag("definitions").admin().paged().answer::<Definitions>(200, "By id, and the files that give none.")
    });
    operations.add("GET /api/admin/definitions/{id}", "getDefinition", "One definition and its guide", |operation| {
        let id = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$" });
        operation
            .tag("definitions")
            .admin()
            .query("provider", "The id of the provider whose URLs the guide shows.", id)
            .answer::<DefinitionDetails>(200, "With our URLs filled in.")
            .problem(ErrorCode::NotFound)
    });
    operations.add(
        "GET /api/admin/definitions/{id}/credentials-schema",
        "getCredentialsSchema",
        "What the credentials must look like",
        |operation| {
            operation
                .tag("definitions")
                .admin()
                .content::<Map<String, Value>>(200, "A JSON Schema (2020-12).", "application/schema+json")
                .problem(ErrorCode::NotFound)
        },
    );
}

fn read_providers(operations: &mut Operations) {
    operations.add("GET /api/admin/providers", "listProviders", "All providers", |operation| {
        operation.tag("providers").admin().paged().answer::<Listing<Provider>>(200, "In the order of their buttons.")
    });
    operations.add("GET /api/admin/providers/{id}", "getProvider", "One provider", |operation| {
        operation
            .tag("providers")
            .admin()
            .answer::<Provider>(200, "With its revision as `ETag`.")
            .problem(ErrorCode::NotFound)
    });
}

fn change_providers(operations: &mut Operations) {
    operations.add("POST /api/admin/providers", "createProvider", "A new provider", |operation| {
        operation
            .tag("providers")
            .admin()
            .body::<ProviderRequest>("application/json")
            .answer::<Provider>(201, "It is stored and in force; `Location` says where it is.")
            .problem(ErrorCode::IdTaken)
            .problem(ErrorCode::InvalidId)
            .problem(ErrorCode::UnknownField)
            .problem(ErrorCode::InvalidCredentials)
    });
    operations.add(
        "PATCH /api/admin/providers/{id}",
        "changeProvider",
        "Changes settings and credentials",
        |operation| {
            let force = json!({ "type": "boolean", "default": false });
            operation
                .tag("providers")
                .admin()
                .if_match()
                .query("force", "Even when it then leads to an upstream that no administrator comes from.", force)
                .body::<ProviderPatch>("application/merge-patch+json")
                .answer::<Provider>(200, "It is stored and in force.")
                .problem(ErrorCode::NotFound)
                .problem(ErrorCode::ManagedByConfig)
                .problem(ErrorCode::LastWayIn)
                .problem(ErrorCode::InvalidId)
                .problem(ErrorCode::UnknownField)
                .problem(ErrorCode::InvalidCredentials)
                .problem(ErrorCode::SecretRequired)
        },
    );
    operations.add("DELETE /api/admin/providers/{id}", "deleteProvider", "Takes a provider away", |operation| {
        let force = json!({ "type": "boolean", "default": false });
        operation
            .tag("providers")
            .admin()
            .if_match()
            .query("force", "Even when people are linked to it.", force)
            .empty(204, "It is gone.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::ManagedByConfig)
            .problem(ErrorCode::LastWayIn)
            .problem(ErrorCode::InUse)
    });
    operations.add("PUT /api/admin/providers/order", "orderProviders", "Another order, all or nothing", |operation| {
        operation
            .tag("providers")
            .admin()
            .body::<NewOrder>("application/json")
            .answer::<Listing<Provider>>(200, "All providers in their new order.")
            .problem(ErrorCode::ManagedByConfig)
            .problem(ErrorCode::UnknownField)
            .problem(ErrorCode::NotFound)
    });
}

fn check(operations: &mut Operations) {
    operations.add("POST /api/admin/providers/{id}/check", "checkProvider", "Tries a saved provider", |operation| {
        operation
            .tag("providers")
            .admin()
            .answer::<CheckReport>(200, "Each step, green or red.")
            .problem(ErrorCode::NotFound)
    });
    operations.add("POST /api/admin/check", "checkDraft", "Tries a provider that is not saved", |operation| {
        operation
            .tag("providers")
            .admin()
            .body::<ProviderRequest>("application/json")
            .answer::<CheckReport>(200, "Each step, green or red. Nothing is saved.")
            .problem(ErrorCode::InvalidId)
            .problem(ErrorCode::UnknownField)
            .problem(ErrorCode::InvalidCredentials)
            .problem(ErrorCode::SecretRequired)
    });
}

fn registry(operations: &mut Operations) {
    operations.add("GET /api/admin/registry", "getRegistry", "Generation, counts and faults", |operation| {
        operation.tag("registry").admin().answer::<RegistryState>(200, "What is published.")
    });
    operations.add("POST /api/admin/reload", "reload", "Reads settings and definitions again", |operation| {
        operation
            .tag("registry")
            .admin()
            .answer::<Reloaded>(200, "What came of it. `error` says why the settings stay as they were, if they do.")
    });
}
