//! What to do about the codes and sub-codes of the service, in errors and in events.
//!
//! Sources: "Troubleshooting response codes", "Play audio" and "Gather user input" in Microsoft's
//! documentation, public issues, and recordings of the live service.

/// Advice on an error response.
pub(crate) fn on_response(status: u16, code: &str, message: &str) -> Option<&'static str> {
    let message = message.to_ascii_lowercase();
    let says = |words: &str| message.contains(words);
    let is_about_content = says("content-sha256") || (says("content") && says("hash"));
    Some(match (status, code) {
        (401, _) if is_about_content && !says("missing") && !says("there is no") => {
            "The body was changed on its way: look for a proxy that rewrites requests"
        }
        (401, "7501") => {
            "The token is invalid or its scope is not https://communication.azure.com//.default"
        }
        (401, _) if says("clock") || says("skew") || says("expired") => {
            "Check the clock of this machine: a signature and a token are valid for a short time"
        }
        (401, _) => {
            "Check that the access key belongs to this endpoint, and that no proxy changes host or path"
        }
        (400, _) if says("idx23010") => {
            "The incoming call context has expired: a call rings 30 s, and its context lives about 5 minutes"
        }
        (400, _) if says("callbackuri") => {
            "The callback URL must be https and reachable from the internet with a valid certificate"
        }
        (403, _) if says("impersonate") => CALLER_ID,
        (404, _) if says("no http resource") => {
            "The service does not know this path or api-version"
        }
        (405, "8522") => "The call was made without the configuration that this operation needs",
        _ => match on_sub_code(code.parse().unwrap_or_default()) {
            Some(advice) => advice,
            None => on_status(status)?,
        },
    })
}

/// Advice on the result that an event reports.
pub(crate) fn on_result(code: Option<i64>, sub_code: Option<i64>) -> Option<&'static str> {
    match (code.unwrap_or_default(), sub_code.unwrap_or_default()) {
        // The telephone network's own status.
        (code @ (404 | 408 | 480..=489 | 600..=606), 0) => on_sub_code(560_000 + code),
        (200, 5003) => None, // The last other participant left.
        (401 | 403, 8565) => Some(
            "The cognitive services resource refused the request: give the resource's managed identity the role Cognitive Services User",
        ),
        (408, 8565) => Some("The cognitive services resource did not respond in time: try again"),
        (429, 8565) => Some(
            "The quota of the cognitive services resource is reached: send fewer in the same time, or have it raised",
        ),
        (_, sub_code) => on_sub_code(sub_code),
    }
}

const CALLER_ID: &str =
    "The caller id is not allowed: use a phone number or user of the same resource";
const CANCELED: &str = "The caller hung up before the call was answered";
const REMOVED: &str = "The participant was removed, or its invitation canceled";
const NO_ANSWER: &str = "The callee did not answer in time: try again later";
const NOT_REACHABLE: &str = "The callee is not registered or not reachable: try again later";
const NETWORK: &str =
    "The media connection failed or was lost: check network and firewall of the participant";

fn on_status(status: u16) -> Option<&'static str> {
    Some(match status {
        407 => "A proxy on the way requires a user name and a password",
        403 => "The credential has not enough rights for this operation",
        409 => "A conflicting action runs on the call: wait for its event",
        412 => "An incompatible media operation runs on the call: wait for its event or cancel it",
        429 => "Too many requests; wait as long as the response says (Retry-After)",
        _ => return None,
    })
}

#[rustfmt::skip]
fn on_sub_code(sub_code: i64) -> Option<&'static str> {
    Some(match sub_code {
        7500 | 7508 => "The service does not accept this identity: use an access key, or an Entra identity with a role for the resource",
        7502 => "Enable access with Microsoft Entra ID for the resource",
        7504 => "The credential has not enough rights for this operation",
        7505 | 8517 => "The call and the credential are of different tenants: use the credential of the call's resource",
        7507 => CALLER_ID,
        7600 => "The resource has no access to calling: check its state in the portal",
        7601..=7603 => "The source or target does not belong to this resource: check the identifiers",
        7604 | 7605 => "The Teams tenant does not allow interoperability with this resource",
        7606 | 7510 | 8568 => "Give the resource's managed identity the role Cognitive Services User",
        8500 => "Another media operation is active on the call",
        8501 => "Wait for CallConnected before acting on the call",
        8509 | 8510 => "No speech or tone was received: prompt again",
        8511 => "The prompt could not be played: check its file or text",
        8513 | 8588 => "No media arrived in time: check network and firewall of the participant",
        8516 | 8589 => "Too many requests: send fewer in the same time",
        8519 | 8571 | 8607 => "A conflicting action runs on the call: wait for its event",
        8520 => "The service does not support this operation here",
        8522 => "The call, participant or recording has ended or never existed",
        8523 => "An argument is wrong; the message says which",
        8526 | 8527 | 8561 => "The call locator is wrong: take the server call id, group id or room id of a call that goes on",
        8528 => "The call has ended already",
        8529 | 8530 => "The limit of calls of the resource is reached: end calls, or have it raised",
        8532 => "The next tone was not received in time: prompt again, or allow more time between tones",
        8534 | 8547 => "The input did not match any choice: prompt again",
        8535 => "The file must be a WAV of 16-bit PCM, mono, 16 kHz, or an MP3 with an ID3v2 tag",
        8536 => "The file could not be downloaded: its URL must be reachable for the service",
        8537 => "The call was ended for lack of keep-alive messages: the network or a participant's device failed",
        8538 => "The callee declined the call",
        8539 | 8540 => "The line is busy: try again later",
        8541 | 8544 => NOT_REACHABLE,
        8542 => CANCELED,
        8543 => "The number or user does not exist: check the target",
        8546 => "The callee did not understand the call: check the identifier, and the custom headers",
        8548 => "Only a group call has this operation",
        8549..=8551 | 8555 => "The call cannot be transferred now: let the media operation or the transfer that runs end first",
        8553 | 8559 => "A recording is running already",
        8557 => "Valid are audioVideo mixed mp4, audio mixed mp3 or wav, and audio unmixed wav",
        8558 => "The participant is not in the call: list the participants",
        8560 => "The meeting is locked: have its organizer let participants in",
        8563 | 8570 => "The speech was not recognized: prompt again",
        8564 | 8565 => "Check the voice and the language, and the cognitive services endpoint of the call, its permissions and its quota",
        8566 => "The service lets no participant be unmuted",
        8567 => "Connect a cognitive services resource, and name it when the call is made",
        8572 => "The play service is not available: play again later",
        8573 => "The recording is not in a state to pause or resume",
        8578 | 8580 => "Transcription failed: check the cognitive services endpoint, the locale, and the server at the stream URL",
        8581 => "The service could not connect to the stream URL: it must be wss:// and reachable from the internet with a valid certificate",
        8582 => "There is no text to speak",
        8583 => "An incompatible media operation runs on the call: wait for its event or cancel it",
        8585 | 8594 => "The action does not fit the present state of the call",
        8586 | 8587 => "The incoming call was not answered in time: it rings for 30 s",
        8603 => "Media streaming failed: check the server at the stream URL",
        8605 => "The speech model is not known: check its id and the region of the cognitive services resource",
        8606 => "An identifier is wrong: check kind and value",
        9001..=9003 => "A part of the service did not respond in time: try again later",
        9998 | 9999 => "The service failed without a known reason: try again; when it stays, check the kinds of the identifiers, and report the request id to Microsoft",

        // Recorded results of calls and invitations that another side ended.
        5000 | 5300 => REMOVED,
        5002 => "The callee declined the call, or the participant was removed",
        5234 => "The invitation was canceled before it was answered",
        4097 => "The organizer ended the meeting",
        5003 | 10_024 => "All devices of the callee declined the call",
        3100..=3112 | 301_004 | 301_005 => NETWORK,
        4506 | 10_004 => NO_ANSWER,
        4521 => "A participant left without hanging up: its network or device failed",
        10_003 => "The call was answered by another device of the callee",
        10_037 | 10_076..=10_078 => NOT_REACHABLE,
        10_057 => "The call could not be set up at the callee: try again",
        510_403 => "The call was blocked as spam: check the caller id",

        // Calls to the telephone network: 540000 or 560000 and the SIP status of the network.
        540_300..=540_699 => on_sub_code(sub_code + 20_000)?,
        560_400 => "The telephone network did not understand the call: check number and caller id",
        560_403 => "The telephone network refused the call: check that the caller id is a number of the resource, and that the country may be called",
        560_404 => "The number does not exist: check it",
        560_408 | 560_480 => NO_ANSWER,
        560_484 => "The number is incomplete or invalid: write it as E.164, with + and country code",
        560_486 | 560_600 => "The line is busy: try again later",
        560_487 => CANCELED,
        560_488 => "The remote party accepts no common audio format",
        560_500..=560_599 => "The telephone network failed: try again later",
        560_603 => "The callee declined the call",
        560_604 => "The number does not exist: check it",
        560_300..=560_699 => "The telephone network refused the call: the last three digits are its SIP status",
        _ => return None,
    })
}
