//! Names of headers that are sent or read with every request. As statics they are neither parsed nor copied.

use http::HeaderName;

pub(super) static AZURE_REF: HeaderName = HeaderName::from_static("x-azure-ref");
pub(super) static CHAIN_ID: HeaderName = HeaderName::from_static("x-microsoft-skype-chain-id");
pub(super) static CONTENT_HASH: HeaderName = HeaderName::from_static("x-ms-content-sha256");
pub(super) static DATE: HeaderName = HeaderName::from_static("x-ms-date");
pub(super) static FIRST_SENT: HeaderName = HeaderName::from_static("repeatability-first-sent");
pub(super) static REPEATABILITY_ID: HeaderName =
    HeaderName::from_static("repeatability-request-id");
pub(super) static REPEATABILITY_RESULT: HeaderName =
    HeaderName::from_static("repeatability-result");
pub(super) static REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");
pub(super) static RESOURCE_HOST: HeaderName = HeaderName::from_static("x-ms-host");
