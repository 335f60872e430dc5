//! The options of a recording: the kind of file, the channels, and where the file is stored.

use super::content::Format;
use crate::identity::Identity;
use crate::request::errors::Refusal;
use crate::request::fields::{Body, is_callback};
use acs_call_automation::internal::is_loopback;

/// Content, channels and format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    pub with_video: bool,
    pub unmixed: bool,
    pub format: Format,
}

/// All there are (Microsoft's page on call recording). What a request leaves out is taken from the
/// first one that fits; nothing given at all is mixed MP3, as recorded.
const KINDS: [Kind; 4] = [
    kind(true, false, Format::Mp4),
    kind(false, false, Format::Wav),
    kind(false, false, Format::Mp3),
    kind(false, true, Format::Wav),
];

const fn kind(with_video: bool, unmixed: bool, format: Format) -> Kind {
    Kind {
        with_video,
        unmixed,
        format,
    }
}

impl Kind {
    pub(crate) fn read(body: Body<'_>) -> Result<Self, Refusal> {
        let content = body.text("recordingContentType");
        let channel = body.text("recordingChannelType");
        let format = body.text("recordingFormatType");
        if [&content, &channel, &format]
            .into_iter()
            .all(Option::is_none)
        {
            return Ok(kind(false, false, Format::Mp3));
        }
        let is =
            |given: &Option<String>, own: &str| given.as_ref().is_none_or(|given| given == own);
        let fits = |known: &&Kind| {
            is(&content, known.content())
                && is(&channel, known.channel())
                && is(&format, known.format.name())
        };
        // The service's own words for this are not known, but that it has a code for the format.
        let code = if format.is_some() { "8557" } else { "8523" };
        KINDS.iter().find(fits).copied().ok_or_else(|| {
            Refusal::new(
                400,
                code,
                "The fields recordingContentType, recordingChannelType and recordingFormatType \
                 must be audioVideo, mixed, mp4; audio, mixed, mp3 or wav; or audio, unmixed, wav.",
            )
        })
    }

    pub(crate) fn content(self) -> &'static str {
        if self.with_video {
            "audioVideo"
        } else {
            "audio"
        }
    }

    pub(crate) fn channel(self) -> &'static str {
        if self.unmixed { "unmixed" } else { "mixed" }
    }

    /// What its content is called in the store. Recorded: `video`, `audiomp3` and `audiowavmultichannel`.
    pub(crate) fn object_name(self) -> &'static str {
        match (self.with_video, self.unmixed, self.format) {
            (true, _, _) => "video",
            (_, true, _) => "audiowavmultichannel",
            (_, _, Format::Mp3) => "audiomp3",
            _ => "audio",
        }
    }
}

/// The most channels of an unmixed recording (the same page).
const MAX_CHANNELS: usize = 5;

/// The requested channels of participants.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout(Vec<(usize, String)>);

impl Layout {
    pub(crate) fn read(body: Body<'_>) -> Result<Self, Refusal> {
        let ordering = body.identities("audioChannelParticipantOrdering");
        if ordering.len() > MAX_CHANNELS {
            return Err(Refusal::field(format!(
                "The field audioChannelParticipantOrdering must hold at most {MAX_CHANNELS} \
                 participants."
            )));
        }
        let affinity = body
            .get("channelAffinity")
            .and_then(serde_json::Value::as_array);
        let affinity = affinity
            .into_iter()
            .flatten()
            .map(Body)
            .filter_map(|entry| {
                let channel = usize::try_from(entry.number("channel")?).ok()?;
                Some((channel, entry.identity("participant")?))
            });
        let ordering: Vec<(usize, Identity)> = ordering.into_iter().enumerate().collect();
        let mut layout = Self::default();
        for (channel, participant) in affinity.chain(ordering) {
            let raw_id = participant.raw_id();
            let is_taken = |(known, other): &(usize, String)| *known == channel || other == raw_id;
            if !layout.0.iter().any(is_taken) {
                layout.0.push((channel, raw_id.to_owned()));
            }
        }
        Ok(layout)
    }

    /// The channels of participants; `None` beyond the last channel.
    pub(crate) fn channels<'a>(&self, participants: &'a [String]) -> Vec<(&'a str, Option<usize>)> {
        let mut placed: Vec<(&str, Option<usize>)> = participants
            .iter()
            .map(|raw_id| {
                let wanted = self.0.iter().find(|(_, known)| known == raw_id);
                (raw_id.as_str(), wanted.map(|(channel, _)| *channel))
            })
            .collect();
        for place in 0..placed.len() {
            let is_free =
                |channel: &usize| !placed.iter().any(|(_, taken)| *taken == Some(*channel));
            let free = (0..MAX_CHANNELS).find(is_free);
            if let Some((_, channel @ None)) = placed.get_mut(place) {
                *channel = free;
            }
        }
        placed
    }
}

/// Where the file goes.
#[derive(Debug, Clone)]
pub(crate) enum Storage {
    /// The service's own, which is the emulator's.
    Own,
    /// A blob container, or a place within one.
    Container(String),
}

impl Storage {
    pub(crate) fn read(body: Body<'_>) -> Result<Self, Refusal> {
        let Some(storage) = body.object("externalStorage") else {
            return Ok(Self::Own);
        };
        let url = storage.text("recordingDestinationContainerUrl");
        let wants_container = matches!(
            storage.text("recordingStorageKind").as_deref(),
            Some("azureBlobStorage" | "blobStorage")
        );
        match url {
            Some(url) if wants_container && is_callback(&url, is_loopback) => {
                Ok(Self::Container(url))
            }
            None if !wants_container => Ok(Self::Own),
            _ => Err(Refusal::field(
                "The field externalStorage.recordingDestinationContainerUrl must be the URL of a \
                 container for azureBlobStorage, and be left out otherwise.",
            )),
        }
    }
}
