//! What no rule can know: which texts mean something, which calls change what they are given.

/// How one function is called well.
pub struct Recipe {
    /// The status of the good way.
    pub gives: &'static str,
    /// Done before each call.
    pub before: &'static str,
    /// The parameter that a good call uses up: it gets an object of its own.
    pub spends: &'static str,
    arguments: &'static [(&'static str, &'static str)],
}

impl Recipe {
    pub fn argument(&self, name: &str) -> Option<&'static str> {
        let found = self.arguments.iter().find(|(one, _)| *one == name);
        found.map(|(_, given)| *given)
    }
}

const PLAIN: Recipe = Recipe {
    gives: "ACS_OK",
    before: "",
    spends: "",
    arguments: &[],
};

/// Events come to the world's own receiver.
const RECEIVES: (&str, &str) = ("receiver", "stage()->receiver");
/// Time enough for what is waited for.
const SECONDS: (&str, &str) = ("timeout_ms", "20000");

/// A text that is right wherever a parameter has this name.
pub fn string(name: &str) -> &'static str {
    match name {
        "callback_uri" => "callback_url()",
        "connection_string" => "acs_emulator_connection_string(the_emulator())",
        "endpoint" => "acs_emulator_endpoint(the_emulator())",
        "access_key" => r#""c2VjcmV0""#,
        "incoming_call_context" => "ringing()",
        "invitation_id" => "ringing_invitation()",
        "cloud" => r#""gcch""#,
        "number" | "phone_number" | "target" | "caller_id" => r#""+15550100123""#,
        "raw_id" | "from" | "text" => r#""4:+15550100123""#,
        "to" => r#""4:+18005550100""#,
        "url" => r#""https://example.com""#,
        "path" => r#""/events""#,
        "method" => r#""POST""#,
        "tones" | "digits" => r#""12#""#,
        "json" => r#""{}""#,
        "call_connection_id" => r#""one""#,
        "recording_id" => "a_recording()",
        "content_location" => "the_store()->content",
        "delete_location" => "the_store()->removal",
        "host" | "peer" => r#""127.0.0.1:8080""#,
        "operation" => r#""CreateCall""#,
        _ => r#""text""#,
    }
}

/// An identifier of the kind that a parameter of this name must have.
pub fn identifier(name: &str) -> Option<&'static str> {
    match name {
        "user" => Some("a_user()"),
        "app" => Some("a_teams_app()"),
        _ => None,
    }
}

pub fn recipe(function: &str) -> Recipe {
    match function {
        "acs_expected_add_success" | "acs_expected_add_failure" => Recipe {
            arguments: &[("name", "\"PlayCompleted\"")],
            ..PLAIN
        },
        "acs_log_next" => Recipe {
            before: "a_line_waits();",
            ..PLAIN
        },
        "acs_events_parse" => Recipe {
            arguments: &[("body", "AN_EVENT"), ("length", "AN_EVENT_LENGTH")],
            ..PLAIN
        },
        "acs_cancel_token_cancel" => Recipe {
            spends: "token",
            ..PLAIN
        },
        // The client has another key afterwards.
        "acs_client_set_access_key" => Recipe {
            spends: "client",
            ..PLAIN
        },
        "acs_token_set" => Recipe {
            arguments: &[("expires_at_ms", "INT64_C(4102444800000)")],
            ..PLAIN
        },
        "acs_hmac_verify" | "acs_token_verifier_verify" => Recipe {
            gives: "ACS_AUTH",
            ..PLAIN
        },
        "acs_client_connect_call" => Recipe {
            arguments: &[("id", "started_call()")],
            ..PLAIN
        },
        "acs_client_create_group_call" => Recipe {
            arguments: &[("targets", "LIST_OF_USER"), ("count", "1")],
            ..PLAIN
        },
        "acs_call_mute_participants" => Recipe {
            arguments: &[
                ("call", "call_of_user()"),
                ("participants", "LIST_OF_USER"),
                ("count", "1"),
            ],
            ..PLAIN
        },
        "acs_call_move_participants" => Recipe {
            arguments: &[
                ("participants", "LIST_OF_USER"),
                ("count", "1"),
                ("from_call", "acs_call_id(call_of_user())"),
            ],
            ..PLAIN
        },
        "acs_client_redirect_call" => Recipe {
            arguments: &[("target", "a_user()")],
            ..PLAIN
        },
        "acs_call_transfer" => Recipe {
            spends: "call",
            arguments: &[("target", "a_user()")],
            ..PLAIN
        },
        "acs_call_play" | "acs_call_play_to_all" => Recipe {
            spends: "call",
            arguments: &[("sources", "LIST_OF_FILE"), ("source_count", "1")],
            ..PLAIN
        },
        // Most of them hold each other up in one call.
        "acs_call_recognize"
        | "acs_call_cancel_all_media_operations"
        | "acs_call_send_dtmf_tones"
        | "acs_call_start_continuous_dtmf_recognition"
        | "acs_call_stop_continuous_dtmf_recognition"
        | "acs_call_hold"
        | "acs_call_unhold" => Recipe {
            spends: "call",
            ..PLAIN
        },
        "acs_call_hang_up" | "acs_call_remove_participant" => Recipe {
            spends: "call",
            ..PLAIN
        },
        "acs_call_start_media_streaming" | "acs_call_start_transcription" => Recipe {
            arguments: &[("call", "call_with_streams(0)")],
            ..PLAIN
        },
        "acs_call_stop_media_streaming"
        | "acs_call_stop_transcription"
        | "acs_call_update_transcription" => Recipe {
            arguments: &[("call", "call_with_streams(1)")],
            ..PLAIN
        },
        "acs_client_start_recording" => Recipe {
            arguments: &[
                ("locator", "ACS_LOCATOR_CALL_CONNECTION"),
                ("id", "acs_call_id(call_of_user())"),
            ],
            ..PLAIN
        },
        "acs_client_start_recording_and_wait" => Recipe {
            arguments: &[
                RECEIVES,
                ("id", "acs_call_id(call_of_user())"),
                ("recording_options", "reporting()"),
                SECONDS,
            ],
            ..PLAIN
        },
        "acs_client_resume_recording" => Recipe {
            arguments: &[("recording_id", "a_paused_recording()")],
            ..PLAIN
        },
        "acs_client_download_recording" | "acs_client_delete_recording" => Recipe {
            arguments: &[("client", "client_of_store()")],
            ..PLAIN
        },
        "acs_client_download_recording_to_file" => Recipe {
            arguments: &[("client", "client_of_store()"), ("path", "a_path()")],
            ..PLAIN
        },
        "acs_recording_metadata_parse" => Recipe {
            arguments: &[("json", "METADATA"), ("length", "METADATA_LENGTH")],
            ..PLAIN
        },
        "acs_receiver_next" | "acs_receiver_wait_for" | "acs_receiver_wait_for_kind" => Recipe {
            before: "an_event_waits(the_receiver());",
            ..PLAIN
        },
        "acs_client_create_call_and_wait" | "acs_client_answer_call_and_wait" => Recipe {
            arguments: &[RECEIVES, SECONDS],
            ..PLAIN
        },
        "acs_client_connect_call_and_wait" => Recipe {
            arguments: &[RECEIVES, ("id", "started_call()"), SECONDS],
            ..PLAIN
        },
        "acs_client_create_group_call_and_wait" => Recipe {
            arguments: &[
                RECEIVES,
                ("targets", "LIST_OF_USER"),
                ("count", "1"),
                SECONDS,
            ],
            ..PLAIN
        },
        "acs_call_add_participant_and_wait"
        | "acs_call_send_dtmf_tones_and_wait"
        | "acs_call_hang_up_and_wait"
        | "acs_call_remove_participant_and_wait" => Recipe {
            spends: "call",
            arguments: &[RECEIVES, SECONDS],
            ..PLAIN
        },
        "acs_call_cancel_add_participant_and_wait" => Recipe {
            arguments: &[("call", "the_call()"), RECEIVES, SECONDS],
            ..PLAIN
        },
        "acs_call_transfer_and_wait" => Recipe {
            spends: "call",
            arguments: &[RECEIVES, ("target", "a_user()"), SECONDS],
            ..PLAIN
        },
        "acs_call_play_and_wait" | "acs_call_play_to_all_and_wait" => Recipe {
            arguments: &[
                ("call", "call_with_streams(0)"),
                RECEIVES,
                ("sources", "LIST_OF_WORD"),
                ("source_count", "1"),
                ("participants", "LIST_OF_USER"),
                ("participant_count", "1"),
                SECONDS,
            ],
            ..PLAIN
        },
        // No digit is pressed.
        "acs_call_recognize_and_wait" => Recipe {
            gives: "ACS_FAILED",
            spends: "call",
            arguments: &[RECEIVES, ("recognize_options", "impatient()"), SECONDS],
            ..PLAIN
        },
        "acs_receiver_close" => Recipe {
            spends: "receiver",
            ..PLAIN
        },
        "acs_receiver_subscribe_call" | "acs_receiver_subscribe_event_grid" => Recipe {
            spends: "receiver",
            ..PLAIN
        },
        "acs_receiver_set_certificate" => Recipe {
            arguments: &[
                ("receiver", "the_tls_receiver()"),
                ("chain", r#"tls_text(0, "cert.pem")"#),
                ("private_key", r#"tls_text(1, "key.pem")"#),
            ],
            ..PLAIN
        },
        "acs_receiver_reload_certificate" => Recipe {
            arguments: &[("receiver", "the_tls_receiver()")],
            ..PLAIN
        },
        "acs_subscription_next"
        | "acs_subscription_wait_for"
        | "acs_subscription_wait_for_kind" => Recipe {
            before: "the_subscription(), an_event_waits(subscribed_receiver);",
            ..PLAIN
        },
        "acs_emulator_advance"
        | "acs_emulator_flush"
        | "acs_emulator_clear_faults"
        | "acs_emulator_reset"
        | "acs_emulator_reset_keeping_setup"
        | "acs_emulator_close" => Recipe {
            spends: "emulator",
            ..PLAIN
        },
        "acs_emulator_load_seed" => Recipe {
            arguments: &[("json", r#""{}""#)],
            spends: "emulator",
            ..PLAIN
        },
        "acs_emulator_subscribe" => Recipe {
            arguments: &[("url", "callback_url()")],
            ..PLAIN
        },
        "acs_emulator_add_phone_number" => Recipe {
            arguments: &[("number", r#""+15550100444""#)],
            ..PLAIN
        },
        "acs_emulator_press_digits" | "acs_emulator_speak" => Recipe {
            arguments: &[
                ("call_connection_id", "acs_call_id(call_of_user())"),
                ("raw_id", "acs_identifier_raw_id(a_user())"),
            ],
            ..PLAIN
        },
        "acs_emulator_pause_clock" | "acs_emulator_resume_clock" | "acs_emulator_step" => Recipe {
            spends: "emulator",
            ..PLAIN
        },
        "acs_emulator_answer_participant"
        | "acs_emulator_decline_participant"
        | "acs_emulator_busy_participant" => Recipe {
            arguments: &[
                ("call_connection_id", "acs_call_id(call_that_rings())"),
                ("raw_id", "RINGING_NUMBER"),
            ],
            ..PLAIN
        },
        "acs_emulator_mute_participant" | "acs_emulator_hang_up_participant" => Recipe {
            arguments: &[
                ("call_connection_id", "acs_call_id(call_of_user())"),
                ("raw_id", "acs_identifier_raw_id(a_user())"),
            ],
            ..PLAIN
        },
        "acs_emulator_cancel_incoming_call" => Recipe {
            arguments: &[("context", "ringing()")],
            ..PLAIN
        },
        _ => PLAIN,
    }
}
