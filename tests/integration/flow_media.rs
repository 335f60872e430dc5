//! Flows of media against the emulator: every way in which each of them can come out.

use crate::flows;
use crate::world;

use std::time::Duration;

use acs_call_automation::event::MediaReason;
use acs_call_automation::flow::{self, Outcome};
use acs_call_automation::model::RecognitionChoice;
use acs_call_automation::options::{
    CreateCallOptions, OperationOptions, PlayOptions, RecognizeOptions,
};
use acs_call_automation::receiver::{Filter, Received};
use acs_call_automation::*;
use acs_call_automation_emulator::{Fault, Prompt};
use flows::{LONG, SHORT, ended, failure, on_request, remote_party, requests, timed_out, unread};
use world::{PHONE, World, phone, result, to_phone};

const PLAY: &str = ":play";
const RECOGNIZE: &str = ":recognize";
const SEND: &str = ":sendDtmfTones";
/// On the emulator's clock longer than anything that is played and listened for.
const MINUTE: Duration = Duration::from_secs(60);

/// A call that can speak and listen, with its first events taken.
fn call_up(world: &World) -> CallConnection {
    let options = CreateCallOptions::new()
        .cognitive_services_endpoint("https://x.cognitiveservices.azure.com/");
    let (client, receiver) = (&world.client, &world.receiver);
    let up = flow::create_call_and_wait(
        client,
        receiver,
        &to_phone(),
        &world.callback,
        &options,
        LONG,
    );
    world.events();
    up.unwrap().success().unwrap().call_connection
}

fn hello() -> [PlaySource; 1] {
    [PlaySource::text("Hello, and welcome.")]
}

/// Runs a flow, and lets a minute pass as soon as its request arrived.
fn in_a_minute<T: Send>(world: &World, path: &str, flow: impl FnOnce() -> T) -> T {
    on_request(world, path, || world.emulator.advance(MINUTE), flow)
}

fn play(world: &World, call: &CallConnection, sources: &[PlaySource]) -> Outcome {
    let options = PlayOptions::new();
    flow::play_to_all_and_wait(call, &world.receiver, sources, &options, LONG).unwrap()
}

fn menu() -> RecognizeOptions {
    RecognizeOptions::choices([
        RecognitionChoice::new("Sales", ["sales", "buy"]).tone(DtmfTone::One),
        RecognitionChoice::new("Agent", ["agent"]).tone(DtmfTone::Zero),
    ])
    .prompt(PlaySource::text("Sales or agent?"))
}

fn listen(world: &World, call: &CallConnection, options: &RecognizeOptions) -> Outcome {
    in_a_minute(world, RECOGNIZE, || {
        flow::recognize_and_wait(call, &world.receiver, phone(PHONE), options, LONG).unwrap()
    })
}

fn send(world: &World, call: &CallConnection, timeout: Duration) -> Result<Outcome> {
    let tones = DtmfTone::parse_all("12#").unwrap();
    let options = OperationOptions::new();
    flow::send_dtmf_tones_and_wait(
        call,
        &world.receiver,
        &tones,
        phone(PHONE),
        &options,
        timeout,
    )
}

fn canceled(outcome: Outcome) -> Received {
    match outcome {
        Outcome::Canceled(event) => event,
        other => panic!("{other:?}"),
    }
}

// ---- play ----

#[test]
fn what_is_played_to_its_end_was_played() {
    let world = World::new();
    let call = call_up(&world);
    let played = in_a_minute(&world, PLAY, || play(&world, &call, &hello()));
    let event = played.success().unwrap();
    assert_eq!(event.event.name(), "PlayCompleted");
    assert_eq!(event.event.operation_context().map(str::len), Some(36));
    assert_eq!(unread(&world), ["PlayStarted"]);

    let options = PlayOptions::new().operation_context("to one");
    let played = in_a_minute(&world, PLAY, || {
        let to = [phone(PHONE)];
        flow::play_and_wait(&call, &world.receiver, &hello(), &to, &options, LONG).unwrap()
    });
    let event = played.success().unwrap();
    assert_eq!(event.event.operation_context(), Some("to one"));
}

#[test]
fn what_cannot_be_played_says_why_and_what_to_do() {
    let world = World::new();
    let call = call_up(&world);
    let missing = "https://example.com/gone.wav";
    world
        .emulator
        .set_prompt(Prompt::new(missing).download_failure());
    let sources = [hello()[0].clone(), PlaySource::file(missing)];
    let outcome = in_a_minute(&world, PLAY, || play(&world, &call, &sources));
    let line = outcome.to_string();
    assert!(line.starts_with("failed: PlayFailed 400/8536, "), "{line}");
    assert!(
        line.ends_with("must be reachable for the service"),
        "{line}"
    );
    let event = failure(outcome);
    assert!(matches!(
        event.event.media_reason(),
        Some(MediaReason::PlayDownloadFailed)
    ));
    assert_eq!(event.event.failed_play_source_index(), Some(1));
}

#[test]
fn what_is_canceled_is_neither_done_nor_failed() {
    let world = World::new();
    let call = call_up(&world);
    let outcome = on_request(
        &world,
        PLAY,
        || drop(call.cancel_all_media_operations().unwrap()),
        || play(&world, &call, &hello()),
    );
    assert!(
        outcome.to_string().contains("PlayCanceled 400/8508"),
        "{outcome}"
    );
    assert_eq!(result(&canceled(outcome).event), (400, 8508));
    let outcome = on_request(
        &world,
        RECOGNIZE,
        || drop(call.cancel_all_media_operations().unwrap()),
        || flow::recognize_and_wait(&call, &world.receiver, phone(PHONE), &menu(), LONG).unwrap(),
    );
    assert_eq!(canceled(outcome).event.name(), "RecognizeCanceled");
}

#[test]
fn playing_that_outlasts_the_deadline_goes_on() {
    let world = World::new();
    let call = call_up(&world);
    let options = PlayOptions::new();
    let outcome = flow::play_to_all_and_wait(&call, &world.receiver, &hello(), &options, SHORT);
    let pending = timed_out(outcome.unwrap());
    assert_eq!(pending.response.status(), 202);
    world.emulator.advance(MINUTE);
    let told = world.events();
    let completed = told
        .iter()
        .find(|event| event.name() == "PlayCompleted")
        .unwrap();
    assert_eq!(
        completed.operation_context(),
        Some(&*pending.operation_context)
    );
}

#[test]
fn the_end_of_the_call_ends_playing_and_listening() {
    let world = World::new();
    for path in [PLAY, RECOGNIZE] {
        let call = call_up(&world);
        let outcome = on_request(
            &world,
            path,
            || drop(call.hang_up(ForEveryone::Yes).unwrap()),
            || match path {
                PLAY => play(&world, &call, &hello()),
                _ => {
                    let (events, who) = (&world.receiver, phone(PHONE));
                    flow::recognize_and_wait(&call, events, &who, &menu(), LONG).unwrap()
                }
            },
        );
        // Which comes first is the service's affair.
        assert!(
            matches!(outcome, Outcome::CallEnded(_) | Outcome::Canceled(_)),
            "{outcome:?}"
        );
        world.events();
        ended(play_again(&world, &call));
    }
}

fn play_again(world: &World, call: &CallConnection) -> Outcome {
    let options = PlayOptions::new();
    flow::play_to_all_and_wait(call, &world.receiver, &hello(), &options, LONG).unwrap()
}

#[test]
fn a_lost_response_to_play_is_decided_by_the_event() {
    let world = World::new();
    let call = call_up(&world);
    for operation in ["Play", "Recognize"] {
        world
            .emulator
            .add_fault(Fault::on(operation).lose_response())
            .unwrap();
    }
    let played = in_a_minute(&world, PLAY, || play(&world, &call, &hello()));
    assert!(played.is_success());
    assert_eq!(requests(&world, PLAY), 1);
    world
        .emulator
        .set_remote_party(remote_party(PHONE).speech("agent"))
        .unwrap();
    assert!(listen(&world, &call, &menu()).is_success());
    assert_eq!(requests(&world, RECOGNIZE), 1);
}

#[test]
fn two_plays_with_one_context_on_two_calls_keep_apart() {
    let world = World::new();
    let (one, two) = (call_up(&world), call_up(&world));
    let of_two = world.receiver.subscribe(Filter::call(two.id())).unwrap();
    let options = PlayOptions::new().operation_context("greeting");
    let played = std::thread::scope(|scope| {
        let plays = |call, events| {
            let options = &options;
            move || flow::play_to_all_and_wait(call, events, &hello(), options, LONG).unwrap()
        };
        let receiver: &dyn flow::EventSource = &world.receiver;
        let first = scope.spawn(plays(&one, receiver));
        let second = scope.spawn(plays(&two, &of_two));
        while requests(&world, PLAY) < 2 {
            std::thread::yield_now();
        }
        world.emulator.advance(MINUTE);
        [first.join().unwrap(), second.join().unwrap()]
    });
    for (outcome, call) in played.into_iter().zip([&one, &two]) {
        assert_eq!(
            outcome.success().unwrap().event.call_connection_id(),
            Some(call.id())
        );
    }
}

// ---- recognize ----

#[test]
fn tones_choices_and_words_are_returned_as_text() {
    let world = World::new();
    let person = remote_party(PHONE)
        .digits("123#")
        .unwrap()
        .speech("buy")
        .digits("0")
        .unwrap();
    world
        .emulator
        .set_remote_party(person.speech("I want to talk to a human"))
        .unwrap();
    let call = call_up(&world);
    let pin = RecognizeOptions::dtmf()
        .max_tones(8)
        .stop_tones([DtmfTone::Pound]);
    let heard = listen(&world, &call, &pin).success().unwrap();
    assert_eq!(heard.event.dtmf_tones().as_deref(), Some("123"));
    let heard = listen(&world, &call, &menu()).success().unwrap();
    assert_eq!(
        (heard.event.choice_label(), heard.event.choice_phrase()),
        (Some("Sales"), Some("buy"))
    );
    let heard = listen(&world, &call, &menu()).success().unwrap();
    assert_eq!(
        (heard.event.choice_label(), heard.event.choice_phrase()),
        (Some("Agent"), None)
    );
    let heard = listen(&world, &call, &RecognizeOptions::speech())
        .success()
        .unwrap();
    assert_eq!(heard.event.speech(), Some("I want to talk to a human"));
}

#[test]
fn silence_and_wrong_tones_allow_another_prompt() {
    let world = World::new();
    let person = remote_party(PHONE)
        .silence()
        .digits("9")
        .unwrap()
        .speech("nonsense");
    world
        .emulator
        .set_remote_party(person.recognition_failure(400, 8565))
        .unwrap();
    let call = call_up(&world);
    let cases = [
        (8510, "No speech or tone was received: prompt again"),
        (8534, "The input did not match any choice: prompt again"),
        (8547, "The input did not match any choice: prompt again"),
        (8565, "its permissions and its quota"),
    ];
    for (sub_code, advice) in cases {
        let outcome = listen(&world, &call, &menu());
        let line = outcome.to_string();
        assert!(line.ends_with(advice), "{line}");
        assert_eq!(result(&failure(outcome).event).1, sub_code);
    }
}

#[test]
fn a_prompt_that_cannot_be_played_is_named_by_its_index() {
    let world = World::new();
    let call = call_up(&world);
    let missing = "https://example.com/gone.wav";
    world
        .emulator
        .set_prompt(Prompt::new(missing).download_failure());
    let options = RecognizeOptions::dtmf()
        .max_tones(1)
        .prompt(PlaySource::text("Your number, please."))
        .prompt(PlaySource::file(missing));
    let event = failure(listen(&world, &call, &options));
    assert_eq!(event.event.name(), "RecognizeFailed");
    assert_eq!(event.event.failed_play_source_index(), Some(1));
    assert_eq!(unread(&world), Vec::<String>::new());
}

#[test]
fn a_recognition_that_is_never_reported_times_out() {
    let world = World::new();
    let call = call_up(&world);
    let (events, who) = (&world.receiver, phone(PHONE));
    let outcome = flow::recognize_and_wait(&call, events, &who, &menu(), SHORT);
    timed_out(outcome.unwrap());
}

// ---- tones ----

#[test]
fn tones_are_sent_or_not() {
    let world = World::new();
    let call = call_up(&world);
    let sent = in_a_minute(&world, SEND, || send(&world, &call, LONG).unwrap());
    assert_eq!(
        sent.success().unwrap().event.name(),
        "SendDtmfTonesCompleted"
    );

    timed_out(send(&world, &call, SHORT).unwrap());
    world.emulator.advance(MINUTE);

    world
        .emulator
        .add_fault(Fault::on("SendDtmfTones").lose_response().times(9))
        .unwrap();
    let options = OperationOptions::new().request(RequestOptions::new().max_retries(0));
    let tones = [DtmfTone::One];
    let sent = in_a_minute(&world, SEND, || {
        let (events, who) = (&world.receiver, phone(PHONE));
        flow::send_dtmf_tones_and_wait(&call, events, &tones, &who, &options, LONG).unwrap()
    });
    assert!(sent.is_success());

    let error = send(&world, &call, Duration::ZERO).unwrap_err();
    assert_eq!(error.field(), Some("timeout"));
    let without_tones = flow::send_dtmf_tones_and_wait(
        &call,
        &world.receiver,
        &[],
        phone(PHONE),
        &OperationOptions::new(),
        LONG,
    );
    assert_eq!(without_tones.unwrap_err().field(), Some("tones"));
}

#[test]
fn the_end_of_the_call_ends_sending() {
    let world = World::new();
    let call = call_up(&world);
    let outcome = on_request(
        &world,
        SEND,
        || drop(call.hang_up(ForEveryone::Yes).unwrap()),
        || send(&world, &call, LONG).unwrap(),
    );
    match outcome {
        Outcome::Failure(event) => assert_eq!(event.event.name(), "SendDtmfTonesFailed"),
        other => drop(ended(other)),
    }
}
