//! The checks of `acs-call doctor`.

pub mod callback;
pub mod service;
