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
use crate::error::Error;
use crate::field;
use crate::json::{FromMembers, Members};
use crate::nearest::nearest_within;

/// The meaning of an event for the operation that it reports on. It is decided by the type of the
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

/// Whether an event of Event Grid has no outcome, and what the others mean.
macro_rules! outcome {
    (EventGrid) => {
        None
    };
    ($outcome:ident) => {
        Some(EventOutcome::$outcome)
    };
}

/// Each row: documentation, name = number in C, type, outcome (EventGrid for the events that a
/// subscription of Event Grid delivers), and what else is true of it: `ends_call` when the call
/// connection ends with it, `media` when the sub-code of its result is a media reason.
macro_rules! bodies {
    ($( $(#[doc = $about:literal])* $name:ident = $number:literal, $kind:literal, $outcome:ident
        $(, $fact:ident)?; )*) => {
        /// The members of an event's `data` that belong to its type.
        ///
        /// Ids, context and result, which many types share, are accessors of
        /// [`Event`](super::Event).
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum EventBody {
            $( $(#[doc = $about])* $name($name), )*
            /// A preview event, or a type that this version does not know:
            /// [`Event::data`](super::Event::data) returns its JSON.
            Other,
        }

        /// The type of an event, as an enum. The numbers are those of `ACS_EVENT_*` in the C interface.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum EventKind {
            /// A preview event, or a type that this version does not know:
            /// [`Event::event_type`](super::Event::event_type) returns its name.
            Other = 0,
            $( $(#[doc = $about])* $name = $number, )*
        }

        impl EventKind {
            pub(super) fn of(event_type: &str) -> Self {
                match event_type {
                    $( $kind => Self::$name, )*
                    _ => Self::Other,
                }
            }

            /// Returns the type of its events: `Microsoft.Communication.CallConnected`; `None` for
            /// [`Other`](Self::Other).
            pub fn event_type(self) -> Option<&'static str> {
                match self {
                    Self::Other => None,
                    $( Self::$name => Some($kind), )*
                }
            }

            /// Returns the name of its events, the part of the type after its last dot: `CallConnected`;
            /// `Other` for [`Other`](Self::Other). The text of `Display`.
            pub fn name(self) -> &'static str {
                self.event_type().and_then(|all| all.rsplit('.').next()).unwrap_or("Other")
            }

            /// Returns the kind with this number.
            #[doc(hidden)]
            pub fn of_number(number: i32) -> Option<Self> {
                match number {
                    $( $number => Some(Self::$name), )*
                    _ => None,
                }
            }

            /// The kind whose events have this name, the part of their type after its last dot.
            pub(crate) fn of_name(name: &str) -> Option<Self> {
                let kinds = [$( Self::$name, )*];
                kinds.into_iter().find(|kind| kind.name() == name)
            }

            /// The kind that a misspelled name or type most likely means. A type of another namespace than
            /// the service's means none.
            pub(crate) fn meant_by(name: &str) -> Option<Self> {
                let kinds = [$( Self::$name, )*];
                let near = |name: &str| {
                    let meant = nearest_within(2, name, kinds.iter().map(|kind| kind.name()))?;
                    Self::of_name(meant)
                };
                match name.split_once('.') {
                    Some((first, rest)) if nearest_within(2, first, ["Microsoft"]).is_some() => {
                        near(rest.rsplit('.').next()?)
                    }
                    _ => near(&name.replace('.', "")),
                }
            }

            pub(super) fn outcome(self) -> Option<EventOutcome> {
                match self {
                    Self::Other => None,
                    $( Self::$name => outcome!($outcome), )*
                }
            }

            pub(super) fn ends_call(self) -> bool {
                self.fact() == Some("ends_call")
            }

            pub(super) fn is_media(self) -> bool {
                self.fact() == Some("media")
            }

            fn fact(self) -> Option<&'static str> {
                match self {
                    $( $( Self::$name => Some(stringify!($fact)), )? )*
                    _ => None,
                }
            }
        }

        impl EventBody {
            /// Parses the body of an event of this type.
            pub(super) fn read(kind: EventKind, members: &Members<'_>) -> Self {
                match kind {
                    $( EventKind::$name => Self::$name($name::from_members(members)), )*
                    EventKind::Other => Self::Other,
                }
            }
        }

        /// Kind, type and documentation of all known events, in the order of their numbers.
        #[doc(hidden)]
        pub const KNOWN_EVENTS: &[(EventKind, &str, &str)] =
            &[$( (EventKind::$name, $kind, concat!($( $about ),*)), )*];
    };
}

impl std::fmt::Display for EventKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// By name (`CallConnected`) or whole type (`Microsoft.Communication.CallConnected`).
///
/// # Errors
/// [`InvalidInput`](crate::ErrorKind::InvalidInput) for the name or type of no known event.
impl std::str::FromStr for EventKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let of_type = Some(Self::of(text)).filter(|kind| *kind != Self::Other);
        of_type.or_else(|| Self::of_name(text)).ok_or_else(|| {
            Error::invalid(
                field::EVENT_KIND,
                format_args!("{text:?} is not the name of a known event"),
            )
        })
    }
}

bodies! {
    /// The call is established.
    CallConnected = 100, "Microsoft.Communication.CallConnected", State;
    /// The call, or this application's leg of it, ended.
    CallDisconnected = 101, "Microsoft.Communication.CallDisconnected", State, ends_call;
    /// A call could not be created, or was not answered.
    CreateCallFailed = 102, "Microsoft.Communication.CreateCallFailed", Failure, ends_call;
    /// A call could not be answered.
    AnswerFailed = 103, "Microsoft.Communication.AnswerFailed", Failure, ends_call;
    /// The application could not connect to an existing call.
    ConnectFailed = 104, "Microsoft.Communication.ConnectFailed", Failure, ends_call;
    /// A transfer was accepted.
    CallTransferAccepted = 105, "Microsoft.Communication.CallTransferAccepted", Success;
    /// A transfer failed.
    CallTransferFailed = 106, "Microsoft.Communication.CallTransferFailed", Failure;

    /// The list of participants, or their muted or on-hold state, changed.
    ParticipantsUpdated = 200, "Microsoft.Communication.ParticipantsUpdated", State;
    /// A participant was added.
    AddParticipantSucceeded = 201, "Microsoft.Communication.AddParticipantSucceeded", Success;
    /// A participant could not be added.
    AddParticipantFailed = 202, "Microsoft.Communication.AddParticipantFailed", Failure;
    /// An invitation was canceled.
    CancelAddParticipantSucceeded = 203, "Microsoft.Communication.CancelAddParticipantSucceeded", Success;
    /// An invitation could not be canceled.
    CancelAddParticipantFailed = 204, "Microsoft.Communication.CancelAddParticipantFailed", Failure;
    /// A participant was removed.
    RemoveParticipantSucceeded = 205, "Microsoft.Communication.RemoveParticipantSucceeded", Success;
    /// A participant could not be removed.
    RemoveParticipantFailed = 206, "Microsoft.Communication.RemoveParticipantFailed", Failure;
    /// A participant was moved here from another call.
    MoveParticipantSucceeded = 207, "Microsoft.Communication.MoveParticipantSucceeded", Success;
    /// A participant could not be moved here from another call.
    MoveParticipantFailed = 208, "Microsoft.Communication.MoveParticipantFailed", Failure;
    /// A participant could not be put on hold.
    HoldFailed = 209, "Microsoft.Communication.HoldFailed", Failure, media;

    /// Playing started.
    PlayStarted = 300, "Microsoft.Communication.PlayStarted", State, media;
    /// Playing completed.
    PlayCompleted = 301, "Microsoft.Communication.PlayCompleted", Success, media;
    /// Playing failed.
    PlayFailed = 302, "Microsoft.Communication.PlayFailed", Failure, media;
    /// Playing was canceled by another operation.
    PlayCanceled = 303, "Microsoft.Communication.PlayCanceled", Canceled, media;

    /// DTMF tones, speech or a choice were recognized.
    RecognizeCompleted = 400, "Microsoft.Communication.RecognizeCompleted", Success, media;
    /// Recognition failed.
    RecognizeFailed = 401, "Microsoft.Communication.RecognizeFailed", Failure, media;
    /// Recognition was canceled by another operation.
    RecognizeCanceled = 402, "Microsoft.Communication.RecognizeCanceled", Canceled, media;
    /// Continuous DTMF recognition received a tone.
    ContinuousDtmfRecognitionToneReceived = 403, "Microsoft.Communication.ContinuousDtmfRecognitionToneReceived", State, media;
    /// Continuous DTMF recognition failed.
    ContinuousDtmfRecognitionToneFailed = 404, "Microsoft.Communication.ContinuousDtmfRecognitionToneFailed", Failure, media;
    /// Continuous DTMF recognition stopped.
    ContinuousDtmfRecognitionStopped = 405, "Microsoft.Communication.ContinuousDtmfRecognitionStopped", State, media;
    /// DTMF tones were sent.
    SendDtmfTonesCompleted = 406, "Microsoft.Communication.SendDtmfTonesCompleted", Success, media;
    /// DTMF tones could not be sent.
    SendDtmfTonesFailed = 407, "Microsoft.Communication.SendDtmfTonesFailed", Failure, media;

    /// A recording started, was paused, or stopped.
    RecordingStateChanged = 500, "Microsoft.Communication.RecordingStateChanged", State;
    /// A recording could not be started.
    StartRecordingFailed = 501, "Microsoft.Communication.StartRecordingFailed", Failure;
    /// The files of a recording are ready for download.
    RecordingFileStatusUpdated = 502, "Microsoft.Communication.RecordingFileStatusUpdated", EventGrid;

    /// Media streaming started.
    MediaStreamingStarted = 600, "Microsoft.Communication.MediaStreamingStarted", State, media;
    /// Media streaming stopped.
    MediaStreamingStopped = 601, "Microsoft.Communication.MediaStreamingStopped", State, media;
    /// Media streaming failed.
    MediaStreamingFailed = 602, "Microsoft.Communication.MediaStreamingFailed", Failure, media;
    /// Transcription started.
    TranscriptionStarted = 603, "Microsoft.Communication.TranscriptionStarted", State, media;
    /// Transcription stopped.
    TranscriptionStopped = 604, "Microsoft.Communication.TranscriptionStopped", State, media;
    /// The language or model of a transcription changed.
    TranscriptionUpdated = 605, "Microsoft.Communication.TranscriptionUpdated", State, media;
    /// Transcription failed.
    TranscriptionFailed = 606, "Microsoft.Communication.TranscriptionFailed", Failure, media;

    /// A call arrives.
    IncomingCall = 700, "Microsoft.Communication.IncomingCall", EventGrid;
    /// A call started.
    CallStarted = 701, "Microsoft.Communication.CallStarted", EventGrid;
    /// A call ended.
    CallEnded = 702, "Microsoft.Communication.CallEnded", EventGrid;
    /// A participant joined a call.
    CallParticipantAdded = 703, "Microsoft.Communication.CallParticipantAdded", EventGrid;
    /// A participant left a call.
    CallParticipantRemoved = 704, "Microsoft.Communication.CallParticipantRemoved", EventGrid;

    /// Event Grid validates a new subscription.
    SubscriptionValidation = 800, "Microsoft.EventGrid.SubscriptionValidationEvent", EventGrid;
    /// An event subscription was deleted.
    SubscriptionDeleted = 801, "Microsoft.EventGrid.SubscriptionDeletedEvent", EventGrid;
}
