//! What ID tokens and assertions of applications may be signed with.

use vestibule_core::definition::SigningAlgorithm;

/// What ID tokens and assertions of applications may be signed with.
pub(super) const ALGORITHMS: [SigningAlgorithm; 3] =
    [SigningAlgorithm::RS256, SigningAlgorithm::ES256, SigningAlgorithm::EdDSA];
