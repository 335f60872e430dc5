//! What `fuzz/` checks, on its corpora and inputs made from them.

use crate::mutate::with_each_of;

#[path = "../../fuzz/src/connection_strings.rs"]
mod connection_strings;
#[path = "../../fuzz/src/events.rs"]
mod events;
#[path = "../../fuzz/src/phone_numbers.rs"]
mod phone_numbers;
#[path = "../../fuzz/src/raw_ids.rs"]
mod raw_ids;
#[path = "../../fuzz/src/tokens.rs"]
mod tokens;

#[test]
fn a_body_of_any_bytes_is_read_or_refused() {
    with_each_of("events", 5_000, events::run);
}

#[test]
fn a_connection_string_of_any_text_shows_no_key() {
    with_each_of("connection_strings", 20_000, connection_strings::run);
}

#[test]
fn a_raw_id_of_any_text_is_written_back_as_it_was() {
    with_each_of("raw_ids", 20_000, raw_ids::run);
}

#[test]
fn a_phone_number_of_any_text_is_normal_or_refused() {
    with_each_of("phone_numbers", 20_000, phone_numbers::run);
}

#[test]
fn a_token_of_any_text_is_refused_when_no_key_is_known() {
    with_each_of("tokens", 20_000, tokens::run);
}
