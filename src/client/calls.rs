//! The operations that create a call or connect to one, and their options.

use serde::Serialize;

use super::call_options::{
    BareApp, BareNumber, BareUser, CallOptions, CallOptionsBody, call_options, call_result,
};
use super::given::Given;
use super::{CallAutomationClient, CallConnection, checks};
use crate::client::operations;
use crate::error::{Error, Result};
use crate::field;
use crate::identifier::{
    CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, PhoneNumber,
};
use crate::model::{
    CallConnectionProperties, CallInvite, CallLocator, MediaStreamingOptions, TranscriptionOptions,
};
use crate::pipeline::{Operation, Response};

/// The identity on whose behalf a call is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Source {
    user: Option<CommunicationUser>,
    teams_app: Option<MicrosoftTeamsApp>,
}

macro_rules! source_options {
    () => {
        /// Sets the user of the resource on whose behalf the call is made.
        #[must_use]
        pub fn source(mut self, user: CommunicationUser) -> Self {
            self.source.user = Some(user);
            self
        }

        /// Sets the Teams application on whose behalf the call is made. Since api-version
        /// 2025-06-15.
        #[must_use]
        pub fn teams_app_source(mut self, app: MicrosoftTeamsApp) -> Self {
            self.source.teams_app = Some(app);
            self
        }
    };
}

/// The options of [`create_call`](CallAutomationClient::create_call).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CreateCallOptions {
    pub(crate) call: CallOptions,
    source: Source,
}

impl CreateCallOptions {
    call_options!();
    source_options!();
}

/// The options of [`create_group_call`](CallAutomationClient::create_group_call).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CreateGroupCallOptions {
    pub(crate) call: CallOptions,
    source: Source,
    source_caller_id_number: Option<Given<PhoneNumber>>,
    source_display_name: Option<String>,
}

impl CreateGroupCallOptions {
    call_options!();
    source_options!();

    /// Sets the number that is shown to callees: one of the resource, or with direct routing any number
    /// that the SBC accepts. A [`PhoneNumber`], or text in E.164 form; the operation refuses other text
    /// with `InvalidInput`. Needed when a phone number is among the targets.
    #[must_use]
    pub fn source_caller_id_number(
        mut self,
        number: impl TryInto<PhoneNumber, Error: Into<Error>>,
    ) -> Self {
        self.source_caller_id_number = Some(Given::new(number));
        self
    }

    /// Sets the display name that is shown to the callees, without control characters. Default: none.
    #[must_use]
    pub fn source_display_name(mut self, name: impl Into<String>) -> Self {
        self.source_display_name = Some(name.into());
        self
    }
}

/// The options of [`connect_call`](CallAutomationClient::connect_call).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectCallOptions {
    pub(crate) call: CallOptions,
}

impl ConnectCallOptions {
    call_options!();
}

call_result! {
    /// The result of creating a call; the callee's phone is ringing. `CallConnected` or
    /// `CreateCallFailed` reports the outcome.
    CreateCallResult
}
call_result! {
    /// The result of connecting to a call. `CallConnected` or `ConnectFailed` reports the outcome.
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

const CREATE: &Operation = &operations::CREATE_CALL;

/// The callee, and what it sees of the caller.
struct Ring<'a> {
    targets: &'a [CommunicationIdentifier],
    caller_id: Option<&'a PhoneNumber>,
    display_name: Option<&'a str>,
    source: &'a Source,
}

impl Ring<'_> {
    fn check(&self) -> Result<()> {
        if self.targets.is_empty() {
            return Err(Error::invalid(field::TARGETS, "must not be empty"));
        }
        for target in self.targets {
            target.check_callee(field::TARGET)?;
        }
        checks::caller_id(self.caller_id)?;
        checks::caller_id_for_phones(self.targets, self.caller_id)?;
        checks::optional_text(field::SOURCE_DISPLAY_NAME, self.display_name)?;
        if let Some(user) = &self.source.user {
            CommunicationIdentifier::from(user).check(field::SOURCE)?;
        }
        if let Some(app) = &self.source.teams_app {
            CommunicationIdentifier::from(app).check(field::TEAMS_APP_SOURCE)?;
        }
        Ok(())
    }
}

impl CallAutomationClient {
    /// Creates a call to one target.
    ///
    /// Its events go to `callback_uri`: https, and reachable from the internet; http, and a host that
    /// only this machine or its network reaches, only with a client whose endpoint is on this machine,
    /// such as the emulator's.
    ///
    /// Returns while the callee's phone is ringing; `CallConnected` and `ParticipantsUpdated` follow, or
    /// `CallDisconnected` and `CreateCallFailed`.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    /// If [`may_have_been_done`](Error::may_have_been_done) is true, the call may exist. The request is
    /// not retried then: the service is not known to recognize a request that it receives twice.
    pub fn create_call(
        &self,
        invite: &CallInvite,
        callback_uri: &str,
        options: &CreateCallOptions,
    ) -> Result<Response<CreateCallResult>> {
        if invite.custom_calling_context.is_some() {
            return Err(Error::invalid(
                field::CUSTOM_CALLING_CONTEXT,
                "is not supported by create, only by add and transfer",
            )
            .with_operation(CREATE.name));
        }
        self.create(
            &Ring {
                targets: std::slice::from_ref(&invite.target),
                caller_id: invite.source_caller_id_number.as_ref(),
                display_name: invite.source_display_name.as_deref(),
                source: &options.source,
            },
            callback_uri,
            &options.call,
        )
    }

    /// Creates a call with several targets.
    ///
    /// # Errors
    /// As [`create_call`](Self::create_call).
    pub fn create_group_call(
        &self,
        targets: impl IntoIterator<Item: TryInto<CommunicationIdentifier, Error: Into<Error>>>,
        callback_uri: &str,
        options: &CreateGroupCallOptions,
    ) -> Result<Response<CreateCallResult>> {
        let targets = checks::participants(CREATE, targets)?;
        let caller_id = Given::read(
            options.source_caller_id_number.as_ref(),
            field::SOURCE_CALLER_ID_NUMBER,
        )
        .map_err(|error| error.with_operation(CREATE.name))?;
        self.create(
            &Ring {
                targets: &targets,
                caller_id,
                display_name: options.source_display_name.as_deref(),
                source: &options.source,
            },
            callback_uri,
            &options.call,
        )
    }

    fn create(
        &self,
        ring: &Ring<'_>,
        callback_uri: &str,
        options: &CallOptions,
    ) -> Result<Response<CreateCallResult>> {
        self.check(CREATE, || {
            ring.check()?;
            options.check(self, callback_uri)
        })?;
        let Source { user, teams_app } = ring.source;
        let body = CreateBody {
            targets: ring.targets,
            source_caller_id_number: ring.caller_id.map(BareNumber::from),
            source_display_name: ring.display_name,
            source: user.as_ref().map(BareUser::from),
            teams_app_source: teams_app.as_ref().map(|app| BareApp {
                app_id: &app.app_id,
                cloud: app.cloud.as_str(),
            }),
            call: options.body(callback_uri),
        };
        let request = CREATE.request(&[]).json(&body)?;
        Ok(CreateCallResult::of(
            self,
            self.execute_for_call(&request, &options.request)?,
        ))
    }

    /// Connects to an existing call, without being one of its participants. Since api-version
    /// 2024-09-15.
    ///
    /// `callback_uri` is subject to the rule of [`create_call`](Self::create_call). `CallConnected` or
    /// `ConnectFailed` follows.
    ///
    /// # Errors
    /// As [`create_call`](Self::create_call).
    pub fn connect_call(
        &self,
        locator: &CallLocator,
        callback_uri: &str,
        options: &ConnectCallOptions,
    ) -> Result<Response<ConnectCallResult>> {
        const OPERATION: &Operation = &operations::CONNECT;
        self.check(OPERATION, || {
            checks::id(field::CALL_LOCATOR, locator.id())?;
            options.call.check(self, callback_uri)
        })?;
        let body = ConnectBody {
            call_locator: locator,
            call: options.call.body(callback_uri),
        };
        let request = OPERATION.request(&[]).json(&body)?;
        Ok(ConnectCallResult::of(
            self,
            self.execute_for_call(&request, &options.call.request)?,
        ))
    }
}
