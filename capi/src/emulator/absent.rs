//! Stands in for the emulator in a library without it: the same types, the same methods. What
//! describes something can be made and set, so that setters check as ever; what runs, or comes from
//! what runs, is never there.

use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use super::missing;
use acs_call_automation::Result;
use acs_call_automation::options::Clock;

/// No value of it exists.
enum Nothing {}

pub struct Emulator(Nothing);

impl Emulator {
    pub fn start_with(_: &EmulatorOptions) -> Result<Self> {
        Err(missing())
    }
}

macro_rules! methods {
    ($($name:ident($($given:ty),*) $(-> $result:ty)?;)*) => {
        impl Emulator {
            $(pub fn $name(&self, $(_: $given),*) $(-> $result)? {
                match self.0 {}
            })*
        }
    };
}

methods! {
    endpoint() -> String;
    connection_string() -> String;
    access_key() -> &str;
    resource_id() -> &str;
    openid_configuration_url() -> String;
    clock() -> Clock;
    advance(Duration);
    pause_clock();
    resume_clock();
    step() -> bool;
    flush(Duration) -> bool;
    set_remote_party(RemoteParty) -> Result<()>;
    set_prompt(Prompt);
    press_digits(&str, &str, &str) -> Result<()>;
    speak(&str, &str, &str) -> Result<()>;
    create_user() -> Result<String>;
    add_phone_number(&str) -> Result<String>;
    subscribe(&str, Schema) -> Result<()>;
    subscribe_with(&GridSubscription) -> Result<()>;
    unsubscribe(&str) -> bool;
    place_incoming_call(IncomingCall) -> Result<String>;
    cancel_incoming_call(&str) -> Result<()>;
    start_client_call(ClientCall) -> Result<StartedCall>;
    answer_participant(&str, &str) -> Result<()>;
    decline_participant(&str, &str) -> Result<()>;
    busy_participant(&str, &str) -> Result<()>;
    mute_participant(&str, &str, bool) -> Result<()>;
    hang_up_participant(&str, &str) -> Result<()>;
    add_fault(Fault) -> Result<()>;
    clear_faults() -> usize;
    load_seed(Seed) -> Result<()>;
    journal() -> Vec<JournalEntry>;
    ladder() -> Ladder;
    ladder_of(&str) -> Ladder;
    created_call_count() -> usize;
    active_call_count() -> usize;
    reset();
    reset_keeping_setup();
    port() -> u16;
    is_closed() -> bool;
    close();
}

pub struct StartedCall {
    pub server_call_id: String,
    pub correlation_id: String,
}

pub struct JournalEntry {
    pub time: SystemTime,
    pub kind: JournalKind,
    pub operation: &'static str,
    pub party: String,
    pub detail: String,
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

/// No diagram exists, since there is nothing to draw.
pub struct Ladder(Nothing);

impl Ladder {
    pub fn text(&self, _: usize, _: bool) -> String {
        match self.0 {}
    }

    pub fn svg(&self) -> String {
        match self.0 {}
    }

    pub fn mermaid(&self) -> String {
        match self.0 {}
    }

    pub fn json(&self) -> String {
        match self.0 {}
    }
}

#[allow(dead_code)] // no entry exists to be of a kind
pub enum JournalKind {
    Request,
    Event,
    Party,
}

/// C has no hooks but those of a seed.
#[allow(dead_code)]
pub struct Hook;

pub struct Seed;

impl Seed {
    /// Not checked, since nothing can be started with it.
    pub fn from_json(_: &str) -> Result<Self> {
        Ok(Self)
    }
}

pub enum Schema {
    EventGrid,
    CloudEvents,
}

/// A type that describes something: it has constructors and setters, and keeps nothing.
macro_rules! description {
    ($type:ident { $($new:ident($($given:ty),*))* } { $($set:ident($($value:ty),*))* }) => {
        #[derive(Clone, Default)]
        pub struct $type;

        impl $type {
            $(pub fn $new($(_: $given),*) -> Self {
                Self
            })*

            // C sets none of those that make certificates.
            $(#[allow(dead_code)]
            pub fn $set(self, $(_: $value),*) -> Self {
                self
            })*
        }
    };
}

description! {
    EmulatorOptions { new() } {
        port(u16)
        listen(IpAddr)
        remote_control(bool)
        http_callback_host(&str)
        seed(Seed)
        hook(Hook)
        access_key(&str)
        resource_id(&str)
        manual_clock(bool)
        honor_repeatability(bool)
        allow_http_callbacks(bool)
        check_clock_skew(bool)
        accept_any_token(bool)
        page_size(usize)
        recording_chunk(Duration)
        recording_delay(Duration)
        public_url(&str)
        call_event_timeout(Duration)
        event_grid_timeout(Duration)
        quick_event_grid_retries(bool)
        handler_threads(usize)
        https(bool)
        host(&str)
        ca_dir(&str)
        certificate(&str, &str)
        recording_host(&str)
        callback_ca(&str)
    }
}

impl EmulatorOptions {
    #[allow(clippy::unused_self)] // as that of the emulator
    pub fn check(&self) -> Result<()> {
        Ok(())
    }
}

description! {
    RemoteParty { new(&str) any() } {
        answer_after(Duration)
        busy()
        no_answer()
        decline()
        manual()
        hang_up_after(Duration)
        speech(&str)
        silence()
        recognition_failure(u16, u32)
    }
}

impl RemoteParty {
    pub fn digits(self, _: &str) -> Result<Self> {
        Ok(self)
    }
}

description! {
    Prompt { new(&str) any() } {
        duration(Duration)
        start_after(Duration)
        download_failure()
        wrong_format()
        failure(u16, u32)
    }
}

description! {
    Fault { on(&str) on_event(&str) } {
        for_call(&str)
        probability(f64, u64)
        lose_request()
        bad_json()
        lose_event()
        duplicate()
        reorder()
        expired_token()
        status(u16)
        code(&str)
        retry_after(Duration)
        lose_response()
        cut_response_after(u64)
        change_content()
        delay_response(Duration)
        times(u32)
    }
}

description! {
    GridSubscription { new(&str, Schema) } {
        event_type(&str)
        subject_begins_with(&str)
        subject_ends_with(&str)
        header(&str, &str)
        without_handshake()
    }
}

description! {
    IncomingCall { new(&str, &str) } {
        display_name(&str)
        sip_header(&str, &str)
        voip_header(&str, &str)
        hang_up_when_answered()
    }
}

description! {
    ClientCall { new(Vec<&str>) } {
        group_id(&str)
        room_id(&str)
    }
}
