//! The participants of a call: list, get, add, cancel adding, remove, mute, move.

use std::time::Duration;

use serde::Serialize;

use super::call_options::BareNumber;
use super::checks;
use super::connection::CallConnection;
use super::operation::{OperationBody, OperationOptions, operation_options};
use crate::client::operations;
use crate::client::time::whole_seconds;
use crate::error::{Error, ErrorKind, Result};
use crate::field;
use crate::identifier::CommunicationIdentifier;
use crate::model::{
    AddParticipantResult, CallInvite, CallParticipant, CancelAddParticipantResult,
    CustomCallingContext, MoveParticipantsResult, MuteParticipantsResult, ParticipantPage,
    RemoveParticipantResult,
};
use crate::pipeline::cancel::InFlight;
use crate::pipeline::{Operation, Request, RequestOptions, Response};

/// The options of [`add_participant`](CallConnection::add_participant).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddParticipantOptions {
    invitation_timeout: Option<Duration>,
    pub(crate) operation_context: Option<String>,
    operation_callback_uri: Option<String>,
    pub(crate) request: RequestOptions,
}

impl AddParticipantOptions {
    /// Creates options in which nothing is set: the service's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long the participant's phone rings: 0 to 180 s, sent as whole seconds, rounded up.
    /// What 0 means is not documented, nor is the service's default.
    #[must_use]
    pub fn invitation_timeout(mut self, timeout: Duration) -> Self {
        self.invitation_timeout = Some(timeout);
        self
    }

    operation_options!();
}

/// The options of [`mute_participants`](CallConnection::mute_participants).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MuteParticipantsOptions {
    operation_context: Option<String>,
    request: RequestOptions,
}

impl MuteParticipantsOptions {
    /// Creates options in which nothing is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the operation context that the response repeats: your program's text, without control
    /// characters.
    #[must_use]
    pub fn operation_context(mut self, context: impl Into<String>) -> Self {
        self.operation_context = Some(context.into());
        self
    }

    /// Sets the request options: timeouts, ids, headers, cancellation.
    #[must_use]
    pub fn request(mut self, options: RequestOptions) -> Self {
        self.request = options;
        self
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AddBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    source_caller_id_number: Option<BareNumber<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_display_name: Option<&'a str>,
    participant_to_add: &'a CommunicationIdentifier,
    #[serde(skip_serializing_if = "Option::is_none")]
    invitation_timeout_in_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_calling_context: Option<&'a CustomCallingContext>,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CancelBody<'a> {
    invitation_id: &'a str,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RemoveBody<'a> {
    participant_to_remove: &'a CommunicationIdentifier,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MuteBody<'a> {
    target_participants: &'a [CommunicationIdentifier],
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MoveBody<'a> {
    target_participants: &'a [CommunicationIdentifier],
    from_call: &'a str,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

impl CallConnection {
    /// Returns all participants, excluding invitees whose phone is still ringing.
    ///
    /// Sends one request for each page, all within one total timeout. Returns a plain list: there is no
    /// single response with a status and ids; [`participant_pages`](Self::participant_pages) has those
    /// of each page.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    pub fn list_participants(&self) -> Result<Vec<CallParticipant>> {
        self.list_participants_with(&RequestOptions::new())
    }

    /// Performs [`list_participants`](Self::list_participants) with request options.
    ///
    /// # Errors
    /// As [`list_participants`](Self::list_participants).
    pub fn list_participants_with(&self, options: &RequestOptions) -> Result<Vec<CallParticipant>> {
        let pages = ParticipantPages {
            whole: Some(Whole {
                until: self.client.deadline_of(options),
                in_flight: self.client.enter(options),
            }),
            ..self.participant_pages(options)
        };
        let mut all = Vec::new();
        for page in pages {
            all.extend(page?.into_inner());
        }
        Ok(all)
    }

    /// Returns an iterator over the pages of participants. The timeout of the options is that of each
    /// page.
    pub fn participant_pages(&self, options: &RequestOptions) -> ParticipantPages {
        ParticipantPages {
            call: self.clone(),
            options: options.clone(),
            next: Next::First,
            whole: None,
            seen: Vec::new(),
        }
    }

    /// Returns one participant.
    ///
    /// # Errors
    /// `Service` with 404 when no participant of that id is in the call.
    pub fn get_participant(
        &self,
        participant: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    ) -> Result<Response<CallParticipant>> {
        self.get_participant_with(participant, &RequestOptions::new())
    }

    /// Performs [`get_participant`](Self::get_participant) with request options.
    ///
    /// # Errors
    /// As [`get_participant`](Self::get_participant).
    pub fn get_participant_with(
        &self,
        participant: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &RequestOptions,
    ) -> Result<Response<CallParticipant>> {
        const OPERATION: &Operation = &operations::GET_PARTICIPANT;
        let participant = &checks::participant(OPERATION, participant)?;
        // Without an id it would be another path, so this is checked always.
        checks::path_id(field::PARTICIPANT, &participant.raw_id())
            .map_err(|error| error.with_operation(OPERATION.name))?;
        let request = OPERATION.request(&[self.id(), &participant.raw_id()]);
        self.client.execute(&request, options)
    }

    /// Adds a participant to the call: rings the target. `AddParticipantSucceeded` or
    /// `AddParticipantFailed` follows.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    /// After a lost response the request is retried with the same repeatability ids, which the service
    /// honors for this operation.
    pub fn add_participant(
        &self,
        invite: &CallInvite,
        options: &AddParticipantOptions,
    ) -> Result<Response<AddParticipantResult>> {
        const OPERATION: &Operation = &operations::ADD_PARTICIPANT;
        let operation = options.operation();
        let caller_id = invite.source_caller_id_number.as_ref();
        self.client.check(OPERATION, || {
            invite.target.check_callee(field::TARGET)?;
            checks::caller_id(caller_id)?;
            checks::caller_id_for_phones([&invite.target], caller_id)?;
            checks::optional_text(
                field::SOURCE_DISPLAY_NAME,
                invite.source_display_name.as_deref(),
            )?;
            checks::invitation_timeout(options.invitation_timeout)?;
            if let Some(context) = &invite.custom_calling_context {
                context.check()?;
            }
            operation.check(&self.client)
        })?;
        let body = AddBody {
            source_caller_id_number: caller_id.map(BareNumber::from),
            source_display_name: invite.source_display_name.as_deref(),
            participant_to_add: &invite.target,
            invitation_timeout_in_seconds: options.invitation_timeout.map(whole_seconds),
            custom_calling_context: invite.custom_calling_context.as_ref(),
            operation,
        };
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute(&request, &options.request)
    }

    /// Cancels the invitation of a participant whose phone is ringing. `CancelAddParticipantSucceeded`
    /// or `CancelAddParticipantFailed` follows. Since api-version 2023-10-15.
    ///
    /// # Errors
    /// As [`add_participant`](Self::add_participant).
    pub fn cancel_add_participant(
        &self,
        invitation_id: &str,
        options: &OperationOptions,
    ) -> Result<Response<CancelAddParticipantResult>> {
        const OPERATION: &Operation = &operations::CANCEL_ADD_PARTICIPANT;
        let operation = options.operation();
        self.client.check(OPERATION, || {
            checks::id(field::INVITATION_ID, invitation_id)?;
            operation.check(&self.client)
        })?;
        let body = CancelBody {
            invitation_id,
            operation,
        };
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute(&request, &options.request)
    }

    /// Removes a participant from the call. `RemoveParticipantSucceeded` or
    /// `RemoveParticipantFailed` follows; removing the only other party ends the call.
    ///
    /// # Errors
    /// As [`add_participant`](Self::add_participant).
    pub fn remove_participant(
        &self,
        participant: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &OperationOptions,
    ) -> Result<Response<RemoveParticipantResult>> {
        const OPERATION: &Operation = &operations::REMOVE_PARTICIPANT;
        let participant = &checks::participant(OPERATION, participant)?;
        let operation = options.operation();
        self.client.check(OPERATION, || {
            participant.check(field::PARTICIPANT)?;
            operation.check(&self.client)
        })?;
        let body = RemoveBody {
            participant_to_remove: participant,
            operation,
        };
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute(&request, &options.request)
    }

    /// Mutes participants: the others do not hear them any more. Only Communication Services users.
    /// The service has no operation to unmute them. Since api-version 2023-10-15.
    ///
    /// # Errors
    /// As [`add_participant`](Self::add_participant).
    pub fn mute_participants(
        &self,
        participants: impl IntoIterator<Item: TryInto<CommunicationIdentifier, Error: Into<Error>>>,
        options: &MuteParticipantsOptions,
    ) -> Result<Response<MuteParticipantsResult>> {
        const OPERATION: &Operation = &operations::MUTE;
        let operation = OperationBody {
            operation_context: options.operation_context.as_deref(),
            ..OperationBody::default()
        };
        let participants = checks::participants(OPERATION, participants)?;
        self.client.check(OPERATION, || {
            check_all(field::PARTICIPANTS, &participants)?;
            operation.check(&self.client)
        })?;
        let body = MuteBody {
            target_participants: &participants,
            operation,
        };
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute(&request, &options.request)
    }

    /// Moves participants from another call of this application, named by its call connection id,
    /// to this one. `MoveParticipantSucceeded` or `MoveParticipantFailed` follows for each. Since
    /// api-version 2026-03-12.
    ///
    /// # Errors
    /// As [`transfer_call`](Self::transfer_call).
    pub fn move_participants(
        &self,
        participants: impl IntoIterator<Item: TryInto<CommunicationIdentifier, Error: Into<Error>>>,
        from_call: &str,
        options: &OperationOptions,
    ) -> Result<Response<MoveParticipantsResult>> {
        const OPERATION: &Operation = &operations::MOVE_PARTICIPANTS;
        let operation = options.operation();
        let participants = checks::participants(OPERATION, participants)?;
        self.client.check(OPERATION, || {
            check_all(field::PARTICIPANTS, &participants)?;
            checks::id(field::FROM_CALL, from_call)?;
            operation.check(&self.client)
        })?;
        let body = MoveBody {
            target_participants: &participants,
            from_call,
            operation,
        };
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute(&request, &options.request)
    }
}

fn check_all(field: &'static str, participants: &[CommunicationIdentifier]) -> Result<()> {
    if participants.is_empty() {
        return Err(Error::invalid(field, "must not be empty"));
    }
    participants
        .iter()
        .try_for_each(|participant| participant.check(field))
}

/// The participants of a call, page by page. Ends after the last page or the first error.
#[derive(Debug)]
pub struct ParticipantPages {
    call: CallConnection,
    options: RequestOptions,
    next: Next,
    /// Set where all pages are one call.
    whole: Option<Whole>,
    /// The links followed so far: one that repeats would make an endless loop.
    seen: Vec<String>,
}

#[derive(Debug)]
struct Whole {
    /// When all pages must be there, on the client's clock.
    until: Duration,
    /// Ends the rest of the pages too.
    in_flight: InFlight,
}

#[derive(Debug)]
enum Next {
    First,
    Link(String),
    Done,
}

/// A call has at most 350 participants (service limits), so there are at most that many pages.
const MAX_PAGES: usize = 350;

impl Iterator for ParticipantPages {
    type Item = Result<Response<Vec<CallParticipant>>>;

    fn next(&mut self) -> Option<Self::Item> {
        let request = match std::mem::replace(&mut self.next, Next::Done) {
            Next::First => Ok(self.call.request(LIST)),
            Next::Link(link) => self.follow(link),
            Next::Done => return None,
        };
        let page = request.and_then(|request| {
            let client = &self.call.client;
            let Some(Whole { until, in_flight }) = &self.whole else {
                return client.execute::<ParticipantPage>(&request, &self.options);
            };
            let options = self.options.clone().timeout(client.until(*until)?);
            client.execute_in(&request, &options, in_flight)
        });
        Some(page.map(|page| {
            if let Some(link) = page.next_link.as_ref().filter(|link| !link.is_empty()) {
                self.next = Next::Link(link.clone());
            }
            page.map(|page| page.value)
        }))
    }
}

const LIST: &Operation = &operations::GET_PARTICIPANTS;

impl ParticipantPages {
    /// The request for a `nextLink`. It must stay on the endpoint, since the request is signed. Its
    /// api-version is replaced by the client's.
    fn follow(&mut self, link: String) -> Result<Request> {
        let broken = |why: String| {
            Error::new(ErrorKind::Decode, format!("the nextLink {why}")).with_operation(LIST.name)
        };
        if self.seen.len() >= MAX_PAGES {
            return Err(broken(format!("still goes on after {MAX_PAGES} pages")));
        }
        if self.seen.contains(&link) {
            return Err(broken("leads back to a page that was read".to_owned()));
        }
        let own = self
            .call
            .client
            .endpoint()
            .own_path_of(&link)
            .ok_or_else(|| broken(format!("leaves the endpoint: {link}")))?;
        let (path, query) = own.split_once('?').unwrap_or((&own, ""));
        let query: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .filter(|pair| {
                let name = pair.split_once('=').map_or(*pair, |(name, _)| name);
                !name.eq_ignore_ascii_case("api-version")
            })
            .collect();
        let mut request = LIST.request_to(path.to_owned());
        if !query.is_empty() {
            request.query = Some(query.join("&"));
        }
        self.seen.push(link);
        Ok(request)
    }
}
