//! The request bodies of recording, as tables. Sources: the request models of the public REST
//! description, and the sessions that were recorded.

use crate::request::bodies::LOCATOR;
use crate::request::fields::{Field, Kind, around, optional, required};

pub(crate) const START: &[Field] = &[
    optional("callLocator", Kind::Object(LOCATOR)),
    optional("callConnectionId", Kind::Filled),
    optional("recordingStateCallbackUri", Kind::Callback),
    optional(
        "recordingContentType",
        Kind::Choice(&["audio", "audioVideo"]),
    ),
    optional("recordingChannelType", Kind::Choice(&["mixed", "unmixed"])),
    optional("recordingFormatType", Kind::Choice(&["wav", "mp3", "mp4"])),
    optional(
        "audioChannelParticipantOrdering",
        Kind::AnyList(&Kind::AnyIdentifier),
    ),
    // SDK habit `empty-channel-affinity`.
    optional("channelAffinity", Kind::AnyList(&Kind::Object(AFFINITY))),
    optional("pauseOnStart", Kind::Flag),
    optional("externalStorage", Kind::Object(STORAGE)),
];

const AFFINITY: &[Field] = &[
    optional("channel", Kind::Whole(0, 4)),
    // Recorded with the id `testId`.
    required("participant", Kind::AnyIdentifier),
];

const STORAGE: &[Field] = &[
    around("blobStorage"),
    required(
        "recordingStorageKind",
        // The last two of one preview.
        Kind::Choice(&[
            "azureCommunicationServices",
            "azureBlobStorage",
            "acs",
            "blobStorage",
        ]),
    )
    .formerly("storageType"),
    optional("recordingDestinationContainerUrl", Kind::Filled).formerly("containerUri"),
];
