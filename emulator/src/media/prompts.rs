//! Prompts: the sources of a request, how long each takes, and which of them fail.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;

use crate::events::Outcome;
use crate::request::errors::Refusal;
use crate::request::fields::Body;

/// How long a file plays. A recorded prompt took 4.2 s.
const FILE: Duration = Duration::from_secs(4);

/// How long one character of a text takes to say, and the shortest text.
const CHARACTER: Duration = Duration::from_millis(60);
const SHORTEST_TEXT: Duration = Duration::from_millis(500);

/// From a request until its first source can be heard.
const PREPARATION: Duration = Duration::from_millis(100);

/// The behavior of a prompt: of every one, or of the one with this content.
///
/// By default a file plays for 4 s, and a text or SSML for 60 ms for each character outside of
/// tags, at least 500 ms. The first prompt of an operation begins 100 ms after the request. A file
/// whose host ends in `.invalid` fails to download, and a text or SSML without any words fails with
/// 400/8582.
///
/// ```
/// use acs_call_automation_emulator::Prompt;
/// use std::time::Duration;
///
/// Prompt::new("https://example.com/greeting.wav").duration(Duration::from_secs(12));
/// Prompt::new("https://example.com/gone.wav").download_failure();
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Prompt {
    content: Option<String>,
    script: Script,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Script {
    lasts: Option<Duration>,
    starts_after: Option<Duration>,
    failure: Option<Outcome>,
}

impl Prompt {
    /// Describes the prompt with this content: the URL of a file, a text, or SSML, exactly as it is
    /// sent.
    pub fn new(content: impl Into<String>) -> Self {
        Self {
            content: Some(content.into()),
            script: Script::default(),
        }
    }

    /// Describes every prompt without a behavior of its own.
    pub fn any() -> Self {
        Self {
            content: None,
            script: Script::default(),
        }
    }

    /// Plays for this long.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.script.lasts = Some(duration);
        self
    }

    /// Sets the time until it is fetched or synthesized. Used for the first prompt of an operation: the
    /// others are fetched meanwhile. Default: 100 ms.
    pub fn start_after(mut self, delay: Duration) -> Self {
        self.script.starts_after = Some(delay);
        self
    }

    /// Fails to download: 400/8536.
    pub fn download_failure(mut self) -> Self {
        self.script.failure = Some(not_downloaded());
        self
    }

    /// Fails because it is not a WAV file of the right kind: 400/8535.
    pub fn wrong_format(mut self) -> Self {
        self.script.failure = Some(wrong_format());
        self
    }

    /// Fails with this code and sub-code, such as 500 and 8572.
    pub fn failure(mut self, code: u16, sub_code: u32) -> Self {
        self.script.failure = Some(match (code, sub_code) {
            (400, 8535) => wrong_format(),
            (400, 8536) => not_downloaded(),
            _ => Outcome::new(code.into(), sub_code.into(), "Action failed."),
        });
        self
    }
}

fn wrong_format() -> Outcome {
    Outcome::new(400, 8535, "Action failed, file format is invalid.")
}

fn not_downloaded() -> Outcome {
    Outcome::new(400, 8536, "Action failed, file could not be downloaded.")
}

/// The behaviors set for prompts.
#[derive(Debug, Default)]
pub(crate) struct Prompts {
    by_content: HashMap<String, Script>,
    others: Script,
}

impl Prompts {
    pub(crate) fn set(&mut self, prompt: Prompt) {
        match prompt.content {
            Some(content) => {
                self.by_content.insert(content, prompt.script);
            }
            None => self.others = prompt.script,
        }
    }

    fn of(&self, source: &Source) -> &Script {
        self.by_content.get(&source.content).unwrap_or(&self.others)
    }

    pub(crate) fn duration(&self, source: &Source) -> Duration {
        let scripted = self.of(source).lasts;
        scripted.unwrap_or_else(|| match source.kind {
            Kind::File => FILE,
            Kind::Text => said_in(source.content.chars().count()),
            Kind::Ssml => said_in(words_of(&source.content).chars().count()),
        })
    }

    /// From a request until its first source can be heard.
    pub(crate) fn preparation(&self, sources: &[Source]) -> Duration {
        let first = sources.first();
        let scripted = first.and_then(|source| self.of(source).starts_after);
        scripted.unwrap_or(PREPARATION)
    }

    /// Why a source cannot be played.
    pub(crate) fn failure(&self, source: &Source) -> Option<Outcome> {
        if let Some(outcome) = &self.of(source).failure {
            return Some(outcome.clone());
        }
        let is_empty = match source.kind {
            Kind::File => return is_unreachable(&source.content).then(not_downloaded),
            Kind::Text => source.content.trim().is_empty(),
            Kind::Ssml => words_of(&source.content).trim().is_empty(),
        };
        is_empty.then(|| Outcome::new(400, 8582, "Action failed, the text is empty."))
    }
}

fn said_in(characters: usize) -> Duration {
    let characters = u32::try_from(characters).unwrap_or(u32::MAX);
    CHARACTER.saturating_mul(characters).max(SHORTEST_TEXT)
}

/// What is left of SSML without its tags.
fn words_of(ssml: &str) -> String {
    let mut in_tag = false;
    let outside = |character: &char| {
        let was_in_tag = in_tag;
        in_tag = match character {
            '<' => true,
            '>' => false,
            _ => in_tag,
        };
        !was_in_tag && !in_tag
    };
    ssml.chars().filter(outside).collect()
}

/// Whether a URL names a host that can never be there (RFC 2606).
pub(crate) fn is_unreachable(url: &str) -> bool {
    let uri = url.parse::<http::Uri>();
    uri.is_ok_and(|uri| uri.host().is_some_and(|host| host.ends_with(".invalid")))
}

/// One play source of a request.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    kind: Kind,
    content: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Text,
    Ssml,
}

impl Source {
    /// Reads a checked play source; it must hold what its kind promises.
    pub(crate) fn read(at: &str, value: &Value) -> Result<Self, Refusal> {
        let body = Body(value);
        let (kind, name, member) = match body.text("kind").as_deref() {
            Some("text") => (Kind::Text, "text", "text"),
            Some("ssml") => (Kind::Ssml, "ssml", "ssmlText"),
            _ => (Kind::File, "file", "uri"),
        };
        let content = body.object(name).and_then(|source| source.text(member));
        let content = content.ok_or_else(|| {
            Refusal::field(format!(
                "The field {at}.{name} is required for the kind {name}."
            ))
        })?;
        Ok(Self { kind, content })
    }

    /// The sources of a list.
    pub(crate) fn read_all(body: Body<'_>, name: &str) -> Result<Vec<Self>, Refusal> {
        let list = body.get(name).and_then(Value::as_array);
        let numbered = list.into_iter().flatten().enumerate();
        numbered
            .map(|(place, value)| Self::read(&format!("{name}[{place}]"), value))
            .collect()
    }

    /// Whether the speech service has to say it.
    pub(crate) fn is_spoken(&self) -> bool {
        self.kind != Kind::File
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_take_their_time_and_tags_none() {
        let prompts = Prompts::default();
        let source = |value| Source::read("playSources[0]", &value).unwrap();
        let text = source(json!({"kind": "text", "text": {"text": "Good morning, and welcome."}}));
        assert_eq!(prompts.duration(&text), Duration::from_millis(26 * 60));
        let ssml = json!({"kind": "ssml", "ssml": {"ssmlText": "<speak><voice name=\"x\">Good morning, and welcome.</voice></speak>"}});
        assert_eq!(
            prompts.duration(&source(ssml)),
            Duration::from_millis(26 * 60)
        );
        let tags = json!({"kind": "ssml", "ssml": {"ssmlText": "<speak> </speak>"}});
        assert_eq!(prompts.failure(&source(tags)).unwrap().sub_code, 8582);
        let file = json!({"kind": "file", "file": {"uri": "https://files.invalid/a.wav"}});
        assert_eq!(prompts.failure(&source(file)).unwrap().sub_code, 8536);
    }
}
