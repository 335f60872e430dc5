//! Emulator, client and receiver in one process; time moves only by hand.
#![allow(dead_code)] // every test uses its own part

use std::time::Duration;

use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::options::{CreateCallOptions, CreateGroupCallOptions};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{
    CallAutomationClient, CallConnection, CallInvite, CommunicationIdentifier, CreateCallResult,
    Response,
};
use acs_call_automation_emulator::{Emulator, EmulatorOptions, Schema};

pub const CALLER_ID: &str = "+18005550100";
pub const PHONE: &str = "+16045551234";

pub struct World {
    pub emulator: Emulator,
    pub client: CallAutomationClient,
    pub receiver: Receiver,
    pub callback: String,
}

impl World {
    pub fn new() -> Self {
        Self::with(&EmulatorOptions::new().manual_clock(true))
    }

    pub fn with(options: &EmulatorOptions) -> Self {
        let emulator = Emulator::start_with(options).unwrap();
        let receiver =
            Receiver::bind(&ReceiverOptions::new().path("/events").path("/other")).unwrap();
        let callback = receiver.url("/events").unwrap();
        let client =
            CallAutomationClient::from_connection_string(&emulator.connection_string()).unwrap();
        Self {
            emulator,
            client,
            receiver,
            callback,
        }
    }

    /// All events until now, in order of arrival.
    pub fn events(&self) -> Vec<Event> {
        assert!(self.emulator.flush(Duration::from_secs(20)), "events hang");
        let mut events = Vec::new();
        while let Ok(Some(received)) = self.receiver.try_recv() {
            events.push(received.event);
        }
        events
    }

    /// The names of the events of a call connection, in the order they came.
    pub fn names_of(&self, call: &CallConnection) -> Vec<String> {
        names(&self.events(), call)
    }

    pub fn subscribe(&self) {
        self.emulator
            .subscribe(&self.callback, Schema::EventGrid)
            .unwrap();
    }

    pub fn create(&self, invite: &CallInvite) -> Response<CreateCallResult> {
        self.client
            .create_call(invite, &self.callback, &CreateCallOptions::new())
            .unwrap()
    }

    /// A 1:1 call to a phone, up, with its first events taken.
    pub fn phone_call(&self) -> CallConnection {
        let call = self.create(&to_phone()).into_inner().call_connection;
        let names = self.names_of(&call);
        assert!(names.contains(&"CallConnected".to_owned()), "{names:?}");
        call
    }

    /// A call of a telephone and two users, up, with its first events taken.
    pub fn group_call(&self) -> (CallConnection, [CommunicationIdentifier; 3]) {
        let all = [
            phone(PHONE),
            CommunicationIdentifier::communication_user("8:acs:r_one"),
            CommunicationIdentifier::communication_user("8:acs:r_two"),
        ];
        let options = CreateGroupCallOptions::new().source_caller_id_number(CALLER_ID);
        let call = self
            .client
            .create_group_call(&all, &self.callback, &options)
            .unwrap()
            .into_inner()
            .call_connection;
        self.events();
        (call, all)
    }

    /// The context of the last incoming call.
    pub fn incoming_context(&self) -> String {
        let events = self.events();
        let event = events
            .iter()
            .rfind(|event| event.name() == "IncomingCall")
            .expect("no IncomingCall");
        let EventBody::IncomingCall(incoming) = event.body() else {
            panic!("{event:?}");
        };
        incoming.incoming_call_context.clone().unwrap()
    }
}

pub fn names(events: &[Event], call: &CallConnection) -> Vec<String> {
    events
        .iter()
        .filter(|event| event.call_connection_id() == Some(call.id()))
        .map(|event| event.name().to_owned())
        .collect()
}

/// The names in alphabetical order, for events that may come in either order.
pub fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

pub fn phone(number: &str) -> CommunicationIdentifier {
    number.parse().unwrap()
}

pub fn to_phone() -> CallInvite {
    CallInvite::to_phone_number(PHONE, CALLER_ID).unwrap()
}

/// `code/subCode` of an event.
pub fn result(event: &Event) -> (i64, i64) {
    let result = event.result_information().expect("no result");
    (result.code.unwrap(), result.sub_code.unwrap())
}
