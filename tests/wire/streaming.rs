//! Media streaming and transcription.

use acs_call_automation::*;

use acs_call_automation::options::{
    OperationOptions, StartTranscriptionOptions, UpdateTranscriptionOptions,
};

use crate::fields::Fields;
use crate::{Case, ids, with};

pub const OPERATIONS: [&str; 5] = [
    "CallMedia_StartMediaStreaming",
    "CallMedia_StopMediaStreaming",
    "CallMedia_StartTranscription",
    "CallMedia_StopTranscription",
    "CallMedia_UpdateTranscription",
];

/// `None` for an operation of others.
pub fn call(client: &CallAutomationClient, case: &Case, body: &mut Fields) -> Option<Result<()>> {
    let connection = || client.call_connection(&ids(&case.path).0).unwrap();
    macro_rules! operation {
        ($options:ty) => {{
            let mut options = <$options>::new();
            with!(options, body.text("operationContext"), operation_context);
            with!(
                options,
                body.text("operationCallbackUri"),
                operation_callback_uri
            );
            options
        }};
    }
    macro_rules! transcription {
        ($options:ty) => {{
            let mut options = operation!($options);
            with!(options, body.text("locale"), locale);
            with!(
                options,
                body.text("speechModelEndpointId"),
                speech_model_endpoint_id
            );
            options
        }};
    }
    Some(match case.operation.as_str() {
        "CallMedia_StartMediaStreaming" => connection()
            .start_media_streaming(&operation!(OperationOptions))
            .map(drop),
        "CallMedia_StopMediaStreaming" => connection()
            .stop_media_streaming(&operation!(OperationOptions))
            .map(drop),
        "CallMedia_StartTranscription" => connection()
            .start_transcription(&transcription!(StartTranscriptionOptions))
            .map(drop),
        "CallMedia_StopTranscription" => connection()
            .stop_transcription(&operation!(OperationOptions))
            .map(drop),
        "CallMedia_UpdateTranscription" => connection()
            .update_transcription(&transcription!(UpdateTranscriptionOptions))
            .map(drop),
        _ => return None,
    })
}
