//! What functions accept and return: option functions by the table of options, the others by rules and
//! the exceptions below.

use std::collections::BTreeMap;

use super::getters;
use super::options::{Kind, Param, ParamKind, Row, Table, Type};

/// What a parameter accepts.
#[derive(Debug, Default, Clone)]
pub struct Promise {
    pub nullable: bool,
    pub range: Option<(i64, Option<i64>)>,
    /// Out of range is refused by the operation, if at all.
    pub late: bool,
    /// An argument that is accepted.
    pub good: Option<String>,
}

/// Parameters that accept NULL though no rule says so.
const NULLABLE: [(&str, &[&str]); 17] = [
    ("acs_emulator_ladder", &["call_id"]),
    ("acs_phone_number_normalize", &["country"]),
    ("acs_client_download_recording", &["recording"]),
    ("acs_client_download_recording_to_file", &["recording"]),
    ("acs_receiver_new", &["receiver_options"]),
    ("acs_receiver_new_without_listener", &["receiver_options"]),
    (
        "acs_expected_add_success",
        &["call_connection_id", "operation_context"],
    ),
    (
        "acs_expected_add_failure",
        &["call_connection_id", "operation_context"],
    ),
    ("acs_receiver_wait_for_kind", &["call_connection_id"]),
    (
        "acs_receiver_handle",
        &["header_names", "header_values", "body"],
    ),
    (
        "acs_receiver_handle_from",
        &["peer", "header_names", "header_values", "body"],
    ),
    ("acs_hmac_content_hash", &["body"]),
    ("acs_token_from_environment", &["identity_options"]),
    ("acs_emulator_start", &["options"]),
    ("acs_emulator_add_phone_number", &["raw_id"]),
    ("acs_emulator_place_incoming_call", &["context"]),
    ("acs_emulator_start_client_call", &["started"]),
];

/// Parameters that do not accept NULL though a rule says so.
const NOT_NULLABLE: [(&str, &str); 6] = [
    ("acs_call_recognize", "recognize_options"),
    ("acs_call_recognize_and_wait", "recognize_options"),
    ("acs_receiver_handle", "response"),
    ("acs_receiver_handle_from", "response"),
    ("acs_token_verifier_new", "options"),
    ("acs_client_start_recording_and_wait", "recording_options"),
];

/// The ranges of numbers: function, parameter, least, greatest.
const RANGES: [(&str, &str, i64, Option<i64>); 2] = [
    (
        "acs_receiver_subscribe_call",
        "capacity",
        0,
        Some(1_000_000),
    ),
    (
        "acs_receiver_subscribe_event_grid",
        "capacity",
        0,
        Some(1_000_000),
    ),
];

/// Whether a time is a time limit that may be left out: -1.
pub fn unlimited(function: &str, name: &str) -> bool {
    name == "timeout_ms" && function.ends_with("_next")
}

/// Numbers that are accepted, where 0 is not.
const GOOD: [(&str, &str, &str); 12] = [
    (
        "acs_client_connect_call",
        "locator",
        "ACS_LOCATOR_SERVER_CALL",
    ),
    (
        "acs_client_connect_call_and_wait",
        "locator",
        "ACS_LOCATOR_SERVER_CALL",
    ),
    (
        "acs_receiver_wait_for_kind",
        "kind",
        "ACS_EVENT_CALL_CONNECTED",
    ),
    (
        "acs_subscription_wait_for_kind",
        "kind",
        "ACS_EVENT_CALL_CONNECTED",
    ),
    ("acs_play_source_set_voice_kind", "kind", "ACS_VOICE_MALE"),
    (
        "acs_token_from_managed_identity",
        "kind",
        "ACS_MANAGED_IDENTITY_CLIENT_ID",
    ),
    (
        "acs_client_start_recording",
        "locator",
        "ACS_LOCATOR_SERVER_CALL",
    ),
    (
        "acs_client_start_recording_and_wait",
        "locator",
        "ACS_LOCATOR_CALL_CONNECTION",
    ),
    ("acs_counters_value", "counter", "ACS_COUNTER_RECEIVED"),
    ("acs_generic_request_new", "method", "ACS_METHOD_GET"),
    ("acs_emulator_subscribe", "schema", "ACS_SCHEMA_EVENT_GRID"),
    ("acs_emulator_ladder", "format", "ACS_LADDER_TEXT"),
];

/// What functions that are no getters of the table return for an object that is NULL, where it is not
/// the usual for the type.
const NONE: [(&str, &str); 15] = [
    ("acs_error_copy", "NULL"),
    ("acs_error_message", "SOME"),
    ("acs_recording_properties_state", "-1"),
    ("acs_recording_properties_kind", "-1"),
    ("acs_download_progress_bytes_done", "0"),
    ("acs_identifier_copy", "NULL"),
    ("acs_identifier_kind", "ACS_IDENTIFIER_UNKNOWN"),
    ("acs_participant_is_muted", "-1"),
    ("acs_participant_is_on_hold", "-1"),
    ("acs_event_copy", "NULL"),
    ("acs_event_kind", "ACS_EVENT_OTHER"),
    ("acs_event_bool", "-1"),
    ("acs_receiver_fd", "-1"),
    ("acs_subscription_fd", "-1"),
    ("acs_log_line_level", "ACS_LOG_OFF"),
];

/// The promises of the option functions, by function and parameter, and of the getters.
pub struct Promises {
    parameters: BTreeMap<(String, String), Promise>,
    /// What getters return for nothing.
    none: BTreeMap<String, String>,
}

impl Promises {
    pub fn read() -> Self {
        let table = Table::read();
        let mut all = BTreeMap::new();
        for of in &table.types {
            for new in &of.new {
                let function = format!("acs_{}_{}", of.name, new.name);
                all.extend(
                    new.param
                        .iter()
                        .map(|param| by_param(&table, &function, param)),
                );
            }
            for row in table.rows(of) {
                of_option(&table, of, row, &mut all);
            }
        }
        let mut none = BTreeMap::new();
        for section in &getters::Table::read().section {
            let rows = section.getter.iter();
            none.extend(rows.map(|row| (section.function(row), row.none().to_owned())));
        }
        none.extend(NONE.map(|(function, none)| (function.to_owned(), none.to_owned())));
        Self {
            parameters: all,
            none,
        }
    }

    /// What a function that only reads returns when its object is NULL.
    pub fn none(&self, function: &str, returns: &str) -> String {
        if let Some(none) = self.none.get(function) {
            return none.clone();
        }
        let none = match returns {
            "acs_status_t" => "ACS_OK",
            "int64_t" | "double" => "-1",
            "int" | "size_t" => "0",
            taken if taken.starts_with("acs_") && function.contains("_take_") => "NULL",
            // A constructor: a bad value is refused when the object is used.
            made if made.starts_with("acs_") => "SOME",
            _ => "NULL",
        };
        none.to_owned()
    }

    /// `first`: it is the first parameter.
    pub fn of(&self, function: &str, name: &str, kind: &str, first: bool) -> Promise {
        let key = (function.to_owned(), name.to_owned());
        if let Some(promise) = self.parameters.get(&key) {
            return promise.clone();
        }
        let listed = NULLABLE
            .iter()
            .any(|(one, names)| *one == function && names.contains(&name));
        let excepted = NOT_NULLABLE.contains(&(function, name));
        let result = kind.ends_with("**")
            && (matches!(name, "response" | "pending")
                || name == "event" && function.ends_with("_and_wait"));
        let by_rule = kind == "acs_error_t **"
            || matches!(kind, "size_t *" | "int *" | "acs_log_sink_t")
            || matches!(name, "user" | "tag" | "cloud")
            || name.ends_with("options") && !first
            || result;
        let ranges = RANGES.iter().find(|one| (one.0, one.1) == (function, name));
        let time = name.ends_with("_ms").then(|| match function {
            waits if waits.ends_with("_and_wait") => (1, None),
            _ if unlimited(function, name) => (-1, None),
            _ => (0, None),
        });
        let good = GOOD.iter().find(|one| (one.0, one.1) == (function, name));
        let good = good.map(|one| one.2);
        Promise {
            nullable: listed || by_rule && !excepted,
            range: ranges.map(|one| (one.2, one.3)).or(time),
            late: false,
            good: good
                .or(unlimited(function, name).then_some("0"))
                .map(str::to_owned),
        }
    }
}

fn of_option(table: &Table, of: &Type, row: &Row, all: &mut BTreeMap<(String, String), Promise>) {
    let function = row.function(of);
    match row.kind {
        Kind::Custom => all.extend(
            row.param
                .iter()
                .map(|param| by_param(table, &function, param)),
        ),
        Kind::Failure => {
            for (name, most) in [("code", 65_535), ("sub_code", 4_294_967_295)] {
                let promise = Promise {
                    range: Some((0, Some(most))),
                    ..Promise::default()
                };
                all.insert((function.clone(), name.to_owned()), promise);
            }
        }
        Kind::Switch | Kind::Pair => {}
        _ => {
            let good = match row.kind {
                Kind::Enum => Some(first(table, &row.of)),
                Kind::PhoneNumber => Some("\"+15550100123\"".to_owned()),
                Kind::Tones => Some("\"12#\"".to_owned()),
                Kind::User => Some("a_user()".to_owned()),
                Kind::TeamsApp => Some("a_teams_app()".to_owned()),
                _ => None,
            };
            let promise = Promise {
                range: row.min.map(|min| (min, row.max)),
                late: row.late,
                good: row.good.clone().or(good),
                nullable: false,
            };
            all.insert((function, row.parameter()), promise);
        }
    }
}

fn by_param(table: &Table, function: &str, param: &Param) -> ((String, String), Promise) {
    let constant = (param.kind == ParamKind::Enum).then(|| first(table, &param.of));
    let promise = Promise {
        nullable: param.nullable,
        range: param.min.map(|min| (min, param.max)),
        late: param.late,
        good: param.good.clone().or(constant),
    };
    ((function.to_owned(), param.name.clone()), promise)
}

fn first(table: &Table, prefix: &str) -> String {
    format!("{prefix}_{}", table.constants(prefix).values[0].0)
}
