//! The request bodies of the media operations, as tables. Sources as in `request::bodies`.

use crate::request::bodies::{REDACTION, SENTIMENT, SPEECH_MODEL, SUMMARIZATION};
use crate::request::fields::{Field, Kind, around, optional, required};

/// The names of the sixteen tones, in the order of their keys: 0 to 9, A to D, #, *.
pub(crate) const TONES: [&str; 16] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "a", "b", "c",
    "d", "pound", "asterisk",
];

const TONE: Kind = Kind::Choice(&TONES);

/// What one text source may hold (Microsoft's page on the play action); more needs SSML.
const MAX_TEXT_LENGTH: usize = 4000;

/// The service counts in 32 bits.
const MANY: i64 = i32::MAX as i64;

const CONTEXT: Field = optional("operationContext", Kind::Text);
const CALLBACK: Field = optional("operationCallbackUri", Kind::Callback);
const TARGET: Field = required("targetParticipant", Kind::Identifier);

pub(crate) const PLAY: &[Field] = &[
    required("playSources", Kind::List(&SOURCE)).formerly("playSourceInfo"),
    optional("playTo", Kind::AnyList(&Kind::Identifier)),
    optional("interruptCallMediaOperation", Kind::Flag),
    optional("playOptions", Kind::Object(PLAY_OPTIONS)),
    CONTEXT,
    CALLBACK,
];

const PLAY_OPTIONS: &[Field] = &[
    required("loop", Kind::Flag),
    // SDK habit `interrupt-in-play-options`, of the previews.
    optional("interruptCallMediaOperation", Kind::Flag),
    optional("interruptHoldAudio", Kind::Flag),
];

const SOURCE: Kind = Kind::Object(PLAY_SOURCE);

const PLAY_SOURCE: &[Field] = &[
    required("kind", Kind::Choice(&["file", "text", "ssml"])).formerly("sourceType"),
    optional("playSourceCacheId", Kind::Text).formerly("playSourceId"),
    optional("file", Kind::Object(FILE)).formerly("fileSource"),
    optional("text", Kind::Object(TEXT)).formerly("textSource"),
    optional("ssml", Kind::Object(SSML)).formerly("ssmlSource"),
];

const FILE: &[Field] = &[required("uri", Kind::Filled)];

const TEXT: &[Field] = &[
    required("text", Kind::ShortText(MAX_TEXT_LENGTH)),
    optional("sourceLocale", Kind::Text),
    optional("voiceKind", Kind::Choice(&["male", "female"])).formerly("voiceGender"),
    optional("voiceName", Kind::Text),
    optional("customVoiceEndpointId", Kind::Text),
];

const SSML: &[Field] = &[
    required("ssmlText", Kind::Text),
    optional("customVoiceEndpointId", Kind::Text),
];

/// Of the previews only: one identifier in `playTo`, as recorded.
pub(crate) const ANNOUNCE: &[Field] = &[
    required("playSources", Kind::List(&SOURCE)),
    required("playTo", Kind::Identifier),
    CONTEXT,
    CALLBACK,
];

pub(crate) const RECOGNIZE: &[Field] = &[
    required(
        "recognizeInputType",
        Kind::Choice(&["dtmf", "speech", "speechOrDtmf", "choices"]),
    ),
    optional("playPrompt", SOURCE),
    optional("playPrompts", Kind::AnyList(&SOURCE)),
    optional("interruptCallMediaOperation", Kind::Flag),
    required("recognizeOptions", Kind::Object(RECOGNIZE_OPTIONS)),
    CONTEXT,
    CALLBACK,
];

const RECOGNIZE_OPTIONS: &[Field] = &[
    optional("interruptPrompt", Kind::Flag),
    optional("initialSilenceTimeoutInSeconds", Kind::Whole(0, 300)),
    TARGET,
    optional("speechLanguage", Kind::Text),
    optional("speechRecognitionModelEndpointId", Kind::Text),
    optional("dtmfOptions", Kind::Object(DTMF_OPTIONS)),
    optional("choices", Kind::AnyList(&Kind::Object(CHOICE))),
    optional("speechOptions", Kind::Object(SPEECH_OPTIONS)),
    // Of previews.
    optional("speechLanguages", Kind::AnyList(&Kind::Text)),
    SENTIMENT,
];

const DTMF_OPTIONS: &[Field] = &[
    optional("interToneTimeoutInSeconds", Kind::Whole(1, 60)),
    optional("maxTonesToCollect", Kind::Whole(1, MANY)),
    optional("stopTones", Kind::AnyList(&TONE)),
];

const CHOICE: &[Field] = &[
    required("label", Kind::Filled),
    // A choice with a tone may do without.
    required("phrases", Kind::AnyList(&Kind::Filled)),
    optional("tone", TONE),
];

const SPEECH_OPTIONS: &[Field] = &[optional("endSilenceTimeoutInMs", Kind::Whole(0, MANY))];

pub(crate) const SEND_DTMF: &[Field] = &[
    around("sendDtmfOptions"),
    required("tones", Kind::List(&TONE)),
    TARGET,
    CONTEXT,
    CALLBACK,
    // Of one preview.
    optional("interToneDelayInMS", Kind::Whole(0, MANY)),
];

/// Start and stop of continuous recognition.
pub(crate) const CONTINUOUS: &[Field] = &[
    around("continuousDtmfRecognitionOptions"),
    TARGET,
    CONTEXT,
    CALLBACK,
];

pub(crate) const UNHOLD: &[Field] = &[TARGET, CONTEXT, CALLBACK];

pub(crate) const HOLD: &[Field] = &[
    TARGET,
    optional("playSourceInfo", SOURCE),
    // Of previews, which called the operation StartHoldMusic.
    optional("loop", Kind::Flag),
    CONTEXT,
    CALLBACK,
];

/// Start and stop of media streaming, and stop of transcription.
pub(crate) const BARE: &[Field] = &[CONTEXT, CALLBACK];

/// Start and update of transcription.
pub(crate) const TRANSCRIBE: &[Field] = &[
    optional("locale", Kind::Text),
    SPEECH_MODEL,
    CONTEXT,
    CALLBACK,
    // Of previews.
    optional("locales", Kind::AnyList(&Kind::Text)),
    SENTIMENT,
    SUMMARIZATION,
    REDACTION,
];
