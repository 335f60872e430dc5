//! Recordings in progress: started, paused, resumed, stopped, and their events.

pub(super) mod bodies;
pub(super) mod content;
pub(super) mod kind;
pub(super) mod results;
pub(super) mod store;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use self::kind::{Kind, Layout, Storage};
use self::results::Results;
use self::store::Store;
use super::calls::{CallKey, Calls};
use super::events::delivery::Subject;
use super::events::{self, About, Event, Outcome};
use super::journal::CallReference;
use super::json::Object;
use super::operations::{OperationRequest, OperationResult, Reply};
use super::request::errors::{Refusal, Situation, check_allowed};
use super::request::fields::Body;
use super::request::versions::Version;
use super::timestamp::Timestamp;
use super::world::World;

/// The settings of recording.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// `http://127.0.0.1:PORT`, where the files are downloaded.
    pub store: String,
    /// The longest chunk.
    pub chunk: Duration,
    /// From the end of a recording to its file.
    pub delay: Duration,
}

/// The recordings, the results of finished ones, and the store of their files.
pub(super) struct Recorder {
    settings: Settings,
    /// By recording id.
    running: BTreeMap<String, Recording>,
    results: Results,
    store: Store,
}

impl Recorder {
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings,
            running: BTreeMap::new(),
            results: Results::default(),
            store: Store::default(),
        }
    }

    pub(super) fn reset(&mut self) {
        self.running.clear();
        self.results = Results::default();
        self.store = Store::default();
    }
}

/// A recording in progress or paused.
#[derive(Debug, Clone)]
pub(super) struct Recording {
    call: CallKey,
    version: &'static Version,
    callback: Option<String>,
    /// The endpoint that records; with a call connection id, that one.
    endpoint: String,
    /// What Event Grid calls the recording id.
    guid: String,
    server_call_id: String,
    correlation_id: String,
    reference: CallReference,
    kind: Kind,
    layout: Layout,
    storage: Storage,
    /// Raw ids of all participants so far, in the order they joined.
    participants: Vec<String>,
    segments: Vec<Segment>,
    /// When the first segment began, as events show it.
    began: Option<Timestamp>,
}

/// A part of a call that was recorded without a pause.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    began: SystemTime,
    /// By the emulator's clock.
    from: Duration,
    /// `None` while it goes on.
    to: Option<Duration>,
}

impl Recording {
    fn is_active(&self) -> bool {
        self.segments.last().is_some_and(|last| last.to.is_none())
    }

    fn state(&self) -> &'static str {
        if self.is_active() {
            "active"
        } else {
            "inactive"
        }
    }

    pub(super) fn pause(&mut self, now: Duration) {
        if let Some(last) = self.segments.last_mut() {
            last.to.get_or_insert(now);
        }
    }
}

/// Before anything was recorded.
const NEVER: &str = "0001-01-01T00:00:00+00:00";

const KIND: &str = "azureCommunicationServices";

impl Recorder {
    pub(super) fn start(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
    ) -> OperationResult {
        let body = request.body;
        let kind = Kind::read(body)?;
        let layout = Layout::read(body)?;
        let storage = Storage::read(body)?;
        let connection = body.text("callConnectionId");
        let call = match (&connection, body.object("callLocator")) {
            (Some(leg), None) => calls.connected(request, leg)?,
            (None, Some(_)) => calls.located(request)?,
            _ => {
                return Err(Refusal::field(
                    "The request must hold one of the fields callLocator and callConnectionId.",
                ));
            }
        };
        let Some(found) = calls.get(call) else {
            return Err(Refusal::call_not_found());
        };
        let recording = Recording {
            call,
            version: request.version,
            callback: body.text("recordingStateCallbackUri"),
            endpoint: connection.clone().unwrap_or_else(|| world.ids.guid()),
            guid: world.ids.guid(),
            server_call_id: found.server_call_id().to_owned(),
            correlation_id: found.correlation_id().to_owned(),
            reference: found.reference(connection.as_deref()),
            kind,
            layout,
            storage,
            participants: found.raw_ids().map(str::to_owned).collect(),
            segments: Vec::new(),
            began: None,
        };
        let is_second = self
            .running
            .values()
            .any(|known| known.call == call && known.kind == kind);
        // By locator the service checks before it responds, which takes it seconds.
        if is_second && connection.is_none() {
            check_allowed(Situation::RecordingGoesOn, request.route.operation)?;
        }
        let id = world.ids.recording_id(&recording.endpoint, &recording.guid);
        let reply = Reply {
            body: Some(shown(request, &id, "inactive")),
            status: connection.is_some().then_some(202),
            call: Some(call),
            ..Reply::default()
        };
        if is_second {
            let own = Object::new().with("recordingId", id.as_str());
            let outcome = Outcome::recording_goes_on();
            let event = Event::new("StartRecordingFailed", None, outcome);
            self.send_event(world, &id, &recording, own, event);
        } else {
            self.begin(calls, world, &id, recording, connection.is_none(), body);
        }
        Ok(reply)
    }

    fn begin(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        id: &str,
        recording: Recording,
        located: bool,
        body: Body<'_>,
    ) {
        let call = recording.call;
        let starts_paused = body.flag("pauseOnStart");
        self.running.insert(id.to_owned(), recording);
        if located || starts_paused {
            self.send_state(world, id);
        }
        if !starts_paused {
            self.begin_segment(world, id);
        }
        // The recorder joins the call, without being listed.
        calls.send_participants(world, call);
    }

    pub(super) fn get(&mut self, request: &OperationRequest<'_>) -> OperationResult {
        let id = &request.found.recording;
        let recording = self.recording(request)?;
        Ok(Reply {
            body: Some(shown(request, id, recording.state())),
            chain: Some(recording.correlation_id.clone()),
            call: Some(recording.call),
            ..Reply::default()
        })
    }

    pub(super) fn pause(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
    ) -> OperationResult {
        if !self.recording(request)?.is_active() {
            check_allowed(Situation::RecordingPaused, request.route.operation)?;
        }
        self.change(calls, world, request, Self::end_segment)
    }

    pub(super) fn resume(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
    ) -> OperationResult {
        if self.recording(request)?.is_active() {
            check_allowed(Situation::RecordingGoesOn, request.route.operation)?;
        }
        self.change(calls, world, request, Self::begin_segment)
    }

    pub(super) fn stop(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
    ) -> OperationResult {
        self.recording(request)?;
        self.change(calls, world, request, |recorder, world, id| {
            recorder.end(world, id, "SessionStillOngoing");
        })
    }

    fn recording(&self, request: &OperationRequest<'_>) -> Result<&Recording, Refusal> {
        let found = self.running.get(&request.found.recording);
        if found.is_none() {
            check_allowed(Situation::RecordingGone, request.route.operation)?;
        }
        found.ok_or_else(Refusal::call_not_found)
    }

    fn change(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
        change: impl FnOnce(&mut Self, &mut World, &str),
    ) -> OperationResult {
        let recording = self.recording(request)?;
        let (call, chain) = (recording.call, recording.correlation_id.clone());
        // Recorded: each of them causes a ParticipantsUpdated, though no one joined or left.
        calls.send_participants(world, call);
        change(self, world, &request.found.recording);
        Ok(Reply {
            chain: Some(chain),
            call: Some(call),
            ..Reply::default()
        })
    }

    fn begin_segment(&mut self, world: &mut World, id: &str) {
        let began = world.timestamp();
        let segment = Segment {
            began: world.wall_time(),
            from: world.now(),
            to: None,
        };
        if let Some(recording) = self.running.get_mut(id) {
            recording.began.get_or_insert(began);
            recording.segments.push(segment);
        }
        self.send_state(world, id);
    }

    fn end_segment(&mut self, world: &mut World, id: &str) {
        let now = world.now();
        if let Some(recording) = self.running.get_mut(id) {
            recording.pause(now);
        }
        self.send_state(world, id);
    }

    /// A participant joined a call: adds it to the recordings of that call.
    pub(super) fn participant_joined(&mut self, call: CallKey, raw_id: &str) {
        for recording in self.running.values_mut() {
            if recording.call == call && !recording.participants.iter().any(|known| known == raw_id)
            {
                recording.participants.push(raw_id.to_owned());
            }
        }
    }

    /// The recordings of a call: their ids, and whether they record.
    pub(super) fn of_call(&self, call: CallKey) -> impl Iterator<Item = (&str, &'static str)> {
        let of_call = self.running.iter();
        let of_call = of_call.filter(move |(_, recording)| recording.call == call);
        of_call.map(|(id, recording)| (id.as_str(), recording.state()))
    }

    /// Ends the recordings of a call that has ended.
    pub(super) fn call_ended(&mut self, world: &mut World, call: CallKey) {
        let of_call = self.running.iter();
        let of_call = of_call.filter(|(_, recording)| recording.call == call);
        let ids: Vec<String> = of_call.map(|(id, _)| id.clone()).collect();
        for id in ids {
            self.end(world, &id, "CallEnded");
        }
    }

    fn end(&mut self, world: &mut World, id: &str, reason: &'static str) {
        self.end_segment(world, id);
        if let Some(recording) = self.running.remove(id) {
            self.finish(world, id, &recording, reason);
        }
    }

    fn send_state(&mut self, world: &mut World, id: &str) {
        let Some(recording) = self.running.get(id).cloned() else {
            return;
        };
        let began = recording
            .began
            .map_or(NEVER.to_owned(), Timestamp::with_offset);
        let own = Object::new()
            .with("recordingId", id)
            .with("state", recording.state())
            .with("startDateTime", began)
            .with_some(
                "recordingKind",
                recording.version.has_recording_kind().then_some(KIND),
            );
        let event = Event::new("RecordingStateChanged", None, Outcome::success());
        self.send_event(world, id, &recording, own, event);
    }

    /// Sends an event to the callback URL of the request that started a recording.
    fn send_event(
        &mut self,
        world: &mut World,
        id: &str,
        recording: &Recording,
        own: Object,
        event: Event,
    ) {
        let Some(callback) = &recording.callback else {
            return;
        };
        let source = format!(
            "calling/recordings/{}/{id}/{}",
            recording.server_call_id, event.name
        );
        let names_source = recording.version.names_source_of_recordings();
        let event = Event {
            own: Object::new()
                .with_some("eventSource", names_source.then_some(source.as_str()))
                .followed_by(own),
            source: Some(source.into()),
            ..event
        };
        let (id, at) = (world.ids.guid(), world.timestamp());
        let about = About {
            version: recording.version,
            connection_id: &recording.endpoint,
            server_call_id: Some(&recording.server_call_id),
            correlation_id: &recording.correlation_id,
        };
        let subject = Subject {
            event: event.name,
            call: Some(recording.reference.clone()),
        };
        let body = events::delivery(event, &about, &id, at);
        world.send(callback, &recording.endpoint, subject, body);
        world.call_changed(recording.call);
    }
}

/// A recording as responses show it.
fn shown(request: &OperationRequest<'_>, id: &str, state: &str) -> Object {
    let has_kind = request.version.has_recording_kind();
    Object::new()
        .with("recordingId", id)
        .with("recordingState", state)
        .with_some("recordingKind", has_kind.then_some(KIND))
}
