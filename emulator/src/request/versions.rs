//! The supported api-versions, and how the recordings of each differ.

use super::routes::Operation;

/// One api-version.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub name: &'static str,
    pub era: Era,
    /// The header `api-supported-versions` of this version.
    pub supported: Option<&'static str>,
}

/// Versions whose responses and events have the same shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Era {
    /// 2022: `source.identifier`, `values`, `participantsToRemove`; creating is repeatable.
    FirstRequest,
    /// 2023 to mid 2024: no `resultInformation`, no `target` in errors.
    Lean,
    /// Mid 2024 to 2025: `version` before `operationContext` and `resultInformation`.
    Full,
    /// 2026: `version` after them.
    Latest,
}

const GA: &str = "2023-03-06, 2023-10-15, 2024-04-15, 2024-06-15-preview, 2024-09-01-preview, \
2024-09-15, 2024-11-15-preview, 2025-03-30-preview, 2025-05-15, 2025-06-15, 2025-08-15-preview, \
2026-03-12";
const PREVIEW_A: &str = "2023-10-03-preview, 2024-09-01-preview";
const PREVIEW_B: &str = "2023-06-15-preview, 2024-01-22-preview, 2024-06-15-preview, \
2024-11-15-preview, 2025-03-30-preview, 2025-08-15-preview";

const fn version(name: &'static str, era: Era, supported: Option<&'static str>) -> Version {
    Version {
        name,
        era,
        supported,
    }
}

static KNOWN: [Version; 17] = [
    version("2022-04-07-preview", Era::FirstRequest, None),
    version("2023-01-15-preview", Era::Lean, None),
    version("2023-03-06", Era::Lean, None),
    version("2023-06-15-preview", Era::Lean, None),
    version("2023-10-03-preview", Era::Lean, None),
    version("2023-10-15", Era::Lean, None),
    version("2024-01-22-preview", Era::Lean, None),
    version("2024-04-15", Era::Lean, None),
    version("2024-06-15-preview", Era::Lean, None),
    version("2024-09-01-preview", Era::Full, Some(PREVIEW_A)),
    version("2024-09-15", Era::Full, Some(GA)),
    version("2024-11-15-preview", Era::Full, Some(PREVIEW_B)),
    version("2025-03-30-preview", Era::Full, Some(PREVIEW_B)),
    version("2025-05-15", Era::Full, Some(GA)),
    version("2025-06-15", Era::Full, Some(GA)),
    version("2025-08-15-preview", Era::Full, Some(PREVIEW_B)),
    version("2026-03-12", Era::Latest, Some(GA)),
];

/// Whether a name is a date, maybe of a preview.
fn is_well_formed(name: &str) -> bool {
    let date = name.strip_suffix("-preview").unwrap_or(name);
    let mut parts = date.split('-');
    let mut number = |length: usize, range: std::ops::RangeInclusive<u16>| {
        let part = parts.next().unwrap_or_default();
        let is_number = part.len() == length && part.bytes().all(|digit| digit.is_ascii_digit());
        is_number
            && part
                .parse::<u16>()
                .is_ok_and(|number| range.contains(&number))
    };
    number(4, 2000..=2999) && number(2, 1..=12) && number(2, 1..=31) && parts.next().is_none()
}

impl Version {
    pub(crate) fn known(name: &str) -> Option<&'static Self> {
        KNOWN.iter().find(|version| version.name == name)
    }

    /// The version that stands in for one that is well-formed and not known: the newest before it, a preview for a
    /// preview; the oldest when there is none before it.
    pub(crate) fn standing_in_for(name: &str) -> Option<&'static Self> {
        if !is_well_formed(name) {
            return None;
        }
        let is_preview = name.ends_with("-preview");
        let mut alike = KNOWN
            .iter()
            .filter(|version| version.is_preview() == is_preview);
        let oldest = alike.clone().next();
        alike.rfind(|version| version.name < name).or(oldest)
    }

    /// All names, for the hint in the error for an unknown one.
    pub(crate) fn names() -> String {
        let names: Vec<_> = KNOWN.iter().map(|version| version.name).collect();
        names.join(", ")
    }

    /// Whether an operation that came with the stable version `first` exists here. Previews had
    /// operations before the stable versions, so nothing is refused there.
    pub(crate) fn has(&self, first: &str) -> bool {
        self.is_preview() || self.name >= first
    }

    pub(crate) fn is_preview(&self) -> bool {
        self.name.ends_with("-preview")
    }

    /// Whether an operation is accepted before the call is answered. The .NET test `PlayAudio` of 2022 plays at once
    /// after creating the call, and expects 202.
    pub(crate) fn accepts_early(&self, operation: Operation) -> bool {
        self.is_first() && operation == Operation::Play
    }

    pub(crate) fn is_first(&self) -> bool {
        self.era == Era::FirstRequest
    }

    /// Whether errors have a `target`.
    pub(crate) fn has_error_target(&self) -> bool {
        self.era >= Era::Full
    }

    /// Whether responses about calls have subscriptions and the number that was called: by the
    /// models of the SDKs.
    pub(crate) fn has_subscriptions(&self) -> bool {
        self.name >= "2024-06"
    }

    /// The order of the members of events. This preview's responses are like those before it, and
    /// its events like those after it.
    pub(crate) fn era_of_events(&self) -> Era {
        if self.name == "2024-01-22-preview" {
            Era::Full
        } else {
            self.era
        }
    }

    /// The previews of 2023 sent events without `version` and `publicEventType`.
    pub(crate) fn names_itself_in_events(&self) -> bool {
        !(self.is_preview() && self.name.starts_with("2023"))
    }

    /// Participants have `isOnHold`. The preview of October 2023 got it in 2024.
    pub(crate) fn has_hold(&self) -> bool {
        self.name >= "2024-06" || matches!(self.name, "2024-01-22-preview" | "2023-10-03-preview")
    }

    /// PlayStarted came with the preview that brought hold.
    pub(crate) fn reports_starts(&self) -> bool {
        self.name >= "2024-06"
    }

    /// The previews since then report the audio that a participant on hold hears.
    pub(crate) fn reports_hold_audio(&self) -> bool {
        self.is_preview() && self.reports_invitations()
    }

    /// The schema of the stable versions has the locale of a transcription; the recorded preview
    /// did not show it.
    pub(crate) fn shows_locale(&self) -> bool {
        !self.is_preview() && self.has("2025-05-15")
    }

    /// An invitation is followed by ParticipantsUpdated before it is accepted.
    pub(crate) fn reports_invitations(&self) -> bool {
        self.name >= "2024-06" || self.name == "2024-01-22-preview"
    }

    /// Invitations can be canceled, and have ids.
    pub(crate) fn has_invitation_ids(&self) -> bool {
        self.name >= "2023-10"
    }

    /// Recordings have a kind: by the models of the SDKs.
    pub(crate) fn has_recording_kind(&self) -> bool {
        self.name >= "2024"
    }

    /// Events about recordings repeated their source among their data until 2024.
    pub(crate) fn names_source_of_recordings(&self) -> bool {
        self.name < "2025"
    }

    /// Continuous recognition reports a tone inside of an object: by the model of an SDK.
    pub(crate) fn nests_tones(&self) -> bool {
        self.name < "2023-10"
    }

    /// The preview that had other names for the caller, the answerer and an event.
    pub(crate) fn has_former_names(&self) -> bool {
        self.name == "2023-01-15-preview"
    }

    /// The outcome of sending tones had other names at first: by the models of the SDKs.
    pub(crate) fn has_former_dtmf_events(&self) -> bool {
        self.name < "2023-10"
    }

    /// CallTransferAccepted names the parties: by the models of the SDKs.
    pub(crate) fn names_parties_of_transfer(&self) -> bool {
        self.name >= "2023-10"
    }

    /// The preview that brought mute responded with 202.
    pub(crate) fn accepts_mute(&self) -> bool {
        self.name == "2023-06-15-preview"
    }

    pub(crate) fn has_media_subscription_id(&self) -> bool {
        matches!(
            self.name,
            "2022-04-07-preview"
                | "2023-01-15-preview"
                | "2023-10-03-preview"
                | "2024-09-01-preview"
        )
    }

    /// In `2024-01-22-preview` a call with a phone had one, a call between two users had none.
    pub(crate) fn has_data_subscription_id(&self, phone: bool) -> bool {
        match self.name {
            "2023-10-03-preview" | "2024-09-01-preview" => true,
            "2024-01-22-preview" => phone,
            _ => false,
        }
    }

    /// Until early 2024 an answered call was shown in the state `unknown` at first; in
    /// `2024-01-22-preview` one between two users still was, one with a phone no longer.
    pub(crate) fn answers_in_state_unknown(&self, phone: bool) -> bool {
        self.name < "2024" || (self.name == "2024-01-22-preview" && !phone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_known_version_before_an_unknown_one_stands_in() {
        let stand_in = |name| Version::standing_in_for(name).map(|version| version.name);
        for (unknown, known) in [
            ("2027-01-01", "2026-03-12"),
            ("2024-12-01", "2024-09-15"),
            ("2021-01-01", "2023-03-06"),
            ("2026-01-31-preview", "2025-08-15-preview"),
            ("2021-01-01-preview", "2022-04-07-preview"),
        ] {
            assert_eq!(stand_in(unknown), Some(known), "{unknown}");
        }
        for wrong in [
            "latest",
            "2026",
            "2026-13-01",
            "2026-00-01",
            "2026-01-32",
            "2026-1-1",
            "2026-01-01-beta",
            "2026-01-01-",
            "2026-01-01-preview-2",
            "+026-01-01",
            "",
        ] {
            assert_eq!(stand_in(wrong), None, "{wrong}");
        }
    }
}
