//! Numbers for the results of media operations.

use std::ffi::{CStr, c_char, c_int};

use crate::getters::generated::media_reasons::NAMES;
use crate::getters::name_in;
use acs_call_automation::event::{MediaReason, RecognitionType};

/// A type that this version does not know.
pub const ACS_RECOGNITION_OTHER: c_int = 0;
/// DTMF tones.
pub const ACS_RECOGNITION_DTMF: c_int = 1;
/// Speech.
pub const ACS_RECOGNITION_SPEECH: c_int = 2;
/// One of several choices, by DTMF tone or phrase.
pub const ACS_RECOGNITION_CHOICES: c_int = 3;

/// A DTMF tone as a character; all of them are ASCII.
pub(crate) fn tone_code(tone: char) -> Option<c_int> {
    u8::try_from(tone).ok().map(c_int::from)
}

/// A type of recognition as C gets it.
pub(crate) fn recognition_type(kind: &RecognitionType) -> c_int {
    match kind {
        RecognitionType::Dtmf => ACS_RECOGNITION_DTMF,
        RecognitionType::Speech => ACS_RECOGNITION_SPEECH,
        RecognitionType::Choices => ACS_RECOGNITION_CHOICES,
        _ => ACS_RECOGNITION_OTHER,
    }
}

/// Returns the name of a recognition type: "Dtmf", "Speech", "Choices"; "Other" for any other
/// number. The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn acs_recognition_type_name(recognition_type: c_int) -> *const c_char {
    const NAMES: &[(c_int, &CStr)] = &[
        (ACS_RECOGNITION_DTMF, c"Dtmf"),
        (ACS_RECOGNITION_SPEECH, c"Speech"),
        (ACS_RECOGNITION_CHOICES, c"Choices"),
    ];
    name_in(NAMES, recognition_type, c"Other")
}

/// A reason as C gets it: the number that the service uses.
pub(crate) fn reason_number(reason: MediaReason) -> Option<c_int> {
    c_int::try_from(reason.sub_code()).ok()
}

/// Returns the name of a media reason: "MaxSilence"; "Other" for a sub-code that this version does
/// not know. The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn acs_media_reason_name(reason: c_int) -> *const c_char {
    name_in(NAMES, reason, c"Other")
}
