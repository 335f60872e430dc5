//! Raw ids and typed identifiers, by vectors that the official SDKs made.
//!
//! The vectors are in `tests/data/identifiers.json`; `ACS_WIRE_IDENTIFIERS` names another file of
//! the same layout, or a folder of such files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "common/data.rs"]
mod data;
#[path = "common/same_json.rs"]
mod same_json;

use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::identifier::{Cloud, MicrosoftTeamsApp, TeamsExtensionUser};
use acs_call_automation::{
    CommunicationIdentifier, CommunicationUser, DtmfTone, ErrorKind, MicrosoftTeamsUser,
    PhoneNumber,
};
use same_json::same;
use serde_json::{Value, json};

fn vectors(section: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for file in data::files("ACS_WIRE_IDENTIFIERS", "identifiers.json") {
        let text = std::fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let vectors: Value = serde_json::from_slice(&text).unwrap();
        found.extend(vectors[section].as_array().into_iter().flatten().cloned());
    }
    // Vectors of others may be of one section only.
    let others = std::env::var_os("ACS_WIRE_IDENTIFIERS").is_some();
    assert!(others || !found.is_empty(), "no {section}");
    found
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The properties of an identifier by the names of the Python SDK.
fn properties(identifier: &CommunicationIdentifier) -> Value {
    let cloud = |cloud: &Cloud| cloud.as_str().to_uppercase();
    match identifier {
        CommunicationIdentifier::CommunicationUser(user) => json!({"id": user.id}),
        CommunicationIdentifier::PhoneNumber(phone) => json!({
            "value": phone.value,
            "is_anonymous": phone.is_anonymous,
            "asserted_id": phone.asserted_id,
        }),
        CommunicationIdentifier::MicrosoftTeamsUser(user) => json!({
            "user_id": user.user_id,
            "is_anonymous": user.is_anonymous,
            "cloud": cloud(&user.cloud),
        }),
        CommunicationIdentifier::MicrosoftTeamsApp(app) => json!({
            "app_id": app.app_id,
            "cloud": cloud(&app.cloud),
        }),
        CommunicationIdentifier::TeamsExtensionUser(user) => json!({
            "user_id": user.user_id,
            "tenant_id": user.tenant_id,
            "resource_id": user.resource_id,
            "cloud": cloud(&user.cloud),
        }),
        _ => json!({}),
    }
}

/// An identifier from its properties, by the names of the Python SDK.
fn made_of(kind: &str, given: &Value) -> CommunicationIdentifier {
    let mut unused = given.as_object().unwrap().clone();
    let mut take = |name: &str| {
        unused.remove(name).map(|value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        })
    };
    let raw_id = take("raw_id");
    let cloud = match take("cloud").as_deref() {
        None | Some("PUBLIC") => Cloud::Public,
        Some("DOD") => Cloud::Dod,
        Some("GCCH") => Cloud::Gcch,
        Some(other) => panic!("no such cloud: {other}"),
    };
    let identifier = match kind {
        "communicationUser" => {
            let mut user = CommunicationUser::new(take("id").unwrap());
            user.raw_id = raw_id;
            user.into()
        }
        "phoneNumber" => {
            let mut phone = PhoneNumber::new(take("value").unwrap());
            phone.raw_id = raw_id;
            phone.into()
        }
        "microsoftTeamsUser" => {
            let mut user = MicrosoftTeamsUser::new(take("user_id").unwrap()).in_cloud(cloud);
            if take("is_anonymous").as_deref() == Some("true") {
                user = user.anonymous();
            }
            user.raw_id = raw_id;
            user.into()
        }
        "microsoftTeamsApp" => {
            let mut app = MicrosoftTeamsApp::new(take("app_id").unwrap()).in_cloud(cloud);
            app.raw_id = raw_id;
            app.into()
        }
        "teamsExtensionUser" => {
            let [user, tenant, resource] =
                ["user_id", "tenant_id", "resource_id"].map(|name| take(name).unwrap());
            let mut user = TeamsExtensionUser::new(user, tenant, resource).in_cloud(cloud);
            user.raw_id = raw_id;
            user.into()
        }
        "unknown" => CommunicationIdentifier::from_raw_id(&take("identifier").unwrap()),
        other => panic!("no such kind: {other}"),
    };
    assert!(
        unused.is_empty(),
        "members that this test does not use: {unused:?}"
    );
    identifier
}

#[test]
fn raw_ids_are_read_and_written_as_the_official_sdks_do() {
    for vector in vectors("parse") {
        let (name, raw) = (text(&vector["name"]), text(&vector["rawId"]));
        let identifier = CommunicationIdentifier::from_raw_id(raw);
        assert_eq!(identifier.kind(), text(&vector["kind"]), "{name}");
        assert_eq!(identifier.raw_id(), raw, "{name}");
        assert!(
            same(&properties(&identifier), &vector["properties"]),
            "{name}: {identifier:?}"
        );

        let wire = serde_json::to_value(&identifier).unwrap();
        assert!(same(&wire, &vector["python_wire"]), "{name}: {wire}");
        if vector["js_agrees"] == true {
            assert!(same(&wire, &vector["js_wire"]), "{name}: {wire}");
        }
    }
}

#[test]
fn identifiers_made_of_parts_have_the_raw_ids_of_the_official_sdks() {
    for vector in vectors("format") {
        let name = text(&vector["name"]);
        let identifier = made_of(text(&vector["kind"]), &vector["given"]);
        assert_eq!(identifier.raw_id(), text(&vector["rawId"]), "{name}");
        let wire = serde_json::to_value(&identifier).unwrap();
        assert!(same(&wire, &vector["python_wire"]), "{name}: {wire}");
    }
}

#[test]
fn identifiers_from_the_wire_are_read_with_kind_and_without() {
    for vector in vectors("from_wire") {
        let name = text(&vector["name"]);
        let mut wire = vector["wire"].clone();
        let identifier: CommunicationIdentifier = serde_json::from_value(wire.clone()).unwrap();
        let kind = text(&vector["kind"]);
        if kind == "unknown" {
            assert!(
                matches!(identifier, CommunicationIdentifier::Unknown(_)),
                "{name}"
            );
        } else {
            assert_eq!(identifier.kind(), kind, "{name}");
        }
        assert_eq!(identifier.raw_id(), text(&vector["rawId"]), "{name}");
        assert!(
            same(
                &properties(&identifier),
                &as_upper_cloud(&vector["properties"])
            ),
            "{name}"
        );
        let again = serde_json::to_value(&identifier).unwrap();
        assert!(same(&again, &wire), "{name}: {again}");

        // Older deliveries name no kind.
        wire.as_object_mut().unwrap().remove("kind");
        let identifier: CommunicationIdentifier = serde_json::from_value(wire).unwrap();
        assert_eq!(
            identifier.raw_id(),
            text(&vector["rawId"]),
            "{name} without kind"
        );
    }
}

/// The vectors have the cloud as it was read, in either case.
fn as_upper_cloud(properties: &Value) -> Value {
    let mut properties = properties.clone();
    if let Some(Value::String(cloud)) = properties.get_mut("cloud") {
        *cloud = cloud.to_uppercase();
    }
    properties
}

#[test]
fn every_identifier_survives_the_way_to_the_wire_and_back() {
    for vector in vectors("parse") {
        let before = CommunicationIdentifier::from_raw_id(text(&vector["rawId"]));
        let wire = serde_json::to_string(&before).unwrap();
        let after: CommunicationIdentifier = serde_json::from_str(&wire).unwrap();
        assert_eq!(after, before, "{wire}");
        assert_eq!(after.kind(), before.kind(), "{wire}");
        assert_eq!(properties(&after), properties(&before), "{wire}");
        assert_eq!(
            CommunicationIdentifier::from_raw_id(&after.raw_id()),
            before
        );
    }
}

#[test]
fn an_unknown_kind_is_kept_by_name() {
    let identifier: CommunicationIdentifier = serde_json::from_value(
        json!({"rawId": "77:x", "kind": "somethingNew", "somethingNew": {}}),
    )
    .unwrap();
    assert_eq!(identifier.kind(), "somethingNew");
    assert_eq!(identifier.raw_id(), "77:x");
}

#[test]
fn a_plain_number_is_a_phone_number_only_through_from_str() {
    let phone: CommunicationIdentifier = "+16045551234".parse().unwrap();
    assert_eq!(phone.kind(), "phoneNumber");
    assert_eq!(phone.raw_id(), "4:+16045551234");
    assert_eq!(
        "4:+16045551234".parse::<CommunicationIdentifier>().unwrap(),
        phone
    );
    assert_eq!(
        "+16045551234".parse::<PhoneNumber>().unwrap().value,
        "+16045551234"
    );

    assert_eq!(
        CommunicationIdentifier::from_raw_id("+16045551234").kind(),
        "unknown"
    );
}

#[test]
fn from_str_refuses_what_is_neither_raw_id_nor_number_and_names_the_rule() {
    for bad in [
        "",
        "alice",
        "16045551234",
        "+1 604 555 1234",
        "+1-604-555-1234",
        "+0604555123",
        "+123456",
        "+1234567890123456",
        "+1604555123x",
        "+\u{0661}6045551234",
        "8:acs:a\r\nb",
    ] {
        let error = bad.parse::<CommunicationIdentifier>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{bad:?}");
        assert!(error.field().is_some(), "{bad:?}");
    }
    assert!("+1234567".parse::<PhoneNumber>().is_ok());
    assert!("+123456789012345".parse::<PhoneNumber>().is_ok());
}

#[test]
fn identifiers_with_one_raw_id_are_one_key_of_a_map() {
    let mut set = std::collections::HashSet::new();
    set.insert(CommunicationIdentifier::phone_number("+16045551234"));
    set.insert(CommunicationIdentifier::from_raw_id("4:+16045551234"));
    set.insert("+16045551234".parse().unwrap());
    assert_eq!(set.len(), 1);
}

/// What the raw id shows: kind, cloud, whether it is anonymous, asserted id.
fn facts(identifier: &CommunicationIdentifier) -> (Option<String>, bool, Option<String>) {
    let cloud = |cloud: &Cloud| Some(cloud.as_str().to_owned());
    match identifier {
        CommunicationIdentifier::PhoneNumber(phone) => {
            (None, phone.is_anonymous, phone.asserted_id.clone())
        }
        CommunicationIdentifier::MicrosoftTeamsUser(user) => {
            (cloud(&user.cloud), user.is_anonymous, None)
        }
        CommunicationIdentifier::MicrosoftTeamsApp(app) => (cloud(&app.cloud), false, None),
        CommunicationIdentifier::TeamsExtensionUser(user) => (cloud(&user.cloud), false, None),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_only_the_raw_id_shows_is_known_by_every_way_in() {
    let guid = "de7539f7-0000-4000-8000-000000000009";
    let (resource, tenant) = ("11111111-2222-4333-8444-555555555555", guid);
    let rows = [
        (
            "4:anonymous".to_owned(),
            "phoneNumber",
            json!({"value": "anonymous"}),
            (None, true, None),
        ),
        // A part may be left out of the object, or hidden in it.
        (
            "4:anonymous".to_owned(),
            "phoneNumber",
            json!({"value": ""}),
            (None, true, None),
        ),
        (
            "4:+16045551234_leg".to_owned(),
            "phoneNumber",
            json!({"value": "+16045551234"}),
            (None, false, Some("leg")),
        ),
        (
            format!("8:gcch:{guid}"),
            "microsoftTeamsUser",
            json!({"userId": guid}),
            (Some("gcch"), false, None),
        ),
        (
            format!("8:dod:{guid}"),
            "microsoftTeamsUser",
            json!({"userId": guid, "isAnonymous": false}),
            (Some("dod"), false, None),
        ),
        (
            format!("8:teamsvisitor:{guid}"),
            "microsoftTeamsUser",
            json!({"userId": guid}),
            (Some("public"), true, None),
        ),
        (
            format!("28:gcch:{guid}"),
            "microsoftTeamsApp",
            json!({"appId": guid}),
            (Some("gcch"), false, None),
        ),
        (
            format!("8:dod-acs:{resource}_{tenant}_{guid}"),
            "teamsExtensionUser",
            json!({"userId": guid, "tenantId": tenant, "resourceId": resource}),
            (Some("dod"), false, None),
        ),
        (
            format!("8:gcch:{guid}"),
            "microsoftTeamsUser",
            json!({"userId": ""}),
            (Some("gcch"), false, None),
        ),
        (
            format!("8:teamsvisitor:{guid}"),
            "unknown",
            json!(null),
            (Some("public"), true, None),
        ),
    ];
    for (raw_id, kind, object, (cloud, is_anonymous, asserted_id)) in rows {
        let expected = (
            cloud.map(str::to_owned),
            is_anonymous,
            asserted_id.map(str::to_owned),
        );
        let wire = json!({"kind": kind, "rawId": raw_id, kind: object});
        let by_json: CommunicationIdentifier = serde_json::from_value(wire.clone()).unwrap();
        let event = json!({"id": "1", "type": "Microsoft.Communication.IncomingCall",
            "data": {"from": wire}});
        let events = Event::parse_all(event.to_string().as_bytes()).unwrap();
        let EventBody::IncomingCall(incoming) = events[0].body() else {
            panic!("{event}");
        };
        let by_event = incoming.from.clone().unwrap();
        let by_raw_id = CommunicationIdentifier::from_raw_id(&raw_id);
        let by_text: CommunicationIdentifier = raw_id.parse().unwrap();
        let again = serde_json::to_value(&by_json).unwrap();
        let written: CommunicationIdentifier = serde_json::from_value(again).unwrap();
        for identifier in [&by_json, &by_event, &by_raw_id, &by_text, &written] {
            assert_eq!(facts(identifier), expected, "{raw_id}");
            assert_eq!(identifier, &by_raw_id, "{raw_id}");
            // The service leaves the asserted id out of the number.
            if expected.2.is_none() {
                assert_eq!(properties(identifier), properties(&by_raw_id), "{raw_id}");
            }
        }
    }
}

#[test]
fn the_raw_id_follows_when_a_fact_is_changed() {
    let CommunicationIdentifier::MicrosoftTeamsUser(user) =
        CommunicationIdentifier::from_raw_id("8:orgid:x")
    else {
        panic!("not a Teams user");
    };
    assert_eq!(user.clone().in_cloud(Cloud::Gcch).raw_id(), "8:gcch:x");
    assert_eq!(user.anonymous().raw_id(), "8:teamsvisitor:x");
}

#[test]
fn identifiers_of_two_kinds_are_never_equal() {
    // The id of a recording of the live service, which is of no kind.
    let wire = json!({"rawId": "testId", "communicationUser": {"id": "testId"}});
    let user: CommunicationIdentifier = serde_json::from_value(wire).unwrap();
    assert_eq!(user.kind(), "communicationUser");
    assert_ne!(user, CommunicationIdentifier::from_raw_id("testId"));
    let wire = json!({"rawId": "4:+16045551234", "kind": "somethingNew"});
    let new: CommunicationIdentifier = serde_json::from_value(wire).unwrap();
    assert_ne!(new, "+16045551234".parse().unwrap());
}

#[test]
fn text_that_is_no_communication_user_says_what_it_is() {
    for (text, mistake) in [
        (
            "de7539f7-0000-4000-8000-000000000009",
            "8:acs:RESOURCE_USER",
        ),
        ("8:acs:resource", "8:acs:RESOURCE_USER"),
        ("8:acs:r_t_u", "Teams extension user"),
        ("4:+16045551234", "phone number"),
        ("+16045551234", "phone number"),
        ("8:orgid:x", "Microsoft Teams"),
    ] {
        let error = text.parse::<CommunicationUser>().unwrap_err();
        assert_eq!(error.field(), Some("identifier"), "{error}");
        assert!(error.message().contains(mistake), "{text}: {error}");
    }
}

#[test]
fn a_cloud_that_is_not_known_is_never_written_as_another_one() {
    let user = MicrosoftTeamsUser::new("u").in_cloud(Cloud::Other("gallatin".to_owned()));
    let app = MicrosoftTeamsApp::new("a").in_cloud(Cloud::Other("gallatin".to_owned()));
    for identifier in [CommunicationIdentifier::from(user), app.into()] {
        let raw_id = identifier.raw_id();
        assert!(raw_id.contains(":gallatin:"), "{raw_id}");
        let again = CommunicationIdentifier::from_raw_id(&raw_id);
        assert_eq!(again.raw_id(), raw_id);
        assert!(
            matches!(again, CommunicationIdentifier::Unknown(_)),
            "{again:?}"
        );
        let wire = serde_json::to_value(&identifier).unwrap();
        let back: CommunicationIdentifier = serde_json::from_value(wire).unwrap();
        assert_eq!(facts(&back).0.as_deref(), Some("gallatin"));
    }
}

#[test]
fn a_user_and_a_number_are_parsed_shown_and_used_as_identifiers_by_reference() {
    const USER: &str = "8:acs:7b1d6d58-0f1c-4f43-9f3e-1f2f3c4d5e6f_0000";
    let user: CommunicationUser = USER.parse().unwrap();
    assert_eq!(user.to_string(), USER);
    assert_eq!(CommunicationIdentifier::from(&user).raw_id(), USER);
    let error = "+16045551234".parse::<CommunicationUser>().unwrap_err();
    assert_eq!(error.field(), Some("identifier"), "{error}");
    let number: PhoneNumber = "+16045551234".parse().unwrap();
    let names = std::collections::HashMap::from([(number.clone(), "caller")]);
    assert_eq!(names[&number], "caller");
    let identifier = CommunicationIdentifier::from(&number);
    assert_eq!(identifier.raw_id(), "4:+16045551234");
}

#[test]
fn a_character_is_a_tone_or_an_error_that_names_it() {
    assert_eq!(DtmfTone::try_from('#').unwrap(), DtmfTone::Pound);
    let error = DtmfTone::try_from('x').unwrap_err();
    assert!(error.message().contains("'x'"), "{error}");
}

#[test]
fn numbers_are_read_as_libphonenumber_reads_them_or_refused() {
    let text = include_str!("data/phone_numbers.tsv");
    let mut refused = Vec::new();
    for line in text.lines() {
        let fields: Vec<_> = line.split('\t').collect();
        let [country, national, international, number] = fields.as_slice() else {
            panic!("{line}");
        };
        let uri = format!("tel:{}", international.replace(' ', "-"));
        let dialed = format!("00 {}", &international[1..]);
        for written in [
            PhoneNumber::normalize(international, None),
            PhoneNumber::normalize(&uri, Some(country)),
            PhoneNumber::normalize(&dialed, Some("DE")),
        ] {
            assert_eq!(written.unwrap().value, *number, "{line}");
        }
        match PhoneNumber::normalize(national, Some(country)) {
            Ok(read) => assert_eq!(read.value, *number, "{line}"),
            Err(_) => refused.push(*country),
        }
    }
    refused.dedup();
    // Mobile numbers with an inserted digit, a trunk prefix of two parts, numbers without a trunk
    // prefix in countries that have one.
    assert_eq!(refused, ["AR", "BY", "KI", "LB", "MH", "SO"]);
}
