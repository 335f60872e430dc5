//! Readers of options that no common kind covers: what C gave, as the Rust value. The table of
//! options, `capi/surface/options.toml`, names them.

use std::ffi::{c_char, c_int};
use std::time::Duration;

use super::names::*;
use crate::emulator::service::{RemoteParty, Seed};
use crate::guard::{count, millis, moment, optional_text};
pub(crate) use crate::play_source::play_source;
use acs_call_automation::identifier::MicrosoftTeamsApp;
use acs_call_automation::model::{
    RecognitionChoice, TeamsPhoneCallerDetails, TeamsPhoneSourceDetails,
};
use acs_call_automation::options::TrustRoots;
use acs_call_automation::recording::{ChannelAffinity, RecordingStorage};
use acs_call_automation::{
    CallInvite, CommunicationIdentifier, CommunicationUser, DtmfTone, PhoneNumber,
};

/// An identifier of any kind.
pub(crate) unsafe fn any_identifier(
    identifier: *const acs_identifier_t,
    field: &'static str,
) -> Result<CommunicationIdentifier> {
    Ok(handle(identifier, field)?.inner().clone())
}

/// A Communication Services user, where the wire has no room for other kinds.
pub(crate) unsafe fn communication_user(
    identifier: *const acs_identifier_t,
    field: &'static str,
) -> Result<CommunicationUser> {
    match handle(identifier, field)?.inner() {
        CommunicationIdentifier::CommunicationUser(user) => Ok(user.clone()),
        _ => Err(Error::invalid(
            field,
            "must be a Communication Services user",
        )),
    }
}

/// A Microsoft Teams application, where the wire has no room for other kinds.
pub(crate) unsafe fn teams_app(
    identifier: *const acs_identifier_t,
    field: &'static str,
) -> Result<MicrosoftTeamsApp> {
    match handle(identifier, field)?.inner() {
        CommunicationIdentifier::MicrosoftTeamsApp(app) => Ok(app.clone()),
        _ => Err(Error::invalid(
            field,
            "must be a Microsoft Teams application",
        )),
    }
}

/// A phone number in E.164 form.
pub(crate) unsafe fn phone_number(
    number: *const c_char,
    field: &'static str,
) -> Result<PhoneNumber> {
    // Its form is checked by the operation, which `validate` may forbid.
    text(number, field).map(PhoneNumber::new)
}

/// DTMF tones as a text.
pub(crate) unsafe fn tones(tones: *const c_char, field: &'static str) -> Result<Vec<DtmfTone>> {
    DtmfTone::parse_all_as(text(tones, field)?, field)
}

pub(super) unsafe fn repeatability<'a>(
    field: &'static str,
    id: *const c_char,
    first_sent_ms: i64,
) -> Result<(&'a str, std::time::SystemTime)> {
    Ok((text(id, field)?, moment(first_sent_ms, field::FIRST_SENT)?))
}

/// The invite passed by C, unless something in it was refused.
pub(crate) unsafe fn invite<'a>(invite: *const acs_invite_t) -> Result<&'a CallInvite> {
    handle(invite, "invite")?.0.usable()
}

pub(super) unsafe fn invite_to_phone_number(
    target: *const c_char,
    caller_id: *const c_char,
) -> Result<CallInvite> {
    let target = phone_number(target, field::TARGET)?;
    CallInvite::to_phone_number(
        target,
        phone_number(caller_id, field::SOURCE_CALLER_ID_NUMBER)?,
    )
}

/// A code and a sub-code of the emulator.
pub(super) fn failure(code: i64, sub_code: i64) -> Result<(u16, u32)> {
    Ok((count(code, "code")?, count(sub_code, "sub code")?))
}

/// A probability in percent and a seed.
pub(super) unsafe fn probability(
    field: &'static str,
    percent: i64,
    seed: i64,
) -> Result<(f64, u64)> {
    let percent: u16 = count(percent, field)?;
    if !(1..=100).contains(&percent) {
        return Err(Error::invalid(field, "must be from 1 to 100 percent"));
    }
    Ok((f64::from(percent) / 100.0, count(seed, "seed")?))
}

/// An IP address as text.
pub(super) unsafe fn ip_address(
    address: *const c_char,
    field: &'static str,
) -> Result<std::net::IpAddr> {
    let address = text(address, field)?;
    let rule = "must be an IP address, such as 0.0.0.0";
    address.parse().map_err(|_| Error::invalid(field, rule))
}

/// A seed of the emulator in JSON.
pub(super) unsafe fn seed(json: *const c_char, field: &'static str) -> Result<Seed> {
    Seed::from_json(text(json, field)?)
}

/// Milliseconds that are whole seconds.
pub(super) fn whole_seconds(given: i64, field: &'static str) -> Result<Duration> {
    match millis(given, field)? {
        delay if delay.subsec_nanos() == 0 => Ok(delay),
        _ => Err(Error::invalid(
            field,
            "must be whole seconds, so a multiple of 1000 ms",
        )),
    }
}

pub(super) unsafe fn digits<'a>(field: &'static str, digits: *const c_char) -> Result<&'a str> {
    let digits = text(digits, field)?;
    RemoteParty::any().digits(digits).map(|_| digits)
}

pub(super) unsafe fn trust_roots(
    field: &'static str,
    kind: c_int,
    pem: *const c_char,
) -> Result<TrustRoots> {
    match (kind, optional_text(pem, field)?) {
        (super::ACS_TRUST_BUILT_IN, None) => Ok(TrustRoots::BuiltIn),
        (super::ACS_TRUST_SYSTEM, None) => Ok(TrustRoots::System),
        (super::ACS_TRUST_PEM, Some(pem)) => Ok(TrustRoots::Pem(pem.to_owned())),
        (super::ACS_TRUST_PEM_FILE, Some(path)) => Ok(TrustRoots::PemFile(path.into())),
        _ => Err(Error::invalid(
            field,
            "must be ACS_TRUST_PEM or _PEM_FILE with a text, ACS_TRUST_BUILT_IN or _SYSTEM without",
        )),
    }
}

pub(super) unsafe fn certificate<'a>(
    _field: &'static str,
    chain: *const c_char,
    private_key: *const c_char,
) -> Result<(&'a str, &'a str)> {
    Ok((
        text(chain, field::CERTIFICATE)?,
        text(private_key, field::PRIVATE_KEY)?,
    ))
}

pub(super) unsafe fn certificate_files<'a>(
    field: &'static str,
    chain: *const c_char,
    private_key: *const c_char,
) -> Result<(&'a str, &'a str)> {
    Ok((text(chain, field)?, text(private_key, field)?))
}

pub(super) unsafe fn choice(
    _field: &'static str,
    label: *const c_char,
    phrases: *const *const c_char,
    phrase_count: usize,
    tone: c_int,
) -> Result<RecognitionChoice> {
    let label = text(label, field::CHOICE_LABEL)?;
    let phrases = texts(phrases, phrase_count, field::CHOICE_PHRASE)?;
    let choice = RecognitionChoice::new(label, phrases);
    Ok(match choice_tone(tone)? {
        Some(tone) => choice.tone(tone),
        None => choice,
    })
}

/// A tone as a character; 0 for none.
fn choice_tone(tone: c_int) -> Result<Option<DtmfTone>> {
    if tone == 0 {
        return Ok(None);
    }
    u8::try_from(tone)
        .ok()
        .and_then(|tone| DtmfTone::from_char(tone.into()))
        .map(Some)
        .ok_or_else(|| {
            Error::invalid(
                field::CHOICE_TONE,
                "must be a character: '0' to '9', 'A' to 'D', '#' or '*'; or the number 0 for none",
            )
        })
}

pub(super) unsafe fn channel_affinity(
    field: &'static str,
    participant: *const acs_identifier_t,
    channel: i64,
) -> Result<ChannelAffinity> {
    let affinity = ChannelAffinity::new(any_identifier(participant, field)?);
    match channel {
        -1 => Ok(affinity),
        given => Ok(affinity.channel(count(given, field)?)),
    }
}

pub(super) unsafe fn recording_storage(
    field: &'static str,
    storage: c_int,
    container_url: *const c_char,
) -> Result<RecordingStorage> {
    match (storage, optional_text(container_url, field)?) {
        (super::ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES, None) => {
            Ok(RecordingStorage::AzureCommunicationServices)
        }
        (super::ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER, Some(url)) => {
            Ok(RecordingStorage::AzureBlobContainer(url.to_owned()))
        }
        _ => Err(Error::invalid(
            field,
            "must be ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER with a URL, or \
             ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES without",
        )),
    }
}

pub(super) unsafe fn teams_phone_caller(
    caller: *const acs_identifier_t,
    name: *const c_char,
    phone_number: *const c_char,
) -> Result<TeamsPhoneCallerDetails> {
    const FIELD: &str = field::TEAMS_PHONE_CALLER;
    let caller = any_identifier(caller, FIELD)?;
    Ok(TeamsPhoneCallerDetails::new(
        caller,
        text(name, FIELD)?,
        text(phone_number, FIELD)?,
    ))
}

pub(super) unsafe fn teams_phone_source(
    source: *const acs_identifier_t,
    language: *const c_char,
    status: *const c_char,
) -> Result<TeamsPhoneSourceDetails> {
    const FIELD: &str = field::TEAMS_PHONE_SOURCE;
    let source = any_identifier(source, FIELD)?;
    Ok(TeamsPhoneSourceDetails::new(
        source,
        text(language, FIELD)?,
        text(status, FIELD)?,
    ))
}

pub(super) unsafe fn intended_target<'a>(
    field: &'static str,
    name: *const c_char,
    target: *const acs_identifier_t,
) -> Result<(&'a str, CommunicationIdentifier)> {
    Ok((text(name, field)?, any_identifier(target, field)?))
}
