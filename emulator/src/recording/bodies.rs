//! The request bodies of recording, as tables. Sources: the request models of the public REST
//! description, and the sessions that were recorded.

use crate::request::bodies::LOCATOR;
use crate::request::fields::{Field, Kind, optional, required};
use crate::request::versions::Version;

/// Recording by call connection id came with 2025-06-15.
fn takes_a_connection(version: &Version) -> bool {
    version.has("2025-06-15")
}

/// Own storage and a paused start came with 2024-04-15.
fn takes_storage(version: &Version) -> bool {
    version.has("2024-04-15")
}

pub(crate) const START: &[Field] = &[
    optional("callLocator", Kind::Object(LOCATOR)),
    optional("callConnectionId", Kind::Filled).known_to(takes_a_connection),
    optional("recordingStateCallbackUri", Kind::Callback),
    optional(
        "recordingContentType",
        Kind::Choice(&["audio", "audioVideo"]),
    ),
    optional("recordingChannelType", Kind::Choice(&["mixed", "unmixed"])),
    optional("recordingFormatType", Kind::Choice(&["wav", "mp3", "mp4"])),
    optional(
        "audioChannelParticipantOrdering",
        Kind::AnyList(&Kind::Identifier),
    ),
    // One official client always sends it, empty.
    optional("channelAffinity", Kind::AnyList(&Kind::Object(AFFINITY))),
    optional("pauseOnStart", Kind::Flag).known_to(takes_storage),
    optional("externalStorage", Kind::Object(STORAGE)).known_to(takes_storage),
];

const AFFINITY: &[Field] = &[
    optional("channel", Kind::Whole(0, 4)),
    required("participant", Kind::Identifier),
];

const STORAGE: &[Field] = &[
    required(
        "recordingStorageKind",
        Kind::Choice(&["azureCommunicationServices", "azureBlobStorage"]),
    ),
    optional("recordingDestinationContainerUrl", Kind::Filled),
];
