//! The checks before an operation: route, signature, version and fields, in tables; and the error
//! responses.

pub(super) mod auth;
pub(super) mod bodies;
pub(super) mod errors;
pub(super) mod fields;
pub(super) mod reading;
pub(super) mod repeats;
pub(super) mod routes;
pub(super) mod strict;
#[cfg(test)]
mod support;
pub(super) mod versions;
