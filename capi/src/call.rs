//! A call connection and the operations on its participants.

use std::ffi::{c_char, c_int};

use super::error::acs_error_t;
use super::guard::{Failure, flag, free, guard, handle, optional_slot, slot, text};
use super::identifier::{acs_identifier_t, identifiers};
use super::operation::{Ended, Places, Results, Runs};
use super::options::{
    acs_add_participant_options_t, acs_invite_t, acs_mute_participants_options_t,
    acs_operation_options_t, acs_request_options_t, acs_transfer_call_options_t, invite, options,
};
use super::participant::{acs_participant_t, acs_participants_t};
use super::properties::acs_call_properties_t;
use super::response::acs_response_t;
use super::status::{ACS_CLOSED, acs_status_t};
use super::submit::Mode;
use super::text::{HasTexts, Texts, text_of};
use acs_call_automation::{CallConnection, ForEveryone, ParticipantPages};

/// acs_call_hang_up ends the call for everyone.
#[allow(dead_code)] // C reads it
pub const ACS_FOR_EVERYONE: c_int = 1;
/// acs_call_hang_up leaves the call.
#[allow(dead_code)] // C reads it
pub const ACS_FOR_SELF: c_int = 0;

/// A call connection: one leg of a call. May be shared between threads, and kept after the call has
/// ended.
pub struct acs_call_t {
    call: CallConnection,
    mode: Mode,
    texts: Texts,
}

/// The participants of a call, page by page. One thread at a time.
pub struct acs_participant_pages_t(ParticipantPages);

impl acs_call_t {
    pub(super) fn new(call: CallConnection, mode: Mode) -> Self {
        Self {
            call,
            mode,
            texts: Texts::default(),
        }
    }

    pub(super) fn inner(&self) -> &CallConnection {
        &self.call
    }

    pub(super) fn mode(&self) -> &Mode {
        &self.mode
    }
}

impl HasTexts for acs_call_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// Returns the call connection id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_id(call: *const acs_call_t) -> *const c_char {
    text_of(call, "id", |call| Some(call.call.id()))
}

/// Frees the object; the phone call goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_free(call: *mut acs_call_t) {
    free(call);
}

/// Requests the properties of a call. This is the service's operation GetCall, so it blocks.
///
/// @return ACS_SERVICE with 404 and sub-code 8522 once the call has ended
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_get_properties(
    call: *const acs_call_t,
    request_options: *const acs_request_options_t,
    properties: *mut *mut acs_call_properties_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response).properties(properties);
        let call = handle(call, "call")?;
        let options = options(request_options)?.into_owned();
        call.run("acs_call_get_properties", places, move |call| {
            let response = call.get_properties_with(&options)?;
            let properties = acs_call_properties_t::new((*response).clone());
            Ok(Ended::from(Results {
                properties: Some(Box::new(properties)),
                ..Results::of(response)
            }))
        })
    })
}

/// Hangs up. CallDisconnected follows.
///
/// @param for_everyone ACS_FOR_EVERYONE ends the call; ACS_FOR_SELF leaves it, which ends a 1:1
///                     call
/// @return ACS_SERVICE with 404 and sub-code 8522 when the call had ended before
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_hang_up(
    call: *const acs_call_t,
    for_everyone: c_int,
    request_options: *const acs_request_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let for_everyone = if flag(for_everyone, "for everyone")? {
            ForEveryone::Yes
        } else {
            ForEveryone::No
        };
        let options = options(request_options)?.into_owned();
        call.run("acs_call_hang_up", places, move |call| {
            Ok(call.hang_up_with(for_everyone, &options)?.into())
        })
    })
}

/// Transfers the remote party of a 1:1 call, or a participant of a group call named in the options,
/// to another target, without talking to it first (a blind transfer). CallTransferAccepted or
/// CallTransferFailed follows; after a failure the party stays in the call. In a 1:1 call
/// CallDisconnected follows the acceptance, since this application has left the call.
///
/// CallTransferAccepted arrives when the target has answered, as far as is known: a target that
/// declines gives CallTransferFailed, but its voicemail accepts the transfer. The exact moment is
/// not documented. For an attended transfer add the target (acs_call_add_participant), and leave
/// the call with acs_call_hang_up and ACS_FOR_SELF when it has answered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_transfer(
    call: *const acs_call_t,
    target: *const acs_identifier_t,
    transfer_options: *const acs_transfer_call_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let target = handle(target, "target")?.inner().clone();
        let options = options(transfer_options)?.into_owned();
        call.run("acs_call_transfer", places, move |call| {
            Ok(call.transfer_call(&target, &options)?.into())
        })
    })
}

/// Requests all participants, page by page within one total timeout. Those that still ring are not
/// listed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_list_participants(
    call: *const acs_call_t,
    request_options: *const acs_request_options_t,
    participants: *mut *mut acs_participants_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.participants(participants);
        let call = handle(call, "call")?;
        let options = options(request_options)?.into_owned();
        call.run("acs_call_list_participants", places, move |call| {
            let all = call.list_participants_with(&options)?;
            Ok(Ended::from(Results {
                participants: Some(Box::new(acs_participants_t::new(all))),
                ..Results::default()
            }))
        })
    })
}

/// Creates an iterator over the participants, for very large calls. Nothing is sent.
///
/// @param request_options options of each page; the total timeout applies to each
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_participant_pages(
    call: *const acs_call_t,
    request_options: *const acs_request_options_t,
    pages: *mut *mut acs_participant_pages_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let pages = slot(pages, "pages")?;
        let call = handle(call, "call")?;
        call.mode.refuse("call", "acs_call_list_participants")?;
        let options = options(request_options)?;
        pages.put(|| acs_participant_pages_t(call.call.participant_pages(&options)));
        Ok(())
    })
}

/// Requests the next page.
///
/// @return ACS_CLOSED after the last page or an error
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participant_pages_next(
    pages: *mut acs_participant_pages_t,
    participants: *mut *mut acs_participants_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let response = optional_slot(response);
        let participants = slot(participants, "participants")?;
        handle(pages, "pages")?;
        let pages = &mut *pages;
        let page = pages.0.next().ok_or(Failure::Quiet(ACS_CLOSED))??;
        let (page, details) = page.split();
        participants.put(|| acs_participants_t::new(page));
        response.put(|| acs_response_t::new(details));
        Ok(())
    })
}

/// Frees an iterator.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_participant_pages_free(pages: *mut acs_participant_pages_t) {
    free(pages);
}

/// Requests one participant.
///
/// @param identifier the identifier of the participant
/// @return ACS_SERVICE with 404 when the call has no such participant
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_get_participant(
    call: *const acs_call_t,
    identifier: *const acs_identifier_t,
    request_options: *const acs_request_options_t,
    participant: *mut *mut acs_participant_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response).participant(participant);
        let call = handle(call, "call")?;
        let identifier = handle(identifier, "participant")?.inner().clone();
        let options = options(request_options)?.into_owned();
        call.run("acs_call_get_participant", places, move |call| {
            let response = call.get_participant_with(&identifier, &options)?;
            let participant = acs_participant_t::new((*response).clone());
            Ok(Ended::from(Results {
                participant: Some(Box::new(participant)),
                ..Results::of(response)
            }))
        })
    })
}

/// Adds a participant: rings the target. AddParticipantSucceeded or AddParticipantFailed follows.
///
/// @param to       the target; a phone number requires a caller id
/// @param response its acs_response_invitation_id cancels the invitation
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_add_participant(
    call: *const acs_call_t,
    to: *const acs_invite_t,
    add_options: *const acs_add_participant_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let (to, options) = (invite(to)?.clone(), options(add_options)?.into_owned());
        call.run("acs_call_add_participant", places, move |call| {
            Ok(call.add_participant(&to, &options)?.into())
        })
    })
}

/// Cancels the invitation of a participant that still rings. CancelAddParticipantSucceeded or
/// CancelAddParticipantFailed follows.
///
/// @param invitation_id from acs_response_invitation_id
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_cancel_add_participant(
    call: *const acs_call_t,
    invitation_id: *const c_char,
    cancel_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let id = text(invitation_id, "invitation id")?.to_owned();
        let options = options(cancel_options)?.into_owned();
        call.run("acs_call_cancel_add_participant", places, move |call| {
            Ok(call.cancel_add_participant(&id, &options)?.into())
        })
    })
}

/// Removes a participant; removing the only other party ends the call. RemoveParticipantSucceeded
/// or RemoveParticipantFailed follows.
///
/// @param participant the identifier of the participant
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_remove_participant(
    call: *const acs_call_t,
    participant: *const acs_identifier_t,
    remove_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let participant = handle(participant, "participant")?.inner().clone();
        let options = options(remove_options)?.into_owned();
        call.run("acs_call_remove_participant", places, move |call| {
            Ok(call.remove_participant(&participant, &options)?.into())
        })
    })
}

/// Mutes participants, which must be Communication Services users. ParticipantsUpdated follows. The
/// service has no operation to unmute them. Since api-version 2023-10-15.
///
/// @param participants an array of pointers
/// @param count        the number of participants, 1 or more
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_mute_participants(
    call: *const acs_call_t,
    participants: *const *const acs_identifier_t,
    count: usize,
    mute_options: *const acs_mute_participants_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let participants = identifiers(participants, count, "participants")?;
        let options = options(mute_options)?.into_owned();
        call.run("acs_call_mute_participants", places, move |call| {
            Ok(call.mute_participants(&participants, &options)?.into())
        })
    })
}

/// Moves participants from another call of this application to this one. MoveParticipantSucceeded
/// or MoveParticipantFailed follows for each. Since api-version 2026-03-12.
///
/// @param participants an array of pointers
/// @param count        the number of participants, 1 or more
/// @param from_call    the call connection id of the other call
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_move_participants(
    call: *const acs_call_t,
    participants: *const *const acs_identifier_t,
    count: usize,
    from_call: *const c_char,
    move_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let participants = identifiers(participants, count, "participants")?;
        let from_call = text(from_call, "from call")?.to_owned();
        let options = options(move_options)?.into_owned();
        call.run("acs_call_move_participants", places, move |call| {
            Ok(call
                .move_participants(&participants, &from_call, &options)?
                .into())
        })
    })
}
