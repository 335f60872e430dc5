//! The typed bodies of events: one table of the known types, and the structs by group.
//!
//! Source: the event models of the official SDKs for JavaScript and Python, version 1.6.0, which
//! agree field for field, and deliveries recorded from the live service. All members are optional.

mod call;
mod media;
mod participants;
mod recording;

pub use call::*;
pub use media::*;
pub use participants::*;
pub use recording::*;

use super::event_grid::*;
use crate::json::{FromMembers, Members};

/// What an event means for the operation that it reports on. It is decided by the type of the
/// event, never by the code in its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventOutcome {
    /// The operation succeeded.
    Success,
    /// The operation failed.
    Failure,
    /// The operation was canceled by another one, or by the end of the call.
    Canceled,
    /// A state changed: the call was established, a tone was received, a recording started.
    State,
}

/// The source of the events of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Posted to the callback URL of a call.
    MidCall,
    /// Posted by a subscription of Event Grid.
    EventGrid,
}

macro_rules! bodies {
    ($( $(#[$about:meta])* $name:ident = $kind:literal, $family:ident, $outcome:expr; )*) => {
        /// The members of an event's `data` that belong to its type.
        ///
        /// Ids, context and result, which many types share, are accessors of
        /// [`Event`](super::Event).
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum EventBody {
            $( $(#[$about])* $name($name), )*
            /// A preview event, or a type that this version does not know:
            /// [`Event::data`](super::Event::data) returns its JSON.
            Other,
        }

        /// The type of an event, as an enum.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum EventKind {
            $( $(#[$about])* $name, )*
            /// A preview event, or a type that this version does not know:
            /// [`Event::event_type`](super::Event::event_type) returns its name.
            Other,
        }

        impl EventKind {
            pub(super) fn of(event_type: &str) -> Self {
                match event_type {
                    $( $kind => Self::$name, )*
                    _ => Self::Other,
                }
            }
        }

        impl EventBody {
            /// Parses the body of an event of this type.
            pub(super) fn read(kind: &str, members: &Members<'_>) -> Self {
                match kind {
                    $( $kind => Self::$name($name::from_members(members)), )*
                    _ => Self::Other,
                }
            }
        }

        /// All known types.
        #[doc(hidden)]
        pub const KNOWN_TYPES: &[&str] = &[$( $kind, )*];

        /// The family and outcome of a known type.
        pub(super) fn about(kind: &str) -> Option<(Family, Option<EventOutcome>)> {
            match kind {
                $( $kind => Some((Family::$family, $outcome)), )*
                _ => None,
            }
        }
    };
}

bodies! {
    /// A participant could not be added.
    AddParticipantFailed = "Microsoft.Communication.AddParticipantFailed",
        MidCall, Some(EventOutcome::Failure);
    /// A participant was added.
    AddParticipantSucceeded = "Microsoft.Communication.AddParticipantSucceeded",
        MidCall, Some(EventOutcome::Success);
    /// A call could not be answered.
    AnswerFailed = "Microsoft.Communication.AnswerFailed",
        MidCall, Some(EventOutcome::Failure);
    /// The call is established.
    CallConnected = "Microsoft.Communication.CallConnected",
        MidCall, Some(EventOutcome::State);
    /// The call, or this application's leg of it, ended.
    CallDisconnected = "Microsoft.Communication.CallDisconnected",
        MidCall, Some(EventOutcome::State);
    /// A transfer was accepted.
    CallTransferAccepted = "Microsoft.Communication.CallTransferAccepted",
        MidCall, Some(EventOutcome::Success);
    /// A transfer failed.
    CallTransferFailed = "Microsoft.Communication.CallTransferFailed",
        MidCall, Some(EventOutcome::Failure);
    /// An invitation could not be canceled.
    CancelAddParticipantFailed = "Microsoft.Communication.CancelAddParticipantFailed",
        MidCall, Some(EventOutcome::Failure);
    /// An invitation was canceled.
    CancelAddParticipantSucceeded = "Microsoft.Communication.CancelAddParticipantSucceeded",
        MidCall, Some(EventOutcome::Success);
    /// The application could not connect to an existing call.
    ConnectFailed = "Microsoft.Communication.ConnectFailed",
        MidCall, Some(EventOutcome::Failure);
    /// Continuous DTMF recognition stopped.
    ContinuousDtmfRecognitionStopped = "Microsoft.Communication.ContinuousDtmfRecognitionStopped",
        MidCall, Some(EventOutcome::State);
    /// Continuous DTMF recognition failed.
    ContinuousDtmfRecognitionToneFailed =
        "Microsoft.Communication.ContinuousDtmfRecognitionToneFailed",
        MidCall, Some(EventOutcome::Failure);
    /// Continuous DTMF recognition received a tone.
    ContinuousDtmfRecognitionToneReceived =
        "Microsoft.Communication.ContinuousDtmfRecognitionToneReceived",
        MidCall, Some(EventOutcome::State);
    /// A call could not be created, or was not answered.
    CreateCallFailed = "Microsoft.Communication.CreateCallFailed",
        MidCall, Some(EventOutcome::Failure);
    /// A participant could not be put on hold.
    HoldFailed = "Microsoft.Communication.HoldFailed",
        MidCall, Some(EventOutcome::Failure);
    /// Media streaming failed.
    MediaStreamingFailed = "Microsoft.Communication.MediaStreamingFailed",
        MidCall, Some(EventOutcome::Failure);
    /// Media streaming started.
    MediaStreamingStarted = "Microsoft.Communication.MediaStreamingStarted",
        MidCall, Some(EventOutcome::State);
    /// Media streaming stopped.
    MediaStreamingStopped = "Microsoft.Communication.MediaStreamingStopped",
        MidCall, Some(EventOutcome::State);
    /// A participant could not be moved here from another call.
    MoveParticipantFailed = "Microsoft.Communication.MoveParticipantFailed",
        MidCall, Some(EventOutcome::Failure);
    /// A participant was moved here from another call.
    MoveParticipantSucceeded = "Microsoft.Communication.MoveParticipantSucceeded",
        MidCall, Some(EventOutcome::Success);
    /// The list of participants, or their muted or on-hold state, changed.
    ParticipantsUpdated = "Microsoft.Communication.ParticipantsUpdated",
        MidCall, Some(EventOutcome::State);
    /// Playing was canceled by another operation.
    PlayCanceled = "Microsoft.Communication.PlayCanceled",
        MidCall, Some(EventOutcome::Canceled);
    /// Playing completed.
    PlayCompleted = "Microsoft.Communication.PlayCompleted",
        MidCall, Some(EventOutcome::Success);
    /// Playing failed.
    PlayFailed = "Microsoft.Communication.PlayFailed",
        MidCall, Some(EventOutcome::Failure);
    /// Playing started.
    PlayStarted = "Microsoft.Communication.PlayStarted",
        MidCall, Some(EventOutcome::State);
    /// Recognition was canceled by another operation.
    RecognizeCanceled = "Microsoft.Communication.RecognizeCanceled",
        MidCall, Some(EventOutcome::Canceled);
    /// DTMF tones, speech or a choice were recognized.
    RecognizeCompleted = "Microsoft.Communication.RecognizeCompleted",
        MidCall, Some(EventOutcome::Success);
    /// Recognition failed.
    RecognizeFailed = "Microsoft.Communication.RecognizeFailed",
        MidCall, Some(EventOutcome::Failure);
    /// A recording started, was paused, or stopped.
    RecordingStateChanged = "Microsoft.Communication.RecordingStateChanged",
        MidCall, Some(EventOutcome::State);
    /// A participant could not be removed.
    RemoveParticipantFailed = "Microsoft.Communication.RemoveParticipantFailed",
        MidCall, Some(EventOutcome::Failure);
    /// A participant was removed.
    RemoveParticipantSucceeded = "Microsoft.Communication.RemoveParticipantSucceeded",
        MidCall, Some(EventOutcome::Success);
    /// DTMF tones were sent.
    SendDtmfTonesCompleted = "Microsoft.Communication.SendDtmfTonesCompleted",
        MidCall, Some(EventOutcome::Success);
    /// DTMF tones could not be sent.
    SendDtmfTonesFailed = "Microsoft.Communication.SendDtmfTonesFailed",
        MidCall, Some(EventOutcome::Failure);
    /// A recording could not be started.
    StartRecordingFailed = "Microsoft.Communication.StartRecordingFailed",
        MidCall, Some(EventOutcome::Failure);
    /// Transcription failed.
    TranscriptionFailed = "Microsoft.Communication.TranscriptionFailed",
        MidCall, Some(EventOutcome::Failure);
    /// Transcription started.
    TranscriptionStarted = "Microsoft.Communication.TranscriptionStarted",
        MidCall, Some(EventOutcome::State);
    /// Transcription stopped.
    TranscriptionStopped = "Microsoft.Communication.TranscriptionStopped",
        MidCall, Some(EventOutcome::State);
    /// The language or model of a transcription changed.
    TranscriptionUpdated = "Microsoft.Communication.TranscriptionUpdated",
        MidCall, Some(EventOutcome::State);

    /// A call arrives.
    IncomingCall = "Microsoft.Communication.IncomingCall", EventGrid, None;
    /// A call started.
    CallStarted = "Microsoft.Communication.CallStarted", EventGrid, None;
    /// A call ended.
    CallEnded = "Microsoft.Communication.CallEnded", EventGrid, None;
    /// A participant joined a call.
    CallParticipantAdded = "Microsoft.Communication.CallParticipantAdded", EventGrid, None;
    /// A participant left a call.
    CallParticipantRemoved = "Microsoft.Communication.CallParticipantRemoved", EventGrid, None;
    /// The files of a recording are ready for download.
    RecordingFileStatusUpdated =
        "Microsoft.Communication.RecordingFileStatusUpdated", EventGrid, None;
    /// Event Grid validates a new subscription.
    SubscriptionValidation =
        "Microsoft.EventGrid.SubscriptionValidationEvent", EventGrid, None;
    /// An event subscription was deleted.
    SubscriptionDeleted = "Microsoft.EventGrid.SubscriptionDeletedEvent", EventGrid, None;
}
