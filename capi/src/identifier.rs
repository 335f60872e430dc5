//! Identifiers of the parties of a call.

use std::ffi::{c_char, c_int};
use std::ptr::null_mut;

use super::error::acs_error_t;
use super::guard::{Slot, boxed, flag, free, guard, list, optional_text, slot, text, value};
use super::status::acs_status_t;
use super::text::{HasTexts, Texts, made_text_of, text_of};
use super::text_out::acs_text_t;
use acs_call_automation::Error;
use acs_call_automation::identifier::{Cloud, MicrosoftTeamsApp, TeamsExtensionUser};
use acs_call_automation::{
    CommunicationIdentifier, CommunicationUser, MicrosoftTeamsUser, PhoneNumber, Result,
};

/// A kind that this version does not know.
pub const ACS_IDENTIFIER_UNKNOWN: c_int = 0;
/// A user of a Communication Services resource.
pub const ACS_IDENTIFIER_COMMUNICATION_USER: c_int = 1;
/// A phone number.
pub const ACS_IDENTIFIER_PHONE_NUMBER: c_int = 2;
/// A user of Microsoft Teams.
pub const ACS_IDENTIFIER_MICROSOFT_TEAMS_USER: c_int = 3;
/// A Teams application: call queue, auto attendant.
pub const ACS_IDENTIFIER_MICROSOFT_TEAMS_APP: c_int = 4;
/// A Teams user behind a Communication Services resource.
pub const ACS_IDENTIFIER_TEAMS_EXTENSION_USER: c_int = 5;

/// The identity of a party: a user, an application, a phone number. Read only: may be shared
/// between threads.
pub struct acs_identifier_t {
    identifier: CommunicationIdentifier,
    texts: Texts,
}

impl acs_identifier_t {
    pub(super) fn new(identifier: impl Into<CommunicationIdentifier>) -> Self {
        Self {
            identifier: identifier.into(),
            texts: Texts::default(),
        }
    }

    pub(super) fn inner(&self) -> &CommunicationIdentifier {
        &self.identifier
    }
}

impl HasTexts for acs_identifier_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

fn put(place: Slot<'_, acs_identifier_t>, identifier: impl Into<CommunicationIdentifier>) {
    place.put(|| acs_identifier_t::new(identifier));
}

/// The cloud by its name; the public one for NULL.
unsafe fn cloud_named(name: *const c_char) -> acs_call_automation::Result<Cloud> {
    let cloud = Cloud::from_wire(optional_text(name, "cloud")?.map(str::to_owned));
    match cloud {
        Cloud::Public | Cloud::Dod | Cloud::Gcch => Ok(cloud),
        // As a raw id, another one would not be that of a Teams identity.
        _ => Err(Error::invalid("cloud", "must be public, dod or gcch")),
    }
}

/// Identifiers passed by C, as the operations take them.
pub(super) unsafe fn identifiers(
    items: *const *const acs_identifier_t,
    count: usize,
    name: &'static str,
) -> Result<Vec<CommunicationIdentifier>> {
    let all = list(items, count, name)?;
    Ok(all.iter().map(|one| one.inner().clone()).collect())
}

/// Parses a raw id ("8:acs:...", "4:+16045551234", "28:orgid:...") or a phone number in E.164
/// form ("+16045551234").
///
/// @return ACS_INVALID_INPUT also for other texts
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_parse(
    text: *const c_char,
    identifier: *mut *mut acs_identifier_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(identifier, "identifier")?;
        let given = super::guard::text(text, "identifier")?;
        put(place, given.parse::<CommunicationIdentifier>()?);
        Ok(())
    })
}

/// Creates an identifier from a raw id, as the official SDKs do: nothing is trimmed or refused, and
/// an unknown form is of kind ACS_IDENTIFIER_UNKNOWN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_from_raw_id(
    raw_id: *const c_char,
    identifier: *mut *mut acs_identifier_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(identifier, "identifier")?;
        let raw_id = text(raw_id, "raw id")?;
        put(place, CommunicationIdentifier::from_raw_id(raw_id));
        Ok(())
    })
}

/// Creates an identifier of a phone number in E.164 form, without a check; acs_identifier_parse
/// checks.
///
/// @param number "+16045551234"; "anonymous" for a withheld number
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_new_phone_number(
    number: *const c_char,
    identifier: *mut *mut acs_identifier_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(identifier, "identifier")?;
        put(place, PhoneNumber::new(text(number, "phone number")?));
        Ok(())
    })
}

/// Converts a phone number as people write it to E.164 form: "+1 (604) 555-1234",
/// "tel:+1-604-555-1234;ext=5"; with a country also "0044 20 7946 0958" and "020 7946 0958". The
/// parameters of a tel URI are dropped. A number that can be read in two ways is refused.
///
/// @param number     the number, with spaces, hyphens, dots, slashes and parentheses
/// @param country    the two-letter code of the country where it would be dialed, such as "GB"; NULL
///                   accepts only numbers with + and country code
/// @param normalized receives the number; free with acs_text_free
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_phone_number_normalize(
    number: *const c_char,
    country: *const c_char,
    normalized: *mut *mut acs_text_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(normalized, "normalized")?;
        let number = text(number, "phone number")?;
        let country = optional_text(country, "country")?;
        let number = PhoneNumber::normalize(number, country)?;
        place.put(|| acs_text_t::new(&number.value));
        Ok(())
    })
}

/// Creates an identifier of a Communication Services user, without a check: the operation that uses
/// it checks it.
///
/// @param id "8:acs:RESOURCE_USER"
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_new_communication_user(
    id: *const c_char,
    identifier: *mut *mut acs_identifier_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(identifier, "identifier")?;
        put(
            place,
            CommunicationUser::new(text(id, "communication user id")?),
        );
        Ok(())
    })
}

/// Creates an identifier of a Microsoft Teams user.
///
/// @param user_id      the Entra object id, or the visitor id of a visitor without an account
/// @param is_anonymous 1 for a visitor without an account, otherwise 0
/// @param cloud        "public", "dod" or "gcch"; NULL for the public cloud
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_new_microsoft_teams_user(
    user_id: *const c_char,
    is_anonymous: c_int,
    cloud: *const c_char,
    identifier: *mut *mut acs_identifier_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(identifier, "identifier")?;
        let user = MicrosoftTeamsUser::new(text(user_id, "teams user id")?);
        let is_anonymous = flag(is_anonymous, "is anonymous")?;
        let user = user.in_cloud(cloud_named(cloud)?);
        put(place, if is_anonymous { user.anonymous() } else { user });
        Ok(())
    })
}

/// Creates an identifier of a Microsoft Teams application.
///
/// @param app_id the Entra application id
/// @param cloud  "public", "dod" or "gcch"; NULL for the public cloud
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_new_microsoft_teams_app(
    app_id: *const c_char,
    cloud: *const c_char,
    identifier: *mut *mut acs_identifier_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(identifier, "identifier")?;
        let app = MicrosoftTeamsApp::new(text(app_id, "teams app id")?);
        put(place, app.in_cloud(cloud_named(cloud)?));
        Ok(())
    })
}

/// Creates an identifier of a Teams user that is reached through a Communication Services resource.
///
/// @param user_id     the Entra object id of the user
/// @param tenant_id   the Entra tenant id of the user
/// @param resource_id the Communication Services resource id
/// @param cloud       "public", "dod" or "gcch"; NULL for the public cloud
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_new_teams_extension_user(
    user_id: *const c_char,
    tenant_id: *const c_char,
    resource_id: *const c_char,
    cloud: *const c_char,
    identifier: *mut *mut acs_identifier_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(identifier, "identifier")?;
        let user = TeamsExtensionUser::new(
            text(user_id, "teams user id")?,
            text(tenant_id, "tenant id")?,
            text(resource_id, "resource id")?,
        );
        put(place, user.in_cloud(cloud_named(cloud)?));
        Ok(())
    })
}

/// Creates a copy, which outlives the object that the original belongs to; NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_copy(
    identifier: *const acs_identifier_t,
) -> *mut acs_identifier_t {
    value(null_mut(), move || {
        let identifier = identifier.as_ref()?.identifier.clone();
        Some(boxed(acs_identifier_t::new(identifier)))
    })
}

/// Frees an identifier that belongs to the program.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_free(identifier: *mut acs_identifier_t) {
    free(identifier);
}

/// Returns the kind: ACS_IDENTIFIER_PHONE_NUMBER, ...; ACS_IDENTIFIER_UNKNOWN for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_kind(identifier: *const acs_identifier_t) -> c_int {
    value(ACS_IDENTIFIER_UNKNOWN, move || {
        Some(match identifier.as_ref()?.inner() {
            CommunicationIdentifier::CommunicationUser(_) => ACS_IDENTIFIER_COMMUNICATION_USER,
            CommunicationIdentifier::PhoneNumber(_) => ACS_IDENTIFIER_PHONE_NUMBER,
            CommunicationIdentifier::MicrosoftTeamsUser(_) => ACS_IDENTIFIER_MICROSOFT_TEAMS_USER,
            CommunicationIdentifier::MicrosoftTeamsApp(_) => ACS_IDENTIFIER_MICROSOFT_TEAMS_APP,
            CommunicationIdentifier::TeamsExtensionUser(_) => ACS_IDENTIFIER_TEAMS_EXTENSION_USER,
            _ => ACS_IDENTIFIER_UNKNOWN,
        })
    })
}

/// Returns 1 when kind, raw id and all that is known of the two are equal, otherwise 0.
///
/// @param left an identifier; 0 is returned when one of the two is NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_equals(
    left: *const acs_identifier_t,
    right: *const acs_identifier_t,
) -> c_int {
    value(0, move || {
        let same = left.as_ref()?.inner() == right.as_ref()?.inner();
        Some(c_int::from(same))
    })
}

/// Returns 1 for a withheld number or a Teams visitor without an account, otherwise 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_is_anonymous(identifier: *const acs_identifier_t) -> c_int {
    value(0, move || {
        Some(c_int::from(match identifier.as_ref()?.inner() {
            CommunicationIdentifier::PhoneNumber(phone) => phone.is_anonymous,
            CommunicationIdentifier::MicrosoftTeamsUser(user) => user.is_anonymous,
            _ => false,
        }))
    })
}

/// Returns the kind as the service names it: "phoneNumber".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_kind_name(
    identifier: *const acs_identifier_t,
) -> *const c_char {
    text_of(identifier, "kind_name", |identifier| {
        Some(identifier.inner().kind())
    })
}

/// Returns the raw id, which every kind has: "4:+16045551234".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_raw_id(
    identifier: *const acs_identifier_t,
) -> *const c_char {
    made_text_of(identifier, "raw_id", |identifier| {
        Some(identifier.inner().raw_id())
    })
}

/// Returns the phone number as it stands after "4:"; NULL for other kinds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_phone(
    identifier: *const acs_identifier_t,
) -> *const c_char {
    text_of(identifier, "phone", |identifier| {
        Some(identifier.inner().as_phone_number()?.value.as_str())
    })
}

/// Returns the id that distinguishes several legs of one phone number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_asserted_id(
    identifier: *const acs_identifier_t,
) -> *const c_char {
    text_of(identifier, "asserted_id", |identifier| {
        identifier.inner().as_phone_number()?.asserted_id.as_deref()
    })
}

/// Returns the id of a user: the raw id in Communication Services, the Entra object id in Teams.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_user_id(
    identifier: *const acs_identifier_t,
) -> *const c_char {
    text_of(identifier, "user_id", |identifier| {
        match identifier.inner() {
            CommunicationIdentifier::CommunicationUser(user) => Some(&user.id),
            CommunicationIdentifier::MicrosoftTeamsUser(user) => Some(&user.user_id),
            CommunicationIdentifier::TeamsExtensionUser(user) => Some(&user.user_id),
            _ => None,
        }
    })
}

/// Returns the Entra application id of a Teams application.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_app_id(
    identifier: *const acs_identifier_t,
) -> *const c_char {
    text_of(identifier, "app_id", |identifier| {
        match identifier.inner() {
            CommunicationIdentifier::MicrosoftTeamsApp(app) => Some(&app.app_id),
            _ => None,
        }
    })
}

/// Returns the Entra tenant id of a Teams extension user.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_tenant_id(
    identifier: *const acs_identifier_t,
) -> *const c_char {
    text_of(identifier, "tenant_id", |identifier| {
        match identifier.inner() {
            CommunicationIdentifier::TeamsExtensionUser(user) => Some(&user.tenant_id),
            _ => None,
        }
    })
}

/// Returns the Communication Services resource id of a Teams extension user.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_resource_id(
    identifier: *const acs_identifier_t,
) -> *const c_char {
    text_of(identifier, "resource_id", |identifier| {
        match identifier.inner() {
            CommunicationIdentifier::TeamsExtensionUser(user) => Some(&user.resource_id),
            _ => None,
        }
    })
}

/// Returns the cloud of a Teams identity: "public", "dod", "gcch", or another name as it was sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identifier_cloud(
    identifier: *const acs_identifier_t,
) -> *const c_char {
    text_of(identifier, "cloud", |identifier| match identifier.inner() {
        CommunicationIdentifier::MicrosoftTeamsUser(user) => Some(user.cloud.as_str()),
        CommunicationIdentifier::MicrosoftTeamsApp(app) => Some(app.cloud.as_str()),
        CommunicationIdentifier::TeamsExtensionUser(user) => Some(user.cloud.as_str()),
        _ => None,
    })
}
