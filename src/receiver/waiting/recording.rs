//! The events of a recording that is being started.

use crate::event::{Event, EventBody};
use crate::model::{CallLocator, RecordingState};

/// What is known of a recording whose events are expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewRecording {
    /// The call that is recorded.
    pub call: RecordedCall,
    /// The state that a success reports.
    pub state: RecordingState,
    /// The id of the recording, from the response.
    pub id: Option<String>,
}

/// How events name the call that is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RecordedCall {
    Connection(String),
    ServerCall(String),
    /// Not at all: it is located by a group or a room.
    Unnamed,
}

impl From<&CallLocator> for RecordedCall {
    fn from(locator: &CallLocator) -> Self {
        match locator {
            CallLocator::ServerCall(id) => Self::ServerCall(id.clone()),
            CallLocator::GroupCall(_) | CallLocator::Room(_) => Self::Unnamed,
        }
    }
}

impl RecordedCall {
    fn has(&self, event: &Event) -> Option<bool> {
        match self {
            Self::Connection(id) => Some(event.call_connection_id() == Some(id)),
            Self::ServerCall(id) => Some(event.server_call_id() == Some(id)),
            Self::Unnamed => None,
        }
    }
}

/// The recording that an event reports on.
pub(super) fn recording_id(event: &Event) -> Option<&str> {
    match event.body() {
        EventBody::RecordingStateChanged(b) => b.recording_id.as_deref(),
        EventBody::StartRecordingFailed(b) => b.recording_id.as_deref(),
        _ => None,
    }
}

impl NewRecording {
    /// Whether an event is of this recording: by its id, or as long as that is unknown, by the call.
    /// Events may name another call connection than that of the call.
    pub(super) fn has(&self, event: &Event, success: bool) -> bool {
        let is_this = match &self.id {
            Some(id) => recording_id(event) == Some(id),
            None => self.call.has(event).unwrap_or(true),
        };
        let has_state = match event.body() {
            EventBody::RecordingStateChanged(b) => b.state.as_ref() == Some(&self.state),
            _ => false,
        };
        is_this && (has_state || !success)
    }

    /// Whether an event that ends a call connection ends the call that is recorded.
    pub(super) fn ends_with(&self, end: &Event) -> bool {
        self.call.has(end).unwrap_or(false)
    }

    /// Whether the call may have other call connections than one that has ended.
    pub(super) fn outlives_a_connection(&self) -> bool {
        !matches!(self.call, RecordedCall::Connection(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::after;
    use crate::receiver::waiting::{Expected, Known, Waited, Watch};
    use crate::receiver::{Receiver, ReceiverOptions};
    use crate::server::Request;
    use std::time::Duration;

    fn receiver() -> Receiver {
        Receiver::without_listener(&ReceiverOptions::new()).unwrap()
    }

    fn bring(receiver: &Receiver, recording: &str, state: &str, server_call: &str) {
        let body = format!(
            r#"{{"id":"{recording} {state}","type":"Microsoft.Communication.RecordingStateChanged",
            "data":{{"callConnectionId":"recorder","serverCallId":"{server_call}",
            "recordingId":"{recording}","state":"{state}"}}}}"#
        );
        let response = receiver.handle(&Request::new("POST", "/events", body));
        assert_eq!(response.status, 200);
    }

    fn watch(receiver: &Receiver, locator: &CallLocator) -> Watch {
        let expected = Expected::success("RecordingStateChanged");
        let recording = NewRecording {
            call: locator.into(),
            state: RecordingState::Active,
            id: None,
        };
        receiver.watch(&[expected.of_recording(recording)]).unwrap()
    }

    fn outcome(watch: Watch) -> String {
        match watch.wait(after(Duration::from_secs(60))) {
            Ok(Waited::Success(received)) => recording_id(&received.event).unwrap().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    fn unread(receiver: &Receiver) -> Vec<String> {
        std::iter::from_fn(|| receiver.try_recv().unwrap())
            .map(|received| received.event.id().to_owned())
            .collect()
    }

    #[test]
    fn recordings_of_groups_are_distinguished_as_soon_as_their_ids_are_known() {
        let receiver = receiver();
        let locator = CallLocator::GroupCall("group".to_owned());
        let (a, b) = (watch(&receiver, &locator), watch(&receiver, &locator));
        for (recording, state) in [
            ("b", "inactive"),
            ("b", "active"),
            ("c", "active"),
            ("a", "active"),
        ] {
            bring(&receiver, recording, state, "");
        }
        a.narrow(Known::Recording("a"));
        b.narrow(Known::Recording("b"));
        assert_eq!((outcome(a), outcome(b)), ("a".to_owned(), "b".to_owned()));
        assert_eq!(unread(&receiver), ["b inactive", "c active"]);
    }

    #[test]
    fn a_recording_of_another_server_call_is_left_alone() {
        let receiver = receiver();
        let watch = watch(&receiver, &CallLocator::ServerCall("mine".to_owned()));
        bring(&receiver, "b", "active", "other");
        bring(&receiver, "a", "active", "mine");
        assert_eq!(unread(&receiver), ["b active"]);
        watch.narrow(Known::Recording("a"));
        assert_eq!(outcome(watch), "a");
    }
}
