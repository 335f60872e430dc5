//! Calls begin here: create one, or connect to one that runs.

use serde::Serialize;

use super::call_options::{
    BareApp, BareNumber, BareUser, CallOptions, CallOptionsBody, PATH, call_options, call_result,
};
use super::{CallAutomationClient, CallConnection, checks};
use crate::error::{Error, Result};
use crate::identifier::{
    CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, PhoneNumber,
};
use crate::model::{
    CallConnectionProperties, CallInvite, CallLocator, MediaStreamingOptions, TranscriptionOptions,
};
use crate::pipeline::{Class, Request, RequestOptions, Response};

/// The options of [`create_call`](CallAutomationClient::create_call) and
/// [`create_group_call`](CallAutomationClient::create_group_call).
#[derive(Debug, Clone, Default)]
pub struct CreateCallOptions {
    call: CallOptions,
    source_caller_id_number: Option<PhoneNumber>,
    source_display_name: Option<String>,
    source: Option<CommunicationUser>,
    teams_app_source: Option<MicrosoftTeamsApp>,
}

impl CreateCallOptions {
    call_options!();

    /// The number that is shown to called telephones: one that the resource owns.
    #[must_use]
    pub fn source_caller_id_number(mut self, number: PhoneNumber) -> Self {
        self.source_caller_id_number = Some(number);
        self
    }

    /// The name that is shown to the called parties.
    #[must_use]
    pub fn source_display_name(mut self, name: impl Into<String>) -> Self {
        self.source_display_name = Some(name.into());
        self
    }

    /// The user of the resource in whose name the call is made.
    #[must_use]
    pub fn source(mut self, user: CommunicationUser) -> Self {
        self.source = Some(user);
        self
    }

    /// The Teams application in whose name the call is made.
    #[must_use]
    pub fn teams_app_source(mut self, app: MicrosoftTeamsApp) -> Self {
        self.teams_app_source = Some(app);
        self
    }
}

/// The options of [`connect_call`](CallAutomationClient::connect_call).
#[derive(Debug, Clone, Default)]
pub struct ConnectCallOptions {
    call: CallOptions,
}

impl ConnectCallOptions {
    call_options!();
}

call_result! {
    /// The answer to creating a call: it rings now. `CallConnected` or `CreateCallFailed` tells
    /// what came of it.
    CreateCallResult
}
call_result! {
    /// The answer to connecting to a call. `CallConnected` or `ConnectFailed` tells what came of it.
    ConnectCallResult
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateBody<'a> {
    targets: &'a [CommunicationIdentifier],
    #[serde(skip_serializing_if = "Option::is_none")]
    source_caller_id_number: Option<BareNumber<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_display_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<BareUser<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    teams_app_source: Option<BareApp<'a>>,
    #[serde(flatten)]
    call: CallOptionsBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConnectBody<'a> {
    call_locator: &'a CallLocator,
    #[serde(flatten)]
    call: CallOptionsBody<'a>,
}

impl CallAutomationClient {
    /// Rings one party. Its events go to `callback_uri`.
    ///
    /// Comes back while it rings; `CallConnected` and `ParticipantsUpdated` follow, or
    /// `CallDisconnected` and `CreateCallFailed`.
    ///
    /// # Errors
    /// `InvalidInput` before anything is sent; `Service` with the service's words;
    /// `OutcomeUnknown` when the answer was lost: then the call may exist, since nothing shows
    /// that the service would notice the same request sent twice, and it is not sent twice.
    pub fn create_call(
        &self,
        invite: &CallInvite,
        callback_uri: &str,
        options: &CreateCallOptions,
    ) -> Result<Response<CreateCallResult>> {
        const OPERATION: &str = "CreateCall";
        let refuse = |field, rule: &str| Err(Error::invalid(field, rule).with_operation(OPERATION));
        if invite.custom_calling_context.is_some() {
            return refuse(
                "custom calling context",
                "has no field on the wire of create; it is for add and transfer",
            );
        }
        if invite.source_caller_id_number.is_some() && options.source_caller_id_number.is_some() {
            return refuse(
                "source caller id number",
                "is given by the invite and by the options",
            );
        }
        if invite.source_display_name.is_some() && options.source_display_name.is_some() {
            return refuse(
                "source display name",
                "is given by the invite and by the options",
            );
        }
        self.create(
            std::slice::from_ref(&invite.target),
            invite
                .source_caller_id_number
                .as_ref()
                .or(options.source_caller_id_number.as_ref()),
            invite
                .source_display_name
                .as_deref()
                .or(options.source_display_name.as_deref()),
            callback_uri,
            options,
        )
    }

    /// Rings several parties, who meet in one call.
    ///
    /// # Errors
    /// As [`create_call`](Self::create_call).
    pub fn create_group_call(
        &self,
        targets: &[CommunicationIdentifier],
        callback_uri: &str,
        options: &CreateCallOptions,
    ) -> Result<Response<CreateCallResult>> {
        self.create(
            targets,
            options.source_caller_id_number.as_ref(),
            options.source_display_name.as_deref(),
            callback_uri,
            options,
        )
    }

    fn create(
        &self,
        targets: &[CommunicationIdentifier],
        caller_id: Option<&PhoneNumber>,
        display_name: Option<&str>,
        callback_uri: &str,
        options: &CreateCallOptions,
    ) -> Result<Response<CreateCallResult>> {
        const OPERATION: &str = "CreateCall";
        self.check(OPERATION, || {
            if targets.is_empty() {
                return Err(Error::invalid("targets", "must not be empty"));
            }
            for target in targets {
                checks::identifier("target", target)?;
            }
            checks::caller_id(caller_id)?;
            checks::caller_id_for_phones(targets, caller_id)?;
            checks::optional_text("source display name", display_name)?;
            if let Some(source) = &options.source {
                checks::id("source", &source.id)?;
            }
            if let Some(app) = &options.teams_app_source {
                checks::id("teams app source", &app.app_id)?;
            }
            options.call.check(callback_uri)
        })?;
        let body = CreateBody {
            targets,
            source_caller_id_number: caller_id.map(BareNumber::from),
            source_display_name: display_name,
            source: options.source.as_ref().map(BareUser::from),
            teams_app_source: options.teams_app_source.as_ref().map(|app| BareApp {
                app_id: &app.app_id,
                cloud: app.cloud.as_str(),
            }),
            call: options.call.body(callback_uri),
        };
        let request = Request::post(OPERATION, PATH.to_owned(), Class::Once, &body)?;
        Ok(CreateCallResult::of(
            self,
            self.ask(&request, &options.call.request)?,
        ))
    }

    /// Connects to a call that runs already, without being one of its parties.
    ///
    /// # Errors
    /// As [`create_call`](Self::create_call).
    pub fn connect_call(
        &self,
        locator: &CallLocator,
        callback_uri: &str,
        options: &ConnectCallOptions,
    ) -> Result<Response<ConnectCallResult>> {
        const OPERATION: &str = "Connect";
        self.check(OPERATION, || {
            checks::id("call locator", locator.id())?;
            options.call.check(callback_uri)
        })?;
        let body = ConnectBody {
            call_locator: locator,
            call: options.call.body(callback_uri),
        };
        let request = Request::post(OPERATION, format!("{PATH}:connect"), Class::Once, &body)?;
        Ok(ConnectCallResult::of(
            self,
            self.ask(&request, &options.call.request)?,
        ))
    }
}
