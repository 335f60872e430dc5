//! Every example runs to its end, offline and against the emulator as a program of its own.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};

/// An example without the environment of the tests.
fn example(name: &str) -> Command {
    let mut command = Command::new(crate::example::programs::example(name));
    for name in ["ACS_CONNECTION_STRING", "ACS_CALLBACK_URL", "ACS_LISTEN"] {
        command.env_remove(name);
    }
    command
}

/// The lines of a program that ended well.
fn lines(output: Output) -> Vec<String> {
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    assert!(errors.is_empty(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Fails unless these come one after the other, each in a line of its own.
fn assert_ladder(lines: &[String], rungs: &[&str]) {
    let mut rest = lines.iter();
    for rung in rungs {
        let found = rest.any(|line| line.contains(rung));
        assert!(found, "no {rung} in its place: {lines:#?}");
    }
}

const QUICKSTART: [&str; 9] = [
    "CreateCall",
    "Microsoft.Communication.CallConnected",
    "AddParticipant",
    "Microsoft.Communication.AddParticipantSucceeded",
    "ListParticipants",
    "TransferCallToParticipant",
    "Microsoft.Communication.CallTransferAccepted",
    "HangUp",
    "Microsoft.Communication.CallDisconnected",
];

#[test]
fn the_quickstart_prints_the_ladder_of_a_call() {
    let lines = lines(example("quickstart").output().unwrap());
    assert_ladder(&lines, &QUICKSTART);
    let of_the_emulator = ["CallDisconnected", "CreateCall 201", "rings", "answers"];
    assert_ladder(&lines, &of_the_emulator);
}

#[test]
fn every_other_example_prints_its_ladder() {
    let ladders: [(&str, &[&str]); 9] = [
        (
            "group_call",
            &[
                "CallConnected",
                "MuteParticipants",
                "RemoveParticipantSucceeded",
                "CallDisconnected",
            ],
        ),
        (
            "transfer",
            &[
                "CallTransferAccepted",
                "CallDisconnected",
                "CallTransferAccepted",
                "CallDisconnected",
            ],
        ),
        (
            "connect_call",
            &[
                "CallStarted",
                "server call id",
                "CallConnected",
                "group id",
                "CallConnected",
                "room",
                "CallConnected",
            ],
        ),
        (
            "answer_call",
            &[
                "IncomingCall",
                "AnswerCall",
                "CallConnected",
                "RejectCall",
                "RedirectCall",
                "IncomingCall",
                "AnswerCall",
            ],
        ),
        (
            "ivr_menu",
            &[
                "RecognizeFailed           400/8510",
                "no choice",
                "RecognizeFailed           400/8534",
                "RecognizeCompleted",
                "Agent, by agent",
                "PlayCompleted",
                "CallTransferAccepted",
                "CallDisconnected",
                "Voicemail, by tone",
                "PlayCompleted",
                "StartRecording",
                "RecognizeCompleted        200/8531",
                "CallDisconnected",
                "Agent, by a human",
                "CallTransferFailed        486/560486",
                "PlayCompleted",
                "StartRecording",
                "CallDisconnected",
            ],
        ),
        (
            "dtmf_relay",
            &[
                "SendDtmfTones 4",
                "SendDtmfTonesCompleted",
                "SendDtmfTones 2",
                "SendDtmfTonesCompleted",
                "ContinuousDtmfRecognitionStopped",
                "CallDisconnected",
            ],
        ),
        (
            "hold_music",
            &[
                "Hold, with music",
                "on hold",
                "AddParticipantSucceeded",
                "back again",
                "CallDisconnected",
            ],
        ),
        (
            "live_transcript",
            &[
                "TranscriptionStarted",
                "transcription: active",
                "TranscriptionUpdated",
                "TranscriptionStopped",
                "transcription: inactive",
                "CallDisconnected",
            ],
        ),
        (
            "record_call",
            &[
                "the recording is active",
                "PauseRecording",
                "the recording is inactive",
                "RecognizeCompleted        200/8514",
                "ResumeRecording",
                "the recording is active",
                "it was not recorded",
                "StopRecording",
                "RecordingFileStatusUpdated",
                "[########################################]",
                "recording-0.wav: ",
                "Delete                                            200",
            ],
        ),
    ];
    for (name, rungs) in ladders {
        let lines = lines(example(name).output().unwrap());
        assert_ladder(&lines, rungs);
    }
}

/// The emulator as a program; ended when dropped.
struct Program {
    child: Child,
    connection_string: String,
}

impl Program {
    fn start() -> Self {
        let mut child = Command::new(crate::example::programs::emulator())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut read = BufReader::new(child.stdout.take().unwrap());
        read.read_line(&mut line).unwrap();
        Self {
            child,
            connection_string: line.trim_end().to_owned(),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_same_program_talks_to_a_service_of_its_own() {
    let service = Program::start();
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let output = example("quickstart")
        .env("ACS_CONNECTION_STRING", &service.connection_string)
        .env(
            "ACS_CALLBACK_URL",
            format!("http://127.0.0.1:{port}/events"),
        )
        .args(["+18005550100", "+16045551234", "8:acs:r_u", "+16045556789"])
        .output()
        .unwrap();
    assert_ladder(&lines(output), &QUICKSTART);
}

#[test]
fn half_an_environment_is_refused_with_a_reason() {
    let output = example("quickstart")
        .env(
            "ACS_CONNECTION_STRING",
            "endpoint=https://a.example;accesskey=YQ==",
        )
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("ACS_CALLBACK_URL"));
}
