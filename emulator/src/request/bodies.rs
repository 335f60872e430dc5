//! The request bodies of the operations, as tables. Sources: the request models of the public
//! REST description, and for older versions the members that recordings show.

use super::fields::{Field, Kind, optional, required};

/// A bare communication user.
const USER: Kind = Kind::User(&[required("id", Kind::UserId)]);

/// A bare phone number. SDK habit `number-with-two-more`: the last two come with a number that is made from a raw
/// id, or always.
const NUMBER: Kind = Kind::Object(&[
    required("value", Kind::PhoneNumber),
    optional("isAnonymous", Kind::Flag),
    optional("assertedId", Kind::Text),
]);

const IDENTIFIERS: Kind = Kind::List(&Kind::Identifier);

pub(crate) const NONE: &[Field] = &[];

pub(crate) const CREATE: &[Field] = &[
    required("targets", Kind::List(&Kind::Callee)),
    optional("sourceCallerIdNumber", NUMBER),
    optional("sourceDisplayName", Kind::Text),
    optional("source", Kind::User(SOURCE)).formerly("sourceIdentity"),
    optional("operationContext", Kind::Text),
    required("callbackUri", Kind::Callback),
    optional("callIntelligenceOptions", Kind::Object(INTELLIGENCE)),
    STREAMING_OPTIONS,
    TRANSCRIPTION_OPTIONS,
    optional("teamsAppSource", Kind::Object(TEAMS_APP)).formerly("opsSource"),
    CUSTOM_CALLING_CONTEXT,
    SPEECH_OF_PREVIEWS,
    SPEECH_OF_2023,
    LOOPBACK,
];

const STREAMING_OPTIONS: Field = optional("mediaStreamingOptions", Kind::Object(STREAMING))
    .formerly("mediaStreamingConfiguration");
const TRANSCRIPTION_OPTIONS: Field = optional("transcriptionOptions", Kind::Object(TRANSCRIPTION))
    .formerly("transcriptionConfiguration");
const CUSTOM_CALLING_CONTEXT: Field =
    optional("customCallingContext", Kind::Object(CALLING_CONTEXT)).formerly("customContext");
// Members of their own in previews; now in callIntelligenceOptions.
const SPEECH_OF_PREVIEWS: Field = optional("azureCognitiveServicesEndpointUrl", Kind::Text);
const SPEECH_OF_2023: Field = optional("cognitiveServicesEndpoint", Kind::Text);

// Of one preview.
const LOOPBACK: Field = optional("enableLoopbackAudio", Kind::Flag);

/// The source of a call: a bare user, or, in 2022, an identifier and the number to show.
const SOURCE: &[Field] = &[
    optional("id", Kind::UserId),
    optional("identifier", Kind::Identifier),
    optional("callerId", NUMBER),
];

pub(crate) const ANSWER: &[Field] = &[
    required("incomingCallContext", Kind::Filled),
    required("callbackUri", Kind::Callback),
    optional("operationContext", Kind::Text),
    optional("callIntelligenceOptions", Kind::Object(INTELLIGENCE)),
    optional("answeredBy", USER).formerly("answeredByIdentifier"),
    STREAMING_OPTIONS,
    TRANSCRIPTION_OPTIONS,
    CUSTOM_CALLING_CONTEXT,
    SPEECH_OF_PREVIEWS,
    SPEECH_OF_2023,
    LOOPBACK,
];

pub(crate) const CONNECT: &[Field] = &[
    required("callLocator", Kind::Object(LOCATOR)),
    required("callbackUri", Kind::Callback),
    optional("operationContext", Kind::Text),
    optional("callIntelligenceOptions", Kind::Object(INTELLIGENCE)),
    STREAMING_OPTIONS,
    TRANSCRIPTION_OPTIONS,
    SPEECH_OF_PREVIEWS,
    SPEECH_OF_2023,
    LOOPBACK,
];

pub(crate) const LOCATOR: &[Field] = &[
    optional("serverCallId", Kind::Filled),
    optional("groupCallId", Kind::Filled),
    optional("roomId", Kind::Filled),
    optional(
        "kind",
        Kind::Choice(&["serverCallLocator", "groupCallLocator", "roomCallLocator"]),
    ),
];

pub(crate) const REDIRECT: &[Field] = &[
    required("incomingCallContext", Kind::Filled),
    required("target", Kind::Callee),
    // Of previews.
    CUSTOM_CALLING_CONTEXT,
];

pub(crate) const REJECT: &[Field] = &[
    required("incomingCallContext", Kind::Filled),
    optional(
        "callRejectReason",
        Kind::Choice(&["none", "busy", "forbidden"]),
    ),
];

pub(crate) const TRANSFER: &[Field] = &[
    required("targetParticipant", Kind::Callee),
    optional("operationContext", Kind::Text),
    optional("transferee", Kind::Identifier),
    optional("operationCallbackUri", Kind::Callback),
    CUSTOM_CALLING_CONTEXT,
    optional("sourceCallerIdNumber", NUMBER),
];

pub(crate) const ADD: &[Field] = &[
    optional("sourceCallerIdNumber", NUMBER),
    optional("sourceDisplayName", Kind::Text),
    required("participantToAdd", Kind::Callee),
    optional("invitationTimeoutInSeconds", Kind::Whole(0, 180)),
    optional("operationContext", Kind::Text),
    optional("operationCallbackUri", Kind::Callback),
    CUSTOM_CALLING_CONTEXT,
];

pub(crate) const CANCEL_ADD: &[Field] = &[
    required("invitationId", Kind::Filled),
    optional("operationContext", Kind::Text),
    optional("operationCallbackUri", Kind::Callback),
];

pub(crate) const REMOVE: &[Field] = &[
    optional("participantToRemove", Kind::Identifier),
    // Of 2022, in place of the other.
    optional("participantsToRemove", IDENTIFIERS),
    optional("operationContext", Kind::Text),
    optional("operationCallbackUri", Kind::Callback),
];

pub(crate) const MUTE: &[Field] = &[
    required("targetParticipants", IDENTIFIERS),
    optional("operationContext", Kind::Text),
];

pub(crate) const MOVE: &[Field] = &[
    required("targetParticipants", IDENTIFIERS),
    required("fromCall", Kind::Filled),
    optional("operationContext", Kind::Text),
    optional("operationCallbackUri", Kind::Callback),
];

const INTELLIGENCE: &[Field] = &[optional("cognitiveServicesEndpoint", Kind::Text)];

const STREAMING: &[Field] = &[
    required("transportType", Kind::Choice(&["websocket"])),
    required("audioChannelType", Kind::Choice(&["mixed", "unmixed"])),
    optional("transportUrl", Kind::Text),
    optional("contentType", Kind::Choice(&["audio"])),
    optional("startMediaStreaming", Kind::Flag),
    optional("enableBidirectional", Kind::Flag),
    optional("audioFormat", Kind::Choice(&["pcm16KMono", "pcm24KMono"])),
    optional("enableDtmfTones", Kind::Flag),
];

pub(crate) const SPEECH_MODEL: Field =
    optional("speechModelEndpointId", Kind::Text).formerly("speechRecognitionModelEndpointId");
pub(crate) const SENTIMENT: Field = optional("enableSentimentAnalysis", Kind::Flag);
pub(crate) const SUMMARIZATION: Field = optional(
    "summarizationOptions",
    Kind::Object(&[
        optional("enableEndCallSummary", Kind::Flag),
        optional("locale", Kind::Text),
    ]),
);
pub(crate) const REDACTION: Field = optional(
    "piiRedactionOptions",
    Kind::Object(&[
        optional("enable", Kind::Flag),
        optional("redactionType", Kind::Choice(&["maskWithCharacter"])),
    ]),
);

const TRANSCRIPTION: &[Field] = &[
    required("transportType", Kind::Choice(&["websocket"])),
    required("locale", Kind::Text),
    optional("transportUrl", Kind::Text),
    SPEECH_MODEL,
    optional("startTranscription", Kind::Flag),
    optional("enableIntermediateResults", Kind::Flag),
    // Of previews.
    optional("locales", Kind::AnyList(&Kind::Text)),
    SENTIMENT,
    SUMMARIZATION,
    REDACTION,
];

const TEAMS_APP: &[Field] = &[
    required("appId", Kind::Filled),
    // SDK habit `cloud-in-capitals`.
    optional("cloud", Kind::Choice(&["public", "dod", "gcch"])),
];

const CALLING_CONTEXT: &[Field] = &[
    optional("voipHeaders", Kind::VoipHeaders),
    optional("sipHeaders", Kind::SipHeaders),
    optional("teamsPhoneCallDetails", Kind::Object(TEAMS_CALL)),
];

const TEAMS_CALL: &[Field] = &[
    optional("teamsPhoneCallerDetails", Kind::Object(TEAMS_CALLER)),
    optional("teamsPhoneSourceDetails", Kind::Object(TEAMS_SOURCE)),
    optional("sessionId", Kind::Text),
    optional("intent", Kind::Text),
    optional("callTopic", Kind::ShortText(48)),
    optional("callContext", Kind::Text),
    optional("transcriptUrl", Kind::Text),
    optional("callSentiment", Kind::Text),
    optional("suggestedActions", Kind::Text),
];

const TEAMS_CALLER: &[Field] = &[
    required("caller", Kind::Identifier),
    required("name", Kind::Text),
    required("phoneNumber", Kind::Text),
    optional("recordId", Kind::Text),
    optional("screenPopUrl", Kind::Text),
    optional("isAuthenticated", Kind::Flag),
    optional("additionalCallerInformation", Kind::MapOf(&Kind::Text)),
];

const TEAMS_SOURCE: &[Field] = &[
    required("source", Kind::Identifier),
    required("language", Kind::Text),
    required("status", Kind::Text),
    optional("intendedTargets", Kind::MapOf(&Kind::Identifier)),
];

/// Of the previews of 2023 only.
pub(crate) const DIALOG: &[Field] = &[
    required(
        "dialog",
        Kind::Object(&[
            required("kind", Kind::Choice(&["powerVirtualAgents", "azureOpenAI"])),
            optional("botAppId", Kind::Text),
            optional("botId", Kind::Text),
            optional("language", Kind::Text),
            optional("serverUrl", Kind::Text),
            optional("context", Kind::MapOf(&Kind::Anything)),
        ]),
    ),
    optional("operationContext", Kind::Text),
    optional("operationCallbackUri", Kind::Callback),
];
