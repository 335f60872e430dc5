//! Accessors for the members of media events.

use super::{
    ChoiceResult, DtmfTone, Event, EventBody, EventKind, KNOWN_EVENTS, MediaReason,
    MediaStreamingUpdate, RecognitionType, RecognizeCompleted, SpeechResult, TranscriptionUpdate,
};

impl Event {
    /// Returns the recognized DTMF tones as text: `123`. A tone that this version does not know is
    /// a question mark. `None` when the recognition was not of DTMF tones.
    ///
    /// They may be fewer than requested: a pause longer than the
    /// [`inter_tone_timeout`](crate::options::RecognizeOptions::inter_tone_timeout) ends the recognition with this event
    /// too, with [`MediaReason::InterDigitTimeout`]. The stop tone is not among them (inferred).
    ///
    /// Of RecognizeCompleted.
    ///
    /// ```
    /// # use acs_call_automation::event::Event;
    /// let body = br#"{"id":"1","type":"Microsoft.Communication.RecognizeCompleted","data":{
    ///     "recognitionType":"dtmf","dtmfResult":{"tones":["one","two"]},
    ///     "resultInformation":{"code":200,"subCode":8514}}}"#;
    /// let event = &Event::parse_all(body)?[0];
    /// assert_eq!(event.dtmf_tones().as_deref(), Some("12"));
    /// # Ok::<(), acs_call_automation::Error>(())
    /// ```
    pub fn dtmf_tones(&self) -> Option<String> {
        let tones = &self.recognized()?.dtmf_result.as_ref()?.tones;
        Some(tones.iter().map(character).collect())
    }

    /// Returns the received DTMF tone as a character; a question mark for one that this version
    /// does not know.
    ///
    /// Of ContinuousDtmfRecognitionToneReceived.
    pub fn tone(&self) -> Option<char> {
        match self.body() {
            EventBody::ContinuousDtmfRecognitionToneReceived(b) => b.tone.as_ref().map(character),
            _ => None,
        }
    }

    /// Returns the label of the recognized choice, as the request named it.
    ///
    /// Of RecognizeCompleted.
    pub fn choice_label(&self) -> Option<&str> {
        self.choice()?.label.as_deref()
    }

    /// Returns the phrase by which the choice was recognized; `None` when it was made by a DTMF
    /// tone.
    ///
    /// Of RecognizeCompleted.
    pub fn choice_phrase(&self) -> Option<&str> {
        self.choice()?.recognized_phrase.as_deref()
    }

    /// Returns the recognized speech as text.
    ///
    /// Of RecognizeCompleted.
    pub fn speech(&self) -> Option<&str> {
        self.heard()?.speech.as_deref()
    }

    /// Returns the recognizer's confidence in the speech or the choice, from 0 to 1.
    ///
    /// Of RecognizeCompleted.
    pub fn confidence(&self) -> Option<f64> {
        match self.recognized()?.recognition_type.as_ref()? {
            RecognitionType::Choices => self.choice()?.confidence,
            RecognitionType::Speech => self.heard()?.confidence,
            RecognitionType::Dtmf | RecognitionType::Other(_) => None,
        }
    }

    /// Returns the index of the play source, or prompt, that could not be played, starting at 0.
    ///
    /// Of PlayFailed and RecognizeFailed.
    pub fn failed_play_source_index(&self) -> Option<i64> {
        match self.body() {
            EventBody::PlayFailed(b) => b.failed_play_source_index,
            EventBody::RecognizeFailed(b) => b.failed_play_source_index,
            _ => None,
        }
    }

    /// Returns the status of media streaming, with details.
    ///
    /// Of MediaStreamingStarted, MediaStreamingStopped and MediaStreamingFailed.
    pub fn media_streaming_update(&self) -> Option<&MediaStreamingUpdate> {
        match self.body() {
            EventBody::MediaStreamingStarted(b) => b.media_streaming_update.as_ref(),
            EventBody::MediaStreamingStopped(b) => b.media_streaming_update.as_ref(),
            EventBody::MediaStreamingFailed(b) => b.media_streaming_update.as_ref(),
            _ => None,
        }
    }

    /// Returns the status of the transcription, with details.
    ///
    /// Of TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated and TranscriptionFailed.
    pub fn transcription_update(&self) -> Option<&TranscriptionUpdate> {
        match self.body() {
            EventBody::TranscriptionStarted(b) => b.transcription_update.as_ref(),
            EventBody::TranscriptionStopped(b) => b.transcription_update.as_ref(),
            EventBody::TranscriptionUpdated(b) => b.transcription_update.as_ref(),
            EventBody::TranscriptionFailed(b) => b.transcription_update.as_ref(),
            _ => None,
        }
    }

    /// Returns the reason for the result of a media operation: the sub-code of its result.
    ///
    /// Of the events of playing, recognizing, DTMF, hold, media streaming and transcription; `None`
    /// for other events, whose sub-codes have other meanings, and for a result without a sub-code.
    ///
    /// ```
    /// # use acs_call_automation::event::{Event, MediaReason};
    /// # let body = br#"{"id":"1","type":"Microsoft.Communication.RecognizeFailed",
    /// #     "data":{"resultInformation":{"code":400,"subCode":8510}}}"#;
    /// # let event = &Event::parse_all(body)?[0];
    /// match event.media_reason() {
    ///     Some(MediaReason::InitialSilenceTimeout) => println!("no input"),
    ///     Some(MediaReason::Other(sub_code)) => println!("see the documentation: {sub_code}"),
    ///     other => println!("{other:?}"),
    /// }
    /// # Ok::<(), acs_call_automation::Error>(())
    /// ```
    pub fn media_reason(&self) -> Option<MediaReason> {
        let is_media = match self.kind() {
            EventKind::Other => is_of_a_media_family(self.event_type()),
            known => known.is_media(),
        };
        let sub_code = self.result_information().filter(|_| is_media)?.sub_code?;
        Some(MediaReason::from(sub_code))
    }

    fn recognized(&self) -> Option<&RecognizeCompleted> {
        match self.body() {
            EventBody::RecognizeCompleted(b) => Some(b),
            _ => None,
        }
    }

    fn choice(&self) -> Option<&ChoiceResult> {
        self.recognized()?.choice_result.as_ref()
    }

    fn heard(&self) -> Option<&SpeechResult> {
        self.recognized()?.speech_result.as_ref()
    }
}

/// Whether a preview event belongs to a media operation, such as PlayPaused to that of PlayStarted.
fn is_of_a_media_family(event_type: &str) -> bool {
    KNOWN_EVENTS
        .iter()
        .any(|(kind, known, _)| kind.is_media() && family(known) == family(event_type))
}

/// The type up to the first word of its name.
fn family(event_type: &str) -> &str {
    let name = event_type.rfind('.').map_or(0, |dot| dot + 1);
    let next = event_type
        .char_indices()
        .find(|(at, letter)| *at > name && letter.is_uppercase());
    next.map_or(event_type, |(at, _)| {
        event_type.get(..at).unwrap_or_default()
    })
}

fn character(tone: &DtmfTone) -> char {
    tone.to_char().unwrap_or('?')
}
