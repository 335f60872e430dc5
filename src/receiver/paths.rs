//! Callback paths: which requests are for a receiver, and what its events show of their request.

use crate::error::{Error, Result};
use crate::event::Target;
use crate::field;
use crate::server::Request;

/// The name of the query parameter that holds the secret.
pub(super) const SECRET_PARAMETER: &str = "secret";

/// The name of the query parameter that holds the member whose store has the events of a call.
pub(super) const MEMBER_PARAMETER: &str = "acs-member";

/// Refuses what is neither a path nor a prefix that ends in `/*`.
pub(super) fn check(path: &str) -> Result<()> {
    let plain = path.strip_suffix("/*").unwrap_or(path);
    let clean = |byte: u8| byte.is_ascii_graphic() && !b"?#*".contains(&byte);
    if path.starts_with('/') && plain.bytes().all(clean) {
        return Ok(());
    }
    Err(Error::invalid(
        field::PATH,
        "must start with / and be visible ASCII without ? and #; * only as /* at its end",
    ))
}

/// Whether one of the callback paths is this one, or a prefix of it.
pub(super) fn lead_to(paths: &[String], path: &str) -> bool {
    paths.iter().any(|known| match known.strip_suffix('*') {
        Some(prefix) => path.len() > prefix.len() && path.starts_with(prefix),
        None => known == path,
    })
}

/// Refuses what cannot be a callback URL of these paths: a path, and maybe a query.
pub(super) fn check_url(paths: &[String], path_and_query: &str) -> Result<()> {
    let path = path_and_query.split('?').next().unwrap_or_default();
    let clean = |byte: u8| byte.is_ascii_graphic() && byte != b'#' && byte != b'*';
    if lead_to(paths, path) && path_and_query.bytes().all(clean) {
        return Ok(());
    }
    Err(Error::invalid(
        field::PATH,
        "is not a callback path of this receiver",
    ))
}

/// What the events of a request show of it. The secret is left out.
pub(super) fn target(request: &Request) -> Target {
    let query = request.query();
    if query.is_empty() {
        return Target::new(request.path(), "");
    }
    let name = |pair: &&str| pair.split('=').next() != Some(SECRET_PARAMETER);
    let rest: Vec<_> = query.split('&').filter(name).collect();
    Target::new(request.path(), &rest.join("&"))
}
