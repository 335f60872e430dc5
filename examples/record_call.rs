//! Records a call, but not the card number; fetches the recording and deletes it at the service.
//!
//! The recording is paused before the prompt for the card number, and goes on afterwards, whatever
//! its outcome. Some time after its end an event reports where the file is (subscribe the resource's
//! RecordingFileStatusUpdated events to the callback URL); it goes to FOLDER (default: this one; offline a
//! temporary one, which is removed). Prompts need `ACS_COGNITIVE_SERVICES_ENDPOINT`.
//!
//! ```text
//! cargo run --example record_call
//! cargo run --example record_call -- CALLER_ID NUMBER FOLDER
//! ```
#![allow(clippy::print_stdout)] // for the progress bar

#[path = "stage/mod.rs"]
mod stage;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::flow;
use acs_call_automation::model::TextSource;
use acs_call_automation::options::{
    CreateCallOptions, DownloadRecordingOptions, RecognizeOptions, StartRecordingOptions,
};
use acs_call_automation::recording::{
    DownloadProgress, RecordingChannel, RecordingContent, RecordingFormat, RecordingState,
    RecordingTarget,
};
use acs_call_automation::{
    CallAutomationClient, CallConnection, CallInvite, CommunicationIdentifier, DtmfTone,
    ForEveryone,
};
use acs_call_automation_emulator::RemoteParty;
use stage::{FILE_DELAY, Result, Stage, argument, cognitive_services, short};

const TIME_LIMIT: Duration = Duration::from_secs(60);
/// How long people talk, before and after the card number.
const TALK: Duration = Duration::from_secs(30);
/// The service may need minutes to provide the file.
const FILE_TIME_LIMIT: Duration = Duration::from_secs(15 * 60);

fn main() -> Result<()> {
    let caller_id = argument(1, "+18005550100");
    let number = argument(2, "+16045551234");
    let stage = Stage::open()?;
    stage.subscribe()?;
    let (folder, is_temporary) = folder(&stage)?;
    let outcome = run(&stage, caller_id, number, &folder);
    if is_temporary {
        fs::remove_dir_all(folder)?;
    }
    outcome?;
    stage.close()
}

fn run(stage: &Stage, caller_id: String, number: String, folder: &Path) -> Result<()> {
    let customer = CommunicationIdentifier::try_from(&number)?;
    if let Some(emulator) = &stage.emulator {
        emulator
            .set_remote_party(RemoteParty::new(customer.raw_id()).digits("4111111111111111#")?)?;
    }

    stage.request(&format!("CreateCall to {}", short(&customer)));
    let (events, url) = (&stage.receiver, &stage.callback);
    let invite = CallInvite::to_phone_number(number, caller_id)?;
    let options = CreateCallOptions::new().cognitive_services_endpoint(cognitive_services());
    let up = flow::create_call_and_wait(&stage.client, events, &invite, url, &options, TIME_LIMIT)?;
    let up = stage.done(up)?;
    let call = &up.call_connection;
    let server_call_id = up.received.event.server_call_id().unwrap_or_default();

    let recording = start(stage, call)?;
    stage.talk(TALK)?;

    let paused = stage.client.pause_recording(&recording)?;
    stage.response("PauseRecording", &paused);
    is(stage, RecordingState::Inactive)?;
    let entered = card_number(stage, call, &customer);
    let resumed = stage.client.resume_recording(&recording);
    let entered = entered?;
    stage.response("ResumeRecording", &resumed?);
    is(stage, RecordingState::Active)?;
    stage.note(match entered {
        Some(_) => "there is a card number, and it was not recorded",
        None => "no card number",
    });
    stage.talk(TALK)?;

    let stopped = stage.client.stop_recording(&recording)?;
    stage.response("StopRecording", &stopped);
    is(stage, RecordingState::Inactive)?;
    let ended = call.hang_up(ForEveryone::Yes)?;
    stage.response("HangUp for everyone", &ended);
    let file = wait_for_file(stage, server_call_id)?;
    fetch(stage, &file, folder)
}

/// Starts to record: the id of the recording.
fn start(stage: &Stage, call: &CallConnection) -> Result<String> {
    let options = StartRecordingOptions::new()
        .recording_content(RecordingContent::Audio)
        .recording_channel(RecordingChannel::Mixed)
        .recording_format(RecordingFormat::Wav)
        .recording_state_callback_uri(&stage.callback);
    let target = RecordingTarget::from(call);
    let started = stage.client.start_recording(&target, &options)?;
    stage.response("StartRecording, as WAV", &started);
    is(stage, RecordingState::Active)?;
    Ok(started.into_inner().recording_id)
}

/// Waits until the recording is active or inactive, as wanted: what is said before that is still recorded in the
/// old state.
fn is(stage: &Stage, wanted: RecordingState) -> Result<()> {
    loop {
        let event = stage.wait_for("RecordingStateChanged")?;
        if let EventBody::RecordingStateChanged(now) = event.body() {
            if now.state.as_ref() == Some(&wanted) {
                stage.note(&format!("the recording is {}", wanted.as_str()));
                return Ok(());
            }
        }
    }
}

/// Prompts for it. It belongs neither on the screen nor in a log.
fn card_number(
    stage: &Stage,
    call: &CallConnection,
    customer: &CommunicationIdentifier,
) -> Result<Option<String>> {
    let prompt = TextSource::new("Please enter your card number, then press pound.");
    let options = RecognizeOptions::dtmf()
        .max_tones(19)
        .prompt(prompt.voice_name("en-US-NancyNeural"))
        .initial_silence_timeout(Duration::from_secs(10))
        .inter_tone_timeout(Duration::from_secs(5))
        .stop_tones([DtmfTone::Pound]);
    stage.request("Recognize: the card number");
    let heard = flow::recognize_and_wait(call, &stage.receiver, customer, &options, TIME_LIMIT)?;
    let heard = stage.outcome(heard)?.success();
    Ok(heard.and_then(|received| received.event.dtmf_tones()))
}

/// Event Grid reports the files of all calls; those of other programs must not be deleted. The subject names
/// the call: `/recording/call/.../serverCallId/.../recordingId/...`.
fn wait_for_file(stage: &Stage, server_call_id: &str) -> Result<Event> {
    let prefix = format!("/serverCallId/{server_call_id}/");
    if let Some(emulator) = &stage.emulator {
        emulator.flush(TIME_LIMIT);
        emulator.advance(FILE_DELAY);
    }
    loop {
        let event = stage.wait_beyond_call("RecordingFileStatusUpdated", FILE_TIME_LIMIT)?;
        if event
            .subject()
            .is_some_and(|subject| subject.contains(&prefix))
        {
            return Ok(event);
        }
        stage.note("of another call");
    }
}

/// Downloads all files of a recording, looks at them, and deletes them at the service.
fn fetch(stage: &Stage, event: &Event, folder: &Path) -> Result<()> {
    let EventBody::RecordingFileStatusUpdated(recording) = event.body() else {
        return Err("RecordingFileStatusUpdated has another body".into());
    };
    let files = recording.recording_storage_info.as_ref();
    let files = files.map_or(&[][..], |storage| &storage.recording_chunks);
    for (index, file) in files.iter().enumerate() {
        let (Some(content), Some(delete)) = (&file.content_location, &file.delete_location) else {
            return Err("the event has no URL of the file".into());
        };
        let name = format!("recording-{index}.wav");
        let path = folder.join(&name);
        stage.request(&format!("Download of {name}"));
        let length = download(&stage.client, content, &path)?;
        stage.note(&format!("{name}: {}", examine(&path, length)?));
        // Only after the whole file was downloaded and examined.
        let deleted = stage.client.delete_recording(delete)?;
        stage.response("Delete", &deleted);
    }
    Ok(())
}

/// Where the files go, and whether that is removed at the end.
fn folder(stage: &Stage) -> Result<(PathBuf, bool)> {
    let temporary = std::env::temp_dir().join(format!("record_call-{}", std::process::id()));
    let (folder, is_temporary) = match (std::env::args().nth(3), &stage.emulator) {
        (Some(folder), _) => (PathBuf::from(folder), false),
        (None, None) => (PathBuf::from("."), false),
        (None, Some(_)) => (temporary, true),
    };
    fs::create_dir_all(&folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
    Ok((folder, is_temporary))
}

/// Downloads one file under a progress bar: its length.
fn download(client: &CallAutomationClient, url: &str, path: &Path) -> Result<u64> {
    let progress = DownloadProgress::new();
    let options = DownloadRecordingOptions::new().progress(&progress);
    print!("{:32}[", "");
    let done = thread::scope(|scope| {
        let download = scope.spawn(|| client.download_recording_to_file(url, path, &options));
        let mut marks = 0;
        loop {
            let is_over = download.is_finished();
            let total = progress.bytes_total().unwrap_or(u64::MAX).max(1);
            while marks < progress.bytes_done() * BAR / total {
                print!("#");
                marks += 1;
            }
            let _ = io::stdout().flush();
            if is_over {
                println!("] {} bytes", progress.bytes_done());
                break download.join();
            }
            thread::sleep(Duration::from_millis(50));
        }
    });
    let done = done.map_err(|_| "the download panicked")??;
    Ok(done.length)
}

/// Marks of a whole progress bar.
const BAR: u64 = 40;

/// What is in a WAV file; an error when it is not whole.
fn examine(path: &Path, length: u64) -> Result<String> {
    let mut head = [0; 44];
    File::open(path)?.read_exact(&mut head)?;
    let four = |at: usize| head.get(at..at + 4).unwrap_or_default();
    let number = |at| {
        four(at)
            .iter()
            .rfold(0, |sum, byte| sum << 8 | u64::from(*byte))
    };
    if four(0) != b"RIFF" || four(8) != b"WAVE" || number(4) + 8 != length {
        return Err(format!("{} is not a complete WAV file", path.display()).into());
    }
    let (samples, bytes) = (number(24), number(28).max(1));
    let seconds = (length - 44) as f64 / bytes as f64;
    Ok(format!(
        "{seconds:.1} s of audio, {samples} samples a second"
    ))
}
