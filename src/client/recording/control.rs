//! Start, pause, resume and stop a recording, and read its state.

use serde::Serialize;

use crate::client::operations;
use crate::client::{CallAutomationClient, CallConnection, checks};
use crate::error::{Error, Result};
use crate::field;
use crate::identifier::CommunicationIdentifier;
use crate::model::{
    CallLocator, ChannelAffinity, RecordingChannel, RecordingContent, RecordingFormat,
    RecordingProperties, RecordingStorage,
};
use crate::pipeline::{Operation, Request, RequestOptions, Response};

/// The call that is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordingTarget {
    /// A call that is found by one of its ids. The response takes up to 5 s.
    Locator(CallLocator),
    /// The call of a call connection, by its id. Since api-version 2025-06-15.
    CallConnection(String),
}

impl From<&Self> for RecordingTarget {
    fn from(target: &Self) -> Self {
        target.clone()
    }
}

impl From<CallLocator> for RecordingTarget {
    fn from(locator: CallLocator) -> Self {
        Self::Locator(locator)
    }
}

impl From<&CallLocator> for RecordingTarget {
    fn from(locator: &CallLocator) -> Self {
        Self::Locator(locator.clone())
    }
}

impl From<CallConnection> for RecordingTarget {
    fn from(call: CallConnection) -> Self {
        Self::from(&call)
    }
}

impl From<&CallConnection> for RecordingTarget {
    fn from(call: &CallConnection) -> Self {
        Self::CallConnection(call.id().to_owned())
    }
}

/// The options of [`start_recording`](CallAutomationClient::start_recording).
///
/// Content, channel and format go together in four ways ("Call Recording overview", supported
/// formats): audio and video mixed as mp4; audio mixed as mp3 or wav; audio unmixed as wav. What is
/// not set, the service chooses: with none of them set, audio mixed as mp3 (recorded from the live service).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StartRecordingOptions {
    pub(crate) recording_state_callback_uri: Option<String>,
    recording_content: Option<RecordingContent>,
    recording_channel: Option<RecordingChannel>,
    recording_format: Option<RecordingFormat>,
    audio_channel_participant_ordering: Vec<CommunicationIdentifier>,
    channel_affinity: Vec<ChannelAffinity>,
    recording_storage: Option<RecordingStorage>,
    pub(crate) pause_on_start: Option<bool>,
    pub(crate) request: RequestOptions,
}

impl StartRecordingOptions {
    /// Creates options in which nothing is set: the service's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the URL to which `RecordingStateChanged` and `StartRecordingFailed` go. The rule is
    /// that for the `callback_uri` of [`create_call`](CallAutomationClient::create_call). Default: they are
    /// not sent.
    #[must_use]
    pub fn recording_state_callback_uri(mut self, url: impl Into<String>) -> Self {
        self.recording_state_callback_uri = Some(url.into());
        self
    }

    /// Sets what is recorded: audio, or audio and video. Default: see [`StartRecordingOptions`].
    #[must_use]
    pub fn recording_content(mut self, content: RecordingContent) -> Self {
        self.recording_content = Some(content);
        self
    }

    /// Sets whether each participant has a separate channel. Default: see [`StartRecordingOptions`].
    #[must_use]
    pub fn recording_channel(mut self, channel: RecordingChannel) -> Self {
        self.recording_channel = Some(channel);
        self
    }

    /// Sets the file format. Default: see [`StartRecordingOptions`].
    #[must_use]
    pub fn recording_format(mut self, format: RecordingFormat) -> Self {
        self.recording_format = Some(format);
        self
    }

    /// Adds the next participant in the order of the channels of an unmixed recording: an identifier;
    /// text is parsed before, `"+16045551234".parse::<CommunicationIdentifier>()?`. May be called
    /// several times. Default: in the order in which they are first heard.
    #[must_use]
    pub fn audio_channel_participant_ordering(
        mut self,
        participant: impl Into<CommunicationIdentifier>,
    ) -> Self {
        self.audio_channel_participant_ordering
            .push(participant.into());
        self
    }

    /// Adds a participant with a channel of an unmixed recording. May be called several times,
    /// once for each participant and channel.
    #[must_use]
    pub fn channel_affinity(mut self, affinity: ChannelAffinity) -> Self {
        self.channel_affinity.push(affinity);
        self
    }

    /// Sets the storage of the files. Default: the service's own store.
    #[must_use]
    pub fn recording_storage(mut self, storage: RecordingStorage) -> Self {
        self.recording_storage = Some(storage);
        self
    }

    /// Sets whether it starts paused: nothing is recorded before
    /// [`resume_recording`](CallAutomationClient::resume_recording). Default: no, as recorded from the live
    /// service. Since api-version 2024-04-15.
    #[must_use]
    pub fn pause_on_start(mut self, pause: bool) -> Self {
        self.pause_on_start = Some(pause);
        self
    }

    /// Sets the request options: timeouts, ids, headers, cancellation.
    #[must_use]
    pub fn request(mut self, options: RequestOptions) -> Self {
        self.request = options;
        self
    }

    fn check(&self, client: &CallAutomationClient) -> Result<()> {
        if let Some(url) = &self.recording_state_callback_uri {
            client.check_callback(field::RECORDING_STATE_CALLBACK_URI, url)?;
        }
        if let Some(RecordingStorage::AzureBlobContainer(url)) = &self.recording_storage {
            let example = "https://account.blob.core.windows.net/container";
            checks::secure_url(field::RECORDING_DESTINATION_CONTAINER_URL, url, example)?;
        }
        let ordered = self.audio_channel_participant_ordering.iter();
        check_participants(field::AUDIO_CHANNEL_PARTICIPANT_ORDERING, ordered)?;
        let affine = self.channel_affinity.iter().map(|one| &one.participant);
        check_participants(field::CHANNEL_AFFINITY, affine)?;
        self.check_channels()?;
        self.check_combination()
    }

    fn check_channels(&self) -> Result<()> {
        let mut taken = Vec::new();
        for channel in self.channel_affinity.iter().filter_map(|one| one.channel) {
            if channel > LAST_CHANNEL {
                return Err(Error::invalid(
                    field::CHANNEL_AFFINITY,
                    format_args!("channel {channel}: must be 0 to {LAST_CHANNEL}"),
                ));
            }
            if taken.contains(&channel) {
                return Err(Error::invalid(
                    field::CHANNEL_AFFINITY,
                    format_args!("channel {channel} is given to two participants"),
                ));
            }
            taken.push(channel);
        }
        Ok(())
    }

    /// What is set must be a part of one of the four ways in which content, channel and format go
    /// together.
    fn check_combination(&self) -> Result<()> {
        let content = self
            .recording_content
            .as_ref()
            .map(RecordingContent::as_str);
        let channel = self
            .recording_channel
            .as_ref()
            .map(RecordingChannel::as_str);
        let format = self.recording_format.as_ref().map(RecordingFormat::as_str);
        if !is_possible([content, channel, format]) {
            return Err(Error::invalid(
                field::RECORDING_FORMAT,
                "content, channel and format must be audio and video mixed as mp4, audio mixed as \
                 mp3 or wav, or audio unmixed as wav",
            ));
        }
        // Recorded: without a channel the service takes them. So only what rules out unmixed is
        // refused.
        let unmixed = Some(RecordingChannel::Unmixed.as_str());
        if channel.is_none_or(|channel| Some(channel) == unmixed)
            && is_possible([content, unmixed, format])
        {
            return Ok(());
        }
        let only_unmixed = |field| Error::invalid(field, "is only for unmixed audio, as wav");
        if !self.audio_channel_participant_ordering.is_empty() {
            return Err(only_unmixed(field::AUDIO_CHANNEL_PARTICIPANT_ORDERING));
        }
        if !self.channel_affinity.is_empty() {
            return Err(only_unmixed(field::CHANNEL_AFFINITY));
        }
        Ok(())
    }
}

/// An unmixed recording has five channels ("Call Recording overview", audio).
const LAST_CHANNEL: u32 = 4;

/// Content, channel and format that go together.
const COMBINATIONS: [[&str; 3]; 4] = [
    ["audioVideo", "mixed", "mp4"],
    ["audio", "mixed", "mp3"],
    ["audio", "mixed", "wav"],
    ["audio", "unmixed", "wav"],
];

/// Whether a combination has what was set. A value that is in none of them is new, and allowed.
fn is_possible(set: [Option<&str>; 3]) -> bool {
    let in_any = |place: usize, value: &str| {
        let mut known = COMBINATIONS.iter().filter_map(|row| row.get(place));
        known.any(|known| value.eq_ignore_ascii_case(known))
    };
    COMBINATIONS.iter().any(|row| {
        set.iter()
            .zip(row)
            .enumerate()
            .all(|(place, (set, known))| {
                set.is_none_or(|set| set.eq_ignore_ascii_case(known) || !in_any(place, set))
            })
    })
}

/// Every identifier is named once. The service takes ids of no kind here (recordings of the live
/// service), so their kind is not checked.
fn check_participants<'a>(
    field: &'static str,
    participants: impl Iterator<Item = &'a CommunicationIdentifier>,
) -> Result<()> {
    let mut seen = Vec::new();
    for participant in participants {
        participant.check_text(field)?;
        let id = participant.raw_id();
        if seen.contains(&id) {
            return Err(Error::invalid(
                field,
                format_args!("names {id} more than once"),
            ));
        }
        seen.push(id);
    }
    Ok(())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StartBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    call_locator: Option<&'a CallLocator>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_connection_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recording_state_callback_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recording_content_type: Option<&'a RecordingContent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recording_channel_type: Option<&'a RecordingChannel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recording_format_type: Option<&'a RecordingFormat>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    audio_channel_participant_ordering: &'a [CommunicationIdentifier],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    channel_affinity: &'a [ChannelAffinity],
    #[serde(skip_serializing_if = "Option::is_none")]
    pause_on_start: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_storage: Option<ExternalStorage<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExternalStorage<'a> {
    recording_storage_kind: &'static str,
    recording_destination_container_url: &'a str,
}

impl<'a> StartBody<'a> {
    fn new(target: &'a RecordingTarget, options: &'a StartRecordingOptions) -> Self {
        let (call_locator, call_connection_id) = match target {
            RecordingTarget::Locator(locator) => (Some(locator), None),
            RecordingTarget::CallConnection(id) => (None, Some(id.as_str())),
        };
        Self {
            call_locator,
            call_connection_id,
            recording_state_callback_uri: options.recording_state_callback_uri.as_deref(),
            recording_content_type: options.recording_content.as_ref(),
            recording_channel_type: options.recording_channel.as_ref(),
            recording_format_type: options.recording_format.as_ref(),
            audio_channel_participant_ordering: &options.audio_channel_participant_ordering,
            channel_affinity: &options.channel_affinity,
            pause_on_start: options.pause_on_start,
            external_storage: match &options.recording_storage {
                Some(RecordingStorage::AzureBlobContainer(url)) => Some(ExternalStorage {
                    recording_storage_kind: "azureBlobStorage",
                    recording_destination_container_url: url,
                }),
                // The service's own store is named by leaving the field out.
                Some(RecordingStorage::AzureCommunicationServices) | None => None,
            },
        }
    }
}

/// A request of an operation on one recording. The id is checked always: another one could lead to
/// another path.
fn request(operation: &Operation, recording_id: &str) -> Result<Request> {
    checks::path_id(field::RECORDING_ID, recording_id)
        .map_err(|error| error.with_operation(operation.name))?;
    Ok(operation.request(&[recording_id]))
}

impl CallAutomationClient {
    /// Starts recording a call. `RecordingStateChanged` or `StartRecordingFailed` follows, when the
    /// options name a callback; the events may name another call connection than that of the call.
    /// The call must be established.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation);
    /// `Service` with 400 and code 8553 when a recording is already active. After a lost response the
    /// request is retried with the same repeatability ids, which the service honors for this operation.
    pub fn start_recording(
        &self,
        target: impl Into<RecordingTarget>,
        options: &StartRecordingOptions,
    ) -> Result<Response<RecordingProperties>> {
        const OPERATION: &Operation = &operations::START_RECORDING;
        let target = &target.into();
        self.check(OPERATION, || {
            match target {
                RecordingTarget::Locator(locator) => checks::id(field::CALL_LOCATOR, locator.id())?,
                RecordingTarget::CallConnection(id) => checks::id(field::CALL_CONNECTION_ID, id)?,
            }
            options.check(self)
        })?;
        let body = StartBody::new(target, options);
        let request = OPERATION.request(&[]).json(&body)?;
        self.request_recording(&request, &options.request)
    }

    /// Returns the state of a recording.
    ///
    /// # Errors
    /// `Service` with 404 and code 8522 when there is no such recording, or no longer: after a stop
    /// the service forgets it within seconds.
    pub fn get_recording_properties(
        &self,
        recording_id: &str,
    ) -> Result<Response<RecordingProperties>> {
        self.get_recording_properties_with(recording_id, &RequestOptions::new())
    }

    /// Performs [`get_recording_properties`](Self::get_recording_properties) with request options.
    ///
    /// # Errors
    /// As [`get_recording_properties`](Self::get_recording_properties).
    pub fn get_recording_properties_with(
        &self,
        recording_id: &str,
        options: &RequestOptions,
    ) -> Result<Response<RecordingProperties>> {
        const OPERATION: &Operation = &operations::GET_RECORDING_PROPERTIES;
        let request = request(OPERATION, recording_id)?;
        self.request_recording(&request, options)
    }

    /// Pauses a recording. `RecordingStateChanged` with inactive follows if it was started with a
    /// callback URL.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    /// If [`may_have_been_done`](crate::Error::may_have_been_done) is true,
    /// [`get_recording_properties`](Self::get_recording_properties) shows the state.
    pub fn pause_recording(&self, recording_id: &str) -> Result<Response<()>> {
        self.pause_recording_with(recording_id, &RequestOptions::new())
    }

    /// Performs [`pause_recording`](Self::pause_recording) with request options.
    ///
    /// # Errors
    /// As [`pause_recording`](Self::pause_recording).
    pub fn pause_recording_with(
        &self,
        recording_id: &str,
        options: &RequestOptions,
    ) -> Result<Response<()>> {
        self.execute_for_status(
            &request(&operations::PAUSE_RECORDING, recording_id)?,
            options,
        )
    }

    /// Resumes a paused recording, in the same file. `RecordingStateChanged` with active follows if
    /// it was started with a callback URL.
    ///
    /// # Errors
    /// As [`pause_recording`](Self::pause_recording).
    pub fn resume_recording(&self, recording_id: &str) -> Result<Response<()>> {
        self.resume_recording_with(recording_id, &RequestOptions::new())
    }

    /// Performs [`resume_recording`](Self::resume_recording) with request options.
    ///
    /// # Errors
    /// As [`pause_recording`](Self::pause_recording).
    pub fn resume_recording_with(
        &self,
        recording_id: &str,
        options: &RequestOptions,
    ) -> Result<Response<()>> {
        self.execute_for_status(
            &request(&operations::RESUME_RECORDING, recording_id)?,
            options,
        )
    }

    /// Stops a recording; the end of the call does so too. `RecordingStateChanged` with inactive
    /// follows, and, minutes later, `RecordingFileStatusUpdated` from Event Grid, with the
    /// locations of the files.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation);
    /// `Service` with 404 and code 8522 when it had ended before. If an earlier attempt's response was
    /// lost and the retry gets 404, the result is `Ok`.
    pub fn stop_recording(&self, recording_id: &str) -> Result<Response<()>> {
        self.stop_recording_with(recording_id, &RequestOptions::new())
    }

    /// Performs [`stop_recording`](Self::stop_recording) with request options.
    ///
    /// # Errors
    /// As [`stop_recording`](Self::stop_recording).
    pub fn stop_recording_with(
        &self,
        recording_id: &str,
        options: &RequestOptions,
    ) -> Result<Response<()>> {
        const OPERATION: &Operation = &operations::STOP_RECORDING;
        let request = request(OPERATION, recording_id)?;
        self.execute_for_status(&request, options)
    }

    /// Requests the properties of a recording, which must contain its id.
    fn request_recording(
        &self,
        request: &Request,
        options: &RequestOptions,
    ) -> Result<Response<RecordingProperties>> {
        let response = self.execute::<RecordingProperties>(request, options)?;
        if response.recording_id.is_empty() {
            return Err(response.undecodable(request, "it has no recordingId"));
        }
        Ok(response)
    }
}
