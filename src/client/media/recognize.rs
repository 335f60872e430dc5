//! Recognition: DTMF tones, choices, speech.

use std::time::Duration;

use serde::Serialize;

use super::{check_source, check_spoken, check_tone, optional_id};
use crate::client::checks;
use crate::client::connection::CallConnection;
use crate::client::operation::{OperationBody, operation_options};
use crate::client::operations;
use crate::client::time::{whole_milliseconds, whole_seconds};
use crate::error::{Error, Result};
use crate::field;
use crate::identifier::CommunicationIdentifier;
use crate::model::{DtmfTone, PlaySource, RecognitionChoice};
use crate::pipeline::{Operation, RequestOptions, Response};

/// The options of [`recognize`](CallConnection::recognize): what it listens for, and how.
///
/// What is not set is not sent: the service's defaults hold, as its page "Recognize action" states
/// them. An option that does not belong to what is listened for is refused.
///
/// ```
/// use std::time::Duration;
/// use acs_call_automation::{DtmfTone, PlaySource};
/// use acs_call_automation::model::RecognitionChoice;
/// use acs_call_automation::options::RecognizeOptions;
/// let pin = RecognizeOptions::dtmf()
///     .max_tones(4)
///     .prompt(PlaySource::text("Please enter your PIN."))
///     .stop_tones([DtmfTone::Pound])
///     .inter_tone_timeout(Duration::from_secs(5));
/// let menu = RecognizeOptions::choices([
///     RecognitionChoice::new("Sales", ["sales", "buy"]).tone(DtmfTone::One),
///     RecognitionChoice::new("Agent", ["agent"]).tone(DtmfTone::Zero),
/// ])
/// .speech_language("en-US");
/// # let _ = (pin, menu);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecognizeOptions {
    input: Input,
    prompts: Vec<PlaySource>,
    interrupt_prompt: Option<bool>,
    interrupt_call_media_operation: Option<bool>,
    initial_silence_timeout: Option<Duration>,
    inter_tone_timeout: Option<Duration>,
    max_tones: Option<u32>,
    stop_tones: Vec<DtmfTone>,
    choices: Vec<RecognitionChoice>,
    end_silence_timeout: Option<Duration>,
    speech_language: Option<String>,
    speech_model_endpoint_id: Option<String>,
    pub(crate) operation_context: Option<String>,
    operation_callback_uri: Option<String>,
    pub(crate) request: RequestOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum Input {
    Dtmf,
    Choices,
    Speech,
    SpeechOrDtmf,
}

impl Input {
    fn has_tones(self) -> bool {
        matches!(self, Self::Dtmf | Self::SpeechOrDtmf)
    }

    fn has_free_speech(self) -> bool {
        matches!(self, Self::Speech | Self::SpeechOrDtmf)
    }
}

impl RecognizeOptions {
    /// Recognizes DTMF tones.
    pub fn dtmf() -> Self {
        Self::of(Input::Dtmf)
    }

    /// Recognizes one of several choices, by phrase or by DTMF tone. Each has a label, and a phrase
    /// or a tone; several may have the same label. Since api-version 2023-10-15.
    pub fn choices(choices: impl IntoIterator<Item = RecognitionChoice>) -> Self {
        Self {
            choices: choices.into_iter().collect(),
            ..Self::of(Input::Choices)
        }
    }

    /// Recognizes free speech. Since api-version 2023-10-15.
    pub fn speech() -> Self {
        Self::of(Input::Speech)
    }

    /// Recognizes free speech or DTMF tones, whichever comes first. Since api-version 2023-10-15.
    pub fn speech_or_dtmf() -> Self {
        Self::of(Input::SpeechOrDtmf)
    }

    fn of(input: Input) -> Self {
        Self {
            input,
            prompts: Vec::new(),
            interrupt_prompt: None,
            interrupt_call_media_operation: None,
            initial_silence_timeout: None,
            inter_tone_timeout: None,
            max_tones: None,
            stop_tones: Vec::new(),
            choices: Vec::new(),
            end_silence_timeout: None,
            speech_language: None,
            speech_model_endpoint_id: None,
            operation_context: None,
            operation_callback_uri: None,
            request: RequestOptions::new(),
        }
    }

    /// Adds a choice, for [`choices`](Self::choices).
    #[must_use]
    pub fn choice(mut self, choice: RecognitionChoice) -> Self {
        self.choices.push(choice);
        self
    }

    /// Adds a source that is played first. Several: since api-version 2024-09-15.
    #[must_use]
    pub fn prompt(mut self, source: impl Into<PlaySource>) -> Self {
        self.prompts.push(source.into());
        self
    }

    /// Sets whether a DTMF tone or speech interrupts the prompt. Default of the service: yes.
    #[must_use]
    pub fn interrupt_prompt(mut self, interrupt: bool) -> Self {
        self.interrupt_prompt = Some(interrupt);
        self
    }

    /// Sets whether running play and recognize operations are canceled; otherwise this one is queued, or
    /// refused while one runs.
    /// Default of the service: yes.
    #[must_use]
    pub fn interrupt_call_media_operation(mut self, interrupt: bool) -> Self {
        self.interrupt_call_media_operation = Some(interrupt);
        self
    }

    /// Sets the silence allowed after the prompt; for all inputs. 0 to 300 s, for choices and for speech alone at
    /// most 20 s; sent as whole seconds, rounded up. Default of the service: 5 s.
    #[must_use]
    pub fn initial_silence_timeout(mut self, timeout: Duration) -> Self {
        self.initial_silence_timeout = Some(timeout);
        self
    }

    /// Sets the time to wait for the next tone; for [`dtmf`](Self::dtmf) and
    /// [`speech_or_dtmf`](Self::speech_or_dtmf). More than 0, at most 60 s; sent as whole seconds,
    /// rounded up. Default of the service: 2 s.
    #[must_use]
    pub fn inter_tone_timeout(mut self, timeout: Duration) -> Self {
        self.inter_tone_timeout = Some(timeout);
        self
    }

    /// Sets the maximum number of DTMF tones, at least 1; for [`dtmf`](Self::dtmf) and
    /// [`speech_or_dtmf`](Self::speech_or_dtmf). Default: none.
    ///
    /// A recognition also succeeds with fewer tones, after a pause
    /// ([`inter_tone_timeout`](Self::inter_tone_timeout)) or a [stop tone](Self::stop_tones): check their
    /// number, or [`Event::media_reason`](crate::event::Event::media_reason).
    #[must_use]
    pub fn max_tones(mut self, count: u32) -> Self {
        self.max_tones = Some(count);
        self
    }

    /// Replaces the tones that end the recognition; for [`dtmf`](Self::dtmf) and
    /// [`speech_or_dtmf`](Self::speech_or_dtmf). Whether
    /// [`Event::dtmf_tones`](crate::event::Event::dtmf_tones) contains the stop tone is not documented; the
    /// emulator leaves it out. Default: none.
    #[must_use]
    pub fn stop_tones(mut self, tones: impl IntoIterator<Item = DtmfTone>) -> Self {
        self.stop_tones = tones.into_iter().collect();
        self
    }

    /// Sets the silence that ends the speech; for [`speech`](Self::speech) and
    /// [`speech_or_dtmf`](Self::speech_or_dtmf). Sent as whole milliseconds, rounded up. The range is
    /// not documented. Default of the service: 500 ms.
    #[must_use]
    pub fn end_silence_timeout(mut self, timeout: Duration) -> Self {
        self.end_silence_timeout = Some(timeout);
        self
    }

    /// Sets the language that is spoken, such as `fr-CA`; for all inputs but [`dtmf`](Self::dtmf).
    /// Default of the service: `en-US`.
    #[must_use]
    pub fn speech_language(mut self, language: impl Into<String>) -> Self {
        self.speech_language = Some(language.into());
        self
    }

    /// Sets the endpoint id of a custom speech model; for all inputs but [`dtmf`](Self::dtmf).
    /// Default: none, the service's own model.
    #[must_use]
    pub fn speech_model_endpoint_id(mut self, id: impl Into<String>) -> Self {
        self.speech_model_endpoint_id = Some(id.into());
        self
    }

    operation_options!();

    fn check(&self) -> Result<()> {
        self.prompts.iter().try_for_each(check_source)?;
        self.check_belonging()?;
        self.check_times()?;
        if self.max_tones == Some(0) {
            return Err(Error::invalid(field::MAX_TONES, "must be at least 1"));
        }
        self.stop_tones
            .iter()
            .try_for_each(|tone| check_tone(field::STOP_TONES, tone))?;
        if self.input == Input::Choices {
            check_choices(&self.choices)?;
        }
        optional_id(field::SPEECH_LANGUAGE, self.speech_language.as_deref())?;
        optional_id(
            field::SPEECH_MODEL_ENDPOINT_ID,
            self.speech_model_endpoint_id.as_deref(),
        )
    }

    /// What is set must have an effect.
    fn check_belonging(&self) -> Result<()> {
        const TONES: &str = "DTMF recognition: dtmf, speech or dtmf";
        const FREE_SPEECH: &str = "speech recognition: speech, speech or dtmf";
        const WORDS: &str = "listening for words: choices, speech, speech or dtmf";
        let input = self.input;
        let (tones, free_speech) = (input.has_tones(), input.has_free_speech());
        let (choices, words) = (input == Input::Choices, input != Input::Dtmf);
        #[rustfmt::skip] // one option, one line
        let options = [
            (field::INTER_TONE_TIMEOUT, self.inter_tone_timeout.is_some(), tones, TONES),
            (field::MAX_TONES, self.max_tones.is_some(), tones, TONES),
            (field::STOP_TONES, !self.stop_tones.is_empty(), tones, TONES),
            (field::CHOICES, !self.choices.is_empty(), choices, "recognition of choices"),
            (field::END_SILENCE_TIMEOUT, self.end_silence_timeout.is_some(), free_speech, FREE_SPEECH),
            (field::SPEECH_LANGUAGE, self.speech_language.is_some(), words, WORDS),
            (field::SPEECH_MODEL_ENDPOINT_ID, self.speech_model_endpoint_id.is_some(), words, WORDS),
        ];
        match options.iter().find(|(_, is_set, fits, _)| *is_set && !fits) {
            Some((field, .., purpose)) => Err(Error::invalid(
                field,
                format_args!("is only valid with {purpose}"),
            )),
            None => Ok(()),
        }
    }

    fn check_times(&self) -> Result<()> {
        let inter_tone = self.inter_tone_timeout.map(whole_seconds);
        if inter_tone.is_some_and(|time| !(1..=60).contains(&time)) {
            let rule = "must be more than 0 and at most 60 s";
            return Err(Error::invalid(field::INTER_TONE_TIMEOUT, rule));
        }
        let (longest, purpose) = match self.input {
            Input::Choices | Input::Speech => (20, "for choices and for speech alone"),
            Input::Dtmf | Input::SpeechOrDtmf => (300, "with DTMF tones"),
        };
        match self.initial_silence_timeout {
            Some(timeout) if whole_seconds(timeout) > longest => Err(Error::invalid(
                field::INITIAL_SILENCE_TIMEOUT,
                format_args!("must be at most {longest} s {purpose}"),
            )),
            _ => Ok(()),
        }
    }

    fn body<'a>(
        &'a self,
        target: &'a CommunicationIdentifier,
        operation: OperationBody<'a>,
    ) -> RecognizeBody<'a> {
        let (play_prompt, play_prompts) = match self.prompts.as_slice() {
            [one] => (Some(one), None),
            [] => (None, None),
            several => (None, Some(several)),
        };
        let has_tones = self.input.has_tones()
            || self.inter_tone_timeout.is_some()
            || !self.stop_tones.is_empty();
        let has_speech = self.input.has_free_speech() || self.end_silence_timeout.is_some();
        RecognizeBody {
            recognize_input_type: self.input,
            play_prompt,
            play_prompts,
            interrupt_call_media_operation: self.interrupt_call_media_operation,
            recognize_options: OptionsBody {
                interrupt_prompt: self.interrupt_prompt,
                initial_silence_timeout_in_seconds: self.initial_silence_timeout.map(whole_seconds),
                target_participant: target,
                speech_language: self.speech_language.as_deref(),
                speech_recognition_model_endpoint_id: self.speech_model_endpoint_id.as_deref(),
                dtmf_options: has_tones.then(|| DtmfBody {
                    inter_tone_timeout_in_seconds: self.inter_tone_timeout.map(whole_seconds),
                    max_tones_to_collect: self.max_tones,
                    stop_tones: &self.stop_tones,
                }),
                choices: &self.choices,
                speech_options: has_speech.then(|| SpeechBody {
                    end_silence_timeout_in_ms: self.end_silence_timeout.map(whole_milliseconds),
                }),
            },
            operation,
        }
    }
}

fn check_choices(choices: &[RecognitionChoice]) -> Result<()> {
    const FIELD: &str = field::CHOICES;
    if choices.is_empty() {
        return Err(Error::invalid(FIELD, "must not be empty"));
    }
    for choice in choices {
        // Several may have one label: a choice has one tone, and two tones may mean the same.
        checks::id(field::CHOICE_LABEL, &choice.label)?;
        if choice.phrases.is_empty() && choice.tone.is_none() {
            return Err(Error::invalid(
                FIELD,
                format_args!("{:?} has neither a phrase nor a tone", choice.label),
            ));
        }
        choice
            .phrases
            .iter()
            .try_for_each(|phrase| check_spoken(field::CHOICE_PHRASE, phrase))?;
        if let Some(tone) = &choice.tone {
            check_tone(field::CHOICE_TONE, tone)?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RecognizeBody<'a> {
    recognize_input_type: Input,
    #[serde(skip_serializing_if = "Option::is_none")]
    play_prompt: Option<&'a PlaySource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    play_prompts: Option<&'a [PlaySource]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interrupt_call_media_operation: Option<bool>,
    recognize_options: OptionsBody<'a>,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OptionsBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    interrupt_prompt: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_silence_timeout_in_seconds: Option<u64>,
    target_participant: &'a CommunicationIdentifier,
    #[serde(skip_serializing_if = "Option::is_none")]
    speech_language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speech_recognition_model_endpoint_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dtmf_options: Option<DtmfBody<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    choices: &'a [RecognitionChoice],
    #[serde(skip_serializing_if = "Option::is_none")]
    speech_options: Option<SpeechBody>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DtmfBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    inter_tone_timeout_in_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tones_to_collect: Option<u32>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    stop_tones: &'a [DtmfTone],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SpeechBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    end_silence_timeout_in_ms: Option<u64>,
}

impl CallConnection {
    /// Recognizes DTMF tones, a choice or speech of one participant, after the prompts if there are
    /// any.
    ///
    /// `RecognizeCompleted` with the tones, the choice or the words follows, or `RecognizeFailed`, or
    /// `RecognizeCanceled`. Choices, speech, and prompts of text or SSML
    /// need a cognitive services resource ([`cognitive_services_endpoint`](crate::options::CreateCallOptions::cognitive_services_endpoint)).
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    pub fn recognize(
        &self,
        target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &RecognizeOptions,
    ) -> Result<Response<()>> {
        const OPERATION: &Operation = &operations::RECOGNIZE;
        let target = &checks::participant(OPERATION, target)?;
        let operation = options.operation();
        self.client.check(OPERATION, || {
            target.check(field::TARGET)?;
            options.check()?;
            operation.check(&self.client)
        })?;
        let body = options.body(target, operation);
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute_for_status(&request, &options.request)
    }
}
