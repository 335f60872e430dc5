//! What a request must be before an operation sees it: route, signature, version and fields, in
//! tables; and what the refused ones are told.

pub(super) mod auth;
pub(super) mod bodies;
pub(super) mod errors;
pub(super) mod fields;
pub(super) mod repeats;
pub(super) mod routes;
pub(super) mod strict;
pub(super) mod versions;
