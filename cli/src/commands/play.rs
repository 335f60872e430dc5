//! `acs-call play`: plays a file or speaks a text.

use acs_call_automation::model::{SsmlSource, TextSource};
use acs_call_automation::options::PlayOptions;
use acs_call_automation::{CommunicationIdentifier, PlaySource, flow};
use clap::Args;

use crate::failure::Failure;
use crate::outcome::{WaitArguments, conclude, data_of_event, data_of_response, failed};
use crate::session::Session;

const EXAMPLES: &str = "\
Examples:
  acs-call play \"$CALL\" https://files.example/welcome.wav --wait
  acs-call play \"$CALL\" 'Good morning.' --voice en-GB-SoniaNeural
  acs-call play \"$CALL\" \"$(cat greeting.ssml)\"

Texts need a call that was created with --cognitive-services.";

/// Play a file into a call, or speak a text
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Play {
    /// Call connection id
    call: String,
    /// URL of an audio file, a text to speak, or SSML
    what: String,
    /// Voice that speaks a text, such as en-US-NancyNeural
    #[arg(long, value_name = "NAME")]
    voice: Option<String>,
    /// Language of a text, such as en-GB
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
    /// Participant who hears it; repeatable; default: all
    #[arg(long, value_name = "PARTICIPANT")]
    to: Vec<CommunicationIdentifier>,
    /// Play it again and again
    #[arg(long = "loop", conflicts_with = "wait")]
    looped: bool,
    #[command(flatten)]
    waiting: WaitArguments,
}

impl Play {
    pub fn run(&self, session: &Session) -> Result<(), Failure> {
        let call = session.call(&self.call)?;
        let sources = [self.source()?];
        let mut options = PlayOptions::new().request(session.request());
        if self.looped {
            options = options.looped(true);
        }
        if !self.waiting.wait {
            let done = match self.to.as_slice() {
                [] => call.play_to_all(&sources, &options),
                to => call.play(&sources, to.to_vec(), &options),
            };
            return data_of_response(
                session,
                &done.map_err(|error| failed(session, Some(call.id()), error))?,
            );
        }
        let events = self.waiting.events.open(session)?;
        let (options, limit) = (
            options.operation_callback_uri(&events.callback),
            self.waiting.time.limit(),
        );
        session.screen.request("Play", None);
        let outcome = match self.to.as_slice() {
            [] => flow::play_to_all_and_wait(&call, &events.receiver, &sources, &options, limit),
            to => flow::play_and_wait(
                &call,
                &events.receiver,
                &sources,
                to.to_vec(),
                &options,
                limit,
            ),
        };
        let received = conclude(session, &events, Some(call.id()), outcome)?;
        data_of_event(session, &received.event)
    }

    fn source(&self) -> Result<PlaySource, Failure> {
        let is_url = ["https://", "http://"]
            .iter()
            .any(|scheme| self.what.starts_with(scheme));
        let is_ssml = self.what.trim_start().starts_with("<speak");
        if is_url || is_ssml {
            if self.voice.is_some() || self.locale.is_some() {
                return Err(Failure::usage(
                    "--voice and --locale are for texts: a file has its sound, and SSML names its voice",
                ));
            }
            return Ok(match is_url {
                true => PlaySource::file(&self.what),
                false => SsmlSource::new(self.what.trim()).into(),
            });
        }
        let mut text = TextSource::new(&self.what);
        if let Some(voice) = &self.voice {
            text = text.voice_name(voice);
        }
        if let Some(locale) = &self.locale {
            text = text.source_locale(locale);
        }
        Ok(text.into())
    }
}
