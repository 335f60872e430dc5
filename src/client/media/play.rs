//! The play operation and its options.

use serde::Serialize;

use super::check_source;
use crate::client::checks;
use crate::client::connection::CallConnection;
use crate::client::operation::{OperationBody, operation_options};
use crate::client::operations;
use crate::error::{Error, Result};
use crate::field;
use crate::identifier::CommunicationIdentifier;
use crate::model::PlaySource;
use crate::pipeline::{Operation, RequestOptions, Response};

/// The options of [`play`](CallConnection::play) and [`play_to_all`](CallConnection::play_to_all).
///
/// Previews of the service have one more, to interrupt the music of hold (`interruptHoldAudio`);
/// api-version 2026-03-12 has no such member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlayOptions {
    looped: Option<bool>,
    interrupt_call_media_operation: Option<bool>,
    pub(crate) operation_context: Option<String>,
    operation_callback_uri: Option<String>,
    pub(crate) request: RequestOptions,
}

impl PlayOptions {
    /// Creates options in which nothing is set: the service's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether the sources are played repeatedly, until
    /// [`cancel_all_media_operations`](CallConnection::cancel_all_media_operations). Default of the
    /// service: once.
    #[must_use]
    pub fn looped(mut self, looped: bool) -> Self {
        self.looped = Some(looped);
        self
    }

    /// Sets whether running play and recognize operations are canceled; otherwise this one is queued, or
    /// refused while one runs.
    /// Default: that of the service, which is not documented.
    #[must_use]
    pub fn interrupt_call_media_operation(mut self, interrupt: bool) -> Self {
        self.interrupt_call_media_operation = Some(interrupt);
        self
    }

    operation_options!();
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlayBody<'a> {
    play_sources: &'a [PlaySource],
    /// Empty means all participants.
    play_to: &'a [CommunicationIdentifier],
    #[serde(skip_serializing_if = "Option::is_none")]
    interrupt_call_media_operation: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    play_options: Option<PlayOptionsBody>,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

/// `playOptions`; the service requires `loop` in it.
#[derive(Serialize)]
struct PlayOptionsBody {
    #[serde(rename = "loop")]
    looped: bool,
}

const OPERATION: &Operation = &operations::PLAY;

impl CallConnection {
    /// Plays sources, one after the other, to some of the participants.
    ///
    /// One `PlayStarted` and one `PlayCompleted` for all of them follow, or `PlayFailed` with the
    /// place of the source at fault, or `PlayCanceled`. Several sources: since api-version
    /// 2024-09-15.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation);
    /// `InvalidInput` also with [`validate(false)`](crate::options::ClientOptions::validate) if
    /// `participants` is empty; use [`play_to_all`](Self::play_to_all).
    pub fn play(
        &self,
        sources: &[PlaySource],
        participants: impl IntoIterator<Item: TryInto<CommunicationIdentifier, Error: Into<Error>>>,
        options: &PlayOptions,
    ) -> Result<Response<()>> {
        let participants = checks::participants(OPERATION, participants)?;
        if participants.is_empty() {
            return Err(Error::invalid(
                field::PARTICIPANTS,
                "must not be empty; to play to all is an operation of its own",
            )
            .with_operation(OPERATION.name));
        }
        self.play_to(sources, &participants, options)
    }

    /// Plays sources, one after the other, to all participants of the call. Events as for
    /// [`play`](Self::play).
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    pub fn play_to_all(
        &self,
        sources: &[PlaySource],
        options: &PlayOptions,
    ) -> Result<Response<()>> {
        self.play_to(sources, &[], options)
    }

    fn play_to(
        &self,
        sources: &[PlaySource],
        participants: &[CommunicationIdentifier],
        options: &PlayOptions,
    ) -> Result<Response<()>> {
        let operation = options.operation();
        self.client.check(OPERATION, || {
            if sources.is_empty() {
                return Err(Error::invalid(field::PLAY_SOURCES, "must not be empty"));
            }
            sources.iter().try_for_each(check_source)?;
            participants
                .iter()
                .try_for_each(|participant| participant.check(field::PARTICIPANTS))?;
            operation.check(&self.client)
        })?;
        let body = PlayBody {
            play_sources: sources,
            play_to: participants,
            interrupt_call_media_operation: options.interrupt_call_media_operation,
            play_options: options.looped.map(|looped| PlayOptionsBody { looped }),
            operation,
        };
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute_for_status(&request, &options.request)
    }
}
