//! A raw id, and the JSON of an identifier.

use acs_call_automation::CommunicationIdentifier;

pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let identifier = CommunicationIdentifier::from_raw_id(text);
    assert_eq!(identifier.raw_id(), text);
    let parsed: Result<CommunicationIdentifier, _> = text.parse();
    if let Ok(parsed) = &parsed
        && !text.starts_with('+')
    {
        assert_eq!(parsed, &identifier);
    }
    if let Ok(read) = serde_json::from_str::<CommunicationIdentifier>(text) {
        written_back(&read);
    }
    written_back(&identifier);
}

/// Writing an identifier and reading it again loses nothing.
fn written_back(identifier: &CommunicationIdentifier) {
    let json = serde_json::to_string(identifier).expect("an identifier is written");
    let again: CommunicationIdentifier =
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{json}: {error}"));
    assert_eq!(&again, identifier, "{json}");
    assert_eq!(again.raw_id(), identifier.raw_id(), "{json}");
}
