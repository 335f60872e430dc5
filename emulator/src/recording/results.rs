//! The results of a recording: chunks with their times, the file of each in the store, and the
//! event that reports where they are.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::content::{Content, Format, RATE, VIDEO_BIT_RATE};
use super::kind::{Kind, Storage};
use super::store::Document;
use super::{Recorder, Recording};
use crate::events::event_grid::GridEvent;
use crate::journal::CallReference;
use crate::json::{Json, Object};
use crate::operations::{OperationRequest, OperationResult, Reply};
use crate::request::errors::{Refusal, Situation, check_allowed};
use crate::schedule::Action;
use crate::timestamp::{Timestamp, utc};
use crate::world::World;

/// How long files are kept (Microsoft's page on call recording; older copies say 48 h).
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// The most chunks: a manual clock may advance by years, and every chunk takes memory.
const MAX_CHUNKS: u32 = 10_000;

/// Recordings that ended, by recording id, for as long as their files are kept.
pub(crate) type Results = BTreeMap<String, Finished>;

/// A recording that ended.
#[derive(Debug)]
pub(crate) struct Finished {
    subject: String,
    reference: CallReference,
    kind: Kind,
    began: Timestamp,
    lasts: Duration,
    reason: &'static str,
    chunks: Vec<Chunk>,
    container: Option<String>,
    is_published: bool,
    /// By the emulator's clock.
    until: Duration,
}

#[derive(Debug)]
struct Chunk {
    document_id: String,
    end_reason: &'static str,
    metadata: Arc<[u8]>,
    content: Content,
}

/// A pause: where in the audio it is, when it began, how long it was.
struct Pause {
    place: Duration,
    began: SystemTime,
    lasted: Duration,
}

impl Recorder {
    /// Creates the chunks of a recording that ended, and publishes them after a delay. One that was
    /// never resumed after a paused start has no files (documented).
    pub(crate) fn finish(
        &mut self,
        world: &mut World,
        id: &str,
        recording: &Recording,
        reason: &'static str,
    ) {
        let Some(began) = recording.began else { return };
        let now = world.now();
        let settings = &self.settings;
        let (longest, delay) = (settings.chunk, settings.delay);
        let lasts = recording.audio_before(now);
        let lasts = lasts.min(longest.saturating_mul(MAX_CHUNKS));
        let pauses = recording.pauses(now);
        let mut chunks = Vec::new();
        let mut from = Duration::ZERO;
        loop {
            let to = lasts.min(from.saturating_add(longest));
            let is_last = to == lasts;
            let part = Part {
                document_id: world.ids.document_id(),
                index: chunks.len(),
                began: recording.wall_at(from),
                lasts: to - from,
                pauses: pauses
                    .iter()
                    .filter(|pause| pause.place >= from && (pause.place < to || is_last))
                    .collect(),
            };
            let channels = recording.channels();
            chunks.push(Chunk {
                end_reason: if is_last {
                    "SessionEnded"
                } else {
                    "ChunkMaximumSizeExceeded"
                },
                metadata: metadata(world.resource(), recording, &part).into(),
                content: Content {
                    format: recording.kind.format,
                    channels,
                    lasts: part.lasts,
                    seed: world.ids.seed(),
                },
                document_id: part.document_id,
            });
            if is_last {
                break;
            }
            from = to;
        }
        let subject = format!(
            "/recording/call/{}/serverCallId/{}/recordingId/{}",
            recording.endpoint, recording.server_call_id, recording.guid
        );
        let folder = self.folder_of(world, recording);
        let finished = Finished {
            subject,
            reference: recording.reference.clone(),
            kind: recording.kind,
            began,
            lasts,
            reason,
            chunks,
            container: folder,
            is_published: false,
            until: now.saturating_add(delay).saturating_add(KEPT),
        };
        let results = &mut self.results;
        results.retain(|_, known| known.until > now);
        results.insert(id.to_owned(), finished);
        world.schedule_in(delay, Action::PublishRecording { id: id.to_owned() });
    }

    /// Where in a container of the application the files of a recording go (Microsoft's page on
    /// own storage for recordings).
    fn folder_of(&mut self, world: &mut World, recording: &Recording) -> Option<String> {
        let Storage::Container(url) = &recording.storage else {
            return None;
        };
        let day: String = utc(world.wall_time()).chars().take(10).collect();
        let short = recording.guid.get(..8).unwrap_or_default();
        Some(format!(
            "{}/{}/{}/{short}-{}",
            url.trim_end_matches('/'),
            day.replace('-', ""),
            recording.endpoint,
            world.ids.guid()
        ))
    }

    /// The files of a recording are ready: puts them into the store and sends the event.
    pub(crate) fn publish(&mut self, world: &mut World, id: &str) {
        let now = world.now();
        let store = &mut self.store;
        let Some(finished) = self.results.get_mut(id) else {
            return;
        };
        finished.is_published = true;
        if finished.container.is_none() {
            let documents = finished.chunks.iter().map(|chunk| {
                let document = Document {
                    name: finished.kind.object_name(),
                    content: chunk.content.clone(),
                    metadata: Arc::clone(&chunk.metadata),
                    until: finished.until,
                };
                (chunk.document_id.clone(), document)
            });
            store.put_all(documents, now);
        }
        let event = GridEvent {
            name: "RecordingFileStatusUpdated",
            subject: finished.subject.clone(),
            data: finished.event_data(&self.settings.store),
            call: finished.reference.clone(),
        };
        world.publish(&event);
    }

    /// The files of a recording that ended, as two previews return them.
    pub(crate) fn result(&self, world: &World, request: &OperationRequest<'_>) -> OperationResult {
        let id = &request.found.recording;
        let now = world.now();
        let found = self.results.get(id);
        let Some(finished) = found.filter(|known| known.is_published && known.until > now) else {
            check_allowed(Situation::RecordingGone, request.route.operation)?;
            return Err(Refusal::call_not_found());
        };
        let body = Object::new()
            .with("recordingId", id.as_str())
            .with(
                "recordingStorageInfo",
                finished.storage_info(&self.settings.store),
            )
            .with("errors", Vec::new())
            .with("recordingStartTime", finished.began.utc())
            .with("recordingDurationMs", millis(finished.lasts))
            .with("sessionEndReason", finished.reason)
            // As recorded.
            .with("recordingExpirationTime", "0001-01-01T00:00:00Z");
        // The chain id that was recorded is not the call's.
        Ok(Reply {
            body: Some(body),
            ..Reply::default()
        })
    }
}

impl Finished {
    fn event_data(&self, store: &str) -> Object {
        let name = |word: &str| {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        };
        Object::new()
            .with("recordingStorageInfo", self.storage_info(store))
            .with("recordingStartTime", self.began.utc())
            .with("recordingDurationMs", millis(self.lasts))
            .with("recordingContentType", name(self.kind.content()))
            .with("recordingChannelType", name(self.kind.channel()))
            .with("recordingFormatType", name(self.kind.format.name()))
            .with("sessionEndReason", self.reason)
    }

    fn storage_info(&self, store: &str) -> Object {
        let chunks = self.chunks.iter().enumerate().map(|(index, chunk)| {
            let id = &chunk.document_id;
            let (content, metadata, delete) = match &self.container {
                None => {
                    let object = format!("{store}/v1/objects/{id}");
                    let name = self.kind.object_name();
                    (
                        format!("{object}/content/{name}"),
                        format!("{object}/content/acsmetadata"),
                        object,
                    )
                }
                Some(folder) => {
                    let format = self.kind.format.name();
                    let sort = if self.kind.with_video {
                        "video"
                    } else {
                        "audio"
                    };
                    let content = format!("{folder}/{index}-{sort}{format}.{id}.{format}");
                    let metadata = format!("{folder}/{index}-acsmetadata.{id}.json");
                    (content.clone(), metadata, content)
                }
            };
            Object::new()
                .with("documentId", id.as_str())
                .with("index", number(index))
                .with("endReason", chunk.end_reason)
                .with("contentLocation", content)
                .with("metadataLocation", metadata)
                .with("deleteLocation", delete)
                .into()
        });
        Object::new().with("recordingChunks", chunks.collect::<Vec<Json>>())
    }
}

impl Recording {
    /// How much was recorded, without the pauses.
    fn audio_before(&self, now: Duration) -> Duration {
        self.segments
            .iter()
            .map(|segment| segment.to.unwrap_or(now).saturating_sub(segment.from))
            .sum()
    }

    /// When a place of the audio was recorded.
    fn wall_at(&self, place: Duration) -> SystemTime {
        let mut left = place;
        let mut found = SystemTime::UNIX_EPOCH;
        for segment in &self.segments {
            let lasts = segment
                .to
                .map_or(Duration::MAX, |to| to.saturating_sub(segment.from));
            found = later(segment.began, left.min(lasts));
            if left < lasts {
                return found;
            }
            left -= lasts;
        }
        found
    }

    /// The pauses, the one in which it ended included.
    fn pauses(&self, now: Duration) -> Vec<Pause> {
        let mut place = Duration::ZERO;
        let mut found = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let end = segment.to.unwrap_or(now);
            let lasts = end.saturating_sub(segment.from);
            place += lasts;
            let next = self.segments.get(number + 1).map_or(now, |next| next.from);
            let lasted = next.saturating_sub(end);
            if !lasted.is_zero() {
                found.push(Pause {
                    place,
                    began: later(segment.began, lasts),
                    lasted,
                });
            }
        }
        found
    }

    /// The channels of the file.
    fn channels(&self) -> u16 {
        if !self.kind.unmixed {
            return 1;
        }
        let placed = self.layout.channels(&self.participants);
        let last = placed.into_iter().filter_map(|(_, channel)| channel).max();
        u16::try_from(last.unwrap_or(0) + 1).unwrap_or(1)
    }
}

/// One chunk, before its metadata is written.
struct Part<'a> {
    document_id: String,
    index: usize,
    began: SystemTime,
    lasts: Duration,
    pauses: Vec<&'a Pause>,
}

/// The metadata file of a chunk (Microsoft's page on call recording, metadata schema; the picture's
/// members and the layout of the text were recorded in 2021).
fn metadata(resource: &str, recording: &Recording, part: &Part<'_>) -> Vec<u8> {
    let kind = recording.kind;
    let channels = recording.channels();
    let pauses = part.pauses.iter().map(|pause| {
        Object::new()
            .with("startTime", utc(pause.began))
            .with("duration", precise(pause.lasted))
            .into()
    });
    let each = if kind.format == Format::Wav {
        i64::from(channels)
    } else {
        1
    };
    let audio = Object::new()
        .with("sampleRate", i64::try_from(RATE).unwrap_or(0))
        .with(
            "bitRate",
            i64::try_from(kind.format.audio_bit_rate()).unwrap_or(0) * each,
        )
        .with("channels", i64::from(channels));
    let video = kind.with_video.then(|| {
        Object::new()
            .with("longerSideLength", 1920)
            .with("shorterSideLength", 1080)
            .with("framerate", 16)
            .with("bitRate", i64::try_from(VIDEO_BIT_RATE).unwrap_or(0))
    });
    let info = Object::new()
        .with("contentType", kind.content())
        .with("channelType", kind.channel())
        .with("format", kind.format.name())
        .with("audioConfiguration", audio)
        .with_some("videoConfiguration", video);
    let placed = recording.layout.channels(&recording.participants);
    let participants = placed.into_iter().map(|(raw_id, channel)| {
        Object::new()
            .with("participantId", raw_id)
            .with_some("channel", channel.filter(|_| kind.unmixed).map(number))
            .into()
    });
    Object::new()
        .with("resourceId", resource)
        .with("callId", recording.endpoint.as_str())
        .with("chunkDocumentId", part.document_id.as_str())
        .with("chunkIndex", number(part.index))
        .with("chunkStartTime", utc(part.began))
        .with("chunkDuration", precise(part.lasts))
        .with("pauseResumeIntervals", pauses.collect::<Vec<Json>>())
        .with("recordingInfo", info)
        .with("participants", participants.collect::<Vec<Json>>())
        .pretty()
}

/// A later time, or the same where it would be out of range.
fn later(moment: SystemTime, by: Duration) -> SystemTime {
    moment.checked_add(by).unwrap_or(moment)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds as metadata has them: `10660.0` was recorded.
fn precise(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
