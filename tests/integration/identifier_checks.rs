//! Which identifiers are refused before a request is sent, and which are not.

use acs_call_automation::identifier::{MicrosoftTeamsApp, TeamsExtensionUser};
use acs_call_automation::options::{
    AnswerCallOptions, ClientOptions, CreateCallOptions, Credential, OperationOptions,
    StartRecordingOptions,
};
use acs_call_automation::recording::{ChannelAffinity, RecordingTarget};
use acs_call_automation::*;

use crate::recorder::{Recorder, json_response};

const CALLBACK: &str = "https://app.example.com/events";
const GUID: &str = "de7539f7-0000-4000-8000-000000000009";

/// A client of a server that takes everything.
fn client(server: &Recorder) -> CallAutomationClient {
    let key = Credential::access_key("a2V5").unwrap();
    CallAutomationClient::new(&server.endpoint(), key, &ClientOptions::new()).unwrap()
}

fn server() -> Recorder {
    Recorder::start(|_| {
        Some(json_response(
            202,
            r#"{"callConnectionId":"c","recordingId":"r"}"#,
        ))
    })
}

fn remove(client: &CallAutomationClient, party: &CommunicationIdentifier) -> Result<()> {
    let call = client.call_connection("c").unwrap();
    call.remove_participant(party, &OperationOptions::new())
        .map(drop)
}

fn ring(client: &CallAutomationClient, party: CommunicationIdentifier) -> Result<()> {
    let invite = CallInvite::new(party)
        .unwrap()
        .source_caller_id_number(PhoneNumber::new("+18005550100"));
    client
        .create_call(&invite, CALLBACK, &CreateCallOptions::new())
        .map(drop)
}

#[test]
fn ids_that_name_no_party_are_refused_with_what_they_lack() {
    let server = Recorder::start(|_| panic!("a request was sent"));
    let client = client(&server);
    let user = CommunicationIdentifier::communication_user;
    let raw = CommunicationIdentifier::from_raw_id;
    let teams = CommunicationIdentifier::microsoft_teams_user;
    let cases = [
        (user(GUID), "8:acs:RESOURCE_USER"),
        (user("+16045551234"), "phone number"),
        (user("8:acs:resource"), "8:acs:RESOURCE_USER"),
        (user("8:gcch-acs:resource"), "8:acs:RESOURCE_USER"),
        (user("8:dod-acs:r_t_u"), "three parts"),
        (user("8:acs:r_u v"), "no spaces"),
        (user("8:orgid:x"), "Microsoft Teams"),
        (raw("8:acs:a_b_c_d"), "8:acs:RESOURCE_USER"),
        (raw("8:ACS:a_b"), "lower case"),
        (raw("acs:a_b"), "begins with a number and a colon"),
        (raw("tel:+16045551234"), "begins with a number and a colon"),
        (
            raw("sip:alice@example.com"),
            "begins with a number and a colon",
        ),
        (raw("alice"), "begins with a number and a colon"),
        (raw("4:+1 604 555 1234"), "E.164"),
        (raw("4:(604) 5551234"), "E.164"),
        (teams("alice@contoso.com"), "name or address"),
        (raw("8:orgid:alice@contoso.com"), "name or address"),
        (teams("4d9bd9f0 1c2e"), "spaces"),
        (teams("adele"), "a GUID"),
        (raw("8:orgid:adele"), "a GUID"),
        (raw("28:gcch:adele"), "a GUID"),
        (teams("8:gcch:4d9bd9f0"), "without a prefix"),
        (
            MicrosoftTeamsApp::new("28:orgid:x").into(),
            "without a prefix",
        ),
        (
            TeamsExtensionUser::new("u", "8:acs:t", "r").into(),
            "without a prefix",
        ),
    ];
    for (party, mistake) in cases {
        let error = remove(&client, &party).unwrap_err();
        assert_eq!(error.field(), Some("participant"), "{error}");
        assert!(error.message().contains(mistake), "{party}: {error}");
    }
}

#[test]
fn a_party_that_the_service_named_is_sent_as_it_was_named() {
    let server = server();
    let client = client(&server);
    let ids = [
        format!("4:{GUID}"),
        format!("4:+15550001111_{GUID}"),
        format!("4:{GUID}_{GUID}"),
        "4:anonymous".to_owned(),
        "4:911".to_owned(),
        "4:14255550123".to_owned(),
        "8:gcch-acs:r_u".to_owned(),
        "8:dod-acs:r_u".to_owned(),
        "8:dod-acs:r_t_u".to_owned(),
        format!("8:spool:{GUID}"),
        format!("8:gcch:{GUID}"),
        "8:teamsvisitor:45ab24811c1c4005be240ffb879b1130".to_owned(),
        format!("28:dod:{GUID}"),
        format!("28:gcch-global:{GUID}"),
        format!("48:{GUID}"),
        "8:echo123".to_owned(),
    ];
    for id in &ids {
        let party = CommunicationIdentifier::from_raw_id(id);
        remove(&client, &party).unwrap_or_else(|error| panic!("{id}: {error}"));
        let sent: serde_json::Value =
            serde_json::from_slice(&server.requests().last().unwrap().body).unwrap();
        assert_eq!(sent["participantToRemove"]["rawId"], id.as_str());
    }
}

#[test]
fn a_number_that_is_rung_or_shown_is_in_e164_form_wherever_it_came_from() {
    let server = Recorder::start(|_| panic!("a request was sent"));
    let client = client(&server);
    for number in ["16045551234", "+1 604 555 1234", "911", "anonymous", GUID] {
        for party in [
            CommunicationIdentifier::phone_number(number),
            CommunicationIdentifier::from_raw_id(&format!("4:{number}")),
        ] {
            let error = ring(&client, party).unwrap_err();
            assert_eq!(error.field(), Some("target"), "{error}");
            assert!(error.message().contains("write +"), "{error}");
        }
        let invite = CallInvite::new("+16045551234")
            .unwrap()
            .source_caller_id_number(PhoneNumber::new(number));
        let options = CreateCallOptions::new();
        let error = client.create_call(&invite, CALLBACK, &options).unwrap_err();
        assert_eq!(error.field(), Some("source caller id number"), "{error}");
    }
    let server = self::server();
    ring(&self::client(&server), "4:+16045551234".parse().unwrap()).unwrap();
}

#[test]
fn the_users_a_call_is_made_and_answered_as_are_checked_too() {
    let server = Recorder::start(|_| panic!("a request was sent"));
    let client = client(&server);
    let user = CommunicationUser::new(GUID);
    let invite = CallInvite::new(CommunicationIdentifier::communication_user("8:acs:r_u")).unwrap();
    let options = CreateCallOptions::new().source(user.clone());
    let error = client.create_call(&invite, CALLBACK, &options).unwrap_err();
    assert_eq!(error.field(), Some("source"), "{error}");
    let options = CreateCallOptions::new().teams_app_source(MicrosoftTeamsApp::new("28:orgid:x"));
    let error = client.create_call(&invite, CALLBACK, &options).unwrap_err();
    assert_eq!(error.field(), Some("teams app source"), "{error}");
    let options = AnswerCallOptions::new().answered_by(user);
    let error = client.answer_call("ctx", CALLBACK, &options).unwrap_err();
    assert_eq!(error.field(), Some("answered by"), "{error}");
}

#[test]
fn a_recording_takes_ids_of_no_kind_as_the_service_does() {
    // The session media-recording-start-by-id-2025-06-15.
    let server = server();
    let id = CommunicationIdentifier::communication_user("testId");
    let options = StartRecordingOptions::new().channel_affinity(ChannelAffinity::new(id));
    let call = RecordingTarget::CallConnection("c".to_owned());
    client(&server).start_recording(&call, &options).unwrap();
    assert_eq!(server.requests().len(), 1);
}
