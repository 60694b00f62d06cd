//! What is sent and answered below `/api/admin`, for the document that describes it.

pub(crate) use super::{
    audit::ShownEvent,
    definitions::{DefinitionDetails, Definitions},
    listing::Listing,
    providers::{NewOrder, Provider},
    registry::{RegistryState, Reloaded},
    sessions::ShownSession,
    tokens::ShownToken,
    users::{ShownUser, UserPatch},
};
