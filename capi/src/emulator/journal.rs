//! The journal: every request with its response, every attempt to deliver an event, what parties did.

use std::ffi::{CStr, c_char, c_int};
use std::ptr::null;

use super::service::{JournalEntry, JournalKind};
use crate::getters::name_in;
use crate::guard::{bytes_out, free, optional_text, unix_millis, value};
use crate::text::{HasTexts, Texts, text_at, text_of};

/// A request of a client to the emulator.
pub const ACS_JOURNAL_REQUEST: c_int = 1;
/// An attempt of the emulator to deliver an event; each attempt is an entry.
pub const ACS_JOURNAL_EVENT: c_int = 2;
/// What a simulated party did: it rang, answered, pressed a digit.
pub const ACS_JOURNAL_PARTY: c_int = 3;

/// Returns the name of a kind of entry: "Request", "Event", "Party"; "Other" for any other number.
/// The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn acs_emulator_journal_kind_name(kind: c_int) -> *const c_char {
    const NAMES: &[(c_int, &CStr)] = &[
        (ACS_JOURNAL_REQUEST, c"Request"),
        (ACS_JOURNAL_EVENT, c"Event"),
        (ACS_JOURNAL_PARTY, c"Party"),
    ];
    name_in(NAMES, kind, c"Other")
}

/// The journal of an emulator as it was when acs_emulator_journal returned it. Read only: may be
/// shared between threads.
pub struct acs_emulator_journal_t(Vec<acs_emulator_journal_entry_t>);

impl acs_emulator_journal_t {
    pub(super) fn new(entries: Vec<JournalEntry>) -> Self {
        let entries = entries
            .into_iter()
            .map(|entry| acs_emulator_journal_entry_t {
                entry,
                texts: Texts::default(),
            });
        Self(entries.collect())
    }
}

/// One entry of a journal, which owns it. Read only: may be shared between threads.
pub struct acs_emulator_journal_entry_t {
    entry: JournalEntry,
    texts: Texts,
}

impl HasTexts for acs_emulator_journal_entry_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// Returns the number of entries of a journal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_count(
    journal: *const acs_emulator_journal_t,
) -> usize {
    value(0, move || Some(journal.as_ref()?.0.len()))
}

/// Returns an entry of a journal, the oldest one first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_at(
    journal: *const acs_emulator_journal_t,
    index: usize,
) -> *const acs_emulator_journal_entry_t {
    value(null(), move || {
        Some(std::ptr::from_ref(journal.as_ref()?.0.get(index)?))
    })
}

/// Frees a journal and its entries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_free(journal: *mut acs_emulator_journal_t) {
    free(journal);
}

/// Returns the time when the request, the delivery or what the party did ended, by the emulator's
/// clock, in milliseconds since 1970 UTC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_time_ms(
    entry: *const acs_emulator_journal_entry_t,
) -> i64 {
    value(-1, move || {
        Some(unix_millis(Some(entry.as_ref()?.entry.time)))
    })
}

/// Returns the kind of an entry.
///
/// @return ACS_JOURNAL_REQUEST, ACS_JOURNAL_EVENT or ACS_JOURNAL_PARTY; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_kind(
    entry: *const acs_emulator_journal_entry_t,
) -> c_int {
    value(0, move || {
        Some(match entry.as_ref()?.entry.kind {
            JournalKind::Request => ACS_JOURNAL_REQUEST,
            JournalKind::Event => ACS_JOURNAL_EVENT,
            _ => ACS_JOURNAL_PARTY,
        })
    })
}

/// Returns the operation of a request, named as in the official clients: "CreateCall"; the name of
/// the type of an event: "CallConnected"; what a party did: "calls", "rings", "answers", "isBusy",
/// "declines", "doesNotAnswer", "joins", "presses", "speaks", "mutes", "unmutes" or "hangsUp". Empty
/// when it is not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_operation(
    entry: *const acs_emulator_journal_entry_t,
) -> *const c_char {
    text_of(entry, "operation", |entry| Some(entry.entry.operation))
}

/// Returns the raw id of the party that did something; empty for other entries than
/// ACS_JOURNAL_PARTY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_party(
    entry: *const acs_emulator_journal_entry_t,
) -> *const c_char {
    text_of(entry, "party", |entry| Some(&entry.entry.party))
}

/// Returns what the party pressed or said, or the display name of a caller; empty when there is
/// none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_detail(
    entry: *const acs_emulator_journal_entry_t,
) -> *const c_char {
    text_of(entry, "detail", |entry| Some(&entry.entry.detail))
}

/// Returns the HTTP method; empty for ACS_JOURNAL_PARTY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_method(
    entry: *const acs_emulator_journal_entry_t,
) -> *const c_char {
    text_of(entry, "method", |entry| Some(&entry.entry.method))
}

/// Returns path and query of a request, or the whole URL of an event's delivery; empty for
/// ACS_JOURNAL_PARTY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_path(
    entry: *const acs_emulator_journal_entry_t,
) -> *const c_char {
    text_of(entry, "path", |entry| Some(&entry.entry.path))
}

/// Returns the value of the first header with a name, as it was sent to or by the emulator; "***"
/// for Authorization.
///
/// @param name in any letter case; may be NULL, which finds none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_header(
    entry: *const acs_emulator_journal_entry_t,
    name: *const c_char,
) -> *const c_char {
    named(entry, name, "header", JournalEntry::header)
}

/// Returns the number of headers of the request or delivery; 0 for ACS_JOURNAL_PARTY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_header_count(
    entry: *const acs_emulator_journal_entry_t,
) -> usize {
    value(0, move || Some(entry.as_ref()?.entry.headers.len()))
}

/// Returns the name of a header, in the order in which they were sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_header_name(
    entry: *const acs_emulator_journal_entry_t,
    index: usize,
) -> *const c_char {
    text_at(entry, "header_name", index, |entry, index| {
        Some(&entry.entry.headers.get(index)?.0)
    })
}

/// Returns the value of a header, in the order in which they were sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_header_value(
    entry: *const acs_emulator_journal_entry_t,
    index: usize,
) -> *const c_char {
    text_at(entry, "header_value", index, |entry, index| {
        Some(&entry.entry.headers.get(index)?.1)
    })
}

/// Returns the body of the request or delivery as sent; empty for ACS_JOURNAL_PARTY. Beyond 64 KiB
/// it is cut, and "... (N bytes more)" follows.
///
/// @param length receives the number of bytes; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_body(
    entry: *const acs_emulator_journal_entry_t,
    length: *mut usize,
) -> *const u8 {
    bytes_out(length, move || Some(&entry.as_ref()?.entry.body))
}

/// Returns the HTTP status of the emulator's response, or of the response of the webhook.
///
/// @return 100 to 599; 0 when there was no response, and for ACS_JOURNAL_PARTY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_status(
    entry: *const acs_emulator_journal_entry_t,
) -> c_int {
    value(0, move || entry.as_ref()?.entry.status.map(c_int::from))
}

/// Returns why an event was not delivered by this attempt: no response, and why, or a status that
/// does not count as delivered.
///
/// @return the reason; NULL for an event that was delivered, and for other entries
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_failure(
    entry: *const acs_emulator_journal_entry_t,
) -> *const c_char {
    text_of(entry, "failure", |entry| entry.entry.failure.as_deref())
}

/// Returns the value of the first header with a name in the emulator's response.
///
/// @param name in any letter case; may be NULL, which finds none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_response_header(
    entry: *const acs_emulator_journal_entry_t,
    name: *const c_char,
) -> *const c_char {
    named(
        entry,
        name,
        "response_header",
        JournalEntry::response_header,
    )
}

/// Returns the number of headers of the emulator's response; 0 for other entries than requests.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_response_header_count(
    entry: *const acs_emulator_journal_entry_t,
) -> usize {
    value(0, move || {
        Some(entry.as_ref()?.entry.response_headers.len())
    })
}

/// Returns the name of a header of the emulator's response, in the order in which they were sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_response_header_name(
    entry: *const acs_emulator_journal_entry_t,
    index: usize,
) -> *const c_char {
    text_at(entry, "response_header_name", index, |entry, index| {
        Some(&entry.entry.response_headers.get(index)?.0)
    })
}

/// Returns the value of a header of the emulator's response, in the order in which they were sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_response_header_value(
    entry: *const acs_emulator_journal_entry_t,
    index: usize,
) -> *const c_char {
    text_at(entry, "response_header_value", index, |entry, index| {
        Some(&entry.entry.response_headers.get(index)?.1)
    })
}

/// Returns the body of the emulator's response; empty for other entries than requests. Cut as
/// acs_emulator_journal_entry_body.
///
/// @param length receives the number of bytes; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal_entry_response_body(
    entry: *const acs_emulator_journal_entry_t,
    length: *mut usize,
) -> *const u8 {
    bytes_out(length, move || Some(&entry.as_ref()?.entry.response_body))
}

/// A text found by a name that the caller passes.
unsafe fn named(
    entry: *const acs_emulator_journal_entry_t,
    name: *const c_char,
    what: &str,
    find: for<'a> fn(&'a JournalEntry, &str) -> Option<&'a str>,
) -> *const c_char {
    value(null(), move || {
        let entry = entry.as_ref()?;
        let name = optional_text(name, "name").ok()??;
        // Many ways to write a name, one text to keep.
        let key = format!("{what} {}", name.to_ascii_lowercase());
        Some(entry.texts.text(&key, || find(&entry.entry, name)))
    })
}
