//! The typed calls for what is played into a call and heard from it.

use std::time::Duration;

use acs_call_automation::*;

use acs_call_automation::model::{
    FileSource, RecognitionChoice, SsmlSource, TextSource, VoiceKind,
};

use acs_call_automation::options::{HoldOptions, OperationOptions, PlayOptions, RecognizeOptions};
use serde_json::Value;

use super::fields::Fields;
use super::with;

pub const OPERATIONS: [&str; 8] = [
    "CallMedia_Play",
    "CallMedia_Recognize",
    "CallMedia_CancelAllMediaOperations",
    "CallMedia_SendDtmfTones",
    "CallMedia_StartContinuousDtmfRecognition",
    "CallMedia_StopContinuousDtmfRecognition",
    "CallMedia_Hold",
    "CallMedia_Unhold",
];

/// Sets what the events of an operation carry, and where they go.
macro_rules! with_operation {
    ($options:expr, $body:expr) => {{
        let mut options = $options;
        with!(options, $body.text("operationContext"), operation_context);
        with!(
            options,
            $body.text("operationCallbackUri"),
            operation_callback_uri
        );
        options
    }};
}

pub fn call(call: &CallConnection, operation: &str, body: &mut Fields) -> Result<()> {
    let target = |body: &mut Fields| body.identifier("targetParticipant").unwrap();
    match operation {
        "CallMedia_Play" => play(call, body),
        "CallMedia_Recognize" => recognize(call, body),
        "CallMedia_CancelAllMediaOperations" => call.cancel_all_media_operations().map(drop),
        "CallMedia_SendDtmfTones" => {
            let options = with_operation!(OperationOptions::new(), body);
            let tones = tones(body, "tones");
            call.send_dtmf_tones(&tones, target(body), &options)
                .map(drop)
        }
        "CallMedia_StartContinuousDtmfRecognition" => {
            let options = with_operation!(OperationOptions::new(), body);
            call.start_continuous_dtmf_recognition(target(body), &options)
                .map(drop)
        }
        "CallMedia_StopContinuousDtmfRecognition" => {
            let options = with_operation!(OperationOptions::new(), body);
            call.stop_continuous_dtmf_recognition(target(body), &options)
                .map(drop)
        }
        "CallMedia_Hold" => {
            let mut options = with_operation!(HoldOptions::new(), body);
            with!(
                options,
                body.object("playSourceInfo").map(source),
                play_source
            );
            call.hold(target(body), &options).map(drop)
        }
        "CallMedia_Unhold" => {
            let options = with_operation!(OperationOptions::new(), body);
            call.unhold(target(body), &options).map(drop)
        }
        other => panic!("{other} is not mapped"),
    }
}

fn play(call: &CallConnection, body: &mut Fields) -> Result<()> {
    let mut options = with_operation!(PlayOptions::new(), body);
    with!(
        options,
        body.flag("interruptCallMediaOperation"),
        interrupt_call_media_operation
    );
    if let Some(mut inner) = body.object("playOptions") {
        with!(options, inner.flag("loop"), looped);
        inner.all_used();
    }
    let sources = sources(body, "playSources");
    let participants = body.identifiers("playTo").unwrap_or_default();
    if participants.is_empty() {
        call.play_to_all(&sources, &options).map(drop)
    } else {
        call.play(&sources, &participants, &options).map(drop)
    }
}

fn recognize(call: &CallConnection, body: &mut Fields) -> Result<()> {
    let mut inner = body.object("recognizeOptions").unwrap();
    let mut keys = inner.object("dtmfOptions");
    let max_tones = keys
        .as_mut()
        .and_then(|keys| keys.number("maxTonesToCollect"))
        .map(|most| u32::try_from(most).unwrap());
    let choices = inner.objects("choices").unwrap_or_default();
    let choices = choices.into_iter().map(choice);
    let input = body.text("recognizeInputType").unwrap();
    let mut options = match input.as_str() {
        "dtmf" => RecognizeOptions::dtmf(),
        "choices" => RecognizeOptions::choices(choices),
        "speech" => RecognizeOptions::speech(),
        "speechOrDtmf" => RecognizeOptions::speech_or_dtmf(),
        other => panic!("{other} is not mapped"),
    };
    with!(options, max_tones, max_tones);
    if let Some(mut keys) = keys {
        let pause = keys
            .number("interToneTimeoutInSeconds")
            .map(Duration::from_secs);
        with!(options, pause, inter_tone_timeout);
        options = options.stop_tones(tones(&mut keys, "stopTones"));
        keys.all_used();
    }
    if let Some(mut speech) = inner.object("speechOptions") {
        let silence = speech
            .number("endSilenceTimeoutInMs")
            .map(Duration::from_millis);
        with!(options, silence, end_silence_timeout);
        speech.all_used();
    }
    let silence = inner
        .number("initialSilenceTimeoutInSeconds")
        .map(Duration::from_secs);
    with!(options, silence, initial_silence_timeout);
    with!(options, inner.flag("interruptPrompt"), interrupt_prompt);
    with!(options, inner.text("speechLanguage"), speech_language);
    with!(
        options,
        inner.text("speechRecognitionModelEndpointId"),
        speech_model_endpoint_id
    );
    with!(
        options,
        body.flag("interruptCallMediaOperation"),
        interrupt_call_media_operation
    );
    with!(options, body.object("playPrompt").map(source), prompt);
    for prompt in sources(body, "playPrompts") {
        options = options.prompt(prompt);
    }
    let target = inner.identifier("targetParticipant").unwrap();
    inner.all_used();
    let options = with_operation!(options, body);
    call.recognize(&target, &options).map(drop)
}

/// One prompt is the same in a list and alone; the client sends it alone.
pub fn one_prompt(mut body: Value) -> Value {
    if let Some([prompt]) = body["playPrompts"].as_array().map(Vec::as_slice) {
        let prompt = prompt.clone();
        let members = body.as_object_mut().unwrap();
        members.remove("playPrompts");
        members.insert("playPrompt".to_owned(), prompt);
    }
    body
}

fn tones(body: &mut Fields, key: &str) -> Vec<DtmfTone> {
    let names = body.texts(key).unwrap_or_default();
    names
        .iter()
        .map(|name| DtmfTone::from(name.as_str()))
        .collect()
}

fn choice(mut body: Fields) -> RecognitionChoice {
    let phrases = body.texts("phrases").unwrap_or_default();
    let mut choice = RecognitionChoice::new(body.text("label").unwrap(), phrases);
    let tone = body.text("tone");
    with!(choice, tone.map(|name| DtmfTone::from(name.as_str())), tone);
    body.all_used();
    choice
}

fn sources(body: &mut Fields, key: &str) -> Vec<PlaySource> {
    let list = body.objects(key).unwrap_or_default();
    list.into_iter().map(source).collect()
}

fn source(mut body: Fields) -> PlaySource {
    let cache_id = body.text("playSourceCacheId");
    let kind = body.text("kind").unwrap();
    let mut inner = body.object(&kind).unwrap();
    let made = match kind.as_str() {
        "file" => {
            let mut file = FileSource::new(inner.text("uri").unwrap());
            with!(file, cache_id, cache_id);
            file.into()
        }
        "text" => {
            let mut text = TextSource::new(inner.text("text").unwrap());
            with!(text, cache_id, cache_id);
            with!(text, inner.text("sourceLocale"), source_locale);
            let kind = inner.text("voiceKind");
            with!(
                text,
                kind.map(|name| VoiceKind::from(name.as_str())),
                voice_kind
            );
            with!(text, inner.text("voiceName"), voice_name);
            with!(
                text,
                inner.text("customVoiceEndpointId"),
                custom_voice_endpoint_id
            );
            text.into()
        }
        "ssml" => {
            let mut ssml = SsmlSource::new(inner.text("ssmlText").unwrap());
            with!(ssml, cache_id, cache_id);
            with!(
                ssml,
                inner.text("customVoiceEndpointId"),
                custom_voice_endpoint_id
            );
            ssml.into()
        }
        other => panic!("{other} is not mapped"),
    };
    inner.all_used();
    body.all_used();
    made
}
