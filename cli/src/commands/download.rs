//! `acs-call download`: downloads a recording.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use acs_call_automation::Error;
use acs_call_automation::options::DownloadRecordingOptions;
use acs_call_automation::recording::{DownloadProgress, DownloadedRecording};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::session::{self, Session, canceled};

const EXAMPLES: &str = "\
Examples:
  acs-call download \"$CONTENT_LOCATION\" --output call.wav
  acs-call download \"$CONTENT_LOCATION\" --output call.mp4 --connections 4 --resume
  acs-call download \"$METADATA_LOCATION\" --output - | jq .participants

The locations are in the event Microsoft.Communication.RecordingFileStatusUpdated of Event Grid.";

/// How often the bar is drawn.
const DRAWING: Duration = Duration::from_millis(100);

/// Download a recording, or its metadata
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Download {
    /// contentLocation or metadataLocation of the recording
    location: String,
    /// File to write, or - for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Go on where an earlier download to the same file stopped
    #[arg(long)]
    resume: bool,
    /// Parallel connections, 1 to 16
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=16))]
    connections: u32,
    /// Host of recordings to trust with a signed request, beside those of the service; repeatable
    #[arg(long, value_name = "HOST")]
    recording_host: Vec<String>,
}

impl Download {
    pub fn run(&self, global: &Global) -> Result<(), Failure> {
        let hosts = self.recording_host.iter();
        let options = hosts.fold(session::client_options(global), |options, host| {
            options.recording_host(host)
        });
        let session = Session::open_with(global, options)?;
        let progress = DownloadProgress::new();
        let options = DownloadRecordingOptions::new()
            .connections(self.connections)
            .resume(self.resume)
            .progress(&progress)
            .request(session.request());
        let to_stdout = self.output == Path::new("-");
        if to_stdout && (self.resume || global.json) {
            return Err(Failure::usage(
                "--output - has neither --resume nor --json: standard output is the recording",
            ));
        }
        let (done, watched) = channel::<()>();
        let downloaded = thread::scope(|scope| {
            let progress = &progress;
            scope.spawn(move || draw(progress, &watched));
            let downloaded = match to_stdout {
                true => {
                    let mut out = std::io::stdout().lock();
                    session
                        .client
                        .download_recording(&self.location, &mut out, &options)
                }
                false => session.client.download_recording_to_file(
                    &self.location,
                    &self.output,
                    &options,
                ),
            };
            drop(done);
            downloaded
        });
        let downloaded = downloaded.map_err(|error| self.failed(error, to_stdout))?;
        if to_stdout {
            return Ok(());
        }
        self.report(&session, &downloaded)
    }

    fn report(&self, session: &Session, done: &DownloadedRecording) -> Result<(), Failure> {
        let file = self.output.display().to_string();
        session
            .screen
            .note(format_args!("{} bytes in {file}", done.length));
        let json = json!({"file": file, "length": done.length, "contentType": done.content_type});
        session.screen.data("", &json)
    }

    fn failed(&self, error: Error, to_stdout: bool) -> Failure {
        let was_canceled = canceled(&error);
        let failure = Failure::from(error);
        match was_canceled && !to_stdout {
            true => failure.with_line("the same command with --resume goes on from there"),
            false => failure,
        }
    }
}

/// Draws the bar until the download ends; none unless a terminal shows it.
fn draw(progress: &DownloadProgress, ends: &Receiver<()>) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template(
        "{bar:30} {bytes:>11} of {total_bytes}  {bytes_per_sec}  {eta} left",
    ) {
        bar.set_style(style);
    }
    while let Err(RecvTimeoutError::Timeout) = ends.recv_timeout(DRAWING) {
        if let Some(total) = progress.bytes_total() {
            bar.set_length(total);
        }
        bar.set_position(progress.bytes_done());
    }
    bar.finish_and_clear();
}
