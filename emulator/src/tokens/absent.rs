//! An emulator without its feature tokens has no crate that can sign: its callbacks have no tokens.

use std::time::SystemTime;

use crate::json::Object;
use acs_call_automation::Result;

pub(crate) struct Tokens;

impl Tokens {
    pub(crate) fn new(_audience: &str) -> Result<Self> {
        Ok(Self)
    }

    pub(crate) fn authorization(&self, _now: SystemTime) -> Option<String> {
        None
    }

    pub(crate) fn document(&self, _path: &str, _endpoint: &str) -> Option<Object> {
        None
    }
}
