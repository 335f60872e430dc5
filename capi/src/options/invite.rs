//! What an invite lends.

use super::acs_invite_t;
use crate::getters::{HasIdentifiers, identifier_of};
use crate::identifier::acs_identifier_t;
use crate::text::Kept;

impl HasIdentifiers for acs_invite_t {
    fn identifiers(&self) -> &Kept<acs_identifier_t> {
        &self.1
    }
}

/// Returns the target, so that a number need not be parsed twice; NULL when the constructor was
/// given a bad one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_invite_target(invite: *const acs_invite_t) -> *const acs_identifier_t {
    identifier_of(invite, "target", |invite| {
        Some(invite.0.value.as_ref()?.target())
    })
}
