//! Stands in for the emulator in a library without it: the same types, the same methods. What
//! describes something can be made and set, so that setters check as ever; what runs, or comes from
//! what runs, is never there.

use std::time::{Duration, SystemTime};

use super::missing;
use crate::guard::Outcome;
use acs_call_automation::Result;
use acs_call_automation::options::Clock;

/// No value of it exists.
enum Nothing {}

pub struct Emulator(Nothing);

impl Emulator {
    pub fn start_with(_: &EmulatorOptions) -> Outcome<Self> {
        Err(missing())
    }

    pub fn endpoint(&self) -> String {
        match self.0 {}
    }

    pub fn connection_string(&self) -> String {
        match self.0 {}
    }

    pub fn access_key(&self) -> &str {
        match self.0 {}
    }

    pub fn clock(&self) -> Clock {
        match self.0 {}
    }

    pub fn advance(&self, _: Duration) {
        match self.0 {}
    }

    pub fn flush(&self, _: Duration) -> bool {
        match self.0 {}
    }

    pub fn set_remote_party(&self, _: RemoteParty) {
        match self.0 {}
    }

    pub fn set_prompt(&self, _: Prompt) {
        match self.0 {}
    }

    pub fn press_digits(&self, _: &str, _: &str, _: &str) -> Result<()> {
        match self.0 {}
    }

    pub fn speak(&self, _: &str, _: &str, _: &str) -> Result<()> {
        match self.0 {}
    }

    pub fn create_user(&self) -> String {
        match self.0 {}
    }

    pub fn add_phone_number(&self, _: &str) -> Result<String> {
        match self.0 {}
    }

    pub fn subscribe(&self, _: &str, _: Schema) -> Result<()> {
        match self.0 {}
    }

    pub fn subscribe_with(&self, _: &GridSubscription) -> Result<()> {
        match self.0 {}
    }

    pub fn unsubscribe(&self, _: &str) -> bool {
        match self.0 {}
    }

    pub fn place_incoming_call(&self, _: IncomingCall) -> Result<String> {
        match self.0 {}
    }

    pub fn cancel_incoming_call(&self, _: &str) -> Result<()> {
        match self.0 {}
    }

    pub fn start_client_call(&self, _: ClientCall) -> Result<StartedCall> {
        match self.0 {}
    }

    pub fn hang_up_participant(&self, _: &str, _: &str) -> Result<()> {
        match self.0 {}
    }

    pub fn add_fault(&self, _: Fault) -> Result<()> {
        match self.0 {}
    }

    pub fn journal(&self) -> Vec<JournalEntry> {
        match self.0 {}
    }

    pub fn created_call_count(&self) -> usize {
        match self.0 {}
    }

    pub fn active_call_count(&self) -> usize {
        match self.0 {}
    }

    pub fn reset(&self) {
        match self.0 {}
    }

    pub fn reset_keeping_setup(&self) {
        match self.0 {}
    }

    pub fn port(&self) -> u16 {
        match self.0 {}
    }

    pub fn close(&self) {
        match self.0 {}
    }
}

pub struct StartedCall {
    pub server_call_id: String,
    pub correlation_id: String,
}

pub struct JournalEntry {
    pub time: SystemTime,
    pub kind: JournalKind,
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub status: Option<u16>,
    pub failure: Option<String>,
    pub response_headers: Vec<(String, String)>,
    pub response_body: Vec<u8>,
}

impl JournalEntry {
    pub fn header(&self, _: &str) -> Option<&str> {
        None
    }

    pub fn response_header(&self, _: &str) -> Option<&str> {
        None
    }
}

#[allow(dead_code)] // no entry exists to be of a kind
pub enum JournalKind {
    Request,
    Event,
}

pub enum Schema {
    EventGrid,
    CloudEvents,
}

#[derive(Clone, Default)]
pub struct EmulatorOptions;

impl EmulatorOptions {
    pub fn new() -> Self {
        Self
    }

    pub fn port(self, _: u16) -> Self {
        self
    }

    pub fn access_key(self, _: &str) -> Self {
        self
    }

    pub fn manual_clock(self, _: bool) -> Self {
        self
    }

    pub fn honor_repeatability(self, _: bool) -> Self {
        self
    }

    pub fn allow_http_callbacks(self, _: bool) -> Self {
        self
    }

    pub fn check_clock_skew(self, _: bool) -> Self {
        self
    }

    pub fn accept_any_token(self, _: bool) -> Self {
        self
    }

    pub fn page_size(self, _: usize) -> Self {
        self
    }

    pub fn handler_threads(self, _: usize) -> Self {
        self
    }

    pub fn recording_chunk(self, _: Duration) -> Self {
        self
    }

    pub fn recording_delay(self, _: Duration) -> Self {
        self
    }

    pub fn public_url(self, _: &str) -> Self {
        self
    }

    pub fn call_event_timeout(self, _: Duration) -> Self {
        self
    }

    pub fn event_grid_timeout(self, _: Duration) -> Self {
        self
    }

    pub fn quick_event_grid_retries(self, _: bool) -> Self {
        self
    }
}

#[derive(Clone)]
pub struct RemoteParty;

impl RemoteParty {
    pub fn new(_: &str) -> Self {
        Self
    }

    pub fn any() -> Self {
        Self
    }

    pub fn answers_after(self, _: Duration) -> Self {
        self
    }

    #[allow(clippy::wrong_self_convention)] // the name is the emulator's
    pub fn is_busy(self) -> Self {
        self
    }

    pub fn does_not_answer(self) -> Self {
        self
    }

    pub fn declines(self) -> Self {
        self
    }

    pub fn hangs_up_after(self, _: Duration) -> Self {
        self
    }

    pub fn presses(self, _: &str) -> Result<Self> {
        Ok(self)
    }

    pub fn says(self, _: &str) -> Self {
        self
    }

    pub fn keeps_silent(self) -> Self {
        self
    }

    pub fn recognition_fails(self, _: u16, _: u32) -> Self {
        self
    }
}

#[derive(Clone)]
pub struct Prompt;

impl Prompt {
    pub fn new(_: &str) -> Self {
        Self
    }

    pub fn any() -> Self {
        Self
    }

    pub fn lasts(self, _: Duration) -> Self {
        self
    }

    pub fn starts_after(self, _: Duration) -> Self {
        self
    }

    pub fn fails_to_download(self) -> Self {
        self
    }

    pub fn has_wrong_format(self) -> Self {
        self
    }

    pub fn fails_with(self, _: u16, _: u32) -> Self {
        self
    }
}

#[derive(Clone)]
pub struct Fault;

impl Fault {
    pub fn on(_: &str) -> Self {
        Self
    }

    pub fn status(self, _: u16) -> Self {
        self
    }

    pub fn code(self, _: &str) -> Self {
        self
    }

    pub fn retry_after(self, _: Duration) -> Self {
        self
    }

    pub fn loses_response(self) -> Self {
        self
    }

    pub fn cuts_response_after(self, _: u64) -> Self {
        self
    }

    pub fn changes_content(self) -> Self {
        self
    }

    pub fn delays_response(self, _: Duration) -> Self {
        self
    }

    pub fn times(self, _: u32) -> Self {
        self
    }
}

#[derive(Clone)]
pub struct GridSubscription;

impl GridSubscription {
    pub fn new(_: &str, _: Schema) -> Self {
        Self
    }

    pub fn event_type(self, _: &str) -> Self {
        self
    }

    pub fn subject_begins_with(self, _: &str) -> Self {
        self
    }

    pub fn subject_ends_with(self, _: &str) -> Self {
        self
    }

    pub fn without_handshake(self) -> Self {
        self
    }
}

#[derive(Clone)]
pub struct IncomingCall;

impl IncomingCall {
    pub fn new(_: &str, _: &str) -> Self {
        Self
    }

    pub fn display_name(self, _: &str) -> Self {
        self
    }

    pub fn sip_header(self, _: &str, _: &str) -> Self {
        self
    }

    pub fn voip_header(self, _: &str, _: &str) -> Self {
        self
    }

    pub fn hangs_up_when_answered(self) -> Self {
        self
    }
}

#[derive(Clone)]
pub struct ClientCall;

impl ClientCall {
    pub fn new(_: Vec<&str>) -> Self {
        Self
    }

    pub fn group_id(self, _: &str) -> Self {
        self
    }

    pub fn room_id(self, _: &str) -> Self {
        self
    }
}
