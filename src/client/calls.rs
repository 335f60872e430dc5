//! Calls begin here: create, answer, connect, redirect, reject.

use serde::Serialize;

use super::{CallAutomationClient, CallConnection, checks};
use crate::error::{Error, Result};
use crate::identifier::{
    CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, PhoneNumber,
};
use crate::model::{
    CallConnectionProperties, CallInvite, CallLocator, CallRejectReason, MediaStreamingOptions,
    TranscriptionOptions,
};
use crate::pipeline::{Class, Request, RequestOptions, Response};

const PATH: &str = "/calling/callConnections";

/// `{"id": ...}`: a user where the wire has no room for other kinds.
#[derive(Serialize)]
pub(super) struct BareUser<'a> {
    id: &'a str,
}

/// `{"value": ...}`: a number where the wire has no room for other kinds.
#[derive(Serialize)]
pub(super) struct BareNumber<'a> {
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BareApp<'a> {
    app_id: &'a str,
    cloud: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallIntelligence<'a> {
    cognitive_services_endpoint: &'a str,
}

impl<'a> From<&'a CommunicationUser> for BareUser<'a> {
    fn from(user: &'a CommunicationUser) -> Self {
        Self { id: &user.id }
    }
}

impl<'a> From<&'a PhoneNumber> for BareNumber<'a> {
    fn from(number: &'a PhoneNumber) -> Self {
        Self {
            value: &number.value,
        }
    }
}

/// What create, answer and connect share.
#[derive(Debug, Clone, Default)]
struct CallOptions {
    operation_context: Option<String>,
    cognitive_services_endpoint: Option<String>,
    media_streaming: Option<MediaStreamingOptions>,
    transcription: Option<TranscriptionOptions>,
    request: RequestOptions,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallOptionsBody<'a> {
    callback_uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation_context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_intelligence_options: Option<CallIntelligence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media_streaming_options: Option<&'a MediaStreamingOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transcription_options: Option<&'a TranscriptionOptions>,
}

impl CallOptions {
    fn body<'a>(&'a self, callback_uri: &'a str) -> CallOptionsBody<'a> {
        CallOptionsBody {
            callback_uri,
            operation_context: self.operation_context.as_deref(),
            call_intelligence_options: self.cognitive_services_endpoint.as_deref().map(
                |endpoint| CallIntelligence {
                    cognitive_services_endpoint: endpoint,
                },
            ),
            media_streaming_options: self.media_streaming.as_ref(),
            transcription_options: self.transcription.as_ref(),
        }
    }

    fn check(&self, callback_uri: &str) -> Result<()> {
        checks::callback("callback uri", callback_uri)?;
        checks::optional_text("operation context", self.operation_context.as_deref())?;
        if let Some(endpoint) = &self.cognitive_services_endpoint {
            checks::id("cognitive services endpoint", endpoint)?;
        }
        if let Some(streaming) = &self.media_streaming {
            checks::websocket("media streaming url", streaming.transport_url.as_deref())?;
        }
        if let Some(transcription) = &self.transcription {
            checks::id("transcription locale", &transcription.locale)?;
            checks::websocket("transcription url", transcription.transport_url.as_deref())?;
        }
        Ok(())
    }
}

macro_rules! call_options {
    () => {
        /// No options: the service's defaults.
        pub fn new() -> Self {
            Self::default()
        }

        /// A text of yours that the events of this leg carry: no control characters.
        #[must_use]
        pub fn operation_context(mut self, context: impl Into<String>) -> Self {
            self.call.operation_context = Some(context.into());
            self
        }

        /// The cognitive services resource that speaks and listens for this call: its URL.
        #[must_use]
        pub fn cognitive_services_endpoint(mut self, endpoint: impl Into<String>) -> Self {
            self.call.cognitive_services_endpoint = Some(endpoint.into());
            self
        }

        /// Streams the sound of the call to a websocket.
        #[must_use]
        pub fn media_streaming(mut self, options: MediaStreamingOptions) -> Self {
            self.call.media_streaming = Some(options);
            self
        }

        /// Writes down what is said.
        #[must_use]
        pub fn transcription(mut self, options: TranscriptionOptions) -> Self {
            self.call.transcription = Some(options);
            self
        }

        /// Wishes for the request itself: time-out, ids, headers.
        #[must_use]
        pub fn request(mut self, options: RequestOptions) -> Self {
            self.call.request = options;
            self
        }
    };
}

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

/// The options of [`answer_call`](CallAutomationClient::answer_call).
#[derive(Debug, Clone, Default)]
pub struct AnswerCallOptions {
    call: CallOptions,
    answered_by: Option<CommunicationUser>,
}

impl AnswerCallOptions {
    call_options!();

    /// The user of the resource in whose name the call is answered.
    #[must_use]
    pub fn answered_by(mut self, user: CommunicationUser) -> Self {
        self.answered_by = Some(user);
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

/// The options of [`redirect_call`](CallAutomationClient::redirect_call).
#[derive(Debug, Clone, Default)]
pub struct RedirectCallOptions {
    request: RequestOptions,
}

impl RedirectCallOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Wishes for the request itself: time-out, ids, headers.
    #[must_use]
    pub fn request(mut self, options: RequestOptions) -> Self {
        self.request = options;
        self
    }
}

/// The options of [`reject_call`](CallAutomationClient::reject_call).
#[derive(Debug, Clone, Default)]
pub struct RejectCallOptions {
    reason: Option<CallRejectReason>,
    request: RequestOptions,
}

impl RejectCallOptions {
    /// No options: the caller hears no reason.
    pub fn new() -> Self {
        Self::default()
    }

    /// Why the call is rejected.
    #[must_use]
    pub fn reason(mut self, reason: CallRejectReason) -> Self {
        self.reason = Some(reason);
        self
    }

    /// Wishes for the request itself: time-out, ids, headers.
    #[must_use]
    pub fn request(mut self, options: RequestOptions) -> Self {
        self.request = options;
        self
    }
}

macro_rules! call_result {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub struct $name {
            /// The call to steer.
            pub call_connection: CallConnection,
            /// What the service told about it.
            pub properties: CallConnectionProperties,
        }

        impl $name {
            fn of(
                client: &CallAutomationClient,
                answer: Response<CallConnectionProperties>,
            ) -> Response<Self> {
                answer.map(|properties| Self {
                    call_connection: CallConnection::new(
                        client.clone(),
                        properties.call_connection_id.clone(),
                    ),
                    properties,
                })
            }
        }
    };
}

call_result! {
    /// The answer to creating a call: it rings now. `CallConnected` or `CreateCallFailed` tells
    /// what came of it.
    CreateCallResult
}
call_result! {
    /// The answer to answering a call. `CallConnected` or `AnswerFailed` tells what came of it.
    AnswerCallResult
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
struct AnswerBody<'a> {
    incoming_call_context: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_by: Option<BareUser<'a>>,
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RedirectBody<'a> {
    incoming_call_context: &'a str,
    target: &'a CommunicationIdentifier,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RejectBody<'a> {
    incoming_call_context: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_reject_reason: Option<&'a CallRejectReason>,
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

    /// Answers an incoming call, within 30 s of its `IncomingCall` event.
    ///
    /// # Errors
    /// As [`create_call`](Self::create_call); a context that has expired gives 400.
    pub fn answer_call(
        &self,
        incoming_call_context: &str,
        callback_uri: &str,
        options: &AnswerCallOptions,
    ) -> Result<Response<AnswerCallResult>> {
        const OPERATION: &str = "AnswerCall";
        self.check(OPERATION, || {
            checks::id("incoming call context", incoming_call_context)?;
            if let Some(user) = &options.answered_by {
                checks::id("answered by", &user.id)?;
            }
            options.call.check(callback_uri)
        })?;
        let body = AnswerBody {
            incoming_call_context,
            answered_by: options.answered_by.as_ref().map(BareUser::from),
            call: options.call.body(callback_uri),
        };
        let request = Request::post(OPERATION, format!("{PATH}:answer"), Class::Once, &body)?;
        Ok(AnswerCallResult::of(
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

    /// Sends an incoming call on to somebody else, without answering it. No event follows here.
    ///
    /// # Errors
    /// `InvalidInput` also when the invite has a caller id, a display name or a custom context:
    /// the wire has no field for them, and the caller sees the original caller's.
    pub fn redirect_call(
        &self,
        incoming_call_context: &str,
        invite: &CallInvite,
        options: &RedirectCallOptions,
    ) -> Result<Response<()>> {
        const OPERATION: &str = "RedirectCall";
        let given = [
            (
                "source caller id number",
                invite.source_caller_id_number.is_some(),
            ),
            ("source display name", invite.source_display_name.is_some()),
            (
                "custom calling context",
                invite.custom_calling_context.is_some(),
            ),
        ];
        if let Some((field, _)) = given.iter().find(|(_, given)| *given) {
            return Err(
                Error::invalid(field, "has no field on the wire of redirect")
                    .with_operation(OPERATION),
            );
        }
        self.check(OPERATION, || {
            checks::id("incoming call context", incoming_call_context)?;
            checks::identifier("target", &invite.target)
        })?;
        let body = RedirectBody {
            incoming_call_context,
            target: &invite.target,
        };
        let request = Request::post(OPERATION, format!("{PATH}:redirect"), Class::Once, &body)?;
        self.tell(&request, &options.request)
    }

    /// Turns an incoming call away. No event follows here; the caller's side hears of it.
    ///
    /// # Errors
    /// As [`create_call`](Self::create_call).
    pub fn reject_call(
        &self,
        incoming_call_context: &str,
        options: &RejectCallOptions,
    ) -> Result<Response<()>> {
        const OPERATION: &str = "RejectCall";
        self.check(OPERATION, || {
            checks::id("incoming call context", incoming_call_context)
        })?;
        let body = RejectBody {
            incoming_call_context,
            call_reject_reason: options.reason.as_ref(),
        };
        let request = Request::post(OPERATION, format!("{PATH}:reject"), Class::Once, &body)?;
        self.tell(&request, &options.request)
    }
}
