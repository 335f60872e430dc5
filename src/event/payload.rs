//! The typed bodies of events: one table of what is known, and the structs by group.
//!
//! Source: the event models of the official SDKs for JavaScript and Python, version 1.6.0, which
//! agree field for field, and deliveries recorded from the live service. No member is ever
//! promised: all are optional.

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

/// What an event means for the operation that it answers. The type of the event decides, never the
/// code in its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The operation was done.
    Success,
    /// The operation failed.
    Failure,
    /// The operation was ended by another one, or by the end of the call.
    Canceled,
    /// Something changed: the call is up, a tone came, a recording runs.
    State,
}

/// Where events of a type come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Posted to the callback address of a call.
    MidCall,
    /// Posted by a subscription of Event Grid.
    EventGrid,
}

macro_rules! bodies {
    ($( $(#[$about:meta])* $name:ident = $kind:literal, $family:ident, $outcome:expr; )*) => {
        /// The members of an event's `data` that belong to its type.
        ///
        /// Ids, context and result, which many types share, are read from the
        /// [`Event`](super::Event) itself.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum EventBody {
            $( $(#[$about])* $name($name), )*
            /// A type that this version does not know, or a preview's:
            /// [`Event::data`](super::Event::data) has its JSON.
            Other,
        }

        impl EventBody {
            /// Reads the body of an event of this type.
            pub(super) fn read(kind: &str, members: &Members<'_>) -> Self {
                match kind {
                    $( $kind => Self::$name($name::from_members(members)), )*
                    _ => Self::Other,
                }
            }
        }

        /// Every type that is known.
        #[doc(hidden)]
        pub const KNOWN_TYPES: &[&str] = &[$( $kind, )*];

        /// What is known of a type.
        pub(super) fn about(kind: &str) -> Option<(Family, Option<Outcome>)> {
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
        MidCall, Some(Outcome::Failure);
    /// A participant was added.
    AddParticipantSucceeded = "Microsoft.Communication.AddParticipantSucceeded",
        MidCall, Some(Outcome::Success);
    /// A call could not be answered.
    AnswerFailed = "Microsoft.Communication.AnswerFailed",
        MidCall, Some(Outcome::Failure);
    /// The call is up.
    CallConnected = "Microsoft.Communication.CallConnected",
        MidCall, Some(Outcome::State);
    /// The call, or this application's part in it, is over.
    CallDisconnected = "Microsoft.Communication.CallDisconnected",
        MidCall, Some(Outcome::State);
    /// A transfer was accepted.
    CallTransferAccepted = "Microsoft.Communication.CallTransferAccepted",
        MidCall, Some(Outcome::Success);
    /// A transfer failed.
    CallTransferFailed = "Microsoft.Communication.CallTransferFailed",
        MidCall, Some(Outcome::Failure);
    /// An invitation could not be withdrawn.
    CancelAddParticipantFailed = "Microsoft.Communication.CancelAddParticipantFailed",
        MidCall, Some(Outcome::Failure);
    /// An invitation was withdrawn.
    CancelAddParticipantSucceeded = "Microsoft.Communication.CancelAddParticipantSucceeded",
        MidCall, Some(Outcome::Success);
    /// A running call could not be joined.
    ConnectFailed = "Microsoft.Communication.ConnectFailed",
        MidCall, Some(Outcome::Failure);
    /// DTMF tones are no longer recognized.
    ContinuousDtmfRecognitionStopped = "Microsoft.Communication.ContinuousDtmfRecognitionStopped",
        MidCall, Some(Outcome::State);
    /// Listening for keys failed.
    ContinuousDtmfRecognitionToneFailed =
        "Microsoft.Communication.ContinuousDtmfRecognitionToneFailed",
        MidCall, Some(Outcome::Failure);
    /// A key was pressed.
    ContinuousDtmfRecognitionToneReceived =
        "Microsoft.Communication.ContinuousDtmfRecognitionToneReceived",
        MidCall, Some(Outcome::State);
    /// A call could not be placed.
    CreateCallFailed = "Microsoft.Communication.CreateCallFailed",
        MidCall, Some(Outcome::Failure);
    /// A participant could not be put on hold.
    HoldFailed = "Microsoft.Communication.HoldFailed",
        MidCall, Some(Outcome::Failure);
    /// Media streaming failed.
    MediaStreamingFailed = "Microsoft.Communication.MediaStreamingFailed",
        MidCall, Some(Outcome::Failure);
    /// Media streaming runs.
    MediaStreamingStarted = "Microsoft.Communication.MediaStreamingStarted",
        MidCall, Some(Outcome::State);
    /// Media streaming ended.
    MediaStreamingStopped = "Microsoft.Communication.MediaStreamingStopped",
        MidCall, Some(Outcome::State);
    /// A participant could not be moved here from another call.
    MoveParticipantFailed = "Microsoft.Communication.MoveParticipantFailed",
        MidCall, Some(Outcome::Failure);
    /// A participant was moved here from another call.
    MoveParticipantSucceeded = "Microsoft.Communication.MoveParticipantSucceeded",
        MidCall, Some(Outcome::Success);
    /// Who is in the call, and muted or on hold, changed.
    ParticipantsUpdated = "Microsoft.Communication.ParticipantsUpdated",
        MidCall, Some(Outcome::State);
    /// Playing was ended by another operation.
    PlayCanceled = "Microsoft.Communication.PlayCanceled",
        MidCall, Some(Outcome::Canceled);
    /// Everything was played.
    PlayCompleted = "Microsoft.Communication.PlayCompleted",
        MidCall, Some(Outcome::Success);
    /// Something could not be played.
    PlayFailed = "Microsoft.Communication.PlayFailed",
        MidCall, Some(Outcome::Failure);
    /// Playing began.
    PlayStarted = "Microsoft.Communication.PlayStarted",
        MidCall, Some(Outcome::State);
    /// Recognition was ended by another operation.
    RecognizeCanceled = "Microsoft.Communication.RecognizeCanceled",
        MidCall, Some(Outcome::Canceled);
    /// Keys, speech or a choice were recognized.
    RecognizeCompleted = "Microsoft.Communication.RecognizeCompleted",
        MidCall, Some(Outcome::Success);
    /// Nothing was recognized.
    RecognizeFailed = "Microsoft.Communication.RecognizeFailed",
        MidCall, Some(Outcome::Failure);
    /// A recording runs or rests.
    RecordingStateChanged = "Microsoft.Communication.RecordingStateChanged",
        MidCall, Some(Outcome::State);
    /// A participant could not be removed.
    RemoveParticipantFailed = "Microsoft.Communication.RemoveParticipantFailed",
        MidCall, Some(Outcome::Failure);
    /// A participant was removed.
    RemoveParticipantSucceeded = "Microsoft.Communication.RemoveParticipantSucceeded",
        MidCall, Some(Outcome::Success);
    /// Keys were sent.
    SendDtmfTonesCompleted = "Microsoft.Communication.SendDtmfTonesCompleted",
        MidCall, Some(Outcome::Success);
    /// Keys could not be sent.
    SendDtmfTonesFailed = "Microsoft.Communication.SendDtmfTonesFailed",
        MidCall, Some(Outcome::Failure);
    /// A recording could not be started.
    StartRecordingFailed = "Microsoft.Communication.StartRecordingFailed",
        MidCall, Some(Outcome::Failure);
    /// Transcription failed.
    TranscriptionFailed = "Microsoft.Communication.TranscriptionFailed",
        MidCall, Some(Outcome::Failure);
    /// Transcription runs.
    TranscriptionStarted = "Microsoft.Communication.TranscriptionStarted",
        MidCall, Some(Outcome::State);
    /// Transcription ended.
    TranscriptionStopped = "Microsoft.Communication.TranscriptionStopped",
        MidCall, Some(Outcome::State);
    /// The language or model of a transcription changed.
    TranscriptionUpdated = "Microsoft.Communication.TranscriptionUpdated",
        MidCall, Some(Outcome::State);

    /// A call arrives.
    IncomingCall = "Microsoft.Communication.IncomingCall", EventGrid, None;
    /// A call began.
    CallStarted = "Microsoft.Communication.CallStarted", EventGrid, None;
    /// A call is over.
    CallEnded = "Microsoft.Communication.CallEnded", EventGrid, None;
    /// A participant joined a call.
    CallParticipantAdded = "Microsoft.Communication.CallParticipantAdded", EventGrid, None;
    /// A participant left a call.
    CallParticipantRemoved = "Microsoft.Communication.CallParticipantRemoved", EventGrid, None;
    /// The files of a recording can be fetched.
    RecordingFileStatusUpdated =
        "Microsoft.Communication.RecordingFileStatusUpdated", EventGrid, None;
    /// Event Grid asks whether it may deliver here.
    SubscriptionValidation =
        "Microsoft.EventGrid.SubscriptionValidationEvent", EventGrid, None;
    /// A subscription was removed.
    SubscriptionDeleted = "Microsoft.EventGrid.SubscriptionDeletedEvent", EventGrid, None;
}
