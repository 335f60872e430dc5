//! What client, receiver, flows and emulator do together. One binary, so that it is linked once; what
//! changes its whole process (forks, limits, what becomes of the log) is in `tests/alone`. The other binaries are run
//! by their names with data from elsewhere: `events`, `hmac`, `identifiers`, `recorded`, `wire`; `generated` writes files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[macro_use]
#[path = "../common/alone.rs"]
mod alone;
#[path = "../common/downloading.rs"]
mod downloading;
#[path = "../common/example.rs"]
mod example;
#[path = "../common/faulty_network.rs"]
mod faulty_network;
#[path = "../common/flows.rs"]
mod flows;
#[cfg(feature = "server_tls")]
#[path = "../common/handshake_flood.rs"]
mod handshake_flood;
#[path = "../common/issuer.rs"]
mod issuer;
#[path = "../common/mutate.rs"]
mod mutate;
#[path = "../common/peer.rs"]
mod peer;
#[path = "../common/recorder.rs"]
mod recorder;
#[path = "../common/samples.rs"]
mod samples;
#[path = "../common/store.rs"]
mod store;
#[path = "../common/typed_event.rs"]
mod typed_event;
#[path = "../common/world.rs"]
mod world;

mod abort;
mod bad_input;
mod corpora;
mod damaged;
#[cfg(unix)]
mod descriptor;
mod download;
mod download_broken;
mod download_credentials;
mod download_ends;
mod download_file;
mod download_responses;
mod ended_otherwise;
mod event_parsing;
mod examples;
mod faults;
mod faulty_network_run;
mod flow;
mod flow_ends;
mod flow_media;
mod flow_recording;
mod identifier_checks;
#[cfg(feature = "tls")]
mod identity;
mod ipv6;
mod listener;
mod media_events;
mod media_faults;
mod on_response;
mod queue_model;
mod queues;
mod reasons;
mod receive_example;
mod receiver;
mod recording_control;
mod recording_stories;
mod reported_inputs;
mod rotated_key;
mod senders;
#[cfg(feature = "spool")]
mod spool;
mod stories;
#[cfg(unix)]
mod submitted;
#[cfg(feature = "tls")]
mod tls;
#[cfg(feature = "server_tls")]
mod tls_receiver;
mod tokens;
mod unchecked;
