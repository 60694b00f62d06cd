//! Requests of devices without a browser that wait for a person (RFC 8628). Codes are stored as hashes.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    ids::{AppId, SessionId, UserId},
};

use crate::StoreError;

/// A request that was made just now.
#[derive(Debug)]
pub struct NewDeviceRequest<'a> {
    /// SHA-256 of the device code.
    pub device: &'a [u8; 32],
    /// SHA-256 of the user code.
    pub user_code: &'a [u8; 32],
    pub app: &'a AppId,
    /// With spaces between them.
    pub scopes: &'a str,
    pub expires_at: Timestamp,
    /// In seconds: the device waits so long between two questions.
    pub interval: u32,
    /// So many requests of the app may wait.
    pub most: u32,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceAddition {
    Added,
    /// Another request has that user code.
    CodeTaken,
    /// Too many requests of the app wait.
    TooMany,
}

/// A request that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRequest {
    pub app: AppId,
    /// With spaces between them.
    pub scopes: String,
}

/// What a device is answered that asks for its tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DevicePoll {
    /// No such request of the app.
    Unknown,
    Expired,
    /// It asks too often. From now on it has to wait five seconds more.
    TooFast,
    Waits,
    Denied,
    Allowed {
        user: UserId,
        session: SessionId,
        /// With spaces between them.
        scopes: String,
    },
}

/// Requests of devices.
#[async_trait]
pub trait DeviceRequests: Send + Sync {
    async fn add_device_request(&self, new: &NewDeviceRequest<'_>) -> Result<DeviceAddition, StoreError>;

    /// The request with that user code, while nobody has answered it and it has not expired.
    async fn find_device_request(&self, user_code: &[u8; 32]) -> Result<Option<DeviceRequest>, StoreError>;

    /// Answers it: `allowed` by somebody, or denied. False when there is none that waits.
    async fn answer_device_request(
        &self,
        user_code: &[u8; 32],
        allowed: Option<(UserId, SessionId)>,
    ) -> Result<bool, StoreError>;

    /// A device asks. What is allowed stays until it expires: the code of the grant decides who redeems it.
    async fn poll_device_request(&self, device: &[u8; 32], app: &AppId) -> Result<DevicePoll, StoreError>;
}
